"""The coach's app under load: fifty clients that read while two jobs run.

python benchmarks/speed/app.py [--seconds 30]
"""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1]))

from _results import Row, real_recordings, report

from nextstride.log.jobs import DONE, FAILED, RUNNING, new_id, open_jobs
from nextstride.log.links import open_links
from nextstride.sample import SyntheticSprinter
from nextstride.web.demo import SQUAD, fill_demo
from nextstride.web.desk import key_of
from nextstride.web.looker import Looker
from nextstride.write import write_trc

NOTES = """
The demo's squad on a server of its own process. Idle: one client reads the pages in turn, nothing
else runs. Loaded: fifty clients at once, each asking for a page, reading it for two seconds and
asking for the next, while the app's own queue analyses two recordings with the whole fit. Times are
from the request to the last byte. Both are of one run, so their ratio compares like with like. A
look at a film (a real jog) is taken before that by the process that the app keeps for it, from when
its path is known: once as that process starts, as for somebody who opens the page with a film in
hand, and once when it is ready.
"""
CLIENTS, READING = 50, 2.0
"""How many read at once, and how long each looks at a page, s."""
MOST, SHARE = 0.3, 0.95
"""s within which so large a share of the pages must come."""
IDLE_ROUNDS = 8
FILM = "video_treadmill_jog_side/male_side.mp4"
LOOKED_AT_WITHIN = 5.0
"""s."""


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(log: Path) -> Iterator[int]:
    """The app on a port, until the block ends."""
    port = free_port()
    command = [sys.executable, "-m", "nextstride", "serve", "--no-browser"]
    command += ["--port", str(port), "--log", str(log)]
    process = subprocess.Popen(command, env=os.environ, stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 120
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.2)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def read(port: int, path: str) -> tuple[float, int]:
    """Time until a page was read whole, s, and its status."""
    began = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return time.perf_counter() - began, answer.status


def pages(log: Path) -> list[str]:
    """What a squad and its coach read."""
    with open_links(log) as links:
        own = [f"/today/{links.give(name)}" for name in SQUAD[:4]]
    athletes = [f"/athletes/{key_of(name)}" for name in SQUAD[:4]]
    return ["/", "/session", "/tests", "/calendar", *athletes, *own]


def load(port: int, paths: list[str], seconds: float) -> list[tuple[float, int]]:
    """Let every client read for a while; return the times and statuses of all pages."""
    found: list[tuple[float, int]] = []
    ends = time.monotonic() + seconds

    def client(number: int) -> None:
        time.sleep(READING * number / CLIENTS)
        for path in islice(cycle(paths), number, None):
            if time.monotonic() > ends:
                return
            try:
                found.append(read(port, path))
            except OSError:
                found.append((float("inf"), 0))
            time.sleep(READING)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return found


def ask_for_jobs(log: Path, count: int) -> None:
    """Put recordings into the app's queue, as an upload does."""
    runner = SyntheticSprinter()
    with open_jobs(log) as jobs:
        for number in range(count):
            job = new_id()
            folder = log.parent / "runs" / job
            folder.mkdir(parents=True)
            write_trc(runner.recording(noise=0.002, seed=number), folder / "run.trc")
            told = {"day": date.today().isoformat(), "limits": True, "confirmed": True}
            jobs.add(job, SQUAD[number], "run.trc", "run.trc", told)


def states(log: Path) -> list[str]:
    """States of the two newest jobs."""
    with open_jobs(log) as jobs:
        return [job.state for job in jobs.all()[-2:]]


def wait_until_running(log: Path) -> None:
    """Wait until both jobs run."""
    until = time.monotonic() + 120
    while states(log) != [RUNNING, RUNNING]:
        if time.monotonic() > until:
            sys.exit(f"the jobs do not run: {states(log)}")
        time.sleep(0.5)


def looks(film: Path) -> list[Row]:
    """How long a look at a film takes, by a process that just starts and by one that is ready."""
    looker, rows = Looker(), []
    for how in ("as its process starts", "its process being ready"):
        began = time.monotonic()
        found = looker.look(film)
        taken = time.monotonic() - began
        assert found["remarks"], found["reason"]
        shown, most = f"{taken:.1f} s", f"{LOOKED_AT_WITHIN:g} s"
        rows.append(Row(f"look at a film, {how}", shown, "", most, taken < LOOKED_AT_WITHIN))
    looker.stop()
    return rows


def rows_of(
    idle: list[tuple[float, int]], loaded: list[tuple[float, int]], ended: list[str]
) -> list[Row]:
    """The table."""
    quick = [seconds for seconds, _ in idle]
    times = sorted(seconds for seconds, _ in loaded)
    slowest = times[int(SHARE * len(times))]
    bad = sum(status != 200 for _, status in loaded)
    ratio = statistics.median(times) / statistics.median(quick)
    return [
        Row(f"pages read by {CLIENTS} clients", str(len(times)), "", "", None),
        Row("jobs that ran all the while", str(ended.count(RUNNING)), "", "2", DONE not in ended),
        Row("errors", str(bad), "", "none", bad == 0 and FAILED not in ended),
        Row("95 % of pages within", f"{1000 * slowest:.0f} ms", "", "300 ms", slowest < MOST),
        Row("middle page, idle server", f"{1000 * statistics.median(quick):.0f} ms", "", "", None),
        Row("middle page, loaded / idle", f"{ratio:.1f}", "", "", None),
    ]


def main() -> None:
    """Measure, print and keep the table."""
    parser = ArgumentParser()
    parser.add_argument("--seconds", type=float, default=30.0)
    asked = parser.parse_args()
    seen = looks(real_recordings() / FILM)
    with TemporaryDirectory() as name:
        log = fill_demo(Path(name), date.today())
        paths = pages(log)
        with served(log) as port:
            for path in paths:
                read(port, path)
            idle = [read(port, path) for _ in range(IDLE_ROUNDS) for path in paths]
            ask_for_jobs(log, 2)
            wait_until_running(log)
            loaded = load(port, paths, asked.seconds)
            ended = states(log)
    report("app", "The coach's app under load", [*rows_of(idle, loaded, ended), *seen], NOTES)


if __name__ == "__main__":
    main()
