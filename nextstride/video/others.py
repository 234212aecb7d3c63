"""Who else is in the picture, asked of a pose model that sees one person at a time."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nextstride.arrays import Floats
from nextstride.video.film import Film, Picture, pictures
from nextstride.video.pose import MediaPipe

ASKED = 5
"""Pictures that are looked at, evenly over the film."""
MOST = 2
"""More people than this are not counted."""
FEWEST = 6
"""Pictures that show both, from which on it can be said."""
SURE = 0.8
"""Visibility (median over the keypoints) of a person who is surely there."""
ALIKE = 0.6
"""Whoever is less tall than this share of the runner is far behind and does not matter."""
SAME = 0.05
"""Keypoints that stay as far from the runner's as they are, to this share of the runner's size, are
the same runner's, shown twice: two people who run side by side are out of step by several times
that. Copies of a runner beside himself stayed to 0.02, what was taken for a second person to 1."""
APART = 0.3
"""Who is nearer than this share of the runner's size is the runner once more, and no copy."""


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
    model = MediaPipe(following=False)
    counts = [
        _others(model, picture.copy(), points[frame])
        for frame, picture in _shown(film, time)
        if frame in asked
    ]
    return int(np.median(counts)) if counts else 0


def follow_other(film: Film, points: Floats, time: Floats) -> list[Floats]:
    """Whoever else is in the picture, followed through it: who runs, of two, only so is seen.

    Parameters
    ----------
    film, points, time
        As for `count_others`.

    Returns
    -------
    list of numpy.ndarray
        (0 or 1 people, keypoint, [x, y, confidence]) of every picture, pixels.
    """
    model = MediaPipe()
    seen = [np.empty((0, *points.shape[1:])) for _ in time]
    for frame, picture in _shown(film, time):
        painted = picture.copy()
        if (points[frame, :, 2] > 0.5).sum() > 4:
            _paint(painted, points[frame])
        seen[frame] = model.see(painted)
    return seen


def shown_twice(points: Floats, other: list[Floats]) -> bool:
    """Whether somebody is the runner once more: a film beside itself, raw and drawn over.

    Parameters
    ----------
    points : numpy.ndarray
        (n, keypoint, [x, y, confidence]) of the runner.
    other : list of numpy.ndarray
        As from `follow_other`.
    """
    both = [frame for frame, people in enumerate(other) if len(people) and points[frame, 0, 2] > 0]
    if len(both) < FEWEST:
        return False
    places = points[both][:, :, :2]
    apart = np.array([other[frame][0, :, :2] for frame in both]) - places
    size = float(np.median(np.nanmax(places, axis=1) - np.nanmin(places, axis=1), axis=0).max())
    away = np.median(apart, axis=(0, 1))
    off = np.linalg.norm(apart - away, axis=2)
    return bool(np.linalg.norm(away) > APART * size and np.median(off) < SAME * size)


def _shown(film: Film, time: Floats) -> Iterator[tuple[int, Picture]]:
    """Pictures of some times, with their numbers among those times."""
    number = {moment: frame for frame, moment in enumerate(time.tolist())}
    for moment, picture in pictures(film, time[0] - 1e-6, time[-1] + 1e-6):
        if moment in number:
            yield number[moment], picture


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
