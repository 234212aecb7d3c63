"""The runner's week: which days are free, and the days on which holds disturb sprinting least."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import combinations

from nextstride.checks import Problems
from nextstride.errors import ParameterError

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SHORTEST_WEEKDAY = 2
"""Letters that tell one weekday from the others."""
MOST_SESSIONS = 3
"""Sessions a week of the trials that gained strength (Thorborg 2016, Folland 2005)."""
LEAST_GAP = 2
"""Days from one session to the next, so that one day of rest lies between."""


def weekday(text: str) -> str:
    """Return the weekday that a person means: its name or how it begins, in any case.

    Raises
    ------
    ParameterError
        If it is none.
    """
    asked = text.strip().rstrip(".").casefold()
    found = [day for day in WEEKDAYS if len(asked) >= SHORTEST_WEEKDAY and day.startswith(asked)]
    if len(found) != 1:
        raise ParameterError(
            "schedule: weekday must be one of "
            f"{', '.join(WEEKDAYS)}, or how it begins, as tue; got {text!r}."
        )
    return found[0]


def local_time(text: str, needed: str) -> time:
    """Return the local time that a person wrote.

    Parameters
    ----------
    text : str
        As 17:00; a time zone is passed over.
    needed : str
        Beginning of the message: what must be a time, or begins at one.

    Raises
    ------
    ParameterError
        If it is none.
    """
    try:
        return time.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise ParameterError(f"{needed} a time as 17:00; got {text!r}.") from None


@dataclass(frozen=True)
class Schedule:
    """When the runner can train.

    Parameters
    ----------
    start : datetime.date
        First day of the plan.
    weeks : int
        Length of the plan, 4 to 16.
    speed_days : tuple of str
        Weekdays of hard sprinting, as `weekday` reads them.
    strength_days : tuple of str
        Weekdays of other heavy strength work.
    closed_days : tuple of str
        Weekdays on which no session fits.
    days_off : tuple of datetime.date
        Single days without a session: travel, a meet, a holiday.
    clock : datetime.time
        Local time at which a session begins, for the calendar.

    Raises
    ------
    ParameterError
        If a value is impossible or no weekday is left.
    """

    start: date
    weeks: int = 8
    speed_days: tuple[str, ...] = ()
    strength_days: tuple[str, ...] = ()
    closed_days: tuple[str, ...] = ()
    days_off: tuple[date, ...] = ()
    clock: time = time(17, 0)

    def __post_init__(self) -> None:
        for name in ("speed_days", "strength_days", "closed_days"):
            object.__setattr__(self, name, tuple(weekday(day) for day in getattr(self, name)))
        problems = Problems("schedule")
        problems.in_range("weeks", self.weeks, 4, 16, "weeks")
        problems.require(
            not set(WEEKDAYS) <= set(self.closed_days),
            "at least one weekday must be open; all seven are closed",
        )
        problems.require(
            self.start.year < 9000, f"start must be a date of a calendar; got {self.start}"
        )
        problems.raise_if_any(ParameterError)

    def dates(self, week: int, weekdays: tuple[str, ...]) -> list[date]:
        """Dates of `weekdays` in a week of the plan, the first being 1, without the days off."""
        first = self.start + timedelta(days=7 * (week - 1))
        offsets = sorted((WEEKDAYS.index(day) - first.weekday()) % 7 for day in weekdays)
        days = (first + timedelta(days=offset) for offset in offsets)
        return [day for day in days if day not in self.days_off]


def session_days(schedule: Schedule, most: int = MOST_SESSIONS) -> tuple[str, ...]:
    """Choose the weekdays of the sessions.

    As many as possible up to `most` with a day of rest between them, and of those the ones that
    disturb the runner's other training least: first not the day before sprinting, then not the day
    of other strength work. On a day of sprinting the session comes after it.

    Parameters
    ----------
    schedule : Schedule
    most : int
        Sessions a week.
    """
    free = [day for day in WEEKDAYS if day not in schedule.closed_days]
    choices = [
        days for count in range(1, most + 1) for days in combinations(free, count) if _rested(days)
    ]
    return min(choices, key=lambda days: (-len(days), _disturbance(days, schedule)))


def _rested(days: tuple[str, ...]) -> bool:
    """Whether a day of rest lies between any two sessions, from week to week too."""
    places = [WEEKDAYS.index(day) for day in days]
    following = [*places[1:], places[0] + 7]
    return all(after - here >= LEAST_GAP for here, after in zip(places, following, strict=True))


def _disturbance(days: tuple[str, ...], schedule: Schedule) -> tuple[int, int]:
    """How often a session falls on the day before sprinting, and on other strength work."""
    before = {WEEKDAYS[WEEKDAYS.index(day) - 1] for day in schedule.speed_days}
    return len(before.intersection(days)), len(set(schedule.strength_days).intersection(days))
