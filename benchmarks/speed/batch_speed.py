"""How well a batch uses more workers, and what spreading the work costs.

python benchmarks/speed/batch_speed.py [--recordings 64]
"""

from __future__ import annotations

import os
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1]))

import psutil
from _results import Row, report

from nextstride.parallel import Here, Processes, Workers
from nextstride.sample import SyntheticSprinter
from nextstride.squad.batch import run_batch
from nextstride.squad.cluster import Cluster
from nextstride.squad.job import Job, Settings, content_hash
from nextstride.squad.tables import write_tables
from nextstride.squad.work import Task, do_task
from nextstride.write import write_trc

NOTES = """
Made runs of 1.2 s at 100 Hz, measured only, one report each. Serial is a plain loop over the files
without any of the batch. Overhead is what the batch in one process takes beyond its recordings:
hashes, kept pieces, tables. Efficiency of two workers is the loop's time over twice theirs, their
start left out; by processor time it is the loop's work over that of all processes. Loop and batch
take turns, an eighth of the recordings at a time, so that whatever else the machine does falls on
both. On paper: the scheduler's cost of a task, by the clock, from two thousand tasks that do next
to nothing, beside the processor time of a recording: 64 workers need 64 tasks in the time of one,
and are thought of as idle while the scheduler gives them out.
"""
TASKS, ON_PAPER, ROUNDS = 2000, 64, 8
ONLY_MEASURES = Settings(limits=False)


@dataclass
class Cost:
    """What work has taken: by the clock, and of the processors in all processes, s."""

    clock: float = 0.0
    processor: float = 0.0

    def of(self, work: Callable[[], object]) -> None:
        """Do work, and add what it takes."""
        clock, processor = time.perf_counter(), processor_time()
        work()
        self.clock += time.perf_counter() - clock
        self.processor += processor_time() - processor


def processor_time() -> float:
    """What this process and those it has started have used, s."""
    me = psutil.Process()
    used = [each.cpu_times() for each in (me, *me.children(recursive=True))]
    return sum(each.user + each.system for each in used)


def make_jobs(folder: Path, count: int) -> list[Job]:
    """Write the recordings."""
    jobs = []
    runner = SyntheticSprinter(strides=2)
    for number in range(count):
        path = folder / f"run{number:03}.trc"
        write_trc(runner.recording(100, noise=0.002, seed=number), path)
        jobs.append(Job(path.name, path, runner.athlete))
    return jobs


def loop(jobs: list[Job], out: Path) -> None:
    """Analyse one after the other."""
    for job in jobs:
        do_task(Task(job, ONLY_MEASURES, out / job.place))


def batch(jobs: list[Job], out: Path, workers: Workers) -> None:
    """Analyse as a batch."""
    write_tables(run_batch(jobs, ONLY_MEASURES, out, workers), out)


def take_turns(jobs: list[Job], folder: Path, workers: Workers, warm: int) -> tuple[Cost, Cost]:
    """What the loop and a batch take of the same recordings, `warm` workers being started first."""
    tasks = {str(n): Task(jobs[0], ONLY_MEASURES, folder / f"warm{n}") for n in range(warm)}
    list(workers.finished(do_task, tasks))
    serial, batched = Cost(), Cost()
    for part in range(ROUNDS):
        mine, out = jobs[part::ROUNDS], folder / str(part)
        serial.of(lambda mine=mine, out=out: loop(mine, out / "serial"))
        batched.of(lambda mine=mine, out=out: batch(mine, out / "batch", workers))
    return serial, batched


def main() -> None:
    """Measure, print and keep the table."""
    parser = ArgumentParser()
    parser.add_argument("--recordings", type=int, default=64)
    count = parser.parse_args().recordings
    with TemporaryDirectory() as place:
        folder = Path(place)
        jobs = make_jobs(folder, count)
        with Here() as one:
            serial, alone = take_turns(jobs, folder / "one", one, warm=1)
        ratios = {}
        with Processes(2) as two:
            ratios["two processes"] = take_turns(jobs, folder / "two", two, warm=4)
        with Cluster(None, 2) as cluster:
            ratios["two Dask workers"] = take_turns(jobs, folder / "dask", cluster, warm=8)
            tiny = {str(number): folder / "none" for number in range(TASKS)}
            scheduling = Cost()
            scheduling.of(lambda: list(cluster.finished(content_hash, tiny)))
    load = f"{os.getloadavg()[2]:.1f}, {os.cpu_count()} cores"
    rows = [
        Row(f"serial loop over {count} recordings", f"{serial.processor:.0f} s", "", "", None),
        *overhead_rows(serial, alone),
        *(row for name, costs in ratios.items() for row in efficiency_rows(name, *costs)),
        *paper_rows(serial.processor / count, scheduling.clock / TASKS),
        Row("load of the machine meanwhile", load, "", "", None),
    ]
    report("batch_speed", "A batch on more workers", rows, NOTES)


def overhead_rows(serial: Cost, alone: Cost) -> list[Row]:
    """What the batch adds to each recording."""
    share = alone.processor / serial.processor - 1
    told = f"{100 * share:.1f} % of processor time"
    return [Row("overhead of the batch for each", told, "", "< 5 %", share < 0.05)]


def efficiency_rows(name: str, serial: Cost, two: Cost) -> list[Row]:
    """How well two workers are used."""
    clock, work = serial.clock / (2 * two.clock), serial.processor / two.processor
    return [
        Row(f"efficiency of {name}", f"{clock:.2f}", "1", ">= 0.9", clock >= 0.9),
        Row("the same by processor time", f"{work:.2f}", "1", ">= 0.9", work >= 0.9),
    ]


def paper_rows(recording: float, a_task: float) -> list[Row]:
    """What the scheduler's cost allows."""
    share = min(1.0, recording / (recording + ON_PAPER * a_task))
    return [
        Row("Dask's cost of a task", f"{1000 * a_task:.1f} ms", "", "", None),
        Row(f"on paper: efficiency of {ON_PAPER} workers", f"{share:.2f}", "1", "", None),
    ]


if __name__ == "__main__":
    main()
