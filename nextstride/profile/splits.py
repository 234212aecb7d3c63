"""Fit the speed curve to split times."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import OptimizeResult, least_squares

from nextstride.arrays import Floats
from nextstride.checks import Problems
from nextstride.errors import Notice, RecordingError
from nextstride.profile.curve import SpeedCurve
from nextstride.profile.fit import (
    TIME_CONSTANTS,
    TOP_SPEEDS,
    CurveFit,
    covariance_of,
    require_sprint,
)
from nextstride.profile.sprints import Splits

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
LONGEST_LEAD = 2.0
"""The runner may have begun at most so long before the clock, s: 9 m of a sprint are then run."""
UNKNOWN_BEHIND = 0.5
"""How far behind the first line runners may stand where nobody said it, m: some tenths of a metre
are usual (Sensors 2024, 24:2894), up to 1 m not rare. The standard deviation of a prior about 0,
of our choosing."""
WORTH_SAYING = 0.02
"""Share of the acceleration at the start from which on the line is worth a sentence."""
USUAL_CONSTANT = 1.1
"""Time constant that a fit begins with, s."""
MEASURED_BEHIND = 0.1
"""How far a distance that was said is off, m: the gate is broken by the trunk, which leans forward,
not by the foot that was measured to (ours)."""
SMALLEST_RESOLUTION = 1e-4


@dataclass(frozen=True)
class Behind:
    """A start from standing at a known distance behind the line at 0 m, where the clock starts.

    Parameters
    ----------
    distance : float
        m.

    Raises
    ------
    ParameterError
        If it is impossible.
    """

    distance: float

    def __post_init__(self) -> None:
        problems = Problems("start")
        problems.in_range("behind (--behind)", self.distance, 0, LONGEST_FLYING, "m")
        problems.raise_if_any()


def fit_splits(splits: Splits, start: StartModel | Behind = "auto") -> CurveFit:
    """Fit the speed curve by least squares of the times at the gates.

    Parameters
    ----------
    splits : Splits
    start : {"auto", "offset", "rest", "flying"} or Behind
        See `START_MODELS`. "auto" takes "offset" where there are four gates or more, without a
        look at the fit: a model picked by a test on five gates has intervals that promise too much.
        Its intervals also hold that the runner may have stood behind the line. `Behind` is
        "flying" with the distance known.

    Raises
    ------
    RecordingError
        If the times fit no sprint from rest.
    ParameterError
        If there are fewer gates than the model needs.
    """
    model = _checked_model(splits, start)
    behind = start.distance if isinstance(start, Behind) else None
    used, notices = _before_slowing(splits)
    fit = _fit(splits, used, model, behind)
    if behind is not None:
        return replace(fit, notices=notices, assumed=_per_behind(splits, fit, MEASURED_BEHIND))
    if start != "auto":
        return replace(fit, notices=notices)
    assumed = _per_behind(splits, fit, UNKNOWN_BEHIND)
    return replace(fit, notices=(*notices, *_behind_notice(fit, assumed)), assumed=assumed)


def _checked_model(splits: Splits, start: StartModel | Behind) -> str:
    """The start model, or a refusal."""
    if isinstance(start, Behind):
        return "flying"
    problems = Problems(splits.source)
    problems.one_of("start", start, ["auto", *START_MODELS])
    enough = len(splits.time) >= LEAST_FOR_OFFSET
    problems.require(
        start not in ("offset", "flying") or enough,
        f'start model "{start}" has 3 parameters and needs 4 gates; got {len(splits.time)}',
    )
    problems.raise_if_any()
    return ("offset" if enough else "rest") if start == "auto" else start


def _fit(splits: Splits, used: NDArray[np.bool_], model: str, behind: float | None) -> CurveFit:
    """Fit one model, with its flying distance set where `behind` says it."""
    fitted = _least_squares(model, splits.distance[used], splits.time[used], behind)
    curve, offset, flying = _unpack(model, fitted.x, behind)
    require_sprint(splits.source, curve)
    _require_start(splits.source, model, offset, flying if behind is None else 0.0)
    residuals = splits.time - _times(model, fitted.x, splits.distance, behind)
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
    )


def _require_start(source: str, model: str, start: float, flying: float) -> None:
    """Refuse a start of the clock, or a flying distance, at the bound of what is looked for."""
    if flying > LONGEST_FLYING * 0.999:
        raise RecordingError(
            f"{source}: the runner would have begun {LONGEST_FLYING:g} m or more before the first "
            "line, the most that is looked for. Give times from the start."
        )
    if model == "offset" and start < -LONGEST_LEAD + 1e-3:
        raise RecordingError(
            f"{source}: the runner would have begun {LONGEST_LEAD:g} s or more before the clock, "
            "the most that is looked for; such gates show too little of the start. Give the "
            "distance behind the first line (--behind), or times from the start."
        )


def _per_behind(splits: Splits, fit: CurveFit, spread: float) -> Floats:
    """How log top speed and log time constant move if the runner stood `spread` m further behind.

    Zeros where these gates bear no such start.
    """
    distance, time = splits.distance[fit.used], splits.time[fit.used]
    if fit.model == "offset":
        moved, behind = _least_squares("offset", distance + spread, time), None
    else:
        behind = fit.flying_distance + spread
        moved = _least_squares("flying", distance, time, behind)
    curve = _unpack("offset" if behind is None else "flying", moved.x, behind)[0]
    try:
        require_sprint(splits.source, curve)
    except RecordingError:
        return np.zeros(2)
    here = [fit.curve.top_speed, fit.curve.time_constant]
    return np.asarray(np.log([curve.top_speed, curve.time_constant]) - np.log(here))


def _behind_notice(fit: CurveFit, assumed: Floats) -> tuple[Notice, ...]:
    """Say what the start line means for the acceleration, where it means something."""
    change = float(np.expm1(assumed[0] - assumed[1]))
    if abs(change) < WORTH_SAYING:
        return ()
    acceleration = fit.curve.initial_acceleration
    notice = Notice(
        "start_distance_unknown",
        f"The start is taken at the 0 m line. {UNKNOWN_BEHIND:g} m behind it the acceleration at "
        f"the start would be {acceleration * (1 + change):.2f} instead of {acceleration:.2f} m/s², "
        "which the intervals hold; say how far behind the first line the runner stood (--behind).",
    )
    return (notice,)


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


def _unpack(
    model: str, parameters: Floats, behind: float | None = None
) -> tuple[SpeedCurve, float, float]:
    """Curve, start on the clock in s and flying distance in m from a model's parameters."""
    curve = SpeedCurve(float(np.exp(parameters[0])), float(np.exp(parameters[1])))
    if model == "flying":
        flying = float(parameters[2]) if behind is None else behind
        return curve, -float(curve.time_at(flying)), flying
    return curve, float(parameters[2]) if model == "offset" else 0.0, 0.0


def _times(model: str, parameters: Floats, distance: Floats, behind: float | None) -> Floats:
    """Times on the clock at `distance`, s."""
    curve, start, flying = _unpack(model, parameters, behind)
    return start + curve.time_at(distance + flying)


def _least_squares(
    model: str, distance: Floats, time: Floats, behind: float | None = None
) -> OptimizeResult:
    """Return SciPy's solution for one model, with its flying distance set to `behind`, if any."""
    fastest = float((np.diff(distance) / np.diff(time)).max())
    top = float(np.clip(fastest, 1.1 * TOP_SPEEDS[0], 0.95 * TOP_SPEEDS[1]))
    first = np.log([top, USUAL_CONSTANT])
    low, high = np.log([TOP_SPEEDS, TIME_CONSTANTS]).T
    if model == "offset":
        start = time[0] - float(SpeedCurve(top, USUAL_CONSTANT).time_at(distance[0]))
        low, high = np.append(low, -LONGEST_LEAD), np.append(high, time[0])
        first = np.append(first, np.clip(start, -LONGEST_LEAD + 0.1, time[0] - 0.01))
    elif model == "flying" and behind is None:
        first = np.append(first, 0.3)
        low, high = np.append(low, 0), np.append(high, LONGEST_FLYING)

    def residual(parameters: Floats) -> Floats:
        return _times(model, parameters, distance, behind) - time

    return least_squares(residual, first, bounds=(low, high), jac="3-point", xtol=1e-12, ftol=1e-12)
