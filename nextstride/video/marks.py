"""Touchdowns and toe-offs marked in the pictures of a film, where on the ground they happen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from nextstride.arrays import Floats
from nextstride.video.film import Picture

SHOWN = 0.15
"""So long a mark is shown, s of the run: a contact lasts 0.1 and more, so marks of one foot hardly
cover each other."""
BEGINS = {"touchdown": "pull", "toe_off": "swing"}
"""The phase that each event begins, whose hue its mark has."""
FEET = {"touchdown": ("heel", "hallux"), "toe_off": ("hallux",)}
"""Parts of the foot of which the lowest is on the ground."""


@dataclass(frozen=True)
class Mark:
    """One touchdown or toe-off.

    Attributes
    ----------
    event : str
        "touchdown" or "toe_off".
    side : str
    time : float
        On the recording's clock, s.
    places : numpy.ndarray
        (n, [x, y]) where its place on the ground is in every picture, pixels: what stands on the
        ground moves in the picture when the camera does.
    """

    event: str
    side: str
    time: float
    places: Floats


def event_marks(
    points: xr.DataArray, steps: xr.Dataset, in_pictures: Callable[[Floats], Floats]
) -> tuple[Mark, ...]:
    """Marks of all events of a run.

    Parameters
    ----------
    points : xarray.DataArray
        Body points (time, space, keypoint), m.
    steps : xarray.Dataset
    in_pictures : callable
        Turns places (n, m, 2) in m into pixels of the n pictures.
    """
    clock = points.time.values.astype(float)
    found = []
    for event, side, moment in _events(steps):
        parts = [f"{side}_{part}" for part in FEET[event]]
        known = [part for part in parts if part in points.keypoint.values]
        frame = int(np.argmin(np.abs(clock - moment)))
        foot = (
            points.sel(keypoint=known).transpose("time", "keypoint", "space").values[frame, :, :2]
        )
        foot = foot[np.isfinite(foot).all(axis=1)]
        if len(foot) and clock[0] <= moment <= clock[-1]:
            place = foot[np.argmin(foot[:, 1])]
            places = in_pictures(np.broadcast_to(place, (len(clock), 1, 2)))[:, 0]
            found.append(Mark(event, side, moment, places))
    return tuple(found)


def _events(steps: xr.Dataset) -> list[tuple[str, str, float]]:
    """Every event with its side and time, each once."""
    found = [
        (event, str(side), float(moment))
        for event in BEGINS
        for side, moment in zip(steps.side.values, steps[event].values, strict=True)
        if np.isfinite(moment)
    ]
    last = steps.side.values, steps.next_touchdown.values
    ends = [("touchdown", str(side), float(t)) for side, t in zip(*last, strict=True)]
    told = {(side, round(t, 4)) for event, side, t in found if event == "touchdown"}
    return found + [e for e in ends if np.isfinite(e[2]) and (e[1], round(e[2], 4)) not in told]


def draw_marks(
    picture: Picture,
    marks: Sequence[Mark],
    frame: int,
    time: float,
    half: float,
    colors: dict[str, tuple[int, int, int]],
) -> None:
    """Draw what has just happened on one picture, from the one nearest to it on.

    Parameters
    ----------
    picture : numpy.ndarray
        (height, width, 3); drawn upon.
    marks : sequence of Mark
    frame : int
        Of `Mark.places`.
    time, half : float
        Of the picture on the recording's clock, and half of what it lasts, s.
    colors : dict of str to tuple
        Of phases.
    """
    import cv2

    radius = max(3, round(picture.shape[0] / 90))
    size = picture.shape[0] / 1100
    for mark in marks:
        place = mark.places[frame]
        if not (-half <= time - mark.time < SHOWN and np.isfinite(place).all()):
            continue
        middle = round(float(place[0])), round(float(place[1]))
        color = colors[BEGINS[mark.event]]
        _ring(cv2, picture, middle, radius, color, full=mark.event == "touchdown")
        text = f"{mark.side} {mark.event.replace('_', '-')}"
        corner = middle[0] + 2 * radius, middle[1] + radius + (mark.event == "toe_off") * 3 * radius
        for shade, width in (((0, 0, 0), 4), (color, 1)):
            cv2.putText(picture, text, corner, cv2.FONT_HERSHEY_SIMPLEX, size, shade, width,
                        cv2.LINE_AA)  # fmt: skip


def _ring(
    cv2: Any,
    picture: Picture,
    middle: tuple[int, int],
    radius: int,
    color: tuple[int, int, int],
    full: bool,
) -> None:
    """A disc or ring with a dark edge."""
    thick = max(2, radius // 3)
    cv2.circle(picture, middle, radius, (0, 0, 0), thick + 2, cv2.LINE_AA)
    cv2.circle(picture, middle, radius, color, -1 if full else thick, cv2.LINE_AA)
