"""The engine: two jobs at once and the rest in order, one server a folder, or a Dask cluster."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from commands import run
from sqlalchemy import delete

from nextstride.athlete import Athlete
from nextstride.errors import NextstrideError, Notice
from nextstride.log import Log, RecordedRun, StrengthTest, open_log
from nextstride.log.jobs import DONE, FAILED, QUEUED, RUNNING, Job, Jobs, new_id, open_jobs
from nextstride.log.tables import JOBS
from nextstride.personal import VARIANTS_OF, FitOptions, strength_test
from nextstride.sample import SyntheticSprinter
from nextstride.web import engine as engine_module
from nextstride.web import worker
from nextstride.web.engine import Engine
from nextstride.web.live import remaining, says
from nextstride.web.settings import Settings
from nextstride.web.worker_files import ANALYSIS, ASKED, OUTCOME
from nextstride.write import write_trc
from nextstride.write.files import write_whole

OPTIONS = {"day": "2026-01-05", "limits": False}
PATIENCE = 120.0


class Fake:
    """An attempt that ends when it is told to."""

    def __init__(self) -> None:
        self.over = self.stopped = False

    def is_over(self) -> bool:
        return self.over

    def stop(self) -> None:
        self.over = self.stopped = True


@dataclass(frozen=True)
class Fitted:
    """An analysis with an answer."""

    notices: tuple[Notice, ...] = ()
    runner: bool = True


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with open_log(tmp_path / "log.sqlite") as log:
        log.save_athletes(Athlete(75, 1.8, "male", "Ada"))
    return tmp_path


@pytest.fixture
def log(folder: Path) -> Iterator[Log]:
    with open_log(folder / "log.sqlite") as found:
        yield found


@pytest.fixture
def jobs(folder: Path) -> Iterator[Jobs]:
    with open_jobs(folder / "log.sqlite") as found:
        yield found


def ask(jobs: Jobs, folder: Path, name: str = "recording.trc") -> str:
    job_id = new_id()
    (folder / "runs" / job_id).mkdir(parents=True)
    jobs.add(job_id, "Ada", "run.trc", name, OPTIONS)
    return job_id


def wait_until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_two_run_at_once_the_rest_wait_and_a_stop_queues_again(
    folder: Path, log: Log, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: dict[str, Fake] = {}
    monkeypatch.setattr(engine_module, "begin", lambda job, *_: begun.setdefault(job.id, Fake()))
    monkeypatch.setattr(engine_module, "EVERY", 0.01)
    first, second, third = (ask(jobs, folder) for _ in range(3))
    engine = Engine(Settings(folder=folder), jobs, log)
    engine.start()
    wait_until(lambda: len(begun) == 2)
    assert list(begun) == [first, second]
    assert says(jobs.get(third), 1) == "waits, number 1 in line"
    engine.cancel(first)
    wait_until(lambda: third in begun)
    assert begun[first].stopped
    assert (jobs.get(first).state, jobs.get(first).reason) == (FAILED, "It was stopped.")
    begun[second].over = True
    wait_until(lambda: jobs.get(second).state == FAILED)
    assert "was ended" in jobs.get(second).reason
    assert jobs.get(third).state == RUNNING
    engine.stop()
    assert jobs.get(third).state == QUEUED


def test_a_fault_of_ours_ends_a_run_and_the_next_begins(
    folder: Path, log: Log, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempts: dict[str, Fake] = {}
    broken, logged, gone, last = (ask(jobs, folder) for _ in range(4))

    def begin(job: Job, *_: object) -> Fake:
        if job.id == broken:
            raise KeyError("mass")
        return attempts.setdefault(job.id, Fake())

    monkeypatch.setattr(engine_module, "begin", begin)
    monkeypatch.setattr(engine_module, "EVERY", 0.01)
    engine = Engine(Settings(folder=folder), jobs, log)
    engine.start()
    wait_until(lambda: len(attempts) == 2)
    assert "nextstride itself failed on it (KeyError: 'mass')" in jobs.get(broken).reason
    results = {OUTCOME: '{"reason": ""}', ANALYSIS: '{"athlete": {}, "measures": 5}'}
    write_whole(folder / "runs" / logged, results)
    monkeypatch.setattr(RecordedRun, "from_analysis", lambda *_: 1 / 0)
    attempts[logged].over = True
    wait_until(lambda: jobs.get(logged).state == FAILED)
    assert "nextstride itself failed on it (ZeroDivisionError" in jobs.get(logged).reason
    with jobs._writing() as connection:
        connection.execute(delete(JOBS).where(JOBS.c.id == gone))
    wait_until(lambda: attempts[gone].stopped and last in attempts)
    engine.stop()


@pytest.mark.parametrize("more", [{}, {"without_tests": True}, {"limits": False}])
def test_a_fit_takes_the_newest_strength_tests_of_the_log(
    folder: Path, log: Log, jobs: Jobs, monkeypatch: pytest.MonkeyPatch, more: dict[str, bool]
) -> None:
    day = date(2026, 1, 5) - timedelta(days=9)
    log.add(StrengthTest(athlete="Ada", day=day, group="hip_flexors", moment=2.4, device="rig"))
    monkeypatch.setattr("nextstride.web.attempts.ProcessAttempt", lambda _: Fake())
    job_id = new_id()
    (folder / "runs" / job_id).mkdir(parents=True)
    jobs.add(job_id, "Ada", "run.trc", "recording.trc", {**OPTIONS, "limits": True} | more)
    engine = Engine(Settings(folder=folder, bodies=16, body="spatial"), jobs, log)
    engine._begin(jobs.get(job_id))
    asked = json.loads((folder / "runs" / job_id / ASKED).read_text("utf-8"))
    if more:
        assert (asked["tests"], asked["of_tests"]) == ([], [])
        return
    (of_tests,) = asked["of_tests"]
    assert "hip flexion (9 days old)" in of_tests["message"]
    taken: list[FitOptions] = []

    told: list[Notice] = []

    def fit(_: object, options: FitOptions, notices: list[Notice]) -> Fitted:
        taken.append(options)
        told.extend(notices)
        return Fitted()

    monkeypatch.setattr(worker, "measure_request", lambda *_: Fitted())
    monkeypatch.setattr(worker, "fit_runner", fit)
    monkeypatch.setattr(worker, "write_results", lambda *_: None)
    worker._answer(folder, asked, worker.Progress(folder))
    assert (taken[0].members, taken[0].variants) == (16, VARIANTS_OF["spatial"])
    assert taken[0].tests == (strength_test("hip_flexion=2.4:rig"),)
    assert [each.message for each in told] == [of_tests["message"]]


def test_one_server_works_in_a_folder(folder: Path, log: Log, jobs: Jobs) -> None:
    engine, other = (Engine(Settings(folder=folder), jobs, log) for _ in range(2))
    engine.start()
    with pytest.raises(NextstrideError, match="runs already on"):
        other.start()
    again = run("serve", "--no-browser", "--log", folder / "log.sqlite")
    assert again.exit_code == 2
    assert "runs already on" in again.output
    assert "Traceback" not in again.output
    other.stop()
    engine.stop()
    other = Engine(Settings(folder=folder), jobs, log)
    other.start()
    other.stop()


def test_a_dask_cluster_carries_out_jobs(folder: Path, log: Log, jobs: Jobs) -> None:
    distributed = pytest.importorskip("distributed", reason="Dask is not installed")
    recording = SyntheticSprinter(speed=9.0, strides=2).recording(100, noise=0.001, seed=4)
    job_id = ask(jobs, folder)
    write_trc(recording, folder / "runs" / job_id / "recording.trc")
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
    ) as cluster:
        engine = Engine(Settings(folder=folder, scheduler=cluster.scheduler_address), jobs, log)
        engine.start()
        wait_until(lambda: jobs.get(job_id).is_over)
        engine.stop()
    assert (jobs.get(job_id).state, jobs.get(job_id).reason) == (DONE, "")
    assert (folder / "runs" / job_id / "report.html").is_file()
    assert [str(each.day) for each in log.waiting("Ada")] == ["2026-01-05"]


def test_the_time_that_remains_is_told_once_it_can_be(folder: Path, jobs: Jobs) -> None:
    job_id = ask(jobs, folder)
    jobs.claim(1)
    jobs.tell(job_id, "looking at the film", 10, 40)
    assert remaining(jobs.get(job_id)) == ""
    job = jobs.get(job_id)
    past = job.staged_at.replace("20", "19", 1)
    old = job.__class__(**(job.__dict__ | {"staged_at": past}))
    assert remaining(old).endswith("min left")
