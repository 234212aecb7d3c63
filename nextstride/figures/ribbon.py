"""Phase ribbon: pull, push and swing of both legs on one clock."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from nextstride.conventions import SIDES, Side
from nextstride.figures.axis import Axis, tick_label
from nextstride.figures.colors import INK, ON_PHASE, PHASE, QUIET, RULE, SIDE
from nextstride.figures.drawing import Drawing
from nextstride.figures.picture import Picture

SHOWN_STEPS = 8
"""Steps drawn; more would be too narrow to read."""
WIDTH, HEIGHT = 1080, 264
FIRST, LAST = 70, WIDTH - 12
ROW_TOP: dict[Side, float] = {"left": 58, "right": 138}
ROW_HEIGHT = 44
AIR_TOP, AIR_HEIGHT = 108, 24
AXIS_TOP = 240
OPEN_SWING = 0.45
"""A swing of which one end was not seen is drawn no longer than this, s."""


@dataclass(frozen=True)
class Span:
    """One phase of one leg.

    Attributes
    ----------
    side : {"left", "right"}
    phase : str
        ``pull``, ``push``, ``swing``, or ``contact`` where midstance is not known.
    start, stop : float
        s on the recording's clock.
    open : bool
        Whether one end of it was not seen.
    """

    side: Side
    phase: str
    start: float
    stop: float
    open: bool = False


def phase_ribbon(steps: xr.Dataset) -> Picture:
    """Draw the phases of both legs, with the uncertainty of every event.

    Parameters
    ----------
    steps : xarray.Dataset
        From `detect_steps` and `add_midstance`; the first `SHOWN_STEPS` are drawn.
    """
    shown = steps.isel(step=slice(SHOWN_STEPS))
    events = np.concatenate([shown.touchdown.values, shown.toe_off.values])
    start, stop = float(np.nanmin(events)), float(np.nanmax(events))
    edge = 0.03 * (stop - start)
    across = Axis(start - edge, stop + edge, FIRST, LAST)
    drawing = Drawing(WIDTH, HEIGHT, "Phases of both legs on one clock")
    _clock(drawing, across)
    for side in SIDES:
        middle = ROW_TOP[side] + ROW_HEIGHT / 2
        drawing.text((4, middle + 5), side.title(), font_size=15, font_weight=600, fill=SIDE[side])
    for span in spans_of(shown):
        _block(drawing, across, span)
    _flights(drawing, across, shown)
    for row in range(shown.sizes["step"]):
        _events(drawing, across, shown.isel(step=row))
    return drawing.svg()


def spans_of(steps: xr.Dataset) -> list[Span]:
    """Every phase of every step.

    Parameters
    ----------
    steps : xarray.Dataset
        From `detect_steps` and `add_midstance`.
    """
    spans: list[Span] = []
    for row in range(steps.sizes["step"]):
        step = steps.isel(step=row)
        side: Side = "left" if step.side.item() == "left" else "right"
        touchdown, midstance, toe_off, again = (
            float(step[name]) for name in ("touchdown", "midstance", "toe_off", "next_touchdown")
        )
        if not any(span.side == side for span in spans):
            spans.append(Span(side, "swing", touchdown - OPEN_SWING, touchdown, open=True))
        spans += [Span(side, "pull", touchdown, midstance), Span(side, "push", midstance, toe_off)]
        if not np.isfinite(midstance):
            spans.append(Span(side, "contact", touchdown, toe_off))
        unseen = not np.isfinite(again)
        end = toe_off + OPEN_SWING if unseen else again
        spans.append(Span(side, "swing", toe_off, end, open=unseen))
    return [span for span in spans if np.isfinite(span.stop - span.start)]


def _block(drawing: Drawing, across: Axis, span: Span) -> None:
    """Draw one phase as a block with its name and duration."""
    left = max(across.at(span.start), FIRST)
    right = min(across.at(span.stop), LAST)
    if right <= left:
        return
    top, swing = ROW_TOP[span.side], span.phase == "swing"
    inset = 12 if swing else 0
    corner, size = (left, top + inset), (right - left, ROW_HEIGHT - 2 * inset)
    drawing.rectangle(corner, size, fill=PHASE[span.phase], opacity=0.45 if span.open else 1)
    middle = ((left + right) / 2, top + ROW_HEIGHT / 2 + 4)
    words = span.phase
    if swing and not span.open and right - left > 110:
        words = f"swing {1000 * (span.stop - span.start):.0f} ms"
    if right - left > 7 * len(words):
        style = {
            "text_anchor": "middle",
            "font_size": 12,
            "fill": ON_PHASE[span.phase],
            "stroke": PHASE[span.phase],
            "stroke_width": 0 if span.open else 4,
            "paint_order": "stroke",
        }
        drawing.text(middle, words, **style)


def _flights(drawing: Drawing, across: Axis, steps: xr.Dataset) -> None:
    """Mark between the rows when neither foot is on the ground."""
    drawing.text((4, AIR_TOP + 16), "In the air", font_size=11, fill=QUIET)
    for toe_off, landing in zip(steps.toe_off.values, steps.opposite_touchdown.values, strict=True):
        if np.isfinite(landing - toe_off) and landing > toe_off:
            left, right = across.at(toe_off), min(across.at(landing), LAST)
            drawing.rectangle((left, AIR_TOP), (right - left, AIR_HEIGHT), fill="#eef0f3")
            if right - left > 30:
                middle = ((left + right) / 2, AIR_TOP + 16)
                words = f"{1000 * (landing - toe_off):.0f} ms"
                if right - left < 45:
                    words = words.removesuffix(" ms")
                drawing.text(middle, words, text_anchor="middle", font_size=11, fill=QUIET)


def _events(drawing: Drawing, across: Axis, step: xr.Dataset) -> None:
    """Mark touchdown and toe-off of one step, with their 95 % ranges."""
    side: Side = "left" if step.side.item() == "left" else "right"
    top = ROW_TOP[side]
    above = side == "left"
    for name, sd in (("touchdown", step.touchdown_sd), ("toe_off", step.toe_off_sd)):
        time, half = float(step[name]), 1.96 * float(sd)
        if not np.isfinite(time):
            continue
        x = across.at(time)
        drawing.line(
            (x, ROW_TOP["left"]), (x, ROW_TOP["right"] + ROW_HEIGHT), stroke=INK,
            stroke_width=0.7, stroke_dasharray="2 3",
        )  # fmt: skip
        whisker = top - 5 if above else top + ROW_HEIGHT + 5
        ends = across.at(time - half), across.at(time + half)
        drawing.line((ends[0], whisker), (ends[1], whisker), stroke=INK, stroke_width=3)
        tip = -1 if name == "toe_off" else 1
        label = top - 24 if above else top + ROW_HEIGHT + 24
        _label(drawing, (x, label), tip, f"{time:.3f}")


def _label(drawing: Drawing, place: tuple[float, float], tip: int, words: str) -> None:
    """Write the time of an event beside a triangle that points down (landing) or up (leaving)."""
    x, y = place
    corners = [(x - 4, y + 6 - 3.5 * tip), (x + 4, y + 6 - 3.5 * tip), (x, y + 6 + 3.5 * tip)]
    drawing.polygon(corners, fill=INK)
    drawing.text(
        (x, y - 3 if y < HEIGHT / 2 else y + 20), words, text_anchor="middle", font_size=10
    )


def _clock(drawing: Drawing, across: Axis) -> None:
    """Draw the time axis."""
    for value in across.ticks(10):
        x = across.at(value)
        drawing.line((x, 36), (x, AXIS_TOP), stroke=RULE, stroke_width=1)
        drawing.text((x, AXIS_TOP + 16), f"{tick_label(round(value, 6))} s", text_anchor="middle")
