"""Signals that another program has smoothed already: their spectrum shows it."""

from __future__ import annotations

import numpy as np
import xarray as xr

from nextstride.signals.filters import sampling_rate
from nextstride.signals.runs import valid_runs

MOTION_BAND = (3.0, 12.0)
"""Where the acceleration of a runner's foot is strongest, Hz."""
SILENT = 0.01
"""Acceleration of which no more than this share of its strongest power is left is silent."""
SMOOTHING_WIDTH = 2.0
"""The spectrum is averaged over this width, Hz."""
LOUDEST_SILENCE = 0.6
"""Markers as they were measured are loud up to the highest frequency that their rate shows, by
noise alone; those that fall silent below this share of it were smoothed. In the recordings at hand
raw markers reach all of it, smoothed ones a third of it or less."""
FEWEST = 64
"""Frames in a row below which nothing is said."""


def falls_silent_at(tracks: xr.DataArray) -> float | None:
    """Frequency above which smoothed tracks hold nothing.

    Acceleration grows with the square of frequency, and the noise of markers with it; a low-pass
    takes both away. Where a second-order Butterworth filter run both ways was used, the frequency
    found is 1.6 to 1.8 times its cut-off.

    Parameters
    ----------
    tracks : xarray.DataArray
        Places (time, ...) of parts of the feet, as read.

    Returns
    -------
    float or None
        Hz; None where the tracks are as they were measured, or too short to tell.
    """
    table = tracks.transpose("time", ...).values.reshape(tracks.sizes["time"], -1)
    rate = sampling_rate(tracks)
    frequency = np.fft.rfftfreq(1024, 1 / rate)
    power = np.zeros(frequency.size)
    for column in table.T:
        longest = max(valid_runs(column), key=lambda run: run.stop - run.start, default=slice(0, 0))
        if longest.stop - longest.start < FEWEST:
            continue
        acceleration = np.diff(column[longest], 2)
        window = np.blackman(acceleration.size)
        shown = np.abs(np.fft.rfft((acceleration - acceleration.mean()) * window)) ** 2
        own = np.fft.rfftfreq(acceleration.size, 1 / rate)
        power += np.interp(frequency, own, shown)
    width = max(1, round(SMOOTHING_WIDTH / frequency[1]))
    even = np.convolve(power, np.ones(width) / width, "same")
    moving = (frequency > MOTION_BAND[0]) & (frequency < MOTION_BAND[1])
    strongest = even[moving].max(initial=0.0)
    if strongest == 0:
        return None
    loudest = float(frequency[np.flatnonzero(even > SILENT * strongest)[-1]])
    return loudest if loudest < LOUDEST_SILENCE * rate / 2 else None
