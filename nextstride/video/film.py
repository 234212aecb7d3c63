"""`Film`: a video file as a stream of upright pictures with their times; memory stays constant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nextstride.errors import MissingDataError, ReadError

Picture = NDArray[np.uint8]

ENDINGS = (".mp4", ".mov", ".m4v", ".avi", ".mkv", ".webm", ".mpg", ".mpeg", ".3gp", ".mts",
           ".gif")  # fmt: skip
"""File name endings of videos, lower case."""


@dataclass(frozen=True)
class Film:
    """What the container says of a video.

    Attributes
    ----------
    path : pathlib.Path
    frame_rate : float
        Mean frames per second by the container's clock, Hz.
    frames : int
        How many it announces; 0 where it does not say.
    duration : float
        s; 0 where it does not say.
    """

    path: Path
    frame_rate: float
    frames: int
    duration: float

    @property
    def source(self) -> str:
        """File name, for messages."""
        return self.path.name


def needs_video_extra() -> MissingDataError | None:
    """The error to raise where videos cannot be decoded, else None."""
    if find_spec("av") is None:
        return MissingDataError(
            "videos need the video extra: pip install 'nextstride[video]'. Keypoint files made "
            "elsewhere need none"
        )
    return None


def open_film(path: Path) -> Film:
    """Ask a video file what it holds.

    Raises
    ------
    ReadError
        If it is absent, no video, or has no picture.
    """
    if not path.exists():
        raise ReadError(f"{path}: there is no such file.")
    missing = needs_video_extra()
    if missing:
        raise ReadError(f"{path.name}: {missing}.")
    import av

    with _container(path) as container:
        stream = _pictures_of(container, path.name)
        rate = float(stream.average_rate or stream.guessed_rate or 0)
        length = float(stream.duration * stream.time_base) if stream.duration else 0.0
        if not length and container.duration:  # Matroska and WebM tell it of the whole file only
            length = container.duration / av.time_base
        if not rate:
            raise ReadError(f"{path.name}: the video states no frame rate; convert it to MP4.")
        return Film(path, rate, int(stream.frames), length)


def pictures(
    film: Film, start: float = -np.inf, stop: float = np.inf
) -> Iterator[tuple[float, Picture]]:
    """Decode the pictures of a part of a film, one at a time.

    Parameters
    ----------
    film : Film
    start, stop : float
        From and until when by the container's clock, s; the end not included.

    Yields
    ------
    time : float
        s, by the container's clock.
    picture : numpy.ndarray
        (height, width, 3) red, green and blue, turned upright as the file's rotation flag says.

    Raises
    ------
    ReadError
        If the file is damaged before its first picture.
    """
    import av

    seen = 0
    with _container(film.path) as container:
        stream = _pictures_of(container, film.source)
        stream.thread_type = "AUTO"
        counted = container.format.name == "avi"  # which keeps the order of pictures, not times
        if np.isfinite(start) and not counted:
            container.seek(int(start / stream.time_base), stream=stream)
        try:
            for number, frame in enumerate(container.decode(stream)):
                if frame.pts is None and not counted:
                    continue
                time = float(number / film.frame_rate if counted else frame.pts * stream.time_base)
                if time >= stop:
                    return
                if time >= start:
                    seen += 1
                    yield time, _upright(frame)
        except av.FFmpegError as problem:
            raise ReadError(
                f"{film.source}: the video is damaged after {seen} pictures ({problem.strerror}): "
                "it may not have been copied whole. Copy or export it again."
            ) from None


def _upright(frame: Any) -> Picture:
    """The picture of a frame, turned as the file's rotation flag says."""
    turns = round(getattr(frame, "rotation", 0) / 90) % 4
    picture: Picture = frame.to_ndarray(format="rgb24")
    return np.ascontiguousarray(np.rot90(picture, turns)) if turns else picture


def _container(path: Path) -> Any:
    """Open a container with PyAV."""
    import av

    try:
        return av.open(str(path))
    except (av.FFmpegError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or problem
        raise ReadError(
            f"{path.name}: cannot be opened as a video: {reason}. The file may be damaged or cut "
            "off, or be no video. Copy or export it again (MP4 with H.264 is safest)."
        ) from None


def _pictures_of(container: Any, source: str) -> Any:
    """The first stream of moving pictures."""
    for stream in container.streams.video:
        if not getattr(stream.disposition, "value", 0) & 0x400:  # cover art of a song
            return stream
    raise ReadError(f"{source}: holds no pictures, only sound or other data. Give a video file.")
