"""Markers that carry each other's names for a while: found where two courses break at once.

A name that goes over to another marker breaks the courses of both, and each goes on where the
other would have gone. That is how it is told from a marker that only jumps.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from nextstride.arrays import Floats

Places = NDArray[np.intp]

BREAK = 0.04
BREAK_SPEED = 6.0
"""A course that leaves its line by more than this from one frame to the next, m and m/s, may have
changed its name. Landing feet leave theirs by up to 64 mm (real runs at 150 frames/s), but never
onto the line of another marker."""
CONTINUED = 0.25
"""Names were exchanged where exchanging them back leaves less than this share of the breaks."""
STEPS_BACK = 3
"""Steps from one frame to the next whose median says where a marker goes on."""


def put_back(position: Floats, rate: float) -> tuple[Floats, Places]:
    """Give every marker its own name back.

    A marker's own name is the one that it bears longest.

    Parameters
    ----------
    position : numpy.ndarray
        (frame, 3, marker), m, NaN where unseen.
    rate : float
        Frames per second.

    Returns
    -------
    position : numpy.ndarray
        The same with every marker in its own column.
    columns : numpy.ndarray
        (frame, marker), from which column of the given positions each was taken.
    """
    columns = _followed(position, rate)
    if (columns == columns[0]).all():
        return position, np.broadcast_to(np.arange(position.shape[2]), columns.shape)
    names = np.arange(position.shape[2])
    borne = np.stack([(columns == name).sum(axis=0) for name in names], axis=1)
    _, own = linear_sum_assignment(-borne)
    ordered = np.empty_like(columns)
    ordered[:, own] = columns
    return np.take_along_axis(position, ordered[:, None, :], axis=2), ordered


def _followed(position: Floats, rate: float) -> Places:
    """Follow each marker of the first frame, (frame, marker): the column that bears it."""
    steps = np.diff(position, axis=0)
    limit = max(BREAK, BREAK_SPEED / rate)
    current = np.arange(position.shape[2])
    columns = np.tile(current, (len(position), 1))
    for frame in _broken_frames(steps, limit):
        before = steps[max(0, frame - 1 - STEPS_BACK) : frame - 1]
        onward = np.nan_to_num(np.median(before, axis=0)) if len(before) else 0.0
        exchange = _exchange(position[frame - 1] + onward, position[frame], limit)
        current = exchange[current]
        columns[frame:] = current
    return columns


def _broken_frames(steps: Floats, limit: float) -> Places:
    """Frames to which at least two markers step unlike just before."""
    turn = np.linalg.norm(np.diff(steps, axis=0), axis=1)
    return np.flatnonzero((np.nan_to_num(turn) > limit).sum(axis=1) >= 2) + 2


def _exchange(expected: Floats, found: Floats, limit: float) -> Places:
    """Column in which each column's marker goes on, (marker,), of (3, marker) positions."""
    exchange = np.arange(expected.shape[1])
    broken = np.flatnonzero(np.nan_to_num(np.linalg.norm(found - expected, axis=0)) > limit)
    if broken.size < 2:
        return exchange
    apart = np.linalg.norm(expected[:, broken, None] - found[:, None, broken], axis=0)
    goes_on = linear_sum_assignment(apart)[1]
    rows = np.arange(broken.size)
    mended = apart[rows, goes_on] < CONTINUED * apart[rows, rows]
    # A cycle of names counts only where all of it goes on smoothly.
    while (mended != mended[goes_on]).any():
        mended = mended & mended[goes_on]
    exchange[broken[mended]] = broken[goes_on[mended]]
    return exchange
