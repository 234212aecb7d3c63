"""Plans: the right group at the right angles, safe for everyone, each choice with its reason."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from nextstride.athlete import Athlete
from nextstride.conventions import MUSCLE_GROUPS
from nextstride.errors import ParameterError
from nextstride.training import (
    CONDITIONS,
    KINDS,
    PAINS,
    WEEKDAYS,
    Health,
    Plan,
    Schedule,
    chart_band,
    evidence,
    exercises,
    plan_training,
)
from nextstride.training.exercise import refused_conditions
from nextstride.training.hold_angles import joint_course

Planted = Callable[..., xr.Dataset]
ADULT = Health(age=24)


def codes(plan: Plan) -> set[str]:
    return {notice.code for notice in plan.notices}


def holds_of(plan: Plan) -> set[tuple[str, float]]:
    return {each.figure for each in plan.planned if each.kind == "angle_hold"}


@pytest.mark.parametrize("group", MUSCLE_GROUPS)
@pytest.mark.parametrize("percent", [10, 35, 60, 85])
def test_a_planted_weak_link_is_trained_at_its_angles(
    planted: Planted, course: xr.Dataset, schedule: Schedule, group: str, percent: int
) -> None:
    plan = plan_training(planted(group, percent), course, Athlete(), ADULT, schedule)
    assert plan.trained == (group,)
    assert plan.certain
    assert {each.group for each in plan.planned} == {group}
    (name,) = {exercise for exercise, _ in holds_of(plan)}
    exercise = exercises()[name]
    limit = joint_course(course, exercise.joint, np.array([float(percent), 0, 100]))[0]
    if np.isnan(limit):  # a course that no map of the planar body has
        assert "does not say" in plan.focus[0].angle_reason
        return
    reachable = np.clip(limit, exercise.lowest, exercise.highest)
    assert min(abs(angle - reachable) for _, angle in holds_of(plan)) <= np.radians(15)


def test_plans_of_different_weak_links_differ(
    planted: Planted, course: xr.Dataset, schedule: Schedule
) -> None:
    plans = [
        plan_training(planted(group), course, Athlete(), ADULT, schedule) for group in MUSCLE_GROUPS
    ]
    work = {frozenset(each.figure for each in plan.planned) for plan in plans}
    assert len(work) == len(MUSCLE_GROUPS)


def test_the_same_weak_link_at_another_time_is_held_at_other_angles(
    planted: Planted, course: xr.Dataset, schedule: Schedule
) -> None:
    early, late = (
        plan_training(planted("hip_flexors", at), course, Athlete(), ADULT, schedule)
        for at in (5, 50)
    )
    assert holds_of(early) != holds_of(late)


def test_all_five_kinds_come_up(planted: Planted, course: xr.Dataset, schedule: Schedule) -> None:
    plan = plan_training(planted("hip_flexors"), course, Athlete(), ADULT, schedule)
    assert {each.kind for each in plan.planned} == set(KINDS)


def test_most_sets_are_where_the_limit_acts(
    planted: Planted, course: xr.Dataset, schedule: Schedule
) -> None:
    plan = plan_training(planted("hip_flexors", 30), course, Athlete(), ADULT, schedule)
    third_week = plan.weeks[2].sessions[0].exercises
    sets = {each.joint_angle: each.sets for each in third_week if each.kind == "angle_hold"}
    limit = joint_course(course, "hip", np.array([30.0, 0, 100]))[0]
    assert max(sets, key=lambda angle: sets[angle]) == min(sets, key=lambda a: abs(a - limit))


def test_it_starts_and_ends_with_a_test_and_tests_after_unloading(
    planted: Planted, course: xr.Dataset, schedule: Schedule
) -> None:
    plan = plan_training(planted("hip_flexors"), course, Athlete(), ADULT, schedule)
    assert plan.sessions[0].kind == plan.sessions[-1].kind == "test"
    assert [week.sessions[-1].kind for week in plan.weeks if week.unload] == ["test", "test"]
    assert any("Maximum" in each.name for each in plan.sessions[0].tests)


def test_a_runner_under_16_gets_the_safe_variant(
    planted: Planted, course: xr.Dataset, schedule: Schedule
) -> None:
    plan = plan_training(planted("hip_flexors"), course, Athlete(), Health(age=15.9), schedule)
    holds = {each.exercise for each in plan.planned if each.kind == "angle_hold"}
    assert holds == {"hip_flexor_hold_easy"}
    assert max(each.percent for each in plan.planned) <= 50
    assert max(len(week.sessions) for week in plan.weeks) <= 2
    assert not any("Maximum" in test.name for each in plan.sessions for test in each.tests)
    assert {"under_16", "kinds_left_out", "load_by_feel"} <= codes(plan)
    assert "strength_not_tested" not in codes(plan)


def test_groin_pain_gets_the_safe_variant(
    planted: Planted, course: xr.Dataset, schedule: Schedule
) -> None:
    sore = Health(age=24, pains=("groin",))
    plan = plan_training(planted("hip_flexors"), course, Athlete(), sore, schedule)
    holds = {each.exercise for each in plan.planned if each.kind == "angle_hold"}
    assert holds == {"hip_flexor_hold_easy"}
    assert "pain" in codes(plan)
    tests = {test.name for session in plan.sessions for test in session.tests}
    assert tests == {"Feel", "Easy hold"}


def test_a_sore_group_is_left_alone(
    planted: Planted, course: xr.Dataset, schedule: Schedule
) -> None:
    sore = Health(age=24, pains=("groin",))
    plan = plan_training(planted("adductors"), course, Athlete(), sore, schedule)
    assert "group_rested" in codes(plan)
    assert plan.trained
    assert "adductors" not in plan.trained


@pytest.mark.parametrize("condition", refused_conditions())
def test_nobody_gets_a_plan_before_a_doctor_has_agreed(
    planted: Planted, course: xr.Dataset, schedule: Schedule, condition: str
) -> None:
    ill = Health(age=40, conditions=(condition,))
    with pytest.raises(ParameterError, match="Ask a doctor"):
        plan_training(planted("hip_flexors"), course, Athlete(), ill, schedule)


def test_an_overlap_is_said(planted: Planted, course: xr.Dataset, schedule: Schedule) -> None:
    limits = planted("hip_flexors")
    for name, value in (("elasticity", 0.45), ("lower", 0.3), ("upper", 0.6)):
        limits[name].loc[{"muscle_group": "hamstrings"}] = value
    plan = plan_training(limits, course, Athlete(), ADULT, schedule)
    assert not plan.certain
    assert set(plan.trained) == {"hip_flexors", "hamstrings"}
    (notice,) = (each for each in plan.notices if each.code == "order_uncertain")
    assert "hamstrings" in notice.message


def test_where_nothing_limits_only_tests_remain(
    planted: Planted, course: xr.Dataset, schedule: Schedule
) -> None:
    limits = planted("hip_flexors")
    limits = limits.assign({name: limits[name] - 2 for name in ("elasticity", "lower", "upper")})
    plan = plan_training(limits, course, Athlete(), ADULT, schedule)
    assert "no_limiter" in codes(plan)
    assert {session.kind for session in plan.sessions} == {"test"}


def test_every_plan_says_that_no_trial_was_found(
    planted: Planted, course: xr.Dataset, schedule: Schedule
) -> None:
    plan = plan_training(planted("hamstrings"), course, Athlete(), ADULT, schedule)
    assert "no_trial" in codes(plan)
    holds = [each for each in plan.planned if each.kind == "angle_hold"]
    assert all("trials of other groups; of this none" in each.reason for each in holds)


def test_a_therapy_band_is_set_up_or_warned_about(
    planted: Planted, course: xr.Dataset, schedule: Schedule
) -> None:
    weak = (chart_band("green", 1.0),)
    athlete = Athlete(mass=75, height=1.78)
    plan = plan_training(planted("hip_flexors"), course, athlete, ADULT, schedule, weak)
    assert {"band_too_weak", "band_not_calibrated"} <= codes(plan)
    told = [notice for notice in plan.notices if notice.code == "band_too_weak"]
    assert len(told) == 1
    worst = max(each.setup.wanted - each.setup.torque.value for each in plan.planned if each.setup)
    assert worst > 0
    assert re.search(r"hip at −?\d+°: TheraBand", told[0].message)
    strong = (*weak, chart_band("gold", 2.0).doubled().doubled())
    plan = plan_training(planted("hip_flexors"), course, athlete, ADULT, schedule, strong)
    assert "band_too_weak" not in codes(plan)
    setups = [each.setup for each in plan.planned if each.kind == "angle_hold"]
    assert all(setup is not None and setup.works for setup in setups)


def test_latex_is_kept_from_those_it_harms(
    planted: Planted, course: xr.Dataset, schedule: Schedule
) -> None:
    allergic = Health(age=24, conditions=("latex_allergy",))
    bands = (chart_band("gold", 1.0),)
    plan = plan_training(planted("hip_flexors"), course, Athlete(), allergic, schedule, bands)
    assert "latex" in codes(plan)
    assert all(each.setup is None for each in plan.planned)


def test_the_json_keeps_the_contract(
    planted: Planted, course: xr.Dataset, schedule: Schedule
) -> None:
    bands = (chart_band("gold", 1.0),)
    plan = plan_training(planted("hip_flexors"), course, Athlete(), ADULT, schedule, bands)
    document = json.loads(json.dumps(plan.to_json(), allow_nan=False))
    needed = {"exercise", "group", "joint_angle_deg", "hold_s", "percent_max", "sets", "reason"}
    planned = [
        exercise
        for week in document["weeks"]
        for session in week["sessions"]
        for exercise in session["exercises"]
    ]
    assert planned
    assert all(needed <= each.keys() for each in planned)
    assert all({"code", "message"} == each.keys() for each in document["warnings"])
    keys = {row["key"] for row in document["evidence"]}
    assert all(set(each["evidence"]) <= keys for each in planned)
    assert keys <= evidence().keys()


def test_inputs_stay_as_they_were(planted: Planted, course: xr.Dataset, schedule: Schedule) -> None:
    limits = planted("hip_flexors")
    before = limits.copy(deep=True), course.copy(deep=True)
    plan_training(limits, course, Athlete(), ADULT, schedule)
    xr.testing.assert_identical(limits, before[0])
    xr.testing.assert_identical(course, before[1])


@pytest.mark.parametrize(
    "arguments",
    [{"age": 4}, {"age": 24, "pains": ("ear",)}, {"age": 24, "conditions": ("cold",)}],
)
def test_impossible_health_is_refused(arguments: dict[str, object]) -> None:
    with pytest.raises(ParameterError, match="health"):
        Health(**arguments)  # type: ignore[arg-type]


some_days = st.lists(st.sampled_from(WEEKDAYS), unique=True, max_size=6).map(tuple)
harmless = sorted(set(CONDITIONS) - set(refused_conditions()))
healths = st.builds(
    Health,
    age=st.floats(8, 90),
    pains=st.lists(st.sampled_from(PAINS), unique=True, max_size=4).map(tuple),
    conditions=st.lists(st.sampled_from(harmless), unique=True, max_size=2).map(tuple),
)
schedules = st.builds(
    Schedule,
    start=st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    weeks=st.integers(4, 16),
    speed_days=some_days,
    strength_days=some_days,
    closed_days=some_days,
)


@settings(max_examples=80, deadline=None)
@given(
    elasticities=st.lists(
        st.floats(-1, 1), min_size=len(MUSCLE_GROUPS), max_size=len(MUSCLE_GROUPS)
    ),
    spread=st.floats(0, 1),
    density=st.lists(st.floats(-1, 1), min_size=6, max_size=6),
    health=healths,
    schedule=schedules,
)
def test_no_plan_exceeds_the_limits_beside_the_exercises(
    planted: Planted,
    course: xr.Dataset,
    elasticities: list[float],
    spread: float,
    density: list[float],
    health: Health,
    schedule: Schedule,
) -> None:
    limits = planted("hip_flexors")
    limits["elasticity"].values[:] = elasticities
    limits["lower"].values[:] = np.array(elasticities) - spread
    limits["upper"].values[:] = np.array(elasticities) + spread
    limits["density"].values[:] = np.interp(np.arange(101), np.linspace(0, 100, 6), density)
    plan = plan_training(limits, course, Athlete(), health, schedule)
    for session in plan.sessions:
        done: Counter[str] = Counter()
        for each in session.exercises:
            row = exercises()[each.exercise]
            assert 1 <= each.hold <= row.limits.hold
            assert 1 <= each.percent <= row.limits.percent
            assert 1 <= each.sets <= row.limits.sets
            assert each.rest >= row.limits.rest
            assert row.lowest - 1e-9 <= each.joint_angle <= row.highest + 1e-9
            assert row.suits(health.ailments)
            assert each.group in row.groups
            assert each.reason
            assert each.evidence
            done[each.exercise] += each.sets
        assert all(count <= exercises()[name].limits.holds for name, count in done.items())
        assert WEEKDAYS[session.begins.weekday()] not in schedule.closed_days
        assert session.minutes <= 75
    days = [session.begins.date() for session in plan.sessions]
    gaps = [after - before for before, after in pairwise(days)]
    assert min(gaps, default=timedelta(7)) >= timedelta(2)
