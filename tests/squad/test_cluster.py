"""Work on a Dask cluster on loopback, whose workers and scheduler are killed in the middle."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from nextstride.errors import MissingDataError, NextstrideError, ParameterError
from nextstride.parallel import Here, Processes
from nextstride.squad import scheduler, work
from nextstride.squad.batch import run_batch
from nextstride.squad.job import Settings, content_hash
from nextstride.squad.scheduler import workers_at

DASHBOARD = 8787
MEASURES_ONLY = Settings(limits=False)
pytest.importorskip("distributed", reason="Dask is not installed: nextstride[cluster]")


class Loopback:
    """A scheduler and its workers as processes of their own."""

    def __init__(self) -> None:
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.port = found.getsockname()[1]
        self.processes: list[subprocess.Popen[bytes]] = []

    @property
    def address(self) -> str:
        return f"tcp://127.0.0.1:{self.port}"

    def start(self, workers: int) -> None:
        where = ("--host", "127.0.0.1", "--port", str(self.port))
        self._run("dask_scheduler", *where, "--no-dashboard")
        for _ in range(workers):
            options = ("--no-nanny", "--nthreads", "1", "--no-dashboard")
            self._run("dask_worker", self.address, *options, "--death-timeout", "60")

    def _run(self, program: str, *options: str) -> None:
        command = [sys.executable, "-m", f"distributed.cli.{program}", *options]
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.processes.append(subprocess.Popen(command, **silent))

    def kill(self, *places: int) -> None:
        for process in [self.processes[place] for place in places] if places else self.processes:
            process.send_signal(signal.SIGKILL)
            process.wait()


@contextmanager
def taken(port: int) -> Iterator[None]:
    """A port that somebody else has, as another cluster of this machine."""
    with socket.socket() as mine:
        with suppress(OSError):  # Somebody else has it.
            mine.bind(("127.0.0.1", port))
            mine.listen()
        yield


@pytest.fixture(scope="module")
def loopback() -> Iterator[Loopback]:
    cluster = Loopback()
    cluster.start(workers=2)
    yield cluster
    cluster.kill()


@pytest.fixture
def files(tmp_path) -> dict[str, Path]:
    """Many small files, each of another content."""
    found = {f"file{number}": tmp_path / f"file{number}" for number in range(120)}
    for name, path in found.items():
        path.write_text(name)
    return found


def hashes_despite(accident, loopback, files) -> list[tuple[str, str]]:
    """What the cluster tells of the files, with an accident after the twentieth."""
    told = []
    with workers_at(loopback.address) as workers:
        for result in workers.finished(content_hash, files):
            told.append(result)
            if len(told) == 20:
                accident()
    return told


def expected(files) -> Counter[tuple[str, str]]:
    return Counter((name, content_hash(path)) for name, path in files.items())


def test_a_killed_worker_costs_nothing_and_doubles_nothing(loopback, files):
    told = hashes_despite(lambda: loopback.kill(1), loopback, files)
    assert Counter(told) == expected(files)


def test_a_restarted_scheduler_costs_nothing_and_doubles_nothing(loopback, files):
    """Works with the worker that the test above has left."""

    def restart() -> None:
        loopback.kill()
        loopback.start(workers=1)

    assert Counter(hashes_despite(restart, loopback, files)) == expected(files)


def test_a_cluster_of_this_machine_gives_what_this_process_gives(
    jobs, analysis, tmp_path, monkeypatch
):
    with taken(DASHBOARD), workers_at(count=1) as workers:
        one = run_batch(jobs[:1], MEASURES_ONLY, tmp_path / "one", workers)
    monkeypatch.setattr(work, "analyse_job", lambda *_: analysis)  # done here, and once
    with Here() as workers:
        other = run_batch(jobs[:1], MEASURES_ONLY, tmp_path / "other", workers)
    assert one.steps == other.steps
    alike = [{key: row[key] for key in row if key != "seconds"} for row in (*one.runs, *other.runs)]
    assert alike[0] == alike[1]


def test_a_scheduler_that_does_not_answer_is_one_sentence(monkeypatch):
    from nextstride.squad import cluster

    monkeypatch.setattr(cluster, "ANSWERS_WITHIN", 0.2)
    with pytest.raises(NextstrideError, match=r"tcp://127\.0\.0\.1:1 does not answer"):
        workers_at("tcp://127.0.0.1:1").__enter__()


def test_what_is_no_scheduler_is_refused():
    with pytest.raises(ParameterError, match="--scheduler must be"):
        workers_at("slurm")
    with pytest.raises(ParameterError, match="--workers is for this machine"):
        workers_at("tcp://127.0.0.1:8786", 2)
    with pytest.raises(ParameterError, match="--workers must be between"):
        workers_at(None, 0)


def test_processes_need_no_dask(monkeypatch):
    monkeypatch.setattr(scheduler, "find_spec", lambda name: None)
    assert isinstance(workers_at("processes", 2), Processes)
    with pytest.raises(MissingDataError, match=r"pip install 'nextstride\[cluster\]'"):
        workers_at("tcp://127.0.0.1:8786")
