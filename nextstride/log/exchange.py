"""The log as one JSON document, out and in again without loss."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session as Transaction

from nextstride.athlete import Athlete
from nextstride.errors import NextstrideError, ParameterError
from nextstride.log.entries import entry_from_json
from nextstride.log.entry import LogEntry
from nextstride.log.rows import athlete_from_row, athlete_to_row, entry_from_row, entry_to_row
from nextstride.log.tables import AthleteRow, EntryRow, SessionRow, TrialRow
from nextstride.log.trial import Trial, trial_from_json

VERSION = 1
"""Of the document's layout."""

IMPLIED = ("athlete", "day", "session")
"""Fields of an entry that its place in the document tells."""


def export(transaction: Transaction, athlete: str | None) -> dict[str, Any]:
    """Return the document of one athlete, or of all."""
    query = select(AthleteRow).order_by(AthleteRow.name)
    if athlete is not None:
        query = query.filter_by(name=athlete)
    return {
        "nextstride_log": VERSION,
        "athletes": [export_athlete(transaction, row) for row in transaction.scalars(query)],
    }


def export_athlete(transaction: Transaction, row: AthleteRow) -> dict[str, Any]:
    """One athlete with everything that belongs to them."""
    person = asdict(athlete_from_row(row))
    sessions = select(SessionRow).filter_by(athlete_number=row.number)
    trials = select(TrialRow).filter_by(athlete_number=row.number).order_by(TrialRow.number)
    return {
        **person,
        "assumed": list(person["assumed"]),
        "sessions": [
            export_session(transaction, each)
            for each in transaction.scalars(sessions.order_by(SessionRow.day, SessionRow.session))
        ],
        "trials": [each.plan for each in transaction.scalars(trials)],
    }


def export_session(transaction: Transaction, row: SessionRow) -> dict[str, Any]:
    """One session with its entries."""
    entries = select(EntryRow).filter_by(session_number=row.number).order_by(EntryRow.number)
    return {
        "day": row.day.isoformat(),
        "session": row.session,
        "revealed_at": row.revealed_at,
        "feel_declined": row.feel_declined,
        "entries": [export_entry(each) for each in transaction.scalars(entries)],
    }


def export_entry(row: EntryRow) -> dict[str, Any]:
    """One entry, without what its session tells."""
    whole = entry_from_row(row).to_json()
    own = {name: value for name, value in whole.items() if name not in IMPLIED}
    return {**own, "recorded_at": row.recorded_at}


def restore(transaction: Transaction, document: Mapping[str, Any]) -> None:
    """Add the athletes of a document, with everything that belongs to them."""
    try:
        if document["nextstride_log"] != VERSION:
            raise ParameterError(
                f"log: the document must be of version {VERSION}; got "
                f"{document['nextstride_log']!r}. Update nextstride to read it."
            )
        for each in document["athletes"]:
            restore_athlete(transaction, each)
    except NextstrideError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ParameterError(
            "log: the document must be what nextstride exported; "
            f"it is not ({type(error).__name__}: {error})."
        ) from error


def restore_athlete(transaction: Transaction, document: Mapping[str, Any]) -> None:
    """Add one athlete, their sessions and trials."""
    person = {key: document[key] for key in document if key not in ("sessions", "trials")}
    athlete = Athlete(**{**person, "assumed": tuple(person["assumed"])})
    row = transaction.scalar(select(AthleteRow).filter_by(name=athlete.name))
    if row is None:
        row = athlete_to_row(athlete)
        transaction.add(row)
        transaction.flush()
    check_same(f"athlete {athlete.name}", athlete_from_row(row), athlete)
    for session in document["sessions"]:
        restore_session(transaction, row, session)
    for plan in document["trials"]:
        restore_trial(transaction, row, trial_from_json(plan))


def restore_session(
    transaction: Transaction, athlete: AthleteRow, document: Mapping[str, Any]
) -> None:
    """Add one session and its entries; a session that was shown stays shown."""
    day, session = document["day"], document["session"]
    key = {
        "athlete_number": athlete.number,
        "day": date.fromisoformat(day),
        "session": session,
    }
    row = transaction.scalar(select(SessionRow).filter_by(**key))
    if row is None:
        row = SessionRow(**key, revealed_at=None, feel_declined=False)
        transaction.add(row)
    row.revealed_at = row.revealed_at or document["revealed_at"]
    row.feel_declined = row.feel_declined or bool(document["feel_declined"])
    transaction.flush()
    for each in document["entries"]:
        told = {key: value for key, value in each.items() if key != "recorded_at"}
        entry = entry_from_json({**told, "athlete": athlete.name, "day": day, "session": session})
        restore_entry(transaction, row, entry, str(each["recorded_at"]))


def restore_entry(
    transaction: Transaction, session: SessionRow, entry: LogEntry, recorded_at: str
) -> None:
    """Add one entry, unless the log has it."""
    known = transaction.scalar(select(EntryRow).filter_by(id=entry.id))
    if known is not None:
        check_same(f"entry {entry.id}", entry_from_row(known), entry)
        return
    row = entry_to_row(entry, recorded_at)
    row.session = session
    transaction.add(row)
    transaction.flush()


def restore_trial(transaction: Transaction, athlete: AthleteRow, trial: Trial) -> None:
    """Add one trial, unless the log has it."""
    known = select(TrialRow).filter_by(commitment=trial.commitment)
    if transaction.scalar(known) is None:
        plan, commitment = trial.to_json(), trial.commitment
        transaction.add(TrialRow(athlete=athlete, plan=plan, commitment=commitment))
        transaction.flush()


def check_same(what: str, here: object, there: object) -> None:
    """Refuse a document that says something else than the log."""
    if here != there:
        raise ParameterError(f"log: {what} is not the same in the document as in the log.")
