"""Body points: joint centres by the stated constructions, each saying how it was found."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from scipy.spatial.transform import Rotation

from nextstride.athlete import Athlete
from nextstride.errors import MissingDataError
from nextstride.kinematics import between_hips, body_points, has_points, point
from nextstride.kinematics.points import HALF_WIDTH
from nextstride.recording import Axes, Recording
from nextstride.sample import SyntheticSprinter

ATHLETE = Athlete(height=1.80)
WIDTH, DEPTH = 0.24, 0.16
PELVIS = {
    "left_asis": (0.0, 1.0, -WIDTH / 2),
    "right_asis": (0.0, 1.0, WIDTH / 2),
    "left_psis": (-DEPTH, 1.0, -0.05),
    "right_psis": (-DEPTH, 1.0, 0.05),
}
HIP = np.array([-0.24 * DEPTH - 0.0099, -0.30 * WIDTH - 0.0109, 0.33 * WIDTH + 0.0073])
"""Harrington et al. (2007), table 4, in m from the middle of the anterior spines."""


def recorded(places, frames=6, turn=None, clusters=None, space="xyz"):
    """A recording in which everything keeps its place, turned as a whole."""
    points = np.array(list(places.values()), dtype=float)
    if turn is not None:
        points = points @ turn.as_matrix().T
    position = np.repeat(points.T[None], frames, axis=0)[:, : len(space)]
    motion = xr.Dataset(
        {"position": (("time", "space", "keypoint"), position)},
        coords={"time": np.arange(frames) / 100, "space": list(space), "keypoint": list(places)},
    )
    axes = Axes("+y", "+x", "made up")
    return Recording(motion, None, "made up", "synthetic", 100.0, axes, clusters or {})


def first(points, name):
    return point(points, name).isel(time=0).values


@pytest.mark.parametrize(("side", "sign"), [("left", -1), ("right", 1)])
def test_hip_centre_of_a_made_up_pelvis(side, sign):
    points = body_points(recorded(PELVIS), ATHLETE)
    expected = np.array([0, 1.0, 0]) + HIP * [1, 1, sign]
    np.testing.assert_allclose(first(points, f"{side}_hip"), expected, atol=1e-12)
    assert "Harrington" in str(points.sel(keypoint=f"{side}_hip").method.item())


def test_hip_centre_turns_with_the_pelvis():
    turn = Rotation.from_euler("zxy", [-0.3, 0.15, 0.4])
    straight = body_points(recorded(PELVIS), ATHLETE)
    turned = body_points(recorded(PELVIS, turn=turn), ATHLETE)
    for name in ("left_hip", "right_hip"):
        np.testing.assert_allclose(
            first(turned, name), turn.apply(first(straight, name)), atol=1e-9
        )


def test_one_sacral_marker_does_for_two():
    sacral = {k: v for k, v in PELVIS.items() if "asis" in k} | {"sacrum": (-DEPTH, 1.0, 0.0)}
    one, two = (body_points(recorded(p), ATHLETE) for p in (sacral, PELVIS))
    np.testing.assert_allclose(first(one, "left_hip"), first(two, "left_hip"), atol=1e-12)


def test_a_hip_that_was_seen_is_kept():
    seen = PELVIS | {"left_hip": (0.5, 0.5, 0.5)}
    points = body_points(recorded(seen), ATHLETE)
    np.testing.assert_allclose(first(points, "left_hip"), 0.5)
    assert points.sel(keypoint="left_hip").method.item() == "seen"


def test_knee_midway_between_lateral_and_medial():
    knee = {"right_lateral_knee": (0.0, 0.5, 0.14), "right_medial_knee": (0.01, 0.5, 0.04)}
    points = body_points(recorded(PELVIS | knee), ATHLETE)
    np.testing.assert_allclose(first(points, "right_knee"), [0.005, 0.5, 0.09])
    assert "midway" in points.sel(keypoint="right_knee").method.item()


@pytest.mark.parametrize(("side", "sign"), [("left", -1), ("right", 1)])
def test_knee_half_a_width_inside_the_lateral_marker(side, sign):
    knee = {f"{side}_lateral_knee": (0.0, 0.5, sign * 0.14)}
    points = body_points(recorded(PELVIS | knee), ATHLETE)
    inside = sign * (0.14 - HALF_WIDTH["knee"] * ATHLETE.height)
    np.testing.assert_allclose(first(points, f"{side}_knee"), [0, 0.5, inside])


def test_toe_from_the_metatarsal_heads_or_the_hallux():
    heads = {"left_first_metatarsal": (0.2, 0.0, 0.0), "left_fifth_metatarsal": (0.16, 0.0, -0.08)}
    np.testing.assert_allclose(
        first(body_points(recorded(heads), ATHLETE), "left_toe"), [0.18, 0, -0.04]
    )
    hallux = recorded({"left_hallux": (0.25, 0.0, 0.0), "left_heel": (0, 0, 0)})
    np.testing.assert_allclose(first(body_points(hallux, ATHLETE), "left_toe"), [0.25, 0, 0])


def test_what_no_marker_gives_is_absent_and_says_so():
    points = body_points(recorded(PELVIS), ATHLETE)
    assert not has_points(points, ["left_knee"])
    with pytest.raises(MissingDataError, match="left knee"):
        point(points, "left_knee")


def test_hip_regression_needs_three_dimensions():
    points = body_points(recorded(PELVIS, space="xy"), ATHLETE)
    assert not has_points(points, ["left_hip"])


@pytest.mark.parametrize(
    "names", [["sacrum"], ["left_asis", "right_asis"], ["left_psis", "right_psis"]]
)
def test_markers_of_a_pelvis_without_hips_show_how_it_goes(names):
    places = {name: (0.1 * row, 1.0, 0.2) for row, name in enumerate(names)}
    points = body_points(recorded(places), ATHLETE)
    assert not has_points(points, ["left_hip"])
    np.testing.assert_allclose(first(points, "pelvis"), np.mean([*places.values()], axis=0))
    with pytest.raises(MissingDataError, match="no markers give the hips"):
        between_hips(points)


def test_trochanters_are_hips_where_the_pelvis_is_not_marked():
    places = {"left_greater_trochanter": [0, 0.9, -0.2], "right_greater_trochanter": [0, 0.9, 0.2]}
    points = body_points(recorded(places), ATHLETE)
    np.testing.assert_allclose(first(points, "left_hip"), [0, 0.9, -0.2])
    np.testing.assert_allclose(between_hips(points).isel(time=0), [0, 0.9, 0], atol=1e-12)


def test_the_synthetic_runner_gives_back_its_joints():
    sprinter = SyntheticSprinter()
    recording = sprinter.recording(250.0)
    points = body_points(recording, sprinter.athlete)
    pose = sprinter.motion.at(recording.motion.time.values - sprinter.first_touchdown)
    joints = sprinter.anatomy.joints(pose)
    for name in ("left_hip", "right_knee", "left_ankle", "right_elbow", "left_wrist", "pelvis"):
        found = point(points, name).sel(space=["x", "y"]).values.T
        truth = joints.get(name, joints["pelvis"])
        truth = joints["pelvis"] if name.endswith("hip") else truth
        np.testing.assert_allclose(found, truth, atol=1e-9, err_msg=name)


def test_a_standing_trial_gives_medial_markers_by_clusters():
    """Medial knee markers off in the run, on in the standing trial; clusters of four."""
    sprinter = SyntheticSprinter()
    recording = sprinter.recording(250.0)
    still = sprinter.static_recording()
    names = {
        "left_thigh": ("left_lateral_knee", "left_t1", "left_t2", "left_t3"),
        "left_shank": ("left_lateral_ankle", "left_s1", "left_s2", "left_s3"),
    }
    run, standing = (with_clusters(trial, sprinter, names) for trial in (recording, still))
    kept = [n for n in run.keypoints if n != "left_medial_knee"]
    bare = Recording(
        run.motion.sel(keypoint=kept), None, "run", "synthetic", 250.0, run.axes, run.clusters
    )
    truth = point(body_points(recording, sprinter.athlete), "left_knee")
    carried = body_points(bare, sprinter.athlete, standing)
    assert carried.sel(keypoint="left_medial_knee").method.item() == "carried by a cluster"
    np.testing.assert_allclose(point(carried, "left_knee"), truth, atol=1e-6)


def with_clusters(trial, sprinter, names):
    """Add three rigid markers to thigh and shank of the left leg."""
    points = body_points(trial, sprinter.athlete)
    position = trial.motion["position"]
    for upper, lower, letter in (("hip", "knee", "t"), ("knee", "ankle", "s")):
        start, end = (point(points, f"left_{joint}") for joint in (upper, lower))
        along = end - start
        along = along / np.sqrt((along**2).sum("space"))
        x, y = along.sel(space="x").values, along.sel(space="y").values
        across = along.copy(data=np.stack([-y, x, np.zeros_like(x)], axis=1))
        lateral = along.copy(data=np.tile([0.0, 0.0, -1.0], (len(x), 1)))
        for number, (a, b, c) in enumerate(
            [(0.1, 0.06, 0.05), (0.2, -0.05, 0.06), (0.3, 0.04, 0.02)]
        ):
            marker = end - a * along + b * across + c * lateral
            marker = marker.expand_dims(keypoint=[f"left_{letter}{number + 1}"])
            position = xr.concat([position, marker.transpose(*position.dims)], dim="keypoint")
    motion = xr.Dataset({"position": position})
    return Recording(motion, None, "run", "synthetic", trial.frame_rate, trial.axes, names)
