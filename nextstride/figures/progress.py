"""One measure over the sessions: before and since, and the band in which chance alone lies."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import chain

from nextstride.figures.axis import Axis, tick_label
from nextstride.figures.colors import GIVES_COSTS, INK, QUIET, RULE
from nextstride.figures.drawing import Drawing
from nextstride.figures.picture import Picture
from nextstride.log import Change
from nextstride.log.compare import unit_of
from nextstride.log.series import Series

WIDTH, HEIGHT = 480, 250
LEFT, RIGHT, TOP, BOTTOM = 46, 470, 26, 216
FONT = 13
BAND = "#ebedf0"
"""Where a mean of the later sessions may lie by chance."""
BAND_ROOM = 0.75
"""Of the span of the values, how much the band may add on either side; a wider one is cut off, so
that the axis shows what was measured."""
COLOR = {"better": GIVES_COSTS["gives"], "worse": GIVES_COSTS["costs"]}
MONTH = 30
WEEK = 7
EDGE = 24
"""A date nearer to the right end than this (pixels) is written to the left of its mark."""


def progress_figure(
    series: Series, change: Change, since: date, days: tuple[date, date]
) -> Picture:
    """Draw one measure: a dot a session, the means before and since, and what counts.

    The grey band is the mean before, plus and minus what it takes to count; a mean since outside
    of it is a change.

    Parameters
    ----------
    series : Series
    change : Change
        Of this series.
    since : datetime.date
        First day that counts as after.
    days : tuple of datetime.date
        First and last day shown, the same for all measures of a page.

    Returns
    -------
    Picture
        An ``<svg>`` element.
    """
    drawing = Drawing(WIDTH, HEIGHT, f"{change.title} over the sessions: {change.outcome}")
    across = Axis(days[0].toordinal() - 1, days[1].toordinal() + 1, LEFT, RIGHT)
    upward = _upward(series, change)
    start = min(max(across.at(since.toordinal() - 0.5), LEFT), RIGHT)
    _draw_band(drawing, change, upward, start)
    draw_values(drawing, change.unit, upward, RIGHT)
    draw_days(drawing, across, days)
    drawing.line(
        (start, TOP), (start, BOTTOM), stroke=QUIET, stroke_width=1, stroke_dasharray="3 3"
    )
    color = COLOR.get(change.outcome, INK)
    for point in series.points:
        place = (across.at(point.day.toordinal()), upward.at(point.value))
        later = point.day >= since
        style = {"fill": color} if later else {"fill": "#ffffff", "stroke": INK}
        drawing.circle(place, 3.6, **style, stroke_width=1.4)
    _draw_means(drawing, change, upward, start, color)
    return drawing.svg()


def _upward(series: Series, change: Change) -> Axis:
    """Axis of the values, with the band in it as far as that leaves the values most of the room."""
    values = [point.value for point in series.points]
    low, high = min(values), max(values)
    span = (high - low) or 0.05 * abs(high) or 1.0
    if change.before is not None and change.required_change is not None:
        band = change.before - change.required_change, change.before + change.required_change
        low = min(low, max(band[0], low - BAND_ROOM * span))
        high = max(high, min(band[1], high + BAND_ROOM * span))
    room = 0.08 * (high - low) or span
    return Axis(low - room, high + room, BOTTOM, TOP)


def _draw_band(drawing: Drawing, change: Change, upward: Axis, start: float) -> None:
    """Fill the band from the first day that counts as after."""
    if change.before is None or change.required_change is None:
        return
    top = max(upward.at(change.before + change.required_change), TOP)
    bottom = min(upward.at(change.before - change.required_change), BOTTOM)
    drawing.rectangle((start, top), (RIGHT - start, bottom - top), fill=BAND)


def draw_values(drawing: Drawing, unit: str, upward: Axis, right: float) -> None:
    """Draw the lines and numbers of the values, up to the pixel `right`."""
    drawing.text((0, TOP - 12), unit_of(unit).shown, font_size=FONT, fill=QUIET)
    factor = unit_of(unit).factor
    shown = Axis(upward.low * factor, upward.high * factor, upward.start, upward.stop)
    for value in shown.ticks(4):
        y = shown.at(value)
        drawing.line((LEFT, y), (right, y), stroke=RULE, stroke_width=1)
        label = tick_label(round(value, 9))
        drawing.text((LEFT - 6, y + 4), label, font_size=FONT, text_anchor="end")


def draw_days(drawing: Drawing, across: Axis, days: tuple[date, date]) -> None:
    """Draw the dates under the picture."""
    drawing.line((LEFT, BOTTOM), (across.stop, BOTTOM), stroke=QUIET, stroke_width=1)
    for day, label in date_ticks(*days):
        x = across.at(day.toordinal())
        drawing.line((x, BOTTOM), (x, BOTTOM + 4), stroke=QUIET, stroke_width=1)
        place, anchor = (across.stop, "end") if x > across.stop - EDGE else (x, "middle")
        drawing.text((place, BOTTOM + 19), label, font_size=FONT, text_anchor=anchor)


def _draw_means(drawing: Drawing, change: Change, upward: Axis, start: float, color: str) -> None:
    """Draw the mean before and the mean since, each over its time."""
    for mean, ends, ink in (
        (change.before, (LEFT, start), INK),
        (change.after, (start, RIGHT), color),
    ):
        if mean is not None:
            y = upward.at(mean)
            drawing.line((ends[0], y), (ends[1], y), stroke=ink, stroke_width=2)


def date_ticks(first: date, last: date) -> list[tuple[date, str]]:
    """About five dates to label: firsts of months over longer times, else days.

    Parameters
    ----------
    first, last : datetime.date

    Returns
    -------
    list of tuple
        Day and its label.
    """
    span = (last - first).days
    if span > 3 * MONTH:
        every = next(n for n in chain((1, 2, 3, 6), range(12, 1200, 12)) if span <= 6 * MONTH * n)
        months = range(12 * first.year + first.month, 12 * last.year + last.month)
        firsts = (date(m // 12, m % 12 + 1, 1) for m in months if m % every == 0)
        return [(day, f"{day:%b %Y}" if every > 1 else f"{day:%b}") for day in firsts]
    step = timedelta(days=next(n for n in (1, 2, WEEK, 2 * WEEK, 3 * WEEK) if span <= 5 * n))
    count = span // step.days
    every_day = (first + number * step for number in range(count + 1))
    return [(day, f"{day.day} {day:%b}") for day in every_day]
