"""Pace: swings, speed, belt; and what does not run is refused."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from nextstride.athlete import Athlete
from nextstride.errors import MissingDataError, RecordingError
from nextstride.kinematics import body_points
from nextstride.read import read_recording
from nextstride.sample import SyntheticSprinter
from nextstride.strides import find_pace
from nextstride.strides.pace import _single, forefoot


@pytest.mark.parametrize(
    ("speed", "rate", "duty"), [(2.5, 2.6, 0.38), (5, 3, 0.3), (9.5, 4.4, 0.25)]
)
@pytest.mark.parametrize("belt", [False, True])
def test_speed_rate_and_belt_of_made_up_feet(made_up_feet, speed, rate, duty, belt):
    pace = find_pace(made_up_feet(speed, rate, duty, belt=belt))
    assert pace.speed == pytest.approx(speed, rel=0.01)
    assert pace.step_rate == pytest.approx(rate, rel=0.03)
    assert pace.treadmill == belt
    assert pace.belt_speed == pytest.approx(speed if belt else 0.0, rel=0.01)


def test_a_known_belt_speed_is_used(made_up_feet):
    pace = find_pace(made_up_feet(belt=True), belt_speed=5.2)
    assert pace.treadmill
    assert pace.belt_speed == 5.2
    assert pace.belt_spread == 0


def test_a_belt_speed_of_zero_says_overground(made_up_feet):
    pace = find_pace(made_up_feet(), belt_speed=0)
    assert not pace.treadmill
    assert pace.speed == pytest.approx(5.0, rel=0.01)


@pytest.mark.parametrize("noise", [0.0, 0.002])
def test_belt_of_the_synthetic_jogger(noise):
    jogger = replace(SyntheticSprinter.jogging(), strides=5)
    points = body_points(jogger.recording(250, noise), jogger.athlete)
    pace = find_pace(points)
    assert pace.belt_speed == pytest.approx(3.0, rel=0.005)
    assert pace.treadmill


def test_swings_alternate(made_up_feet):
    pace = find_pace(made_up_feet())
    times = sorted((t, s) for s, swings in pace.swings.items() for t in swings)
    sides = [side for _, side in times]
    assert all(one != two for one, two in itertools.pairwise(sides))


def test_standing_is_refused():
    sprinter = SyntheticSprinter()
    points = body_points(sprinter.static_recording(), sprinter.athlete)
    with pytest.raises(RecordingError, match="not a run of at least two steps"):
        find_pace(points)


def test_one_step_is_refused(made_up_feet):
    points = made_up_feet().isel(time=slice(0, 75))
    with pytest.raises(RecordingError, match="at least"):
        find_pace(points)


def test_without_a_forefoot_there_is_no_pace(made_up_feet):
    with pytest.raises(MissingDataError, match="left forefoot"):
        find_pace(made_up_feet().drop_sel(keypoint="left_toe"))


def test_without_a_pelvis_the_speed_is_unknown(made_up_feet):
    with pytest.raises(MissingDataError, match="pelvis"):
        find_pace(made_up_feet().drop_sel(keypoint="pelvis"))


def test_forefoot_lies_between_its_medial_and_lateral_marker(made_up_feet):
    points = made_up_feet()
    lateral = points.sel(keypoint="left_toe").drop_vars("keypoint") + 0.02
    both = xr.concat([points, lateral.expand_dims(keypoint=["left_fifth_metatarsal"])], "keypoint")
    both = both.transpose("time", "space", "keypoint")
    moved = forefoot(both, "left") - forefoot(points, "left")
    np.testing.assert_allclose(moved, 0.01)


@pytest.mark.parametrize("part", [(0.0, 1.0), (0.0, 0.6), (0.4, 1.0), (0.2, 0.8)])
@pytest.mark.parametrize("speed", [2.0, 3.0, 4.0])
def test_the_error_of_a_belt_holds_what_it_was_set_to(shared_data, speed, part):
    """A few contacts of a heel striker, one of whose feet rolls on: 3.86 m/s for 4 in one part."""
    file = shared_data / "hamner2013_subject04" / f"run{100 * speed:.0f}" / "markers.trc"
    points = body_points(read_recording(file), Athlete(mass=80.47, height=1.772))
    time = points.time.values
    start, stop = (time[0] + share * np.ptp(time) for share in part)
    pace = find_pace(points.sel(time=slice(start, stop)))
    assert pace.treadmill
    assert abs(pace.belt_speed - speed) < 1.96 * pace.belt_spread
    assert pace.belt_spread < 0.04 * speed


def test_a_belt_speed_that_the_feet_contradict_is_refused(made_up_feet):
    with pytest.raises(RecordingError, match="contradicts the recording"):
        find_pace(made_up_feet(belt=True), belt_speed=9.0)


def test_two_peaks_of_one_swing_are_one_even_where_half_of_all_gaps_are_short():
    # Every swing shows twice, 0.25 s apart: more than half of the 0.45 s from stride to stride.
    time = np.array([0.0, 0.25, 0.7, 0.95, 1.4, 1.65])
    speed = np.array([5.0, 4.0, 5.0, 4.0, 5.0, 4.0])
    found = _single(time, speed, np.arange(6))
    np.testing.assert_array_equal(found, [0.0, 0.7, 1.4])
