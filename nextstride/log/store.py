"""`Log`: the runner's book, kept in a database; few verbs, each write one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeVar, cast

from sqlalchemy import delete, func, insert, or_, select

from nextstride.athlete import Athlete
from nextstride.errors import MissingDataError, ParameterError
from nextstride.log import exchange
from nextstride.log.database import log_url, open_database
from nextstride.log.entries import Feel, RecordedRun
from nextstride.log.entry import LogEntry
from nextstride.log.planned import PlannedWeeks, planned_weeks
from nextstride.log.rows import athlete_from_row, read_entries
from nextstride.log.sessions import (
    SPEED_KINDS,
    WaitingSession,
    add_entries,
    check_new,
    check_not_future,
    check_trial,
    find_athlete,
    known_athlete,
    mark_revealed,
    now,
    put_athlete,
    sessions_of,
    take_out,
    waiting_sessions,
)
from nextstride.log.tables import ATHLETES, ENTRIES, KIND_TABLES, PLANS, PROBES, SESSIONS, TRIALS
from nextstride.log.transactions import OpenDatabase
from nextstride.log.trial import Trial, trial_from_json
from nextstride.probe.protocol import Protocol, protocol_from_json

Kind = TypeVar("Kind", bound=LogEntry)


def open_log(url: str | Path | None = None) -> Log:
    """Open a log, making it where it does not exist and bringing an older one up to date.

    Parameters
    ----------
    url : str or pathlib.Path, optional
        A file, or ``postgresql://USER@HOST/DATABASE``. Else what the environment variable
        ``NEXTSTRIDE_LOG`` names, else ``log.sqlite`` in the user's data folder.

    Raises
    ------
    ParameterError
        If the address is impossible.
    ReadError
        If there is something else than a log.
    NextstrideError
        If the database cannot be reached.
    """
    return Log(open_database(log_url(url)))


class Log(OpenDatabase):
    """An open log; see `open_log`. Also a context manager.

    How fast a session was stays sealed until the runner has answered the questions of `Feel`, or
    has declined to: see `add`, `waiting`, `reveal`.
    """

    def athletes(self) -> tuple[Athlete, ...]:
        """Everyone in the log, by name."""
        with self._reading() as connection:
            rows = connection.execute(select(ATHLETES).order_by(ATHLETES.c.name)).mappings()
            return tuple(athlete_from_row(row) for row in rows)

    def athlete(self, name: str) -> Athlete:
        """Return one athlete.

        Raises
        ------
        ParameterError
            If the log has no such athlete.
        """
        with self._reading() as connection:
            return athlete_from_row(find_athlete(connection, name))

    def knows(self, name: str) -> bool:
        """Whether the log has an athlete of that name, however it is typed."""
        with self._reading() as connection:
            return known_athlete(connection, name) is not None

    def save_athlete(self, athlete: Athlete) -> None:
        """Add an athlete, or replace what the log says of them; see `save_athletes`."""
        self.save_athletes(athlete)

    def save_athletes(self, *athletes: Athlete) -> None:
        """Add athletes, or replace what the log says of them; all or none.

        Raises
        ------
        ParameterError
            If an athlete has no name.
        """
        with self._writing() as connection:
            for athlete in athletes:
                put_athlete(connection, athlete)

    def add(self, *entries: LogEntry) -> None:
        """Add entries, all or none.

        Raises
        ------
        ParameterError
            If an athlete is unknown, a day is in the future, an id is taken, or a `Feel` comes
            after the session's speeds were shown or a second time.
        """
        check_not_future(entries)
        with self._writing() as connection:
            check_new(connection, [entry.id for entry in entries])
            when = now()  # One for all: what was logged together is undone together.
            add_entries(connection, entries, when)

    def state(self) -> tuple[object, ...]:
        """Return what differs whenever something else is logged, planned, revealed or told.

        Cheap, so that what was read and worked out can be used again as long as it is the same.
        """
        counts = [
            select(func.count(), func.max(each.c.number)) for each in (ENTRIES, PLANS, TRIALS)
        ]
        shown = select(func.count(SESSIONS.c.revealed_at), func.max(SESSIONS.c.revealed_at))
        with self._reading() as connection:
            found = [tuple(connection.execute(query).one()) for query in (*counts, shown)]
            people = connection.execute(select(ATHLETES).order_by(ATHLETES.c.number)).all()
        return (*found, repr(people))

    def entries(self, athlete: str, kind: type[Kind] = LogEntry) -> tuple[Kind, ...]:  # type: ignore[assignment]
        """Entries of one athlete in the order of their sessions, without sealed speeds.

        Parameters
        ----------
        athlete : str
        kind : type, optional
            Only entries of this class.
        """
        kinds = [each for each in KIND_TABLES if not kind.kind or each == kind.kind]
        with self._reading() as connection:
            found = read_entries(
                connection,
                ATHLETES.c.number == find_athlete(connection, athlete)["number"],
                or_(SESSIONS.c.revealed_at.is_not(None), ENTRIES.c.kind.not_in(SPEED_KINDS)),
                kinds=kinds,
            )
        return tuple(entry for _, entry in found if isinstance(entry, kind))

    def newest_analysis(self, athlete: str) -> Path:
        """Where the analysis of the athlete's newest recording lies, be its speed sealed or not.

        Raises
        ------
        MissingDataError
            If no recording is logged.
        ReadError
            If the file is gone, or was changed since it was logged.
        """
        with self._reading() as connection:
            number = find_athlete(connection, athlete)["number"]
            found = read_entries(connection, ATHLETES.c.number == number, kinds=[RecordedRun.kind])
        if not found:
            raise MissingDataError(
                f"log: no recording of {athlete} is logged; log one with nextstride log run."
            )
        run = cast(RecordedRun, found[-1][1])
        run.check_unchanged()
        return Path(run.analysis)

    def waiting(self, athlete: str) -> tuple[WaitingSession, ...]:
        """Sessions whose speeds are logged but sealed, oldest first."""
        with self._reading() as connection:
            number = find_athlete(connection, athlete)["number"]
            return waiting_sessions(connection, number)

    def reveal(
        self, athlete: str, day: date, session: int = 1, *, feel_declined: bool = False
    ) -> tuple[LogEntry, ...]:
        """Show the speeds of a session; from then on its feel cannot be added any more.

        Parameters
        ----------
        athlete : str
        day : datetime.date
        session : int
        feel_declined : bool
            The runner does not answer for this session.

        Returns
        -------
        tuple of LogEntry
            The session's `SpeedTest` and `RecordedRun` entries.

        Raises
        ------
        ParameterError
            If there is no such session, or its feel has neither been asked nor declined.
        """
        with self._writing() as connection:
            number = find_athlete(connection, athlete)["number"]
            where = {"athlete_number": number, "day": day, "session": session}
            row = connection.execute(select(SESSIONS).filter_by(**where)).mappings().first()
            if row is None:
                raise ParameterError(f"log: {athlete} has no session {session} on {day}.")
            found = read_entries(connection, SESSIONS.c.number == row["number"])
            felt = any(isinstance(entry, Feel) for _, entry in found)
            if row["revealed_at"] is None and not felt and not feel_declined:
                raise ParameterError(
                    f"log: the speeds of {day}, session {session}, stay sealed until "
                    f"{athlete} has said how it felt. Add a feel entry first, or decline it."
                )
            mark_revealed(connection, row, declined=not felt)
            return tuple(entry for _, entry in found if entry.kind in SPEED_KINDS)

    def remove(self, *entry_ids: str) -> None:
        """Take entries out, as when they were mistyped; all or none.

        Raises
        ------
        ParameterError
            If there is no such entry.
        """
        with self._writing() as connection:
            for entry_id in entry_ids:
                found = read_entries(connection, ENTRIES.c.id == entry_id)
                if not found:
                    raise ParameterError(f"log: there is no entry {entry_id!r}.")
                take_out(connection, [row["number"] for row, _ in found])

    def undo(self, athlete: str | None = None) -> tuple[LogEntry, ...]:
        """Take out what was logged last, all that was logged together, and return it.

        Parameters
        ----------
        athlete : str, optional
            Only what was logged last for this athlete.

        Returns
        -------
        tuple of LogEntry
            Sealed speeds included: they are out of the log now.

        Raises
        ------
        MissingDataError
            If nothing is logged.
        """
        with self._writing() as connection:
            whose = [] if athlete is None else [sessions_of(connection, athlete)]
            query = select(ENTRIES.c.recorded_at).join(SESSIONS).where(*whose)
            newest = connection.scalar(query.order_by(ENTRIES.c.recorded_at.desc()).limit(1))
            if newest is None:
                raise MissingDataError("log: nothing is logged, so there is nothing to undo.")
            found = read_entries(connection, ENTRIES.c.recorded_at == newest, *whose)
            take_out(connection, [row["number"] for row, _ in found])
        return tuple(entry for _, entry in found)

    def save_plan(self, athlete: str, plan: Mapping[str, Any]) -> None:
        """Keep a plan, so that its sessions can be logged as planned; the newest counts.

        Parameters
        ----------
        athlete : str
        plan : mapping
            As `nextstride.training.Plan.to_json` gives it.

        Raises
        ------
        ParameterError
            If it is no plan.
        """
        planned_weeks(plan)
        with self._writing() as connection:
            number = find_athlete(connection, athlete)["number"]
            told = {"athlete_number": number, "plan": dict(plan), "made_at": now()}
            connection.execute(insert(PLANS).values(**told))

    def plans(self, athlete: str) -> tuple[PlannedWeeks, ...]:
        """Plans of one athlete, the newest last."""
        with self._reading() as connection:
            number = find_athlete(connection, athlete)["number"]
            query = select(PLANS.c.plan).where(PLANS.c.athlete_number == number)
            plans = connection.scalars(query.order_by(PLANS.c.made_at, PLANS.c.number))
            return tuple(planned_weeks(plan) for plan in plans)

    def save_probe(self, athlete: str, protocol: Protocol) -> None:
        """Keep the protocol of a fatigue probe; the newest counts."""
        with self._writing() as connection:
            number = find_athlete(connection, athlete)["number"]
            told = {"athlete_number": number, "protocol": protocol.to_json(), "made_at": now()}
            connection.execute(insert(PROBES).values(**told))

    def probes(self, athlete: str) -> tuple[Protocol, ...]:
        """Protocols of one athlete's fatigue probes, the newest last."""
        with self._reading() as connection:
            number = find_athlete(connection, athlete)["number"]
            query = select(PROBES.c.protocol).where(PROBES.c.athlete_number == number)
            found = connection.scalars(query.order_by(PROBES.c.made_at, PROBES.c.number))
            return tuple(protocol_from_json(each) for each in found)

    def register_trial(self, trial: Trial) -> str:
        """Fix a trial for good and return its commitment.

        Raises
        ------
        ParameterError
            If the athlete is unknown, has a trial that is not over, or a start could still be
            chosen by hand, for the first possible one is not in the future.
        """
        with self._writing() as connection:
            number = find_athlete(connection, trial.athlete)["number"]
            check_trial(connection, number, trial)
            fixed = {"plan": trial.to_json(), "commitment": trial.commitment}
            connection.execute(insert(TRIALS).values(athlete_number=number, **fixed))
        return trial.commitment

    def trials(self, athlete: str) -> tuple[Trial, ...]:
        """Registered trials of one athlete, oldest first, each checked against its commitment."""
        with self._reading() as connection:
            number = find_athlete(connection, athlete)["number"]
            query = select(TRIALS.c.plan).where(TRIALS.c.athlete_number == number)
            plans = connection.scalars(query.order_by(TRIALS.c.number))
            return tuple(trial_from_json(plan) for plan in plans)

    def export(self, athlete: str | None = None) -> dict[str, Any]:
        """Return everything of one athlete, or of all, as plain JSON, sealed speeds included."""
        with self._reading() as connection:
            number = None if athlete is None else find_athlete(connection, athlete)["number"]
            return exchange.export(connection, number)

    def restore(self, document: Mapping[str, Any]) -> None:
        """Add what `export` gave, all or nothing; what the log already holds is left.

        Raises
        ------
        ParameterError
            If the document is none of ours, or says something else than the log.
        """
        with self._writing() as connection:
            exchange.restore(connection, document)

    def forget(self, athlete: str) -> tuple[str, ...]:
        """Delete all data of a person for good, so that not a byte is left in the database.

        Returns
        -------
        tuple of str
            Paths of analyses that the log referred to. They are not the log's and are left; see
            `nextstride.log.forgetting` for those of ours.

        Raises
        ------
        ParameterError
            If the log has no such athlete.
        NextstrideError
            If another program has the log open, so that the file cannot be rewritten now.
        """
        with self._writing() as connection:
            number = find_athlete(connection, athlete)["number"]
            runs = read_entries(connection, ATHLETES.c.number == number, kinds=[RecordedRun.kind])
            connection.execute(delete(ATHLETES).where(ATHLETES.c.number == number))
        self.scrub()
        return tuple(sorted({cast(RecordedRun, entry).analysis for _, entry in runs}))
