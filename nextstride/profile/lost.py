"""What of a speed trace no runner can have done, and where one sprint ends and another begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import median_filter

from nextstride.arrays import Floats
from nextstride.profile.plausible import LEAST_SAMPLES, SHORTEST
from nextstride.profile.sprints import SpeedTrace

Mask = NDArray[np.bool_]

SMOOTHING = 0.5
"""Mean over about two steps, s: what is left of the speed's rise and fall in each step is small."""
NORMAL_SCALE = 1.4826
"""SD of normal numbers per median absolute deviation."""

QUICKEST = 15.0
"""No runner's speed changes faster, m/s², within a step either: sprinters leave the blocks at 10 to
12, and a radar's ripple of 0.25 m/s at 4.3 steps a second makes 7."""
LAG = 0.04
"""Over which a change is looked at, s: over less, noise is more than motion."""
NOISE = 6.0
"""Standard deviations of a change that may be noise."""
LEAST_JUMP = 1.0
"""Smallest jump that counts, m/s."""
HELD = 5
"""So many equal samples in a row were held by the device, not measured."""

FAST, SLOW = 0.6, 0.3
"""Shares of the top speed: a sprint gets above the first; below the second, two are parted."""
PAUSE = 1.0
"""Shortest time between two sprints, s."""


def smooth(time: Floats, speed: Floats) -> Floats:
    """Mean speed in a window around each sample that lies wholly within the trace, m/s, or NaN."""
    rate = 1 / float(np.median(np.diff(time)))
    width = min(max(1, round(SMOOTHING * rate)), len(speed))
    inside = np.convolve(speed, np.full(width, 1 / width), "valid")
    mean = np.full(len(speed), np.nan)
    mean[width // 2 : width // 2 + len(inside)] = inside
    return mean


def lost_samples(time: Floats, speed: Floats) -> Mask:
    """Mark samples at which the device had lost the runner: speed jumps back as nobody can.

    A loss ends with an impossible rise. It begins with an impossible fall, or with a value that was
    held, or, where nothing comes before it but standing, with the trace.

    Parameters
    ----------
    time, speed : numpy.ndarray, shape (sample,)
        s, m/s.
    """
    step = float(np.median(np.diff(time)))
    level = median_filter(speed, 5 if step < 0.05 else 3, mode="nearest")
    lag = min(max(1, round(LAG / step)), len(level) - 1)
    change = level[lag:] - level[:-lag]
    usual = NORMAL_SCALE * float(np.median(np.abs(change - np.median(change))))
    limit = max(QUICKEST * lag * step + NOISE * usual, LEAST_JUMP)
    lost = np.zeros(len(speed), dtype=bool)
    falls = _edges(change < -limit)
    done = 0
    for end in _edges(change > limit):
        begin = next((fall for fall in reversed(falls) if done <= fall < end), None)
        if begin is None:
            begin = _held_since(speed, end)
        if begin is None and level[:end].max(initial=0) < LEAST_JUMP:
            begin = 0
        if begin is not None:
            lost[begin:end] = True
        done = end
    return lost


def _edges(beyond: Mask) -> list[int]:
    """First sample after each jump, from where changes are beyond the limit."""
    last = np.flatnonzero(beyond & ~np.append(beyond[1:], False))
    return [int(place) + 1 for place in last]


def _held_since(speed: Floats, end: int) -> int | None:
    """First sample of a value that was held until `end`; None where none was."""
    for last in range(end - 1, max(end - 4, 0), -1):  # Noise moves the edge by a sample or two.
        begin = last
        while begin > 0 and speed[begin - 1] == speed[last]:
            begin -= 1
        if last - begin + 1 >= HELD:
            return begin + 1
    return None


def bridged(time: Floats, speed: Floats, lost: Mask) -> Floats:
    """Speed with lost samples put on the line between their neighbours, m/s, to look at only."""
    if not lost.any() or lost.all():
        return speed
    return np.interp(time, time[~lost], speed[~lost])


def split_sprints(trace: SpeedTrace) -> Iterator[SpeedTrace]:
    """Yield each sprint of a trace, with the standing or walking around it."""
    lost = lost_samples(trace.time, trace.speed)
    mean = smooth(trace.time, bridged(trace.time, trace.speed, lost))
    fast = mean >= FAST * np.nanmax(mean)
    begins = [0]
    places = np.flatnonzero(fast)
    for before, after in pairwise(places):
        slow = np.flatnonzero(mean[before:after] < SLOW * np.nanmax(mean)) + before
        if len(slow) and trace.time[after] - trace.time[before] >= PAUSE:
            begins.append(int(slow[len(slow) // 2]))
    ends = [*begins[1:], len(trace.time)]
    parts = [slice(*pair) for pair in zip(begins, ends, strict=True)]
    long = [part for part in parts if _long_enough(trace.time[part])]
    if len(long) < 2:
        yield trace
        return
    for part in long:
        distance = None if trace.distance is None else trace.distance[part]
        yield replace(trace, time=trace.time[part], speed=trace.speed[part], distance=distance)


def _long_enough(time: Floats) -> bool:
    """Whether a part could be a sprint."""
    return len(time) >= LEAST_SAMPLES and float(np.ptp(time)) >= SHORTEST
