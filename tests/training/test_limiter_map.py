"""Plans from limiter maps of the simulated sprinter, in the form that an analysis has.

`limiter_maps.json` is no runner's: `make_limiter_maps.py` priced it with the sprint's solver and
put a made-up range beside each elasticity. A fitted runner's `limits` has the same form.
"""

from __future__ import annotations

import copy
import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nextstride.athlete import Athlete
from nextstride.conventions import MUSCLE_GROUPS
from nextstride.errors import MissingDataError, ParameterError, ReadError
from nextstride.training import (
    Health,
    Plan,
    Schedule,
    exercises,
    plan_training,
    read_limiter_map,
)
from nextstride.training.hold_angles import joint_course
from nextstride.training.limiter_map import LimiterMap, limiter_map_from_json
from nextstride.training.plan import limit_in_words

MAPS: dict[str, Any] = json.loads(Path(__file__).with_name("limiter_maps.json").read_text("utf-8"))
START = Schedule(date(2026, 12, 1))


def plan_of(found: LimiterMap, health: Health = Health(age=24)) -> Plan:  # noqa: B008
    return plan_training(found.limits, found.joint_angles, Athlete(), health, START)


def with_one_limit(group: str) -> dict[str, Any]:
    """The sprinter's map with one group raised far above the others; place and motion are kept.

    A group that the planar sprinter lacks is added, and acts where the hip extensors do.
    """
    document = copy.deepcopy(MAPS["sprinter"])
    chart = document["map"]
    if group not in chart["groups"]:
        place = chart["groups"].index("hip_extensors")
        chart["groups"].append(group)
        chart["density"].append(chart["density"][place])
        document["groups"].append(document["groups"][place] | {"group": group})
    for row in document["groups"]:
        if row["group"] == group:
            row["elasticity"], row["lower"], row["upper"] = 0.6, 0.58, 0.62
    return document


def held(plan: Plan) -> frozenset[tuple[str, float]]:
    return frozenset(each.figure for each in plan.planned if each.kind == "angle_hold")


@pytest.mark.parametrize("name", MAPS)
def test_the_groups_that_the_map_puts_first_are_trained(name: str) -> None:
    plan = plan_of(limiter_map_from_json(MAPS[name], name))
    gains = {each.group: each.gain.value for each in plan.priorities}
    assert plan.trained[0] == max(gains, key=lambda group: gains[group])
    assert set(plan.trained) <= set(sorted(gains, key=lambda group: -gains[group])[:3])
    assert not plan.certain  # Their ranges overlap, and the plan says so.


def test_the_plan_follows_the_price_of_strength_not_how_weak_a_group_is() -> None:
    """Weaker hip flexors make other groups dearer in this body; see docs/training.md."""
    first = {name: plan_of(limiter_map_from_json(MAPS[name], name)).trained[0] for name in MAPS}
    assert first["weak_hip_flexors"] == "adductors"
    assert first["weak_adductors"] == "hip_flexors"
    assert first["weak_plantarflexors"] == "plantarflexors"


@pytest.mark.parametrize("group", MUSCLE_GROUPS)
def test_a_planted_weak_link_is_trained_where_the_solver_says_it_acts(group: str) -> None:
    found = limiter_map_from_json(with_one_limit(group), "planted")
    plan = plan_of(found)
    assert plan.trained[0] == group
    (name,) = {exercise for exercise, _ in held(plan) if group in exercises()[exercise].groups}
    exercise = exercises()[name]
    angles = [angle for each, angle in held(plan) if each == name]
    density = found.limits.density.sel(muscle_group=group)
    course = joint_course(found.joint_angles, exercise.joint, density.percent.values)
    reachable = np.clip(course, exercise.lowest, exercise.highest)
    if exercise.joint == "shoulder":  # no map has its course
        assert "does not say" in plan.focus[0].angle_reason
        return
    weight = np.clip(density.values, 0, None)
    far = np.min(np.abs(reachable[:, None] - np.array(angles)), axis=1)
    assert weight[far <= np.radians(15)].sum() >= 0.5 * weight.sum()


def test_plans_of_different_weak_links_differ() -> None:
    plans = [plan_of(limiter_map_from_json(with_one_limit(g), g)) for g in MUSCLE_GROUPS]
    work = {frozenset(Counter(each.figure for each in plan.planned).items()) for plan in plans}
    assert len(work) == len(MUSCLE_GROUPS)


def test_arms_are_held_over_their_range_and_the_plan_says_why() -> None:
    plan = plan_of(limiter_map_from_json(with_one_limit("arms"), "planted"))
    focus = plan.focus[0]
    assert focus.stretch is not None
    assert "the map does not say how the shoulder stands" in limit_in_words(focus)
    (missing,) = [each.message for each in plan.notices if each.code == "kinds_unknown"]
    assert "there is no exercise of these kinds: timing pattern" in missing
    assert "kinds_left_out" not in {each.code for each in plan.notices}


def test_tensor_and_sartorius_are_trained_with_the_hip_flexors() -> None:
    given = with_one_limit("tensor_sartorius")
    found = limiter_map_from_json(given, "spatial").limits
    rows = {row["group"]: row for row in given["groups"]}
    assert "tensor_sartorius" not in found.muscle_group
    joined = found.sel(muscle_group="hip_flexors")
    for name in ("elasticity", "lower", "upper"):
        added = rows["hip_flexors"][name] + rows["tensor_sartorius"][name]
        assert float(joined[name]) == pytest.approx(added)
    chart = dict(zip(given["map"]["groups"], given["map"]["density"], strict=True))
    both = np.add(chart["hip_flexors"], chart["tensor_sartorius"])
    assert joined.density.values == pytest.approx(both)
    planar = limiter_map_from_json(MAPS["sprinter"], "planar").limits
    assert found.sel(muscle_group="adductors").equals(planar.sel(muscle_group="adductors"))


@pytest.mark.parametrize("health", [Health(age=15), Health(age=24, pains=("groin",))])
def test_the_sprinter_in_pain_or_under_16_gets_the_safe_variant(health: Health) -> None:
    plan = plan_of(limiter_map_from_json(with_one_limit("hip_flexors"), "planted"), health)
    assert "hip_flexor_hold_easy" in {name for name, _ in held(plan)}
    assert "hip_flexor_hold" not in {name for name, _ in held(plan)}


def analysis(tmp_path: Path, limits: Any) -> Path:
    file = tmp_path / "analysis.json"
    file.write_text(json.dumps({"schema": 1, "limits": limits}), "utf-8")
    return file


def test_a_file_or_its_folder_is_read(tmp_path: Path) -> None:
    file = analysis(tmp_path, MAPS["sprinter"])
    by_file, by_folder = read_limiter_map(file), read_limiter_map(tmp_path)
    assert by_file.limits.identical(by_folder.limits)
    assert set(by_file.joint_angles) == {"thigh", "knee", "ankle", "trunk"}


def test_the_contract_of_an_analysis_is_enough() -> None:
    """What a fitted runner's analysis holds, and nothing else, as its document has it."""
    given = MAPS["sprinter"]
    keys = ("group", "elasticity", "lower", "upper", "gain_10pct_m_s")
    rows = [{key: row[key] for key in keys} | {"probability_first": 0.1} for row in given["groups"]]
    kept = {key: given[key] for key in ("status", "top_speed_m_s", "map", "motion")}
    plan = plan_of(limiter_map_from_json(kept | {"groups": rows}, "contract"))
    assert plan.trained == plan_of(limiter_map_from_json(given, "sprinter")).trained
    assert all(each.probability_first == 0.1 for each in plan.priorities)


def without(key: str) -> dict[str, Any]:
    document = copy.deepcopy(MAPS["sprinter"])
    for row in document["groups"]:
        row.pop(key, None)
    document.pop(key, None)
    return document


@pytest.mark.parametrize(
    ("limits", "error", "words"),
    [
        (None, MissingDataError, "nothing says what limits"),
        (without("lower"), MissingDataError, "no range"),
        (without("motion"), MissingDataError, "motion"),
        (without("map"), ReadError, "damaged"),
        ({"groups": []}, ReadError, "damaged"),
        ([], ReadError, "damaged"),
        (
            MAPS["sprinter"] | {"motion": {"percent": [0, 1]}},
            ReadError,
            "damaged",
        ),
    ],
)
def test_what_no_plan_can_rest_on_is_refused(
    tmp_path: Path, limits: Any, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        read_limiter_map(analysis(tmp_path, limits))


def test_other_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="cannot be read"):
        read_limiter_map(tmp_path / "none.json")
    (tmp_path / "text.json").write_text("no", "utf-8")
    with pytest.raises(ReadError, match="no JSON"):
        read_limiter_map(tmp_path / "text.json")
    (tmp_path / "other.json").write_text("[1]", "utf-8")
    with pytest.raises(ReadError, match="limits"):
        read_limiter_map(tmp_path / "other.json")


def test_days_off_move_the_test_days_and_nothing_is_planned_on_them() -> None:
    found = limiter_map_from_json(MAPS["sprinter"], "sprinter")
    off = tuple(date(2026, 12, day) for day in range(1, 15))
    schedule = Schedule(date(2026, 12, 1), days_off=off)
    plan = plan_training(found.limits, found.joint_angles, Athlete(), Health(age=24), schedule)
    assert not {session.begins.date() for session in plan.sessions} & set(off)
    assert plan.sessions[0].kind == plan.sessions[-1].kind == "test"
    every = tuple(date.fromordinal(date(2026, 12, 1).toordinal() + n) for n in range(60))
    schedule = Schedule(date(2026, 12, 1), days_off=every)
    with pytest.raises(ParameterError, match="days off"):
        plan_training(found.limits, found.joint_angles, Athlete(), Health(age=24), schedule)


def test_a_hold_that_does_not_reach_the_limit_says_so() -> None:
    """The lying hold of the safe variant begins at 30 degrees; hip flexors limit far behind it."""
    found = limiter_map_from_json(with_one_limit("hip_flexors"), "planted")
    easy, full = (plan_of(found, Health(age=age)).focus[0] for age in (15, 24))
    assert "comes no nearer to it than 30°" in limit_in_words(easy)
    assert "no nearer" not in limit_in_words(full)
    assert limit_in_words(full).startswith("It limits most with the hip at −")
