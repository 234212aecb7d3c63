"""A season of a squad, as a coach would type it: commands a week, and the time that each takes.

Twelve athletes, ten weeks: made, analysed, planned, held three times a week, tested on two days a
week, followed by a fair test; every command is a process of its own, as on a coach's computer.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from _results import ROOT, Row, report

NOTES = """
Each command is a process; its time is processor time, user and system, on the machine that ran
this, with the program's bytecode as an installation leaves it. The floor is what Python with typer
and SQLAlchemy takes to start and do nothing, measured between the weeks; 0.4 s a command wants a
machine whose floor is below that. Plans, once a season, are made for the whole squad in one command
and are not among the commands of a week; nor are the pages of `progress` and `trial`, at the end.
"""

NAMES = ("Ada", "Bo", "Cai", "Dee", "Eli", "Fay", "Gus", "Hal", "Ida", "Jon", "Kim", "Léa")
WEEKS = 10
MOST_COMMANDS, MOST_SECONDS = 20, 0.4
FLOOR = "from sqlalchemy.dialects import sqlite; import sqlalchemy, sqlite3, typer"
"""What every command of the log stands on."""
MAPS = ROOT / "tests" / "training" / "limiter_maps.json"
MONDAY = date(2026, 1, 5)
TEST_DAYS, HOLD_DAYS = (1, 4), (0, 2, 5)
"""Weekdays, 0 is Monday."""


class Season:
    """A log in a folder of its own, and what its commands have taken."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
        } | {
            "NEXTSTRIDE_LOG": str(folder / "log.sqlite"),
            "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
        }
        self.taken: dict[str, list[tuple[str, float]]] = defaultdict(list)

    def run(self, when: str, *arguments: str) -> str:
        """Run one command, and note when in the season and how long it took."""
        said, used = self._timed("-m", "nextstride", *arguments)
        self.taken[when].append((" ".join(arguments[:2]), used))
        return said

    def floor(self) -> None:
        """Note how long a process takes that only imports what the log stands on."""
        self.taken["floor"].append(("floor", self._timed("-c", FLOOR)[1]))

    def _timed(self, *arguments: str) -> tuple[str, float]:
        """What a process of Python says, and its processor time, s."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode:
            sys.exit(f"{' '.join(arguments)}\n{done.stderr}")
        return done.stdout, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    def begin(self) -> None:
        """Add everyone, with a run that was analysed, and plan."""
        self.run("before", "athlete", "add", *(f"{name}=62/1.70/female" for name in NAMES))
        limits = json.loads(MAPS.read_text("utf-8"))["sprinter"]
        document = {
            "recording": {"source": "run.c3d"},
            "measures": [{"name": "speed", "value": 8.8}],
            "limits": limits,
        }
        for name in NAMES:
            home = self.folder / name
            home.mkdir()
            (home / "analysis.json").write_text(json.dumps(document), "utf-8")
            self.run("before", "log", "run", name, str(home), "--day", str(MONDAY))
        ages = [f"{name}=24" for name in NAMES]
        days = ("--speed-day", "tue", "--speed-day", "fri", "--start", str(MONDAY))
        self.run("before", "plan", *ages, *days, "--weeks", str(WEEKS), "--out", "plans")

    def week(self, number: int, chance: random.Random) -> None:
        """One week: three sessions, two test days, strength on the first."""
        self.floor()
        when = f"week {number}"
        monday = MONDAY + timedelta(days=7 * (number - 1))
        plan = json.loads((self.folder / "plans" / NAMES[0] / "plan.json").read_text("utf-8"))
        (week,) = (each for each in plan["weeks"] if each["number"] == number)
        for each in week["sessions"]:
            day = each["begins"][:10]
            if each["kind"] == "training":
                self.run(when, "log", "session", "--all", "--date", day, "--but", "Bo:1=1")
        for weekday in TEST_DAYS:
            day = str(monday + timedelta(days=weekday))
            runs = [f"{n}={_time(chance)}/{_time(chance)}" for n in NAMES]
            felt = [f"{n}={_feel(chance)}" for n in NAMES]
            self.run(when, "log", "speed", *runs, "--method", "fly_10", "--day", day)
            self.run(when, "log", "feel", *felt, "--day", day)
            self.run(when, "log", "reveal", *NAMES, "--day", day)
        day = str(monday + timedelta(days=TEST_DAYS[0]))
        for side in ("left", "right"):
            read = [f"{n}={chance.gauss(36, 2):.1f}kg@36cm" for n in NAMES]
            where = ("--group", "hip_flexors", "--side", side, "--angle", "30", "--day", day)
            self.run(when, "log", "strength", *read, *where)
        self.run(when, "log", "adherence", "--all", "--until", str(monday + timedelta(days=6)))
        self.run(when, "log", "show", NAMES[0])

    def end(self) -> None:
        """Progress and a fair test of everyone."""
        since = str(MONDAY + timedelta(days=21))
        said = json.loads(self.run("after", "progress", "--all", "--since", since, "--json"))
        if [each["athlete"] for each in said] != sorted(NAMES):
            sys.exit("progress did not judge everyone")
        days = ("--test-day", "tue", "--test-day", "fri")
        self.run("after", "trial", "register", *NAMES, *days, "--yes")
        self.run("after", "trial", "show", *NAMES)
        self.run("after", "trial", "verdict", *NAMES)


def _time(chance: random.Random) -> str:
    """A flying 10 m, s, as it is read off a clock."""
    return f"{chance.gauss(1.08, 0.012):.2f}"


def _feel(chance: random.Random) -> str:
    """Five answers."""
    return "/".join(str(chance.randint(30, 70)) for _ in range(5))


def rows_of(season: Season) -> list[Row]:
    """Commands of the busiest week, and the longest of them."""
    weeks = {when: taken for when, taken in season.taken.items() if when.startswith("week")}
    busiest = max(len(taken) for taken in weeks.values())
    longest: dict[str, float] = {}
    for taken in weeks.values():
        for what, seconds in taken:
            longest[what] = min(longest.get(what, 99), seconds)
    worst = max(longest, key=lambda what: longest[what])
    other = [
        Row(f"{what}, all twelve, processor time", f"{seconds:.2f} s", "", "", None)
        for when in ("before", "after")
        for what, seconds in season.taken[when]
        if not what.startswith("log run")
    ]
    return [
        Row(
            "commands of the busiest week, twelve athletes, ten weeks",
            str(busiest),
            "",
            f"at most {MOST_COMMANDS}",
            busiest <= MOST_COMMANDS,
        ),
        Row(
            f"slowest command of a week ({worst}), best of its weeks, processor time",
            f"{longest[worst]:.2f} s",
            "",
            f"below {MOST_SECONDS} s",
            longest[worst] < MOST_SECONDS,
        ),
        Row(
            "floor: Python, typer and SQLAlchemy imported, best of ten, processor time",
            f"{min(seconds for _, seconds in season.taken['floor']):.2f} s",
            "",
            "",
            None,
        ),
        *other,
    ]


def main() -> None:
    """Play the season."""
    chance = random.Random(20260105)
    with tempfile.TemporaryDirectory() as folder:
        season = Season(Path(folder))
        season.begin()
        for number in range(1, WEEKS + 1):
            season.week(number, chance)
        season.end()
    report("season", "A season of twelve athletes, as a coach types it", rows_of(season), NOTES)


if __name__ == "__main__":
    main()
