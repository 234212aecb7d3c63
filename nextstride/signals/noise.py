"""How much of an acceleration is noise of the markers."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import xarray as xr

from nextstride.signals.filters import derivative, low_pass, sampling_rate

LEAST_TAKEN = 0.1
"""A low-pass that takes away less than this share of white noise (SD) leaves nothing to tell by."""
HALF_WINDOW = 128
"""Samples on each side of an impulse after which the filter has forgotten it."""


def acceleration_noise(track: xr.DataArray, cutoff: float) -> float:
    """Standard deviation of the noise in the second derivative of a low-passed track, unit/s².

    What the low-pass takes away from a marker is its noise, but for the moments of impact, which
    the median leaves out. It is taken as white, so as strong within the band as above it.

    Parameters
    ----------
    track : xarray.DataArray
        (time,) as measured, at a uniform rate.
    cutoff : float
        Of the low-pass, Hz.

    Returns
    -------
    float
        Zero where the low-pass takes too little away to tell.
    """
    taken, kept = _gains(round(sampling_rate(track), 3), round(cutoff, 3))
    rest = np.abs((track - low_pass(track, cutoff)).values)
    rest = rest[np.isfinite(rest)]
    if taken < LEAST_TAKEN or not rest.size:
        return 0.0
    return 1.4826 * float(np.median(rest)) / taken * kept


@lru_cache(maxsize=64)
def _gains(rate: float, cutoff: float) -> tuple[float, float]:
    """SD of what a low-pass takes from white noise of SD 1; of the second derivative of the rest.

    The latter in 1/s².
    """
    impulse = np.zeros(2 * HALF_WINDOW + 1)
    impulse[HALF_WINDOW] = 1.0
    track = xr.DataArray(impulse, {"time": np.arange(impulse.size) / rate}, ["time"])
    smooth = low_pass(track, cutoff)
    taken = float(np.sqrt(((track - smooth) ** 2).sum()))
    return taken, float(np.sqrt((derivative(smooth, 2) ** 2).sum()))
