"""`Jobs`: recordings that wait to be analysed, in the log's database, so that a stop loses none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, RowMapping, Select, delete, insert, select, update

from nextstride.errors import ParameterError
from nextstride.log.database import log_url, open_database
from nextstride.log.sessions import find_athlete, now
from nextstride.log.tables import ATHLETES, JOBS
from nextstride.log.transactions import OpenDatabase

QUEUED, RUNNING, DONE, FAILED = "queued", "running", "done", "failed"
STATES = (QUEUED, RUNNING, DONE, FAILED)


@dataclass(frozen=True)
class Job:
    """One recording to analyse.

    Attributes
    ----------
    id : str
        Also the name of its folder.
    athlete : str
    source : str
        What the file was called where it came from; for people, never a path.
    file : str
        What it is called in the job's folder.
    options : dict
        As `nextstride.web.options.options_from` gives them.
    remarks : list of dict or None
        What a look at the film found; None while nobody has looked.
    state : str
        One of `STATES`.
    stage : str
        What is being done.
    done, total : int
        Parts of the stage; 0 of 0 where they are not counted.
    reason : str
        Why it failed and what to do.
    asked_at : str
    begun_at, staged_at, ended_at : str or None
        When it, and its stage, began, and when it ended; UTC, ISO 8601.
    """

    id: str
    athlete: str
    source: str
    file: str
    options: dict[str, Any]
    remarks: list[dict[str, str]] | None
    state: str
    stage: str
    done: int
    total: int
    reason: str
    asked_at: str
    begun_at: str | None
    staged_at: str | None
    ended_at: str | None

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens by itself."""
        return self.state in (DONE, FAILED)


def new_id() -> str:
    """Return an id that no other job has."""
    return uuid4().hex


def open_jobs(url: str | Path | None = None) -> Jobs:
    """Open the jobs of a log; see `nextstride.log.open_log` for the address and what it raises."""
    return Jobs(open_database(log_url(url)))


class Jobs(OpenDatabase):
    """The jobs of a log; also a context manager."""

    def add(
        self,
        job_id: str,
        athlete: str,
        source: str,
        file: str,
        options: Mapping[str, Any],
        *,
        looked_at: bool = True,
    ) -> None:
        """Ask for an analysis.

        Parameters
        ----------
        job_id : str
            From `new_id`.
        athlete, source, file, options
            As in `Job`.
        looked_at : bool
            False where the film is still to be looked at; until then it is not begun.

        Raises
        ------
        ParameterError
            If the log has no such athlete.
        """
        told: dict[str, Any] = {"id": job_id, "source": source, "file": file}
        told |= {"options": dict(options), "remarks": [] if looked_at else None}
        told |= {"state": QUEUED, "stage": "", "reason": "", "done": 0, "total": 0}
        with self._writing() as connection:
            number = find_athlete(connection, athlete)["number"]
            row = insert(JOBS).values(athlete_number=number, asked_at=now(), **told)
            connection.execute(row)

    def get(self, job_id: str) -> Job:
        """Return one job.

        Raises
        ------
        ParameterError
            If there is none.
        """
        with self._reading() as connection:
            found = _read(connection, JOBS.c.id == job_id)
        if not found:
            raise ParameterError(f"jobs: there is no job {job_id!r}.")
        return found[0]

    def all(self, athlete: str | None = None) -> tuple[Job, ...]:
        """Jobs of one athlete or of all, in the order in which they were asked for."""
        with self._reading() as connection:
            if athlete is None:
                return _read(connection)
            number = find_athlete(connection, athlete)["number"]
            return _read(connection, JOBS.c.athlete_number == number)

    def note_look(
        self, job_id: str, remarks: Sequence[Mapping[str, str]], reason: str = ""
    ) -> None:
        """Note what a look at the film found; with a reason, why it is not analysed."""
        told: dict[str, Any] = {"remarks": [dict(each) for each in remarks]}
        if reason:
            told |= {"state": FAILED, "reason": reason, "ended_at": now()}
        self._change(job_id, QUEUED, **told)

    def claim(self, most: int) -> Job | None:
        """Begin the job that waits longest, unless `most` run already or none waits."""
        with self._writing() as connection:
            jobs = _read(connection, JOBS.c.state.in_((QUEUED, RUNNING)))
            waiting = [job for job in jobs if job.state == QUEUED and job.remarks is not None]
            if not waiting or sum(job.state == RUNNING for job in jobs) >= most:
                return None
            told = {"state": RUNNING, "stage": "reading", "reason": "", "done": 0, "total": 0}
            when = {"begun_at": now(), "staged_at": now(), "ended_at": None}
            mine = update(JOBS).where(JOBS.c.id == waiting[0].id)
            connection.execute(mine.values(**told, **when))
            return _read(connection, JOBS.c.id == waiting[0].id)[0]

    def tell(self, job_id: str, stage: str, done: int = 0, total: int = 0) -> None:
        """Note how far a running job is."""
        with self._writing() as connection:
            found = _read(connection, JOBS.c.id == job_id, JOBS.c.state == RUNNING)
            if found:
                told: dict[str, Any] = {"stage": stage, "done": done, "total": total}
                told |= {} if found[0].stage == stage else {"staged_at": now()}
                connection.execute(update(JOBS).where(JOBS.c.id == job_id).values(**told))

    def finish(self, job_id: str) -> None:
        """Note that a running job is done."""
        self._change(job_id, RUNNING, state=DONE, stage="", ended_at=now())

    def fail(self, job_id: str, reason: str) -> None:
        """Note why a running job gave nothing, and what to do."""
        self._change(job_id, RUNNING, state=FAILED, reason=reason, ended_at=now())

    def again(self, job_id: str, options: Mapping[str, Any]) -> None:
        """Put a job that is over back into the queue, with other options; nobody looks again."""
        told: dict[str, Any] = {
            "options": dict(options),
            "remarks": [],
            "reason": "",
            "ended_at": None,
        }
        self._change(job_id, DONE, FAILED, state=QUEUED, stage="", done=0, total=0, **told)

    def put_back(self) -> None:
        """Queue again what ran when the program that ran it was stopped."""
        with self._writing() as connection:
            told: dict[str, Any] = {"state": QUEUED, "stage": "", "done": 0, "total": 0}
            connection.execute(update(JOBS).where(JOBS.c.state == RUNNING).values(**told))

    def remove(self, job_id: str) -> None:
        """Take a job out that is not running."""
        with self._writing() as connection:
            where = (JOBS.c.id == job_id, JOBS.c.state != RUNNING)
            connection.execute(delete(JOBS).where(*where))

    def _change(self, job_id: str, /, *states: str, **told: Any) -> None:
        """Change a job that is in one of some states; another is left, as when it was removed."""
        with self._writing() as connection:
            mine = update(JOBS).where(JOBS.c.id == job_id, JOBS.c.state.in_(states))
            connection.execute(mine.values(**told))


def _read(connection: Connection, *conditions: Any) -> tuple[Job, ...]:
    """Jobs that fulfil all conditions, in the order in which they were asked for."""
    query: Select[Any] = select(JOBS, ATHLETES.c.name.label("athlete")).join(ATHLETES)
    rows = connection.execute(query.where(*conditions).order_by(JOBS.c.number)).mappings()
    return tuple(_job(row) for row in rows)


def _job(row: RowMapping) -> Job:
    """Job of a row."""
    return Job(**{each.name: row[each.name] for each in fields(Job)})
