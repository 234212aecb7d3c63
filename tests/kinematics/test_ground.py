"""Sloping ground and bent paths, made of runs whose every answer is known."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from nextstride.errors import RecordingError
from nextstride.kinematics import along_path, body_points, check_upright, find_slope, levelled
from nextstride.kinematics.ground import find_bend
from nextstride.read import read_recording
from nextstride.sample import SyntheticSprinter
from nextstride.strides import detect_steps, find_pace

RUNNERS = {
    "treadmill": replace(SyntheticSprinter.jogging(), strides=5),
    "over ground": SyntheticSprinter(strides=3),
}
REAL = (
    "hamner2013_subject04/run200/markers.trc",
    "hamner2013_subject04/run400/markers.trc",
    "dorn2012_ja1_trc_ik/run0350cms.trc",
    "dorn2012_ja1_trc_ik/run0900cms.trc",
    "rbds_s001_treadmill/RBDS001runT35.c3d",
    "rbds_s041_treadmill/RBDS0041runT252.txt",
    "labs_uwa_run/Running 1.c3d",
    "labs_opensim_jog/jogging.c3d",
    "labs_bmc_run/motion_capture_run.trc",
)
"""Runs on level ground along straight paths."""


@cache
def recorded(name):
    return RUNNERS[name].recording(150, 0.001, seed=6, forces=False)


def moved(recording, change):
    """The recording with positions (time, space, keypoint) changed."""
    motion = recording.motion.copy()
    values = change(recording.motion.position.values.copy())
    motion["position"] = (recording.motion.position.dims, values)
    return replace(recording, motion=motion)


def sloping(recording, slope):
    def turn(values):
        angle = np.arctan(slope)
        x, y = values[:, 0].copy(), values[:, 1].copy()
        values[:, 0] = x * np.cos(angle) - y * np.sin(angle)
        values[:, 1] = x * np.sin(angle) + y * np.cos(angle)
        return values

    return moved(recording, turn)


def bent(recording, radius):
    """Laid along a circle; a positive radius bends to the left."""

    def bend(values):
        angle = values[:, 0] / radius
        inside = radius + values[:, 2]
        values[:, 0] = inside * np.sin(angle)
        values[:, 2] = inside * np.cos(angle) - radius
        return values

    return moved(recording, bend)


@pytest.mark.parametrize("name", RUNNERS)
@pytest.mark.parametrize("slope", [-0.05, 0.0, 0.03, 0.05, 0.10])
def test_the_slope_of_the_ground(name, slope):
    points = body_points(sloping(recorded(name), slope), RUNNERS[name].athlete)
    found, notices = find_slope(points)
    assert found == pytest.approx(slope, abs=0.008)
    assert len(notices) == (slope != 0)
    flat = body_points(recorded(name), RUNNERS[name].athlete)
    if slope:
        height = levelled(points, found).sel(keypoint="left_toe", space="y")
        known = flat.sel(keypoint="left_toe", space="y")
        assert float(abs((height - height.min()) - (known - known.min())).max()) < 0.03


@pytest.mark.parametrize("slope", [-0.04, 0.03, 0.08])
def test_contacts_on_a_slope_are_those_of_level_ground(slope):
    def contact_and_speed(recording):
        points = body_points(recording, RUNNERS["treadmill"].athlete)
        ground = levelled(points, find_slope(points)[0])
        pace = find_pace(ground)
        steps, _ = detect_steps(recording, ground, pace, 70.0)
        return float((steps.toe_off - steps.touchdown).mean()), pace.speed

    level = contact_and_speed(recorded("treadmill"))
    steep = contact_and_speed(sloping(recorded("treadmill"), slope))
    assert steep[0] == pytest.approx(level[0], abs=0.012)
    assert steep[1] == pytest.approx(level[1], abs=0.05)


@pytest.mark.parametrize("radius", [-20.0, 20.0, 37.0, -60.0])
def test_a_bend_is_laid_out_straight(radius):
    straight = recorded("over ground")
    result = along_path(bent(straight, radius))
    assert [notice.code for notice in result.notices] == ["path_bends"]
    way = f"to the {'left' if radius > 0 else 'right'} with a radius of"
    assert way in result.notices[0].message
    known = straight.motion.position
    found = result.motion.position
    for axis in "xz":
        apart = found.sel(space=axis) - known.sel(space=axis)
        assert float((apart - apart.mean()).std()) < 0.02


def test_a_bend_over_more_than_half_a_circle():
    long = replace(SyntheticSprinter(), strides=16).recording(60, 0.0, forces=False)
    way = along_path(bent(long, 15.0)).position("left_asis").sel(space="x").values
    known = long.position("left_asis").sel(space="x").values
    assert np.ptp(known) > 1.2 * np.pi * 15
    assert np.ptp(way) == pytest.approx(np.ptp(known), rel=0.005)


def test_a_straight_run_is_left_alone():
    recording = recorded("over ground")
    assert along_path(recording) is recording


@pytest.mark.parametrize("name", REAL)
def test_real_runs_are_straight_and_level(shared_data, name):
    recording = read_recording(shared_data / name)
    assert find_bend(recording.motion.position) is None
    assert find_slope(body_points(recording, RUNNERS["treadmill"].athlete)) == (0.0, ())


@pytest.mark.parametrize("name", RUNNERS)
@pytest.mark.parametrize("degrees", [-50, 0, 50])
def test_tilted_axes_of_a_steady_run_are_refused(name, degrees):
    points = body_points(recorded(name), RUNNERS[name].athlete)
    tilted = levelled(points, np.tan(np.deg2rad(degrees)))
    if degrees:
        with pytest.raises(RecordingError, match="axes look tilted"):
            check_upright(tilted)
    else:
        check_upright(tilted)
