"""Identities of steady running, checked on this run's own numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import fmean

import xarray as xr

from nextstride.conventions import SIDES, UNITS
from nextstride.measures import MEASURES
from nextstride.report.finding import find, with_unit

Formula = Callable[..., float]
Estimate = tuple[float, float]
"""A value and its 95 % half width."""


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
"""Statement, measure, the measures that give it, and how they do."""


def check_identities(measures: xr.Dataset) -> list[Identity]:
    """Check each identity on the means of both legs, where its measures were had.

    Parameters
    ----------
    measures : xarray.Dataset
        From `measure_run`.
    """
    checks = (
        _check(
            statement,
            name,
            _mean(measures, name),
            [_mean(measures, part) for part in parts],
            formula,
        )
        for statement, name, parts, formula in FORMULAS
    )
    return [check for check in checks if check]


def _check(
    statement: str, name: str, measured: Estimate, parts: list[Estimate], formula: Formula
) -> Identity | None:
    """Check one identity; None where one of its measures was not had."""
    values = [value for value, _ in parts]
    expected = formula(*values)
    halves = [measured[1]]
    for row, (value, half) in enumerate(parts):
        moved = [*values[:row], value + half, *values[row + 1 :]]
        halves.append(formula(*moved) - expected)
    difference, reach = measured[0] - expected, math.hypot(*halves)
    if not math.isfinite(difference + reach):
        return None
    unit = UNITS[MEASURES[name].unit]
    return Identity(
        statement,
        measured=with_unit(unit, measured[0]),
        expected=with_unit(unit, expected),
        difference=with_unit(unit, difference),
        reach=with_unit(unit, reach),
        holds=abs(difference) <= reach,
    )


def _mean(measures: xr.Dataset, name: str) -> Estimate:
    """Mean of both legs and its 95 % half width; the legs share their systematic error."""
    sides = SIDES if MEASURES[name].sided else ("both",)
    found = [find(measures, name, side) for side in sides]
    return (
        fmean(finding.value for finding in found),
        fmean((finding.upper - finding.lower) / 2 for finding in found),
    )
