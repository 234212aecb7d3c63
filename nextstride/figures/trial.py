"""The outcome of a fair test over its test days, with the drawn start and the two blocks."""

from __future__ import annotations

from nextstride.figures.axis import Axis
from nextstride.figures.colors import INK, QUIET
from nextstride.figures.drawing import Drawing
from nextstride.figures.picture import Picture
from nextstride.figures.progress import BOTTOM, FONT, RIGHT, TOP, draw_days, draw_values
from nextstride.log import Trial
from nextstride.log.series import Series

WIDTH, HEIGHT = 860, 276
LEFT = 46
STRIPE = "#f6f7f8"
"""Days on which training could have started."""


def trial_figure(trial: Trial, outcome: Series) -> Picture:
    """Draw the outcome: a dot a planned test day, open before the drawn start, filled after it.

    Parameters
    ----------
    trial : Trial
    outcome : Series
        Of the measure that decides.

    Returns
    -------
    Picture
        An ``<svg>`` element.
    """
    planned = set(trial.test_days)
    points = [point for point in outcome.points if point.day in planned]
    values = [point.value for point in points] or [0.0, 1.0]
    room = 0.1 * (max(values) - min(values)) or 0.1
    drawing = Drawing(WIDTH, HEIGHT, f"{outcome.title} over the test days")
    right = RIGHT + WIDTH - 480
    first, last = trial.test_days[0], trial.test_days[-1]
    across = Axis(first.toordinal() - 1, last.toordinal() + 1, LEFT, right)
    upward = Axis(min(values) - room, max(values) + room, BOTTOM, TOP)
    low, high = (across.at(trial.candidates[place].toordinal()) for place in (0, -1))
    drawing.rectangle((low, TOP), (high - low, BOTTOM - TOP), fill=STRIPE)
    draw_values(drawing, outcome.unit, upward, right)
    draw_days(drawing, across, (first, last))
    _draw_phases(drawing, trial, across)
    for point in points:
        place = across.at(point.day.toordinal()), upward.at(point.value)
        style = {"fill": INK} if point.day > trial.start else {"fill": "#ffffff", "stroke": INK}
        drawing.circle(place, 3.6, **style, stroke_width=1.4)
    return drawing.svg()


def _draw_phases(drawing: Drawing, trial: Trial, across: Axis) -> None:
    """Draw where each block begins and ends; names on two lines, as short blocks are narrow."""
    dashed = {"stroke": QUIET, "stroke_width": 1, "stroke_dasharray": "3 3"}
    phases = trial.phase_days()
    edges = [days[0].toordinal() - 0.5 for days in phases.values()]
    edges.append(phases[trial.order[1]][-1].toordinal() + 0.5)
    for edge in map(across.at, edges[1:]):
        drawing.line((edge, TOP - 8), (edge, BOTTOM), **dashed)
    for place, (name, edge) in enumerate(zip(phases, edges, strict=False)):
        words = name if name == "baseline" else f"{name} block"
        line = BOTTOM + 38 + (FONT + 2) * (place == len(phases) - 1)
        drawing.text((across.at(edge) + 4, line), words, font_size=FONT, fill=QUIET)
