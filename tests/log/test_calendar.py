"""Planned sessions as a calendar: the same events as the plan's own file has."""

from __future__ import annotations

from datetime import date
from typing import Any

from icalendar import Calendar

from nextstride.log.calendar import sessions_calendar
from nextstride.log.planned import planned_weeks


def plan(begins: str = "2026-01-06T17:00:00") -> dict[str, Any]:
    hold = {"exercise": "hip_flexor_hold", "title": "Hold, standing", "group": "hip_flexors"}
    hold |= {"joint_angle_deg": 35, "hold_s": 10, "percent_max": 70, "sets": 2}
    training = {"begins": begins, "kind": "training", "minutes": 30, "exercises": [hold]}
    training |= {"tests": [], "note": "Warm up."}
    test = {"begins": "2026-01-09T17:00:00", "kind": "test", "minutes": 60, "exercises": []}
    test |= {"tests": [{"name": "Flying 10 m"}]}
    return {"weeks": [{"number": 1, "sessions": [training, test]}]}


def events(text: str) -> list[Any]:
    return Calendar.from_ical(text).walk("VEVENT")


def test_events_say_when_what_and_whose() -> None:
    text = sessions_calendar({"Mia": planned_weeks(plan())}, named=True)
    first, second = events(text)
    assert str(first["summary"]) == "Mia: Holds: hip flexors"
    assert first["dtstart"].dt.isoformat() == "2026-01-06T17:00:00"
    assert (first["dtend"].dt - first["dtstart"].dt).seconds == 1800
    assert "Hold, standing, 35°: 2 x 10 s a side at 70 %" in str(first["description"])
    assert "Warm up." in str(first["description"])
    assert str(second["summary"]) == "Mia: Test day"
    assert "Flying 10 m" in str(second["description"])


def test_an_athletes_own_calendar_names_nobody() -> None:
    text = sessions_calendar({"Mia": planned_weeks(plan())}, named=False)
    assert "Mia" not in text


def test_events_of_a_squad_are_in_order_and_each_is_its_own() -> None:
    plans = {name: planned_weeks(plan()) for name in ("Mia", "Bo")}
    found = events(sessions_calendar(plans, named=True))
    assert len({str(each["uid"]) for each in found}) == 4
    days = [each["dtstart"].dt.date() for each in found]
    assert days == sorted(days)
    assert days[0] == date(2026, 1, 6)


def test_nobody_planned_is_an_empty_calendar() -> None:
    assert events(sessions_calendar({}, named=True)) == []
