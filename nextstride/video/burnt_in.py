"""Text, logos and bars that lie over a film: they stand still in the picture, whatever it shows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Tracks = list[NDArray[np.float32]]

STANDS = 0.00025
"""A point that moves by less than this share of the picture's width stands still: a third of a
pixel of 1280."""
ALONG = 0.9
"""The points of a background that moves go one way: the length of their mean direction."""
WIDE = 0.4
"""They are spread over this share of the picture's width, as no passer-by is."""
FEWEST = 8
"""Fewer moving points than this are no background."""
USUAL = 0.5
"""The camera moves if this share of the pictures in which much moves shows such a background ..."""
MOVING_PICTURES = 0.3
"""... and they are this share of all."""


def without_burnt_in(tracks: Tracks, width: float) -> tuple[Tracks, float]:
    """Leave out points that stand still in the picture while the background moves behind them.

    Parameters
    ----------
    tracks : list of numpy.ndarray
        (points, [x before, y before, x, y]) of every picture, pixels.
    width : float
        Of the picture, pixels.

    Returns
    -------
    tracks : list of numpy.ndarray
    share : float
        How many of the points were left out, 1.
    """
    moves = [np.hypot(*(each[:, 2:] - each[:, :2]).T) > STANDS * width for each in tracks]
    one_way = np.array(
        [_goes_one_way(each[m], width) for each, m in zip(tracks, moves, strict=True)], dtype=bool
    )
    much = np.array([m.sum() >= FEWEST for m in moves])
    if one_way.mean() < MOVING_PICTURES or one_way.sum() < USUAL * much.sum():
        return tracks, 0.0
    kept = [
        each[m] if coherent else each
        for each, m, coherent in zip(tracks, moves, one_way, strict=True)
    ]
    before, after = (sum(len(each) for each in some) for some in (tracks, kept))
    return kept, 1 - after / max(before, 1)


def _goes_one_way(points: NDArray[np.float32], width: float) -> bool:
    """Whether points (n, 4) all over the picture move alike."""
    if len(points) < FEWEST:
        return False
    moved = points[:, 2:] - points[:, :2]
    direction = moved / np.hypot(*moved.T)[:, None]
    spread = np.percentile(points[:, 0], 90) - np.percentile(points[:, 0], 10)
    return bool(np.hypot(*direction.mean(axis=0)) > ALONG and spread > WIDE * width)
