"""Left against right, as people read it, and which differences are beyond the error of the method."""

from __future__ import annotations

import math
from dataclasses import dataclass

from nextstride.analysis import Analysis
from nextstride.conventions import UNITS
from nextstride.measures import MEASURES, Measure
from nextstride.report.finding import show, with_unit


@dataclass(frozen=True)
class Difference:
    """One measure, left against right.

    Attributes
    ----------
    measure : Measure
    left, right : float
        SI.
    spread : float
        SD between steps within a leg, SI.
    flagged : bool
        Whether `symmetry` found that it stands out from that.
    """

    measure: Measure
    left: float
    right: float
    spread: float
    flagged: bool

    @property
    def size(self) -> float:
        """Size of the difference, SI."""
        return abs(self.left - self.right)

    @property
    def beyond_error(self) -> bool:
        """Whether it is larger than two legs' usual errors of method could make it.

        Markers sit differently on each leg, so part of the systematic error is each leg's own;
        all of it is counted here, which is cautious.
        """
        value = (abs(self.left) + abs(self.right)) / 2
        error = math.hypot(self.measure.error, self.measure.relative_error * value)
        return self.size > 1.96 * math.sqrt(2) * error

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
        if self.right > self.left:
            larger, smaller = smaller, larger
        amount = with_unit(UNITS[self.measure.unit], self.size)
        return f"{self.measure.title.lower()} {amount} more on the {larger} than the {smaller}"

    def shown(self, name: str) -> str:
        """One of its numbers: ``left``, ``right``, ``spread`` or ``difference``, without unit."""
        value = self.left - self.right if name == "difference" else getattr(self, name)
        return show(UNITS[self.measure.unit], value)


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
    left, right, spread = (float(row[key]) for key in ("left", "right", "spread"))
    return Difference(MEASURES[name], left, right, spread, flagged=bool(row.flagged))
