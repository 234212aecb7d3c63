"""The runner among several people: everyone followed from picture to picture, one kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nextstride.errors import Notice, RecordingError
from nextstride.read.contents import Floats

SEEN = 0.3
"""Keypoints below this confidence say nothing of where a person is."""
REACH = 0.35
"""A person is the same one in the next picture within this share of their own height ..."""
PATIENCE = 10
"""... and after at most this many pictures without them."""
RIVAL = 0.6
"""Somebody who runs this much as well as the best one is another runner."""


@dataclass
class Follow:
    """One person through the pictures.

    Attributes
    ----------
    frames : list of int
    points : list of numpy.ndarray
        (keypoint, [x, y, confidence]) in each of them, pixels.
    """

    frames: list[int]
    points: list[Floats]

    @property
    def place(self) -> Floats:
        """Middle of the person when last seen, (2,) pixels."""
        return np.asarray(np.median(_sure(self.points[-1]), axis=0))


def follow_people(pictures: Sequence[Floats]) -> list[Follow]:
    """Follow everyone through the pictures.

    Parameters
    ----------
    pictures : sequence of numpy.ndarray
        (people, keypoint, [x, y, confidence]) each, pixels.
    """
    follows: list[Follow] = []
    for frame, people in enumerate(pictures):
        free = [f for f in follows if frame - f.frames[-1] <= PATIENCE]
        for person in people:
            sure = _sure(person)
            if len(sure) < 4:
                continue
            middle, size = np.median(sure, axis=0), float(np.ptp(sure[:, 1]))
            near = [(float(np.hypot(*(f.place - middle))), f) for f in free]
            distance, nearest = min(near, key=lambda each: each[0], default=(np.inf, None))
            if nearest is None or distance > REACH * max(size, 1.0):
                follows.append(Follow([frame], [person]))
            else:
                free = [f for f in free if f is not nearest]
                nearest.frames.append(frame)
                nearest.points.append(person)
    return follows


def choose_runner(
    pictures: Sequence[Floats], names: Sequence[str], source: str
) -> tuple[Floats, int]:
    """Keep the one who runs.

    Running is told by how far the ankles move apart, in pixels, and how long it is seen: who runs
    nearest to the camera and longest is the runner.

    Parameters
    ----------
    pictures : sequence of numpy.ndarray
        As for `follow_people`.
    names : sequence of str
        Of the keypoints, as the pose model spells them.
    source : str
        File name, for messages.

    Returns
    -------
    points : numpy.ndarray
        (frame, keypoint, [x, y, confidence]), NaN and confidence 0 where the runner is not seen.
    others : int
        How many other people were followed for a while, or are usually seen.

    Raises
    ------
    RecordingError
        If nobody is seen, or several run alike.
    """
    follows = [f for f in follow_people(pictures) if len(f.frames) >= 3]
    if not follows:
        seen = sum(len(people) > 0 for people in pictures)
        raise RecordingError(
            f"{source}: no person was seen for longer than two pictures (in {seen} of "
            f"{len(pictures)} pictures there was one). Film one runner from the side, whole, "
            "sharp and large in the picture (nextstride guide)"
        )
    scores = np.array([running(np.stack(follow.points), names) for follow in follows])
    best = int(np.argmax(scores))
    chosen = follows[best]
    rivals = [
        f
        for f, score in zip(follows, scores, strict=True)
        if f is not chosen and score > RIVAL * scores[best] and set(f.frames) & set(chosen.frames)
    ]
    if rivals:
        raise RecordingError(
            f"{source}: {len(rivals) + 1} people run alike, so nobody can say whom you mean. "
            "Crop the video to one runner, or film one at a time"
        )
    points = np.full((len(pictures), len(names), 3), np.nan)
    points[:, :, 2] = 0.0
    points[chosen.frames] = np.stack(chosen.points)
    long = [f for f in follows if f is not chosen and len(f.frames) > 0.2 * len(chosen.frames)]
    usual = round(float(np.mean([len(people) for people in pictures])))
    return points, max(len(long), usual - 1)


def several_people(others: int) -> tuple[Notice, ...]:
    """Say that somebody else was seen, where that is so.

    Parameters
    ----------
    others : int
        As from `choose_runner`.
    """
    told = f"{others + 1} people were seen; the one who runs was followed."
    return (Notice("several_people", told),) if others else ()


def _sure(person: Floats) -> Floats:
    """Places (n, 2) of the keypoints that are sure; an unknown confidence (NaN) says nothing."""
    there = np.isfinite(person[:, :2]).all(axis=1) & (person[:, :2] != 0).any(axis=1)
    return person[there & ~(person[:, 2] < SEEN), :2]


def running(points: Floats, names: Sequence[str]) -> float:
    """How much somebody runs: SD of the ankles' distance, pixels or m, times the pictures.

    Parameters
    ----------
    points : numpy.ndarray
        (picture, keypoint, [x, y, ...]) of those in which they were seen, or NaN.
    names : sequence of str
        Of the keypoints.
    """
    short = [name.casefold().replace("_", "").replace("left", "l").replace("right", "r")
             for name in names]  # fmt: skip
    seen = int(np.sum(np.any(np.isfinite(points[:, :, 0]), axis=1)))
    if {"lankle", "rankle"} <= set(short):
        left, right = (points[:, short.index(f"{side}ankle")] for side in "lr")
        apart = (left - right)[:, 0]
        if np.isfinite(apart).sum() > 2:
            return float(np.nanstd(apart)) * seen
    return 0.01 * seen
