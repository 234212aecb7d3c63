"""The plan as a calendar file that any calendar can import (iCalendar, RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from icalendar import Calendar, Event

from nextstride.conventions import in_words
from nextstride.training.plan import Plan, Session, work_in_words


@dataclass(frozen=True)
class CalendarEvent:
    """One session as a calendar shows it.

    Attributes
    ----------
    athlete : str
        May be empty.
    number : int
        Of the session in its plan, from 1.
    begins : datetime.datetime
        Local time, without a time zone.
    minutes : int
    summary, description : str
    """

    athlete: str
    number: int
    begins: datetime
    minutes: int
    summary: str
    description: str


def plan_calendar(plan: Plan) -> str:
    """Write the sessions as an iCalendar file; times are local, without a time zone.

    The same plan always gives the same file, so importing it again replaces its events.

    Returns
    -------
    str
        With CRLF line ends; write it as UTF-8 without translating them.
    """
    return calendar_text(
        CalendarEvent(
            athlete=plan.athlete,
            number=number,
            begins=session.begins,
            minutes=session.minutes,
            summary=_summary(plan, session),
            description=_description(session),
        )
        for number, session in enumerate(plan.sessions, start=1)
    )


def calendar_text(events: Iterable[CalendarEvent], **properties: str) -> str:
    """Write events as an iCalendar file; see `plan_calendar`.

    Parameters
    ----------
    events : iterable of CalendarEvent
    **properties
        Of the whole calendar, underscores for hyphens.
    """
    found = tuple(events)
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//nextstride//training plan//EN")
    for name, value in properties.items():
        calendar.add(name.replace("_", "-"), value)
    for each in found:
        calendar.add_component(_event(each, found[0].begins))
    return str(calendar.to_ical().decode("utf-8"))


def _event(told: CalendarEvent, first: datetime) -> Event:
    """One session."""
    name = f"nextstride:{told.athlete}:{told.begins.isoformat()}:{told.number}"
    event = Event()
    event.add("uid", f"{uuid5(NAMESPACE_URL, name)}@nextstride")
    event.add("dtstamp", first.replace(tzinfo=UTC))
    event.add("dtstart", told.begins)
    event.add("dtend", told.begins + timedelta(minutes=told.minutes))
    event.add("summary", told.summary)
    event.add("description", told.description)
    return event


def _summary(plan: Plan, session: Session) -> str:
    """Title of a session."""
    what = "Test day" if session.kind == "test" else "Holds"
    groups = dict.fromkeys(in_words(each.group) for each in session.exercises)
    words = f"{what}: {', '.join(groups)}" if groups else what
    return f"{plan.athlete}: {words}" if plan.athlete else words


def _description(session: Session) -> str:
    """Everything to do, one line each."""
    work = [work_in_words(each) for each in session.exercises]
    tests = [f"{each.name}: {each.instructions}" for each in session.tests]
    return "\n".join([*work, *tests, session.note])
