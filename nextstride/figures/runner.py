"""The simulated sprinter drawn: poses over one step, and a stride as pictures that follow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from nextstride.arrays import Floats
from nextstride.conventions import SIDES, SPACE
from nextstride.figures.colors import INK, QUIET, RULE, SIDE
from nextstride.figures.drawing import Drawing, Point
from nextstride.figures.picture import Picture
from nextstride.recording import Recording

LEG = ("hip", "knee", "ankle", "heel", "toe", "ankle")
ARM = ("shoulder", "elbow", "wrist")
FORCE = "#9a84cf"
WEIGHT_LENGTH = 36.0
"""Length of an arrow of one body weight in the strip, px."""
STRIP_SCALE = 106.0
"""Pixels a metre in the strip."""
HEAD = 0.115
"""Radius of the head, m."""
NECK = 0.06
"""From the line of the shoulders to the head, m."""


@dataclass(frozen=True)
class View:
    """From where the sprinter is seen.

    Attributes
    ----------
    name : str
    across, upward : tuple of int
        Axis of space (0, 1, 2) that goes to the right and up on the picture, and its sign.
    size : tuple of int
        Of the picture, px.
    floor : int
        Where the ground's origin is, px from the bottom.
    """

    name: str
    across: tuple[int, int]
    upward: tuple[int, int]
    size: tuple[int, int]
    floor: int


FROM_THE_SIDE = View("from the right", (0, 1), (1, 1), (420, 300), 22)
FROM_BEHIND = View("from behind", (2, 1), (1, 1), (420, 300), 22)
FROM_ABOVE = View("from above", (0, 1), (2, -1), (420, 170), 85)


@dataclass(frozen=True)
class Frame:
    """How the sprinter stands on the picture.

    Attributes
    ----------
    center : float
        Where the pelvis is, px from the left.
    floor : float
        Where the ground is, px from the top.
    scale : float
        Pixels a metre.
    view : View
    """

    center: float
    floor: float
    scale: float
    view: View = FROM_THE_SIDE


@dataclass(frozen=True)
class Moment:
    """One moment of the step that is drawn.

    Attributes
    ----------
    time : float
        After touchdown, s.
    name : str
        May be empty.
    """

    time: float
    name: str


def sprint_strip(recording: Recording, weight: float, moments: list[Moment]) -> Picture:
    """Draw the sprinter at several moments of a step, side by side, with the ground's push.

    Parameters
    ----------
    recording : Recording
        Of the simulated sprinter; the first step stands on the right leg.
    weight : float
        Body weight, N.
    moments : list of Moment
    """
    across, height = 150, 262
    drawing = Drawing(across * len(moments), height, "The simulated sprinter over one step")
    floor = height - 46
    drawing.line((0, floor), (drawing.width, floor), stroke=RULE, stroke_width=2)
    for column, moment in enumerate(moments):
        center = across * (column + 0.5)
        frame = Frame(center, floor, STRIP_SCALE)
        _push(drawing, recording, moment.time, weight, frame)
        _body(drawing, recording, moment.time, frame)
        words = f"{1000 * moment.time:.0f} ms"
        style = {"text_anchor": "middle", "font_size": 13}
        drawing.text((center, floor + 20), words, font_weight=600, **style)
        drawing.text((center, floor + 37), moment.name, fill=QUIET, **style)
    return drawing.svg()


def running_frames(
    recording: Recording, weight: float, times: Floats, view: View = FROM_THE_SIDE
) -> list[Picture]:
    """Draw the sprinter at each of `times`, the pelvis in the middle and the ground going by.

    Parameters
    ----------
    recording : Recording
    weight : float
        Body weight, N.
    times : array of float
        s on the recording's clock.
    view : View
    """
    return [_running_frame(recording, weight, float(time), view) for time in times]


def _running_frame(recording: Recording, weight: float, time: float, view: View) -> Picture:
    """Draw one picture of the run; the marks on the ground are a metre apart."""
    width, height = view.size
    frame = Frame(width / 2, height - view.floor, 130, view)
    drawing = Drawing(width, height, f"The simulated sprinter running, {view.name}")
    drawing.line((0, frame.floor), (width, frame.floor), stroke=RULE, stroke_width=2)
    ahead = _place(recording.position("pelvis"), time)[0]
    marks = np.arange(np.ceil(ahead - 1.6), ahead + 1.6) if view.across[0] == 0 else ()
    for metre in marks:
        x = frame.center + (metre - ahead) * frame.scale
        drawing.line((x, frame.floor), (x - 6, frame.floor + 10), stroke=QUIET, stroke_width=1.6)
    _push(drawing, recording, time, weight, frame)
    _body(drawing, recording, time, frame)
    return drawing.svg()


def _body(drawing: Drawing, recording: Recording, time: float, frame: Frame) -> None:
    """Draw the left side, the trunk and the right side; arms where the recording has them."""
    at = {name: _place(recording.position(name), time) for name in recording.keypoints}
    at["head"] = _head(at["pelvis"], at["neck"])
    pixels = {name: _pixel(place, at["pelvis"][0], frame) for name, place in at.items()}
    width = frame.scale / 24
    style = {"stroke_width": width, "stroke_linecap": "round", "stroke_linejoin": "round"}
    for side in SIDES:
        chain = np.array([pixels[f"{side}_{joint}"] for joint in LEG])
        if side == "right":
            _trunk(drawing, pixels, frame)
        drawing.polyline(chain, stroke=SIDE[side], **style)
        if f"{side}_wrist" in pixels:
            arm = np.array([pixels[f"{side}_{joint}"] for joint in ARM])
            thinner = style | {"stroke_width": 0.75 * width}
            drawing.polyline(arm, stroke=SIDE[side], **thinner)


def _trunk(drawing: Drawing, pixels: dict[str, Point], frame: Frame) -> None:
    """Draw trunk and head."""
    pelvis, neck = np.array(pixels["pelvis"]), np.array(pixels["neck"])
    width = frame.scale / 24
    chain = np.array([pelvis, neck])
    drawing.polyline(chain, stroke=INK, stroke_width=width, stroke_linecap="round")
    for joint in ("hip", "shoulder"):
        if "left_shoulder" in pixels:
            line = np.array([pixels[f"{side}_{joint}"] for side in SIDES])
            drawing.polyline(line, stroke=INK, stroke_width=0.6 * width, stroke_linecap="round")
    style = {"fill": "#ffffff", "stroke": INK, "stroke_width": width / 2}
    drawing.circle(pixels["head"], frame.scale * HEAD, **style)


def _head(pelvis: Floats, neck: Floats) -> Floats:
    """Middle of the head, in line with the trunk, m."""
    along: Floats = (neck - pelvis) / np.linalg.norm(neck - pelvis)
    return neck + along * (NECK + HEAD)


def _push(drawing: Drawing, recording: Recording, time: float, weight: float, frame: Frame) -> None:
    """Draw the ground's force on the foot as an arrow from where it acts."""
    ground = recording.force
    if ground is None:
        return
    now = ground.sel(time=time, method="nearest")
    plate = int(np.argmax(now.force.sel(space="y").values))
    force = now.force.isel(plate=plate).values / weight
    if force[1] < 0.1:
        return
    pelvis = _place(recording.position("pelvis"), time)[0]
    place = now.center_of_pressure.isel(plate=plate).values
    start = np.array(_pixel(place, pelvis, frame))
    (axis, sign), (upright, way) = frame.view.across, frame.view.upward
    direction = np.array([sign * force[axis], -way * force[upright]])
    length = WEIGHT_LENGTH * frame.scale / STRIP_SCALE
    tip = start + length * direction
    drawing.polyline(np.array([start, tip]), stroke=FORCE, stroke_width=3.5)
    along = direction / np.hypot(*direction)
    aside = np.array([-along[1], along[0]])
    corners = [tip + 7 * along, tip - 5 * along + 6 * aside, tip - 5 * along - 6 * aside]
    drawing.polygon([(float(x), float(y)) for x, y in corners], fill=FORCE)


def _place(track: xr.DataArray, time: float) -> Floats:
    """Position at one time, m."""
    clock = track.time.values
    return np.array([np.interp(time, clock, track.sel(space=axis).values) for axis in SPACE])


def _pixel(place: Floats, pelvis: float, frame: Frame) -> Point:
    """Pixel of a point, the pelvis in the middle of what is ahead."""
    from_pelvis = place - np.array([pelvis, 0.0, 0.0])
    (axis, sign), (upright, way) = frame.view.across, frame.view.upward
    return (
        float(frame.center + sign * from_pelvis[axis] * frame.scale),
        float(frame.floor - way * from_pelvis[upright] * frame.scale),
    )
