"""How often each value of a quantity was found: one picture of a whole squad or population."""

from __future__ import annotations

import numpy as np

from nextstride.arrays import Floats
from nextstride.conventions import UNITS
from nextstride.figures.axis import Axis, round_step, tick_label
from nextstride.figures.colors import INK, QUIET, RULE
from nextstride.figures.drawing import Drawing
from nextstride.figures.picture import Picture

WIDTH, HEIGHT = 420, 190
LEFT, RIGHT, TOP, BOTTOM = 20, 20, 24, 34
BINS = 18
BAR = "#9fb3c8"
FAR = 3.0
"""Values that lie so many interquartile ranges outside the quartiles are counted, not drawn: one of
them would push all others into one bar (Tukey's "far out", Exploratory Data Analysis, 1977)."""


def histogram(values: Floats, title: str, unit: str) -> Picture | None:
    """Draw how often each value was found, with the median.

    Parameters
    ----------
    values : (n,) array
        NaN is left out.
    title : str
    unit : str
        SI name of the unit, of `nextstride.conventions.UNITS`.

    Returns
    -------
    Picture or None
        None where fewer than two different values were found.
    """
    known = UNITS[unit].factor * values[np.isfinite(values)]
    if known.size < 2 or np.ptp(known) == 0:
        return None
    drawn = _without_far(known)
    step = round_step(float(np.ptp(drawn)) / BINS)
    edges = np.arange(np.floor(drawn.min() / step), np.ceil(drawn.max() / step) + 1.5) * step
    counts, _ = np.histogram(drawn, edges)
    across = Axis(float(edges[0]), float(edges[-1]), LEFT, WIDTH - RIGHT)
    up = Axis(0, float(counts.max()), HEIGHT - BOTTOM, TOP)
    middle = float(np.median(known))
    told = f"median {middle:.{UNITS[unit].digits}f}"
    drawing = Drawing(WIDTH, HEIGHT, f"{title}: {known.size} values, {told}")
    for count, low, high in zip(counts, edges, edges[1:], strict=False):
        if count:
            left, top = across.at(float(low)), up.at(float(count))
            size = (across.at(float(high)) - left - 1, HEIGHT - BOTTOM - top)
            drawing.rectangle((left, top), size, fill=BAR)
    drawing.line((LEFT, HEIGHT - BOTTOM), (WIDTH - RIGHT, HEIGHT - BOTTOM), stroke=RULE)
    for tick in across.ticks():
        place = (across.at(tick), HEIGHT - BOTTOM + 16)
        drawing.text(place, tick_label(round(tick, 9)), text_anchor="middle", fill=QUIET)
    at = across.at(middle)
    drawing.line((at, TOP - 4), (at, HEIGHT - BOTTOM), stroke=INK, stroke_width=1.5)
    anchor = "start" if at < WIDTH / 2 else "end"
    drawing.text((at, TOP - 8), told, text_anchor=anchor, fill=INK)
    drawing.text((WIDTH - RIGHT, HEIGHT - 4), UNITS[unit].shown, text_anchor="end", fill=QUIET)
    if far := known.size - drawn.size:
        ends = (f"{end:.{UNITS[unit].digits}f}" for end in (known.min(), known.max()))
        extent = " to ".join(ends).replace("-", "\u2212")
        drawing.text((LEFT, HEIGHT - 4), f"{far} not drawn; all: {extent}", fill=QUIET)
    return drawing.svg()


def _without_far(values: Floats) -> Floats:
    """Values that are not far out; all where half of them are alike."""
    low, high = np.quantile(values, (0.25, 0.75))
    reach = FAR * (high - low)
    kept = values[(values >= low - reach) & (values <= high + reach)]
    return kept if reach > 0 else values
