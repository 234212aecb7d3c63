"""The runner among several people: everyone followed from picture to picture, one kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from nextstride.arrays import Floats
from nextstride.errors import Notice, ParameterError, RecordingError

SEEN = 0.3
"""Keypoints below this confidence say nothing of where a person is."""
REACH = 0.35
"""A person is the same one in the next picture within this share of their own size of where they
are expected ..."""
DRIFT = 0.05
"""... which grows by this share with every picture in which they were not seen ..."""
PATIENCE = 45
"""... and at most so many pictures later: a second and a half behind a hurdle, at 30 a second."""
ALIKE = 1.7
"""The same person is not larger or smaller than before by more than this factor."""
RECENT = 6
"""Speed is told by this many pictures."""
RIVAL = 0.6
"""Somebody who runs this much as well as the best one is another runner ..."""
MEANT = 0.2
"""... and this much is enough for somebody whom the user points at."""
TOGETHER = 0.2
"""Somebody counts as another person who is seen in this share of the runner's own pictures."""
NEARLY = 0.25
"""A place at a time holds for pictures this near to it, s."""
FAR = 1e9


@dataclass(frozen=True)
class Wanted:
    """Whom of several runners the user means.

    Attributes
    ----------
    text : str
        As stated: ``left``, ``right``, or ``X,Y`` with an optional ``@SECONDS``.
    place : tuple of float or None
        Pixels from the picture's left and top edge; None for a side.
    time : float or None
        When the runner is there, s from the film's start; None for any time.
    """

    text: str
    place: tuple[float, float] | None = None
    time: float | None = None

    @classmethod
    def of(cls, text: str) -> Wanted:
        """Read ``--runner``.

        Raises
        ------
        ParameterError
            If it is neither a side nor a place.
        """
        if text in ("left", "right"):
            return cls(text)
        try:
            where, _, when = text.partition("@")
            across, down = (float(part) for part in where.split(","))
            time = float(when) if when else None
        except ValueError:
            across, down, time = np.nan, np.nan, None
        if not (np.isfinite([across, down]).all() and min(across, down) >= 0):
            raise ParameterError(
                "--runner must be left, right, or a place in the picture in pixels from its left "
                f"and top edge, as 640,360 (at a time in seconds: 640,360@1.5); got {text!r}."
            )
        return cls(text, (across, down), time)


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

    def expected(self, frame: int) -> Floats:
        """Where the middle of the person should be in a later picture, (2,) pixels."""
        last = [_middle(person) for person in self.points[-RECENT:]]
        since = self.frames[-len(last) :]
        speed = (last[-1] - last[0]) / max(1, since[-1] - since[0])
        return np.asarray(last[-1] + speed * (frame - since[-1]))

    def size(self) -> float:
        """Usual size when last seen, pixels."""
        return float(np.median([_size(person) for person in self.points[-RECENT:]]))

    def box_at(self, frame: int) -> tuple[Floats, Floats]:
        """Corners (2,) of what is seen of the person in a picture, pixels."""
        sure = _sure(self.points[self.frames.index(frame)])
        return sure.min(axis=0), sure.max(axis=0)


def follow_people(pictures: Sequence[Floats]) -> list[Follow]:
    """Follow everyone through the pictures, also past pictures in which they were not seen.

    Parameters
    ----------
    pictures : sequence of numpy.ndarray
        (people, keypoint, [x, y, confidence]) each, pixels.
    """
    follows: list[Follow] = []
    for frame, everyone in enumerate(pictures):
        people = [person for person in everyone if len(_sure(person)) >= 4]
        free = [f for f in follows if frame - f.frames[-1] <= PATIENCE]
        cost = np.array([[_misfit(f, person, frame) for person in people] for f in free])
        taken = set()
        if cost.size:
            for row, column in zip(*linear_sum_assignment(cost), strict=True):
                if cost[row, column] < FAR:
                    free[row].frames.append(frame)
                    free[row].points.append(people[column])
                    taken.add(column)
        follows += [Follow([frame], [p]) for c, p in enumerate(people) if c not in taken]
    return follows


def _misfit(follow: Follow, person: Floats, frame: int) -> float:
    """How far a person is from where one who is followed should be, in their size; else `FAR`."""
    size, before = _size(person), follow.size()
    reach = REACH + DRIFT * (frame - follow.frames[-1] - 1)
    off = float(np.hypot(*(follow.expected(frame) - _middle(person)))) / max(size, before, 1.0)
    alike = max(size, before) <= ALIKE * max(1.0, min(size, before))
    return off if off <= reach and alike else FAR


def choose_runner(
    pictures: Sequence[Floats],
    names: Sequence[str],
    source: str,
    wanted: Wanted | None = None,
    time: Floats | None = None,
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
    wanted : Wanted, optional
        Whom the user means, where several run.
    time : numpy.ndarray, optional
        (n,) s of the pictures, for the time of `wanted`.

    Returns
    -------
    points : numpy.ndarray
        (frame, keypoint, [x, y, confidence]), NaN and confidence 0 where the runner is not seen.
    others : int
        How many other people were seen at the same time.

    Raises
    ------
    RecordingError
        If nobody is seen, or several run alike and nobody said whom they mean.
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
    chosen = follows[int(np.argmax(scores))]
    if wanted is not None:
        able = [f for f, s in zip(follows, scores, strict=True) if s > MEANT * scores.max()]
        chosen = _meant(able, wanted, time, source)
    else:
        _refuse_rivals(follows, scores, chosen, source)
    points = np.full((len(pictures), len(names), 3), np.nan)
    points[:, :, 2] = 0.0
    points[chosen.frames] = np.stack(chosen.points)
    mine = set(chosen.frames)
    long = [
        f for f in follows if f is not chosen and len(mine & set(f.frames)) > TOGETHER * len(mine)
    ]
    usual = round(float(np.mean([len(pictures[frame]) for frame in chosen.frames])))
    return points, max(len(long), usual - 1)


def _refuse_rivals(follows: list[Follow], scores: Floats, chosen: Follow, source: str) -> None:
    """Refuse several who run alike at the same time.

    Raises
    ------
    RecordingError
    """
    rivals = [
        f
        for f, score in zip(follows, scores, strict=True)
        if f is not chosen and score > RIVAL * scores.max() and set(f.frames) & set(chosen.frames)
    ]
    if rivals:
        raise RecordingError(
            f"{source}: {len(rivals) + 1} people run alike, so nobody can say whom you mean. Say "
            "it with --runner left, --runner right or --runner X,Y (a place in the picture); or "
            "crop the video to one runner"
        )


def _meant(able: list[Follow], wanted: Wanted, clock: Floats | None, source: str) -> Follow:
    """The runner on a side of those who run at the same time, or the one at a place.

    Raises
    ------
    RecordingError
        If nobody is there.
    """
    if wanted.place is None:
        longest = max(able, key=lambda f: len(f.frames))
        side = -1.0 if wanted.text == "left" else 1.0
        return max(able, key=lambda f: side * _to_the_right(f, longest))
    place, time = np.array(wanted.place), wanted.time
    found = []
    for follow in able:
        for frame in follow.frames:
            if time is None or clock is None or abs(clock[frame] - time) < NEARLY:
                low, high = follow.box_at(frame)
                apart = np.maximum(np.maximum(low - place, place - high), 0.0)
                found.append((float(np.hypot(*apart)) / follow.size(), -len(follow.frames), follow))
    nearest = min(found, key=lambda each: each[:2], default=None)
    if nearest is None or nearest[0] > REACH:
        raise RecordingError(
            f"{source}: nobody who runs is at {wanted.text}, where --runner looks for them. Give a "
            "place on the runner's body, in pixels of the film's picture"
        )
    return nearest[2]


def _to_the_right(follow: Follow, other: Follow) -> float:
    """How far one person is to the right of another while both are seen, pixels."""
    both = sorted(set(follow.frames) & set(other.frames))
    apart = [
        _middle(follow.points[follow.frames.index(f)])[0]
        - _middle(other.points[other.frames.index(f)])[0]
        for f in both
    ]
    return float(np.median(apart)) if apart else 0.0


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


def _middle(person: Floats) -> Floats:
    """Middle of a person, (2,) pixels."""
    return np.asarray(np.median(_sure(person), axis=0))


def _size(person: Floats) -> float:
    """Diagonal of what is seen of a person, pixels: a crouch is low, but long."""
    return float(np.hypot(*np.ptp(_sure(person), axis=0)))


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
