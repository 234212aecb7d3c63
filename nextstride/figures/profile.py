"""The speed profile as a picture: speed over time, what the curve misses, force over speed."""

from __future__ import annotations

import numpy as np

from nextstride.figures.axis import Axis, tick_label
from nextstride.figures.colors import INK, MADE, QUIET, RULE
from nextstride.figures.drawing import Drawing
from nextstride.figures.picture import Picture
from nextstride.profile import Estimate, Profile, Splits
from nextstride.profile.force import horizontal_force

WIDTH, HEIGHT = 960, 420
TOP, SPEED_BOTTOM = 40, 258
RESIDUAL_TOP, BOTTOM = 300, 374
LEFT, MIDDLE, RIGHT_START, RIGHT = 52, 470, 560, 906
CURVE, POWER = INK, MADE
"""Speed and force in ink; power, which follows from them, apart."""
POINTS = 200


def profile_figure(profile: Profile) -> Picture:
    """Draw a profile: on the left speed over time and the residuals, on the right force and power.

    Splits are drawn as the mean speed between gates, a level line for each interval; a trace as
    its samples. What was left out of the fit is grey.

    Parameters
    ----------
    profile : Profile

    Returns
    -------
    Picture
        An ``<svg>`` element.
    """
    drawing = Drawing(WIDTH, HEIGHT, "Speed over time, residuals, and force and power over speed")
    _draw_speed(drawing, profile)
    _draw_residuals(drawing, profile)
    _draw_force(drawing, profile)
    return drawing.svg()


def _time_axis(profile: Profile) -> Axis:
    """Time on the clock of the file, from the earlier of start and data."""
    first, last = float(profile.sprint.time[0]), float(profile.sprint.time[-1])
    return Axis(min(profile.fit.start, first, 0.0 if first < 2 else first), last, LEFT, MIDDLE)


def _draw_speed(drawing: Drawing, profile: Profile) -> None:
    """Draw the data and the curve over time."""
    across, fit = _time_axis(profile), profile.fit
    upward = Axis(0, max(profile.top_speed.value * 1.1, 1.0), SPEED_BOTTOM, TOP)
    _grid(drawing, across, upward, (TOP, SPEED_BOTTOM), "Speed, m/s")
    if isinstance(profile.sprint, Splits):
        _draw_intervals(drawing, profile, across, upward)
    else:
        speed = upward.all(np.clip(profile.sprint.speed, 0, upward.high))
        points = np.column_stack([across.all(profile.sprint.time), speed])
        every = max(1, len(points) // 600)
        for kept, color in ((~fit.used, RULE), (fit.used, "#8d96a3")):
            shown = np.where(kept[:, None], points, np.nan)[::every]
            drawing.polyline(shown, stroke=color, stroke_width=1.4)
    time = np.linspace(max(fit.start, across.low), across.high, POINTS)
    curve = np.column_stack([across.all(time), upward.all(fit.curve.speed(time - fit.start))])
    drawing.polyline(curve, stroke=CURVE, stroke_width=2.4)
    top = upward.at(profile.top_speed.value)
    drawing.line((LEFT, top), (MIDDLE, top), stroke=CURVE, stroke_width=1, stroke_dasharray="4 4")
    words = f"top speed {profile.top_speed.value:.2f} m/s"
    drawing.text((MIDDLE, top + 30), words, text_anchor="end", fill=CURVE)


def _draw_intervals(drawing: Drawing, profile: Profile, across: Axis, upward: Axis) -> None:
    """Draw the mean speed of each interval between gates, from the second gate on."""
    time, distance = profile.sprint.time, profile.sprint.distance
    assert distance is not None  # Splits always have one.
    for gate in range(1, len(time)):
        pace = (distance[gate] - distance[gate - 1]) / (time[gate] - time[gate - 1])
        y = upward.at(float(pace))
        ends = across.at(float(time[gate - 1])), across.at(float(time[gate]))
        color = INK if profile.fit.used[gate] else "#b5bac2"
        drawing.line((ends[0], y), (ends[1], y), stroke=color, stroke_width=2.4)
    for gate, place in zip(distance, time, strict=True):
        x = across.at(float(place))
        drawing.line((x, SPEED_BOTTOM), (x, SPEED_BOTTOM - 6), stroke=INK, stroke_width=1)
        drawing.text((x, SPEED_BOTTOM - 9), f"{gate:g} m", text_anchor="middle", font_size=10)


def _draw_residuals(drawing: Drawing, profile: Profile) -> None:
    """Draw measured minus fitted: ms at gates, m/s of a trace."""
    across, fit = _time_axis(profile), profile.fit
    splits = isinstance(profile.sprint, Splits)
    values = fit.residuals * (1000 if splits else 1)
    reach = float(np.abs(values[fit.used]).max()) * 1.15 or 1.0
    upward = Axis(-reach, reach, BOTTOM, RESIDUAL_TOP)
    title = "Measured minus curve, " + ("ms" if splits else "m/s")
    _grid(drawing, across, upward, (RESIDUAL_TOP, BOTTOM), title, count=6)
    drawing.text(((LEFT + MIDDLE) / 2, HEIGHT - 10), "time, s", text_anchor="middle", fill=QUIET)
    shown = np.where(fit.used, values, np.nan)
    if not splits:
        points = np.column_stack([across.all(profile.sprint.time), upward.all(shown)])
        every = max(1, len(points) // 600)
        drawing.polyline(points[::every], stroke=INK, stroke_width=1)
        return
    for place, value in zip(profile.sprint.time, shown, strict=True):
        if np.isfinite(value):
            foot, head = (across.at(float(place)), upward.at(0)), upward.at(float(value))
            drawing.line(foot, (foot[0], head), stroke=INK, stroke_width=2)
            drawing.circle((foot[0], head), 3, fill=INK)


def _draw_force(drawing: Drawing, profile: Profile) -> None:
    """Draw force and power per body mass over speed, with F0, V0 and Pmax."""
    curve = profile.fit.curve
    time = np.linspace(0, 8 * curve.time_constant, POINTS)
    speed = curve.speed(time)
    force = horizontal_force(curve, time, profile.runner, profile.air)
    across = Axis(0, profile.speed.value * 1.08, RIGHT_START, RIGHT)
    upward = Axis(0, profile.force.value * 1.2, BOTTOM, TOP)
    power_up = Axis(0, profile.power.value * 1.4, BOTTOM, TOP)
    _grid(drawing, across, upward, (TOP, BOTTOM), "Horizontal force, N/kg")
    for value in power_up.ticks(5):
        place = (RIGHT + 6, power_up.at(value) + 4)
        drawing.text(place, tick_label(value), font_size=12, fill=POWER)
    drawing.text((RIGHT + 40, TOP - 12), "Power, W/kg", text_anchor="end", fill=POWER)
    middle = ((RIGHT_START + RIGHT) / 2, HEIGHT - 10)
    drawing.text(middle, "speed, m/s", text_anchor="middle", fill=QUIET)
    line = (
        (across.at(0), upward.at(profile.force.value)),
        (across.at(profile.speed.value), BOTTOM),
    )
    drawing.line(*line, stroke=CURVE, stroke_width=1, stroke_dasharray="4 4")
    for quantity, axis, color in ((force, upward, CURVE), (force * speed, power_up, POWER)):
        points = np.column_stack([across.all(speed), axis.all(quantity)])
        drawing.polyline(points, stroke=color, stroke_width=2.4)
    lines = (
        _shown("F0", profile.force, "N/kg"),
        _shown("V0", profile.speed, "m/s"),
        _shown("Pmax", profile.power, "W/kg"),
    )
    for number, words in enumerate(lines):
        drawing.text((RIGHT - 8, TOP + 12 + 16 * number), words, text_anchor="end", fill=INK)


def _shown(name: str, estimate: Estimate, unit: str) -> str:
    """Name, value and interval, as text."""
    return f"{name} {estimate.value:.2f} ({estimate.lower:.2f} to {estimate.upper:.2f}) {unit}"


def _grid(
    drawing: Drawing,
    across: Axis,
    upward: Axis,
    rows: tuple[float, float],
    title: str,
    count: int = 5,
) -> None:
    """Draw lines and numbers of both axes, and the title of the upward one."""
    drawing.text((across.start - 38, rows[0] - 12), title, fill=QUIET)
    for value in upward.ticks(count):
        y = upward.at(value)
        drawing.line((across.start, y), (across.stop, y), stroke=RULE, stroke_width=1)
        drawing.text((across.start - 6, y + 4), tick_label(value), text_anchor="end")
    for value in across.ticks(6):
        x = across.at(value)
        drawing.line((x, rows[1]), (x, rows[1] + 4), stroke=QUIET, stroke_width=1)
        drawing.text((x, rows[1] + 17), tick_label(round(value, 9)), text_anchor="middle")
