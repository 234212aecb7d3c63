"""The log as one JSON document, out and in again without loss."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update

from nextstride.athlete import Athlete
from nextstride.errors import NextstrideError, ParameterError
from nextstride.log.entry import LogEntry
from nextstride.log.kinds import entry_from_json
from nextstride.log.planned import planned_weeks
from nextstride.log.rows import athlete_from_row, athlete_values, insert_entries, read_entries
from nextstride.log.sessions import find_athlete, known_athlete, session_row
from nextstride.log.tables import ATHLETES, ENTRIES, PLANS, PROBES, SESSIONS, TRIALS
from nextstride.log.trial import Trial, trial_from_json
from nextstride.probe.protocol import protocol_from_json

VERSION = 4
"""Of the document's layout; 2 has plans, and what strength tests read; 3 has fatigue probes; 4 has
jumps and lifts."""
READABLE = (1, 2, 3, 4)

IMPLIED = ("athlete", "day", "session")
"""Fields of an entry that its place in the document tells."""

BELONGINGS = ("sessions", "trials", "plans", "probes")
"""What a document holds of an athlete beside the athlete's own fields."""


def export(connection: Connection, athlete_number: int | None) -> dict[str, Any]:
    """Return the document of one athlete, or of all."""
    query = select(ATHLETES).order_by(ATHLETES.c.name)
    if athlete_number is not None:
        query = query.filter_by(number=athlete_number)
    everyone = connection.execute(query).mappings().all()
    return {
        "nextstride_log": VERSION,
        "athletes": [export_athlete(connection, row) for row in everyone],
    }


def export_athlete(connection: Connection, row: RowMapping) -> dict[str, Any]:
    """One athlete with everything that belongs to them."""
    person = asdict(athlete_from_row(row))
    mine = {"athlete_number": row["number"]}
    sessions = select(SESSIONS).filter_by(**mine).order_by(SESSIONS.c.day, SESSIONS.c.session)
    trials = select(TRIALS.c.plan).filter_by(**mine).order_by(TRIALS.c.number)
    plans = select(PLANS.c.plan, PLANS.c.made_at).filter_by(**mine).order_by(PLANS.c.number)
    probes = select(PROBES.c.protocol, PROBES.c.made_at).filter_by(**mine)
    entries: dict[int, list[dict[str, Any]]] = {}
    for found, entry in read_entries(connection, ATHLETES.c.number == row["number"]):
        in_session = entries.setdefault(found["session_number"], [])
        in_session.append(export_entry(entry, found["recorded_at"]))
    return {
        **person,
        "assumed": list(person["assumed"]),
        "sessions": [
            export_session(each, entries.get(each["number"], []))
            for each in connection.execute(sessions).mappings()
        ],
        "trials": list(connection.scalars(trials)),
        "plans": [dict(each) for each in connection.execute(plans).mappings()],
        "probes": [
            dict(each) for each in connection.execute(probes.order_by(PROBES.c.number)).mappings()
        ],
    }


def export_session(row: RowMapping, entries: list[dict[str, Any]]) -> dict[str, Any]:
    """One session with its entries."""
    return {
        "day": row["day"].isoformat(),
        "session": row["session"],
        "revealed_at": row["revealed_at"],
        "feel_declined": row["feel_declined"],
        "entries": entries,
    }


def export_entry(entry: LogEntry, recorded_at: str) -> dict[str, Any]:
    """One entry, without what its session tells."""
    own = {name: value for name, value in entry.to_json().items() if name not in IMPLIED}
    return {**own, "recorded_at": recorded_at}


def restore(connection: Connection, document: Mapping[str, Any]) -> None:
    """Add the athletes of a document, with everything that belongs to them."""
    try:
        if document["nextstride_log"] not in READABLE:
            raise ParameterError(
                f"log: the document must be of version {VERSION} or older; got "
                f"{document['nextstride_log']!r}. Update nextstride to read it."
            )
        for each in document["athletes"]:
            restore_athlete(connection, each)
    except NextstrideError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ParameterError(
            "log: the document must be what nextstride exported; it is not, or it was "
            "changed since."
        ) from error


def restore_athlete(connection: Connection, document: Mapping[str, Any]) -> None:
    """Add one athlete, their sessions, trials and plans."""
    person = {key: document[key] for key in document if key not in BELONGINGS}
    athlete = Athlete(**{**person, "assumed": tuple(person["assumed"])})
    if known_athlete(connection, athlete.name) is None:
        connection.execute(insert(ATHLETES).values(**athlete_values(athlete)))
    row = find_athlete(connection, athlete.name)
    here = athlete_from_row(row)
    check_same(f"athlete {athlete.name}", here, replace(athlete, name=here.name))
    for session in document["sessions"]:
        restore_session(connection, row, session)
    for plan in document["trials"]:
        restore_trial(connection, row["number"], trial_from_json(plan))
    for each in document.get("plans", []):
        restore_plan(connection, row["number"], each)
    for each in document.get("probes", []):
        restore_probe(connection, row["number"], each)


def restore_session(
    connection: Connection, athlete: RowMapping, document: Mapping[str, Any]
) -> None:
    """Add one session and its entries; a session that was shown stays shown."""
    day, number = document["day"], document["session"]
    row = session_row(connection, athlete["number"], date.fromisoformat(day), number)
    told = {
        "revealed_at": row["revealed_at"] or document["revealed_at"],
        "feel_declined": row["feel_declined"] or bool(document["feel_declined"]),
    }
    mine = SESSIONS.c.number == row["number"]
    connection.execute(update(SESSIONS).where(mine).values(**told))
    for each in document["entries"]:
        told = {key: value for key, value in each.items() if key != "recorded_at"}
        place = {"athlete": athlete["name"], "day": day, "session": number}
        entry = entry_from_json({**told, **place})
        restore_entry(connection, row["number"], entry, str(each["recorded_at"]))


def restore_entry(
    connection: Connection, session_number: int, entry: LogEntry, recorded_at: str
) -> None:
    """Add one entry, unless the log has it."""
    known = read_entries(connection, ENTRIES.c.id == entry.id)
    if known:
        check_same(f"entry {entry.id}", known[0][1], entry)
        return
    insert_entries(connection, [(entry, session_number)], recorded_at)


def restore_trial(connection: Connection, athlete_number: int, trial: Trial) -> None:
    """Add one trial, unless the log has it."""
    known = select(TRIALS.c.number).filter_by(commitment=trial.commitment)
    if connection.scalar(known) is None:
        fixed = {"plan": trial.to_json(), "commitment": trial.commitment}
        connection.execute(insert(TRIALS).values(athlete_number=athlete_number, **fixed))


def restore_plan(connection: Connection, athlete_number: int, document: Mapping[str, Any]) -> None:
    """Add one plan, unless the log has it."""
    planned_weeks(document["plan"])
    told = {"athlete_number": athlete_number, "made_at": str(document["made_at"])}
    if connection.scalar(select(PLANS.c.number).filter_by(**told)) is None:
        connection.execute(insert(PLANS).values(plan=dict(document["plan"]), **told))


def restore_probe(connection: Connection, athlete_number: int, document: Mapping[str, Any]) -> None:
    """Add one protocol of a probe, unless the log has it."""
    protocol = protocol_from_json(document["protocol"]).to_json()
    told = {"athlete_number": athlete_number, "made_at": str(document["made_at"])}
    if connection.scalar(select(PROBES.c.number).filter_by(**told)) is None:
        connection.execute(insert(PROBES).values(protocol=protocol, **told))


def check_same(what: str, here: object, there: object) -> None:
    """Refuse a document that says something else than the log."""
    if here != there:
        raise ParameterError(f"log: {what} is not the same in the document as in the log.")
