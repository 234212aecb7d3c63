"""What to log next so that progress can be judged, and until when."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from nextstride.conventions import counted
from nextstride.log.blocks import Block
from nextstride.log.compare import Change, in_words, unit_of
from nextstride.log.entry import LogEntry
from nextstride.log.families import Family
from nextstride.log.looks import SEASON_LOOKS, required_ratio
from nextstride.log.progress import FALSE_ALARMS, FAMILY_NAMES, Progress
from nextstride.log.series import Series, build_series

WORTH_SEEING: dict[Family, float] = {"speed": 0.02, "strength": 0.17}
"""Gain that one wants to be able to see, as a share: 2 % of speed, which decides places in a race,
and of strength what band training gave in a trial (Thorborg 2016, Knee Surg Sports Traumatol
Arthrosc 24:2346)."""

FEW_BASELINES = 3
"""Sessions before a new block at least, so that scatter and level are more than one day's."""

WEEK = 7


def next_steps(
    progress: Progress, entries: Iterable[LogEntry], today: date | None = None
) -> tuple[str, ...]:
    """Say what to log next, one sentence or two a measure that does not answer yet.

    Parameters
    ----------
    progress : Progress
    entries : iterable of LogEntry
        The same that it was judged from.
    today : datetime.date, optional
    """
    now = today or date.today()
    known = build_series(entries)
    steps = []
    for family in WORTH_SEEING:
        mine = [change for change in progress.changes if change.family == family]
        if not mine:
            steps.append(
                f"{FAMILY_NAMES[family].capitalize()} is not logged: test it on "
                f"{FEW_BASELINES} days before the next block begins, and after it as often."
            )
        steps += [
            _step(change, known[change.key], (len(mine), progress.since, now))
            for change in mine
            if change.outcome in ("cannot be judged", "no change shown")
        ]
    return tuple(steps)


def _step(change: Change, series: Series, when: tuple[int, date, date]) -> str:
    """What one measure still needs; `when` is measures of the family, first day after, today."""
    measures, since, now = when
    name = change.title[0].upper() + change.title[1:]
    if change.sessions_before == 0:
        return (
            f"{name} was not measured before {since}, so nothing can be compared since then: test "
            f"it on {FEW_BASELINES} days before the next block and compare from there (--since)."
        )
    if change.sessions_after == 0:
        return f"{name} was not measured since {since}: test it in the next session."
    gain = WORTH_SEEING[change.family] * abs(change.before or 0)
    shown = f"{in_words(change.unit, gain)} {unit_of(change.unit).shown}"
    more = sessions_needed(change, gain, FALSE_ALARMS[change.family] / measures)
    if more is None:
        return (
            f"{name}: with {counted(change.sessions_before, 'session')} before, no number of "
            f"sessions since shows a gain of {shown}. Test it on more days before the next block "
            "begins."
        )
    if more == 0:
        return f"{name}: a gain of {shown} would show already; go on as planned."
    days = [point.day for point in series.points if point.day >= since]
    pace = max((days[-1] - days[0]).days / max(len(days) - 1, 1), 1) if len(days) > 1 else WEEK
    until = now + timedelta(days=math.ceil(more * pace))
    told = f"{counted(more, 'session')} more, until about {until}"
    return f"{name}: {told}, would show a gain of {shown}."


def sessions_needed(change: Change, gain: float, false_alarm: float) -> int | None:
    """Sessions since that are still missing to show a gain; None where no number does.

    Parameters
    ----------
    change : Change
        Judged, so that its typical error is known.
    gain : float
        In the unit of the measure.
    false_alarm : float
        As in `nextstride.log.looks.required_ratio`.
    """
    error = change.typical_error
    if error is None:
        return None
    for after in range(change.sessions_after, SEASON_LOOKS + 1):
        more = after - change.sessions_after
        standard = error.value * math.sqrt(1 / change.sessions_before + 1 / after)
        ratio = required_ratio(change.sessions_before, error.freedom + more, false_alarm)
        if ratio * standard <= gain:
            return more
    return None


def told_with(
    progress: Progress, steps: Sequence[str], block: Block | None = None
) -> dict[str, object]:
    """Progress with what to log next and what it says of the runner's gains, as plain JSON."""
    gains = None if block is None else block.to_json()
    return progress.to_json() | {"next_steps": list(steps), "gains": gains}
