"""Forward kinematics: OpenSim's signs, both knee conventions, and the real twins of markers."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
import xarray as xr

from nextstride.analysis import analyze
from nextstride.athlete import Athlete
from nextstride.errors import RecordingError
from nextstride.kinematics import body_points, point, segment_angles
from nextstride.kinematics.forward import NEEDED, points_from_angles
from nextstride.read import read_recording

ATHLETE = Athlete(mass=75.9, height=1.80)
NAMES = (
    *("pelvis_tilt", "pelvis_list", "pelvis_rotation", "pelvis_tx", "pelvis_ty", "pelvis_tz"),
    *(
        f"{joint}_{side}"
        for side in "rl"
        for joint in (
            *("hip_flexion", "hip_adduction", "hip_rotation"),
            *("knee_angle", "ankle_angle", "subtalar_angle"),
        )
    ),
    *("lumbar_extension", "lumbar_bending", "lumbar_rotation"),
)


def motion(frames=5, names=NAMES, **angles):
    values = np.zeros((frames, len(names)))
    values[:, names.index("pelvis_ty")] = 1.0
    for name, angle in angles.items():
        values[:, names.index(name)] = angle
    time = np.arange(frames) / 100
    return xr.Dataset(
        {"angle": (("time", "coordinate"), values)},
        coords={"time": time, "coordinate": list(names)},
    )


def place(name, **angles):
    return point(points_from_angles(motion(**angles), ATHLETE), name).isel(time=0).values


def test_at_zero_the_legs_hang_straight_with_the_athletes_lengths():
    for side in ("left", "right"):
        hip, knee, ankle = (place(f"{side}_{joint}") for joint in ("hip", "knee", "ankle"))
        np.testing.assert_allclose(knee - hip, [0, -ATHLETE.segment_length("thigh"), 0], atol=1e-12)
        np.testing.assert_allclose(
            ankle - knee, [0, -ATHLETE.segment_length("shank"), 0], atol=1e-12
        )
    assert place("left_hip")[2] < 0 < place("right_hip")[2]
    assert place("neck")[1] > 1.3


@pytest.mark.parametrize("side", ["left", "right"])
def test_hip_signs(side):
    letter = side[0]
    outward = 1 if side == "right" else -1
    assert place(f"{side}_knee", **{f"hip_flexion_{letter}": 0.5})[0] > place(f"{side}_hip")[0]
    adducted = place(f"{side}_knee", **{f"hip_adduction_{letter}": 0.3})
    assert outward * (adducted - place(f"{side}_knee"))[2] < 0
    turned = place(f"{side}_toe", **{f"hip_rotation_{letter}": 0.3})
    assert outward * (turned - place(f"{side}_toe"))[2] < 0
    assert place(f"{side}_toe", **{f"ankle_angle_{letter}": 0.3})[1] > place(f"{side}_toe")[1]


@pytest.mark.parametrize("sign", [1, -1])
def test_both_signs_of_the_knee_bend_it_backwards_and_say_so(sign):
    bent = {"knee_angle_r": sign * 1.0, "knee_angle_l": sign * 0.4}
    angles = segment_angles(points_from_angles(motion(**bent), ATHLETE)).isel(time=0)
    assert float(angles.knee.sel(side="right")) == pytest.approx(1.0)
    assert float(angles.knee.sel(side="left")) == pytest.approx(0.4)
    method = str(points_from_angles(motion(**bent), ATHLETE).method.values[0])
    assert method.startswith("from joint angles")
    assert ("positive" if sign > 0 else "negative") in method


def test_the_pelvis_carries_everything():
    tilted = segment_angles(points_from_angles(motion(pelvis_tilt=-0.2), ATHLETE)).isel(time=0)
    level = segment_angles(points_from_angles(motion(), ATHLETE)).isel(time=0)
    for name in ("pelvis", "thigh"):
        turn = tilted[name] - level[name]
        np.testing.assert_allclose(turn, -0.2, atol=1e-9)
    np.testing.assert_allclose(tilted.trunk - level.trunk, 0.2, atol=1e-9)
    assert place("left_toe", pelvis_tx=3.0)[0] - place("left_toe")[0] == pytest.approx(3.0)


def test_left_mirrors_right():
    random = np.random.default_rng(9)
    angles = {n: random.uniform(-0.5, 0.5) for n in NAMES if n.endswith(("_r", "_l"))}
    swapped = {n[:-1] + ("l" if n.endswith("r") else "r"): a for n, a in angles.items()}
    for name in ("knee", "ankle", "heel", "toe", "fifth_metatarsal"):
        mirrored = place(f"left_{name}", **swapped) * [1, 1, -1]
        np.testing.assert_allclose(mirrored, place(f"right_{name}", **angles), atol=1e-12)


def test_segments_keep_their_length_in_any_pose():
    random = np.random.default_rng(10)
    angles = {n: random.uniform(-1, 1) for n in NAMES if not n.startswith("pelvis_t")}
    knee, ankle = place("left_knee", **angles), place("left_ankle", **angles)
    assert np.linalg.norm(knee - ankle) == pytest.approx(ATHLETE.segment_length("shank"))
    heel, toe = place("left_heel", **angles), place("left_toe", **angles)
    assert np.linalg.norm(heel - toe) == pytest.approx(
        np.linalg.norm(place("left_heel") - place("left_toe"))
    )


def test_missing_coordinates_are_named():
    kept = tuple(name for name in NAMES if name not in ("knee_angle_l", "pelvis_tx"))
    with pytest.raises(RecordingError, match="pelvis_tx, knee_angle_l"):
        points_from_angles(motion(names=kept), ATHLETE)


def test_the_needed_coordinates_are_enough():
    points = points_from_angles(motion(names=NEEDED), ATHLETE)
    assert "neck" not in points.keypoint.values
    assert np.isfinite(points).all()


def test_short_gaps_are_filled_and_long_ones_left():
    gappy = motion(frames=40)
    gappy.angle[10:12, :] = np.nan
    gappy.angle[20:35, :] = np.nan
    knee = point(points_from_angles(gappy, ATHLETE), "left_knee")
    assert np.isfinite(knee[10:12]).all()
    assert np.isnan(knee[20:35]).all()


TWINS = {"run0900cms": 9.47, "run0500cms": 5.19}


@cache
def twins(folder, name):
    """Analyses of a run from its joint angles and from its markers."""
    standing = read_recording(folder / "static.trc")
    angles = analyze(read_recording(folder / f"{name}.mot"), ATHLETE)
    markers = analyze(read_recording(folder / f"{name}.trc"), ATHLETE, standing=standing)
    return angles, markers


@pytest.mark.parametrize("name", TWINS)
def test_angles_agree_with_the_markers_they_were_fitted_to(shared_data, name):
    angles, markers = twins(shared_data / "dorn2012_ja1_trc_ik", name)
    for segment in ("thigh", "shank", "knee"):
        one = angles.run.raw_angles[segment]
        two = markers.run.raw_angles[segment].interp(time=one.time)
        apart = np.rad2deg(one - two)
        # Skin markers against a constrained model: a few degrees, and hardly any of it shape.
        assert float(np.abs(apart.mean("time")).max()) < 5
        assert float(apart.std("time").max()) < 3


@pytest.mark.parametrize(("name", "speed"), TWINS.items())
def test_speed_and_thigh_velocities_from_angles(shared_data, name, speed):
    angles, markers = twins(shared_data / "dorn2012_ja1_trc_ik", name)
    found = float(angles.measures.value.sel(measure="speed", side="both"))
    assert found == pytest.approx(speed, rel=0.01)
    for measure in ("peak_thigh_flexion_velocity", "peak_thigh_extension_velocity"):
        one, two = (
            a.measures.value.sel(measure=measure, side=["left", "right"]) for a in (angles, markers)
        )
        np.testing.assert_allclose(one, two, rtol=0.09)


@pytest.mark.parametrize("name", TWINS)
def test_events_from_angles_are_doubted_as_much_as_they_err(shared_data, name):
    angles, markers = twins(shared_data / "dorn2012_ja1_trc_ik", name)
    one, two = angles.run.steps, markers.run.steps
    assert list(one.side.values) == list(two.side.values)
    for event in ("touchdown", "toe_off"):
        error = one[event].values - two[event].values
        claimed = float(one[f"{event}_sd"].mean())
        assert np.sqrt(np.nanmean(error**2)) < 1.2 * claimed
        assert claimed >= 0.018
    assert "events_from_angles" in [notice.code for notice in angles.notices]
    assert "events_from_angles" not in [notice.code for notice in markers.notices]


def test_body_points_take_angles_where_there_are_no_positions(shared_data):
    recording = read_recording(shared_data / "dorn2012_ja1_trc_ik" / "run0900cms.mot")
    points = body_points(recording, ATHLETE)
    assert {"left_toe", "pelvis", "neck"} <= set(points.keypoint.values)
