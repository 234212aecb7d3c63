"""Zero-lag low-pass filtering and derivatives."""

from __future__ import annotations

import numpy as np
import xarray as xr
from scipy.interpolate import CubicSpline
from scipy.signal import butter, sosfiltfilt

from nextstride.errors import ParameterError
from nextstride.signals.runs import Floats, map_runs

_PASSES_CORRECTION = (2**0.5 - 1) ** 0.25
"""Two passes of a second-order filter lower its cut-off by this factor (Winter 2009, section 2)."""


def sampling_rate(data: xr.DataArray) -> float:
    """Samples per second of a uniformly sampled array."""
    time = data.time.values
    return float((time.size - 1) / (time[-1] - time[0]))


def low_pass(data: xr.DataArray, cutoff: float) -> xr.DataArray:
    """Low-pass filter along ``time``: second-order Butterworth, forwards and backwards.

    The two passes have no lag, fourth order, and -3 dB at `cutoff` (the filter's own cut-off is
    raised for the second pass: Winter 2009, Biomechanics and Motor Control of Human Movement).
    Gaps stay gaps; runs shorter than four samples become NaN.

    Parameters
    ----------
    data : xarray.DataArray
        Any array with a uniform ``time`` in s.
    cutoff : float
        Frequency of -3 dB, Hz. At or above 45 % of the sampling rate there is nothing to take
        away that the samples still hold, so the data are returned as they are.

    Raises
    ------
    ParameterError
        If the cut-off is not positive.
    """
    if not cutoff > 0:
        raise ParameterError(f"cut-off frequency must be positive; got {cutoff:g} Hz")
    rate = sampling_rate(data)
    if cutoff >= 0.45 * rate:
        return data.copy()
    # The correction holds for the analog filter, so it is made on the warped frequency.
    warped = np.tan(np.pi * cutoff / rate) / _PASSES_CORRECTION
    design = float(np.arctan(warped)) * rate / np.pi
    sections = butter(2, design, fs=rate, output="sos")
    longest_pad = int(np.ceil(rate / cutoff))

    def both_ways(time: Floats, values: Floats) -> Floats:
        pad = min(len(time) - 1, longest_pad)
        return np.asarray(sosfiltfilt(sections, values, axis=0, padtype="odd", padlen=pad))

    return map_runs(data, both_ways, shortest=4)


def derivative(data: xr.DataArray, order: int = 1) -> xr.DataArray:
    """Differentiate along ``time`` by a cubic spline through the samples.

    Parameters
    ----------
    data : xarray.DataArray
        Any array with ``time`` in s; filter it first, differentiation amplifies noise.
    order : int
        1 or 2.
    """
    return map_runs(
        data, lambda time, values: np.asarray(CubicSpline(time, values)(time, order)), shortest=4
    )
