"""Finding rows of the log, and the rules of what a session may still take in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session as Transaction
from sqlalchemy.orm import joinedload

from nextstride.checks import Problems
from nextstride.errors import ParameterError
from nextstride.log.entries import Feel
from nextstride.log.entry import LogEntry
from nextstride.log.tables import AthleteRow, EntryRow, SessionRow, TrialRow
from nextstride.log.trial import Trial, trial_from_json


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


def entry_rows(athlete_number: int) -> Any:
    """Query for all entries of an athlete, in the order of their sessions."""
    return (
        select(EntryRow)
        .join(SessionRow)
        .where(SessionRow.athlete_number == athlete_number)
        .options(joinedload(EntryRow.session).joinedload(SessionRow.athlete))
        .order_by(SessionRow.day, SessionRow.session, EntryRow.number)
    )


def find_athlete(transaction: Transaction, name: str) -> AthleteRow:
    """Find the row of an athlete."""
    row = transaction.scalar(select(AthleteRow).filter_by(name=name))
    if row is None:
        known = transaction.scalars(select(AthleteRow.name).order_by(AthleteRow.name)).all()
        raise ParameterError(
            f"log: there is no athlete {name!r}; there is {', '.join(known) or 'no one yet'}. "
            "Add the athlete first."
        )
    return row


def find_session(transaction: Transaction, entry: LogEntry) -> SessionRow:
    """Find the row of the session that an entry belongs to, new where it is the first."""
    athlete = find_athlete(transaction, entry.athlete)
    key = {"athlete_number": athlete.number, "day": entry.day, "session": entry.session}
    row = transaction.scalar(select(SessionRow).filter_by(**key))
    if row is None:
        row = SessionRow(**key, revealed_at=None, feel_declined=False)
        transaction.add(row)
    return row


def check_not_future(entries: tuple[LogEntry, ...]) -> None:
    """Refuse entries of days that are still to come."""
    problems = Problems("log")
    for entry in entries:
        problems.require(
            entry.day <= date.today(),
            f"a {entry.kind} cannot be on {entry.day}, which is in the future",
        )
    problems.raise_if_any()


def check_new(transaction: Transaction, entry: LogEntry) -> None:
    """Refuse an id that is taken."""
    if transaction.scalar(select(EntryRow.number).filter_by(id=entry.id)) is not None:
        raise ParameterError(f"log: there is already an entry {entry.id!r}.")


def check_unseen(transaction: Transaction, session: SessionRow, entry: Feel) -> None:
    """Refuse a feel that was not answered before the speeds were shown, or twice."""
    when = f"{entry.day}, session {entry.session},"
    if session.revealed_at is not None:
        raise ParameterError(
            f"log: the speeds of {when} have been shown; how it felt can only be asked before."
        )
    transaction.flush()
    felt = select(EntryRow).filter_by(session_number=session.number, kind=Feel.kind)
    if transaction.scalar(felt) is not None:
        raise ParameterError(f"log: how {when} felt has been answered already.")


def check_trial(transaction: Transaction, athlete: AthleteRow, trial: Trial) -> None:
    """Refuse a trial whose start is no longer open, or beside another that is not over."""
    problems = Problems("trial")
    problems.require(
        trial.candidates[0] > date.today(),
        f"the first possible start must be in the future; it is {trial.candidates[0]}",
    )
    plans = select(TrialRow.plan).filter_by(athlete_number=athlete.number)
    for plan in transaction.scalars(plans):
        last = trial_from_json(plan).test_days[-1]
        problems.require(
            last < trial.test_days[0],
            f"{trial.athlete} already has one until {last}; what is drawn stays drawn",
        )
    problems.raise_if_any()
