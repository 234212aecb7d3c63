"""Where to hold: the rules hold for every exercise and every map."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from nextstride.errors import ParameterError
from nextstride.training.exercise import Exercise, exercises
from nextstride.training.hold_angles import (
    hold_angles,
    joint_course,
    limit_share,
    limiting_stretch,
)

FULL = [each for each in exercises().values() if each.kind == "angle_hold" and not each.easy]
COURSE = np.radians(np.arange(-60, 141))


def bump(degrees: float, width: float = 3) -> np.ndarray:
    return np.exp(-0.5 * ((np.degrees(COURSE) - degrees) / width) ** 2)


@given(st.sampled_from(FULL), st.floats(-60, 140), st.floats(1, 40))
def test_the_rules_hold_for_every_map(exercise: Exercise, peak: float, width: float) -> None:
    found = hold_angles(exercise, COURSE, bump(peak, width))
    degrees = np.degrees(found.angles)
    steps = np.diff(degrees)
    room = round(np.degrees(exercise.highest - exercise.lowest)) // 25 + 1
    assert min(3, room) <= len(degrees) <= 4
    assert len(degrees) >= 2
    assert steps.min() >= 25 - 1e-6
    assert steps.max() <= 30 + 1e-6
    assert np.degrees(exercise.lowest) - 1e-6 <= degrees.min()
    assert degrees.max() <= np.degrees(exercise.highest) + 1e-6
    assert any(exercise.is_long(angle) for angle in found.angles)


@given(st.sampled_from(FULL), st.floats(-60, 140))
def test_a_hold_is_near_where_the_limit_acts(exercise: Exercise, peak: float) -> None:
    found = hold_angles(exercise, COURSE, bump(peak))
    within = np.clip(np.radians(peak), exercise.lowest, exercise.highest)
    assert abs(found.angles[found.main] - within) <= np.radians(15)
    assert np.degrees(found.peak) == pytest.approx(peak, abs=2)


@pytest.mark.parametrize("exercise", FULL, ids=lambda each: each.name)
def test_an_empty_map_spreads_the_angles(exercise: Exercise) -> None:
    found = hold_angles(exercise, COURSE, -np.ones_like(COURSE))
    assert len(found.angles) >= (2 if exercise.joint == "trunk" else 3)
    assert np.isnan(found.peak)


def test_what_the_map_does_not_hold_is_not_known(course: xr.Dataset) -> None:
    percent = np.arange(0.0, 101.0)
    for joint in ("trunk", "shoulder"):
        assert np.isnan(joint_course(course, joint, percent)).all()
    arms = next(each for each in FULL if each.joint == "shoulder")
    found = hold_angles(arms, np.full(percent.size, np.nan), np.ones(percent.size))
    assert np.isnan(found.peak)
    assert len(found.angles) >= 3


def test_the_hip_angle_adds_the_trunks_lean() -> None:
    percent = np.arange(0.0, 101.0)
    flat = {name: ("percent", np.full(101, 0.2)) for name in ("thigh", "knee", "ankle", "trunk")}
    leaning = xr.Dataset(flat, coords={"percent": percent})
    assert joint_course(leaning, "hip", percent) == pytest.approx(0.4)
    assert joint_course(leaning.drop_vars("trunk"), "hip", percent) == pytest.approx(0.2)


def test_angles_in_degrees_are_refused(course: xr.Dataset) -> None:
    with pytest.raises(ParameterError, match="radians"):
        joint_course(np.degrees(course), "hip", np.arange(0.0, 101.0))


def test_a_course_of_half_a_stride_is_refused(course: xr.Dataset) -> None:
    half = course.sel(percent=slice(0, 50))
    with pytest.raises(ParameterError, match="percent must cover the map's 0 to 100; got 0 to 50"):
        joint_course(half, "hip", np.arange(0.0, 101.0))


def test_a_missing_joint_is_refused(course: xr.Dataset) -> None:
    with pytest.raises(ParameterError, match="knee on"):
        joint_course(course.drop_vars("knee"), "hip", np.arange(0.0, 101.0))


@pytest.mark.parametrize(("middle", "expected"), [(50, (49, 51)), (0, (99, 1)), (99, (98, 0))])
def test_the_stretch_is_where_the_limit_acts(middle: int, expected: tuple[int, int]) -> None:
    percent = np.arange(0.0, 100.0)
    distance = np.abs((percent - middle + 50) % 100 - 50)
    shape = np.array([10.0, 6.0, *[1.0] * 10])  # Half of it is within 1 of its middle.
    share = limit_share(np.interp(distance, np.arange(12.0), shape, right=-1.0))
    stretch = limiting_stretch(percent, share)
    assert stretch == expected
    assert limiting_stretch(percent, limit_share(np.full(100, -1.0))) is None
