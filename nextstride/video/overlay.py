"""The video drawn upon: skeleton, phases, events, a running clock; and pictures cut from it."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from nextstride.arrays import Floats
from nextstride.conventions import SIDES, Side
from nextstride.errors import ParameterError
from nextstride.recording import Recording
from nextstride.strides import phase_at
from nextstride.tracking import PIXEL_SIZE
from nextstride.video.film import Film, Picture, open_film, pictures
from nextstride.video.marks import Mark, draw_marks, event_marks
from nextstride.video.recording import SCENE, START, is_film
from nextstride.video.turning import through
from nextstride.write.files import check_writable, written_whole

Photographs = dict[float, str]
"""Pictures by their moment on the recording's clock, as data URIs."""

LEG = (("hip", "knee"), ("knee", "ankle"), ("ankle", "heel"), ("heel", "hallux"),
       ("ankle", "hallux"))  # fmt: skip
UPPER = (("hip", "shoulder"), ("shoulder", "elbow"), ("elbow", "wrist"))
PHASES = {"pull": (242, 199, 92), "push": (172, 138, 240), "swing": (150, 225, 215)}
"""The hues that phases have in every figure, red, green, blue; light enough upon a film."""
UNSEEN = (190, 190, 190)
QUALITY: dict[str, Any] = {"crf": "20", "preset": "veryfast"}
REPEATED = 1.5
"""A recording whose pictures are so many times as far apart as the film's has none that repeat."""


@dataclass(frozen=True)
class Placed:
    """Where the body points of a recording are in the pictures it was filmed in.

    Attributes
    ----------
    time : numpy.ndarray
        (n,) on the recording's clock, s.
    places : dict of str to numpy.ndarray
        (n, [x, y]) pixels, y down.
    marks : tuple of Mark
        Of touchdowns and toe-offs.
    """

    time: Floats
    places: dict[str, Floats]
    marks: tuple[Mark, ...] = ()

    @property
    def half(self) -> float:
        """Half of what a picture lasts, s."""
        return float(self.time[-1] - self.time[0]) / (len(self.time) - 1) / 2

    def frame(self, time: float) -> int:
        """The picture nearest to a moment."""
        share = (time - self.time[0]) / (self.time[-1] - self.time[0]) * (len(self.time) - 1)
        return int(np.clip(round(share), 0, len(self.time) - 1))

    def at(self, time: float) -> dict[str, tuple[float, float]]:
        """Places of all points that are known at a moment, pixels."""
        frame = self.frame(time)
        found = {name: place[frame] for name, place in self.places.items()}
        return {n: (float(p[0]), float(p[1])) for n, p in found.items() if np.isfinite(p).all()}


def check_overlay(file: Path, overlay: Path) -> None:
    """Refuse an overlay that could not be written, before any work is done.

    Raises
    ------
    ParameterError
        If the file is no video, or the overlay is the file itself or no MP4.
    WriteError
        If nothing can be written there.
    """
    if not is_film(file):
        raise ParameterError(f"--overlay draws on a video; {file.name} is none.")
    if overlay.suffix.casefold() not in (".mp4", ".mov", ".m4v"):
        raise ParameterError(f"--overlay must be an .mp4 file; got {overlay.name}.")
    if overlay.exists() and overlay.resolve() == file.resolve():
        raise ParameterError("--overlay must not be the video itself; name another file.")
    if not overlay.resolve().parent.is_dir():
        raise ParameterError(f"--overlay: there is no folder {overlay.parent}.")
    check_writable(overlay.resolve().parent)


def draw_over(
    file: Path, recording: Recording, points: xr.DataArray, steps: xr.Dataset, overlay: Path
) -> None:
    """Write a video with skeleton, phase colours of each leg, events and a clock.

    Parameters
    ----------
    file : pathlib.Path
        The video that was analysed.
    recording : Recording
        As analysed.
    points : xarray.DataArray
        Its body points (time, space, keypoint), m.
    steps : xarray.Dataset
        With midstance.
    overlay : pathlib.Path
        MP4 to write (H.264), whole or not at all.
    """
    import av

    film = open_film(file)
    placed = placed_in_pictures(recording, points, steps)
    with written_whole(overlay) as part, av.open(str(part), "w") as container:
        rate = Fraction(film.frame_rate).limit_denominator(1001)
        stream = container.add_stream("libx264", rate=rate, options=QUALITY)
        stream.pix_fmt = "yuv420p"
        begun = False
        for time, picture in moments(film, recording):
            drawn = draw_picture(picture.copy(), placed, steps, shown_since(time, film, recording))
            even = np.ascontiguousarray(drawn[: len(drawn) // 2 * 2, : drawn.shape[1] // 2 * 2])
            if not begun:
                stream.height, stream.width = even.shape[:2]
                begun = True
            frame = av.VideoFrame.from_ndarray(even, format="rgb24")
            for packet in stream.encode(frame):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)


def moments(film: Film, recording: Recording) -> Iterator[tuple[float, Picture]]:
    """Pictures of a film with their times on the recording's clock, s."""
    start, pace = recording.motion.attrs[START]
    for stamp, picture in pictures(film):
        yield (stamp - start) / pace, picture


def shown_since(time: float, film: Film, recording: Recording) -> float:
    """Since when what a picture shows is shown, s: one that repeats the one before has its time.

    Parameters
    ----------
    time : float
        Of the picture on the recording's clock, s.
    film : Film
    recording : Recording
    """
    _, pace = recording.motion.attrs[START]
    played, new = 1 / (film.frame_rate * pace), 1 / recording.frame_rate
    return float(np.floor((time + played / 2) / new) * new) if new > REPEATED * played else time


def placed_in_pictures(
    recording: Recording, points: xr.DataArray, steps: xr.Dataset | None = None
) -> Placed:
    """Where body points and events are in the pictures: from metres back to pixels."""
    size = float(recording.motion.attrs[PIXEL_SIZE])
    way = -1.0 if recording.axes.forward == "-x" else 1.0
    back = np.linalg.inv(recording.motion[SCENE].values)

    def in_pictures(places: Floats) -> Floats:
        return through(back, places / size * np.array([way, -1.0]))

    seen = in_pictures(points.transpose("time", "keypoint", "space").values[:, :, :2])
    places = {str(name): seen[:, number] for number, name in enumerate(points.keypoint.values)}
    marks = () if steps is None else event_marks(points, steps, in_pictures)
    return Placed(points.time.values.astype(float), places, marks)


def draw_picture(picture: Picture, placed: Placed, steps: xr.Dataset, time: float) -> Picture:
    """Draw skeleton, phases, events and clock on one picture.

    The picture nearest to an event is the first that shows it, and the phase that it begins.

    Parameters
    ----------
    picture : numpy.ndarray
        (height, width, 3); drawn upon.
    placed : Placed
    steps : xarray.Dataset
    time : float
        On the recording's clock, s.
    """
    import cv2

    inside = placed.time[0] <= time <= placed.time[-1]
    at = placed.at(time) if inside else {}
    thick = max(2, round(picture.shape[0] / 300))
    phases = {side: phase_at(steps, side, time + placed.half) for side in SIDES}
    for side in SIDES:
        color = PHASES.get(phases[side] or "", UNSEEN)
        _limbs(cv2, picture, at, side, UPPER, UNSEEN, thick)
        _limbs(cv2, picture, at, side, LEG, color, thick + 1)
    if inside:
        draw_marks(picture, placed.marks, placed.frame(time), time, placed.half, PHASES)
    size = picture.shape[0] / 900
    lines = [f"{time:7.3f} s"] + [f"{side}: {phases[side] or '-'}" for side in SIDES]
    for row, text in enumerate(lines):
        color = PHASES.get(text.split(": ")[-1], (255, 255, 255))
        corner = (round(14 * size), round((34 + 32 * row) * size))
        for shade, width in (((0, 0, 0), thick + 2), (color, max(1, thick - 1))):
            cv2.putText(picture, text, corner, cv2.FONT_HERSHEY_SIMPLEX, 0.9 * size, shade, width,
                        cv2.LINE_AA)  # fmt: skip
    return picture


def _limbs(
    cv2: Any,
    picture: Picture,
    at: dict[str, tuple[float, float]],
    side: Side,
    limbs: Sequence[tuple[str, str]],
    color: tuple[int, int, int],
    thick: int,
) -> None:
    """Draw the limbs of one side whose ends are known."""
    for upper, lower in limbs:
        ends = [at.get(f"{side}_{joint}") for joint in (upper, lower)]
        if ends[0] is not None and ends[1] is not None:
            one, two = ((round(x), round(y)) for x, y in (ends[0], ends[1]))
            cv2.line(picture, one, two, color, thick, cv2.LINE_AA)


def cut_pictures(
    file: Path, recording: Recording, points: xr.DataArray, times: Sequence[float]
) -> Photographs:
    """Cut the runner out of the film's pictures nearest to some moments.

    Parameters
    ----------
    file : pathlib.Path
    recording : Recording
    points : xarray.DataArray
        Body points (time, space, keypoint), m.
    times : sequence of float
        On the recording's clock, s; NaN is left out.

    Returns
    -------
    dict of float to str
        JPEG data URIs by moment.
    """
    wanted = sorted(time for time in times if np.isfinite(time))
    if not wanted:
        return {}
    film = open_film(file)
    placed = placed_in_pictures(recording, points)
    half = 0.5 / recording.frame_rate
    found: Photographs = {}
    for time, picture in moments(film, recording):
        for each in wanted:
            if abs(time - each) <= half * 1.001 and each not in found:
                found[each] = _photograph(picture, placed.at(time))
        if time > wanted[-1] + half:
            break
    return found


def _photograph(picture: Picture, at: dict[str, tuple[float, float]]) -> str:
    """The part of a picture around the runner as a JPEG data URI."""
    import cv2

    places = np.array(list(at.values()))
    low, high = places.min(axis=0), places.max(axis=0)
    tall = high[1] - low[1]
    middle = (low + high) / 2
    half = np.array([0.5, 0.62]) * tall
    left, top = np.maximum(middle - half, 0).astype(int)
    right, bottom = np.maximum(middle + half, 1).astype(int)
    part: Any = picture[top:bottom, left:right, ::-1]
    scale = 320 / max(part.shape[0], 1)
    if scale < 1:
        part = cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    _, data = cv2.imencode(".jpg", np.ascontiguousarray(part), [cv2.IMWRITE_JPEG_QUALITY, 82])
    return "data:image/jpeg;base64," + base64.b64encode(data.tobytes()).decode("ascii")
