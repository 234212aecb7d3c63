"""Between rows of the tables and the frozen records that the rest of nextstride sees."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select

from nextstride.athlete import Athlete
from nextstride.log.entry import LogEntry
from nextstride.log.kinds import ENTRY_TYPES
from nextstride.log.names import name_key, tidy_name
from nextstride.log.tables import ATHLETES, ENTRIES, KIND_TABLES, SESSIONS

SHARED = {each.name for each in fields(LogEntry)}

ENTRY_COLUMNS = (
    ENTRIES,
    SESSIONS.c.day,
    SESSIONS.c.session,
    SESSIONS.c.revealed_at,
    ATHLETES.c.name.label("athlete"),
)
"""What is read of an entry beside the table of its kind."""


def own_fields(entry_type: type[LogEntry]) -> list[str]:
    """Names of the fields that only this kind of entry has."""
    return [each.name for each in fields(entry_type) if each.name not in SHARED]


def insert_entries(
    connection: Connection, placed: Sequence[tuple[LogEntry, int]], recorded_at: str
) -> None:
    """Write entries, each with the number of its session; a statement a table, not an entry."""
    shared = [
        {
            "session_number": session_number,
            "recorded_at": recorded_at,
            **{name: getattr(entry, name) for name in ("id", "kind", "note")},
        }
        for entry, session_number in placed
    ]
    written = insert(ENTRIES).returning(ENTRIES.c.number, sort_by_parameter_order=True)
    own: dict[str, list[dict[str, Any]]] = {}
    for number, (entry, _) in zip(connection.scalars(written, shared), placed, strict=True):
        row = {name: getattr(entry, name) for name in own_fields(type(entry))}
        own.setdefault(entry.kind, []).append({"number": number, **row})
    for kind, rows in own.items():
        connection.execute(insert(KIND_TABLES[kind]), rows)


def read_entries(
    connection: Connection, *conditions: Any, kinds: Collection[str] = tuple(KIND_TABLES)
) -> list[tuple[RowMapping, LogEntry]]:
    """Entries that fulfil all conditions, in the order of their sessions, each with its row.

    Parameters
    ----------
    connection : sqlalchemy.Connection
    *conditions
        On the tables of athletes, sessions and entries.
    kinds : collection of str
        Only entries of these kinds.
    """
    found = []
    for kind in kinds:
        own = KIND_TABLES[kind]
        query = select(*ENTRY_COLUMNS, *(column for column in own.c if column.name != "number"))
        query = query.select_from(ENTRIES).join(own, own.c.number == ENTRIES.c.number)
        query = query.join(SESSIONS, SESSIONS.c.number == ENTRIES.c.session_number)
        query = query.join(ATHLETES, ATHLETES.c.number == SESSIONS.c.athlete_number)
        rows = connection.execute(query.where(*conditions)).mappings()
        found += [(row, entry_from_row(row)) for row in rows]
    return sorted(found, key=lambda pair: (pair[1].day, pair[1].session, pair[0]["number"]))


def entry_from_row(row: RowMapping) -> LogEntry:
    """Entry of a row of `read_entries`."""
    entry_type = ENTRY_TYPES[row["kind"]]
    return entry_type(**{each.name: row[each.name] for each in fields(entry_type)})


def athlete_values(athlete: Athlete) -> dict[str, Any]:
    """What the row of an athlete holds."""
    name = tidy_name(athlete.name)
    told = {"name": name, "name_key": name_key(name), "assumed": list(athlete.assumed)}
    return asdict(athlete) | told


def athlete_from_row(row: RowMapping) -> Athlete:
    """Athlete of a row."""
    values = {each.name: row[each.name] for each in fields(Athlete)}
    return Athlete(**{**values, "assumed": tuple(row["assumed"])})
