"""Left against right, as people read it: which differences are beyond the method's error."""

from __future__ import annotations

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
    beyond_steps, flagged : bool
        What `symmetry` found.
    """

    left: Finding
    right: Finding
    spread: float
    beyond_steps: bool
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
    def verdict(self) -> str:
        """What may be said of it."""
        if not self.beyond_steps:
            return "no"
        return "yes" if self.flagged else "yes, but within the method's error"

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
        rows, key=lambda row: (row.flagged, row.beyond_steps, row.size / row.spread), reverse=True
    )


def _difference(analysis: Analysis, name: str) -> Difference:
    """One row of `symmetry`."""
    row = analysis.symmetry.sel(measure=name)
    left, right = (find(analysis.measures, name, side) for side in SIDES)
    flags = {name: bool(row[name]) for name in ("beyond_steps", "flagged")}
    return Difference(left, right, spread=float(row.spread), **flags)
