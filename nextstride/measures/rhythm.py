"""Measures of rhythm: how evenly steps follow each other, and how the legs alternate."""

from __future__ import annotations

import numpy as np

from nextstride.arrays import Floats
from nextstride.conventions import Side
from nextstride.errors import MissingDataError
from nextstride.measures.measure import Measure, Sample
from nextstride.measures.pace import contact_time, flight_time, step_rate
from nextstride.measures.run import Run
from nextstride.measures.swing import HARMONICS
from nextstride.signals import fit_cycle

FEWEST = 3
"""Steps of one side below which no variability is reported."""


def step_time_variability(run: Run, side: Side) -> Sample:
    """Coefficient of variation of step time."""
    return _variation(1 / step_rate(run, side).values, "step times", side)


def contact_time_variability(run: Run, side: Side) -> Sample:
    """Coefficient of variation of contact time."""
    return _variation(contact_time(run, side).values, "contact times", side)


def flight_time_variability(run: Run, side: Side) -> Sample:
    """Coefficient of variation of flight time."""
    return _variation(flight_time(run, side).values, "flight times", side)


def _variation(values: Floats, what: str, side: Side) -> Sample:
    """SD over mean, with leave-one-out values for its standard error."""
    known = values[np.isfinite(values)]
    if known.size < FEWEST:
        raise MissingDataError(
            f"variability needs at least {FEWEST} {what} of the {side} foot; got {known.size}"
        )
    whole = known.std(ddof=1) / known.mean()
    parts = (np.delete(known, row) for row in range(known.size))
    without = np.array([part.std(ddof=1) / part.mean() for part in parts])
    # Pseudo-values of the jackknife, so that their mean's standard error is the statistic's.
    return Sample(known.size * whole - (known.size - 1) * without, float(whole))


def thigh_phase(run: Run, _: Side) -> Sample:
    """Phase of the right thigh's first harmonic against the left's, less half a turn."""
    chains = run.steps_of("left").stride_starts + run.steps_of("right").stride_starts
    if not chains:
        raise MissingDataError("no whole stride was seen")
    starts = max(chains, key=len)
    phases = [_phase(run, starts[row : row + 2]) for row in range(len(starts) - 1)]
    return Sample(np.array(phases), _phase(run, starts))


def _phase(run: Run, starts: Floats) -> float:
    """Phase of the thighs over one chain of strides, rad."""
    angle = {}
    for side in ("left", "right"):
        fit = fit_cycle(run.raw_angles["thigh"].sel(side=side, drop=True), starts, HARMONICS)
        angle[side] = complex(fit.coefficients[1], -fit.coefficients[2])
    return float(np.angle(-angle["right"] / angle["left"]))


RHYTHM = (
    Measure(
        "step_time_variability", "Step time variability", "CV_T", "1", "rhythm",
        "Standard deviation of step time over its mean, within one side.",
        "definition", (0, 0.2), 0.003, "at least three steps of each foot",
        step_time_variability,
    ),
    Measure(
        "contact_time_variability", "Contact time variability", "CV_c", "1", "rhythm",
        "Standard deviation of contact time over its mean, within one side.",
        "definition", (0, 0.3), 0.01, "at least three contacts of each foot",
        contact_time_variability,
    ),
    Measure(
        "flight_time_variability", "Flight time variability", "CV_f", "1", "rhythm",
        "Standard deviation of flight time over its mean, within one side.",
        "definition", (0, 0.6), 0.02, "at least three flights after each foot",
        flight_time_variability,
    ),
    Measure(
        "thigh_phase", "Phase of the thighs", "psi", "rad", "rhythm",
        "Phase of the right thigh's first harmonic against the left's, less half a turn; zero is "
        "exact alternation.",
        "definition", (-0.5, 0.5), 0.02, "hip and knee points; one whole stride", thigh_phase,
        sided=False,
    ),
)  # fmt: skip
