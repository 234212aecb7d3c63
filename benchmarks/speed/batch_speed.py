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
from functools import partial
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
start left out; by processor time it is the loop's work over that of all processes. Loop and
batches take turns, half of the recordings at a time, so that whatever else the machine does
falls on all. On paper: the scheduler's cost of a task, by the clock, from two thousand tasks that
do next to nothing, beside the processor time of a recording: 64 workers need 64 tasks in the time
of one, and are thought of as idle while the scheduler gives them out.
"""
TASKS, ON_PAPER, ROUNDS = 2000, 64, 2
LOOP, ONE = "loop", "batch in one process"
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


def warm(job: Job, folder: Path, workers: Workers, count: int) -> None:
    """Start workers, with all that they load for a recording."""
    tasks = {str(place): Task(job, ONLY_MEASURES, folder / str(place)) for place in range(count)}
    list(workers.finished(do_task, tasks))


def take_turns(jobs: list[Job], folder: Path, places: dict[str, Workers]) -> dict[str, Cost]:
    """What a loop, and a batch at each of `places`, take of the same recordings."""
    costs = {name: Cost() for name in (LOOP, *places)}
    for part in range(ROUNDS):
        mine, out = jobs[part::ROUNDS], folder / f"part{part}"
        costs[LOOP].of(partial(loop, mine, out / LOOP))
        for name, workers in places.items():
            costs[name].of(partial(batch, mine, out / name, workers))
    return costs


def main() -> None:
    """Measure, print and keep the table."""
    parser = ArgumentParser()
    parser.add_argument("--recordings", type=int, default=64)
    count = parser.parse_args().recordings
    with TemporaryDirectory() as place, Processes(2) as two, Cluster(None, 2) as cluster:
        folder = Path(place)
        jobs = make_jobs(folder, count)
        places: dict[str, Workers] = {
            ONE: Here(),
            "two processes": two,
            "two Dask workers": cluster,
        }
        for name, workers in places.items():
            warm(jobs[0], folder / "warm" / name, workers, 1 if name == ONE else 6)
        costs = take_turns(jobs, folder, places)
        tiny = {str(number): folder / "none" for number in range(TASKS)}
        scheduling = Cost()
        scheduling.of(lambda: list(cluster.finished(content_hash, tiny)))
    serial, alone = costs.pop(LOOP), costs.pop(ONE)
    load = f"{os.getloadavg()[2]:.1f}, {os.cpu_count()} cores"
    rows = [
        Row(f"serial loop over {count} recordings", f"{serial.processor:.0f} s", "", "", None),
        *overhead_rows(serial, alone),
        *(row for name, cost in costs.items() for row in efficiency_rows(name, serial, cost)),
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
