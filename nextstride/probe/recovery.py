"""Strength comes back while one walks to the start: how much was lost at the moment of each run."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import least_squares

from nextstride.arrays import Floats
from nextstride.errors import MissingDataError
from nextstride.probe.rounds import FRESH, Round

STRENGTH_ERROR = 0.04
"""SD of one reading within a session, log: a dynamometer or band scale read by the same hands."""
TIME_CONSTANT, TIME_CONSTANT_SD = 120.0, 0.7
"""Prior of the time in which a loss falls to 37 %, s, and its SD (log). Grip after a minute's
maximal hold is back within 235 s along two exponentials (abstract); the knee extensors still lack
15 % after ten minutes (Cheng and Rice 2005, J Appl Physiol 99:1446, abstract)."""
LOSS_SD = 0.3
"""Prior SD of a round's loss at the end of the holds, log: so wide that readings decide."""


@dataclass(frozen=True)
class Losses:
    """How much strength was lost at each run.

    Attributes
    ----------
    at_runs : numpy.ndarray
        (runs,) log of fresh over tired strength, in the order of the rounds.
    covariance : numpy.ndarray
        (runs, runs) of them.
    time_constant : float
        s.
    """

    at_runs: Floats
    covariance: Floats
    time_constant: float


def losses_at_runs(rounds: Sequence[Round]) -> Losses:
    """Fit one recovery to all rounds of a day, and read it at the moment of each run.

    In each round the loss falls as ``L exp(-t / T)``, with ``L`` of the round and one ``T``; the
    fresh strength of each day is one more unknown. Least squares with the priors above; the
    covariance is that of the linearised fit.

    Parameters
    ----------
    rounds : sequence of Round
        Of one link, the fresh one of each day among them.

    Raises
    ------
    MissingDataError
        If no fresh strength or no tired round was read.
    """
    days = list(dict.fromkeys(one.day for one in rounds))
    fresh = [
        (days.index(one.day), math.log(each.value))
        for one in rounds
        if one.number == FRESH
        for each in one.strengths
    ]
    tired = [one for one in rounds if one.number != FRESH and one.strengths and one.runs]
    if not fresh or not tired:
        raise MissingDataError(
            "a price needs at least one fresh strength, and a tired round with a strength and a run"
        )
    readings = np.array(
        [
            (place, each.after, math.log(each.value), days.index(one.day))
            for place, one in enumerate(tired)
            for each in one.strengths
        ]
    )
    moments = np.array(
        [(place, each.after) for place, one in enumerate(tired) for each in one.runs]
    )
    level_day, level = np.array([day for day, _ in fresh]), np.array([read for _, read in fresh])
    reading_day, count = readings[:, 3].astype(int), len(days)

    def losses(unknowns: Floats, where: Floats) -> Floats:
        lost: Floats = unknowns[count + 1 + where[:, 0].astype(int)]
        left: Floats = np.exp(-where[:, 1] / np.exp(unknowns[count]))
        return lost * left

    def residuals(unknowns: Floats) -> Floats:
        lost = losses(unknowns, readings)
        return np.concatenate(
            [
                (level - unknowns[level_day]) / STRENGTH_ERROR,
                (readings[:, 2] - (unknowns[reading_day] - lost)) / STRENGTH_ERROR,
                [(unknowns[count] - math.log(TIME_CONSTANT)) / TIME_CONSTANT_SD],
                unknowns[count + 1 :] / LOSS_SD,
            ]
        )

    start = np.concatenate(
        [np.full(count, level.mean()), [math.log(TIME_CONSTANT)], np.full(len(tired), 0.1)]
    )
    fit = least_squares(residuals, start)
    spread = np.linalg.inv(fit.jac.T @ fit.jac)
    at_runs = losses(fit.x, moments)
    slope = _slope(lambda unknowns: losses(unknowns, moments), fit.x)
    return Losses(at_runs, slope @ spread @ slope.T, float(np.exp(fit.x[count])))


def _slope(function: Callable[[Floats], Floats], at: Floats) -> Floats:
    """Central differences of a vector function, (values, unknowns)."""
    steps = np.diag(np.full(at.size, 1e-5))
    return np.array([(function(at + step) - function(at - step)) / 2e-5 for step in steps]).T
