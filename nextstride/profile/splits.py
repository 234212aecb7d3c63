"""Fit the speed curve to split times."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import OptimizeResult, least_squares

from nextstride.checks import Problems
from nextstride.errors import Notice
from nextstride.profile.curve import SpeedCurve
from nextstride.profile.files import Splits
from nextstride.profile.fit import (
    TIME_CONSTANTS,
    TOP_SPEEDS,
    CurveFit,
    covariance_of,
    require_sprint,
)

Floats = NDArray[np.float64]
StartModel = Literal["auto", "offset", "rest", "flying"]

START_MODELS: dict[str, str] = {
    "offset": "the clock starts at an unknown time before or after the runner (3 parameters)",
    "rest": "the clock starts with the runner's first movement (2 parameters)",
    "flying": "the runner starts an unknown distance before the gate at 0 m (3 parameters)",
}
"""How clock and runner start. Jovanović & Vescovi (2022) call the last two parameters time
correction and flying distance; both at once cannot be told apart from a handful of gates."""

KEPT_SHARE = 0.99
"""The end is left out after the last interval run at this share of the fastest: the curve has no
slowing down."""
LEAST_FOR_OFFSET = 4
LEAST_AFTER_CUT = 5
LONGEST_FLYING = 5.0
LONGEST_OFFSET = 2.0
SMALLEST_RESOLUTION = 1e-4


def fit_splits(splits: Splits, start: StartModel = "auto") -> CurveFit:
    """Fit the speed curve by least squares of the times at the gates.

    Parameters
    ----------
    splits : Splits
    start : {"auto", "offset", "rest", "flying"}
        See `START_MODELS`. "auto" takes "offset" where there are four gates or more, without a
        look at the fit: a model picked by a test on five gates has intervals that promise too much.

    Raises
    ------
    RecordingError
        If the times fit no sprint from rest.
    ParameterError
        If there are fewer gates than the model needs.
    """
    problems = Problems(splits.source)
    problems.one_of("start", start, ["auto", *START_MODELS])
    enough = len(splits.time) >= LEAST_FOR_OFFSET
    problems.require(
        start not in ("offset", "flying") or enough,
        f'start model "{start}" has 3 parameters and needs 4 gates; got {len(splits.time)}',
    )
    problems.raise_if_any()
    model = ("offset" if enough else "rest") if start == "auto" else start
    used, notices = _before_slowing(splits)
    fitted = _least_squares(model, splits.distance[used], splits.time[used])
    curve, offset, flying = _unpack(model, fitted.x)
    require_sprint(splits.source, curve)
    residuals = splits.time - _times(model, fitted.x, splits.distance)
    freedom = int(used.sum()) - len(fitted.x)
    variance = float(np.sum(residuals[used] ** 2)) / freedom
    # Times rounded alike may fit by chance better than they were measured.
    rounding = resolution(splits.time) ** 2 / 12
    return CurveFit(
        model=model,
        curve=curve,
        start=offset,
        flying_distance=flying,
        covariance=covariance_of(splits.source, fitted.jac, max(variance, rounding)),
        degrees_of_freedom=freedom,
        used=used,
        residuals=residuals,
        residual_sd=float(np.sqrt(variance)),
        notices=notices,
    )


def resolution(time: Floats) -> float:
    """Return the step to which times were rounded, s: 0.1, 0.01, 0.001 or 0.0001."""
    steps = (0.1, 0.01, 0.001)
    alike = (step for step in steps if np.allclose(time, np.round(time / step) * step, atol=1e-9))
    return next(alike, SMALLEST_RESOLUTION)


def _before_slowing(splits: Splits) -> tuple[NDArray[np.bool_], tuple[Notice, ...]]:
    """Mark the gates until the runner slows down, where enough are left for a fit."""
    pace = np.diff(splits.distance, prepend=0) / np.diff(splits.time, prepend=0)
    pace[0] = 0  # The first interval holds the start.
    last = int(np.flatnonzero(pace >= KEPT_SHARE * pace.max())[-1])
    used = np.arange(len(pace)) <= last
    if used.all():
        return used, ()
    place, slower = splits.distance[last], 1 - pace[-1] / pace.max()
    if used.sum() < LEAST_AFTER_CUT:
        words = "too few gates would be left without them, so all are fitted and top speed is low"
        notice = Notice(
            "slowing_end_kept",
            f"After {place:g} m the runner was up to {100 * slower:.0f} % slower; {words}.",
        )
        return np.ones(len(pace), dtype=bool), (notice,)
    notice = Notice(
        "slowing_end_left_out",
        f"Fitted up to {place:g} m: after it the runner slowed down by {100 * slower:.0f} %, "
        "which the curve does not describe.",
    )
    return used, (notice,)


def _unpack(model: str, parameters: Floats) -> tuple[SpeedCurve, float, float]:
    """Curve, start on the clock in s and flying distance in m from a model's parameters."""
    curve = SpeedCurve(float(np.exp(parameters[0])), float(np.exp(parameters[1])))
    if model == "flying":
        flying = float(parameters[2])
        return curve, -float(curve.time_at(flying)), flying
    return curve, float(parameters[2]) if model == "offset" else 0.0, 0.0


def _times(model: str, parameters: Floats, distance: Floats) -> Floats:
    """Times on the clock at `distance`, s."""
    curve, start, flying = _unpack(model, parameters)
    return start + curve.time_at(distance + flying)


def _least_squares(model: str, distance: Floats, time: Floats) -> OptimizeResult:
    """Return SciPy's solution for one model."""
    fastest = float((np.diff(distance) / np.diff(time)).max())
    first = np.log([np.clip(fastest, 1.1 * TOP_SPEEDS[0], 0.95 * TOP_SPEEDS[1]), 1.1])
    low, high = np.log([TOP_SPEEDS, TIME_CONSTANTS]).T
    if model == "offset":
        first = np.append(first, -0.1)
        low, high = np.append(low, -LONGEST_OFFSET), np.append(high, min(time[0], LONGEST_OFFSET))
    elif model == "flying":
        first = np.append(first, 0.3)
        low, high = np.append(low, 0), np.append(high, LONGEST_FLYING)

    def residual(parameters: Floats) -> Floats:
        return _times(model, parameters, distance) - time

    return least_squares(residual, first, bounds=(low, high), jac="3-point", xtol=1e-12, ftol=1e-12)
