"""When force plates are loaded: one threshold for each plate, told, and what smoothing did to it.

Contact is vertical force. The lower the threshold, the nearer to the truth: of made runners, whose
contact is known, 20 N cuts 0.5 ms off the sprinter's and 1.9 off the jogger's, 50 N 1.4 and 4.7
(benchmarks/accuracy/smoothed.py). A plate that is quiet enough is so read at 20 N; where noise
hides that, at 50 N, with the time that feet take from the one to the other as its error.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import xarray as xr

from nextstride.arrays import Floats
from nextstride.errors import Notice
from nextstride.signals import low_pass
from nextstride.signals.filters import sampling_rate
from nextstride.signals.smoothing import force_falls_silent_at

THRESHOLD = 20.0
"""Vertical force that counts as contact on a quiet plate, N."""
NOISY_THRESHOLD = 50.0
NOISE_CUTOFF = 60.0
"""The same on a plate with more noise than that (a running belt), N, after a low-pass in Hz."""
BETWEEN_THRESHOLDS = (0.005, 0.027)
"""Time from 20 to 50 N at touchdown and from 50 to 20 N at toe-off, share of contact time: in a
sprint 0.002 and 0.020, in the runs of three people 0.002 to 0.009 and 0.025 to 0.033."""
UNLOADED = 60.0
"""Samples below this are mostly flight and show the noise, N."""
BESIDE = 0.03
"""A plate counts from this long before its load to as long after it, s."""
SHORTEST = 0.05
"""Shorter loads are knocks, s; no sprinter is on the ground for less than 0.075 s."""
SHORTEST_CUT = 0.012
"""The same where the record begins or ends within the load, s."""
LONGEST = 1.0
"""A plate that is loaded longer than this, s, reads an offset, or somebody stands on it."""
CLOCK_SD = 0.002
"""Timing SD of a plate beside its sampling, s."""
HIT = 0.5
"""Plates whose greatest force is this share of the greatest of all were stepped on."""
SMOOTHED_EARLY, SMOOTHED_EARLY_SD, SMOOTHED_LATE_SD = 0.70, 0.38, 0.17
"""What a low-pass does to the ends of a load, s^-1 times s² times s: it begins this much early over
contact time and the square of the frequency above which the force is silent, with this SD between
people, and ends with that error. Of five people's raw plates, low-passed at 10 to 30 Hz: touchdown
2 to 9 ms early at 15 Hz, where contact is 0.28 and 0.12 s."""

AT_ITS_END = 0.008
"""A force that stays exactly at its greatest for so long, s, has met the end of the plate's range:
around the top of a sprinter's contact it changes by 2 % in that time."""

NOT_WORTH_TELLING = 0.0005
"""A low-pass that moves a load by less than this, s, as one at 60 Hz or more, is not told."""


@dataclass(frozen=True)
class Load:
    """A plate, or all of them, loaded once.

    Attributes
    ----------
    start, stop : float
        s.
    start_sd, stop_sd : float
        Standard deviation of each, s.
    peak : float
        Greatest force, N.
    threshold : float
        Force at which it starts and stops, N.
    cut_off : float
        For how long it stays exactly at its greatest force, s.
    """

    start: float
    stop: float
    start_sd: float
    stop_sd: float
    peak: float
    threshold: float
    cut_off: float


def find_loads(vertical: xr.DataArray, silent: float | None = None) -> list[Load]:
    """Every load in a vertical force, whoever's foot it was, in time order.

    Parameters
    ----------
    vertical : xarray.DataArray
        (time), N, up.
    silent : float, optional
        Frequency above which the force holds nothing, where it was low-passed, Hz.
    """
    quiet, threshold = quieted(vertical)
    time, strength = quiet.time.values.astype(float), quiet.values
    own = float(np.hypot(np.diff(time).mean() / np.sqrt(6), CLOCK_SD))
    higher = BETWEEN_THRESHOLDS if threshold > THRESHOLD else (0.0, 0.0)
    found = []
    for start, stop in crossings(time, strength, threshold):
        length = stop - start
        blurred = 0.0 if silent is None else 1 / (silent**2 * length)
        inside = (time >= start) & (time <= stop)
        found.append(
            Load(
                start=start if start == time[0] else start + SMOOTHED_EARLY * blurred,
                stop=stop,
                start_sd=_size(own, higher[0] * length, SMOOTHED_EARLY_SD * blurred),
                stop_sd=_size(own, higher[1] * length, SMOOTHED_LATE_SD * blurred),
                peak=float(np.nanmax(strength[inside])),
                threshold=threshold,
                cut_off=_longest_at_peak(time[inside], vertical.values[inside]),
            )
        )
    return found


def _longest_at_peak(time: Floats, values: Floats) -> float:
    """For how long values stay exactly at their greatest, s."""
    at_peak = np.r_[False, values == np.nanmax(values), False]
    edges = np.flatnonzero(np.diff(at_peak))
    return float((time[edges[1::2] - 1] - time[edges[::2]]).max(initial=0.0))


def _size(*errors: float) -> float:
    """Standard deviation of independent errors together."""
    return float(np.linalg.norm(errors))


def load_notices(loads: list[Load], silent: float | None) -> tuple[Notice, ...]:
    """What a reader must know of when plates were loaded.

    Parameters
    ----------
    loads : list of Load
        From `find_loads`.
    silent : float or None
        Frequency above which the force holds nothing, Hz.
    """
    if not loads:
        return ()
    start_sd, stop_sd = 1000 * np.mean([(load.start_sd, load.stop_sd) for load in loads], axis=0)
    cut = [load for load in loads if load.cut_off >= AT_ITS_END]
    told: tuple[Notice, ...] = ()
    if cut:
        message = (
            f"The force plates read no more than {max(load.peak for load in cut) / 1000:.1f} kN, "
            f"where {len(cut)} of {len(loads)} loads stay for up to "
            f"{1000 * max(load.cut_off for load in cut):.0f} ms: their range ends there. Peak "
            "forces, impulses and stiffness read low; contact times are right. Set a wider range."
        )
        told = (Notice("forces_cut_off", message),)
    sure = f"Touchdowns are sure to {start_sd:.0f} ms, toe-offs to {stop_sd:.0f} (SD)"
    lasted = float(np.mean([load.stop - load.start for load in loads]))
    if silent is not None and SMOOTHED_EARLY / (silent**2 * lasted) > NOT_WORTH_TELLING:
        message = (
            f"The forces were low-passed before they were read: above {silent:.0f} Hz they hold "
            f"nothing. Loads then begin early, which was corrected by what other runners' do. "
            f"{sure}, and peak forces may read low. Export the plates unfiltered if you can."
        )
        return (*told, Notice("forces_smoothed", message))
    if loads[0].threshold == NOISY_THRESHOLD:
        message = (
            f"The force plates are too noisy for a threshold of {THRESHOLD:.0f} N: contact is "
            f"vertical force above {NOISY_THRESHOLD:.0f} N, which reads shorter. {sure}."
        )
        return (*told, Notice("forces_noisy", message))
    return told


def plates_silent_at(force: xr.Dataset) -> float | None:
    """Frequency above which the plates that were stepped on hold nothing, Hz; None if raw.

    Parameters
    ----------
    force : xarray.Dataset
        As in `Recording`.
    """
    vertical = force["force"].sel(space="y", drop=True).transpose("time", "plate")
    greatest = np.nan_to_num(vertical.values).max(axis=0)
    hit = np.flatnonzero(greatest > HIT * greatest.max(initial=0.0))
    return force_falls_silent_at(vertical.isel(plate=hit)) if hit.size else None


def loaded_force(force: xr.Dataset) -> xr.DataArray:
    """Force over all plates (time, space), N, each plate counted only where a foot is on it.

    Plates are judged one by one, so that the hum and drift of those that nobody is on do not add to
    the others.

    Parameters
    ----------
    force : xarray.Dataset
        As in `Recording`.
    """
    values = force["force"].transpose("time", "space", "plate").values
    time = force.time.values.astype(float)
    around = max(1, round(BESIDE / float(np.diff(time).mean())))
    counted = np.zeros((len(values), values.shape[2]), dtype=bool)
    vertical = force["force"].sel(space="y", drop=True)
    for plate in range(values.shape[2]):
        quiet, _ = quieted(vertical.isel(plate=plate, drop=True))
        for start, stop in crossings(time, quiet.values, NOISY_THRESHOLD):
            if stop - start > LONGEST:
                continue
            first, last = np.searchsorted(time, [start, stop])
            counted[max(0, first - around) : last + around, plate] = True
    total = np.where(counted[:, None, :], values, 0.0).sum(axis=2)
    return xr.DataArray(
        total, dims=("time", "space"), coords={"time": force.time, "space": force.space}
    )


def quieted(vertical: xr.DataArray) -> tuple[xr.DataArray, float]:
    """Vertical force with its noise kept below the threshold, and the threshold, N."""
    size = np.abs(vertical.values)
    unloaded = size[size < UNLOADED]
    noise = 1.4826 * float(np.median(unloaded)) if unloaded.size else 0.0
    if 5 * noise <= THRESHOLD:
        return vertical, THRESHOLD
    smooth = low_pass(vertical, min(NOISE_CUTOFF, 0.4 * sampling_rate(vertical)))
    return smooth, NOISY_THRESHOLD


def crossings(time: Floats, vertical: Floats, threshold: float) -> Iterator[tuple[float, float]]:
    """Start and stop of every load above the threshold that lasts, crossings interpolated."""
    loaded = np.r_[False, np.nan_to_num(vertical) > threshold, False]
    edges = np.flatnonzero(np.diff(loaded))
    for first, after in zip(edges[::2], edges[1::2], strict=True):
        start = _crossing(time, vertical, first, threshold)
        stop = _crossing(time, vertical, after, threshold)
        cut = first == 0 or after == time.size
        if stop - start >= (SHORTEST_CUT if cut else SHORTEST):
            yield start, stop


def _crossing(time: Floats, values: Floats, index: int, level: float) -> float:
    """Time at which `values` pass `level` between `index` - 1 and `index`."""
    if index == 0 or index == time.size:
        return float(time[min(index, time.size - 1)])
    before, after = values[index - 1], values[index]
    share = (level - before) / (after - before) if after != before else 1.0
    return float(time[index - 1] + share * (time[index] - time[index - 1]))
