"""Signals that another program has smoothed already: their spectrum shows it."""

from __future__ import annotations

import numpy as np
import xarray as xr

from nextstride.arrays import Floats
from nextstride.recording import Recording
from nextstride.signals.filters import sampling_rate
from nextstride.signals.runs import valid_runs

MOTION_BAND = (3.0, 12.0)
"""Where the acceleration of a runner's foot, and that of the ground's force, is strongest, Hz."""
SILENT = 0.01
"""Acceleration of which no more than this share of its strongest power is left is silent."""
SILENT_FORCE = 0.04
"""The same of the second difference of a force; of raw plates it is never below 0.12 (six people),
of low-passed ones above twice the cut-off at most 0.04, even where a laboratory set what was below
a threshold to zero."""
SMOOTHING_WIDTH = 2.0
SMOOTHING_WIDTH_OF_FORCE = 4.0
"""The spectrum is averaged over this width, Hz."""
LOUDEST_SILENCE = 0.6
"""Signals as they were measured are loud up to the highest frequency that their rate shows, by
noise alone; those that fall silent below this share of it were smoothed. In the recordings at hand
raw markers and raw plates reach all of it, smoothed ones a third of it or less."""
ABOVE_MOTION = 0.7
"""Above this share of the highest frequency the power of a marker is taken as noise."""
TWICE_THE_NOISE = 2.0
"""Power below so much of the noise that is expected at a frequency tells nothing."""
LOUDEST_UNDER_NOISE = 0.42
"""As `LOUDEST_SILENCE`, where noise covers the silence: of raw markers 0.46 or more (seven people,
50 to 250 Hz), of a jog smoothed at 5 Hz and rounded to 0.1 mm 0.06."""
ROUNDING = 0.00015
"""Noise (SD) up to which that is asked, m: rounding to less than half a millimetre. With more, raw
markers are silent in their noise too."""
PARTS_OF_FEET = ("heel", "toe", "metatarsal", "hallux")
"""Ends of the names of keypoints on feet."""
FEWEST = 64
"""Frames in a row below which nothing is said."""
RESOLUTION = 0.25
"""Of the frequencies that are looked at, Hz."""


def falls_silent_at(tracks: xr.DataArray) -> float | None:
    """Frequency above which smoothed tracks hold nothing.

    Acceleration grows with the square of frequency, and the noise of markers with it; a low-pass
    takes both away. Where a second-order Butterworth filter run both ways was used, the frequency
    found is 1.6 to 1.8 times its cut-off. Places that were rounded after that, as to 0.1 mm, bear
    white noise, whose power the highest frequencies show; what does not stand out of it is silent.

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
    accelerations = []
    for column in table.T:
        longest = max(valid_runs(column), key=lambda run: run.stop - run.start, default=slice(0, 0))
        if longest.stop - longest.start >= FEWEST:
            second = np.diff(column[longest], 2)
            accelerations.append(second - second.mean())
    rate = sampling_rate(tracks)
    bare = _loudest(accelerations, rate, SILENT, SMOOTHING_WIDTH)
    return _loudest_under_noise(accelerations, rate) if bare is None else bare


def markers_fall_silent_at(recording: Recording) -> float | None:
    """Frequency above which the markers of the feet hold nothing, Hz.

    Parameters
    ----------
    recording : Recording

    Returns
    -------
    float or None
        None where they are as they were measured, and where the recording has no markers.
    """
    parts = [name for name in recording.keypoints if name.endswith(PARTS_OF_FEET)]
    if not parts or "position" not in recording.motion:
        return None
    return falls_silent_at(recording.motion["position"].sel(keypoint=parts, space="y"))


def force_falls_silent_at(vertical: xr.DataArray) -> float | None:
    """Frequency above which a low-passed ground force holds nothing.

    As `falls_silent_at`. What a laboratory cut off by a threshold after its low-pass leaps to zero,
    which is loud at every frequency; such leaps are left out. A force that rises from zero by a
    bend, as an ideal plate's would, is no such leap.

    Parameters
    ----------
    vertical : xarray.DataArray
        (time, ...), N; each plate by itself.

    Returns
    -------
    float or None
        Hz, about twice the cut-off of a second-order Butterworth filter run both ways; None where
        the force is as it was measured, or too short to tell.
    """
    if vertical.sizes["time"] < FEWEST:
        return None
    table = vertical.transpose("time", ...).values.reshape(vertical.sizes["time"], -1)
    changes = []
    for column in np.nan_to_num(table.astype(float)).T:
        changes.append(np.where(_next_to_cuts(column), 0.0, np.diff(column, 2)))
    return _loudest(changes, sampling_rate(vertical), SILENT_FORCE, SMOOTHING_WIDTH_OF_FORCE)


def _next_to_cuts(values: Floats) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which second differences (n - 2) see a leap from or to exactly zero.

    A leap is greater than the change that follows (or precedes) it.
    """
    zero, change = values == 0, np.abs(np.diff(values))
    begins = zero[:-2] & (change[:-1] > change[1:])
    ends = zero[2:] & (change[1:] > change[:-1])
    return np.asarray(
        begins | ends | np.r_[begins[1:], False] | np.r_[False, ends[:-1]], dtype=bool
    )


def _loudest(signals: list[Floats], rate: float, silent: float, width: float) -> float | None:
    """Highest frequency at which signals, sampled at `rate`, are loud; None where that is noise.

    Parameters
    ----------
    signals : list of (n,) arrays
        Second differences.
    rate : float
        Hz.
    silent : float
        Share of the strongest power in `MOTION_BAND` that is not loud any more.
    width : float
        The spectrum is averaged over this, Hz.
    """
    frequency, power = _spectrum(signals, rate, width)
    loudest = _last_above(frequency, power, silent)
    return None if loudest is None or loudest >= LOUDEST_SILENCE * rate / 2 else loudest


def _loudest_under_noise(accelerations: list[Floats], rate: float) -> float | None:
    """As `_loudest` of the second differences of markers, m, of what stands out of their noise."""
    frequency, power = _spectrum(accelerations, rate, SMOOTHING_WIDTH)
    of_white = (2 * np.sin(np.pi * frequency / rate)) ** 4  # by differencing twice
    high = frequency > ABOVE_MOTION * rate / 2
    level = float(np.median(power[high] / of_white[high]))
    samples = sum(signal.size for signal in accelerations)
    if level > ROUNDING**2 * samples * float(np.mean(np.blackman(512) ** 2)):
        return None
    loudest = _last_above(frequency, power - TWICE_THE_NOISE * level * of_white, SILENT)
    return None if loudest is None or loudest >= LOUDEST_UNDER_NOISE * rate / 2 else loudest


def _spectrum(signals: list[Floats], rate: float, width: float) -> tuple[Floats, Floats]:
    """Frequencies, Hz, and the power of all signals together."""
    frequency = np.arange(0.0, rate / 2, RESOLUTION)
    power = np.zeros(frequency.size)
    for signal in signals:
        shown = np.abs(np.fft.rfft(signal * np.blackman(signal.size))) ** 2
        own = np.fft.rfftfreq(signal.size, 1 / rate)
        power += np.interp(frequency, own, _averaged(shown, width / own[1]))
    return frequency, power


def _last_above(frequency: Floats, power: Floats, share: float) -> float | None:
    """Highest frequency with more than a share of the motion's greatest power; None without any."""
    moving = (frequency > MOTION_BAND[0]) & (frequency < MOTION_BAND[1])
    strongest = power[moving].max(initial=0.0)
    loud = np.flatnonzero(power > share * strongest)
    return float(frequency[loud[-1]]) if strongest > 0 and loud.size else None


def _averaged(power: Floats, width: float) -> Floats:
    """A spectrum averaged over so many of its samples."""
    count = min(max(1, round(width)), power.size)
    return np.convolve(power, np.ones(count) / count, "same")
