"""Session days: rested, open, and out of the way of sprinting."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nextstride.errors import ParameterError
from nextstride.training import WEEKDAYS, Schedule
from nextstride.training.schedule import local_time, session_days

START = date(2026, 12, 1)
days = st.lists(st.sampled_from(WEEKDAYS), unique=True).map(tuple)


@given(days.filter(lambda closed: len(closed) < 7), days, days, st.integers(1, 3))
def test_days_are_open_and_rested(
    closed: tuple[str, ...], speed: tuple[str, ...], strength: tuple[str, ...], most: int
) -> None:
    chosen = session_days(Schedule(START, 8, speed, strength, closed), most)
    assert 1 <= len(chosen) <= most
    assert not set(chosen) & set(closed)
    places = sorted(WEEKDAYS.index(day) for day in chosen)
    gaps = [after - here for here, after in zip(places, [*places[1:], places[0] + 7], strict=True)]
    assert min(gaps) >= 2


def test_no_session_on_the_day_before_sprinting() -> None:
    chosen = session_days(Schedule(START, speed_days=("tuesday", "friday")))
    assert len(chosen) == 3
    assert not {"monday", "thursday"} & set(chosen)


def test_other_strength_days_are_kept_free_where_possible() -> None:
    chosen = session_days(Schedule(START, strength_days=("monday",)))
    assert "monday" not in chosen


def test_dates_follow_the_start_whatever_weekday_it_is() -> None:
    dates = Schedule(date(2026, 12, 3)).dates(2, ("monday", "thursday"))
    assert dates == [date(2026, 12, 10), date(2026, 12, 14)]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"closed_days": WEEKDAYS}, "at least one weekday"),
        ({"speed_days": ("t",)}, "weekday must be one of"),
        ({"speed_days": ("tuesdey",)}, "weekday must be one of"),
        ({"weeks": 2}, "weeks must be between 4 and 16"),
    ],
)
def test_an_impossible_schedule_is_refused(arguments: dict[str, object], words: str) -> None:
    with pytest.raises(ParameterError, match=words):
        Schedule(START, **arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["tue", "Tue.", "TUESDAY", " tu "])
def test_a_weekday_is_known_by_how_it_begins(text: str) -> None:
    assert Schedule(date(2026, 12, 1), speed_days=(text,)).speed_days == ("tuesday",)


def test_a_time_is_local_whatever_zone_is_written_behind_it() -> None:
    assert local_time("17:00+02:00", "--clock must be") == time(17)
    with pytest.raises(ParameterError, match="--clock must be a time as 17:00; got 'noon'"):
        local_time("noon", "--clock must be")
