"""Between rows of the tables and the frozen records that the rest of nextstride sees."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

from nextstride.athlete import Athlete
from nextstride.log.entries import ENTRY_TYPES
from nextstride.log.entry import LogEntry
from nextstride.log.tables import ROW_TYPES, AthleteRow, EntryRow

SHARED = {each.name for each in fields(LogEntry)}


def own_fields(entry_type: type[LogEntry]) -> list[str]:
    """Names of the fields that only this kind of entry has."""
    return [each.name for each in fields(entry_type) if each.name not in SHARED]


def entry_to_row(entry: LogEntry, recorded_at: str) -> EntryRow:
    """Row of an entry, not tied to a session yet."""
    own: dict[str, Any] = {name: getattr(entry, name) for name in own_fields(type(entry))}
    row_type = ROW_TYPES[type(entry)]
    return row_type(id=entry.id, note=entry.note, recorded_at=recorded_at, **own)


def entry_from_row(row: EntryRow) -> LogEntry:
    """Entry of a row."""
    entry_type = ENTRY_TYPES[row.kind]
    return entry_type(
        athlete=row.session.athlete.name,
        day=row.session.day,
        session=row.session.session,
        note=row.note,
        id=row.id,
        **{name: getattr(row, name) for name in own_fields(entry_type)},
    )


def athlete_to_row(athlete: Athlete) -> AthleteRow:
    """Row of an athlete."""
    return AthleteRow(**{**asdict(athlete), "assumed": list(athlete.assumed)})


def athlete_from_row(row: AthleteRow) -> Athlete:
    """Athlete of a row."""
    values = {each.name: getattr(row, each.name) for each in fields(Athlete)}
    return Athlete(**{**values, "assumed": tuple(row.assumed)})
