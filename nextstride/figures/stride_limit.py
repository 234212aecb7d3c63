"""One link in the runner's own stride: the body at six moments, below it where strength pays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from nextstride.conventions import Side
from nextstride.figures.axis import Axis
from nextstride.figures.colors import INK, ON_PHASE, PHASE
from nextstride.figures.drawing import Drawing
from nextstride.figures.limiter_map import Phases, shade
from nextstride.figures.picture import Picture
from nextstride.figures.sticks import HEIGHT as BODY_HEIGHT
from nextstride.figures.sticks import WIDTH as BODY_WIDTH
from nextstride.figures.sticks import KeyPosition, stick_figure
from nextstride.measures import Run

Document = dict[str, Any]

WIDTH = 420
"""As wide as a phone's screen, so that no word is smaller than it is drawn."""
EDGE = 8
SHOWN = (0.0, 18.0, 36.0, 54.0, 72.0, 90.0)
"""Moments at which the body is drawn, % of the stride from touchdown."""
BODY = WIDTH / len(SHOWN)
TOP = BODY * BODY_HEIGHT / BODY_WIDTH + 8
"""Lower end of the bodies, px."""
ACROSS = Axis(0, 100, EDGE, WIDTH - EDGE)


def stride_limit(run: Run, limits: Document, group: str, phases: Phases) -> Picture:
    """Draw where in this runner's own stride one link's strength gives speed.

    Parameters
    ----------
    run : Run
    limits : dict
        From `nextstride.personal.limits_document`.
    group : str
        The link.
    phases : Phases
        Of the recorded stride.
    """
    density = np.array(limits["map"]["density"][limits["map"]["groups"].index(group)])
    percent = np.array(limits["map"]["percent"])
    words = group.replace("_", " ")
    drawing = Drawing(WIDTH, TOP + 84, f"Where in the stride stronger {words} give speed")
    _bodies(drawing, run)
    half = (percent[1] - percent[0]) / 2
    most = float(np.abs(density).max()) or 1.0
    for value, share in zip(percent, density / most, strict=True):
        left, right = ACROSS.at(value - half), ACROSS.at(value + half)
        drawing.rectangle((left, TOP), (right - left + 0.5, 26), fill=shade(float(share)))
    _phases(drawing, phases, TOP + 30)
    drawing.text((EDGE, TOP + 70), "green gives speed, pink costs", font_size=13, fill=INK)
    return drawing.svg()


def stride_strip(run: Run, phases: Phases) -> Picture | None:
    """Draw one stride of this runner with its phases; None where it was not seen whole.

    Parameters
    ----------
    run : Run
    phases : Phases
        Of the recorded stride.
    """
    if shown_stride(run) is None or not np.isfinite(phases.toe_off):
        return None
    drawing = Drawing(WIDTH, TOP + 28, "One stride of this runner and its phases")
    _bodies(drawing, run)
    _phases(drawing, phases, TOP)
    return drawing.svg()


def _phases(drawing: Drawing, phases: Phases, top: float) -> None:
    """Draw the phases of the leg that the stride is of."""
    for name, start, stop in (
        ("pull", 0.0, phases.midstance),
        ("push", phases.midstance, phases.toe_off),
        ("swing", phases.toe_off, 100.0),
    ):
        left, right = ACROSS.at(start), ACROSS.at(stop)
        drawing.rectangle((left, top), (right - left, 20), fill=PHASE[name])
        middle = ((left + right) / 2, top + 14.5)
        drawing.text(middle, name, text_anchor="middle", font_size=12, fill=ON_PHASE[name])


def _bodies(drawing: Drawing, run: Run) -> None:
    """Draw the body at the moments of `SHOWN`."""
    stride = shown_stride(run)
    if stride is None:
        return
    size = (BODY, BODY * BODY_HEIGHT / BODY_WIDTH)
    for place, value in enumerate(SHOWN):
        time = stride.start + value / 100 * stride.duration
        body = stick_figure(run, KeyPosition(f"{value:.0f} % of the stride", "", time))
        if body is not None:
            drawing.inset((place * BODY, 0), size, body)


@dataclass(frozen=True)
class Stride:
    """One stride, touchdown to the same foot's next: its side, and start and duration in s."""

    side: Side
    start: float
    duration: float


def shown_stride(run: Run) -> Stride | None:
    """Return the middle one of the strides that were seen whole, or None."""
    steps = run.steps
    durations = steps.next_touchdown.values - steps.touchdown.values
    whole = np.flatnonzero(np.isfinite(durations))
    if not whole.size:
        return None
    step = steps.isel(step=int(whole[whole.size // 2]))
    start, stop = float(step.touchdown), float(step.next_touchdown)
    return Stride(step.side.item(), start, stop - start)


def recorded_phases(measures: xr.Dataset, curves: xr.Dataset) -> Phases:
    """Return the phases of the mean recorded stride; NaN where contact or flight is not known.

    Parameters
    ----------
    measures : xarray.Dataset
        From `nextstride.measures.measure_run`.
    curves : xarray.Dataset
        From `nextstride.measures.stride_curves`.
    """
    contact, flight = (
        float(measures.value.sel(measure=name).mean()) for name in ("contact_time", "flight_time")
    )
    toe_off = 50 * contact / (contact + flight)
    middle = float(curves.midstance_percent.mean())
    midstance = min(middle, toe_off) if np.isfinite(middle) else toe_off / 2
    return Phases(midstance, toe_off, 50.0, 50.0 + toe_off)
