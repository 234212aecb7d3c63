"""Stick figures of the recording's own body points at the field's key positions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from nextstride.arrays import Floats
from nextstride.conventions import SIDES, Side, opposite
from nextstride.errors import MissingDataError
from nextstride.figures.colors import INK, RULE, SIDE
from nextstride.figures.drawing import Drawing
from nextstride.figures.picture import Picture
from nextstride.measures import Run
from nextstride.measures.track import Track

LEG = ("hip", "knee", "ankle", "heel", "toe", "ankle")
ARM = ("shoulder", "elbow", "wrist")
WIDTH, HEIGHT = 190, 220
LEGS_HEIGHT = 128
"""Where no upper body was recorded, px."""
HALF_SPAN = 0.92
"""Metres shown ahead of and behind the pelvis."""


@dataclass(frozen=True)
class KeyPosition:
    """One moment of a step that coaches look at.

    Attributes
    ----------
    name : str
        The field's word.
    meaning : str
        How the moment is defined here.
    time : float
        On the recording's clock, s; NaN where it was not seen.
    """

    name: str
    meaning: str
    time: float


def key_positions(run: Run, side: Side) -> list[KeyPosition]:
    """Find the five key positions of one step: `side` pushes off, the other foot lands.

    Toe-off, maximal vertical projection, strike, touchdown and full support, after McMillan and
    Pfaff (2018, The ALTIS Kinogram Method). Coaches judge strike by eye, as the hamstrings' longest
    stretch before landing; here it is the landing ankle's furthest reach. The step shown is the
    middle one of those seen from toe-off to the other foot's midstance.

    Parameters
    ----------
    run : Run
    side : {"left", "right"}
        Whose toe-off begins the step.

    Returns
    -------
    list of KeyPosition
        Empty where no step of this side was seen so far.
    """
    steps = run.steps
    landing = np.r_[steps.midstance.values[1:], np.nan]
    whole = np.isfinite(steps.toe_off.values + steps.opposite_touchdown.values + landing)
    rows = np.flatnonzero(whole & (steps.side.values == side))
    if rows.size == 0:
        return []
    row = int(rows[rows.size // 2])
    toe_off, touchdown = (float(steps[name][row]) for name in ("toe_off", "opposite_touchdown"))
    other = opposite(side)
    what = "pelvis" if run.body is None else "centre of mass"
    flight = np.array([toe_off]), np.array([touchdown])
    top = _height(run).time_of_highest(*flight)
    reach = _reach(run, other).time_of_highest(*flight)
    return [
        KeyPosition("Toe-off", f"{side} foot leaves the ground", toe_off),
        KeyPosition("Maximal vertical projection", f"{what} at its highest", float(top[0])),
        KeyPosition("Strike", f"{other} ankle furthest ahead of the pelvis", float(reach[0])),
        KeyPosition("Touchdown", f"{other} foot lands", touchdown),
        KeyPosition("Full support", f"{other} thigh vertical on the ground", float(landing[row])),
    ]


def _height(run: Run) -> Track:
    """Height of the centre of mass, or else of the pelvis, m."""
    if run.body is None:
        return run.place("pelvis", "y")
    return Track.of(run.body.sel(space="y", drop=True))


def _reach(run: Run, side: Side) -> Track:
    """How far the ankle is ahead of the pelvis, m; NaN throughout where it was not marked."""
    try:
        return run.ahead(f"{side}_ankle")
    except MissingDataError:
        return Track(np.array([0.0, 1.0]), np.array([np.nan, np.nan]))


def stick_figure(run: Run, position: KeyPosition) -> Picture | None:
    """Draw the body at one moment, running to the right, seen from its right side.

    Parameters
    ----------
    run : Run
    position : KeyPosition

    Returns
    -------
    Picture or None
        None where the moment has no time or the pelvis was not seen.
    """
    if not np.isfinite(position.time):
        return None
    body = _pose(run.smooth, position.time)
    if "pelvis" not in body:
        return None
    ground = _ground(run.smooth)
    scale = WIDTH / (2 * HALF_SPAN)
    floor = (HEIGHT if "neck" in body else LEGS_HEIGHT) - 10
    center = body["pelvis"][0]

    def place(name: str) -> Floats:
        forward, upward = body[name]
        return np.array([WIDTH / 2 + (forward - center) * scale, floor - (upward - ground) * scale])

    drawing = Drawing(WIDTH, floor + 10, f"Stick figure at {position.name.lower()}")
    drawing.line((0, floor), (WIDTH, floor), stroke=RULE, stroke_width=2)
    pixels = {name: place(name) for name in body}
    _limbs(drawing, pixels, "left")
    _trunk(drawing, pixels)
    _limbs(drawing, pixels, "right")
    return drawing.svg()


def _limbs(drawing: Drawing, pixels: dict[str, Floats], side: Side) -> None:
    """Draw leg and arm of one side in its colour, as far as they were seen."""
    for joints, width in ((ARM, 2.2), (LEG, 4.2)):
        chain = [pixels[f"{side}_{joint}"] for joint in joints if f"{side}_{joint}" in pixels]
        if len(chain) == len(joints):
            style = {"stroke": SIDE[side], "stroke_linecap": "round", "stroke_linejoin": "round"}
            drawing.polyline(np.array(chain), stroke_width=width, **style)
    for joint in ("knee", "ankle"):
        if f"{side}_{joint}" in pixels:
            x, y = pixels[f"{side}_{joint}"]
            drawing.circle((x, y), 2.6, fill="#ffffff", stroke=SIDE[side], stroke_width=1.4)


def _trunk(drawing: Drawing, pixels: dict[str, Floats]) -> None:
    """Draw pelvis, trunk and head, as far as they were seen."""
    style = {"stroke": INK, "stroke_linecap": "round"}
    hips = [pixels[f"{side}_hip"] for side in SIDES if f"{side}_hip" in pixels]
    if len(hips) == 2:
        drawing.polyline(np.array(hips), stroke_width=4, **style)
    if "neck" not in pixels:
        x, y = pixels["pelvis"]
        drawing.circle((x, y), 4, fill=INK)
        return
    neck, pelvis = pixels["neck"], pixels["pelvis"]
    drawing.polyline(np.array([pelvis, neck]), stroke_width=4, **style)
    along = (neck - pelvis) / np.hypot(*(neck - pelvis))
    head = neck + along * 20
    drawing.circle(
        (float(head[0]), float(head[1])), 10, fill="#ffffff", stroke=INK, stroke_width=2.4
    )


def _pose(points: xr.DataArray, time: float) -> dict[str, Floats]:
    """Forward and upward position of every body point seen at one moment, m."""
    clock = points.time.values.astype(float)
    after = int(np.clip(np.searchsorted(clock, time), 1, clock.size - 1))
    share = (time - clock[after - 1]) / (clock[after] - clock[after - 1])
    before, behind = points.values[after - 1], points.values[after]
    places = (before + share * (behind - before))[:2].T
    names = [str(name) for name in points.keypoint.values]
    return {
        name: place for name, place in zip(names, places, strict=True) if np.isfinite(place).all()
    }


def _ground(points: xr.DataArray) -> float:
    """Height of the ground under the feet: the lowest that heel and toe come, m."""
    names = [f"{side}_{name}" for side in SIDES for name in ("heel", "toe")]
    present = [name for name in names if name in points.keypoint.values]
    heights = points.sel(space="y", keypoint=present).values
    return float(np.nanpercentile(heights, 1)) - 0.01 if heights.size else 0.0
