"""Two runs beside each other: which measures differ by more than their errors."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot
from statistics import NormalDist
from typing import Any

from nextstride.conventions import SIDES, UNITS, Unit
from nextstride.measures import MEASURES, Measure

Document = dict[str, Any]

WRONGLY = 0.05
"""How often two runs without any difference may be said to differ in something."""
INTERVAL = 1.96
"""Half a 95 % interval in standard deviations of a normal distribution."""


@dataclass(frozen=True)
class RunDifference:
    """One measure in which two runs differ.

    Attributes
    ----------
    name : str
        A key of `MEASURES`.
    side : str
        "left", "right", or empty where the measure has no side.
    first, second : float
        Its values, SI.
    counts_from : float
        The least difference that would be told, SI.
    """

    name: str
    side: str
    first: float
    second: float
    counts_from: float

    @property
    def measure(self) -> Measure:
        """What differs."""
        return MEASURES[self.name]

    @property
    def unit(self) -> Unit:
        """How people read it."""
        return UNITS[self.measure.unit]

    @property
    def change(self) -> float:
        """Second less first, SI."""
        return self.second - self.first


@dataclass(frozen=True)
class RunComparison:
    """What two runs have in common, and where they differ.

    Attributes
    ----------
    compared : int
        Values that both have, with intervals.
    differences : tuple of RunDifference
        Those beyond the error, the clearest first.
    """

    compared: int
    differences: tuple[RunDifference, ...]


def compare_runs(first: Document, second: Document) -> RunComparison:
    """Compare two analyses, value by value.

    A difference is told where it is larger than the errors of both together explain: half the
    95 % intervals, added as the roots of squares, and widened so that all comparisons together
    go wrong once in twenty (Bonferroni: Dunn 1961, J Am Stat Assoc 56:52). A runner's own
    day-to-day variation is in none of the intervals.

    Parameters
    ----------
    first, second : dict
        Documents of analyses.
    """
    one, other = _values(first), _values(second)
    shared = [key for key in one if key in other]
    if not shared:
        return RunComparison(0, ())
    strict = NormalDist().inv_cdf(1 - WRONGLY / (2 * len(shared))) / INTERVAL
    found = []
    for name, side in shared:
        (value, half), (other_value, other_half) = one[name, side], other[name, side]
        required = strict * hypot(half, other_half)
        if abs(other_value - value) > required:
            found.append(RunDifference(name, side, value, other_value, required))
    found.sort(key=lambda each: abs(each.change) / max(each.counts_from, 1e-12), reverse=True)
    return RunComparison(len(shared), tuple(found))


def _values(document: Document) -> dict[tuple[str, str], tuple[float, float]]:
    """Value and half its interval of every measure and side that has both."""
    return {
        (row["name"], row["side"] if row["side"] in SIDES else ""): (
            row["value"],
            (row["upper"] - row["lower"]) / 2,
        )
        for row in document["measures"]
        if None not in (row["value"], row["lower"], row["upper"])
    }
