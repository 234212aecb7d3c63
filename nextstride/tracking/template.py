"""The stride as both legs make it, against which a keypoint on the wrong leg stands out.

A pose model that loses the far leg does not say so: it puts both feet on the near one, at the same
phase of every stride, so that comparing strides of one leg with each other finds nothing. But legs
run alike, half a stride apart: one robust stride is fitted to both, in which the leg that was seen
surely outweighs the one that was not.
"""

from __future__ import annotations

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from nextstride.arrays import Floats
from nextstride.conventions import SIDES

PARTS = ("knee", "ankle", "heel", "toe", "hallux", "fifth_metatarsal")
HARMONICS = 5
REACH = 1.5
"""Strides before and after a moment that its template is fitted to; strides differ in time by
2-3 %, which over more of them blurs it."""
ROUNDS = 12
DEVIATIONS = 3.0
"""A keypoint off the template by more robust SDs (of the surer leg) than this is wrong ..."""
LEAST = 0.10
"""... if it is also off by this, m: legs are not quite alike, and the far one looks smaller."""


def off_template(
    position: xr.DataArray, weight: Floats, center: Floats, stride: float
) -> NDArray[np.bool_]:
    """Find keypoints of the legs that are not where a leg is at that phase of the stride.

    Parameters
    ----------
    position : xarray.DataArray
        (time, space, keypoint) in m, legs sorted, NaN where not seen.
    weight : numpy.ndarray
        (time, keypoint) how sure each is, 0-1.
    center : numpy.ndarray
        (time, space) of the pelvis in m, without gaps.
    stride : float
        Stride time, s.

    Returns
    -------
    numpy.ndarray
        (time, keypoint) True where wrong.
    """
    time = position.time.values.astype(float)
    relative = position.values - center[:, :, None]
    names = [str(name) for name in position.keypoint.values]
    wrong = np.zeros(weight.shape, dtype=bool)
    for part in PARTS:
        pair = [names.index(f"{s}_{part}") for s in SIDES if f"{s}_{part}" in names]
        if len(pair) < 2:
            continue
        off = _off(time, relative[:, :, pair], weight[:, pair], stride)
        usual = [float(np.nanmedian(leg)) for leg in off.T if np.isfinite(leg).any()]
        wrong[:, pair] = off > max(DEVIATIONS * 1.4826 * min(usual, default=0.0), LEAST)
    return wrong


def _off(time: Floats, places: Floats, weight: Floats, stride: float) -> Floats:
    """Distance (time, side) of places (time, space, side) from the template around them, m."""
    off = np.full(weight.shape, np.nan)
    middles = np.arange(time[0] + stride / 2, time[-1] + stride / 2, stride)
    for middle in middles:
        near = np.flatnonzero(np.abs(time - middle) <= (REACH + 0.5) * stride)
        mine = np.abs(time[near] - middle) <= stride / 2 + 1e-9
        if near.size <= HARMONICS + 2:
            continue
        distance = _window(time[near] - middle, places[near], weight[near], stride)
        off[near[mine]] = distance[mine]
    return off


def _window(time: Floats, places: Floats, weight: Floats, stride: float) -> Floats:
    """Distance (time, side) from one robust stride fitted to both legs of a few strides."""
    frames = len(time)
    design, values, sure = [], [], []
    for side in range(2):
        phase = 2 * np.pi * time / stride + np.pi * side
        waves = [f(k * phase) for k in range(1, HARMONICS + 1) for f in (np.cos, np.sin)]
        own = [np.full(frames, float(side == other)) for other in range(2)]
        design.append(np.stack([*own, *waves], axis=1))
        values.append(places[:, :, side])
        sure.append(weight[:, side])
    columns, place = np.concatenate(design), np.concatenate(values)
    known = np.isfinite(place).all(axis=1)
    base = np.where(known, np.concatenate(sure), 0.0) ** 2
    place = np.nan_to_num(place)
    factor = base.copy()
    distance = np.zeros(len(place))
    for _ in range(ROUNDS):
        root = np.sqrt(factor)[:, None]
        fit = np.linalg.lstsq(columns * root, place * root, rcond=None)[0]
        distance = np.hypot(*(place - columns @ fit).T)
        # Least absolute distances: what is far off pulls no more than what is near.
        factor = base / np.maximum(distance, 0.01)
    distance[~known] = np.nan
    return distance.reshape(2, frames).T
