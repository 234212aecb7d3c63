"""Landmarks of a recording by canonical name, and those that tell how a body stands and goes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from nextstride.arrays import Floats
from nextstride.conventions import SIDES

Flags = NDArray[np.bool_]

HIGH = ("asis", "psis", "iliac_crest", "greater_trochanter", "hip")
HIGH_MIDLINE = ("sacrum", "pelvis")
LOW = (
    *("heel", "toe", "lateral_ankle", "ankle", "fifth_metatarsal", "first_metatarsal", "hallux"),
    "foot",
)
SHARED_FRAMES = 0.8
"""Markers are averaged over at least this share of the frames of the best seen one."""


class Landmarks:
    """Positions in file axes by canonical name.

    Parameters
    ----------
    names : sequence of str
    position : (n, 2 or 3, m) array
    """

    def __init__(self, names: Sequence[str], position: Floats) -> None:
        self._place = {name: index for index, name in enumerate(names)}
        self._position = position

    def course(self, names: Iterable[str]) -> Floats | None:
        """Mean course of those of `names` that are there, (n, dimensions), or None."""
        places = [self._place[name] for name in names if name in self._place]
        seen: Flags = np.asarray(np.isfinite(self._position[:, :, places]).all(axis=1))
        counts = seen.sum(axis=0)
        if not counts.any():
            return None
        # A mean over a changing set of markers would jump, so it holds the frames that see all of
        # its markers; a marker that would cost many of those frames stays out.
        shared: Flags = np.ones(len(seen), dtype=np.bool_)
        kept: list[int] = []
        for index in np.argsort(-counts, kind="stable"):
            if (shared & seen[:, index]).sum() >= SHARED_FRAMES * counts.max():
                shared = shared & seen[:, index]
                kept.append(places[index])
        mean: Floats = self._position[:, :, kept].mean(axis=2)
        return mean


def mean_difference(one: Floats, other: Floats) -> Floats:
    """Mean of `one` minus `other`, over the frames that see both; else of their own means.

    A runner who comes into view and leaves it shows the feet in other frames than the pelvis: the
    difference of means then holds the way between.

    Parameters
    ----------
    one, other : (n, dimensions) array
        Courses, NaN where unseen.
    """
    apart = one - other
    shared = apart[np.isfinite(apart).all(axis=1)]
    if len(shared):
        return np.asarray(shared.mean(axis=0))
    means = [course[np.isfinite(course).all(axis=1)].mean(axis=0) for course in (one, other)]
    return np.asarray(means[0] - means[1])


def paired(landmarks: Iterable[str]) -> list[str]:
    """Return both sides' names of paired landmarks."""
    return [f"{side}_{landmark}" for landmark in landmarks for side in SIDES]
