"""What one group's work is made of for this runner: which exercises, at which angles, and why."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import xarray as xr

from nextstride.arrays import Floats
from nextstride.conventions import DEGREES, in_degrees
from nextstride.errors import ParameterError
from nextstride.evidence import Interval
from nextstride.training.exercise import SIDEWAYS, Exercise, exercises
from nextstride.training.hold_angles import (
    HoldAngles,
    hold_angles,
    joint_course,
    limit_share,
    limiting_stretch,
)
from nextstride.training.plan import Focus
from nextstride.training.priority import Priority


@dataclass(frozen=True)
class Target:
    """One group's work.

    Attributes
    ----------
    group : str
    gain : Interval
        Expected rise in top speed, as a share.
    hold : Exercise
        The hold at several joint angles that this runner may do.
    angles : HoldAngles
        Where it is held.
    stretch : tuple of (float, float) or None
        Where in the stride most of the limit acts, percent; see `limiting_stretch`.
    others : tuple of (Exercise, float)
        Work of the other kinds, at most one of each, with its joint angle in rad.
    reason : str
        Why this group.
    angle_reason : str
        Why these angles.
    evidence : tuple of str
        Keys of what the choice of the group rests on.
    """

    group: str
    gain: Interval
    hold: Exercise
    angles: HoldAngles
    stretch: tuple[float, float] | None
    others: tuple[tuple[Exercise, float], ...]
    reason: str
    angle_reason: str
    evidence: tuple[str, ...]

    @property
    def focus(self) -> Focus:
        """What the plan tells of it."""
        return Focus(
            group=self.group,
            gain=self.gain,
            stretch=self.stretch,
            joint=self.hold.joint,
            angle=self.angles.peak,
            held=self.angles.angles,
            reason=self.reason,
            angle_reason=self.angle_reason,
            evidence=self.evidence,
        )

    def other(self, kind: str) -> tuple[Exercise, float] | None:
        """Return the work of one kind and its joint angle; None where the runner may do none."""
        return next((pair for pair in self.others if pair[0].kind == kind), None)


def target_of(
    priority: Priority, limits: xr.Dataset, joint_angles: xr.Dataset, ailments: frozenset[str]
) -> Target:
    """Choose the work of one group.

    Parameters
    ----------
    priority : Priority
    limits : xarray.Dataset
        The limiter map.
    joint_angles : xarray.Dataset
        See `joint_course`.
    ailments : frozenset of str
        Pains, conditions and age that rule out exercises.

    Raises
    ------
    ParameterError
        If they rule out every hold of the group; see `may_be_trained`.
    """
    hold = _suited(priority.group, "angle_hold", ailments)
    if hold is None:
        raise ParameterError(f"no hold for {priority.group} is left with {', '.join(ailments)}.")
    row = limits.density.sel(muscle_group=priority.group).transpose("percent")
    percent = row.percent.values.astype(float)
    share = limit_share(row.values.astype(float))
    angles = hold_angles(hold, joint_course(joint_angles, hold.joint, percent), share)
    others = []
    for kind in ("timing", "band_position", "left_right", "whole_stride"):
        found = _suited(priority.group, kind, ailments)
        if found is not None:
            course = joint_course(joint_angles, found.joint, percent)
            others.append((found, _limiting_angle(found, course, share)))
    return Target(
        group=priority.group,
        gain=priority.gain,
        hold=hold,
        angles=angles,
        others=tuple(others),
        reason=_group_reason(priority),
        stretch=limiting_stretch(percent, share),
        angle_reason=_angle_reason(hold, angles),
        evidence=("simulated_body", *priority.trainability.evidence),
    )


def may_be_trained(group: str, ailments: frozenset[str]) -> bool:
    """Whether any hold of the group is left with these pains, conditions and age."""
    return _suited(group, "angle_hold", ailments) is not None


def _suited(group: str, kind: str, ailments: frozenset[str]) -> Exercise | None:
    """First exercise of a kind for the group that the runner may do, full before easy."""
    rows = [
        each
        for each in exercises().values()
        if each.kind == kind and group in each.groups and each.suits(ailments)
    ]
    return min(rows, key=lambda each: each.easy, default=None)


def _limiting_angle(exercise: Exercise, course: Floats, share: Floats) -> float:
    """Angle in the exercise's range nearest to where the limit acts most, whole degrees as rad."""
    peak = hold_angles(exercise, course, share).peak
    middle = (exercise.lowest + exercise.highest) / 2
    wanted = middle if math.isnan(peak) else peak
    return float(np.radians(round(np.clip(wanted, exercise.lowest, exercise.highest) * DEGREES)))


def _group_reason(priority: Priority) -> str:
    """Say why a group is trained, in numbers."""
    gain, elasticity = priority.gain.scaled(100), priority.elasticity
    strength = priority.trainability.gain.scaled(100)
    whose = (
        "trials of this group"
        if priority.trainability.own
        else "trials of other groups; of this none"
    )
    return (
        f"Expected gain in top speed {gain.value:.1f} % ({gain.lower:.1f} to {gain.upper:.1f}): "
        f"the simulated body gains {elasticity.value:.2f} % ({elasticity.lower:.2f} to "
        f"{elasticity.upper:.2f}) per 1 % of strength, and training raised strength by "
        f"{strength.value:.0f} % ({strength.lower:.0f} to {strength.upper:.0f}; {whose})"
    )


def _angle_reason(hold: Exercise, angles: HoldAngles) -> str:
    """Say why a hold is at these angles."""
    if math.isnan(angles.peak):
        return (
            f"the map does not say at which {hold.joint} angle the limit acts, so the angles "
            "spread over the range"
        )
    words = (
        f"the map puts most of the limit at a {hold.joint} angle of about "
        f"{in_degrees(angles.peak)}, and {angles.covered:.0%} of it within 15° of these angles"
    )
    if not hold.lowest - 0.02 <= angles.peak <= hold.highest + 0.02:
        words += (
            f"; this hold reaches only {in_degrees(hold.lowest)} to "
            f"{in_degrees(hold.highest)}, so its nearest end is used"
        )
    if hold.action in SIDEWAYS:
        words += (
            f"; the map sees forward and back only, the hold works sideways at that {hold.joint} "
            "angle"
        )
    return words
