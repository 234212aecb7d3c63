"""One try to carry out a job: in a process of this machine, or on a Dask cluster."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from threading import Thread
from typing import Any, Protocol

from nextstride.athlete import Athlete
from nextstride.errors import NextstrideError
from nextstride.log.jobs import Job
from nextstride.log.logged_tests import LoggedTests
from nextstride.parallel import cores
from nextstride.web.settings import Settings
from nextstride.web.worker_files import ASKED, OUTCOME, PROGRESS
from nextstride.write.files import write_whole

ENDED = (
    "The process that analysed it was ended, as when memory runs out. Try it again, with a shorter "
    "film if it ends again."
)


class Attempt(Protocol):
    """A try that is under way."""

    def is_over(self) -> bool:
        """Whether it has ended, well or not."""

    def stop(self) -> None:
        """End it now."""


class ProcessAttempt:
    """A process of this machine; it ends when this one does."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-m", "nextstride.web.worker", str(folder)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True
        )

    def is_over(self) -> bool:
        """Whether it has ended, well or not."""
        return self._process.poll() is not None

    def stop(self) -> None:
        """End it and all that it started."""
        with suppress(ProcessLookupError, AttributeError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.communicate()


class ClusterAttempt:
    """A task of a Dask cluster, whose workers see the same folder."""

    def __init__(self, folder: Path, scheduler: str) -> None:
        self._folder, self._scheduler = folder, scheduler
        self._thread = Thread(target=self._wait, daemon=True)
        self._thread.start()

    def _wait(self) -> None:
        """Hand the task over, and wait until it is done."""
        from nextstride.squad.scheduler import workers_at
        from nextstride.web.worker import carry_out

        try:
            with workers_at(self._scheduler) as workers:
                for _ in workers.finished(carry_out, {"run": str(self._folder)}):
                    pass
        except NextstrideError as error:
            write_whole(self._folder, {OUTCOME: json.dumps({"reason": str(error)})})

    def is_over(self) -> bool:
        """Whether it has ended, well or not."""
        return not self._thread.is_alive()

    def stop(self) -> None:
        """Leave it: a cluster forgets the tasks of a server that is gone."""


def begin(job: Job, athlete: Athlete, settings: Settings, tests: LoggedTests) -> Attempt:
    """Begin to carry out a job.

    Parameters
    ----------
    job : Job
    athlete : Athlete
        As the log has it now.
    settings : Settings
    tests : LoggedTests
        Of the athlete's strength, on the day of the run.
    """
    folder = settings.runs / job.id
    of_tests = tests.notice("A run that is tried again can leave them out.")
    asked = {
        "file": job.file,
        "source": job.source,
        "options": job.options,
        "athlete": asdict(athlete),
        "tests": [each.to_json() for each in tests.readings],
        "of_tests": [] if of_tests is None else [asdict(of_tests)],
        "bodies": settings.bodies,
        "body": settings.body,
        "processes": 1 if settings.scheduler else max(1, cores() // settings.jobs_at_once),
    }
    for name in (PROGRESS, OUTCOME):
        (folder / name).unlink(missing_ok=True)
    write_whole(folder, {ASKED: json.dumps(asked)})
    if settings.scheduler:
        return ClusterAttempt(folder, settings.scheduler)
    return ProcessAttempt(folder)


def progress_of(folder: Path) -> dict[str, Any] | None:
    """How far the work of a folder is; None where nothing is told."""
    return _read(folder / PROGRESS)


def outcome_of(folder: Path) -> str:
    """Why the work of a folder that is over gave nothing, and what to do; empty where it did."""
    found = _read(folder / OUTCOME)
    return ENDED if found is None else str(found["reason"])


def _read(file: Path) -> dict[str, Any] | None:
    """A document of a folder; None where it is not there."""
    try:
        found: dict[str, Any] = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found
