"""Whose leg it is when only one is seen: the one whose rhythm puts it there."""

from __future__ import annotations

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from nextstride.arrays import Floats
from nextstride.conventions import SIDES
from nextstride.tracking.periodic import expected_places
from nextstride.tracking.sides import TELLING, exchange_legs


def lone_legs_exchanged(motion: xr.Dataset, center: Floats, stride: float) -> NDArray[np.bool_]:
    """Find frames with one leg only, which bears the other one's name.

    Parameters
    ----------
    motion : xarray.Dataset
        As in `Recording`, legs sorted in the frames that show both.
    center : numpy.ndarray
        (time, space) of the pelvis, in m, without gaps.
    stride : float
        Stride time, s.

    Returns
    -------
    numpy.ndarray
        (time,) whether to exchange the legs.
    """
    position = motion["position"]
    names = [str(name) for name in position.keypoint.values]
    parts = [part for part in TELLING if {f"{side}_{part}" for side in SIDES} <= set(names)]
    left, right = ([names.index(f"{side}_{part}") for part in parts] for side in SIDES)
    seen = np.isfinite(position.values).all(axis=1)
    lone = ~(seen[:, left] & seen[:, right]).any(axis=1)
    paired = position.where(xr.DataArray(~lone, dims="time", coords={"time": position.time}))
    paired = paired.transpose("time", "space", "keypoint")
    place, _ = expected_places(paired, center, stride)
    # A leg that hides the other does so at the same phase of every stride.
    place = np.where(np.isfinite(place), place, _between(paired))
    turned = exchange_legs(motion[["position"]], np.ones(len(lone), dtype=bool))["position"]
    as_it_is, exchanged = (
        _distance(values, place, [*left, *right]) for values in (position.values, turned.values)
    )
    return np.asarray(lone & (exchanged < as_it_is))


def _between(position: xr.DataArray) -> Floats:
    """Positions (time, space, keypoint), straight across gaps, m."""
    filled = position.interpolate_na("time", use_coordinate=True)
    return np.asarray(filled.transpose("time", "space", "keypoint").values)


def _distance(values: Floats, place: Floats, columns: list[int]) -> Floats:
    """Mean distance (time,) of the seen keypoints of some columns from their places, m."""
    off = np.sqrt(((values - place)[:, :, columns] ** 2).sum(axis=1))
    known = np.isfinite(off)
    total = np.where(known, off, 0.0).sum(axis=1)
    return np.where(known.any(axis=1), total / np.maximum(known.sum(axis=1), 1), np.inf)
