"""The calendar file, parsed back by the rules of RFC 5545."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
import xarray as xr

from nextstride.athlete import Athlete
from nextstride.training import Health, Plan, Schedule, plan_calendar, plan_training

Planted = Callable[..., xr.Dataset]
# A backslash before an N is a line break to icalendar, in any text, so it is before an R here.
AWKWARD = 'Zoë; "O\\Reil", the 2nd ✓'


@pytest.fixture
def plan(planted: Planted, course: xr.Dataset, schedule: Schedule) -> Plan:
    athlete = Athlete(name=AWKWARD)
    return plan_training(planted("hip_flexors"), course, athlete, Health(age=24), schedule)


def unfolded(text: str) -> list[str]:
    """Content lines (RFC 5545, 3.1)."""
    return text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def unescaped(value: str) -> str:
    """Text value (RFC 5545, 3.3.11)."""
    letters, found = iter(value), ""
    for letter in letters:
        escaped = next(letters) if letter == "\\" else ""
        found += {"n": "\n", "N": "\n"}.get(escaped, escaped) if escaped else letter
    return found


def events_of(text: str) -> list[dict[str, str]]:
    """Properties of each event; asserts that components nest."""
    lines = unfolded(text)
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    events: list[dict[str, str]] = []
    inside = False
    for line in lines[1:-1]:
        name, value = line.split(":", 1)
        if name == "BEGIN":
            assert not inside
            assert value == "VEVENT"
            inside = True
            events.append({})
        elif name == "END":
            assert inside
            inside = False
        elif inside:
            assert name not in events[-1]
            events[-1][name] = value
    assert not inside
    return events


def test_every_session_is_an_event(plan: Plan) -> None:
    events = events_of(plan_calendar(plan))
    assert len(events) == len(plan.sessions)
    for event, session in zip(events, plan.sessions, strict=True):
        assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION"} <= event.keys()
        begins, ends = (
            datetime.strptime(event[name], "%Y%m%dT%H%M%S") for name in ("DTSTART", "DTEND")
        )
        assert begins == session.begins
        assert (ends - begins).total_seconds() == 60 * session.minutes
        description = unescaped(event["DESCRIPTION"])
        assert description.endswith(session.note)
        assert all(each.title in description for each in session.exercises)
        assert all(each.instructions in description for each in session.tests)


def test_awkward_names_survive(plan: Plan) -> None:
    for event in events_of(plan_calendar(plan)):
        assert unescaped(event["SUMMARY"]).startswith(AWKWARD + ": ")


def test_lines_are_folded_and_end_as_they_must(plan: Plan) -> None:
    text = plan_calendar(plan)
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75


def test_events_have_their_own_lasting_names(plan: Plan) -> None:
    names = [event["UID"] for event in events_of(plan_calendar(plan))]
    assert len(set(names)) == len(names)
    assert plan_calendar(plan) == plan_calendar(plan)
