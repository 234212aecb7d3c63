"""The plan as a calendar file that any calendar can import (iCalendar, RFC 5545)."""

from __future__ import annotations

from datetime import UTC, timedelta
from uuid import NAMESPACE_URL, uuid5

from icalendar import Calendar, Event

from nextstride.conventions import in_words
from nextstride.training.plan import Plan, Session, work_in_words


def plan_calendar(plan: Plan) -> str:
    """Write the sessions as an iCalendar file; times are local, without a time zone.

    The same plan always gives the same file, so importing it again replaces its events.

    Returns
    -------
    str
        With CRLF line ends; write it as UTF-8 without translating them.
    """
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//nextstride//training plan//EN")
    for number, session in enumerate(plan.sessions, start=1):
        calendar.add_component(_event(plan, session, number))
    return str(calendar.to_ical().decode("utf-8"))


def _event(plan: Plan, session: Session, number: int) -> Event:
    """One session."""
    name = f"nextstride:{plan.athlete}:{session.begins.isoformat()}:{number}"
    event = Event()
    event.add("uid", f"{uuid5(NAMESPACE_URL, name)}@nextstride")
    event.add("dtstamp", plan.sessions[0].begins.replace(tzinfo=UTC))
    event.add("dtstart", session.begins)
    event.add("dtend", session.begins + timedelta(minutes=session.minutes))
    event.add("summary", _summary(plan, session))
    event.add("description", _description(session))
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
