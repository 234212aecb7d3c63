"""Cuts of a film, found in its pictures made tiny: what is before and after one is no one run."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nextstride.video.film import Picture

TINY = 32, 18
"""Width and height of the pictures that are compared, pixels: a run moves little of them."""
CHANGED = 12.0
"""Pictures on both sides of a cut differ by at least this, of 255 a pixel ..."""
JUMP = 4.0
"""... and by this many times as much as pictures around it do, whatever the camera's motion ..."""
AROUND = 15
"""... in so many pictures before and after ..."""
OTHER_LIGHT = 0.12
"""... and this share of their pixels has another brightness: a camera that turns fast shows the
same ones at other places."""
BINS = 16
FLASH = 3
"""A change that is undone within so many pictures is a flash, or a picture that was decoded badly.
"""


def tiny_picture(picture: Picture) -> NDArray[np.uint8]:
    """A picture in grey, `TINY`."""
    import cv2

    small: Any = cv2.resize(picture, TINY, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def find_cuts(tiny: NDArray[np.uint8]) -> list[int]:
    """Find the pictures with which something new begins.

    Parameters
    ----------
    tiny : numpy.ndarray
        (n, height, width) every picture of a film, from `tiny_picture`.

    Returns
    -------
    list of int
        Which picture is the first after each cut.
    """
    if len(tiny) < 2:
        return []
    change = np.r_[0.0, [_change(*pair) for pair in itertools.pairwise(tiny)]]
    cuts = []
    for picture in np.flatnonzero(change > CHANGED):
        around = np.r_[
            change[max(1, picture - AROUND) : picture], change[picture + 1 : picture + 1 + AROUND]
        ]
        usual = float(np.median(around)) if around.size else 0.0
        before, now = tiny[picture - 1], tiny[picture]
        undone = min(
            [_change(before, later) for later in tiny[picture + 1 : picture + FLASH]]
            + [_change(one, now) for one in tiny[max(0, picture - FLASH) : picture - 1]],
            default=np.inf,
        )
        if (
            change[picture] > JUMP * usual
            and undone > 0.5 * change[picture]
            and _other_light(before, now) > OTHER_LIGHT
        ):
            cuts.append(int(picture))
    return [cut for number, cut in enumerate(cuts) if not number or cut - cuts[number - 1] > FLASH]


def pieces(count: int, cuts: list[int]) -> list[slice]:
    """The pieces between cuts of a film of so many pictures."""
    edges = [0, *cuts, count]
    return [slice(start, stop) for start, stop in itertools.pairwise(edges)]


def _change(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """Mean difference of two pictures, of 255."""
    return float(np.abs(one.astype(np.int16) - other).mean())


def _other_light(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """Share of the pixels by which the histograms of two pictures differ."""
    counts = [np.histogram(each, BINS, (0, 256))[0] for each in (one, other)]
    return float(np.abs(counts[0] - counts[1]).sum() / (2 * one.size))
