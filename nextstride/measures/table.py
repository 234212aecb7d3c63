"""`MEASURES`, the one table of everything measured, and its computation with intervals."""

from __future__ import annotations

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri, stdtrit

from nextstride.conventions import SIDES, Side
from nextstride.errors import MissingDataError
from nextstride.measures.balance import BALANCE
from nextstride.measures.filmed import film_errors, film_refusal
from nextstride.measures.hamstrings import HAMSTRINGS
from nextstride.measures.kinetics import KINETICS
from nextstride.measures.measure import Measure, Sample
from nextstride.measures.pace import PACE
from nextstride.measures.push import PUSH
from nextstride.measures.rhythm import RHYTHM
from nextstride.measures.run import Run
from nextstride.measures.smoothed import Smoothing
from nextstride.measures.swing import SWING

MEASURES: dict[str, Measure] = {
    measure.name: measure
    for measure in (*PACE, *SWING, *HAMSTRINGS, *PUSH, *KINETICS, *RHYTHM, *BALANCE)
}
"""Every measure by name, in the order of the report."""

CONFIDENCE = 0.95
"""Coverage of every interval."""


def measure_run(run: Run) -> xr.Dataset:
    """Compute every measure of a run.

    The interval joins two errors: the steps' own spread (Student's t on the standard error of
    their mean; the spread within a side is pooled over both sides, for there are few steps) and
    the typical systematic error of one recording, `Measure.systematic`; where a camera recorded
    it, also the error of that (`film_errors`), and where it was smoothed before it was read, what
    that may have cost (`Smoothing`).

    Parameters
    ----------
    run : Run

    Returns
    -------
    xarray.Dataset
        On (measure, side), side ``left``, ``right``, ``both``: ``value``, ``lower``, ``upper``
        (SI, 95 %), ``spread`` (SD between steps within a side), ``n`` (steps or strides), and
        ``note`` (why there is no value, or how it was had).
    """
    sides = (*SIDES, "both")
    shape = (len(MEASURES), len(sides))
    numbers = {name: np.full(shape, np.nan) for name in ("value", "lower", "upper", "spread")}
    count = np.zeros(shape, dtype=int)
    notes = np.full(shape, "", dtype=object)
    camera = film_errors(run, _values, list(MEASURES.values()))
    smoothing = Smoothing(run)
    for row, measure in enumerate(MEASURES.values()):
        samples = _samples(measure, run)
        freedom, spread = pooled_spread(list(samples.values()))
        for column, sample in samples.items():
            count[row, column] = np.isfinite(sample.values).sum()
            notes[row, column] = sample.note
            more = np.hypot(camera[row, column], smoothing.error(measure.name, sample.value))
            found = interval(measure, sample, spread, freedom, float(more))
            for name, number in zip(numbers, found, strict=True):
                numbers[name][row, column] = number
    dims = ("measure", "side")
    return xr.Dataset(
        {name: (dims, values) for name, values in numbers.items()}
        | {"n": (dims, count), "note": (dims, notes)},
        coords={"measure": list(MEASURES), "side": list(sides)},
    )


def _samples(measure: Measure, run: Run) -> dict[int, Sample]:
    """What a measure found, by the column of its side: left, right, both."""
    mine: dict[int, Side] = {0: "left", 1: "right"} if measure.sided else {2: "left"}
    return {column: take(measure, run, side) for column, side in mine.items()}


def _values(run: Run) -> NDArray[np.float64]:
    """Values (measure, side) of a run, NaN where there are none."""
    values = np.full((len(MEASURES), 3), np.nan)
    for row, measure in enumerate(MEASURES.values()):
        for column, sample in _samples(measure, run).items():
            values[row, column] = interval(measure, sample, 0.0, 0)[0]
    return values


def take(measure: Measure, run: Run, side: Side) -> Sample:
    """Compute one measure on one side; where its inputs are missing, the note says why."""
    refusal = film_refusal(run, measure)
    if refusal:
        return Sample(np.array([]), note=refusal)
    try:
        sample = measure.compute(run, side)
    except MissingDataError as missing:
        return Sample(np.array([]), note=str(missing))
    if not np.isfinite(sample.values).any():
        return Sample(np.array([]), note=f"no step of the recording shows it ({measure.needs})")
    return sample


def pooled_spread(samples: list[Sample]) -> tuple[int, float]:
    """Degrees of freedom and SD between steps within a side, pooled over the sides."""
    squares, freedom = 0.0, 0
    for sample in samples:
        known = sample.values[np.isfinite(sample.values)]
        if known.size > 1:
            squares += float(((known - known.mean()) ** 2).sum())
            freedom += known.size - 1
    return freedom, (squares / freedom) ** 0.5 if freedom else float("nan")


def interval(
    measure: Measure, sample: Sample, spread: float, freedom: int, more: float = 0.0
) -> tuple[float, float, float, float]:
    """Value, lower and upper end of its interval, and SD between steps; NaN where unknown.

    `more` is an error (SD) of the recording beside the measure's own.
    """
    known = sample.values[np.isfinite(sample.values)]
    if known.size == 0:
        return (float("nan"),) * 4
    value = sample.value
    random = 0.0
    if freedom:
        random = float(stdtrit(freedom, (1 + CONFIDENCE) / 2)) * spread / known.size**0.5
    half = float(np.hypot(random, 1.96 * np.hypot(measure.systematic(sample, value), more)))
    further = float(np.hypot(half, measure.shortfall * value))
    down, up = (half, further) if value >= 0 else (further, half)
    lowest, highest = measure.bounds
    if measure.is_duration and value > 0:
        return value, *_of_duration(value, half), spread
    return value, max(value - down, lowest), min(value + up, highest), spread


def _of_duration(value: float, half: float) -> tuple[float, float]:
    """Interval of a duration, of a normal error cut off at zero, s.

    The quantiles of the truncated normal distribution (Johnson, Kotz & Balakrishnan 1994,
    Continuous Univariate Distributions 1, section 10.1); where the error is small against the
    duration that is the usual interval.

    Parameters
    ----------
    value, half : float
        The duration and half of the usual interval, s.
    """
    if half == 0:
        return value, value
    deviation = half / float(ndtri((1 + CONFIDENCE) / 2))
    below = float(ndtr(-value / deviation))
    ends = [below + share * (1 - below) for share in ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2)]
    lower, upper = (value + deviation * float(ndtri(end)) for end in ends)
    return min(lower, value), upper
