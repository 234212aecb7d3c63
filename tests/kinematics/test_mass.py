"""Centre of mass and angular momentum: symmetry, rigid bodies, and the whole body's mass."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from nextstride.athlete import SEGMENT_SHAPES, Athlete
from nextstride.kinematics import angular_momentum, body_points, center_of_mass, foot_axis
from nextstride.kinematics.mass import _segments
from nextstride.sample import SyntheticSprinter

SPRINTER = SyntheticSprinter()


@pytest.fixture(scope="module")
def standing():
    return body_points(SPRINTER.static_recording(100.0), SPRINTER.athlete).drop_vars("method")


@pytest.mark.parametrize("sex", ["male", "female"])
def test_the_segments_make_up_the_whole_body(sex, standing):
    shapes = SEGMENT_SHAPES[sex]
    paired = sum(s.mass for name, s in shapes.items() if name not in ("head", "trunk"))
    assert shapes["head"].mass + shapes["trunk"].mass + 2 * paired == pytest.approx(1, abs=2e-3)
    counted = sum(share for _, share, _ in _segments(standing, Athlete(sex=sex)))
    assert counted == pytest.approx(1, abs=2e-3)


def test_a_symmetric_pose_is_balanced(standing):
    center = center_of_mass(standing, SPRINTER.athlete).isel(time=0)
    assert float(center.sel(space="z")) == pytest.approx(0, abs=1e-12)
    height = float(center.sel(space="y")) / SPRINTER.athlete.height
    # De Leva's men standing with arms down have theirs at 0.55-0.58 of their height.
    assert 0.53 < height < 0.60


def test_the_sample_agrees_exactly(standing):
    pose = {name: np.zeros(1) for name in SPRINTER.motion.at(np.zeros(1))}
    pose["pelvis_y"] += SPRINTER.anatomy.standing_hip_height
    upright = replace(SPRINTER.anatomy, trunk_angle=0.0)
    truth = upright.center_of_mass(pose)[:, 0]
    found = center_of_mass(standing, SPRINTER.athlete).isel(time=0).sel(space=["x", "y"])
    # The analysis ends the trunk at the shoulders and has no mark for the hand's end.
    np.testing.assert_allclose(found, truth, atol=0.035)


def test_moving_the_body_moves_its_centre(standing):
    shift = xr.DataArray([1.0, -2.0, 0.5], dims="space")
    one = center_of_mass(standing, SPRINTER.athlete)
    two = center_of_mass(standing + shift, SPRINTER.athlete)
    np.testing.assert_allclose(two - one, np.broadcast_to(shift, one.shape))


def test_without_trunk_or_legs_there_is_no_centre(standing):
    legless = standing.drop_sel(keypoint=["left_heel"])
    assert center_of_mass(legless, SPRINTER.athlete) is None
    assert angular_momentum(legless, SPRINTER.athlete) is None
    armless = standing.drop_sel(keypoint=["left_wrist"])
    assert center_of_mass(armless, SPRINTER.athlete) is not None
    assert angular_momentum(armless, SPRINTER.athlete) is None
    assert angular_momentum(standing.sel(space=["x", "y"]), SPRINTER.athlete) is None


def turning(standing, rate):
    """The standing body turning about the vertical through its centre at `rate`, rad/s."""
    body = center_of_mass(standing, SPRINTER.athlete)
    arm = standing - body
    angle = rate * standing.time
    cosine, sine = np.cos(angle), np.sin(angle)
    x, z = arm.sel(space="x"), arm.sel(space="z")
    turned = [x * cosine + z * sine, arm.sel(space="y"), -x * sine + z * cosine]
    moved = xr.concat([part.drop_vars("space", errors="ignore") for part in turned], dim="space")
    return moved.transpose("time", "space", "keypoint").assign_coords(space=list("xyz")) + body


def test_a_turning_body_has_its_moment_of_inertia(standing):
    """A positive turn about the vertical (to the left) gives I omega, all parts the same sign."""
    slow, fast = (angular_momentum(turning(standing, rate), SPRINTER.athlete) for rate in (2, 4))
    total = float(slow.total.isel(time=50))
    assert 0.5e-2 < total / 2 < 3e-2  # a standing adult: 1-2 kg m² at about 75 kg
    for part in ("left_leg", "right_leg", "trunk", "arms"):
        assert float(slow[part].isel(time=50)) > 0, part
    np.testing.assert_allclose(fast.total[30:70], 2 * slow.total[30:70], rtol=1e-3)


def test_translation_has_no_angular_momentum(standing):
    moving = standing + xr.DataArray([1.0, 0, 0], dims="space") * standing.time * 9.5
    spin = angular_momentum(moving.transpose(*standing.dims), SPRINTER.athlete)
    np.testing.assert_allclose(spin.total, 0, atol=1e-9)
    np.testing.assert_allclose(spin.left_leg, 0, atol=1e-9)


def test_one_leg_swung_forward_turns_the_body_away():
    """The right leg moving forward turns the body to its left: positive."""
    points = body_points(SPRINTER.static_recording(100.0), SPRINTER.athlete).drop_vars("method")
    leg = [
        k
        for k in points.keypoint.values
        if str(k) in ("right_knee", "right_ankle", "right_heel", "right_toe")
    ]
    moving = points.copy()
    step = 2.0 * points.time
    moving.loc[{"keypoint": leg, "space": "x"}] = points.sel(keypoint=leg, space="x") + step
    assert float(angular_momentum(moving, SPRINTER.athlete).right_leg[50]) > 0


def test_the_foot_is_as_long_as_the_height_says():
    axis = xr.DataArray([[0.15, 0.0, 0.0]], dims=("time", "space"))
    found = foot_axis(axis, SPRINTER.athlete)
    length = float(np.sqrt((found**2).sum()))
    assert length == pytest.approx(SPRINTER.athlete.segment_length("foot"))
