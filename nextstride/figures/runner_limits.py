"""What limits one runner, as pictures; drawn from the document of an analysis."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr

from nextstride.conventions import signed
from nextstride.figures.axis import Axis, tick_label
from nextstride.figures.colors import GIVES_COSTS, INK, MADE, QUIET, RULE
from nextstride.figures.drawing import Drawing
from nextstride.figures.limiter_map import EDGES, Phases, limiter_map
from nextstride.figures.picture import Picture
from nextstride.figures.sprint import SCENARIO

Document = dict[str, Any]

WIDTH = 480
LEFT, RIGHT, TOP, ROW = 132, 90, 30, 32
CURVE_WIDTH, CURVE_HEIGHT = 320, 250
RECORDED, MODELLED = INK, MADE
BAR = GIVES_COSTS["gives"]


def links_figure(limits: Document) -> Picture:
    """Draw each link's elasticity with its interval, and what 10 % more strength gives.

    Parameters
    ----------
    limits : dict
        From `nextstride.personal.limits_document`.
    """
    rows = sorted(limits["groups"], key=lambda row: -row["elasticity"])
    bottom = TOP + ROW * len(rows)
    low = min(0.0, *(row["lower"] for row in rows))
    high = max(row["upper"] for row in rows)
    across = Axis(low, high * 1.03, LEFT, WIDTH - RIGHT)
    drawing = Drawing(WIDTH, bottom + 48, "Elasticity of top speed to the strength of each link")
    for value in across.ticks(5):
        x = across.at(value)
        drawing.line((x, TOP), (x, bottom), stroke=QUIET if value == 0 else RULE, stroke_width=1)
        drawing.text((x, bottom + 18), tick_label(round(value, 6)), text_anchor="middle")
    for place, row in enumerate(rows):
        middle = TOP + ROW * (place + 0.5)
        drawing.text((LEFT - 10, middle + 5), row["group"].replace("_", " "), text_anchor="end",
                     font_size=14, fill=INK)  # fmt: skip
        start, stop = across.at(row["lower"]), across.at(row["upper"])
        drawing.rectangle((start, middle - 5), (stop - start, 10), fill=BAR, opacity=0.35)
        drawing.circle((across.at(row["elasticity"]), middle), 6, fill=BAR)
        words = f"{signed(row['gain_10pct_m_s'])} m/s"
        drawing.text((WIDTH - 16, middle + 5), words, text_anchor="end", font_size=14, fill=INK)
    drawing.text((WIDTH - 16, 18), "+10 % gives", text_anchor="end", font_size=13, fill=QUIET)
    words = "% more top speed for 1 % more strength"
    drawing.text(((LEFT + WIDTH - RIGHT) / 2, bottom + 40), words, text_anchor="middle",
                 font_size=13, fill=QUIET)  # fmt: skip
    return drawing.svg()


def runner_map(limits: Document, phases: Phases) -> Picture:
    """Draw where in the runner's stride each link limits, over all bodies."""
    percent = np.array(limits["map"]["percent"])
    width = percent[1] - percent[0]
    edges = np.concatenate([percent - width / 2, [percent[-1] + width / 2]])
    price = {row["group"]: row["elasticity"] for row in limits["groups"]}
    dataset = xr.Dataset(
        {
            "density": (("muscle_group", "percent"), np.array(limits["map"]["density"])),
            "elasticity": ("muscle_group", [price[group] for group in limits["map"]["groups"]]),
        },
        coords={"muscle_group": limits["map"]["groups"], "percent": percent},
        attrs={EDGES: edges},
    )
    return limiter_map(dataset, phases)


def sides_figure(experiment: Document) -> Picture:
    """Draw top speed over the strength of push side, swing side and both, with bands.

    Parameters
    ----------
    experiment : dict
        From `nextstride.personal.experiment_document`.
    """
    width, height = 460, 290
    named = (*SCENARIO, *(f"{name}_{end}" for name in SCENARIO for end in ("lower", "upper")))
    curves = {name: np.array(experiment[name], dtype=float) for name in named}
    every = np.concatenate(list(curves.values()))
    across = Axis(100 * (every[:, 0].min() - 1), 100 * (every[:, 0].max() - 1), 52, width - 70)
    low, high = float(np.nanmin(every[:, 1])), float(np.nanmax(every[:, 1]))
    upward = Axis(low - 0.03 * (high - low), high + 0.03 * (high - low), height - 44, 24)
    drawing = Drawing(width, height, "Top speed over strength of push side, swing side and both")
    _grid(drawing, across, upward, height - 44)
    drawing.text((10, 14), "top speed, m/s", fill=QUIET)
    drawing.text(((52 + width - 70) / 2, height - 6), "% more strength", text_anchor="middle",
                 fill=QUIET)  # fmt: skip
    for name, color in SCENARIO.items():
        ends = [_pixels(curves[f"{name}_{end}"], across, upward) for end in ("lower", "upper")]
        band = np.concatenate([ends[0], ends[1][::-1]])
        if np.isfinite(band).all():
            drawing.polygon([(float(x), float(y)) for x, y in band], fill=color, opacity=0.13)
        line = _pixels(curves[name], across, upward)
        drawing.polyline(line, stroke=color, stroke_width=2.6)
    _names(drawing, curves, across, upward)
    return drawing.svg()


def _pixels(curve: np.ndarray, across: Axis, upward: Axis) -> np.ndarray:
    """Pixels of (factor, speed) pairs."""
    return np.column_stack([across.all(100 * (curve[:, 0] - 1)), upward.all(curve[:, 1])])


def _names(drawing: Drawing, curves: dict[str, np.ndarray], across: Axis, upward: Axis) -> None:
    """Write the name of each scenario at its right end, none over another."""
    ends = []
    for name in SCENARIO:
        line = _pixels(curves[name], across, upward)
        ends.append((float(line[np.isfinite(line[:, 1]), 1][-1]), name))
    last = -np.inf
    for y, name in sorted(ends):
        last = max(y, last + 16)
        place = (across.stop + 8, last + 4)
        drawing.text(place, name, font_size=14, font_weight=600, fill=SCENARIO[name])


def _grid(drawing: Drawing, across: Axis, upward: Axis, bottom: float) -> None:
    """Draw lines and numbers of a picture."""
    for value in upward.ticks(5):
        y = upward.at(value)
        drawing.line((across.start, y), (across.stop, y), stroke=RULE, stroke_width=1)
        words = tick_label(round(value, 6))
        drawing.text((across.start - 6, y + 4), words, text_anchor="end")
    for value in across.ticks(5):
        words = tick_label(round(value, 6))
        drawing.text((across.at(value), bottom + 18), words, text_anchor="middle")


def fit_figure(curve: Document) -> Picture:
    """Draw one recorded angle and the best-fitting body's over the stride.

    Parameters
    ----------
    curve : dict
        One of ``fit.curves`` of the limits' document.
    """
    percent = np.append(curve["percent"], 100.0)
    pair = [np.rad2deg(curve[key]) for key in ("recorded_rad", "modelled_rad")]
    closed = [np.append(values, values[0]) for values in pair]
    title = f"Recorded and simulated {curve['name']} angle"
    return _pair(percent, [(closed[0], closed[1])], title)


def ground_force_figure(force: Document) -> Picture:
    """Draw the force on plates and the best-fitting body's over the contact, body weights.

    Parameters
    ----------
    force : dict
        ``fit.ground_force`` of the limits' document.
    """
    pairs = [
        (np.array(force[axis]["recorded_bw"]), np.array(force[axis]["modelled_bw"]))
        for axis in ("vertical", "forward")
    ]
    return _pair(np.array(force["percent"]), pairs, "Recorded and simulated ground force")


def _pair(percent: np.ndarray, pairs: list[tuple[np.ndarray, np.ndarray]], title: str) -> Picture:
    """Draw recorded curves, and simulated ones dashed."""
    every = np.concatenate([values for pair in pairs for values in pair])
    margin = 0.05 * (every.max() - every.min())
    across = Axis(0, 100, 46, CURVE_WIDTH - 12)
    upward = Axis(every.min() - margin, every.max() + margin, CURVE_HEIGHT - 30, 16)
    drawing = Drawing(CURVE_WIDTH, CURVE_HEIGHT, title)
    _grid(drawing, across, upward, CURVE_HEIGHT - 30)
    for pair in pairs:
        for values, color, dashes in zip(pair, (RECORDED, MODELLED), ("none", "6 4"), strict=True):
            points = np.column_stack([across.all(percent), upward.all(values)])
            drawing.polyline(points, stroke=color, stroke_width=2.4, stroke_dasharray=dashes)
    return drawing.svg()
