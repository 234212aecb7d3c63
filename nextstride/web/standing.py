"""Where an athlete stands, in the few words of a tile; gathered from the log, not computed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from nextstride.conventions import counted, in_words
from nextstride.log import Hold, Log, LogEntry, RecordedRun, SpeedTest, StrengthTest
from nextstride.log.adherence import NEAR_DAYS, adherence, assign
from nextstride.log.planned import TRAINING, PlannedSession, PlannedWeeks
from nextstride.log.typical_error import published_errors
from nextstride.report.runner_words import gain, of_ten, ranked
from nextstride.web.desk import key_of

PAIN_DAYS = 14
"""A pain logged within so many days is a flag."""
COVERAGE = 1.96
"""95 % of a normal distribution, in standard deviations."""


@dataclass(frozen=True)
class Standing:
    """Where an athlete stands.

    Attributes
    ----------
    name, key : str
    speed, speed_range, speed_day : str
        The newest speed that may be seen, its 95 % interval, and when it was.
    limits, limits_gain, limits_sure : str
        What limits, in a word or three, what it would give, and in how many of the bodies that
        fit it is first; empty where nobody asked.
    next : str
        The next planned session.
    done : str
        How much of the plan was done of late.
    flags : tuple of str
        What a coach should look at.
    """

    name: str
    key: str
    speed: str
    speed_range: str
    speed_day: str
    limits: str
    limits_gain: str
    limits_sure: str
    next: str
    done: str
    flags: tuple[str, ...]


def standing_of(log: Log, name: str, today: date) -> Standing:
    """Gather where an athlete stands.

    Parameters
    ----------
    log : Log
    name : str
    today : datetime.date
    """
    entries: tuple[LogEntry, ...] = log.entries(name)
    plans = log.plans(name)
    plan = plans[-1] if plans else None
    limits = _limits(entries)
    return Standing(
        name=name,
        key=key_of(name),
        **_speed(entries),
        limits=in_words(limits["group"]) if limits else "",
        limits_gain=gain(limits) if limits else "",
        limits_sure=f"{of_ten(limits['probability_first'])} bodies" if limits else "",
        next=_next(plan, entries, today),
        done=_done(plan, entries, today),
        flags=tuple(_flags(log, name, plan, entries, today)),
    )


def short_day(day: date) -> str:
    """A day as people write it, with its year where that is not this one."""
    words = f"{day:%a} {day.day} {day:%b}"
    return words if day.year == date.today().year else f"{words} {day.year}"


def analysis_of(run: RecordedRun) -> dict[str, Any] | None:
    """The analysis of a logged recording; None where it is gone."""
    try:
        document = json.loads(Path(run.analysis).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return document if isinstance(document, dict) else None


def _speed(entries: Sequence[LogEntry]) -> dict[str, str]:
    """The newest speed with its interval."""
    found = [each for each in entries if isinstance(each, RecordedRun | SpeedTest)]
    if not found:
        return {"speed": "", "speed_range": "", "speed_day": ""}
    newest = found[-1]
    if isinstance(newest, SpeedTest):
        speed = newest.speed
        half = COVERAGE * published_errors()[newest.method].relative * speed
        low, high = speed - half, speed + half
    else:
        told = (analysis_of(newest) or {}).get("speed", {})
        speed = newest.measures["speed"]
        low, high = told.get("lower"), told.get("upper")
    known = low is not None and high is not None
    return {
        "speed": f"{speed:.2f} m/s",
        "speed_range": f"{low:.2f} to {high:.2f}" if known else "",
        "speed_day": short_day(newest.day),
    }


def _limits(entries: Iterable[LogEntry]) -> dict[str, Any] | None:
    """The link that limits most in the newest recording that was asked, None where none was."""
    for entry in reversed([each for each in entries if isinstance(each, RecordedRun)]):
        document = analysis_of(entry)
        if document and document.get("limits"):
            return ranked(document["limits"])[0]
    return None


def sessions_ahead(
    plan: PlannedWeeks, entries: Iterable[LogEntry], today: date
) -> list[PlannedSession]:
    """Sessions of a plan from today on of which nothing is done yet."""
    done = assign(plan, [each for each in entries if isinstance(each, Hold)])
    return [each for each in plan.sessions if each.day >= today and not done.get(each.day)]


def _next(plan: PlannedWeeks | None, entries: Iterable[LogEntry], today: date) -> str:
    """The next planned session in words."""
    if plan is None:
        return "no plan"
    ahead = sessions_ahead(plan, entries, today)
    return f"{when(ahead[0].day, today)}: {what(ahead[0])}" if ahead else "the plan is over"


def when(day: date, today: date) -> str:
    """A day, as seen from today."""
    near = {today: "today", today + timedelta(days=1): "tomorrow"}
    return near.get(day, short_day(day))


def what(session: PlannedSession) -> str:
    """What a session is made of, in two words."""
    if session.kind != TRAINING:
        return "test day"
    return counted(len(session.holds), "hold")


def _done(plan: PlannedWeeks | None, entries: Iterable[LogEntry], today: date) -> str:
    """How much of the newest week that has begun was done."""
    if plan is None:
        return ""
    weeks = adherence(plan, [each for each in entries if isinstance(each, Hold)], today)
    if not weeks:
        return ""
    last = weeks[-1]
    return f"week {last.week}: {last.sets_done} of {last.sets_planned} sets"


def _flags(
    log: Log, name: str, plan: PlannedWeeks | None, entries: Sequence[LogEntry], today: date
) -> Iterable[str]:
    """Pain, a test that is overdue, speeds that wait for the feel."""
    pains = [
        each
        for each in entries
        if isinstance(each, Hold) and each.pain and (today - each.day).days <= PAIN_DAYS
    ]
    if pains:
        worst = max(pains, key=lambda each: each.pain or 0)
        yield f"pain {worst.pain:g} of 10, {short_day(worst.day)}"
    tested = [each.day for each in entries if isinstance(each, SpeedTest | StrengthTest)]
    reach = timedelta(days=NEAR_DAYS)
    due = [each.day for each in plan.sessions if each.kind != TRAINING] if plan else []
    late = [day for day in due if day + reach < today]
    if late and not any(late[-1] - reach <= day for day in tested):
        yield f"test of {short_day(late[-1])} overdue"
    waiting = log.waiting(name)
    if waiting:
        yield f"feel of {short_day(waiting[-1].day)} not told"
