"""Where a synthetic runner's joints, segment centres and markers are, given its angles.

All positions are sagittal (x, y) in m. Every function is analytic, so it also takes complex
arguments: `velocity_of` turns any of them into its exact time derivative that way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nextstride.athlete import Athlete
from nextstride.conventions import SIDES

Array = NDArray[Any]
Pose = Mapping[str, Array]
"""Coordinates by name: ``pelvis_x``, ``pelvis_y`` in m; ``{side}_{segment}`` angles in rad."""
Points = dict[str, Array]
"""Positions (2, n) in m by name."""

LEG = ("thigh", "shank", "foot")
ARM = ("upper_arm", "forearm")
COORDINATES = (
    "pelvis_x",
    "pelvis_y",
    *(f"{side}_{segment}" for side in SIDES for segment in LEG + ARM),
)

ANKLE_FROM_HEEL = 0.055, 0.050
"""Ankle joint centre along and above the line from heel to toe, m."""
TOE_FROM_HEEL = 0.73
"""Second metatarsal head along the foot, share of foot length."""
SOLE = 0.030
"""Height of heel and toe above the ground in flat standing, m."""
SHOULDER_ON_TRUNK = 0.5155 / 0.6033
"""Shoulder line along the trunk from mid-hip to C7 (de Leva 1996, table 4)."""


def hanging(angle: Array) -> Array:
    """Unit vector (2, n) of a segment at `angle` from the downward vertical, forward positive."""
    return np.stack([np.sin(angle), -np.cos(angle)])


def heading(angle: Array) -> Array:
    """Unit vector (2, n) at `angle` above the forward horizontal."""
    return np.stack([np.cos(angle), np.sin(angle)])


@dataclass(frozen=True)
class Anatomy:
    """Lengths and masses of a synthetic runner.

    Attributes
    ----------
    athlete : Athlete
        Gives every segment's length, mass and centre (de Leva 1996).
    trunk_angle : float
        Constant forward lean of the trunk, rad.
    """

    athlete: Athlete
    trunk_angle: float

    @cached_property
    def foot(self) -> dict[str, Array]:
        """Points of the foot from the toe in the foot's frame (along, above), (2, 1) in m."""
        toe = TOE_FROM_HEEL * self.athlete.segment_length("foot")
        center = self.athlete.shape("foot").center * self.athlete.segment_length("foot")
        points = {
            "heel": (-toe, 0.0),
            "ankle": (ANKLE_FROM_HEEL[0] - toe, ANKLE_FROM_HEEL[1]),
            "center": (center - toe, 0.0),
            "toe": (0.0, 0.0),
        }
        return {name: np.array(point)[:, None] for name, point in points.items()}

    @property
    def toe_length(self) -> float:
        """Second metatarsal head to the tip of the toes, m."""
        return (1 - TOE_FROM_HEEL) * self.athlete.segment_length("foot")

    @property
    def standing_hip_height(self) -> float:
        """Height of the hip joint centre in upright standing, m."""
        length = self.athlete.segment_length
        return length("thigh") + length("shank") + ANKLE_FROM_HEEL[1] + SOLE

    def foot_point(self, name: str, angle: Array) -> Array:
        """Position of a point of the foot relative to the toe, (2, n) in m."""
        along, above = self.foot[name]
        return np.asarray(along * heading(angle) + above * heading(angle + np.pi / 2))

    def knee_between(self, hip: Array, ankle: Array) -> Array:
        """Knee (2, n) in m in front of the line from hip to ankle; analytic."""
        thigh = self.athlete.segment_length("thigh")
        shank = self.athlete.segment_length("shank")
        leg = ankle - hip
        square = leg[0] ** 2 + leg[1] ** 2
        along = (square + thigh**2 - shank**2) / (2 * square)
        aside = np.sqrt(thigh**2 / square - along**2)
        return np.asarray(hip + along * leg + aside * np.stack([-leg[1], leg[0]]))

    def within_reach(self, hip: Array, ankle: Array) -> Array:
        """Move a hip (2, n) that is too far from its ankle along their line until it is not."""
        longest = 0.999 * (
            self.athlete.segment_length("thigh") + self.athlete.segment_length("shank")
        )
        leg = hip - ankle
        return np.asarray(ankle + leg * np.minimum(1, longest / np.hypot(*leg)))

    def joints(self, pose: Pose) -> Points:
        """Joint centres and ends of segments, (2, n) in m."""
        length = self.athlete.segment_length
        pelvis = np.stack([pose["pelvis_x"], pose["pelvis_y"]])
        up = np.array([[np.sin(self.trunk_angle)], [np.cos(self.trunk_angle)]])
        points: Points = {"pelvis": pelvis, "c7": pelvis + up * length("trunk")}
        points["head"] = points["c7"] + np.array([[0.0], [length("head")]])
        for side in SIDES:
            hip = pelvis
            knee = hip + length("thigh") * hanging(pose[f"{side}_thigh"])
            ankle = knee + length("shank") * hanging(pose[f"{side}_shank"])
            toe = ankle - self.foot_point("ankle", pose[f"{side}_foot"])
            heel = toe + self.foot_point("heel", pose[f"{side}_foot"])
            shoulder = pelvis + up * length("trunk") * SHOULDER_ON_TRUNK
            elbow = shoulder + length("upper_arm") * hanging(pose[f"{side}_upper_arm"])
            wrist = elbow + length("forearm") * hanging(pose[f"{side}_forearm"])
            hand = wrist + length("hand") * hanging(pose[f"{side}_forearm"])
            limbs = {
                "hip": hip,
                "knee": knee,
                "ankle": ankle,
                "toe": toe,
                "heel": heel,
                "shoulder": shoulder,
                "elbow": elbow,
                "wrist": wrist,
                "hand": hand,
            }
            points |= {f"{side}_{name}": point for name, point in limbs.items()}
        return points

    def segment_centers(self, pose: Pose) -> Points:
        """Centre of mass of every segment, (2, n) in m."""
        at = self.joints(pose)
        ends = {"head": ("head", "c7"), "trunk": ("c7", "pelvis")}
        for side in SIDES:
            for segment, proximal, distal in (
                ("thigh", "hip", "knee"),
                ("shank", "knee", "ankle"),
                ("upper_arm", "shoulder", "elbow"),
                ("forearm", "elbow", "wrist"),
                ("hand", "wrist", "hand"),
            ):
                ends[f"{side}_{segment}"] = f"{side}_{proximal}", f"{side}_{distal}"
        centers = {}
        for segment, (proximal, distal) in ends.items():
            share = self.athlete.shape(unsided(segment)).center
            centers[segment] = at[proximal] + share * (at[distal] - at[proximal])
        for side in SIDES:
            center = self.foot_point("center", pose[f"{side}_foot"])
            centers[f"{side}_foot"] = at[f"{side}_toe"] + center
        return centers

    def mass_share(self, segment: str) -> float:
        """Mass of a segment over the mass of all segments, 1."""
        shape = self.athlete.shape
        paired = sum(shape(name).mass for name in (*LEG, *ARM, "hand"))
        total = shape("head").mass + shape("trunk").mass + 2 * paired
        return shape(unsided(segment)).mass / total

    def center_of_mass(self, pose: Pose) -> Array:
        """Whole-body centre of mass, (2, n) in m."""
        centers = self.segment_centers(pose)
        shares = [self.mass_share(segment) * center for segment, center in centers.items()]
        return np.asarray(np.sum(shares, axis=0))


def unsided(name: str) -> str:
    """Return a segment's name without its side."""
    return name.removeprefix("left_").removeprefix("right_")


def velocity_of(position: Callable[[Pose], Points], pose: Pose, rate: Pose) -> Points:
    """Exact velocities (2, n) in m/s of the points that `position` gives.

    By the complex step (Squire & Trapp 1998, SIAM Rev 40:110), which has no truncation error
    to double precision for analytic functions.
    """
    step = 1e-30
    moved = position({name: pose[name] + 1j * step * rate[name] for name in pose})
    return {name: point.imag / step for name, point in moved.items()}
