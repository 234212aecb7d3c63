"""`write_playable`: a copy of a film that any browser plays, each picture to be found."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from nextstride.arrays import Floats
from nextstride.recording import Recording
from nextstride.video.film import Picture, open_film
from nextstride.video.overlay import moments
from nextstride.write.files import written_whole

RATE = 30
"""Pictures a second of the copy, whatever the film's: a picture's number is its moment times this,
and a browser asked for slow motion need not stretch anything."""
TALLEST = 720
"""Pixels; a taller film is made smaller."""
AROUND = 0.25
"""Of the film, before and after what was measured, s."""
QUALITY = {"crf": "23", "preset": "veryfast", "g": "8", "bf": "0"}
"""A key picture every eight, none that depends on a later one: seeking decodes eight at most."""


@dataclass(frozen=True)
class Playable:
    """What a copy shows.

    Attributes
    ----------
    rate : int
        Pictures a second of the copy's clock.
    times : numpy.ndarray
        (pictures,) when each was taken, on the recording's clock, s.
    size : tuple of int
        Width and height, pixels.
    scale : float
        Pixels of the copy to one of the film.
    """

    rate: int
    times: Floats
    size: tuple[int, int]
    scale: float


def write_playable(file: Path, recording: Recording, copy: Path) -> Playable:
    """Write the measured part of a film as MP4 (H.264), one picture for one, evenly spaced.

    Parameters
    ----------
    file : pathlib.Path
        The film that was analysed.
    recording : Recording
        As analysed.
    copy : pathlib.Path
        Written whole or not at all.

    Raises
    ------
    ReadError
        If the film is damaged.
    WriteError
        If the copy cannot be written.
    """
    import av

    film = open_film(file)
    times: list[float] = []
    size, scale = (0, 0), 1.0
    first = {"movflags": "faststart"}  # What a film holds stands before its pictures.
    with written_whole(copy) as part, av.open(str(part), "w", options=first) as container:
        stream = container.add_stream("libx264", rate=Fraction(RATE), options=QUALITY)
        stream.pix_fmt = "yuv420p"
        for time, picture in moments(film, recording):
            if time > recording.duration + AROUND:
                break
            if time < -AROUND:
                continue
            if not times:
                size, scale = _size_of(picture)
                stream.width, stream.height = size
            container.mux(stream.encode(_frame(picture, size, len(times))))
            times.append(time)
        container.mux(stream.encode())
    return Playable(RATE, np.array(times), size, scale)


def _size_of(picture: Picture) -> tuple[tuple[int, int], float]:
    """Size of the copy, even as H.264 wants it, and its scale."""
    height, width = picture.shape[:2]
    scale = min(1.0, TALLEST / height)
    return (round(width * scale / 2) * 2, round(height * scale / 2) * 2), scale


def _frame(picture: Picture, size: tuple[int, int], number: int) -> Any:
    """One picture of the copy."""
    import av
    import cv2

    if (picture.shape[1], picture.shape[0]) != size:
        picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
    frame.pts = number
    return frame
