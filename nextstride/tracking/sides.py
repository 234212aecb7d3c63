"""Which leg is left: the labels of a whole run at once, from continuity and alternation.

A pose model labels every frame anew and exchanges the legs where they pass each other. What it
cannot change by that is the vector from one leg to the other, up to its sign. In a running gait
that vector never vanishes (where the feet pass each other, one is high and one is low), turns once
a stride, is the opposite half a stride later and the same a stride later. So every frame has one
unknown, a sign, and the signs of the whole run are found together, as those with which the vector
turns with the stride: the largest value of a quadratic form over all pairs of frames within a
stride and a half of each other. Continuity is its part of short lags, alternation that of half a
stride; the latter bridges frames in which a leg was not seen.
"""

from __future__ import annotations

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.linalg import eigsh

from nextstride.arrays import Floats
from nextstride.conventions import SIDES, opposite
from nextstride.errors import RecordingError

LEG = ("hip", "knee", "ankle", "heel", "toe", "first_metatarsal", "fifth_metatarsal", "hallux")
"""What belongs to a leg and is exchanged with it."""
TELLING = ("knee", "ankle", "heel", "toe", "hallux")
"""Points that are far enough apart between the legs to tell them from each other."""
STRIDE_TIMES = 0.36, 1.1
"""Shortest and longest stride of a runner, s: 5.6 and 1.8 steps a second."""
USUAL_RATES = (1.8, 0.4), (2.4, 1.0), (4.8, 1.0), (5.6, 0.6)
"""How usual step rates are: joggers from 2.4 a second, sprinters up to 4.8 (the runs at hand and
those of docs/measures.md)."""
LEAST_MOVEMENT = 0.01
"""Legs whose products vary by less than this (RMS) do not run, m²; a jog has 0.05."""
LEAST_LIKENESS = 0.3
"""Correlation of the legs' products with themselves a stride later below which there is no rhythm.
Noise stays below it in 19 of 20 cases with 40 frames to compare (1.96 / sqrt(40))."""
AS_HIGH = 0.85
"""Share of the highest peak that an earlier one must reach to be the stride; a judgement, for how
much lower one step reads than two where the near leg looks larger."""
REACH = 1.6
"""Frames this many strides apart still speak about each other."""
MOST_SWEEPS = 50


def exchanged_legs(motion: xr.Dataset) -> NDArray[np.bool_]:
    """Find the frames whose left and right leg are exchanged.

    Parameters
    ----------
    motion : xarray.Dataset
        ``position (time, space, keypoint)`` in m, NaN where not seen.

    Returns
    -------
    numpy.ndarray
        (time,) whether to exchange the legs. Of the two consistent labellings of a run the one is
        taken that leaves more of the frames as they were. Frames in which no point of both legs
        is seen are left as they are.

    Raises
    ------
    RecordingError
        If no pair of leg keypoints is seen, or nothing repeats as strides do.
    """
    position = motion["position"]
    time = position.time.values.astype(float)
    apart = _between_legs(position)
    stride = stride_time(time, apart)
    sign = _best_signs(time, apart, stride)
    known = np.isfinite(apart).any(axis=(1, 2))
    if np.sum(sign[known]) < 0:
        sign = -sign
    return np.asarray((sign < 0) & known)


def run_stride_time(motion: xr.Dataset) -> float:
    """Stride time of a run whose legs need not be sorted, s.

    Raises
    ------
    RecordingError
        As `stride_time`.
    """
    position = motion["position"]
    return stride_time(position.time.values.astype(float), _between_legs(position))


def exchange_legs(motion: xr.Dataset, exchanged: NDArray[np.bool_]) -> xr.Dataset:
    """Exchange left and right leg in some frames, in every variable that has keypoints.

    Parameters
    ----------
    motion : xarray.Dataset
        As in `Recording`.
    exchanged : numpy.ndarray
        (time,) where to.
    """
    names = [str(name) for name in motion.keypoint.values]
    order = [names.index(_other_leg(name, names)) for name in names]
    turned = motion.copy()
    for name, values in motion.data_vars.items():
        if {"time", "keypoint"} <= set(values.dims):
            mirrored = values.isel(keypoint=order).assign_coords(keypoint=values.keypoint)
            where = xr.DataArray(exchanged, dims="time", coords={"time": motion.time})
            turned[name] = values.where(~where, mirrored).transpose(*values.dims)
    return turned


def stride_time(time: Floats, apart: Floats) -> float:
    """Stride time from what an exchange of labels cannot change, s.

    Products of the components of the vector between the legs keep their value under a change of
    sign; they repeat every step.

    Parameters
    ----------
    time : numpy.ndarray
        (n,) s, evenly spaced.
    apart : numpy.ndarray
        (n, space, keypoint) vectors between the legs, m.

    Raises
    ------
    RecordingError
        If the run is shorter than two steps, or nothing repeats.
    """
    frame = float(np.median(np.diff(time)))
    even = np.arange(time[0], time[-1] + frame / 2, frame)
    signal = _even_products(time, apart, even)
    lags = np.arange(
        int(np.ceil(STRIDE_TIMES[0] / 2 / frame)),
        min(int(STRIDE_TIMES[1] / 2 / frame) + 2, int(0.75 * even.size)),
    )
    if lags.size < 3:
        raise RecordingError(
            f"the run lasts {time[-1] - time[0]:.2f} s; left and right can be told apart over at "
            "least three steps. Record a longer run"
        )
    likeness = np.array([_likeness(signal, int(lag)) for lag in lags])
    inner = np.arange(1, lags.size - 1)
    peaks = inner[
        (likeness[inner] >= likeness[inner - 1]) & (likeness[inner] >= likeness[inner + 1])
    ]
    height = likeness[peaks]
    if peaks.size and height.max() < LEAST_LIKENESS:
        height = np.array([_over_troughs(signal, int(lag)) for lag in lags[peaks]])
    still = float(np.sqrt(np.mean(signal**2))) < LEAST_MOVEMENT
    if still or not peaks.size or height.max() < LEAST_LIKENESS:
        raise RecordingError(
            "the legs do not pass each other in a steady rhythm, as they do in running; film one "
            "runner from the side over at least three steps"
        )
    # The first high peak: two steps are as much alike as one, or more so where the near leg looks
    # larger than the far one.
    usual = _usual(1 / (lags[peaks] * frame)) * height
    best = int(peaks[usual > AS_HIGH * usual.max()][0])
    left, top, right = likeness[best - 1 : best + 2]
    curvature = left - 2 * top + right
    shift = 0.5 * (left - right) / curvature if curvature < 0 else 0.0
    return float(2 * (lags[best] + shift) * frame)


def _over_troughs(signal: Floats, lag: int) -> float:
    """Half of how much more like itself a signal is after a lag than half a lag before or after it.

    Three steps of legs that look unlike are hardly like each other, but unlike half a step off; so
    are single steps in slow motion, where a runner's rate is looked for.
    """
    beside = [round(0.5 * lag), min(round(1.5 * lag), len(signal) - 2)]
    unlike = max(_likeness(signal, other) for other in beside)
    return (_likeness(signal, lag) - unlike) / 2


def _usual(step_rate: Floats) -> Floats:
    """How usual step rates (Hz) are among runners, 0.5 to 1."""
    rates, usual = np.array(USUAL_RATES).T
    return np.asarray(np.interp(step_rate, rates, usual))


def _other_leg(name: str, names: list[str]) -> str:
    """The same point of the other leg, where it is one and is there."""
    for side in SIDES:
        part = name.removeprefix(f"{side}_")
        if part != name and part in LEG and f"{opposite(side)}_{part}" in names:
            return f"{opposite(side)}_{part}"
    return name


def _between_legs(position: xr.DataArray) -> Floats:
    """Vectors from the right to the left leg's points, (time, space, points) in m."""
    present = set(position.keypoint.values)
    pairs = [part for part in TELLING if {f"{side}_{part}" for side in SIDES} <= present]
    if not pairs:
        raise RecordingError(
            "left and right cannot be told apart: both knees, ankles or feet are needed; got "
            f"{', '.join(map(str, position.keypoint.values))}"
        )
    legs = [
        position.sel(keypoint=[f"{side}_{part}" for part in pairs], space=["x", "y"])
        .transpose("time", "space", "keypoint")
        .values
        for side in SIDES
    ]
    return np.asarray(legs[0] - legs[1])


def _even_products(time: Floats, apart: Floats, even: Floats) -> Floats:
    """Products of the components of every vector, centred, at even times, (n, products)."""
    forward, upward = apart[:, 0], apart[:, 1]
    columns = np.concatenate([forward**2, upward**2, forward * upward], axis=1)
    filled = []
    for column in columns.T:
        seen = np.isfinite(column)
        if seen.sum() >= 4:
            filled.append(np.interp(even, time[seen], column[seen]))
    values = np.stack(filled, axis=1) if filled else np.zeros((even.size, 1))
    return np.asarray(values - values.mean(axis=0))


def _likeness(signal: Floats, lag: int) -> float:
    """Correlation of a (n, columns) signal with itself `lag` samples later."""
    one, two = signal[:-lag], signal[lag:]
    size = np.sqrt(np.sum(one**2) * np.sum(two**2))
    return float(np.sum(one * two) / size) if size > 0 else 0.0


def _best_signs(time: Floats, apart: Floats, stride: float) -> Floats:
    """Signs (time,) that make the vectors turn with the stride, of all frames together.

    Maximises the sum over all pairs of frames of ``sign * sign' * coupling``: a quadratic form of
    signs, started from its leading eigenvector and climbed until no sign changes.
    """
    coupling = _couplings(time, apart, stride)
    start = np.cos(np.arange(len(time), dtype=float))
    _, vectors = eigsh(coupling, k=1, which="LA", v0=start, tol=1e-6)
    sign = np.where(vectors[:, 0] < 0, -1.0, 1.0)
    for _ in range(MOST_SWEEPS):
        better = np.where(coupling @ sign < 0, -1.0, 1.0)
        if np.array_equal(better, sign):
            break
        sign = better
    return sign


def _couplings(time: Floats, apart: Floats, stride: float) -> csr_array:
    """How strongly every two frames speak for equal signs (positive) or opposite ones, (n, n).

    The scalar product of their vectors, times the one expected of a vector that turns once a
    stride, less with every stride between them.
    """
    vectors = np.nan_to_num(apart).reshape(len(time), -1)
    frame = float(np.median(np.diff(time)))
    reach = min(int(REACH * stride / frame), len(time) - 1)
    rows, columns, values = [], [], []
    for lag in range(1, reach + 1):
        between = time[lag:] - time[:-lag]
        expected = np.cos(2 * np.pi * between / stride) * np.exp(-between / stride)
        rows.append(np.arange(len(time) - lag))
        columns.append(np.arange(lag, len(time)))
        values.append(expected * np.einsum("ij,ij->i", vectors[:-lag], vectors[lag:]))
    row, column, value = (np.concatenate(each) for each in (rows, columns, values))
    upper = csr_array((value, (row, column)), shape=(len(time), len(time)))
    return csr_array(upper + upper.T)
