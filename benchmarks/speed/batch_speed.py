"""How well a batch uses more workers, and what spreading the work costs.

python benchmarks/speed/batch_speed.py [--recordings 64]
"""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1]))

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
without any of the batch. Overhead is what the batch in one process takes beyond the time within its
recordings: hashes, kept pieces, tables. Efficiency is the loop's time over twice that of two
workers, their start included for processes and left out for Dask, where they stay. On paper: the
scheduler's cost of a task, from two thousand tasks that do next to nothing, beside the time of a
recording; with 64 workers it must give out 64 tasks in the time of one.
"""
TASKS, ON_PAPER = 2000, 64
ONLY_MEASURES = Settings(limits=False)


def make_jobs(folder: Path, count: int) -> list[Job]:
    """Write the recordings."""
    jobs = []
    runner = SyntheticSprinter(strides=2)
    for number in range(count):
        path = folder / f"run{number:03}.trc"
        write_trc(runner.recording(100, noise=0.002, seed=number), path)
        jobs.append(Job(path.name, path, runner.athlete))
    return jobs


def batch_time(jobs: list[Job], out: Path, workers: Workers) -> tuple[float, float]:
    """Seconds of a batch, and those within its recordings."""
    began = time.perf_counter()
    done = run_batch(jobs, ONLY_MEASURES, out, workers)
    write_tables(done, out)
    return time.perf_counter() - began, sum(row["seconds"] for row in done.runs)


def main() -> None:
    """Measure, print and keep the table."""
    parser = ArgumentParser()
    parser.add_argument("--recordings", type=int, default=64)
    count = parser.parse_args().recordings
    with TemporaryDirectory() as place:
        folder = Path(place)
        jobs = make_jobs(folder, count)
        do_task(Task(jobs[0], ONLY_MEASURES, folder / "warm"))
        began = time.perf_counter()
        for job in jobs:
            do_task(Task(job, ONLY_MEASURES, folder / "serial" / job.place))
        serial = time.perf_counter() - began
        alone, within = batch_time(jobs, folder / "one", Here())
        with Processes(2) as two:
            processes, _ = batch_time(jobs, folder / "two", two)
        with Cluster(None, 2) as cluster:
            list(cluster.finished(do_task, {"a": Task(jobs[0], ONLY_MEASURES, folder / "w1")}))
            dask, _ = batch_time(jobs, folder / "dask", cluster)
            tiny = {str(number): folder / "none" for number in range(TASKS)}
            began = time.perf_counter()
            list(cluster.finished(content_hash, tiny))
            a_task = (time.perf_counter() - began) / TASKS
    overhead, one = (alone - within) / serial, serial / count
    paper = min(1.0, one / (one + ON_PAPER * a_task))
    ratios = {"two processes": serial / (2 * processes), "two Dask workers": serial / (2 * dask)}
    rows = [
        Row(f"serial loop over {count} recordings", f"{serial:.0f} s", "", "", None),
        Row(
            "overhead of the batch for each",
            f"{100 * overhead:.1f} %",
            "",
            "< 5 %",
            overhead < 0.05,
        ),
        *(
            Row(f"efficiency of {name}", f"{ratio:.2f}", "1", ">= 0.9", ratio >= 0.9)
            for name, ratio in ratios.items()
        ),
        Row("Dask's cost of a task", f"{1000 * a_task:.1f} ms", "", "", None),
        Row(f"on paper: efficiency of {ON_PAPER} workers", f"{paper:.2f}", "1", "", None),
    ]
    report("batch_speed", "A batch on more workers", rows, NOTES)


if __name__ == "__main__":
    main()
