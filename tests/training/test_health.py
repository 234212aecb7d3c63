"""Who is not sent all out without a professional's word, and who begins more gently."""

from __future__ import annotations

from pathlib import Path

import pytest
import xarray as xr

from nextstride.athlete import Athlete
from nextstride.errors import MissingDataError
from nextstride.training import Health, Plan, Schedule, plan_training, read_limiter_map
from tests.training.conftest import Planted

ALL_OUT = {"Flying 10 m", "Acceleration"}
TESTED = {"hip_flexors": 2.1}


@pytest.fixture
def plan_of(planted: Planted, course: xr.Dataset, schedule: Schedule):  # type: ignore[no-untyped-def]
    def make(health: Health, tested: dict[str, float] | None = None) -> Plan:
        athlete = Athlete(strength_tests=tested or {})
        return plan_training(planted("hip_flexors"), course, athlete, health, schedule)

    return make


def asked(plan: Plan) -> set[str]:
    """Everything that the test days ask for."""
    return {test.name for session in plan.sessions for test in session.tests}


def goes_all_out(plan: Plan) -> bool:
    return bool(asked(plan) & ALL_OUT) or any("Maximum" in name for name in asked(plan))


@pytest.mark.parametrize(
    "health",
    [
        Health(29, conditions=("pregnancy",)),
        Health(29, conditions=("hernia",)),
        Health(29, conditions=("high_blood_pressure",)),
        Health(29, conditions=("return_from_injury",)),
        Health(78),
        Health(60),
        Health(29, pains=("knee",)),
        Health(29, pains=("knee",), cleared=True),
        Health(15),
    ],
    ids=str,
)
def test_no_all_out_test_without_a_professionals_word(plan_of, health: Health) -> None:  # type: ignore[no-untyped-def]
    plan = plan_of(health)
    assert not goes_all_out(plan)
    assert "Easy hold" in asked(plan)
    assert any("sprint test" in notice.message for notice in plan.notices)


@pytest.mark.parametrize(
    "health",
    [
        Health(29, conditions=("pregnancy",), cleared=True),
        Health(29, conditions=("latex_allergy",)),
        Health(78, cleared=True),
        Health(59),
        Health(15, cleared=True),
    ],
    ids=str,
)
def test_with_it_the_runner_is_tested(plan_of, health: Health) -> None:  # type: ignore[no-untyped-def]
    assert asked(plan_of(health)) >= ALL_OUT


def test_a_child_with_a_tested_maximum_sprints_but_holds_no_maximum(plan_of) -> None:  # type: ignore[no-untyped-def]
    names = asked(plan_of(Health(15), TESTED))
    assert names >= ALL_OUT
    assert not any("Maximum" in name for name in names)


@pytest.mark.parametrize("health", [Health(78), Health(78, cleared=True)], ids=str)
def test_the_old_begin_lower(plan_of, health: Health) -> None:  # type: ignore[no-untyped-def]
    young, old = plan_of(Health(24)), plan_of(health)
    pairs = zip(young.planned, old.planned, strict=True)
    assert all(late.percent < early.percent for early, late in pairs)
    assert any(notice.code == "over_60" for notice in old.notices)


def test_after_a_jog_the_plan_says_what_was_missing(tmp_path: Path) -> None:
    file = tmp_path / "analysis.json"
    file.write_text(
        '{"limits": null, "warnings": [{"code": "no_limits", "message": '
        '"What limits this runner is not told: contacts of 0.25 s are no sprint."}]}'
    )
    with pytest.raises(MissingDataError, match="are no sprint"):
        read_limiter_map(file)
