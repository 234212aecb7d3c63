"""Left against right, as people read it, and which differences may be markers, not legs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

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
        error = np.hypot(self.measure.error, self.measure.relative_error * value)
        return self.size > 1.96 * np.sqrt(2) * float(error)

    @property
    def verdict(self) -> str:
        """What may be said of it."""
        if not self.flagged:
            return "no"
        return "yes" if self.beyond_error else "yes, but may be markers"

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
    rows = (
        Difference(
            MEASURES[str(name)],
            *(float(analysis.symmetry[key].sel(measure=name)) for key in ("left", "right", "spread")),
            flagged=bool(analysis.symmetry.flagged.sel(measure=name)),
        )
        for name in analysis.symmetry.measure.values
    )  # fmt: skip
    return sorted(
        rows, key=lambda row: (row.flagged, row.beyond_error, row.size / row.spread), reverse=True
    )
