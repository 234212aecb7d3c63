"""Zero-lag low-pass filtering and derivatives."""

from __future__ import annotations

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from nextstride.arrays import Floats
from nextstride.errors import ParameterError
from nextstride.signals.runs import map_runs


def sampling_rate(data: xr.DataArray) -> float:
    """Samples per second of a uniformly sampled array."""
    time = data.time.values
    return float((time.size - 1) / (time[-1] - time[0]))


def low_pass(data: xr.DataArray, cutoff: float) -> xr.DataArray:
    """Low-pass filter along ``time``: second-order Butterworth, forwards and backwards.

    The two passes together have no lag, fourth order, and -3 dB at `cutoff` (each pass has its own
    cut-off higher: Winter 2009, Biomechanics and Motor Control of Human Movement). Their joint
    gain is applied in one step to the spectrum, with both ends of a run reflected about their last
    sample; the result is that of the recursive filter, without its start-up. Gaps stay gaps; runs
    shorter than four samples become NaN.

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
    longest_pad = int(np.ceil(3 * rate / cutoff))

    def both_ways(_: Floats, values: Floats) -> Floats:
        pad = min(len(values) - 1, longest_pad)
        before, after = (
            2 * values[0] - values[pad:0:-1],
            2 * values[-1] - values[-2 : -pad - 2 : -1],
        )
        spectrum = np.fft.rfft(np.concatenate([before, values, after]), axis=0)
        length = len(values) + 2 * pad
        gain = _two_pass_gain(np.fft.rfftfreq(length, 1 / rate), cutoff, rate)
        smooth = np.fft.irfft(gain[:, None] * spectrum, length, axis=0)
        return np.asarray(smooth[pad : pad + len(values)])

    return map_runs(data, both_ways, shortest=4)


def _two_pass_gain(frequency: NDArray[np.floating], cutoff: float, rate: float) -> Floats:
    """Gain of a digital second-order Butterworth filter run both ways, at frequencies in Hz."""
    with np.errstate(divide="ignore"):
        warped = np.tan(np.pi * np.minimum(frequency, rate / 2) / rate)
    ratio = warped / np.tan(np.pi * cutoff / rate)
    return np.asarray(1 / (1 + (2**0.5 - 1) * ratio**4))


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
