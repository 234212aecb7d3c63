"""Planned sessions of athletes as one calendar that other programs subscribe to (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nextstride.conventions import in_degrees, in_words
from nextstride.log.planned import TRAINING, PlannedHold, PlannedSession, PlannedWeeks
from nextstride.training.calendar_file import CalendarEvent, calendar_text

EVERY = "PT6H"
"""How often a calendar is asked to look again (RFC 7986, section 5.7): plans change by the day."""

TEST_DAY = "Test day"
"""What a day without training is called."""


def sessions_calendar(plans: Mapping[str, PlannedWeeks], *, named: bool) -> str:
    """Write the planned sessions of athletes as an iCalendar text.

    An event has the same id as in the ``plan.ics`` of its plan, so that one does not stand beside
    the other.

    Parameters
    ----------
    plans : mapping of str to PlannedWeeks
        The plan that counts, by athlete.
    named : bool
        Whether events say whose they are.
    """
    events = (event for name, plan in plans.items() for event in _events(name, plan, named))
    ordered = sorted(events, key=lambda each: (each.begins, each.athlete))
    return calendar_text(ordered, x_wr_calname="Training", x_published_ttl=EVERY)


def _events(name: str, plan: PlannedWeeks, named: bool) -> Iterator[CalendarEvent]:
    """Events of one athlete."""
    for number, session in enumerate(plan.sessions, start=1):
        if session.begins is not None:
            what = session_title(session)
            yield CalendarEvent(
                athlete=name,
                number=number,
                begins=session.begins,
                minutes=session.minutes,
                summary=f"{name}: {what}" if named else what,
                description="\n".join(_lines(session)),
            )


def session_title(session: PlannedSession) -> str:
    """What a session is, in a few words."""
    if session.kind != TRAINING:
        return TEST_DAY
    groups = dict.fromkeys(in_words(each.group) for each in session.holds)
    return f"Holds: {', '.join(groups)}"


def _lines(session: PlannedSession) -> Iterator[str]:
    """Everything to do, one line each."""
    yield from (hold_line(each) for each in session.holds)
    yield from session.tests
    if session.note:
        yield session.note


def hold_line(hold: PlannedHold) -> str:
    """One hold's dose in a line."""
    angle = in_degrees(hold.joint_angle)
    return f"{hold.title}, {angle}: {hold.sets} x {hold.hold:g} s a side at {hold.percent:g} %"
