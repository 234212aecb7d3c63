"""Fit the speed curve to a speed trace of a radar, laser or tether device."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import median_filter
from scipy.optimize import least_squares

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
from nextstride.profile.lost import NORMAL_SCALE, bridged, lost_samples, smooth
from nextstride.profile.plausible import LEAST_SAMPLES
from nextstride.profile.splits import Behind, StartModel
from nextstride.profile.sprints import SpeedTrace

ROBUST_FROM = 1.345
"""Residuals of more SDs than this pull less and less: 95 % as efficient as least squares where
there are no outliers (Huber 1981, Robust Statistics)."""
KEPT_SHARE = 0.98
"""The end is left out once smoothed speed has fallen for good below this share of its highest: less
than 1 - 0.98 may be noise."""
MISSED_START = 0.5
"""A trace that begins at this share of the top speed shows too little of the start."""
START_REACH = 2.1
"""How far before its first sample a trace's start may lie, s: the slowest curve, with a time
constant of 3 s, takes as long to half its top speed."""
NEAR_TOP = 0.9
"""The sprint began before smoothed speed first reached this share of its highest."""
LEFT_BASE = 0.1
"""A runner who gained this share of the way to the top speed has left standing or walking."""
WALKING, LEAST_WALK = 0.5, 0.4
"""A runner who moves faster (m/s) for longer (s) before the start walks: a radar's noise on one
who stands, and swaying, stay below."""
REPEATS = 50
"""Repetitions at most until the number of alike samples stands."""
LEAD = 0.5
"""How much of the runner's standing before the start is fitted, s."""


def fit_trace(trace: SpeedTrace, start: StartModel | Behind = "auto") -> CurveFit:
    """Fit the speed curve, zero before its start, to the samples until the runner slows down.

    A soft L1 loss keeps single wrong samples from pulling; its scale is that of the residuals of
    the first pass. The interval counts samples that say the same only once: residuals of
    neighbouring samples are alike, as speed rises and falls within every step.

    Parameters
    ----------
    trace : SpeedTrace
    start : {"auto", "offset", "rest"}
        "offset", and "auto", estimate the start on the clock; "rest" puts it at 0.

    Raises
    ------
    RecordingError
        If the trace shows no sprint from rest.
    ParameterError
        If `start` is another model.
    """
    problems = Problems(trace.source)
    known = isinstance(start, Behind)
    problems.require(not known, "a trace shows its start; --behind is for times at gates")
    if not known:
        problems.one_of("start", start, ["auto", "offset", "rest"])
    problems.raise_if_any()
    measured, lost = _measured(trace)
    bridge = bridged(trace.time, trace.speed, ~measured)
    before, slowed = _before_slowing(trace.time, bridge)
    since, walked = _after_walking(trace.time, bridge)
    used = measured & before
    first = _first_guess(trace.source, trace.time[used], trace.speed[used], since)
    used &= trace.time >= (since if walked else first[2] - LEAD)
    time, speed = trace.time[used], trace.speed[used]
    count = 2 if start == "rest" else 3
    parameters = _robust_fit(time, speed, first[:count])
    curve = SpeedCurve(float(np.exp(parameters[0])), float(np.exp(parameters[1])))
    require_sprint(trace.source, curve)
    fitted, jacobian = _speed_and_jacobian(parameters, time)
    variance, freedom, scale = _uncertainty(speed - fitted, count)
    return CurveFit(
        model="rest" if start == "rest" else "offset",
        curve=curve,
        start=float(parameters[2]) if count == 3 else 0.0,
        flying_distance=0.0,
        covariance=covariance_of(trace.source, jacobian[:, :count], variance),
        degrees_of_freedom=freedom,
        used=used,
        residuals=trace.speed - _speed_and_jacobian(parameters, trace.time)[0],
        residual_sd=scale,
        notices=(*lost, *walked, *slowed),
    )


def _measured(trace: SpeedTrace) -> tuple[NDArray[np.bool_], tuple[Notice, ...]]:
    """Mark the samples that a runner can have had."""
    lost = lost_samples(trace.time, trace.speed)
    if not lost.any():
        return ~lost, ()
    kept, count = ~lost, int(lost.sum())
    if kept.sum() < LEAST_SAMPLES:
        raise RecordingError(
            f"{trace.source}: the device had lost the runner for {count} of {len(lost)} samples: "
            "speed jumps as nobody can. Record the sprint again."
        )
    when = trace.time[lost]
    notice = Notice(
        "lost_samples_left_out",
        f"Left out {count} samples between {when[0]:.2f} and {when[-1]:.2f} s: the device had lost "
        "the runner, for speed jumps back as nobody can.",
    )
    return kept, (notice,)


def _before_slowing(time: Floats, speed: Floats) -> tuple[NDArray[np.bool_], tuple[Notice, ...]]:
    """Mark the samples until smoothed speed falls for good below a share of its highest."""
    mean = smooth(time, speed)
    fast = np.flatnonzero(mean >= KEPT_SHARE * np.nanmax(mean))
    until = time[fast[-1]]
    if fast[-1] == np.flatnonzero(np.isfinite(mean))[-1]:  # Fast to the end.
        return np.ones(len(mean), dtype=bool), ()
    notice = Notice(
        "slowing_end_left_out",
        f"Fitted up to {until:.2f} s: after it the runner slowed down, which the curve does not "
        "describe.",
    )
    return time <= until, (notice,)


def _after_walking(time: Floats, speed: Floats) -> tuple[float, tuple[Notice, ...]]:
    """When the sprint is first fitted, s: after standing from the start, after walking later.

    The curve starts from rest, but it is the same curve from every speed on: a runner who walks at
    its beginning joins it at the walking speed.
    """
    mean = smooth(time, speed)
    top = float(np.nanmax(mean))
    before = int(np.nanargmax(mean >= NEAR_TOP * top)) + 1
    base = max(float(np.nanmin(mean[:before])), 0.0)
    slow = median_filter(speed, 5)[:before] <= base + LEFT_BASE * (top - base)
    leaves = int(np.flatnonzero(slow)[-1]) if slow.any() else 0
    if base < WALKING or time[leaves] - time[0] < LEAST_WALK:
        return float(time[leaves]), ()
    notice = Notice(
        "walking_start",
        f"The runner was already moving at {base:.1f} m/s when the sprint began, at about "
        f"{time[leaves]:.1f} s. Only what follows is fitted; acceleration at the start is what the "
        "curve would have had from rest.",
    )
    return float(time[leaves]), (notice,)


def _first_guess(source: str, time: Floats, speed: Floats, since: float) -> Floats:
    """Log top speed, log time constant and start from when 20 % and 63 % of the top are passed."""
    speed = median_filter(speed, 5)  # A single wrong sample is no start.
    top = float(np.quantile(speed, 0.95))
    if np.median(speed[:5]) > MISSED_START * top:
        raise RecordingError(
            f"{source}: begins at {speed[0]:.1f} m/s, {100 * speed[0] / top:.0f} % of its top "
            "speed; the start of the sprint is needed. Give the recording from before the start."
        )
    early = time[np.argmax((speed > 0.2 * top) & (time >= since))]
    late = time[np.argmax((speed > (1 - np.exp(-1)) * top) & (time >= since))]
    constant = float(
        np.clip((late - early) / (1 + np.log(0.8)), *np.array(TIME_CONSTANTS) * [1.5, 0.9])
    )
    return np.array([np.log(top), np.log(constant), late - constant])


def _robust_fit(time: Floats, speed: Floats, first: Floats) -> Floats:
    """Return the parameters after a plain and a robust pass."""
    count = len(first)
    low, high = np.log([TOP_SPEEDS, TIME_CONSTANTS]).T
    bounds = (
        np.append(low, time[0] - START_REACH)[:count],
        np.append(high, time[-1])[:count],
    )
    first = np.clip(first, bounds[0] + 1e-6, bounds[1] - 1e-6)

    def residual(parameters: Floats) -> Floats:
        return _speed_and_jacobian(parameters, time)[0] - speed

    def jacobian(parameters: Floats) -> Floats:
        return _speed_and_jacobian(parameters, time)[1][:, :count]

    plain = least_squares(residual, first, jacobian, bounds=bounds, x_scale="jac")
    scale = _spread(plain.fun)
    if scale == 0:
        return np.asarray(plain.x)
    robust = least_squares(
        residual,
        plain.x,
        jacobian,
        bounds=bounds,
        x_scale="jac",
        loss="soft_l1",
        f_scale=ROBUST_FROM * scale,
    )
    return np.asarray(robust.x)


def _speed_and_jacobian(parameters: Floats, time: Floats) -> tuple[Floats, Floats]:
    """Speed of the curve, m/s, and its derivatives by log top speed, log constant and start."""
    top, constant = np.exp(parameters[:2])
    since = np.maximum(time - (parameters[2] if len(parameters) == 3 else 0.0), 0)
    rest = np.exp(-since / constant)
    speed = top * (1 - rest)
    by_constant = -top * rest * since / constant
    by_start = -top / constant * rest * (since > 0)
    return speed, np.column_stack([speed, by_constant, by_start])


def _spread(residuals: Floats) -> float:
    """SD of the residuals, not moved by outliers, m/s."""
    return NORMAL_SCALE * float(np.median(np.abs(residuals - np.median(residuals))))


def _uncertainty(residuals: Floats, parameters: int) -> tuple[float, float, float]:
    """Variance of a sample as far as parameters are concerned, degrees of freedom, residual SD.

    Huber (1981), equation 7.6.5, for the loss; times the samples per independent sample. How many
    those are is itself only estimated, from a number of lags; that leaves n / (2 lags) degrees of
    freedom (Priestley 1981, Spectral Analysis and Time Series, chapter 6: the truncated window).
    """
    count = len(residuals)
    scale = _spread(residuals)
    bend = 1 + (residuals / (ROBUST_FROM * scale)) ** 2 if scale else np.ones(count)
    pull, stiffness = residuals / np.sqrt(bend), bend**-1.5
    alike, lags = samples_per_independent(pull, parameters)
    independent = count / alike
    left = max(independent - parameters, 1.0)
    variance = float(np.mean(pull**2) / np.mean(stiffness) ** 2) * independent / left
    return variance * alike, max(min(left, count / (2 * lags)), 1.0), scale


def samples_per_independent(residuals: Floats, parameters: int) -> tuple[float, int]:
    """How many neighbouring samples say as much as one independent sample, and over how many lags.

    ``1 + 2 x`` the sum of the autocorrelations up to the first that is not positive (Geyer 1992,
    Stat Sci 7:473-483, in the simplest form). A fit takes the slowest part of the noise out of its
    residuals: about the variance of a mean, for each parameter. This is put back, which asks for
    the sum that is looked for, so it is found by repetition.

    Parameters
    ----------
    residuals : numpy.ndarray, shape (n,)
    parameters : int
        Fitted ones.

    Returns
    -------
    float
        At least 1, at most n / (2 x parameters).
    int
        First lag without correlation.
    """
    centered = residuals - residuals.mean()
    size = len(centered)
    power = np.abs(np.fft.rfft(centered, 2 * size)) ** 2
    covariance = np.fft.irfft(power)[:size]
    if covariance[0] <= 0:
        return 1.0, 1
    alike, most = 1.0, max(size / (2 * max(parameters, 1)), 1.0)
    for _ in range(REPEATS):
        whole = covariance + parameters * covariance[0] * alike / size
        lags = int(np.argmax(whole <= 0)) or size
        before, alike = alike, min(float(1 + 2 * (whole[1:lags] / whole[0]).sum()), most)
        if abs(alike - before) < 1e-3:
            break
    return alike, lags
