"""The exercises: rows of `exercises.toml` as checked records, each with limits for every plan."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from nextstride.checks import Problems
from nextstride.conventions import MUSCLE_GROUPS
from nextstride.errors import ParameterError
from nextstride.evidence import evidence
from nextstride.training.pose import Leg, Pose

Kind = Literal["angle_hold", "band_position", "timing", "left_right", "whole_stride"]

KINDS: dict[str, str] = {
    "angle_hold": "hold at several joint angles",
    "band_position": "isometric position under band tension",
    "timing": "timing pattern",
    "left_right": "left against right under the same band",
    "whole_stride": "coordinated whole-stride position",
}
"""The five kinds of work, and what people call them."""

JOINTS = ("hip", "knee", "ankle", "trunk", "shoulder")
"""What is held. The trunk's angle is its lean from the vertical, forward positive; the shoulder's
that of the upper arm from the trunk."""

PAINS = ("groin", "hip", "hamstring", "knee", "calf", "achilles", "shin", "foot", "lower_back")
CONDITIONS = (
    *("high_blood_pressure", "pregnancy", "hernia", "latex_allergy"),
    *("heart_disease", "recent_surgery", "return_from_injury"),
)
UNDER_16 = "under_16"

SIDEWAYS = ("adduction", "abduction", "bending", "rotation")
"""Ways to pull that the side view does not show."""
ACTIONS = ("flexion", "extension", *SIDEWAYS)
CUFFS = ("none", "ankle", "thigh", "ball", "shoulders", "hips", "hands")
ANCHOR_SIDES = ("none", "behind", "front", "side", "underfoot", "underneath")
LONG_REACH = math.radians(15)
"""How far from the long end of the range an angle still counts as long: gains carry about this far
from the trained angle (Lanza 2019)."""
MOST_ANGLES = 4
"""Joint angles of one exercise in one session at most."""
ROUNDING = 1e-9
ABSENT = {"long_end": "", "both_legs": False, "seat": False, "easy": False, "hip_per_knee": 0.0}
"""What a row of the table means by leaving a field out."""


@dataclass(frozen=True)
class Anchor:
    """Where the band is fixed.

    Attributes
    ----------
    side : str
        One of `ANCHOR_SIDES`, as seen by the runner.
    height : float
        Above the floor, m.
    """

    side: str = "none"
    height: float = 0.0


@dataclass(frozen=True)
class Limits:
    """The most that a plan may ask of one exercise.

    Attributes
    ----------
    hold : float
        Longest hold, s.
    percent : float
        Highest load, % of the isometric maximum at that angle.
    sets : int
        Sets per side at one angle in one session.
    holds : int
        Holds per side in one session, all angles together.
    rest : float
        Least rest after a hold, s.
    """

    hold: float
    percent: float
    sets: int
    holds: int
    rest: float


@dataclass(frozen=True)
class Exercise:
    """One exercise.

    Attributes
    ----------
    name, title : str
    kind : str
        A key of `KINDS`.
    groups : tuple of str
        Muscle groups it serves, the main one first.
    joint, action : str
        The joint that is held, and which way the muscles pull it.
    lowest, highest : float
        Joint angles at which it may be held, rad.
    long_end : str
        ``"low"`` or ``"high"``: where in that range the muscles are long; empty if nowhere.
    position : str
        How the runner is placed.
    pose : Pose
        The figure; the held joint's angle is replaced by the planned one.
    both_legs, seat : bool
        Whether both legs work at once; whether the runner sits on a seat.
    hip_per_knee : float
        The hip's angle relative to the knee's where both move together; 0: each its own.
    cuff : str
        Where the band pulls, one of `CUFFS`.
    anchor : Anchor
    equipment : tuple of str
    instructions, trains : str
    limits : Limits
    contraindications : tuple of str
        Pains, conditions or `UNDER_16` that rule it out.
    easy : bool
        Whether it is a safe variant.
    sources : tuple of str
        Keys of the evidence.
    """

    name: str
    title: str
    kind: str
    groups: tuple[str, ...]
    joint: str
    action: str
    lowest: float
    highest: float
    long_end: str
    position: str
    pose: Pose
    both_legs: bool
    seat: bool
    hip_per_knee: float
    cuff: str
    anchor: Anchor
    equipment: tuple[str, ...]
    instructions: str
    trains: str
    limits: Limits
    contraindications: tuple[str, ...]
    easy: bool
    sources: tuple[str, ...]

    def __post_init__(self) -> None:
        problems = Problems(f"exercise {self.name!r}")
        problems.one_of("kind", self.kind, KINDS)
        problems.one_of("joint", self.joint, JOINTS)
        problems.one_of("action", self.action, ACTIONS)
        problems.one_of("cuff", self.cuff, CUFFS)
        problems.one_of("anchor side", self.anchor.side, ANCHOR_SIDES)
        problems.one_of("long_end", self.long_end, ("", "low", "high"))
        for group in self.groups:
            problems.one_of("group", group, MUSCLE_GROUPS)
        for each in self.contraindications:
            problems.one_of("contraindication", each, (*PAINS, *CONDITIONS, UNDER_16))
        for source in self.sources:
            problems.one_of("source", source, evidence())
        problems.require(bool(self.groups), "a group is needed")
        problems.require(bool(self.sources), "a source is needed")
        problems.require(self.lowest <= self.highest, "range must run from low to high")
        problems.in_range("hold", self.limits.hold, 1, 20, "s")
        problems.in_range("percent", self.limits.percent, 1, 100, "%")
        problems.in_range("sets", self.limits.sets, 1, 5, "")
        fewest = MOST_ANGLES if self.kind == "angle_hold" else self.limits.sets
        problems.in_range("holds", self.limits.holds, fewest, 20, "")
        problems.in_range("rest", self.limits.rest, 10, 300, "s")
        problems.raise_if_any()

    def suits(self, ailments: frozenset[str]) -> bool:
        """Whether none of the runner's pains, conditions or age rules it out."""
        return ailments.isdisjoint(self.contraindications)

    def is_long(self, angle: float) -> bool:
        """Whether the muscles are long at a joint `angle`, rad."""
        if self.long_end == "low":
            return angle <= self.lowest + LONG_REACH + ROUNDING
        return self.long_end == "high" and angle >= self.highest - LONG_REACH - ROUNDING

    def pose_at(self, angle: float) -> Pose:
        """Return the figure with the held joint at `angle`, rad.

        When the trunk leans the legs stay where they are; arms are not part of a pose.
        """
        if self.joint == "shoulder":
            return self.pose
        if self.joint == "trunk":
            return self.pose.leaning(angle)
        working = replace(self.pose.working, **{self.joint: angle})
        if self.hip_per_knee and self.joint == "knee":
            working = replace(working, hip=self.hip_per_knee * angle)
        elif self.hip_per_knee:
            working = replace(working, knee=angle / self.hip_per_knee)
        return Pose(self.pose.trunk, working, working if self.both_legs else self.pose.other)


@cache
def _table() -> dict[str, Any]:
    """Return the package's table of exercises."""
    text = files("nextstride.training").joinpath("exercises.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def exercises() -> dict[str, Exercise]:
    """Return every exercise by its name.

    Raises
    ------
    ParameterError
        If a row of the table is impossible, naming all that is wrong with it.
    """
    found = [_exercise(dict(row)) for row in _table()["exercise"]]
    return {each.name: each for each in found}


def exercise_named(name: str) -> Exercise:
    """Find an exercise by its name or title, or by a part that only it has.

    Raises
    ------
    ParameterError
        If nothing fits, or several do.
    """
    asked = name.strip().casefold()
    known = exercises()
    exact = [each for each in known.values() if asked in (each.name, each.title.casefold())]
    words = asked.replace("_", " ").replace("-", " ").split()
    found = exact or [each for each in known.values() if words and _has(each, words)]
    if len(found) == 1:
        return found[0]
    near = [each.name for each in found] or get_close_matches(asked, known, n=3, cutoff=0.5)
    meant = f"meant is perhaps {' or '.join(near[:5])}" if near else "the plan's page has the names"
    raise ParameterError(
        f"log: the library has {'several exercises' if found else 'no exercise'} {name!r}; "
        f"{meant}. For one of your own give --group."
    )


def _has(exercise: Exercise, words: list[str]) -> bool:
    """Whether all words are in an exercise's name and title."""
    text = f"{exercise.name} {exercise.title}".casefold().replace("_", " ").replace("-", " ")
    return all(word in text for word in words)


def refused_conditions() -> tuple[str, ...]:
    """Return the conditions with which nobody is given a plan."""
    return tuple(_table()["refused"])


def _exercise(row: dict[str, Any]) -> Exercise:
    """Turn one row of the table into a record; degrees become radians."""
    lowest, highest = (math.radians(angle) for angle in row.pop("range"))
    limits = row.pop("limits")
    limits["hold"], limits["rest"] = float(limits.pop("hold_s")), float(limits.pop("rest_s"))
    for name in ("groups", "equipment", "contraindications", "sources"):
        row[name] = tuple(row[name])
    return Exercise(
        lowest=lowest,
        highest=highest,
        pose=_pose({name: math.radians(angle) for name, angle in row.pop("pose").items()}),
        limits=Limits(**limits),
        anchor=Anchor(**row.pop("anchor", {})),
        **{**ABSENT, **row},
    )


def _pose(angles: dict[str, float]) -> Pose:
    """Turn the pose of a row, in radians, into a record."""
    working = Leg(angles["hip"], angles["knee"], angles["ankle"])
    other = Leg(angles["other_hip"], angles["other_knee"], angles["other_ankle"])
    return Pose(angles["trunk"], working, other)
