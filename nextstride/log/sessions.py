"""Finding rows of the log, and the rules of what a session may still take in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from nextstride.athlete import Athlete
from nextstride.checks import Problems
from nextstride.errors import ParameterError
from nextstride.log.entries import Feel, RecordedRun, SpeedTest
from nextstride.log.entry import LogEntry, check_text
from nextstride.log.names import name_key, tidy_name
from nextstride.log.probe_round import ProbeRound
from nextstride.log.rows import athlete_values, insert_entries
from nextstride.log.tables import ATHLETES, ENTRIES, SESSIONS, TRIALS
from nextstride.log.trial import Trial, trial_from_json

SPEED_KINDS = (SpeedTest.kind, RecordedRun.kind)
"""Entries that say how fast the session was."""

AT_ONCE = 500
"""Values in one statement; SQLite takes 999 in its oldest versions (its ``limits.html``)."""


def shows_speed(entry: LogEntry) -> bool:
    """Whether the runner knows a speed of the session once this entry is logged."""
    known = isinstance(entry, SpeedTest) and entry.known_to_runner
    return known or (isinstance(entry, ProbeRound) and bool(entry.runs))


@dataclass(frozen=True)
class WaitingSession:
    """A session whose speeds are not shown yet, for the runner has not said how it felt.

    Attributes
    ----------
    day : datetime.date
    session : int
    """

    day: date
    session: int


def now() -> str:
    """Return this moment, UTC, ISO 8601."""
    return datetime.now(UTC).isoformat()


def known_athlete(connection: Connection, name: str) -> RowMapping | None:
    """Row of an athlete however the name is typed, None where there is none."""
    query = select(ATHLETES).where(ATHLETES.c.name_key == name_key(name))
    return connection.execute(query).mappings().first()


def put_athlete(connection: Connection, athlete: Athlete) -> None:
    """Write an athlete, new or in the place of what is known of them; the name stays as it is."""
    problems = Problems("athlete")
    check_text(problems, "name", tidy_name(athlete.name), longest=80)
    problems.raise_if_any()
    known = known_athlete(connection, athlete.name)
    told = athlete_values(athlete)
    if known is None:
        connection.execute(insert(ATHLETES).values(**told))
        return
    same = {name: told[name] for name in told if name not in ("name", "name_key")}
    connection.execute(update(ATHLETES).where(ATHLETES.c.number == known["number"]).values(**same))


def find_athlete(connection: Connection, name: str) -> RowMapping:
    """Find the row of an athlete."""
    row = known_athlete(connection, name)
    if row is None:
        known = connection.scalars(select(ATHLETES.c.name).order_by(ATHLETES.c.name)).all()
        raise ParameterError(
            f"log: there is no athlete {name!r}; there is {', '.join(known) or 'no one yet'}. "
            "Add the athlete first."
        )
    return row


def find_session(connection: Connection, entry: LogEntry) -> RowMapping:
    """Find the row of the session that an entry belongs to, new where it is the first."""
    athlete = find_athlete(connection, entry.athlete)
    return session_row(connection, athlete["number"], entry.day, entry.session)


def session_row(connection: Connection, athlete_number: int, day: date, session: int) -> RowMapping:
    """Row of one session, new where it is not there yet."""
    where: dict[str, Any] = {"athlete_number": athlete_number, "day": day, "session": session}
    query = select(SESSIONS).filter_by(**where)
    row = connection.execute(query).mappings().first()
    if row is None:
        connection.execute(insert(SESSIONS).values(**where, revealed_at=None, feel_declined=False))
        row = connection.execute(query).mappings().one()
    return row


def add_entries(connection: Connection, entries: Sequence[LogEntry], recorded_at: str) -> None:
    """Write entries into their sessions, in their order; of those that bear on a seal, one by one.

    Raises
    ------
    ParameterError
        If a `Feel` comes after the session's speeds were shown, or a second time.
    """
    for alone, group in groupby(entries, key=_bears_on_seal):
        found: dict[tuple[str, date, int], RowMapping] = {}
        placed: list[tuple[LogEntry, int]] = []
        for entry in group:
            place = (entry.athlete, entry.day, entry.session)
            if alone or place not in found:
                found[place] = find_session(connection, entry)
            if alone:
                _keep_seal(connection, found[place], entry)
                insert_entries(connection, [(entry, found[place]["number"])], recorded_at)
            else:
                placed.append((entry, found[place]["number"]))
        if placed:
            insert_entries(connection, placed, recorded_at)


def _bears_on_seal(entry: LogEntry) -> bool:
    """Whether what a session may take in after an entry depends on it."""
    return isinstance(entry, Feel) or shows_speed(entry)


def _keep_seal(connection: Connection, session: RowMapping, entry: LogEntry) -> None:
    """Refuse a feel that comes too late, and note speeds that an entry shows."""
    if isinstance(entry, Feel):
        check_unseen(connection, session, entry)
    else:
        mark_revealed(connection, session, declined=False)


def mark_revealed(connection: Connection, session: RowMapping, *, declined: bool) -> None:
    """Note that a session's speeds were shown now, unless they have been before."""
    if session["revealed_at"] is None:
        where = SESSIONS.c.number == session["number"]
        shown = {"revealed_at": now(), "feel_declined": declined}
        connection.execute(update(SESSIONS).where(where).values(**shown))


def check_not_future(entries: tuple[LogEntry, ...]) -> None:
    """Refuse entries of days that are still to come."""
    problems = Problems("log")
    for entry in entries:
        problems.require(
            entry.day <= date.today(),
            f"a {entry.kind.replace('_', ' ')} cannot be on {entry.day}, which is in the future",
        )
    problems.raise_if_any()


def check_new(connection: Connection, ids: Sequence[str]) -> None:
    """Refuse an id that is taken, or that two of these have."""
    taken = [each for each, count in Counter(ids).items() if count > 1]
    for start in range(0, len(ids), AT_ONCE):
        some = ENTRIES.c.id.in_(ids[start : start + AT_ONCE])
        taken += connection.scalars(select(ENTRIES.c.id).where(some))
    if taken:
        raise ParameterError(f"log: there is already an entry {taken[0]!r}.")


def check_unseen(connection: Connection, session: RowMapping, entry: Feel) -> None:
    """Refuse a feel that was not answered before the speeds were shown, or twice."""
    when = f"{entry.day}, session {entry.session},"
    if session["revealed_at"] is not None:
        raise ParameterError(
            f"log: the speeds of {when} have been shown; how it felt can only be asked before."
        )
    if is_felt(connection, session["number"]):
        raise ParameterError(f"log: how {when} felt has been answered already.")


def is_felt(connection: Connection, session_number: int) -> bool:
    """Whether the runner has said how a session felt."""
    where = {"session_number": session_number, "kind": Feel.kind}
    return connection.scalar(select(ENTRIES.c.number).filter_by(**where)) is not None


def check_trial(connection: Connection, athlete_number: int, trial: Trial) -> None:
    """Refuse a trial whose start is no longer open, or beside another that is not over."""
    problems = Problems("trial")
    problems.require(
        trial.candidates[0] > date.today(),
        f"the first possible start must be in the future; it is {trial.candidates[0]}",
    )
    plans = select(TRIALS.c.plan).filter_by(athlete_number=athlete_number)
    for plan in connection.scalars(plans):
        last = trial_from_json(plan).test_days[-1]
        problems.require(
            last < trial.test_days[0],
            f"{trial.athlete} already has one until {last}; what is drawn stays drawn",
        )
    problems.raise_if_any()


def sessions_of(connection: Connection, athlete: str) -> Any:
    """Condition on the sessions: those of one athlete."""
    return SESSIONS.c.athlete_number == find_athlete(connection, athlete)["number"]


def take_out(connection: Connection, numbers: list[int]) -> None:
    """Delete entries, and the sessions that hold nothing any more."""
    mine = select(ENTRIES.c.session_number).where(ENTRIES.c.number.in_(numbers))
    sessions = connection.scalars(mine.distinct()).all()
    connection.execute(delete(ENTRIES).where(ENTRIES.c.number.in_(numbers)))
    held = select(ENTRIES.c.session_number)
    empty = SESSIONS.c.number.in_(sessions) & SESSIONS.c.number.not_in(held)
    connection.execute(delete(SESSIONS).where(empty))


def waiting_sessions(connection: Connection, athlete_number: int) -> tuple[WaitingSession, ...]:
    """Sessions whose speeds are logged but sealed, oldest first."""
    sealed = (
        select(SESSIONS.c.day, SESSIONS.c.session)
        .join(ENTRIES, ENTRIES.c.session_number == SESSIONS.c.number)
        .where(
            SESSIONS.c.athlete_number == athlete_number,
            SESSIONS.c.revealed_at.is_(None),
            ENTRIES.c.kind.in_(SPEED_KINDS),
        )
        .distinct()
        .order_by(SESSIONS.c.day, SESSIONS.c.session)
    )
    return tuple(WaitingSession(*row) for row in connection.execute(sealed))
