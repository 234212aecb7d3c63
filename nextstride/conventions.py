"""Axes, sides, names, units: fixed once, here.

Axes (ISB, Wu & Cavanagh 1995, J Biomech 28:1257): x forward, y up, z to the runner's right; metres.
Angles are radians, flexion positive at hip and knee, dorsiflexion positive at the ankle. A segment
angle is measured from the vertical; the thigh's is zero when vertical and positive in front.

Core code is SI and radians throughout. Degrees, milliseconds and body weights appear only where a
person reads them, by way of `Unit`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

Side = Literal["left", "right"]
SIDES: tuple[Side, Side] = ("left", "right")
SPACE = ("x", "y", "z")

GRAVITY = 9.80665
"""Standard acceleration of gravity, m/s² (CGPM 1901)."""


def opposite(side: Side) -> Side:
    """Return the other side."""
    return "right" if side == "left" else "left"


@dataclass(frozen=True)
class Unit:
    """An SI unit and how a person reads it.

    Attributes
    ----------
    si : str
        The unit of the number in core code and in JSON.
    shown : str
        The unit in reports.
    factor : float
        Shown number = SI number x factor.
    digits : int
        Decimals shown.
    """

    si: str
    shown: str
    factor: float = 1.0
    digits: int = 2

    def show(self, value: float) -> str:
        """Format an SI `value` in the unit a person reads, without the unit's name."""
        return f"{value * self.factor:.{self.digits}f}"


DEGREES = 180 / math.pi

UNITS: dict[str, Unit] = {
    unit.si: unit
    for unit in (
        Unit("1", "", 1, 3),
        Unit("s", "ms", 1000, 0),
        Unit("m", "m", 1, 3),
        Unit("m/s", "m/s", 1, 2),
        Unit("1/s", "1/s", 1, 2),
        Unit("rad", "°", DEGREES, 1),
        Unit("rad/s", "°/s", DEGREES, 0),
        Unit("rad/s^2", "°/s²", DEGREES, 0),
        Unit("N m/kg", "N m/kg", 1, 2),
        Unit("W/kg", "W/kg", 1, 1),
        Unit("J/kg", "J/kg", 1, 2),
        Unit("N/(m kg)", "N/(m kg)", 1, 0),
        Unit("m^2/s", "m²/s", 1, 3),
        Unit("N", "N", 1, 0),
        Unit("N/kg", "N/kg", 1, 2),
        Unit("kg", "kg", 1, 1),
    )
}
"""Every unit that a quantity of nextstride can have, by its SI name."""


LANDMARKS: dict[str, str] = {
    "asis": "anterior superior iliac spine",
    "psis": "posterior superior iliac spine",
    "iliac_crest": "highest point of the iliac crest",
    "greater_trochanter": "greater trochanter",
    "lateral_knee": "lateral femoral epicondyle",
    "medial_knee": "medial femoral epicondyle",
    "lateral_ankle": "lateral malleolus",
    "medial_ankle": "medial malleolus",
    "heel": "back of the heel",
    "toe": "second metatarsal head, or the nearest marker on top of the forefoot",
    "first_metatarsal": "first metatarsal head",
    "fifth_metatarsal": "fifth metatarsal head",
    "hallux": "tip of the big toe",
    "foot": "anywhere on the foot or shoe, where heel and forefoot are not marked",
    "acromion": "top of the shoulder",
    "lateral_elbow": "lateral humeral epicondyle",
    "medial_elbow": "medial humeral epicondyle",
    "lateral_wrist": "radial styloid",
    "medial_wrist": "ulnar styloid",
    "hand": "back of the hand",
    "front_head": "front of the head",
    "back_head": "back of the head",
    "hip": "hip joint centre",
    "knee": "knee joint centre",
    "ankle": "ankle joint centre",
    "shoulder": "shoulder joint centre",
    "elbow": "elbow joint centre",
    "wrist": "wrist joint centre",
}
"""Paired landmarks: a keypoint is named ``{side}_{landmark}``, as in ``left_heel``."""

MIDLINE_LANDMARKS: dict[str, str] = {
    "sacrum": "between the posterior superior iliac spines",
    "c7": "seventh cervical vertebra",
    "t10": "mid-thoracic spine",
    "clavicle": "jugular notch",
    "sternum": "xiphoid process",
    "nose": "nose",
    "head": "top of the head",
    "neck": "base of the neck",
    "pelvis": "midpoint of the hip joint centres",
}
"""Unpaired landmarks: a keypoint has just this name."""

TRACKED_SEGMENTS = ("pelvis", "thigh", "shank", "foot")
"""Segments that may carry marker clusters, named ``{side}_{segment}`` except the pelvis."""

BALANCE_GROUPS = (
    *("abductors", "trunk_extensors", "trunk_flexors", "trunk_bending", "trunk_rotation"),
    "arms",
)
"""Muscle groups that only a body in three dimensions has, and that keep it in balance."""
MUSCLE_GROUPS = (
    "hip_flexors",
    "rectus_femoris",
    "hip_extensors",
    "hamstrings",
    "knee_extensors",
    "plantarflexors",
    "dorsiflexors",
    "knee_flexors",
    "adductors",
    *BALANCE_GROUPS,
)
"""Muscle groups that are tested, trained and priced."""


def in_words(name: str) -> str:
    """Write a name as people read it: "hip flexors" for ``hip_flexors``."""
    return name.replace("_", " ")


def in_degrees(angle: float) -> str:
    """An angle (rad) as people read it, in whole degrees with a true minus: "−5°"."""
    return f"{angle * DEGREES:z.0f}°".replace("-", "−")


def counted(number: int, what: str) -> str:
    """A number of things in words: "1 session", "3 sessions"."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def signed(value: float, decimals: int = 2) -> str:
    """Format a change with its sign, a true minus, and no sign on nothing."""
    text = f"{value:+.{decimals}f}".replace("-", "−")
    return text[1:] if not text.strip("+−0.") else text
