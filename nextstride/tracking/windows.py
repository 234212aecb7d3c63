"""Fits to a few strides around every moment, faded into each other: strides drift in time."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from nextstride.arrays import Floats

REACH = 1.5
"""Strides before and after a moment that its fit looks at."""


def faded_fits(
    time: Floats, stride: float, fit: Callable[[NDArray[np.intp], Floats], Floats | None]
) -> Floats:
    """Join fits to overlapping windows, half a stride apart.

    Parameters
    ----------
    time : numpy.ndarray
        (n,) s.
    stride : float
        Stride time, s.
    fit : callable
        Given the frames of a window and their times from its middle in strides, gives the fitted
        values (frames, 2), or None where too little is known.

    Returns
    -------
    numpy.ndarray
        (n, 2), NaN where no window was fitted.
    """
    total, weights = np.zeros((len(time), 2)), np.zeros(len(time))
    for moment in np.arange(time[0], time[-1] + stride / 2, stride / 2):
        near = np.flatnonzero(np.abs(time - moment) <= REACH * stride)
        since = (time[near] - moment) / stride
        fitted = fit(near, since)
        if fitted is not None:
            fade = np.maximum(0.0, 1 - np.abs(since) / 0.5)
            total[near] += fade[:, None] * fitted
            weights[near] += fade
    return np.where(weights[:, None] > 0, total / np.maximum(weights, 1e-12)[:, None], np.nan)
