"""The page of a plan, and the figures on it."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

from nextstride.athlete import Athlete
from nextstride.figures.exercises import HEIGHT, WIDTH, _scene, exercise_figure, plan_figures
from nextstride.training import (
    Health,
    Plan,
    Schedule,
    chart_band,
    exercises,
    leg_points,
    plan_page,
    plan_training,
    trunk_points,
)
from nextstride.training.exercise import Exercise
from nextstride.training.plan import limit_in_words

Planted = Callable[..., xr.Dataset]
every_exercise = pytest.mark.parametrize(
    "exercise", list(exercises().values()), ids=lambda each: each.name
)


@pytest.fixture
def plan(planted: Planted, course: xr.Dataset, schedule: Schedule) -> Plan:
    athlete, bands = Athlete(name="<Ada & Co>"), (chart_band("gold", 1.0),)
    limits = planted("hip_flexors")
    return plan_training(limits, course, athlete, Health(age=24), schedule, bands)


def test_the_page_holds_everything_of_the_plan(plan: Plan) -> None:
    page = plan_page(plan, plan_figures(plan))
    HTMLParser().feed(page)
    assert "&lt;Ada &amp; Co&gt;" in page
    assert "<Ada" not in page
    assert page.count("<svg") == len({each.figure for each in plan.planned})
    assert page.count("<details") == len(plan.sessions)
    for focus in plan.focus:
        assert limit_in_words(focus) in unescape(page)
    for exercise in {each.exercise for each in plan.planned}:
        assert page.count(f"<code>{exercise}</code>") == 1
    assert page.index("What it trains, and why") < page.index(plan.notices[0].message[:20])
    for notice in plan.notices:
        assert notice.message.split(":")[0] in page
    for key in plan.evidence:
        assert f'id="{key}"' in page


def test_the_page_needs_nothing_from_outside(plan: Plan) -> None:
    page = plan_page(plan)
    assert "<svg" not in page
    assert not re.search(r"(src|href)=", page)


@every_exercise
def test_a_figure_is_within_its_picture(exercise: Exercise) -> None:
    for angle in (exercise.lowest, exercise.highest):
        root = ET.fromstring(str(exercise_figure(exercise, angle)))
        for line in root.iter("{http://www.w3.org/2000/svg}line"):
            for name, size in (("x1", WIDTH), ("x2", WIDTH), ("y1", HEIGHT), ("y2", HEIGHT)):
                assert -1 <= float(line.attrib[name]) <= size + 1, (angle, line.attrib)


@every_exercise
def test_a_figure_shows_the_stated_angle(exercise: Exercise) -> None:
    angle = (exercise.lowest + exercise.highest) / 2
    pose, athlete = exercise.pose_at(angle), Athlete()
    leg = leg_points(pose.working, pose.trunk, athlete)
    thigh, shank = leg["knee"] - leg["hip"], leg["ankle"] - leg["knee"]
    trunk, foot = -trunk_points(pose.trunk, athlete)["neck"], leg["toe"] - leg["heel"]
    drawn = {
        "hip": turn(trunk, thigh),
        "knee": -turn(thigh, shank),
        "ankle": turn(shank, foot) - math.pi / 2,
        "trunk": turn(-trunk, np.array([0.0, 1.0])),
        "shoulder": turn(trunk, upper_arm(exercise, angle)),
    }
    assert drawn[exercise.joint] == pytest.approx(angle, abs=1e-9)


def upper_arm(exercise: Exercise, angle: float) -> np.ndarray:
    """From shoulder to elbow as drawn."""
    shoulder, elbow, _ = _scene(exercise, angle).arm
    return elbow - shoulder


def turn(first: np.ndarray, second: np.ndarray) -> float:
    """Counter-clockwise angle from one vector to another, rad."""
    cross = first[0] * second[1] - first[1] * second[0]
    return math.atan2(cross, float(first @ second))


def test_every_session_of_the_plan_is_on_paper(plan: Plan, look: Any, tmp_path: Path) -> None:
    file = tmp_path / "plan.html"
    file.write_text(plan_page(plan, plan_figures(plan)), "utf-8")
    pages = look(file, "laptop").on_paper()
    text = " ".join(pages)
    trained = sum(session.kind == "training" for session in plan.sessions)
    assert text.count("Sets per side") == trained > 10
    for session in plan.sessions:
        for test in session.tests:
            assert test.instructions.split(".")[0] in text
    assert len(pages) < 10


def test_no_week_goes_over_two_pages(
    planted: Planted, course: xr.Dataset, schedule: Schedule, look: Any, tmp_path: Path
) -> None:
    limits = planted("hip_flexors", strong=0.03)
    plan = plan_training(limits, course, Athlete(), Health(age=24), schedule, ())
    assert len(plan.focus) > 1
    file = tmp_path / "plan.html"
    file.write_text(plan_page(plan), "utf-8")
    pages = look(file, "laptop").on_paper()
    for week in plan.weeks:
        page = next(each for each in pages if f"Week {week.number} " in each)
        days = [f"{each.begins:%A} {each.begins.day} {each.begins:%B}" for each in week.sessions]
        assert [day for day in days if day not in page] == []
