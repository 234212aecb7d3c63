"""A run on one clock: every part has a value a picture, and phases and moments agree."""

from __future__ import annotations

import json

import numpy as np
import pytest

from nextstride.analysis import Analysis
from nextstride.report.clock import clock_document


@pytest.fixture
def clock(sprint: Analysis) -> dict:
    return clock_document(sprint)


def test_everything_has_one_value_a_picture(clock: dict, sprint: Analysis) -> None:
    times = clock["times"]
    assert len(times) == sprint.run.points.sizes["time"]
    for curve in clock["curves"]:
        assert len(curve["left"]) == len(curve["right"]) == len(times)
    for forward, up in clock["points"].values():
        assert len(forward) == len(up) == len(times)
    assert json.loads(json.dumps(clock, allow_nan=False)) == clock


def test_angles_are_those_of_the_analysis_in_degrees(clock: dict, sprint: Analysis) -> None:
    thigh = next(curve for curve in clock["curves"] if curve["name"] == "thigh")
    truth = np.rad2deg(sprint.run.angles["thigh"].sel(side="left").values)
    known = np.isfinite(truth)
    told = np.array([np.nan if value is None else value for value in thigh["left"]])
    assert np.allclose(told[known], truth[known], atol=0.01)


def test_moments_are_told_only_while_the_leg_is_in_the_air(clock: dict) -> None:
    moment = next(curve for curve in clock["curves"] if curve["name"] == "hip_moment")
    swings = [s for s in clock["spans"] if s["side"] == "left" and s["phase"] == "swing"]
    told = [t for t, value in zip(clock["times"], moment["left"], strict=True) if value is not None]
    assert told
    assert all(any(s["start"] <= t < s["stop"] for s in swings) for t in told)


def test_limbs_join_points_that_are_there_and_feet_come_to_the_ground(clock: dict) -> None:
    assert {joint for limb in clock["limbs"] for joint in limb} <= set(clock["points"])
    assert len(clock["limbs"]) == 6
    lowest = min(value for value in clock["points"]["left_toe"][1] if value is not None)
    assert abs(lowest) < 0.03
    assert {each["name"] for each in clock["positions"]} >= {"Toe-off", "Touchdown"}
