"""Progress: the detectable change, the patterns, and seasons whose truth is known."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from nextstride.errors import ParameterError
from nextstride.log import (
    UNVALIDATED,
    Feel,
    Hold,
    LogEntry,
    PowerTest,
    RecordedRun,
    SpeedTest,
    StrengthTest,
    judge_progress,
)
from nextstride.log.compare import minimal_detectable_change
from nextstride.log.progress import FALSE_ALARMS, PATTERNS
from nextstride.log.typical_error import published_errors

DAY = date(2025, 1, 6)
SINCE = DAY + timedelta(days=8)
WIGGLE = (-1.0, 1.0, -0.5, 0.5, -1.0, 1.0, -0.5, 0.5)


def mia(number: int) -> dict[str, Any]:
    return {"athlete": "Mia", "day": DAY + timedelta(days=number)}


def sprint(number: int, speed: float) -> SpeedTest:
    return SpeedTest(**mia(number), method="fly_10", time=10 / speed)


def strength(number: int, moment: float) -> StrengthTest:
    return StrengthTest(**mia(number), group="hip_flexors", moment=moment, device="rig")


def feel(number: int, level: float) -> Feel:
    scales = dict.fromkeys(("recovery", "lightness", "turnover", "connectedness"), level)
    return Feel(**mia(number), **scales, strain=100 - level)


def season(
    faster: float | None = 0, stronger: float | None = 0, lighter: float | None = None
) -> list[LogEntry]:
    """Eight sessions before and eight after; a gain of None: not measured."""
    entries: list[LogEntry] = []
    for number in range(16):
        wiggle, gained = WIGGLE[number % 8], number >= 8
        if faster is not None:
            entries.append(sprint(number, 9 * (1 + 0.005 * wiggle + faster * gained)))
        if stronger is not None:
            entries.append(strength(number, 2 * (1 + 0.03 * wiggle + stronger * gained)))
        if lighter is not None:
            entries.append(feel(number, 50 + 2 * wiggle + lighter * gained))
    return entries


def test_minimal_detectable_change_by_hand() -> None:
    """One test before and one after: 2.77 typical errors; 6 and 6: 1.13; 6 and 3: 1.39."""
    assert minimal_detectable_change(1, 1, 1) == pytest.approx(2.772, abs=1e-3)
    assert minimal_detectable_change(1, 6, 6) == pytest.approx(1.132, abs=1e-3)
    assert minimal_detectable_change(2, 6, 3) == pytest.approx(2 * 1.386, abs=1e-3)


@pytest.mark.parametrize(
    ("entries", "pattern"),
    [
        (season(), "no change yet"),
        (season(faster=0.04), "faster but not stronger"),
        (season(stronger=0.3), "stronger but not faster"),
        (season(faster=0.04, stronger=0.3), "stronger and faster"),
        (season(lighter=20), "feels better but not faster"),
        (season(lighter=20, stronger=0.3), "stronger but not faster"),
        (season(faster=0.04, stronger=None), "faster, strength not measured"),
        (season(faster=None, stronger=0.3), "stronger, speed not measured"),
        (season(faster=-0.04), "slower or weaker"),
        (season(faster=-0.04, stronger=0.3), "stronger but slower"),
        (season(faster=0.04, stronger=-0.3), "faster but weaker"),
        (season(stronger=-0.3, lighter=20), "slower or weaker"),
        (season()[:4], "nothing to compare yet"),
    ],
)
def test_the_pattern_is_named(entries: list[LogEntry], pattern: str) -> None:
    found = judge_progress(entries, SINCE)
    assert found.pattern == pattern
    assert pattern in PATTERNS
    assert len(found.evidence) >= 4


def test_a_change_is_told_with_its_numbers() -> None:
    found = judge_progress(season(faster=0.04), SINCE)
    (speed,) = (change for change in found.changes if change.family == "speed")
    assert speed.change is not None
    assert speed.change == pytest.approx(0.36, rel=0.01)
    assert speed.minimal_detectable_change is not None
    assert speed.required_change is not None
    assert speed.minimal_detectable_change < speed.required_change < speed.change
    assert (speed.lower, speed.upper) == pytest.approx(
        (speed.change - speed.required_change, speed.change + speed.required_change)
    )
    assert speed.typical_error is not None
    assert speed.typical_error.own_sessions == 16
    assert (speed.sessions_before, speed.sessions_after) == (8, 8)


def test_not_faster_says_what_still_fits() -> None:
    told = " ".join(judge_progress(season(stronger=0.3), SINCE).evidence)
    assert "no change shown" in told
    assert "fits these numbers" in told


def test_feel_is_labelled_wherever_it_stands() -> None:
    found = judge_progress(season(lighter=20), SINCE)
    (told,) = (sentence for sentence in found.evidence if sentence.startswith("Feel"))
    assert UNVALIDATED in told
    assert found.to_json()["feel_label"] == UNVALIDATED


def test_feel_needs_matched_speed_and_baselines() -> None:
    entries = season(faster=0.08, lighter=20)
    (change,) = (c for c in judge_progress(entries, SINCE).changes if c.family == "feel")
    assert change.outcome == "cannot be judged"
    assert "same measured speed" in change.reason
    first = min(entry.day for entry in season() if entry.day >= SINCE)
    few = [e for e in season(lighter=20) if SINCE - timedelta(days=5) <= e.day <= first]
    (change,) = (c for c in judge_progress(few, SINCE).changes if c.family == "feel")
    assert "the runner's own sessions must" in change.reason


def test_training_begins_with_the_first_hold() -> None:
    hold = {"exercise": "x", "group": "hip_flexors", "hold_time": 10, "sets": 3}
    holds = [Hold(**mia(number), **hold) for number in (11, 8)]
    assert judge_progress([*season(), *holds]).since == SINCE
    with pytest.raises(ParameterError, match="say since when"):
        judge_progress(season())


def test_one_athlete_at_a_time() -> None:
    other = StrengthTest(athlete="Bo", day=DAY, group="hip_flexors", moment=2)
    with pytest.raises(ParameterError, match="they are of Bo, Mia"):
        judge_progress([*season(), other], SINCE)
    with pytest.raises(ParameterError, match="they are of no one"):
        judge_progress([], SINCE)


def test_json_is_plain() -> None:
    found = judge_progress(season(lighter=3), SINCE).to_json()
    assert json.loads(json.dumps(found)) == found


def test_recorded_speed_counts_only_where_nothing_was_timed() -> None:
    recorded: list[LogEntry] = [
        RecordedRun(
            **mia(n), source="a", analysis="a", sha256="0", measures={"speed": 9 + n / 1000}
        )
        for n in range(16)
    ]
    keys = {change.key for change in judge_progress([*season(), *recorded], SINCE).changes}
    assert "recorded_speed" not in keys
    alone = judge_progress(recorded, SINCE).changes
    assert [change.key for change in alone] == ["recorded_speed"]


def test_a_jump_that_rises_is_told_and_makes_no_one_stronger() -> None:
    jumps = [
        PowerTest(
            **mia(n),
            exercise="countermovement jump",
            height=0.40 * (1 + 0.02 * WIGGLE[n % 8] + 0.3 * (n >= 8)),
        )
        for n in range(16)
    ]
    found = judge_progress([*season(), *jumps], SINCE)
    assert found.pattern == "more power but not faster"
    told = next(said for said in found.evidence if said.startswith("Jump height"))
    assert "Jump height, countermovement jump: better; from 0.400 to 0.520 m" in told
    assert not any(
        "Power was not logged" in said for said in judge_progress(season()[:20], DAY).evidence
    )


def test_false_alarms_are_shared() -> None:
    assert sum(FALSE_ALARMS.values()) < 0.05


def named_improvements(seasons: int, gain: float, looks: Sequence[int]) -> float:
    """Share of simulated seasons in which an improvement is named at one of the looks."""
    chance = np.random.default_rng(20250106)
    alarms = 0
    for _ in range(seasons):
        errors = {}
        for name in ("fly_10", "strength_rig"):
            row = published_errors()[name]
            errors[name] = row.relative * np.sqrt(row.weight / chance.chisquare(row.weight))
        speed = 9 * (1 + chance.normal(0, errors["fly_10"], 18) + gain * (np.arange(18) >= 8))
        moment = 2 * np.maximum(1 + chance.normal(0, errors["strength_rig"], 18), 0.05)
        entries = [(sprint(n, speed[n]), strength(n, moment[n])) for n in range(18)]
        alarms += any(
            change.outcome == "better"
            for look in looks
            for change in judge_progress(
                [e for pair in entries[:look] for e in pair], SINCE
            ).changes
        )
    return alarms / seasons


def test_improvements_are_seldom_named_where_there_are_none() -> None:
    """At most 4 % are promised for speed and strength, over ten looks; 9 % is 3.2 SE above."""
    assert named_improvements(150, gain=0, looks=range(9, 19)) < 0.09


def test_large_improvements_are_named() -> None:
    assert named_improvements(40, gain=0.05, looks=[18]) > 0.8
