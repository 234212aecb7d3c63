"""Curves over the steps of a run whose speed is not steady."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nextstride.arrays import Floats
from nextstride.conventions import Side
from nextstride.figures.axis import Axis, tick_label
from nextstride.figures.colors import QUIET, RULE, SIDE
from nextstride.figures.drawing import Drawing
from nextstride.figures.picture import Picture

PANELS = (
    ("toe_off_speed_m_s", "Speed at toe-off, m/s", 1.0),
    ("contact_time_s", "Contact, ms", 1000.0),
    ("flight_time_s", "Flight, ms", 1000.0),
    ("step_length_m", "Step length, m", 1.0),
)
WIDTH, HEIGHT, GAP = 230, 180, 14
LEFT, RIGHT, TOP, BOTTOM = 40, 8, 26, 30


def steps_figure(steps: Sequence[dict[str, Any]]) -> Picture | None:
    """Draw speed, contact, flight and length over the steps, a point a step in its foot's colour.

    Parameters
    ----------
    steps : sequence of dict
        Rows of the document's ``steps``.

    Returns
    -------
    Picture or None
        None where no step shows any of them.
    """
    shown = [panel for panel in PANELS if any(step[panel[0]] is not None for step in steps)]
    if not shown:
        return None
    rows = -(-len(shown) // 2)
    size = (2 * WIDTH + GAP, rows * HEIGHT + (rows - 1) * GAP)
    drawing = Drawing(*size, "Every step: " + ", ".join(title for _, title, _ in shown))
    for place, (name, title, factor) in enumerate(shown):
        row, column = divmod(place, 2)
        values = [np.nan if step[name] is None else factor * step[name] for step in steps]
        panel = _panel(title, np.array(values, dtype=float), [step["side"] for step in steps])
        drawing.inset((column * (WIDTH + GAP), row * (HEIGHT + GAP)), (WIDTH, HEIGHT), panel)
    return drawing.svg()


def _panel(title: str, values: Floats, sides: list[Side]) -> Picture:
    """Draw one quantity over the steps."""
    drawing = Drawing(WIDTH, HEIGHT, title)
    low, high = min(0.0, float(np.nanmin(values))), float(np.nanmax(values))
    upward = Axis(low, high + 0.08 * (high - low) or 1.0, HEIGHT - BOTTOM, TOP)
    across = Axis(0.5, len(values) + 0.5, LEFT, WIDTH - RIGHT)
    drawing.text((LEFT, 14), title, font_size=12.5, fill=QUIET)
    for value in upward.ticks(4):
        y = upward.at(value)
        drawing.line((LEFT, y), (WIDTH - RIGHT, y), stroke=RULE, stroke_width=1)
        drawing.text((LEFT - 5, y + 4), tick_label(value), text_anchor="end", font_size=12)
    steps = np.arange(1.0, len(values) + 1)
    course = np.column_stack([across.all(steps), upward.all(values)])
    drawing.polyline(course, stroke=QUIET, stroke_width=1.2)
    for (x, y), step, side in zip(course, steps, sides, strict=True):
        drawing.text((x, HEIGHT - 10), f"{step:.0f}", text_anchor="middle", font_size=12)
        if np.isfinite(y):
            drawing.circle((x, y), 4, fill=SIDE[side])
    return drawing.svg()
