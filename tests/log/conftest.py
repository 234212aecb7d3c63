"""A log to write in: on SQLite, and on a private PostgreSQL that the tests start."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from nextstride.athlete import Athlete
from nextstride.log import (
    Feel,
    Hold,
    Log,
    LogEntry,
    PowerTest,
    ProbeRound,
    RecordedRun,
    SpeedTest,
    StrengthTest,
    Trial,
    open_log,
)

FIRST_DAY = date(2025, 1, 6)
SERVER_USER = "postgres"
FEEL = {"recovery": 60, "lightness": 55, "turnover": 70, "connectedness": 40, "strain": 30}


@dataclass
class Cluster:
    """A private PostgreSQL: own folder, own socket, no port."""

    programs: Path
    folder: Path
    user: str | None

    def run(self, program: str, *options: str) -> None:
        subprocess.run(
            [str(self.programs / program), *options],
            user=self.user,
            cwd=self.folder,
            env={"LC_ALL": "C", "PATH": os.environ["PATH"]},
            check=True,
            stdout=subprocess.DEVNULL,
            timeout=60,
        )

    def make(self) -> None:
        options = ["--auth=trust", "--username=nextstride", "--encoding=UTF8", "--no-sync"]
        self.run("initdb", "--pgdata=data", *options)

    def start(self) -> None:
        settings = f"-c listen_addresses='' -c unix_socket_directories='{self.folder}'"
        if sys.platform == "linux":  # After a crash every file is synced, else one at a time.
            settings += " -c recovery_init_sync_method=syncfs"
        self.run("pg_ctl", "start", "-w", "-D", "data", "-l", "server.log", "-o", settings)

    def stop(self, mode: str = "fast") -> None:
        """Stop; "immediate" leaves without tidying up, as after a crash."""
        self.run("pg_ctl", "stop", "-w", "-D", "data", "-m", mode)

    def new_database(self, name: str) -> str:
        self.run("createdb", f"--host={self.folder}", "--username=nextstride", name)
        return f"postgresql://nextstride@/{name}?host={self.folder}"


def server_programs() -> Path | None:
    """Where Debian or the PATH has PostgreSQL's server programs."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists():
            return folder
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    pytest.importorskip("psycopg", reason="PostgreSQL's driver psycopg is not installed")
    programs = server_programs()
    if programs is None:
        pytest.skip("no PostgreSQL server here; on Debian: apt install postgresql")
    user = None
    if os.geteuid() == 0:  # The server refuses to run as root.
        import pwd

        if SERVER_USER not in {entry.pw_name for entry in pwd.getpwall()}:
            pytest.skip(f"running as root, and there is no user {SERVER_USER} to run PostgreSQL")
        user = SERVER_USER
    folder = Path(tempfile.mkdtemp(prefix="nextstride-pg-"))
    if user:
        shutil.chown(folder, user)
    server = Cluster(programs, folder, user)
    server.make()
    server.start()
    yield server
    server.stop("immediate")  # Its data is not wanted any more.
    shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of an empty database of either kind."""
    if request.param == "sqlite":
        return str(tmp_path / "log.sqlite")
    server: Cluster = request.getfixturevalue("cluster")
    return server.new_database(f"log_{os.urandom(6).hex()}")


@pytest.fixture
def log(url: str) -> Iterator[Log]:
    """An open log with one athlete, Mia."""
    with open_log(url) as opened:
        opened.save_athlete(Athlete(name="Mia", mass=58, height=1.68, sex="female"))
        yield opened


@pytest.fixture
def each_kind() -> list[LogEntry]:
    """One entry of each kind, and speed tests by each method; feel and speeds in session 1."""
    mia: dict[str, Any] = {"athlete": "Mia", "day": FIRST_DAY}
    return [
        Feel(**mia, **FEEL, note="wind\nand rain, 5 °C"),
        RecordedRun(
            **mia,
            source="run.c3d",
            analysis="out/analysis.json",
            sha256="0" * 64,
            measures={"speed": 9.3, "peak_thigh_flexion_velocity": 14.9},
        ),
        SpeedTest(**mia, method="gates", distance=30, time=4.21),
        SpeedTest(**mia, method="fly_10", time=1.07, session=2),
        SpeedTest(**mia, method="radar", top_speed=9.31, known_to_runner=True),
        StrengthTest(**mia, group="hip_flexors", side="left", moment=2.1, joint_angle=1.571),
        PowerTest(**mia, exercise="countermovement jump", height=0.41, device="flight time"),
        PowerTest(**mia, exercise="back squat", load=60.0, bar_speed=0.82),
        Hold(**mia, exercise="standing_knee_drive", group="hip_flexors", hold_time=12, sets=3),
        ProbeRound(
            **mia,
            link="hip_flexors",
            round_number=1,
            strengths=((22.0, 15.0), (23.5, 75.0)),
            runs=((9.1, 45.0),),
            session=3,
        ),
    ]


@pytest.fixture
def make_trial() -> Callable[..., Trial]:
    """Make trials of the smallest size, from tomorrow on where nothing else is said."""

    def make(first: date | None = None, count: int = 37, **changes: Any) -> Trial:
        start = first or date.today() + timedelta(days=1)
        plan: dict[str, Any] = {
            "athlete": "Mia",
            "outcome": "fly_10",
            "strength": "hip_flexors_strength_both_rig",
            "thigh_motion": "peak_thigh_flexion_velocity",
            "test_days": tuple(start + timedelta(days=3 * number) for number in range(count)),
            **changes,
        }
        return Trial(**plan)

    return make
