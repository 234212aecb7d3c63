"""Strengths of one runner beside each other: joints on one device, and left beside right.

A device's scale is unknown but the same for all that it reads, so it cancels in a ratio: how strong
one joint is *beside another*, against the same ratio of trained people, is a test of its own.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from nextstride.arrays import Floats
from nextstride.body.scaling import Body
from nextstride.personal.strength_tests import (
    JUMP,
    READING_SD,
    StrengthTest,
    errors_of_tests,
    shown_by,
)

SURE = 1.6449
"""Half of a 90 % interval, SD."""


@dataclass(frozen=True)
class Ratio:
    """How strong one joint is beside another, or one leg beside the other.

    Attributes
    ----------
    one, other : str
        Titles for people.
    value : float
        One over the other.
    norm : float
        The same of trained people; 1 for two legs.
    sd : float
        Error of the logarithm: of the readings, and of the norm.
    """

    one: str
    other: str
    value: float
    norm: float
    sd: float

    @property
    def of_norm(self) -> float:
        """Value over norm."""
        return self.value / self.norm

    @property
    def interval(self) -> tuple[float, float]:
        """90 % interval of `of_norm`."""
        return (
            self.of_norm * math.exp(-SURE * self.sd),
            self.of_norm * math.exp(SURE * self.sd),
        )

    @property
    def apart(self) -> bool:
        """Whether it is off the norm by more than its error (90 %)."""
        return abs(math.log(self.of_norm)) > SURE * self.sd


def ratios(tests: Sequence[StrengthTest], body: Body) -> tuple[Ratio, ...]:
    """Return the ratios of all joints that one device read, of those given as ratios, and of legs.

    Parameters
    ----------
    tests : sequence of StrengthTest
    body : Body
        Of the runner; gives the norms.
    """
    if not tests:
        return ()
    read = _Readings(
        tests,
        np.log([each.value for each in tests]),
        np.log([shown_by(each, body)[1] for each in tests]),
        errors_of_tests(tests),
    )
    return (*_of_joints(read), *_given(read), *_of_legs(read))


@dataclass(frozen=True, eq=False)
class _Readings:
    """Readings with the logarithms of their values and norms, and the covariance of their errors.

    Attributes
    ----------
    tests : sequence of StrengthTest
    values, norms : (tests,) array
    errors : (tests, tests) array
    """

    tests: Sequence[StrengthTest]
    values: Floats
    norms: Floats
    errors: Floats

    def ratio(self, mine: list[int], theirs: list[int], one: str, other: str) -> Ratio:
        """Geometric mean of some readings over that of others."""
        weight = np.zeros(len(self.tests))
        weight[mine] = 1 / len(mine)
        weight[theirs] = -1 / len(theirs)
        sd = math.sqrt(weight @ self.errors @ weight)
        value, norm = math.exp(weight @ self.values), math.exp(weight @ self.norms)
        return Ratio(one, other, value, norm, sd)


def _of_joints(read: _Readings) -> list[Ratio]:
    """Every two joints of one device, over all their readings (angles, legs)."""
    devices: dict[str, dict[str, list[int]]] = {}
    for place, each in enumerate(read.tests):
        if each.against is None and each.test.name != JUMP:
            devices.setdefault(each.device, {}).setdefault(each.test.title, []).append(place)
    return [
        read.ratio(joints[one], joints[other], one, other)
        for joints in devices.values()
        for one, other in combinations(joints, 2)
    ]


def _given(read: _Readings) -> list[Ratio]:
    """What was given as a ratio."""
    return [
        Ratio(
            each.test.title,
            each.against.title,
            each.value,
            math.exp(read.norms[place]),
            math.sqrt(read.errors[place, place]),
        )
        for place, each in enumerate(read.tests)
        if each.against is not None
    ]


def _of_legs(read: _Readings) -> list[Ratio]:
    """Left beside right, of each joint at each angle on each device; only the readings err."""
    found = []
    for one, other in combinations(read.tests, 2):
        same = (one.parts, one.device) == (other.parts, other.device)
        if same and {one.side, other.side} == {"left", "right"}:
            left, right = (one, other) if one.side == "left" else (other, one)
            title = f"{left.test.title} at {left.angle:g}°, left"
            error = math.sqrt(2 * len(left.parts)) * READING_SD
            found.append(Ratio(title, "right", left.value / right.value, 1.0, error))
    return found
