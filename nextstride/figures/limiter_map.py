"""The limiter map: where in the stride each muscle group's strength limits top speed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from nextstride.arrays import Floats
from nextstride.figures.axis import Axis
from nextstride.figures.colors import COSTS_SCALE, GIVES_SCALE, INK, ON_PHASE, PHASE, QUIET
from nextstride.figures.drawing import Drawing
from nextstride.figures.picture import Picture

WIDTH = 960
LEFT, RIGHT = 168, WIDTH - 96
TOP, ROW = 62, 32
POINTS_AN_INTERVAL = 3
"""Collocation points of one interval of the mesh; the last of them is its end."""

EDGES = "edges"
"""Attribute of a map that is gathered already: edges of its cells, percent of the stride."""


@dataclass(frozen=True)
class Phases:
    """When one leg's stride changes phase, percent of the stride from its touchdown.

    Attributes
    ----------
    midstance, toe_off, opposite_touchdown, opposite_toe_off : float
    """

    midstance: float
    toe_off: float
    opposite_touchdown: float
    opposite_toe_off: float


def limiter_map(limits: xr.Dataset, phases: Phases) -> Picture:
    """Draw the map of one leg's stride; every row adds up to the elasticity beside it.

    Parameters
    ----------
    limits : xarray.Dataset
        From `nextstride.sprint.limits`.
    phases : Phases
    """
    edges, share = cells(limits)
    density = share / np.diff(edges)
    strongest = float(np.abs(density).max())
    groups = [str(group) for group in limits.muscle_group.values]
    bottom = TOP + ROW * len(groups)
    drawing = Drawing(WIDTH, bottom + 84, "Where in the stride each muscle group limits top speed")
    across = Axis(0, 100, LEFT, RIGHT)
    for row, group in enumerate(groups):
        top = TOP + ROW * row
        words = group.replace("_", " ")
        drawing.text((LEFT - 10, top + 21), words, text_anchor="end", font_size=14, fill=INK)
        for column, value in enumerate(density[row]):
            left, right = across.at(edges[column]), across.at(edges[column + 1])
            # half a pixel wider, so that no seam shows between neighbours
            size = (right - left + 0.5, ROW - 3)
            drawing.rectangle((left, top), size, fill=shade(float(value) / strongest))
        total = f"{limits.elasticity.values[row]:z.3f}".replace("-", "−")
        drawing.text((RIGHT + 68, top + 21), total, text_anchor="end", font_size=14, fill=INK)
    drawing.text((RIGHT + 68, TOP - 10), "elasticity", text_anchor="end", fill=QUIET, font_size=13)
    _phases(drawing, across, phases, bottom)
    _legend(drawing, bottom + 50, strongest)
    return drawing.svg()


def cells(limits: xr.Dataset) -> tuple[Floats, Floats]:
    """Gather the map by intervals of the mesh, or as it is where its `EDGES` are known.

    Returns
    -------
    edges : (intervals + 1,)
        Percent of the stride.
    share : (groups, intervals)
        Elasticity within each interval; rows add up to the elasticities.
    """
    if EDGES in limits.attrs:
        return limits.attrs[EDGES], limits.density.values
    percent = limits.percent.values
    edges = np.concatenate([[0.0], percent[POINTS_AN_INTERVAL - 1 :: POINTS_AN_INTERVAL]])
    density = limits.density.values
    share = density.reshape(len(density), -1, POINTS_AN_INTERVAL).sum(axis=2)
    return edges, share


def shade(value: float) -> str:
    """Colour of a share between -1 and 1: gives or costs, white at nothing.

    Darker is more, by the square root, so that long weak stretches show beside short strong ones.
    """
    scale = GIVES_SCALE if value >= 0 else COSTS_SCALE
    place = min(abs(value), 1.0) ** 0.5 * (len(scale) - 1)
    index = min(int(place), len(scale) - 2)
    below, above = (
        np.array([int(color[start : start + 2], 16) for start in (1, 3, 5)])
        for color in scale[index : index + 2]
    )
    red, green, blue = np.rint(below + (place - index) * (above - below)).astype(int)
    return f"#{red:02x}{green:02x}{blue:02x}"


def _phases(drawing: Drawing, across: Axis, phases: Phases, bottom: float) -> None:
    """Mark the phases of this leg above the map and the other foot's contact below it."""
    spans = (
        ("pull", 0.0, phases.midstance),
        ("push", phases.midstance, phases.toe_off),
        ("swing", phases.toe_off, 100.0),
    )
    for name, start, stop in spans:
        _span(drawing, across, (start, stop), 14, name, PHASE[name], ON_PHASE[name])
    for value in (phases.toe_off, phases.opposite_touchdown, phases.opposite_toe_off):
        x = across.at(value)
        dashes = {"stroke_width": 1, "stroke_dasharray": "3 3"}
        drawing.line((x, TOP - 4), (x, bottom), stroke=QUIET, **dashes)
    other = (phases.opposite_touchdown, phases.opposite_toe_off)
    words = "other foot down"
    _span(drawing, across, other, 37, words, PHASE["contact"], ON_PHASE["contact"])
    for value in (0, 25, 50, 75, 100):
        words = f"{value} % of the stride" if value == 50 else str(value)
        drawing.text((across.at(value), bottom + 18), words, text_anchor="middle", font_size=13)


def _span(
    drawing: Drawing,
    across: Axis,
    span: tuple[float, float],
    top: float,
    words: str,
    fill: str,
    ink: str,
) -> None:
    """Draw one phase as a bar with its name."""
    left, right = across.at(span[0]), across.at(span[1])
    drawing.rectangle((left, top), (right - left, 18), fill=fill)
    middle = ((left + right) / 2, top + 13.5)
    drawing.text(middle, words, text_anchor="middle", font_size=12.5, fill=ink)


def _legend(drawing: Drawing, top: float, strongest: float) -> None:
    """Draw the scale of colours, in elasticity per percent of the stride."""
    swatch = 15
    shares = np.linspace(-1, 1, 17)
    style = {"font_size": 13, "fill": QUIET}
    for column, value in enumerate(shares):
        corner = (LEFT + swatch * column, top)
        drawing.rectangle(corner, (swatch, 12), fill=shade(float(value)))
    middle = LEFT + swatch * len(shares) / 2
    for x, value in ((LEFT, -strongest), (middle, 0.0), (2 * middle - LEFT, strongest)):
        words = f"{value:.3f}".replace("-", "−") if value else "0"
        drawing.text((x, top + 27), words, text_anchor="middle", **style)
    drawing.text((LEFT - 10, top + 11), "costs speed", text_anchor="end", **style)
    words = "gives speed; elasticity per percent of the stride"
    drawing.text((2 * middle - LEFT + 10, top + 11), words, **style)
