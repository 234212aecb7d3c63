"""Torque and step-back distance against cases worked by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nextstride.athlete import Athlete
from nextstride.errors import MissingDataError, ParameterError
from nextstride.training import (
    Band,
    ForceCurve,
    Leg,
    Lever,
    band_colours,
    chart_band,
    exercises,
    lever,
    set_up_band,
    torque_at,
    wanted_torque,
)

CURVE = ForceCurve.through((1.0, 20.5), (2.0, 29.8))
LEG = Lever((0, 0), (0, -0.8), -0.8, "behind", -1.0, 0.0)
"""A weightless leg straight down, cuff 0.8 m below the hip, anchor behind at the cuff's height."""
ADULT = Athlete(mass=75, height=1.78)


def band(resting_length: float, calibrated: bool = True) -> Band:
    return Band("test band", resting_length, CURVE, calibrated=calibrated)


def codes(setup: object) -> set[str]:
    return {notice.code for notice in setup.notices}  # type: ignore[attr-defined]


def test_a_level_pull_has_the_whole_lever() -> None:
    # 0.6 m stretched to 1.2 m is 100 %: 20.5 N at 0.8 m is 16.4 N m.
    assert torque_at(LEG, band(0.6), 1.2).value == pytest.approx(16.4)


def test_a_slanting_pull_counts_by_its_level_part() -> None:
    # Anchor 0.4 m behind and 0.3 m below the cuff: 0.5 m of band, level part 4/5.
    # 0.25 m stretched to 0.5 m is 100 %: 20.5 N x 4/5 x 0.8 m = 13.12 N m.
    slanting = replace(LEG, anchor_height=-1.1)
    assert torque_at(slanting, band(0.25), 0.4).value == pytest.approx(13.12)


def test_a_pull_from_the_front_works_the_other_way() -> None:
    assert replace(LEG, anchor_side="front").band_arm(1.0) == pytest.approx(-0.8)


def test_a_sideways_pull_has_the_height_of_the_joint_as_lever() -> None:
    # Anchor 0.6 m to the side and 0.8 m below the cuff: 1 m of band, level part 0.6.
    side = replace(LEG, anchor_side="side", anchor_height=-1.6)
    assert side.band_arm(0.6) == pytest.approx(0.8 * 0.6)


def test_the_weight_of_a_level_leg() -> None:
    # De Leva, 75 kg, 1.78 m: thigh 10.62 kg at 0.1768 m, shank 3.2475 kg at 0.6295 m, foot
    # 1.0275 kg at 0.9448 m (the sole 0.0694 m beyond): 9.80665 (1.8772 + 2.0444 + 0.9708).
    hold = exercises()["hip_flexor_hold"]
    straight = replace(hold, pose=replace(hold.pose, working=Leg(0, 0, 0)))
    assert lever(straight, math.pi / 2, ADULT).weight_torque == pytest.approx(47.98, abs=0.02)


def test_the_weight_of_a_level_shank() -> None:
    # Sitting, knee straight: shank 3.2475 kg at 0.1979 m, foot 1.0275 kg at 0.5131 m.
    hold = exercises()["knee_extensor_hold"]
    level = replace(hold, pose=replace(hold.pose, working=Leg(math.pi / 2, 0, 0)))
    assert lever(level, 0, ADULT).weight_torque == pytest.approx(11.47, abs=0.02)


def test_a_hanging_leg_needs_no_torque() -> None:
    hold = exercises()["hip_flexor_hold"]
    straight = replace(hold, pose=replace(hold.pose, working=Leg(0, 0, -math.pi / 2)))
    hanging = lever(straight, 0, ADULT)
    assert hanging.weight_torque == pytest.approx(0, abs=0.8)  # The foot's sole is a little behind.


def test_stepping_back_to_the_worked_torque() -> None:
    setup = set_up_band(LEG, band(0.6), 16.4)
    assert setup.distance == pytest.approx(1.2, abs=1e-6)
    assert setup.elongation == pytest.approx(1.0, abs=1e-6)
    assert setup.force.value == pytest.approx(20.5)
    assert setup.works
    assert not setup.notices


@given(st.floats(0.2, 1.5), st.floats(1, 22))
def test_the_distance_gives_the_wanted_torque(length: float, wanted: float) -> None:
    setup = set_up_band(LEG, band(length), wanted)
    assert setup.distance > 0
    assert setup.torque.value == pytest.approx(wanted, rel=1e-6)
    assert setup.elongation <= 2.0


def test_a_band_at_its_end_warns() -> None:
    # 0.6 m at 195 % pulls 29.4 N: 23.5 N m, within reach but at its end.
    wanted = 0.8 * CURVE.force(1.95)
    assert codes(set_up_band(LEG, band(0.6), wanted)) == {"band_near_its_end"}


def test_a_band_that_cannot_reach_the_dose_warns() -> None:
    # Its most is 0.8 m x 29.8 N = 23.84 N m.
    setup = set_up_band(LEG, band(0.6), 24.0)
    assert codes(setup) == {"band_too_weak"}
    assert math.isnan(setup.distance)
    assert setup.torque.value == pytest.approx(23.84, rel=0.02)


def test_an_uncalibrated_band_says_so() -> None:
    assert codes(set_up_band(LEG, band(0.6, calibrated=False), 10.0)) == {"band_not_calibrated"}


def test_a_limb_that_is_heavy_enough_needs_no_band() -> None:
    heavy = replace(LEG, weight_torque=30.0)
    assert codes(set_up_band(heavy, band(0.6), 20.0)) == {"limb_weight_enough"}


def test_a_band_that_would_be_overstretched_anywhere_is_refused() -> None:
    high = replace(LEG, anchor_height=2.0)
    assert codes(set_up_band(high, band(0.3), 10.0)) == {"band_too_long"}


@pytest.mark.parametrize(("arm", "newtons"), [(0.85, 132), (0.40, 281)])
def test_no_single_therapy_band_reaches_75_percent(arm: float, newtons: int) -> None:
    """75 % of 2.0 N m/kg at 75 kg is 112.5 N m: 132 N at an ankle cuff, 281 N at a thigh cuff."""
    wanted = wanted_torque("hip_flexors", 75, ADULT)
    assert wanted == pytest.approx(112.5)
    geometry = replace(LEG, cuff=(0.0, -arm), anchor_height=-arm)
    for colour in band_colours()["TheraBand"]:
        setup = set_up_band(geometry, chart_band(colour, 1.0), 112.5)
        assert "band_too_weak" in codes(setup), colour
        assert f"about {newtons} N" in setup.notices[0].message
        assert not setup.works


@pytest.mark.parametrize("degrees", [-20, 0, 10])
def test_no_single_therapy_band_reaches_it_in_the_standing_hold(degrees: int) -> None:
    geometry = lever(exercises()["hip_flexor_hold"], np.radians(degrees), ADULT)
    for colour in band_colours()["TheraBand"]:
        assert "band_too_weak" in codes(set_up_band(geometry, chart_band(colour, 1.0), 112.5))


def test_a_maximum_nobody_has_is_refused() -> None:
    strong = Athlete(strength_tests={"hip_flexors": 400.0})
    with pytest.raises(ParameterError, match="strength test of hip_flexors"):
        wanted_torque("hip_flexors", 75, strong)


def test_the_runners_own_maximum_counts_before_a_published_one() -> None:
    own = Athlete(mass=60, strength_tests={"hip_flexors": 3.0})
    assert wanted_torque("hip_flexors", 50, own) == pytest.approx(90)
    assert wanted_torque("hamstrings", 50, own) is None


def test_a_band_over_the_shoulders_has_no_lever() -> None:
    with pytest.raises(MissingDataError, match="no band on a limb"):
        lever(exercises()["plantarflexor_hold"], 0, ADULT)


HELD_BY_BAND = [
    each
    for each in exercises().values()
    if each.cuff in ("ankle", "thigh", "ball") and each.kind != "timing"
]


@pytest.mark.parametrize("exercise", HELD_BY_BAND, ids=lambda each: each.name)
def test_every_band_pulls_against_its_muscles(exercise: object) -> None:
    for angle in (exercise.lowest, exercise.highest):  # type: ignore[attr-defined]
        geometry = lever(exercise, angle, ADULT)  # type: ignore[arg-type]
        assert geometry.band_arm(2.0) > 0.02
