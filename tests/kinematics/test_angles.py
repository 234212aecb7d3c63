"""Angles: signs as in the conventions, exact on made-up legs."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from nextstride.kinematics import segment_angles

UPRIGHT = {
    "left_hip": (0.0, 1.0),
    "left_knee": (0.0, 0.55),
    "left_ankle": (0.0, 0.1),
    "left_heel": (-0.05, 0.0),
    "left_toe": (0.15, 0.0),
    "pelvis": (0.0, 1.0),
    "neck": (0.0, 1.5),
}


def angles_of(changes, frames=5):
    places = UPRIGHT | changes
    position = np.repeat(np.array(list(places.values())).T[None], frames, axis=0)
    points = xr.DataArray(
        position,
        dims=("time", "space", "keypoint"),
        coords={"time": np.arange(frames) / 100, "space": ["x", "y"], "keypoint": list(places)},
    )
    return segment_angles(points).isel(time=0).sel(side="left")


def test_upright_is_zero():
    found = angles_of({})
    for name in ("thigh", "shank", "foot", "knee", "ankle", "hip", "trunk", "pelvis"):
        assert float(found[name]) == pytest.approx(0), name


@pytest.mark.parametrize(
    ("changes", "name", "expected"),
    [
        ({"left_knee": (0.45, 1.0)}, "thigh", np.pi / 2),
        ({"left_knee": (-0.1, 0.55)}, "thigh", -np.arctan2(0.1, 0.45)),
        ({"left_ankle": (-0.45, 0.55)}, "knee", np.pi / 2),
        ({"left_ankle": (0.1, 0.1)}, "knee", -np.arctan2(0.1, 0.45)),
        ({"left_toe": (0.15, 0.2)}, "foot", np.pi / 4),
        ({"left_toe": (0.15, 0.2)}, "ankle", np.pi / 4),
        ({"left_toe": (0.15, -0.2)}, "foot", -np.pi / 4),
        ({"neck": (0.5, 1.5)}, "trunk", np.pi / 4),
        ({"neck": (-0.5, 1.5)}, "trunk", -np.pi / 4),
    ],
)
def test_signs(changes, name, expected):
    assert float(angles_of(changes)[name]) == pytest.approx(expected)


def test_hip_flexes_with_the_thigh_and_with_the_trunk_leaning_over_it():
    assert float(angles_of({"left_knee": (0.45, 1.0)})["hip"]) == pytest.approx(np.pi / 2)
    assert float(angles_of({"neck": (0.5, 1.5)})["hip"]) == pytest.approx(np.pi / 4)


def test_pelvis_from_its_markers():
    spines = {
        "left_asis": (0.1, 1.0), "right_asis": (0.1, 1.0),
        "left_psis": (-0.1, 1.2), "right_psis": (-0.1, 1.2),
    }  # fmt: skip
    assert float(angles_of(spines)["pelvis"]) == pytest.approx(-np.pi / 4)


def test_missing_points_are_nan_not_an_error():
    found = angles_of({"left_toe": (np.nan, np.nan)})
    assert np.isnan(found["foot"])
    assert np.isfinite(found["thigh"])
    places = {"right_hip": (0, 1), "right_knee": (0, 0.5)}
    points = xr.DataArray(
        np.repeat(np.array(list(places.values()), dtype=float).T[None], 4, axis=0),
        dims=("time", "space", "keypoint"),
        coords={"time": np.arange(4.0), "space": ["x", "y"], "keypoint": list(places)},
    )
    alone = segment_angles(points)
    assert np.isnan(alone["thigh"].sel(side="left")).all()
    assert (alone["thigh"].sel(side="right") == 0).all()
    assert np.isnan(alone["trunk"]).all()


@settings(max_examples=25, deadline=None)
@given(st.floats(-0.5, 2.6), st.floats(0.0, 2.5))
def test_any_pose_of_the_leg_is_read_back(thigh, knee):
    shank = thigh - knee
    there = np.array([0.0, 1.0]) + 0.45 * np.array([np.sin(thigh), -np.cos(thigh)])
    ankle = there + 0.42 * np.array([np.sin(shank), -np.cos(shank)])
    found = angles_of({"left_knee": tuple(there), "left_ankle": tuple(ankle)})
    assert float(found["thigh"]) == pytest.approx(thigh, abs=1e-9)
    turn = float(found["knee"]) - knee
    assert np.angle(np.exp(1j * turn)) == pytest.approx(0, abs=1e-9)


def test_a_folding_shank_does_not_jump():
    """A shank that swings up past the vertical keeps its angle continuous."""
    shank = np.linspace(-np.pi / 2, -1.2 * np.pi, 50)
    position = np.zeros((50, 2, 2))
    position[:, 0, 1], position[:, 1, 1] = np.sin(shank), -np.cos(shank)
    points = xr.DataArray(
        position,
        dims=("time", "space", "keypoint"),
        coords={
            "time": np.arange(50) / 100, "space": ["x", "y"],
            "keypoint": ["left_knee", "left_ankle"],
        },
    )  # fmt: skip
    found = segment_angles(points)["shank"].sel(side="left")
    np.testing.assert_allclose(found, shank)
