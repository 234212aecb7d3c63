"""Who else is in the picture, asked of a pose model that sees one person at a time."""

from __future__ import annotations

import numpy as np

from nextstride.arrays import Floats
from nextstride.video.film import Film, Picture, pictures
from nextstride.video.pose import MediaPipe

ASKED = 5
"""Pictures that are looked at, evenly over the film."""
MOST = 2
"""More people than this are not counted."""
SURE = 0.8
"""Visibility (median over the keypoints) of a person who is surely there."""
ALIKE = 0.6
"""Whoever is less tall than this share of the runner is far behind and does not matter."""


def count_others(film: Film, points: Floats, time: Floats) -> int:
    """Median number of people besides the runner, up to `MOST`.

    The runner, then everybody found, is painted over with the picture's mean colour.

    Parameters
    ----------
    film : Film
    points : numpy.ndarray
        (n, keypoint, [x, y, confidence]) of the runner in the pictures of the run, pixels.
    time : numpy.ndarray
        (n,) when they are shown, by the container's clock, s.
    """
    seen = np.flatnonzero((points[:, :, 2] > 0.5).sum(axis=1) > 4)
    if not seen.size:
        return 0
    asked = set(seen[np.linspace(0, seen.size - 1, min(ASKED, seen.size)).astype(int)].tolist())
    counts = []
    model = MediaPipe(following=False)
    for frame, (_, picture) in enumerate(pictures(film, time[0] - 1e-6, time[-1] + 1e-6)):
        if frame in asked:
            counts.append(_others(model, picture.copy(), points[frame]))
    return int(np.median(counts)) if counts else 0


def _others(model: MediaPipe, picture: Picture, runner: Floats) -> int:
    """Number of people besides the runner in one picture, which is painted over."""
    height = _paint(picture, runner)
    for count in range(MOST):
        people = model.see(picture)
        if not len(people) or float(np.median(people[0][:, 2])) < SURE:
            return count
        if _paint(picture, people[0]) < ALIKE * height:
            return count
    return MOST


def _paint(picture: Picture, person: Floats) -> float:
    """Paint over a person in the picture; returns their height in pixels."""
    sure = person[person[:, 2] > 0.3, :2]
    low, high = sure.min(axis=0), sure.max(axis=0)
    height = float(high[1] - low[1])
    left, top = np.maximum(low - 0.2 * height, 0).astype(int)
    right, bottom = np.maximum(high + 0.2 * height, 0).astype(int)
    picture[top:bottom, left:right] = picture.mean(axis=(0, 1)).astype(np.uint8)
    return height
