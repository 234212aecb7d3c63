"""What to log next, and until when."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from nextstride.athlete import Athlete
from nextstride.log import LogEntry, SpeedTest, judge_progress
from nextstride.log.next_steps import next_steps, sessions_needed
from nextstride.log.person import fill_in
from nextstride.log.progress import FALSE_ALARMS

FIRST = date(2025, 1, 6)
SINCE = FIRST + timedelta(days=21)


def runs(before: int, after: int) -> list[LogEntry]:
    """Flying 10 m twice a week, before and since, nothing gained."""
    chance = np.random.default_rng(4)
    days = [SINCE + timedelta(days=n * 7 // 2) for n in range(-before, after)]
    return [
        SpeedTest(athlete="Mia", day=day, method="fly_10", time=10 / chance.normal(9, 0.09))
        for day in days
    ]


def test_it_says_how_many_sessions_are_missing_and_until_when() -> None:
    entries = runs(6, 3)
    found = judge_progress(entries, SINCE)
    (speed,) = (change for change in found.changes if change.family == "speed")
    more = sessions_needed(speed, 0.1 * 9, FALSE_ALARMS["speed"])
    assert more == 0
    told = " ".join(next_steps(found, entries, SINCE + timedelta(days=10)))
    assert "Strength is not logged" in told
    assert "0.18 m/s" in told


def test_more_sessions_show_smaller_gains() -> None:
    entries = runs(6, 3)
    (speed,) = (c for c in judge_progress(entries, SINCE).changes if c.family == "speed")
    needed = [sessions_needed(speed, share * 9, FALSE_ALARMS["speed"]) for share in (0.06, 0.03)]
    assert needed[0] is not None
    assert needed[1] is None or needed[1] >= needed[0]
    assert sessions_needed(speed, 0.0001, FALSE_ALARMS["speed"]) is None


def test_a_measure_without_a_side_says_which() -> None:
    entries = runs(0, 3)
    told = " ".join(next_steps(judge_progress(entries, SINCE), entries, SINCE))
    assert "was not measured before 2025-01-27" in told
    entries = runs(3, 0)
    told = " ".join(next_steps(judge_progress(entries, SINCE), entries, SINCE))
    assert "test it in the next session" in told


def test_a_runner_is_filled_in_from_the_log() -> None:
    known = Athlete(name="Mia", mass=58, height=1.68, sex="female")
    told = Athlete(name="mia", mass=64, assumed=("height", "sex"))
    runner, otherwise = fill_in(told, known)
    assert (runner.name, runner.mass, runner.height, runner.sex) == ("Mia", 64, 1.68, "female")
    assert runner.assumed == ()
    assert otherwise == ("mass 64 kg instead of 58 kg",)
