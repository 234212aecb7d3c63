"""The plan as a calendar file that any calendar can import (iCalendar, RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from nextstride.training.exercise import in_words
from nextstride.training.plan import Plan, Session, work_in_words

LONGEST_LINE = 75
"""Octets, without the line break (RFC 5545, 3.1)."""
STAMP = "%Y%m%dT%H%M%S"


def plan_calendar(plan: Plan) -> str:
    """Write the sessions as an iCalendar file; times are local, without a time zone.

    The same plan always gives the same file, so importing it again replaces its events.

    Returns
    -------
    str
        With CRLF line ends; write it as UTF-8 without translating them.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//nextstride//training plan//EN"]
    for number, session in enumerate(plan.sessions, start=1):
        lines += _event(plan, session, number)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(plan: Plan, session: Session, number: int) -> Iterator[str]:
    """Yield the lines of one session, not yet folded."""
    begins, ends = session.begins, session.begins + timedelta(minutes=session.minutes)
    name = f"nextstride:{plan.athlete}:{begins.isoformat()}:{number}"
    yield "BEGIN:VEVENT"
    yield f"UID:{uuid5(NAMESPACE_URL, name)}@nextstride"
    yield f"DTSTAMP:{plan.sessions[0].begins:{STAMP}}Z"
    yield f"DTSTART:{begins:{STAMP}}"
    yield f"DTEND:{ends:{STAMP}}"
    yield f"SUMMARY:{_escaped(_summary(plan, session))}"
    yield f"DESCRIPTION:{_escaped(_description(session))}"
    yield "END:VEVENT"


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


def _escaped(text: str) -> str:
    """Escape a text value (RFC 5545, 3.3.11)."""
    for plain in ("\\", ";", ","):
        text = text.replace(plain, "\\" + plain)
    return text.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Yield a line in parts of at most 75 octets, each further one indented by a space."""
    part = ""
    for letter in line:
        if len((part + letter).encode()) > LONGEST_LINE:
            yield part
            part = " "
        part += letter
    yield part
