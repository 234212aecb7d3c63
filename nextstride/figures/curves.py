"""Curves over the stride: every step faint, the mean of each leg bold, phases shaded."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from nextstride.arrays import Floats
from nextstride.conventions import SIDES, UNITS
from nextstride.figures.axis import Axis, tick_label
from nextstride.figures.colors import PHASE, QUIET, RULE, SIDE
from nextstride.figures.drawing import Drawing
from nextstride.figures.picture import Picture

WIDTH, HEIGHT = 480, 300
LEFT, RIGHT, TOP, BOTTOM = 46, 10, 20, 40
LEAST_SHARE = 0.5
"""The mean is drawn where at least this share of the steps has a value."""
EVERY = 2
"""Faint curves are drawn at every so many percent."""


@dataclass(frozen=True)
class CurveKind:
    """One curve that `stride_curves` gives.

    Attributes
    ----------
    name : str
        Its variable.
    title : str
        For people.
    unit : str
        SI; a key of `UNITS`.
    positive : str
        What its positive direction means.
    """

    name: str
    title: str
    unit: str
    positive: str


CURVES = (
    CurveKind("thigh", "Thigh angle", "rad", "in front of the vertical"),
    CurveKind("knee", "Knee angle", "rad", "flexion"),
    CurveKind("hip_moment", "Hip moment in swing", "N m/kg", "flexor"),
    CurveKind("hip_power", "Hip power in swing", "W/kg", "muscle work into the leg"),
)


def stride_figure(curves: xr.Dataset, kind: CurveKind) -> Picture | None:
    """Draw one quantity of both legs over the stride.

    Parameters
    ----------
    curves : xarray.Dataset
        From `stride_curves`.
    kind : CurveKind

    Returns
    -------
    Picture or None
        None where no step shows the quantity.
    """
    unit = UNITS[kind.unit]
    values = curves[kind.name].values * unit.factor
    if not np.isfinite(values).any():
        return None
    across = Axis(0, 100, LEFT, WIDTH - RIGHT)
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    margin = 0.06 * (high - low) or 1.0
    upward = Axis(min(low - margin, 0), max(high + margin, 0), HEIGHT - BOTTOM, TOP)
    drawing = Drawing(WIDTH, HEIGHT, f"{kind.title} of both legs over the stride")
    _shade(drawing, curves, across)
    _frame(drawing, across, upward)
    drawing.text(
        (LEFT - 38, 12), f"{unit.shown}, positive: {kind.positive}", font_size=12.5, fill=QUIET
    )
    percent = curves.percent.values
    for side in SIDES:
        mine = values[curves.side.values == side]
        if len(mine):
            _one_side(drawing, (across.all(percent), upward.all(mine)), SIDE[side])
    return drawing.svg()


def _shade(drawing: Drawing, curves: xr.Dataset, across: Axis) -> None:
    """Colour pull, push and swing, at the mean of all strides."""
    middle = float(curves.midstance_percent.mean())
    toe_off = float(curves.toe_off_percent.mean())
    spans = [("pull", 0.0, middle), ("push", middle, toe_off), ("swing", toe_off, 100.0)]
    if not np.isfinite(middle):
        spans = [("contact", 0.0, toe_off), ("swing", toe_off, 100.0)]
    for phase, start, stop in spans:
        left, right = across.at(start), across.at(stop)
        size = (right - left, HEIGHT - BOTTOM - TOP)
        drawing.rectangle((left, TOP), size, fill=PHASE[phase], opacity=0.22)
        drawing.rectangle((left, HEIGHT - BOTTOM), (right - left, 5), fill=PHASE[phase])


def _frame(drawing: Drawing, across: Axis, upward: Axis) -> None:
    """Draw grid, zero line and numbers."""
    for value in upward.ticks(5):
        y = upward.at(value)
        drawing.line(
            (LEFT, y), (WIDTH - RIGHT, y), stroke=QUIET if value == 0 else RULE, stroke_width=1
        )
        drawing.text((LEFT - 6, y + 4), tick_label(value), text_anchor="end", font_size=13)
    for value in (0, 25, 50, 75, 100):
        words = f"{value} %" if value == 100 else str(value)
        anchor = "end" if value == 100 else "middle"
        place = (across.at(value), HEIGHT - BOTTOM + 19)
        drawing.text(place, words, text_anchor=anchor, font_size=13)
    caption = "of the stride: touchdown to the same foot's next"
    middle = (across.at(50), HEIGHT - 5)
    drawing.text(middle, caption, text_anchor="middle", font_size=12.5, fill=QUIET)


def _one_side(drawing: Drawing, pixels: tuple[Floats, Floats], color: str) -> None:
    """Draw one leg's steps faint and their mean bold."""
    across, upward = pixels
    faint = [np.column_stack([across, row])[::EVERY] for row in upward]
    opacity = max(0.16, min(0.5, 2 / len(faint)))
    drawing.polylines(faint, stroke=color, stroke_width=0.9, stroke_opacity=f"{opacity:.2f}")
    seen = np.isfinite(upward)
    enough = seen.mean(axis=0) >= LEAST_SHARE
    total = np.where(seen, upward, 0).sum(axis=0)
    mean = np.where(enough, total / np.maximum(seen.sum(axis=0), 1), np.nan)
    bold = {"stroke": color, "stroke_width": 2.4, "stroke_linejoin": "round"}
    drawing.polyline(np.column_stack([across, mean]), **bold)
