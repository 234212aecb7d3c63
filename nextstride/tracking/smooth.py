"""A Kalman smoother of known noise: every keypoint with its standard deviation."""

from __future__ import annotations

import numpy as np

from nextstride.arrays import Floats

UNKNOWN = 1e6
"""Variance of a start of which nothing is known, in SI units."""


def smooth_tracks(
    time: Floats, measured: Floats, noise: Floats, jerk: Floats
) -> tuple[Floats, Floats]:
    """Smooth tracks whose acceleration wanders, by a Kalman filter forward and a smoother back.

    The acceleration is a random walk (white jerk); Rauch, Tung & Striebel (1965, AIAA J 3:1445).

    Parameters
    ----------
    time : numpy.ndarray
        (n,) s, increasing, not necessarily even.
    measured : numpy.ndarray
        (n, tracks) in m; NaN where nothing was measured.
    noise : numpy.ndarray
        (n, tracks) SD of the measurements, m.
    jerk : numpy.ndarray
        (tracks,) power of the jerk, m²/s⁵.

    Returns
    -------
    position, sd : numpy.ndarray
        (n, tracks) in m.
    """
    count, tracks = measured.shape
    state = np.zeros((count, tracks, 3))
    spread = np.zeros((count, tracks, 3, 3))
    ahead, ahead_spread = np.zeros_like(state), np.zeros_like(spread)
    start = np.nan_to_num(np.nanmean(np.where(np.isfinite(measured), measured, 0), axis=0))
    now = np.stack([start, np.zeros(tracks), np.zeros(tracks)], axis=1)
    now_spread = np.tile(np.diag([UNKNOWN, UNKNOWN, UNKNOWN]), (tracks, 1, 1))
    for frame in range(count):
        if frame:
            move, wander = _motion(time[frame] - time[frame - 1])
            now = now @ move.T
            now_spread = move @ now_spread @ move.T + wander * jerk[:, None, None]
        ahead[frame], ahead_spread[frame] = now, now_spread
        seen = np.isfinite(measured[frame])
        weight = np.where(seen, 1 / (now_spread[:, 0, 0] + noise[frame] ** 2), 0.0)
        gain = now_spread[:, :, 0] * weight[:, None]
        now = now + gain * (np.nan_to_num(measured[frame]) - now[:, 0])[:, None]
        now_spread = now_spread - gain[:, :, None] * now_spread[:, None, 0, :]
        state[frame], spread[frame] = now, now_spread
    for frame in range(count - 2, -1, -1):
        move, _ = _motion(time[frame + 1] - time[frame])
        back = np.linalg.solve(ahead_spread[frame + 1], move @ spread[frame]).transpose(0, 2, 1)
        change = state[frame + 1] - ahead[frame + 1]
        state[frame] += np.einsum("tij,tj->ti", back, change)
        narrowing = spread[frame + 1] - ahead_spread[frame + 1]
        spread[frame] += back @ narrowing @ back.transpose(0, 2, 1)
    return state[:, :, 0], np.sqrt(np.maximum(spread[:, :, 0, 0], 0.0))


def jerk_of_cutoff(cutoff: float, noise: float, frame_time: float) -> float:
    """Power of the jerk with which the smoother passes half of what moves at a frequency.

    In the middle of a long track the smoother's gain is ``1 / (1 + R w^6 / q)``, where R is the
    noise's variance times the frame time.

    Parameters
    ----------
    cutoff : float
        Frequency of half gain, Hz.
    noise : float
        SD of the measurements, m.
    frame_time : float
        s.

    Returns
    -------
    float
        q in m²/s⁵.
    """
    return float(noise**2 * frame_time * (2 * np.pi * cutoff) ** 6)


def _motion(step: float) -> tuple[Floats, Floats]:
    """Transition of (position, velocity, acceleration) over a time, and covariance of jerk 1."""
    move = np.array([[1, step, step**2 / 2], [0, 1, step], [0, 0, 1]])
    wander = np.array(
        [
            [step**5 / 20, step**4 / 8, step**3 / 6],
            [step**4 / 8, step**3 / 3, step**2 / 2],
            [step**3 / 6, step**2 / 2, step],
        ]
    )
    return move, wander
