"""When the feet pass each other, from feet that are seen badly but whose stride time is known."""

from __future__ import annotations

import numpy as np

from nextstride.arrays import Floats

WIDTH = 0.3
"""SD of the weights with which the stride's wave is fitted around a moment, strides: wide enough to
hold most of a stride, narrow enough to follow a stride time that drifts."""
REACH = 3.0
"""Frames farther from it than this many SD have no weight."""
END = 0.1
"""Feet that pass nearer to an end of the recording than this are not seen to pass, strides."""
FEWEST = 6
"""Fewer frames than this tell no wave."""


def passing_times(
    time: Floats, apart: Floats, stride: float, least: float
) -> tuple[Floats, Floats]:
    """Times at which one foot passes the other forwards, and those at which the other does.

    How far one foot is ahead of the other is a wave of one stride, about a mean that is not zero
    where the camera is not square. It is fitted anew around every frame; the feet pass where it
    crosses its mean.

    Parameters
    ----------
    time : numpy.ndarray
        (n,) s.
    apart : numpy.ndarray
        (n,) how far the one foot is ahead, m; NaN where not seen.
    stride : float
        Stride time, s.
    least : float
        Waves whose greatest speed is below this, m/s, are no swings.

    Returns
    -------
    forwards, backwards : numpy.ndarray
        s.
    """
    level, speed = _waves(time, apart, 2 * np.pi / stride, WIDTH * stride)
    found: list[Floats] = []
    for way in (1.0, -1.0):
        crosses = (way * level[:-1] < 0) & (way * level[1:] >= 0) & (way * speed[:-1] > least)
        crosses &= (time[1:] > time[0] + END * stride) & (time[:-1] < time[-1] - END * stride)
        before = np.flatnonzero(crosses)
        share = level[before] / (level[before] - level[before + 1])
        found.append(time[before] + share * (time[before + 1] - time[before]))
    return found[0], found[1]


def _waves(time: Floats, apart: Floats, rate: float, width: float) -> tuple[Floats, Floats]:
    """The wave about its mean, m, and its greatest speed with its direction now, m/s (n,)."""
    level, speed = np.full(len(time), np.nan), np.full(len(time), np.nan)
    seen = np.isfinite(apart)
    for row, moment in enumerate(time):
        near = seen & (np.abs(time - moment) < REACH * width)
        if near.sum() < FEWEST:
            continue
        since = time[near] - moment
        root = np.exp(-0.25 * (since / width) ** 2)[:, None]
        design = np.stack([np.ones_like(since), np.cos(rate * since), np.sin(rate * since)], axis=1)
        _, cosine, sine = np.linalg.lstsq(design * root, apart[near] * root[:, 0], rcond=None)[0]
        level[row] = cosine
        speed[row] = np.sign(sine) * rate * float(np.hypot(cosine, sine))
    return level, speed
