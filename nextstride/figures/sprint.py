"""The simulated sprint as curves: ground force over the contact, and the experiment."""

from __future__ import annotations

from typing import Any

import numpy as np

from nextstride.figures.axis import Axis, tick_label
from nextstride.figures.colors import HALF, INK, MADE, QUIET, RULE
from nextstride.figures.drawing import Drawing
from nextstride.figures.picture import Picture
from nextstride.sprint import SprintSolution

WIDTH, HEIGHT = 480, 300
LEFT, RIGHT, TOP, BOTTOM = 46, 14, 24, 44
VERTICAL, HORIZONTAL = INK, MADE
SCENARIO = HALF | {"both": INK}
DASHES = {"push": "7 4", "swing": "2 4", "both": "none"}


def force_figure(solution: SprintSolution) -> Picture:
    """Draw the ground's force over one contact, in body weights.

    Parameters
    ----------
    solution : SprintSolution
    """
    stance = solution.time <= solution.contact_time * (1 + 1e-9)
    total = (
        solution.observed.ground_force.values[..., :2].sum(axis=1)[stance] / solution.body_weight
    )
    time = 1000 * np.concatenate([[0.0], solution.time[stance]])
    force = np.vstack([[0.0, 0.0], total])
    drawing = Drawing(WIDTH, HEIGHT, "Vertical and forward ground force over the contact")
    across = Axis(0, float(time[-1]), LEFT, WIDTH - RIGHT)
    low, high = float(force.min()), float(force.max())
    upward = Axis(low - 0.25, high + 0.35, HEIGHT - BOTTOM, TOP)
    _frame(drawing, across, upward, ("body weights", "ms after touchdown"))
    for column, (name, color) in enumerate((("forward", HORIZONTAL), ("vertical", VERTICAL))):
        points = np.column_stack([across.all(time), upward.all(force[:, column])])
        drawing.polyline(points, stroke=color, stroke_width=2.4, stroke_linejoin="round")
        peak = int(np.argmax(force[:, column]))
        place = (across.at(float(time[peak])), upward.at(float(force[peak, column])) - 8)
        drawing.text(place, name, text_anchor="middle", font_size=13, fill=color)
    return drawing.svg()


def experiment_figure(experimented: dict[str, Any]) -> Picture:
    """Draw top speed over the strength of the push side, the swing side and both.

    Parameters
    ----------
    experimented : dict
        From `experiment_document`.
    """
    curves = {
        name: np.array(
            [(100 * (factor - 1), speed) for factor, speed in experimented[name]], dtype=float
        )
        for name in SCENARIO
    }
    every = np.concatenate(list(curves.values()))
    across = Axis(float(every[:, 0].min()), float(every[:, 0].max()), LEFT, WIDTH - 66)
    low, high = float(np.nanmin(every[:, 1])), float(np.nanmax(every[:, 1]))
    margin = 0.06 * (high - low) or 0.1
    upward = Axis(low - margin, high + margin, HEIGHT - BOTTOM, TOP)
    drawing = Drawing(WIDTH, HEIGHT, "Top speed over strength of push side, swing side and both")
    _frame(drawing, across, upward, ("top speed, m/s", "% more strength"))
    for name, curve in curves.items():
        style = {"stroke": SCENARIO[name], "stroke_width": 2.4, "stroke_dasharray": DASHES[name]}
        points = np.column_stack([across.all(curve[:, 0]), upward.all(curve[:, 1])])
        drawing.polyline(points, **style)
        for x, y in points[np.isfinite(points[:, 1])]:
            drawing.circle((x, y), 2.6, fill=SCENARIO[name])
    _name_ends(drawing, curves, across, upward)
    return drawing.svg()


def _name_ends(drawing: Drawing, curves: dict[str, np.ndarray], across: Axis, upward: Axis) -> None:
    """Write the name of each curve at its right end, none over another."""
    ends = []
    for name, curve in curves.items():
        known = curve[np.isfinite(curve[:, 1])]
        ends.append((upward.at(float(known[-1, 1])), across.at(float(known[-1, 0])), name))
    lowest = -np.inf
    for y, x, name in sorted(ends):
        lowest = max(y, lowest + 15)
        place = (x + 8, lowest + 4)
        drawing.text(place, name, font_size=13, font_weight=600, fill=SCENARIO[name])


def _frame(drawing: Drawing, across: Axis, upward: Axis, titles: tuple[str, str]) -> None:
    """Draw grid, numbers and titles of a picture."""
    for value in upward.ticks(5):
        y = upward.at(value)
        zero = value == 0
        ends = (across.start, y), (across.stop, y)
        drawing.line(*ends, stroke=QUIET if zero else RULE, stroke_width=1)
        words = tick_label(round(value, 6))
        drawing.text((across.start - 6, y + 4), words, text_anchor="end", font_size=13)
    for value in across.ticks(6):
        place = (across.at(value), HEIGHT - BOTTOM + 19)
        words = tick_label(round(value, 6))
        drawing.text(place, words, text_anchor="middle", font_size=13)
    drawing.text((across.start - 38, 13), titles[0], font_size=12.5, fill=QUIET)
    middle = ((across.start + across.stop) / 2, HEIGHT - 6)
    drawing.text(middle, titles[1], text_anchor="middle", font_size=12.5, fill=QUIET)
