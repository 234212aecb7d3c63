"""Identities of steady running, checked on this run's own numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import xarray as xr

from nextstride.conventions import SIDES, UNITS
from nextstride.measures import MEASURES
from nextstride.report.finding import find, with_unit

Formula = Callable[..., float]


@dataclass(frozen=True)
class Identity:
    """One measure against what others say it must be.

    Attributes
    ----------
    statement : str
        The identity in words.
    measured, expected : str
        Both sides of it, in the unit people read.
    difference, reach : str
        Measured less expected, and the joined 95 % half width of both.
    holds : bool
        Whether the difference is within the reach.
    """

    statement: str
    measured: str
    expected: str
    difference: str
    reach: str
    holds: bool


FORMULAS: tuple[tuple[str, str, tuple[str, ...], Formula], ...] = (
    (
        "Swing time = contact + 2 × flight", "swing_time", ("contact_time", "flight_time"),
        lambda contact, flight: contact + 2 * flight,
    ),
    (
        "Step rate = 1 / (contact + flight)", "step_rate", ("contact_time", "flight_time"),
        lambda contact, flight: 1 / (contact + flight),
    ),
    (
        "Duty factor = contact / 2 (contact + flight)", "duty_factor",
        ("contact_time", "flight_time"),
        lambda contact, flight: contact / (2 * (contact + flight)),
    ),
    (
        "Speed = step length × step rate", "speed", ("step_length", "step_rate"),
        lambda length, rate: length * rate,
    ),
)  # fmt: skip
"""Statement, measure, the measures that give it, and how: science of steady symmetric running."""


def check_identities(measures: xr.Dataset) -> list[Identity]:
    """Check each identity on the means of both legs, where its measures were had.

    Parameters
    ----------
    measures : xarray.Dataset
        From `measure_run`.
    """
    checks = []
    for statement, name, parts, formula in FORMULAS:
        value, half = _mean(measures, name)
        means, halves = zip(*(_mean(measures, part) for part in parts), strict=True)
        expected = formula(*means)
        moved = [
            formula(*(mean + half * (row == other) for other, (mean, half) in enumerate(pairs)))
            for row, pairs in enumerate([list(zip(means, halves, strict=True))] * len(means))
        ]
        reach = float(np.sqrt(half**2 + sum((each - expected) ** 2 for each in moved)))
        if not np.isfinite(value - expected + reach):
            continue
        unit = UNITS[MEASURES[name].unit]
        checks.append(
            Identity(
                statement,
                measured=with_unit(unit, value),
                expected=with_unit(unit, expected),
                difference=with_unit(unit, value - expected),
                reach=with_unit(unit, reach),
                holds=abs(value - expected) <= reach,
            )
        )
    return checks


def _mean(measures: xr.Dataset, name: str) -> tuple[float, float]:
    """Mean of both legs and its 95 % half width; the legs share their systematic error."""
    sides = SIDES if MEASURES[name].sided else ("both",)
    found = [find(measures, name, side) for side in sides]
    value = float(np.mean([finding.value for finding in found]))
    half = float(np.mean([(finding.upper - finding.lower) / 2 for finding in found]))
    return value, half
