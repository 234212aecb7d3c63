"""One measure, before against after: what changed, and what would have to change to be seen."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Literal

from nextstride.conventions import UNITS, Unit, counted
from nextstride.errors import MissingDataError
from nextstride.log.families import MATCHED_FAMILIES, Family
from nextstride.log.feel import UNVALIDATED
from nextstride.log.matching import match_by_speed
from nextstride.log.series import Point, Series
from nextstride.log.typical_error import TypicalError, published_errors, typical_error

Outcome = Literal["better", "worse", "no change shown", "cannot be judged"]

RequiredRatio = Callable[[int, float], float]
"""From baseline sessions and degrees of freedom to the change, in standard errors, that counts."""


@dataclass(frozen=True)
class Change:
    """One measure before and after.

    Attributes
    ----------
    key, title, unit : str
    family : str
    outcome : str
        ``better``, ``worse``, ``no change shown`` or ``cannot be judged``.
    reason : str
        What the outcome rests on, one sentence.
    sessions_before, sessions_after : int
        Sessions compared; after matching where the measure is compared at matched speed.
    before, after, change : float or None
        Means and their difference, in `unit`.
    lower, upper : float or None
        What the change may truly be: `change` less and plus `required_change`, so that an interval
        without 0 and an outcome of better or worse are the same thing.
    typical_error : TypicalError or None
    minimal_detectable_change : float or None
        1.96 x typical error x sqrt(1/n1 + 1/n2): for one comparison, planned beforehand.
    required_change : float or None
        What counts here: as large or larger, for the number of comparisons and looks and for how
        well the typical error is known.
    """

    key: str
    title: str
    unit: str
    family: Family
    outcome: Outcome
    reason: str
    sessions_before: int
    sessions_after: int
    before: float | None = None
    after: float | None = None
    change: float | None = None
    lower: float | None = None
    upper: float | None = None
    typical_error: TypicalError | None = None
    minimal_detectable_change: float | None = None
    required_change: float | None = None

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return asdict(self)


def unit_of(name: str) -> Unit:
    """How a person reads a unit; one that is no unit of measures is read as it is."""
    return UNITS.get(name, Unit(name, name, 1, 0))


def in_words(unit: str, value: float, signed: bool = False) -> str:
    """A number of the log as a person reads it, with a true minus."""
    shown = unit_of(unit).show(value).replace("-", "−")
    return f"+{shown}" if signed and value >= 0 else shown


def minimal_detectable_change(error: float, before: int, after: int) -> float:
    """1.96 x typical error x sqrt(1/n1 + 1/n2), in the unit of the typical error.

    The difference of two means of independent values, beyond which chance goes in 5 % of cases
    (Hopkins 2000, Sports Med 30:1, with n trials a side).
    """
    return 1.96 * error * math.sqrt(1 / before + 1 / after)


def compare(
    series: Series,
    before: tuple[Point, ...],
    after: tuple[Point, ...],
    required_ratio: RequiredRatio,
) -> Change:
    """Compare the sessions before with those after.

    Parameters
    ----------
    series : Series
    before, after : tuple of Point
        For a measure of `MATCHED_FAMILIES`, they are paired by speed here.
    required_ratio : callable
        Change in standard errors that counts, from baseline sessions and degrees of freedom.
    """
    baseline, later = ([point.value for point in side] for side in (before, after))
    if series.family in MATCHED_FAMILIES:
        before, after = match_by_speed(before, after)
    try:
        if not before or not after:
            raise MissingDataError(nothing_to_compare(series))
        published = published_errors()[series.reliability] if series.reliability else None
        error = typical_error(published, baseline, later)
    except MissingDataError as missing:
        return Change(
            key=series.key,
            title=series.title,
            unit=series.unit,
            family=series.family,
            outcome="cannot be judged",
            reason=f"{missing}.",
            sessions_before=len(before),
            sessions_after=len(after),
        )
    return judged(series, before, after, error, required_ratio(len(before), error.freedom))


def nothing_to_compare(series: Series) -> str:
    """Why there are no sessions on one side."""
    if series.family in MATCHED_FAMILIES:
        return "no sessions before and after were at the same measured speed"
    return "there are no sessions before, or none after"


def judged(
    series: Series,
    before: tuple[Point, ...],
    after: tuple[Point, ...],
    error: TypicalError,
    ratio: float,
) -> Change:
    """Set the change against what would have to change."""
    mean_before, mean_after = (
        math.fsum(point.value for point in side) / len(side) for side in (before, after)
    )
    change = mean_after - mean_before
    standard = error.value * math.sqrt(1 / len(before) + 1 / len(after))
    detectable = minimal_detectable_change(error.value, len(before), len(after))
    required = max(ratio * standard, detectable)
    outcome: Outcome = "no change shown"
    if abs(change) > required:
        outcome = "better" if change * series.better > 0 else "worse"
    reason = (
        f"from {in_words(series.unit, mean_before)} to {in_words(series.unit, mean_after)} "
        f"{unit_of(series.unit).shown}, a change of {in_words(series.unit, change, signed=True)}; "
        f"it counts from {in_words(series.unit, required)}, with {counted(len(before), 'session')} "
        f"before and {len(after)} since."
    )
    return Change(
        key=series.key,
        title=series.title,
        unit=series.unit,
        family=series.family,
        outcome=outcome,
        reason=f"{reason} {UNVALIDATED}" if series.family == "feel" else reason,
        sessions_before=len(before),
        sessions_after=len(after),
        before=mean_before,
        after=mean_after,
        change=change,
        lower=change - required,
        upper=change + required,
        typical_error=error,
        minimal_detectable_change=detectable,
        required_change=required,
    )
