"""`Measure`: one row of the table that drives computation, report, glossary and tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from nextstride.arrays import Floats
from nextstride.conventions import Side
from nextstride.measures.run import Run

Topic = Literal["pace", "swing", "push", "rhythm", "kinetics", "balance"]


@dataclass(frozen=True)
class Sample:
    """What one measure found on one side.

    Attributes
    ----------
    values : numpy.ndarray
        One value a step or stride, NaN where it could not be had.
    center : float or None
        The value to report where it is not the mean of `values` (a cycle fit).
    note : str
        How the value was had, where that is not the usual way.
    error : float or None
        Systematic error (SD) of this recording, where it is known better than `Measure.error`.
    """

    values: Floats
    center: float | None = None
    note: str = ""
    error: float | None = None

    @property
    def value(self) -> float:
        """What is reported: the center, else the mean; NaN where nothing is known."""
        if self.center is not None:
            return self.center
        known = self.values[np.isfinite(self.values)]
        return float(known.mean()) if known.size else float("nan")


@dataclass(frozen=True)
class Measure:
    """One row of `MEASURES`.

    Attributes
    ----------
    name : str
        As in JSON, snake_case.
    title : str
        For people.
    symbol : str
        As in formulas.
    unit : str
        SI; a key of `nextstride.conventions.UNITS`.
    topic : str
        Where it stands in the report.
    definition : str
        One sentence.
    source : str
        Where the definition or formula comes from.
    plausible : tuple of float
        A value outside is shown with a warning.
    error : float
        Typical systematic error (SD) of one recording in `unit`, on top of step-to-step
        variation: from the comparisons in docs/validation.md or from the literature.
    needs : str
        What the recording must hold.
    compute : callable
        ``(run, side) -> Sample``.
    relative_error : float
        The part of it that grows with the value, 1.
    sided : bool
        Whether left and right have a value of their own.
    shortfall : float
        By how much of itself a value may be too small, but not too large, because of what the
        method leaves out, 1: the interval's end away from zero is as much further.
    """

    name: str
    title: str
    symbol: str
    unit: str
    topic: Topic
    definition: str
    source: str
    plausible: tuple[float, float]
    error: float
    needs: str
    compute: Callable[[Run, Side], Sample]
    relative_error: float = 0.0
    sided: bool = True
    shortfall: float = 0.0

    @property
    def bounds(self) -> tuple[float, float]:
        """What the measure cannot pass: zero, where the plausible range ends there."""
        low, high = self.plausible
        return (low if low == 0 else -np.inf), (high if high == 0 else np.inf)

    @property
    def is_duration(self) -> bool:
        """Whether the measure is the time from one event to a later one, which is positive."""
        return self.unit == "s" and self.plausible[0] >= 0

    def systematic(self, sample: Sample, value: float) -> float:
        """Systematic error (SD) of a value of this measure, in its unit."""
        absolute = self.error if sample.error is None else sample.error
        return float(np.hypot(absolute, self.relative_error * value))
