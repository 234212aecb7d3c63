"""Kill one writer of a log after another, at random moments, and print what they had finished.

Run as ``python kill_writers.py ADDRESS KILLS SEED``. Prints a JSON list of the ids of the entries
whose `Log.add` had returned before the writer was killed.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from datetime import date

from nextstride.log import Log, StrengthTest, open_log


def add_one(log: Log) -> str:
    """Add an entry and return its id."""
    entry = StrengthTest(
        athlete="Mia",
        day=date(2025, 1, 6),
        group="hip_flexors",
        moment=2.0,
        note="x" * random.randrange(2000),
    )
    log.add(entry)
    return entry.id


def write_without_end(log: Log, finished: int) -> None:
    """Add entries one by one; after each, put its id into the pipe `finished`."""
    while True:
        os.write(finished, f"{add_one(log)}\n".encode())


def kill_one(log: Log, patience: float) -> list[str]:
    """Kill a writer `patience` s after its first entry; return the ids that it had finished."""
    reading, writing = os.pipe()
    writer = os.fork()
    if writer == 0:
        os.close(reading)
        try:
            write_without_end(log, writing)
        finally:
            os._exit(1)  # Not reached unless writing failed: it ends by being killed.
    os.close(writing)
    told = os.read(reading, 1)  # It is writing: the first entry is finished.
    time.sleep(patience)
    os.kill(writer, signal.SIGKILL)
    while piece := os.read(reading, 65536):
        told += piece
    os.close(reading)
    _, status = os.waitpid(writer, 0)
    if os.WTERMSIG(status) != signal.SIGKILL:
        sys.exit("a writer failed by itself")
    return told.decode().splitlines()


def main() -> None:
    """Kill writers."""
    address, kills, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    log = open_log(address)
    chance = random.Random(seed)
    finished = [add_one(log)]  # The writers inherit a log that is warm, but has no connection.
    log.close()
    for _ in range(kills):
        finished += kill_one(log, chance.uniform(0, 0.03))
    print(json.dumps(finished))


if __name__ == "__main__":
    main()
