"""Looks at films that have come in, in a process that stays ready: a path in, what was found out.

Loading the pose model takes longer than looking, and a coach waits for the look beside the lane.
"""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from threading import Lock, Timer
from typing import Any

from nextstride.errors import NextstrideError

IDLE = 600.0
"""The process ends after so long without a film, s: it holds some 200 MB."""
PATIENCE = 60.0
"""A film that takes longer is not waited for, s; it is analysed without a look."""


class Looker:
    """The process that looks, started when it is wanted."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._lock = Lock()
        self._idle: Timer | None = None

    def get_ready(self) -> None:
        """Start the process where none runs; while one looks at a film, nobody waits for it."""
        if self._lock.acquire(blocking=False):
            try:
                self._start()
            finally:
                self._lock.release()

    def look(self, film: Path) -> dict[str, Any]:
        """What a look at a film finds: ``remarks``, and ``reason`` where it is no film at all."""
        with self._lock:
            process = self._start()
            assert process.stdin is not None
            assert process.stdout is not None
            patience = Timer(PATIENCE, process.kill)
            patience.start()
            try:
                process.stdin.write(f"{film}\n")
                process.stdin.flush()
                found: dict[str, Any] = json.loads(process.stdout.readline())
            except (OSError, ValueError):  # It was killed, or died of the film.
                self._end()
                found = {"remarks": [], "reason": ""}
            patience.cancel()
        return found

    def stop(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def _start(self) -> subprocess.Popen[str]:
        """The running process; its end is put off."""
        if self._process is None or self._process.poll() is not None:
            command = [sys.executable, "-m", "nextstride.web.looker"]
            self._process = subprocess.Popen(
                command, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        if self._idle is not None:
            self._idle.cancel()
        self._idle = Timer(IDLE, self.stop)
        self._idle.daemon = True
        self._idle.start()
        return self._process

    def _end(self) -> None:
        """End the process; it does nothing that could be lost."""
        if self._idle is not None:
            self._idle.cancel()
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


def look_at(film: Path) -> dict[str, Any]:
    """Look at one film."""
    from nextstride.video import check_film

    try:
        found = check_film(film)
    except NextstrideError as error:
        return {"remarks": [], "reason": str(error)}
    return {"remarks": [asdict(remark) for remark in found.remarks], "reason": ""}


def look_at_nothing() -> None:
    """Load packages and pose model before the first film is there."""
    import numpy as np

    from nextstride.video.mediapipe_pose import MediaPipe
    from nextstride.video.weights import FULL

    with suppress(NextstrideError):  # Without a model the first film says so.
        MediaPipe(following=False, landmarks=FULL).everyone(np.zeros((64, 64, 3), np.uint8))


def main() -> None:
    """Look at every film whose path comes in, until none can come any more."""
    look_at_nothing()
    for line in sys.stdin:
        print(json.dumps(look_at(Path(line.rstrip("\n")))), flush=True)


if __name__ == "__main__":
    main()
