"""Cases of logs and plans that once went wrong, each with its right answer."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from nextstride.athlete import Athlete
from nextstride.log import Verdict, judge_trial, open_log
from nextstride.training import Health, Plan, Schedule, plan_training, read_limiter_map

MIA = Athlete(name="Mia", mass=58, height=1.68, sex="female")


def verdict_of(folder: Path, aside: Path) -> Verdict:
    with open_log(aside / "log.sqlite") as log:
        log.restore(json.loads((folder / "log.json").read_text("utf-8")))
        (trial,) = log.trials("Mia")
        return judge_trial(trial, log.entries("Mia"), date(2026, 12, 1))


def plan_of(folder: Path, health: Health) -> Plan:
    found = read_limiter_map(folder / "analysis.json")
    schedule = Schedule(date(2027, 1, 4))
    return plan_training(found.limits, found.joint_angles, MIA, health, schedule)


def test_one_missed_baseline_is_told_and_does_not_void_the_test(
    shared_data: Path, tmp_path: Path
) -> None:
    found = verdict_of(shared_data / "cases" / "trial-one-baseline-missed", tmp_path)
    assert found.certainty == "evidence"
    assert found.p_value == pytest.approx(0.05)
    assert "Missed: 1 test day (2026-05-12)" in found.text[1]


def test_results_of_other_days_are_told(shared_data: Path, tmp_path: Path) -> None:
    found = verdict_of(shared_data / "cases" / "trial-one-day-late", tmp_path)
    assert any("18 results" in said and "do not count" in said for said in found.text)


def test_with_a_pregnancy_nobody_is_sent_all_out(shared_data: Path) -> None:
    plan = plan_of(shared_data / "cases" / "plan-pregnancy", Health(29, conditions=("pregnancy",)))
    asked = {test.name for session in plan.sessions for test in session.tests}
    assert asked == {"Feel", "Easy hold"}


def test_at_78_the_plan_is_careful_and_begins_lower(shared_data: Path) -> None:
    plan = plan_of(shared_data / "cases" / "plan-age-78", Health(78))
    asked = {test.name for session in plan.sessions for test in session.tests}
    assert asked == {"Feel", "Easy hold"}
    assert max(each.percent for each in plan.planned) <= 60
    assert any(notice.code == "over_60" for notice in plan.notices)
