"""Extremes, crossings and areas of curves that are known at any instant."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.optimize import brentq, minimize_scalar

from nextstride.sample.anatomy import Array

Curve = Callable[[Array], Array]


def area(curve: Array, time: Array) -> float:
    """Integral over time by trapezia."""
    return float(np.sum((curve[1:] + curve[:-1]) * np.diff(time)) / 2)


def negative(curve: Curve) -> Curve:
    """The curve upside down."""
    return lambda time: -curve(time)


def top(curve: Curve, start: float, end: float) -> tuple[float, float]:
    """Time and value of a curve's maximum from start to end."""
    time = np.linspace(start, end, 2001)
    best = int(np.argmax(curve(time)))
    around = time[max(best - 1, 0)], time[min(best + 1, time.size - 1)]
    found = minimize_scalar(
        lambda instant: -float(curve(np.array([instant]))[0]),
        bounds=around,
        method="bounded",
        options={"xatol": 1e-12},
    )
    value = float(curve(time[best : best + 1])[0])
    if -found.fun > value:
        return float(found.x), float(-found.fun)
    return float(time[best]), value


def crossing_offset(curve: Curve, event: float, reach: float) -> float:
    """Time of the curve's zero nearest an event, minus the event's, s."""
    time = np.linspace(event - reach, event + reach, 2001)
    value = curve(time)
    crossings = np.flatnonzero(value[:-1] * value[1:] <= 0)
    nearest = crossings[np.argmin(np.abs(time[crossings] - event))]
    root = brentq(
        lambda instant: float(curve(np.array([instant]))[0]),
        time[nearest],
        time[nearest + 1],
        xtol=1e-13,
    )
    return float(root - event)
