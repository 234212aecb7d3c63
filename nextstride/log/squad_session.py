"""One training session of one athlete or of a whole squad, logged as planned but for exceptions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from nextstride.errors import MissingDataError, ParameterError
from nextstride.log.adherence import NEAR_DAYS, assign, session_to_log
from nextstride.log.entries import Hold
from nextstride.log.names import name_key
from nextstride.log.planned import (
    TRAINING,
    PlannedHold,
    PlannedSession,
    PlannedWeeks,
    entries_of,
    with_exception,
)
from nextstride.log.store import Log


@dataclass(frozen=True)
class Otherwise:
    """One thing that was not done as planned.

    Attributes
    ----------
    athlete : str or None
        None for everyone whose session is logged.
    which, done : str
        See `nextstride.log.planned.with_exception`.
    """

    athlete: str | None
    which: str
    done: str


@dataclass(frozen=True)
class SessionDone:
    """One athlete's session.

    Attributes
    ----------
    athlete : str
    day : datetime.date
        When it was done.
    planned_for : datetime.date
    holds : tuple of PlannedHold
        As done; `sets` is 0 where one was left out.
    otherwise : tuple of PlannedHold
        Of these, what was not done as planned.
    entries : tuple of Hold
        What is logged.
    """

    athlete: str
    day: date
    planned_for: date
    holds: tuple[PlannedHold, ...]
    otherwise: tuple[PlannedHold, ...]
    entries: tuple[Hold, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return {
            "athlete": self.athlete,
            "day": self.day.isoformat(),
            "planned_for": self.planned_for.isoformat(),
            "otherwise": [vars(each) for each in self.otherwise],
            "entries": [each.to_json() for each in self.entries],
        }


@dataclass(frozen=True)
class SquadSession:
    """What was logged of a squad's session.

    Attributes
    ----------
    done : tuple of SessionDone
    passed_over : dict of str to str
        Who had no session to log, and why.
    """

    done: tuple[SessionDone, ...]
    passed_over: dict[str, str]

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return {"done": [each.to_json() for each in self.done], "passed_over": self.passed_over}


@dataclass(frozen=True)
class SessionOfDay:
    """What there is to log of one athlete on a day, or what is logged already.

    Attributes
    ----------
    athlete : str
    planned : PlannedSession or None
        To log; None where there is nothing, or it is logged.
    done : tuple of Hold
        What is logged of that session.
    why : str
        Why there is nothing to log, in a few words.
    """

    athlete: str
    planned: PlannedSession | None
    done: tuple[Hold, ...]
    why: str


def session_of_day(log: Log, name: str, day: date) -> SessionOfDay:
    """Look up one athlete's session of a day, as `log_session` would log it.

    Parameters
    ----------
    log : Log
    name : str
    day : datetime.date
    """
    held, plans = log.entries(name, Hold), log.plans(name)
    that_day = tuple(each for each in held if each.day == day)
    if that_day:
        return SessionOfDay(name, None, that_day, "")
    if not plans:
        return SessionOfDay(name, None, (), "no plan")
    try:
        planned = session_to_log(name, plans, held, day)
    except MissingDataError:
        return SessionOfDay(name, None, (), _why_none(plans[-1], day))
    done = tuple(assign(plans[-1], held)[planned.day])
    return SessionOfDay(name, None if done else planned, done, "")


def _why_none(plan: PlannedWeeks, day: date) -> str:
    """Why a plan has nothing to log on a day."""
    if any(each.day == day and each.kind != TRAINING for each in plan.sessions):
        return "test day"
    return f"no open session within {NEAR_DAYS} days"


def take_back(log: Log, athletes: Sequence[str], day: date) -> int:
    """Take out what `session_of_day` shows as done, of all or of none; return how many holds.

    Parameters
    ----------
    log : Log
    athletes : sequence of str
    day : datetime.date
    """
    ids = [hold.id for name in athletes for hold in session_of_day(log, name, day).done]
    log.remove(*ids)
    return len(ids)


def read_otherwise(text: str) -> Otherwise:
    """Read ``WHICH=DONE`` or ``ATHLETE:WHICH=DONE``.

    Raises
    ------
    ParameterError
        If it is neither.
    """
    left, equals, done = text.rpartition("=")
    athlete, colon, which = left.rpartition(":")
    if not equals or not which.strip() or (colon and not athlete.strip()):
        raise ParameterError(
            "log: an exception must be WHICH=DONE, or ATHLETE:WHICH=DONE in a squad, as 2=0 or "
            f"Mia:heel raise=2x8; got {text!r}."
        )
    return Otherwise(athlete.strip() or None, which, done)


def log_session(
    log: Log,
    athletes: Sequence[str],
    day: date,
    otherwise: Sequence[Otherwise] = (),
    note: str = "",
) -> SquadSession:
    """Log the planned session of one athlete or several, all or none.

    Parameters
    ----------
    log : Log
    athletes : sequence of str
        One alone must have a session to log. None at all means everyone who has one.
    day : datetime.date
        When it was done.
    otherwise : sequence of Otherwise
        What was not done as planned.
    note : str

    Raises
    ------
    MissingDataError
        If nobody asked for has a session to log.
    ParameterError
        If an exception names nobody and nothing of these sessions, or is impossible.
    """
    done: list[SessionDone] = []
    passed_over: dict[str, str] = {}
    with log.one_look():
        named = [log.athlete(name).name for name in athletes]
        names = dict.fromkeys(named or [each.name for each in log.athletes()])
        for name in names:
            mine = [each for each in otherwise if _is_for(each, name)]
            try:
                done.append(_session_of(log, name, day, mine, note))
            except MissingDataError as error:
                if len(names) == 1:
                    raise
                passed_over[name] = str(error).removeprefix("log: ")
    if not done:
        raise MissingDataError(f"log: nobody has a session to log on {day}. {passed_over}")
    _refuse_strangers(otherwise, [each.athlete for each in done])
    log.add(*(entry for each in done for entry in each.entries))
    return SquadSession(tuple(done), passed_over)


def _session_of(
    log: Log, name: str, day: date, otherwise: list[Otherwise], note: str
) -> SessionDone:
    """One athlete's session, not logged yet."""
    held = log.entries(name, Hold)
    plans = log.plans(name)
    planned = session_to_log(name, plans, held, day)
    if assign(plans[-1], held)[planned.day]:
        raise MissingDataError(
            f"log: {name}'s session of {planned.day} is logged already; nextstride log undo "
            "takes back what was logged last."
        )
    session = planned
    for each in otherwise:
        session = with_exception(session, each.which, each.done)
    entries = entries_of(name, session, day, note)
    if not entries:
        raise MissingDataError(f"log: nothing of {name}'s session was done, so nothing is logged.")
    changed = _changed(planned, session)
    return SessionDone(name, day, planned.day, session.holds, changed, tuple(entries))


def _changed(planned: PlannedSession, done: PlannedSession) -> tuple[PlannedHold, ...]:
    """What was not done as planned."""
    pairs = zip(planned.holds, done.holds, strict=True)
    return tuple(after for before, after in pairs if before != after)


def _is_for(otherwise: Otherwise, name: str) -> bool:
    """Whether an exception is meant for an athlete."""
    return otherwise.athlete is None or name_key(otherwise.athlete) == name_key(name)


def _refuse_strangers(otherwise: Sequence[Otherwise], names: list[str]) -> None:
    """Refuse an exception of somebody whose session is not logged."""
    for each in otherwise:
        if not any(_is_for(each, name) for name in names):
            raise ParameterError(
                f"log: an exception names {each.athlete!r}, whose session is not among those "
                f"logged ({', '.join(names)}); nothing was logged."
            )
