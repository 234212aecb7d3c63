"""A squad of twelve made-up athletes with a season, so that a newcomer sees every page alive.

Simulated runners with a known weak link were recorded and fitted (`docs/make_demo_runs.py`); each
lends a run, with all that it left, to three athletes. Plans, holds, tests and feel are then
made day by day with the log's own functions, by chance with a fixed seed: the same day gives the
same season.
"""

from __future__ import annotations

import json
import math
import random
import tarfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from nextstride.athlete import Athlete
from nextstride.log import (
    Feel,
    Log,
    LogEntry,
    PowerTest,
    RecordedRun,
    SpeedTest,
    StrengthTest,
    open_log,
)
from nextstride.log.adherence import NEAR_DAYS
from nextstride.log.feel import SCALES
from nextstride.log.jobs import Jobs, new_id, open_jobs
from nextstride.log.planned import TRAINING, PlannedSession, entries_of, with_exception
from nextstride.training import Health, Schedule, plan_training, read_limiter_map
from nextstride.training.schedule import WEEKDAYS
from nextstride.web.worker_files import ANALYSIS
from nextstride.write.files import write_whole

RUNNERS = ("hip_flexors", "plantarflexors", "knee_extensors", "hamstrings")
"""Weak link of each simulated runner, the name of its file."""
SQUAD = (
    *("Ada Lund", "Ben Okoro", "Cai Morgan", "Dee Santos", "Eli Novak", "Fay Chen"),
    *("Gus Weber", "Hal Rossi", "Ida Berg", "Jon Silva", "Kim Tran", "Léa Petit"),
)
HURT, UNTESTED, UNTOLD = "Ben Okoro", "Cai Morgan", "Dee Santos"
"""Whose pain, whose overdue test and whose untold feel are flags on the board."""
AGE, SEED = 21.0, 20260105
BASELINE_WEEKS, WEEKS_DONE, WEEKS = 3, 6, 10
GAIN = 0.015
"""Share by which training has raised speed in the end: a good season."""
SPEED_SPREAD, STRENGTH_SPREAD = 0.006, 0.035
"""From day to day (log): about the published typical errors (nextstride/log/reliability.toml)."""
MISSES, CUTS = 0.08, 0.1
"""Chance that a session is missed, and that one exercise of it is cut short."""


@dataclass
class Season:
    """What the season is made with.

    Attributes
    ----------
    log : Log
    folder : pathlib.Path
    today : datetime.date
    chance : random.Random
    documents : dict of str to dict
        Analysis of each athlete's run.
    """

    log: Log
    folder: Path
    today: date
    chance: random.Random
    documents: dict[str, dict[str, Any]]

    @property
    def start(self) -> date:
        """First day of the plan."""
        return self.today - timedelta(weeks=WEEKS_DONE)


def fill_demo(folder: Path, today: date) -> Path:
    """Make the squad and its season in an empty folder; return the file of its log.

    Parameters
    ----------
    folder : pathlib.Path
    today : datetime.date
        The season ends the day before.
    """
    file = folder / "log.sqlite"
    documents = {name: analysis_of(name) for name in SQUAD}
    with open_log(file) as log, open_jobs(file) as jobs:
        season = Season(log, folder, today, random.Random(SEED), documents)
        log.save_athletes(*(_athlete(name, documents[name]) for name in SQUAD))
        for name in SQUAD:
            _film(season, jobs, name)
        for number in range(-2 * BASELINE_WEEKS, 0):
            day = season.start + timedelta(days=3 * number)
            _test(season, SQUAD, day, strength=number % 2 == 0)
        for name in SQUAD:
            _plan(season, name)
        _train(season)
        _yesterday(season)
    return file


def analysis_of(name: str) -> dict[str, Any]:
    """The analysis that a simulated runner lends to an athlete."""
    document: dict[str, Any] = json.loads(run_of(name)[ANALYSIS])
    document["athlete"]["name"] = name
    return document


def run_of(name: str) -> dict[str, bytes]:
    """All files that the run of the simulated runner left who lends it to an athlete."""
    return _unpacked(RUNNERS[SQUAD.index(name) % len(RUNNERS)])


@cache
def _unpacked(runner: str) -> dict[str, bytes]:
    """What is packed of a simulated runner, by file."""
    file = files("nextstride.web").joinpath("demo_runs", f"{runner}.tar.xz")
    with file.open("rb") as packed, tarfile.open(fileobj=packed, mode="r:xz") as tar:
        opened = {each.name: tar.extractfile(each) for each in tar.getmembers()}
        return {name: content.read() for name, content in opened.items() if content is not None}


def _athlete(name: str, document: dict[str, Any]) -> Athlete:
    """The athlete of an analysis."""
    told = document["athlete"]
    return Athlete(name=name, mass=told["mass_kg"], height=told["height_m"], sex=told["sex"])


def _film(season: Season, jobs: Jobs, name: str) -> None:
    """Keep an analysis as a run that was filmed and analysed, and log it."""
    job = new_id()
    analysis = json.dumps(season.documents[name], ensure_ascii=False)
    folder = season.folder / "runs" / job
    write_whole(folder, run_of(name) | {ANALYSIS: analysis})
    day = season.start - timedelta(days=1)
    asked = {"day": day.isoformat(), "limits": True}
    jobs.add(job, name, "made_runner.trc", "made_runner.trc", asked)
    jobs.claim(1)
    jobs.finish(job)
    season.log.add(RecordedRun.from_analysis(folder / ANALYSIS, name, day))
    season.log.reveal(name, day, feel_declined=True)


def _plan(season: Season, name: str) -> None:
    """Plan the weeks, with a session on today's weekday."""
    file = next(run.analysis for run in season.log.entries(name, RecordedRun))
    found = read_limiter_map(Path(file))
    first = season.today.weekday()
    open_days = {WEEKDAYS[(first + offset) % 7] for offset in (0, 2, 4)}
    schedule = Schedule(
        start=season.start,
        weeks=WEEKS,
        closed_days=tuple(day for day in WEEKDAYS if day not in open_days),
        clock=time(17),
    )
    plan = plan_training(
        found.limits, found.joint_angles, season.log.athlete(name), Health(AGE), schedule
    )
    season.log.save_plan(name, plan.to_json())


def _train(season: Season) -> None:
    """Every session up to yesterday, day by day: holds on training days, tests on test days."""
    plans = {name: season.log.plans(name)[-1] for name in SQUAD}
    by_day: dict[date, dict[str, PlannedSession]] = {}
    for name, plan in plans.items():
        for each in plan.sessions:
            if each.day < season.today:
                by_day.setdefault(each.day, {})[name] = each
    last = max(d for d, found in by_day.items() if any(e.kind != TRAINING for e in found.values()))
    for day, sessions in sorted(by_day.items()):
        tested = [name for name, each in sessions.items() if each.kind != TRAINING]
        season.log.add(
            *(
                hold
                for name, each in sessions.items()
                if each.kind == TRAINING and season.chance.random() > MISSES
                for hold in entries_of(name, _as_done(season, name, each), day)
            )
        )
        _test(season, _without_untested(tested, day, last), day, strength=True)
    for week in range(1, WEEKS_DONE):
        day = season.start + timedelta(days=7 * week - 1)
        _test(season, _without_untested(SQUAD, day, last), day, strength=False)


def _without_untested(names: Iterable[str], day: date, last: date) -> list[str]:
    """Who is tested on a day: one stays away from about the last planned test on."""
    away = day >= last - timedelta(days=NEAR_DAYS)
    return [name for name in names if not (away and name == UNTESTED)]


def _as_done(season: Season, name: str, session: PlannedSession) -> PlannedSession:
    """A session with what was cut short, and with pain where somebody hurts of late."""
    which = str(season.chance.choice(session.holds).number)
    if name == HURT and session.day > season.today - timedelta(days=4):
        return with_exception(session, which, "1pain4")
    return with_exception(session, which, "1") if season.chance.random() < CUTS else session


def _test(season: Season, names: Sequence[str], day: date, *, strength: bool) -> None:
    """A test day: two flying sprints, how they felt, and strength."""
    entries = [each for name in names for each in _results(season, name, day, strength)]
    season.log.add(*entries)
    for name in names:
        season.log.reveal(name, day)


def _results(season: Season, name: str, day: date, strength: bool) -> Iterator[LogEntry]:
    """What one athlete measures on a test day."""
    told: dict[str, Any] = {"athlete": name, "day": day}
    felt: dict[str, Any] = {each.name: season.chance.randint(35, 75) for each in SCALES}
    yield Feel(**told, **felt)
    for _ in range(2):
        yield _sprint(season, name, day)
    if strength:
        yield from _strength(season, name, day)
        height = 0.42 * _off(season, STRENGTH_SPREAD)
        yield PowerTest(**told, exercise="countermovement jump", height=round(height, 3))


def _sprint(season: Season, name: str, day: date) -> SpeedTest:
    """A flying 10 m."""
    weeks = max((day - season.start).days, 0) / 7
    gained = 1 + GAIN * min(weeks / WEEKS_DONE, 1)
    speed = season.documents[name]["speed"]["value"] * gained * _off(season, SPEED_SPREAD)
    return SpeedTest(athlete=name, day=day, method="fly_10", time=round(10 / speed, 2))


def _strength(season: Season, name: str, day: date) -> Iterator[LogEntry]:
    """Hip flexion of both legs, read with a luggage scale."""
    weeks = max((day - season.start).days, 0) / 7
    for side in ("left", "right"):
        reading = 38 * (1 + 0.02 * weeks) * _off(season, STRENGTH_SPREAD)
        yield StrengthTest.from_reading(
            round(reading, 1),
            "kg",
            0.36,
            season.log.athlete(name).mass,
            athlete=name,
            day=day,
            group="hip_flexors",
            side=side,
            joint_angle=math.radians(30),
            device="band_scale",
        )


def _yesterday(season: Season) -> None:
    """Sprints whose feel is not told yet, so that their times are sealed."""
    day = season.today - timedelta(days=1)
    season.log.add(replace(_sprint(season, UNTOLD, day), note="after warm-up"))


def _off(season: Season, spread: float) -> float:
    """How far a day is off, as a factor."""
    return math.exp(season.chance.gauss(0, spread))
