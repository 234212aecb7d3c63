"""`Log`: the runner's book, kept in a database; few verbs, each write one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar, cast

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session as Transaction

from nextstride.athlete import Athlete
from nextstride.checks import Problems
from nextstride.errors import MissingDataError, ParameterError
from nextstride.log import exchange
from nextstride.log.database import log_url, open_database, scrub, wait_for_writers
from nextstride.log.entries import Feel, RecordedRun, SpeedTest
from nextstride.log.entry import LogEntry, check_text
from nextstride.log.rows import athlete_from_row, athlete_to_row, entry_from_row, entry_to_row
from nextstride.log.sessions import (
    WaitingSession,
    check_new,
    check_not_future,
    check_trial,
    check_unseen,
    entry_rows,
    find_athlete,
    find_session,
    now,
)
from nextstride.log.tables import AthleteRow, EntryRow, RecordedRunRow, SessionRow, TrialRow
from nextstride.log.trial import Trial, trial_from_json

Kind = TypeVar("Kind", bound=LogEntry)

SPEED_KINDS = (SpeedTest.kind, RecordedRun.kind)
"""Entries that say how fast the session was."""


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


class Log:
    """An open log; see `open_log`. Also a context manager.

    How fast a session was stays sealed until the runner has answered the questions of `Feel`, or
    has declined to: see `add`, `waiting`, `reveal`.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def athletes(self) -> tuple[Athlete, ...]:
        """Everyone in the log, by name."""
        with self._reading() as transaction:
            rows = transaction.scalars(select(AthleteRow).order_by(AthleteRow.name))
            return tuple(athlete_from_row(row) for row in rows)

    def athlete(self, name: str) -> Athlete:
        """Return one athlete.

        Raises
        ------
        ParameterError
            If the log has no such athlete.
        """
        with self._reading() as transaction:
            return athlete_from_row(find_athlete(transaction, name))

    def save_athlete(self, athlete: Athlete) -> None:
        """Add an athlete, or replace what the log says of them.

        Raises
        ------
        ParameterError
            If the athlete has no name.
        """
        problems = Problems("athlete")
        check_text(problems, "name", athlete.name, longest=80)
        problems.raise_if_any()
        with self._writing() as transaction:
            known = transaction.scalar(select(AthleteRow).filter_by(name=athlete.name))
            row = athlete_to_row(athlete)
            if known is not None:
                row.number = known.number
            transaction.merge(row)

    def add(self, *entries: LogEntry) -> None:
        """Add entries, all or none.

        Raises
        ------
        ParameterError
            If an athlete is unknown, a day is in the future, an id is taken, or a `Feel` comes
            after the session's speeds were shown or a second time.
        """
        check_not_future(entries)
        with self._writing() as transaction:
            for entry in entries:
                session = find_session(transaction, entry)
                check_new(transaction, entry)
                if isinstance(entry, Feel):
                    check_unseen(transaction, session, entry)
                if isinstance(entry, SpeedTest) and entry.known_to_runner:
                    session.revealed_at = session.revealed_at or now()
                row = entry_to_row(entry, now())
                row.session = session
                transaction.add(row)
                transaction.flush()

    def entries(self, athlete: str, kind: type[Kind] = LogEntry) -> tuple[Kind, ...]:  # type: ignore[assignment]
        """Entries of one athlete in the order of their sessions, without sealed speeds.

        Parameters
        ----------
        athlete : str
        kind : type, optional
            Only entries of this class.
        """
        with self._reading() as transaction:
            number = find_athlete(transaction, athlete).number
            rows = transaction.scalars(
                entry_rows(number).where(
                    SessionRow.revealed_at.is_not(None) | EntryRow.kind.not_in(SPEED_KINDS)
                )
            )
            found = [entry_from_row(row) for row in rows]
        return tuple(entry for entry in found if isinstance(entry, kind))

    def newest_analysis(self, athlete: str) -> Path:
        """Where the analysis of the athlete's newest recording lies, be its speed sealed or not.

        Raises
        ------
        MissingDataError
            If no recording is logged.
        ReadError
            If the file is gone, or was changed since it was logged.
        """
        with self._reading() as transaction:
            number = find_athlete(transaction, athlete).number
            rows = transaction.scalars(entry_rows(number).where(EntryRow.kind == RecordedRun.kind))
            found = [entry_from_row(row) for row in rows]
        if not found:
            raise MissingDataError(
                f"log: no recording of {athlete} is logged; log one with `nextstride log run`."
            )
        run = cast(RecordedRun, found[-1])
        run.check_unchanged()
        return Path(run.analysis)

    def waiting(self, athlete: str) -> tuple[WaitingSession, ...]:
        """Sessions whose speeds are logged but sealed, oldest first."""
        with self._reading() as transaction:
            number = find_athlete(transaction, athlete).number
            sealed = (
                select(SessionRow)
                .join(EntryRow)
                .where(
                    SessionRow.athlete_number == number,
                    SessionRow.revealed_at.is_(None),
                    EntryRow.kind.in_(SPEED_KINDS),
                )
                .distinct()
                .order_by(SessionRow.day, SessionRow.session)
            )
            return tuple(
                WaitingSession(row.day, row.session) for row in transaction.scalars(sealed)
            )

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
        with self._writing() as transaction:
            number = find_athlete(transaction, athlete).number
            row = transaction.scalar(
                select(SessionRow).filter_by(athlete_number=number, day=day, session=session)
            )
            if row is None:
                raise ParameterError(f"log: {athlete} has no session {session} on {day}.")
            found = list(
                transaction.scalars(entry_rows(number).where(SessionRow.number == row.number))
            )
            if row.revealed_at is None:
                felt = any(entry.kind == Feel.kind for entry in found)
                if not felt and not feel_declined:
                    raise ParameterError(
                        f"log: the speeds of {day}, session {session}, stay sealed until "
                        f"{athlete} has said how it felt. Add a feel entry first, or decline it."
                    )
                row.revealed_at, row.feel_declined = now(), not felt
            return tuple(entry_from_row(each) for each in found if each.kind in SPEED_KINDS)

    def remove(self, entry_id: str) -> None:
        """Take one entry out, as when it was mistyped.

        Raises
        ------
        ParameterError
            If there is no such entry.
        """
        with self._writing() as transaction:
            number = transaction.scalar(select(EntryRow.number).filter_by(id=entry_id))
            if number is None:
                raise ParameterError(f"log: there is no entry {entry_id!r}.")
            transaction.execute(delete(EntryRow).where(EntryRow.number == number))

    def register_trial(self, trial: Trial) -> str:
        """Fix a trial for good and return its commitment.

        Raises
        ------
        ParameterError
            If the athlete is unknown, has a trial that is not over, or a start could still be
            chosen by hand, for the first possible one is not in the future.
        """
        with self._writing() as transaction:
            athlete = find_athlete(transaction, trial.athlete)
            check_trial(transaction, athlete, trial)
            row = TrialRow(athlete=athlete, plan=trial.to_json(), commitment=trial.commitment)
            transaction.add(row)
        return trial.commitment

    def trials(self, athlete: str) -> tuple[Trial, ...]:
        """Registered trials of one athlete, oldest first, each checked against its commitment."""
        with self._reading() as transaction:
            number = find_athlete(transaction, athlete).number
            query = select(TrialRow).filter_by(athlete_number=number).order_by(TrialRow.number)
            return tuple(trial_from_json(row.plan) for row in transaction.scalars(query))

    def export(self, athlete: str | None = None) -> dict[str, Any]:
        """Return everything of one athlete, or of all, as plain JSON, sealed speeds included."""
        with self._reading() as transaction:
            if athlete is not None:
                find_athlete(transaction, athlete)
            return exchange.export(transaction, athlete)

    def restore(self, document: Mapping[str, Any]) -> None:
        """Add what `export` gave, all or nothing; what the log already holds is left.

        Raises
        ------
        ParameterError
            If the document is none of ours, or says something else than the log.
        """
        with self._writing() as transaction:
            exchange.restore(transaction, document)

    def forget(self, athlete: str) -> tuple[str, ...]:
        """Delete all data of a person for good, so that not a byte is left in the database.

        Returns
        -------
        tuple of str
            Paths of analyses that the log referred to. They are not the log's and are left; delete
            them too if the person wishes.

        Raises
        ------
        ParameterError
            If the log has no such athlete.
        NextstrideError
            If another program has the log open, so that the file cannot be rewritten now.
        """
        with self._writing() as transaction:
            row = find_athlete(transaction, athlete)
            left = transaction.scalars(
                select(RecordedRunRow.analysis)
                .join(SessionRow, SessionRow.number == RecordedRunRow.session_number)
                .where(SessionRow.athlete_number == row.number)
            ).all()
            transaction.execute(delete(AthleteRow).where(AthleteRow.number == row.number))
        self.scrub()
        return tuple(sorted(set(left)))

    def scrub(self) -> None:
        """Overwrite what was deleted; `forget` does so by itself."""
        scrub(self._engine)

    @contextmanager
    def _reading(self) -> Iterator[Transaction]:
        """One look at the database, all at the same moment."""
        with Transaction(self._engine) as transaction:
            yield transaction

    @contextmanager
    def _writing(self) -> Iterator[Transaction]:
        """One write: all of it or, after any error, nothing."""
        engine = self._engine.execution_options(writing=True)
        with Transaction(engine) as transaction, transaction.begin():
            wait_for_writers(transaction.connection())
            yield transaction
