"""Stick figures of the recording's own body points at the field's key positions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr
from markupsafe import Markup
from numpy.typing import NDArray

from nextstride.conventions import SIDES, Side, opposite
from nextstride.figures.colors import INK, QUIET, RULE, SIDE
from nextstride.figures.drawing import Drawing
from nextstride.measures import Run
from nextstride.strides import first_crossing

Floats = NDArray[np.float64]

LEG = ("hip", "knee", "ankle", "heel", "toe", "ankle")
ARM = ("shoulder", "elbow", "wrist")
WIDTH, HEIGHT = 190, 220
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
        On the recording's clock, s; NaN where it does not occur or was not seen.
    absence : str
        Why there is no time.
    """

    name: str
    meaning: str
    time: float
    absence: str = "not seen"


def key_positions(run: Run, side: Side) -> list[KeyPosition]:
    """Find the five key positions of one step: `side` pushes off, the other foot lands.

    Toe-off, maximal vertical projection, strike, touchdown and full support, after McMillan and
    Pfaff (2018, The ALTIS Kinogram Method), each tied to a quantity that the recording gives. The
    step shown is the middle one of those seen from toe-off to the other foot's midstance.

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
    strike = first_crossing(
        run.angles["thigh"].sel(side=side, drop=True), toe_off, touchdown, falling=False
    )
    late = f"the {side} thigh is still behind the vertical at touchdown"
    what = "pelvis" if run.body is None else "centre of mass"
    return [
        KeyPosition("Toe-off", f"{side} foot leaves the ground", toe_off),
        KeyPosition(
            "Maximal vertical projection", f"{what} at its highest", _top(run, toe_off, touchdown)
        ),
        KeyPosition("Strike", f"{side} thigh swings through the vertical", strike, late),
        KeyPosition("Touchdown", f"{other} foot lands", touchdown),
        KeyPosition("Full support", f"{other} thigh vertical on the ground", float(landing[row])),
    ]


def _top(run: Run, start: float, stop: float) -> float:
    """When the centre of mass, or else the pelvis, is highest."""
    if run.body is None:
        height = run.place("pelvis", "y")
        return float(height.time_of_highest(np.array([start]), np.array([stop]))[0])
    flight = run.body.sel(space="y", drop=True).sel(time=slice(start, stop)).dropna("time")
    return float(flight.idxmax("time")) if flight.size else float("nan")


def stick_figure(run: Run, position: KeyPosition) -> Markup | None:
    """Draw the body at one moment, running to the right, seen from its right side.

    Parameters
    ----------
    run : Run
    position : KeyPosition

    Returns
    -------
    markupsafe.Markup or None
        None where the moment has no time or the pelvis was not seen.
    """
    if not np.isfinite(position.time):
        return None
    body = _pose(run.smooth, position.time)
    if "pelvis" not in body:
        return None
    ground = _ground(run.smooth)
    scale = WIDTH / (2 * HALF_SPAN)
    center = body["pelvis"][0]

    def place(name: str) -> Floats:
        forward, upward = body[name]
        return np.array(
            [WIDTH / 2 + (forward - center) * scale, HEIGHT - 10 - (upward - ground) * scale]
        )

    drawing = Drawing(WIDTH, HEIGHT, f"Stick figure at {position.name.lower()}")
    drawing.line((0, HEIGHT - 10), (WIDTH, HEIGHT - 10), stroke=RULE, stroke_width=2)
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
        drawing.text((x, y - 14), "upper body", text_anchor="middle", font_size=10, fill=QUIET)
        drawing.text((x, y - 3 - 1), "", font_size=10)
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
