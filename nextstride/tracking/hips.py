"""Hips of a steady run: they move with the step and little else, so many frames tell one place.

An error of a hip is an error of its thigh's angle, as large as that of the knee; but a knee swings
and a hip does not. Midway between the hips moves as step harmonics about a course; half their
distance, as the pelvis turns, as stride harmonics.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nextstride.arrays import Floats
from nextstride.tracking.windows import faded_fits

MIDDLE, TURNING = 3, 2
"""Harmonics: of the step for the middle of the hips, of the stride for half their distance."""


def steady_hips(time: Floats, hips: Floats, stride: float) -> Floats:
    """Fit both hips over the strides around every moment.

    Parameters
    ----------
    time : numpy.ndarray
        (n,) s.
    hips : numpy.ndarray
        (n, space, [left, right]) in m, NaN where not known.
    stride : float
        Stride time, s.

    Returns
    -------
    numpy.ndarray
        Like `hips`; as it was where too little is known for a fit.
    """
    middle, turning = hips.mean(axis=2), (hips[:, :, 0] - hips[:, :, 1]) / 2
    center = _fitted(time, middle, stride, _waves(time, stride / 2, MIDDLE), trend=3)
    half = _fitted(time, turning, stride, _waves(time, stride, TURNING), trend=1)
    fitted = np.stack([center + half, center - half], axis=2)
    return np.where(np.isfinite(fitted), fitted, hips)


def _waves(time: Floats, period: float, harmonics: int) -> Floats:
    """Sines and cosines (n, 2 harmonics)."""
    phase = 2 * np.pi * time / period
    return np.stack([f(k * phase) for k in range(1, harmonics + 1) for f in (np.cos, np.sin)], 1)


def _fitted(time: Floats, values: Floats, stride: float, waves: Floats, trend: int) -> Floats:
    """Least squares of (n, space) values in overlapping windows, faded into each other."""

    def fit(near: NDArray[np.intp], since: Floats) -> Floats | None:
        design = np.concatenate([since[:, None] ** np.arange(trend), waves[near]], axis=1)
        known = np.isfinite(values[near]).all(axis=1)
        # A window at the end of a run must still hold a stride.
        if known.sum() < 2 * design.shape[1] or np.ptp(since[known]) < 0.9:
            return None
        solution = np.linalg.lstsq(design[known], values[near][known], rcond=None)[0]
        return np.asarray(design @ solution)

    return faded_fits(time, stride, fit)
