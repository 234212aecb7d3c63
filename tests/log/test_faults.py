"""The log under fault: killed writers, a crashed server, two programs at once."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from nextstride.athlete import Athlete
from nextstride.errors import NextstrideError, WriteError
from nextstride.log import Log, StrengthTest, open_log

HERE = Path(__file__).parent
ENVIRONMENT = os.environ | {"PYTHONPATH": str(HERE.parents[1]), "OMP_NUM_THREADS": "1"}

KILLS = int(os.environ.get("NEXTSTRIDE_KILLS", "40"))
"""Writers killed in a row; the whole check is 500."""

ROUNDS = int(os.environ.get("NEXTSTRIDE_ROUNDS", "20"))
"""Logs that several programs make at once; the whole check is 200."""


def strength(note: str = "") -> StrengthTest:
    return StrengthTest(
        athlete="Mia", day=date(2025, 1, 6), group="hip_flexors", moment=2.0, note=note
    )


def start(script: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(HERE / script), *map(str, arguments)],
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        text=True,
    )


def end(process: subprocess.Popen[str]) -> str:
    told, _ = process.communicate(timeout=300 + 3 * max(KILLS, ROUNDS))
    assert process.returncode == 0
    return told


def check_sound(url: str) -> None:
    if "://" not in url:
        with sqlite3.connect(url) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert connection.execute("PRAGMA foreign_key_check").fetchone() is None
            assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        connection.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork a writer to kill")
def test_killed_writers_lose_no_finished_write(log: Log, url: str) -> None:
    log.close()
    finished = json.loads(end(start("kill_writers.py", url, KILLS, 20250106)))
    assert len(finished) > KILLS  # Each had finished one, and most more.
    check_sound(url)
    with open_log(url) as reopened:
        kept = {entry.id for entry in reopened.entries("Mia")}
        assert set(finished) <= kept
        assert len(kept) <= len(finished) + KILLS  # At most one more a writer: committed, not told.
        reopened.add(strength())


def test_two_writers_at_once_lose_nothing(log: Log, url: str) -> None:
    count = 60
    writers = [start("write_many.py", url, name, count) for name in ("Ada", "Bo")]
    for writer in writers:
        end(writer)
    assert Counter(entry.note for entry in log.entries("Mia")) == {"Ada": count, "Bo": count}
    assert [athlete.name for athlete in log.athletes()] == ["Ada", "Bo", "Mia"]
    check_sound(url)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork openers")
def test_two_programs_may_make_a_log_at_once(url: str, tmp_path: Path) -> None:
    """Each round several programs, ready at the same moment, make one log."""
    at = str(tmp_path / "round-{}.sqlite") if "://" not in url else url
    assert json.loads(end(start("make_at_once.py", at, ROUNDS))) == []


def test_a_log_that_is_being_made_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    making = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    making.execute("CREATE TABLE anything (x)")
    making.execute("BEGIN IMMEDIATE")
    making.execute("INSERT INTO anything VALUES (1)")
    timer = threading.Timer(0.5, lambda: making.execute("COMMIT"))
    timer.start()
    with open_log(path) as log:
        assert log.athletes() == ()
    timer.join()
    making.close()


def test_a_log_locked_for_long_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "log.sqlite"
    open_log(path).close()
    monkeypatch.setattr("nextstride.log.database.PATIENCE", 0.05)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with open_log(path) as log, pytest.raises(NextstrideError, match="another program has been"):
        log.save_athlete(Athlete(name="Mia"))
    other.execute("ROLLBACK")
    other.close()
    with open_log(path) as log:
        assert log.athletes() == ()


def test_a_full_disk_is_one_sentence(log: Log) -> None:
    if log._engine.dialect.name != "sqlite":
        pytest.skip("a server's disk is not ours to fill")
    event.listen(
        log._engine, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count=1")
    )
    with pytest.raises(NextstrideError, match="no space is left on the disk"):
        log.add(*(strength("much " * 300) for _ in range(200)))
    assert log.entries("Mia") == ()


def test_a_disk_that_takes_nothing_is_told_where_sqlite_tells_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a full disk it says "disk I/O error", for the file beside the log cannot be made."""

    def refuse(*_: object) -> None:
        raise OperationalError("PRAGMA journal_mode=WAL", {}, Exception("disk I/O error"))

    def full(folder: Path) -> None:
        raise WriteError(f"{folder} cannot be written: no space is left on its disk.")

    monkeypatch.setattr("nextstride.log.database.migrate", refuse)
    with pytest.raises(NextstrideError, match="disk I/O error"):
        open_log(tmp_path / "log.sqlite")
    monkeypatch.setattr("nextstride.log.database.check_writable", full)
    with pytest.raises(WriteError, match=f"{tmp_path} cannot be written: no space"):
        open_log(tmp_path / "log.sqlite")


def test_a_failed_write_leaves_nothing(log: Log) -> None:
    taken = strength()
    log.add(taken)
    with pytest.raises(ValueError, match="already an entry"):
        log.add(strength("first"), taken)
    assert log.entries("Mia") == (taken,)


def test_a_crashed_server_loses_no_finished_write(cluster: Any) -> None:
    url = cluster.new_database("crash")
    with open_log(url) as log:
        log.save_athlete(Athlete(name="Mia"))
        entry = strength()
        log.add(entry)
        cluster.stop("immediate")
        cluster.start()
        assert log.entries("Mia") == (entry,)
