"""`Job`: one recording of a batch with all that goes with it, and what changes its result."""

from __future__ import annotations

import hashlib
from dataclasses import astuple, dataclass
from datetime import date
from pathlib import Path

from nextstride import __version__
from nextstride.athlete import Athlete
from nextstride.log.logged_tests import LoggedTests

CHUNK = 1 << 20


@dataclass(frozen=True)
class Job:
    """One recording of a batch.

    Attributes
    ----------
    place : str
        Its name in the table: where it lies below the folder, with forward slashes.
    recording : pathlib.Path
    athlete : Athlete
    day : datetime.date or None
        When it was recorded, where that is told.
    standing, forces : pathlib.Path or None
        Files that go with it.
    belt_speed, frame_rate : float or None
        m/s, Hz.
    companions_found : bool
        Whether `standing` and `forces` were found beside it, rather than named by somebody; one
        that does not fit is then left out.
    same_as : str
        The place of the same run, which is analysed in place of this; empty where there is none.
    tests : LoggedTests or None
        What the log tells of the athlete's strength on that day.
    """

    place: str
    recording: Path
    athlete: Athlete
    day: date | None = None
    standing: Path | None = None
    forces: Path | None = None
    belt_speed: float | None = None
    frame_rate: float | None = None
    companions_found: bool = False
    same_as: str = ""
    tests: LoggedTests | None = None


@dataclass(frozen=True)
class Settings:
    """What is asked of every recording alike.

    Attributes
    ----------
    limits : bool
        Whether bodies are fitted that say what limits the runner.
    bodies : int
        How many.
    body : str
        Their kind, ``planar`` or ``spatial``.
    """

    limits: bool = True
    bodies: int = 64
    body: str = "planar"


def content_hash(path: Path) -> str:
    """Return the SHA-256 of a file, or of all files of a folder; of nothing where it is absent."""
    digest = hashlib.sha256()
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    for each in files:
        if not each.is_file():
            continue
        if path.is_dir():
            digest.update(each.relative_to(path).as_posix().encode())
        with each.open("rb") as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
    return digest.hexdigest()


def job_key(job: Job, settings: Settings, recording_hash: str) -> str:
    """Return what changes when the job's result could: its files, options, or our version."""
    who = job.athlete
    parts = (
        __version__,
        recording_hash,
        *("" if path is None else content_hash(path) for path in (job.standing, job.forces)),
        (who.mass, who.height, who.sex, who.name, who.assumed),
        (job.place, job.day, job.belt_speed, job.frame_rate, job.companions_found),
        (astuple(settings), _readings(job.tests)) if settings.limits else None,
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _readings(tests: LoggedTests | None) -> list[dict[str, object]]:
    """What changes an answer of the log's tests: not how old they are today."""
    return [] if tests is None else [each.to_json() for each in tests.readings]
