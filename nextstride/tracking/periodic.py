"""Where a stride's rhythm says a keypoint should be, for frames in which it was not seen."""

from __future__ import annotations

import numpy as np
import xarray as xr

from nextstride.arrays import Floats
from nextstride.conventions import SIDES, opposite


def expected_places(position: xr.DataArray, center: Floats, stride: float) -> tuple[Floats, Floats]:
    """Expect every keypoint, relative to the pelvis, where it was in the strides around.

    The place is the mean of the same keypoint's a stride before and after and of the other
    side's half a stride before and after, as far as they were seen.

    Parameters
    ----------
    position : xarray.DataArray
        (time, space, keypoint) in m, legs sorted, NaN where not seen.
    center : numpy.ndarray
        (time, space) of the pelvis, in m, without gaps.
    stride : float
        Stride time, s.

    Returns
    -------
    place : numpy.ndarray
        (time, space, keypoint) in m, NaN where no stride tells.
    sd : numpy.ndarray
        (keypoint,) m: robust SD of seen minus expected.
    """
    time = position.time.values.astype(float)
    relative = position.values - center[:, :, None]
    names = [str(name) for name in position.keypoint.values]
    mirror = [names.index(_mirrored(name, names)) for name in names]
    told = [
        _shifted(time, relative, stride),
        _shifted(time, relative, -stride),
        _shifted(time, relative[:, :, mirror], stride / 2),
        _shifted(time, relative[:, :, mirror], -stride / 2),
    ]
    stacked = np.stack(told)
    count = np.isfinite(stacked).sum(axis=0)
    place = np.where(count > 0, np.nansum(stacked, axis=0) / np.maximum(count, 1), np.nan)
    off = np.abs(relative - place)
    sd = np.full(len(names), np.nan)
    for column in range(len(names)):
        seen = off[:, :, column][np.isfinite(off[:, :, column])]
        if seen.size:
            sd[column] = 1.4826 * float(np.median(seen))
    return place + center[:, :, None], sd


def _mirrored(name: str, names: list[str]) -> str:
    """The other side's keypoint of the same name, or the keypoint itself."""
    for side in SIDES:
        other = name.replace(f"{side}_", f"{opposite(side)}_")
        if name.startswith(f"{side}_") and other in names:
            return other
    return name


def _shifted(time: Floats, values: Floats, later: float) -> Floats:
    """Values (time, ...) of a moment `later` s after each frame, NaN across gaps and ends."""
    wanted = time + later
    right = np.clip(np.searchsorted(time, wanted), 1, len(time) - 1)
    left = right - 1
    share = ((wanted - time[left]) / (time[right] - time[left]))[:, None, None]
    found = (1 - share) * values[left] + share * values[right]
    outside = (wanted < time[0]) | (wanted > time[-1])
    found[outside] = np.nan
    return np.asarray(found)
