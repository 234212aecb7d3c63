"""`Engine`: carries out the jobs of the log, some at once and the rest in order; a stop loses none.

The states are the log's. What ran when a server was stopped, however, is queued again when the next
one starts.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from threading import Event, Thread

from nextstride.errors import NextstrideError, ParameterError
from nextstride.log import Log, RecordedRun
from nextstride.log.jobs import QUEUED, Job, Jobs
from nextstride.log.logged_tests import gather_tests, logged_tests
from nextstride.log.person import check_is_of
from nextstride.web.attempts import Attempt, begin, outcome_of, progress_of
from nextstride.web.looker import Looker
from nextstride.web.settings import Settings
from nextstride.web.worker_files import ANALYSIS, own_failure

EVERY = 0.4
"""s between looks at what runs."""
IN_A_CLUSTER = 1000
"""Jobs given to a cluster at once: it keeps its own queue."""
LOGGER = logging.getLogger("nextstride.web")


@dataclass
class Engine:
    """Looks at films that came in, and analyses what waits.

    Attributes
    ----------
    settings : Settings
    jobs : Jobs
    log : Log
    changed : callable
        Called when a run was added to the log.
    looker : Looker
    """

    settings: Settings
    jobs: Jobs
    log: Log
    changed: Callable[[], None] = lambda: None
    looker: Looker = field(default_factory=Looker)
    _running: dict[str, Attempt] = field(default_factory=dict)
    _ended: Event = field(default_factory=Event)
    _threads: list[Thread] = field(default_factory=list)
    _lock: sqlite3.Connection | None = None

    @property
    def is_ended(self) -> bool:
        """Whether the server stops."""
        return self._ended.is_set()

    def hold(self) -> None:
        """Make sure that no other server works in the same folder, until this process ends.

        Raises
        ------
        NextstrideError
            If one does.
        """
        self._lock = self._lock or _only_one(self.settings.folder)

    def start(self) -> None:
        """Queue again what was running when the last server was stopped, and begin.

        Raises
        ------
        NextstrideError
            If another server works in the same folder.
        """
        self.hold()
        self.jobs.put_back()
        self._threads = [Thread(target=self._repeat, args=(each,), daemon=True)
                         for each in (self._work, self._look)]  # fmt: skip
        for each in self._threads:
            each.start()

    def end(self) -> None:
        """Begin nothing more, and let pages that listen go."""
        self._ended.set()

    def stop(self) -> None:
        """End what runs; the next server does it again."""
        if self._lock is None:
            return
        self.end()
        self.looker.stop()
        for each in self._threads:
            each.join()
        for attempt in self._running.values():
            attempt.stop()
        self.jobs.put_back()
        self._lock.close()

    def cancel(self, job_id: str) -> None:
        """End a running job; it fails, and may be tried again."""
        attempt = self._running.get(job_id)
        if attempt is not None:
            self.jobs.fail(job_id, "It was stopped.")
            attempt.stop()

    def _repeat(self, task: Callable[[], None]) -> None:
        """Do a task again and again until the end; what fails now may work later."""
        while not self._ended.wait(EVERY):
            try:
                task()
            except NextstrideError as error:
                LOGGER.warning("%s", error)
            except Exception:
                LOGGER.exception("the engine goes on")

    def _look(self) -> None:
        """Look at the films that came in."""
        for job in self.jobs.all():
            if job.state == QUEUED and job.remarks is None and not self._ended.is_set():
                found = self.looker.look(self.settings.runs / job.id / job.file)
                if not self._ended.is_set():
                    self.jobs.note_look(job.id, found["remarks"], found["reason"])

    def _work(self) -> None:
        """Follow what runs, and begin what waits while there is room."""
        self._follow_all()
        most = IN_A_CLUSTER if self.settings.scheduler else self.settings.jobs_at_once
        while (job := self.jobs.claim(most)) is not None:
            reason = _reason_of(partial(self._begin, job))
            if reason:
                self.jobs.fail(job.id, reason)

    def _follow_all(self) -> None:
        """Note how far each job is that runs, and what came of those that are over."""
        for job_id, attempt in list(self._running.items()):
            over = attempt.is_over()
            try:
                job = self.jobs.get(job_id)
            except ParameterError:  # Somebody deleted its athlete, as by a command.
                attempt.stop()
                del self._running[job_id]
                continue
            self._follow(job)
            if over:
                self._finish(job)
                del self._running[job_id]

    def _begin(self, job: Job) -> None:
        """Begin to carry out a job."""
        left_out = job.options.get("without_tests") or not job.options["limits"]
        day = day_of(job)
        tests = logged_tests((), day) if left_out else gather_tests(self.log, job.athlete, day)
        athlete = self.log.athlete(job.athlete)
        self._running[job.id] = begin(job, athlete, self.settings, tests)

    def _follow(self, job: Job) -> None:
        """Note how far a job is."""
        told = progress_of(self.settings.runs / job.id)
        if told is not None and (job.stage, job.done, job.total) != tuple(told.values()):
            self.jobs.tell(job.id, told["stage"], told["done"], told["total"])

    def _finish(self, job: Job) -> None:
        """Note what came of a job, and log its run; whatever happens, it does not run any more."""
        if job.is_over:
            return
        folder = self.settings.runs / job.id
        reason = outcome_of(folder) or _reason_of(
            partial(log_run, self.log, job, folder / ANALYSIS)
        )
        if reason:
            self.jobs.fail(job.id, reason.replace(job.file, job.source))
        else:
            self.jobs.finish(job.id)
        self.changed()


def _reason_of(task: Callable[[], None]) -> str:
    """Do something, and say why it could not be done; empty where it could."""
    try:
        task()
    except (NextstrideError, OSError) as error:
        return str(error)
    except Exception as error:
        LOGGER.exception("the engine goes on")
        return own_failure(error)
    return ""


def log_run(log: Log, job: Job, file: Path) -> None:
    """Add the run of a job to the log, once; one without a speed is no entry of the log.

    Parameters
    ----------
    log : Log
    job : Job
    file : pathlib.Path
        Its analysis.

    Raises
    ------
    NextstrideError
        If it seems to be somebody else's, or cannot be logged.
    """
    check_is_of(file, log.athlete(job.athlete), confirmed=bool(job.options.get("confirmed")))
    try:
        found = RecordedRun.from_analysis(file, job.athlete, day_of(job))
    except NextstrideError:
        return
    entry = RecordedRun(**(found.__dict__ | {"id": job.id}))
    with suppress(ParameterError):
        log.remove(job.id)
    log.add(entry)


def day_of(job: Job) -> date:
    """The day on which a job's run was run."""
    return date.fromisoformat(job.options["day"])


def _only_one(folder: Path) -> sqlite3.Connection:
    """Hold a lock that ends with this process, however it ends.

    Raises
    ------
    NextstrideError
        If another server holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = sqlite3.connect(
        folder / "web.lock", timeout=0, isolation_level=None, check_same_thread=False
    )
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        lock.close()
        raise NextstrideError(
            f"nextstride serve runs already on {folder}: open its page, or stop it first."
        ) from None
    return lock
