"""What an athlete was asked to do: the planned sessions, and what of one was done otherwise.

A plan is kept in the log as `nextstride.training.Plan.to_json` gave it, so that a session is logged
in one line: as planned, but for what was not. What was done stays in the log's own entries, one
`Hold` an exercise and angle.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from nextstride.errors import ParameterError
from nextstride.log.entries import Hold

TRAINING = "training"


@dataclass(frozen=True)
class PlannedHold:
    """One exercise at one joint angle, as it was planned, or as it was done.

    Attributes
    ----------
    number : int
        Its place in the session, from 1, as it is printed.
    exercise, title, group : str
    joint_angle : float
        rad.
    hold : float
        s.
    percent : float
        Of the maximum.
    sets : int
        A side; 0 where it was left out.
    pain : float or None
        0 to 10.
    rest : float or None
        After each set, s.
    band : str
        Which band, how far back and what it pulls; empty where the plan does not say.
    """

    number: int
    exercise: str
    title: str
    group: str
    joint_angle: float
    hold: float
    percent: float
    sets: int
    pain: float | None = None
    rest: float | None = None
    band: str = ""


@dataclass(frozen=True)
class PlannedSession:
    """One session of a plan.

    Attributes
    ----------
    day : datetime.date
    week : int
        Of the plan, from 1.
    kind : str
        ``training`` or ``test``.
    holds : tuple of PlannedHold
    tests : tuple of str
        What a test day measures.
    begins : datetime.datetime or None
        Local time.
    minutes : int
        How long it takes; 0 where the plan does not say.
    note : str
        What holds for all of it.
    """

    day: date
    week: int
    kind: str
    holds: tuple[PlannedHold, ...]
    tests: tuple[str, ...]
    begins: datetime | None = None
    minutes: int = 0
    note: str = ""


@dataclass(frozen=True)
class PlannedWeeks:
    """Every session of a plan, in order of time.

    Attributes
    ----------
    sessions : tuple of PlannedSession
    """

    sessions: tuple[PlannedSession, ...]

    @property
    def training(self) -> tuple[PlannedSession, ...]:
        """Its training sessions."""
        return tuple(each for each in self.sessions if each.kind == TRAINING)


def planned_weeks(document: Mapping[str, Any]) -> PlannedWeeks:
    """Read the sessions of a plan, as its ``to_json`` gave it.

    Raises
    ------
    ParameterError
        If it is no plan.
    """
    try:
        return PlannedWeeks(
            tuple(
                _session(session, int(week["number"]))
                for week in document["weeks"]
                for session in week["sessions"]
            )
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ParameterError(
            "log: a plan must be what nextstride plan makes; "
            f"it is not ({type(error).__name__}: {error})."
        ) from error


def _session(document: Mapping[str, Any], week: int) -> PlannedSession:
    """One session of a plan."""
    holds = tuple(
        PlannedHold(
            number=number,
            exercise=str(each["exercise"]),
            title=str(each["title"]),
            group=str(each["group"]),
            joint_angle=math.radians(each["joint_angle_deg"]),
            hold=float(each["hold_s"]),
            percent=float(each["percent_max"]),
            sets=int(each["sets"]),
            rest=each.get("rest_s"),
            band=_band(each.get("setup")),
        )
        for number, each in enumerate(document["exercises"], start=1)
    )
    begins = datetime.fromisoformat(document["begins"])
    return PlannedSession(
        day=begins.date(),
        week=week,
        kind=str(document["kind"]),
        holds=holds,
        tests=tuple(str(each["name"]) for each in document["tests"]),
        begins=begins,
        minutes=int(document.get("minutes", 0)),
        note=str(document.get("note", "")),
    )


def _band(setup: Mapping[str, Any] | None) -> str:
    """Where to stand with which band."""
    if setup is None or setup["distance_m"] is None:
        return ""
    return f"{setup['band']}, {setup['distance_m']:.2f} m back ({setup['force_n']['value']:.0f} N)"


def holds_named(session: PlannedSession, which: str) -> tuple[PlannedHold, ...]:
    """The exercises that a person means: by number, by name or title, or by a part of one.

    A name means the exercise at all its joint angles, a number one of them.

    Raises
    ------
    ParameterError
        If nothing fits, or more than one exercise does.
    """
    asked = which.strip()
    if asked.isdigit():
        found = tuple(each for each in session.holds if each.number == int(asked))
    else:
        found = _fitting(session.holds, asked)
    names = dict.fromkeys(each.exercise for each in found)
    if not found or len(names) > 1:
        choices = "; ".join(f"{each.number} {each.title}" for each in found or session.holds)
        fits = "fits several" if found else "fits none"
        raise ParameterError(
            f"log: {which!r} {fits} of the session's exercises; name one by its number or a part "
            f"of its name: {choices}."
        )
    return found


def _fitting(holds: tuple[PlannedHold, ...], asked: str) -> tuple[PlannedHold, ...]:
    """Exercises of a name, or else of which all words asked for are a part."""
    words = asked.casefold().replace("_", " ").replace("-", " ").split()

    def text(hold: PlannedHold) -> str:
        return f"{hold.exercise} {hold.title}".casefold().replace("_", " ").replace("-", " ")

    exact = tuple(h for h in holds if asked.casefold() in (h.exercise, h.title.casefold()))
    return exact or tuple(h for h in holds if words and all(word in text(h) for word in words))


def with_exception(session: PlannedSession, which: str, done: str) -> PlannedSession:
    """A session of which one exercise was done otherwise.

    Parameters
    ----------
    session : PlannedSession
    which : str
        See `holds_named`.
    done : str
        ``0`` for left out, ``2`` for two sets, ``2x8`` for sets of 8 s, ``2x8@60`` at 60 % of the
        maximum; each with ``pain4`` behind it where it hurt.

    Raises
    ------
    ParameterError
        If it cannot be read, or names no exercise.
    """
    told = _read_exception(done)
    meant = holds_named(session, which)
    holds = tuple(replace(each, **told) if each in meant else each for each in session.holds)
    return replace(session, holds=holds)


def _read_exception(done: str) -> dict[str, Any]:
    """What ``2x8@60pain4`` says, by field."""
    rest, _, pain = done.replace(" ", "").casefold().partition("pain")
    rest, _, percent = rest.partition("@")
    sets, _, hold = rest.partition("x")
    try:
        told: dict[str, Any] = {"sets": int(sets)} if sets else {}
        told |= {"hold": float(hold.removesuffix("s"))} if hold else {}
        told |= {"percent": float(percent.removesuffix("%"))} if percent else {}
        told |= {"pain": float(pain)} if pain else {}
    except ValueError:
        told = {}
    if not told or told.get("sets", 0) < 0:
        raise ParameterError(
            "log: what was done otherwise must be as 0 (left out), 2 (sets), 2x8 (sets of 8 s), "
            f"2x8@60 (at 60 %) or 3pain4 (it hurt, 4 of 10); got {done!r}."
        )
    return told


def entries_of(athlete: str, session: PlannedSession, day: date, note: str = "") -> list[Hold]:
    """Entries of a session that was done on a day; what was left out is not among them.

    Raises
    ------
    ParameterError
        If what was done is impossible.
    """
    return [
        Hold(
            athlete=athlete,
            day=day,
            note=note,
            exercise=each.exercise,
            group=each.group,
            joint_angle=each.joint_angle,
            hold_time=each.hold,
            sets=each.sets,
            percent_max=each.percent,
            pain=each.pain,
        )
        for each in session.holds
        if each.sets
    ]
