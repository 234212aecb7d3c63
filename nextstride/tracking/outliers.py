"""Keypoints that cannot be right: too unsure, limbs of impossible length, places off the stride."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from nextstride.arrays import Floats
from nextstride.conventions import SIDES

LEAST_CONFIDENCE = 0.3
"""Keypoints below this are not looked at (the usual threshold of OpenPose and RTMPose users)."""
CHAINS = (("hip", "knee", "ankle", "heel"), ("ankle", "toe"), ("ankle", "hallux"),
          ("shoulder", "elbow", "wrist"))  # fmt: skip
"""Neighbours, from the trunk outwards."""
LENGTH_DEVIATIONS = 5.0
"""A limb whose length is off its median by more robust SDs than this is wrong ..."""
LENGTH_SHARE = 0.25
"""... if it is also off by this share: side views shorten limbs a little without any fault."""


def reject_outliers(motion: xr.Dataset) -> tuple[xr.DataArray, float]:
    """Remove keypoints that are unsure, or at the end of a limb of impossible length.

    Parameters
    ----------
    motion : xarray.Dataset
        As in `Recording`, legs sorted.

    Returns
    -------
    position : xarray.DataArray
        (time, space, keypoint) in m, NaN where removed.
    share : float
        Share of the seen keypoints that was removed, 1.
    """
    position = motion["position"].copy()
    before = np.isfinite(position.values).all(axis=1).sum()
    if "confidence" in motion:
        position = position.where(motion["confidence"] >= LEAST_CONFIDENCE)
        position = position.transpose("time", "space", "keypoint")
    values = position.values
    names = [str(name) for name in position.keypoint.values]
    for side in SIDES:
        for chain in CHAINS:
            joints = [f"{side}_{joint}" for joint in chain]
            for inner, outer in pairwise(joints):
                if inner in names and outer in names:
                    start, end = names.index(inner), names.index(outer)
                    values[_impossible(values[:, :, end] - values[:, :, start]), :, end] = np.nan
    after = np.isfinite(values).all(axis=1).sum()
    return position.copy(data=values), float(1 - after / before) if before else 0.0


def _impossible(limb: Floats) -> NDArray[np.bool_]:
    """Frames (time,) in which a limb (time, space) has a length far from its median."""
    length = np.sqrt((limb**2).sum(axis=1))
    if not np.isfinite(length).any():
        return np.zeros(len(length), dtype=bool)
    median = float(np.nanmedian(length))
    off = np.abs(length - median)
    deviation = 1.4826 * float(np.nanmedian(off))
    return np.asarray(off > max(LENGTH_DEVIATIONS * deviation, LENGTH_SHARE * median))
