"""Left against right, as people read it: which differences are beyond the method's error."""

from __future__ import annotations

import math
from dataclasses import dataclass

from nextstride.analysis import Analysis
from nextstride.conventions import SIDES
from nextstride.measures import Measure
from nextstride.report.finding import Finding, find, show, with_unit


@dataclass(frozen=True)
class Difference:
    """One measure, left against right.

    Attributes
    ----------
    left, right : Finding
    spread : float
        SD between steps within a leg, SI.
    flagged : bool
        Whether `symmetry` found that it stands out from that.
    """

    left: Finding
    right: Finding
    spread: float
    flagged: bool

    @property
    def measure(self) -> Measure:
        """What is compared."""
        return self.left.measure

    @property
    def size(self) -> float:
        """Size of the difference, SI."""
        return abs(self.left.value - self.right.value)

    @property
    def beyond_error(self) -> bool:
        """Whether it is larger than both legs' intervals joined.

        `symmetry` takes the systematic error as shared by the legs. Markers sit differently on
        each, so part of it is not; here all of it counts, which is cautious.
        """
        halves = ((side.upper - side.lower) / 2 for side in (self.left, self.right))
        return self.size > math.hypot(*halves)

    @property
    def verdict(self) -> str:
        """What may be said of it."""
        if not self.flagged:
            return "no"
        return "yes" if self.beyond_error else "yes, but within the method's error"

    @property
    def words(self) -> str:
        """The difference as part of a sentence."""
        larger, smaller = "left", "right"
        if self.right.value > self.left.value:
            larger, smaller = smaller, larger
        amount = with_unit(self.left.unit, self.size)
        return f"{self.measure.title.lower()} {amount} more on the {larger} than the {smaller}"

    @property
    def shown(self) -> str:
        """Left less right, without unit."""
        return show(self.left.unit, self.left.value - self.right.value)

    @property
    def spread_shown(self) -> str:
        """SD between steps within a leg, without unit."""
        return show(self.left.unit, self.spread)


def differences(analysis: Analysis) -> list[Difference]:
    """Every measure that both legs have, those that stand out most first.

    Parameters
    ----------
    analysis : Analysis
    """
    rows = [_difference(analysis, str(name)) for name in analysis.symmetry.measure.values]
    return sorted(
        rows, key=lambda row: (row.flagged, row.beyond_error, row.size / row.spread), reverse=True
    )


def _difference(analysis: Analysis, name: str) -> Difference:
    """One row of `symmetry`."""
    row = analysis.symmetry.sel(measure=name)
    left, right = (find(analysis.measures, name, side) for side in SIDES)
    return Difference(left, right, spread=float(row.spread), flagged=bool(row.flagged))
