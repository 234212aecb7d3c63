"""Segments as Theia3D writes them, by the published layout: the file is written by ezc3d."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from nextstride.kinematics import body_points
from nextstride.read import read_contents, read_recording
from nextstride.read.c3d_rotations import JOINTS

HEEL = np.array([-40.0, 5.0, -60.0])


@pytest.fixture(scope="module")
def poses(sprinter):
    """Poses of every segment of the synthetic sprinter, z up, mm; and where the joints are, m."""
    recording = sprinter.recording(200.0, forces=False)
    points = body_points(recording, sprinter.athlete).isel(time=slice(0, 300))
    turn = np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]])
    random = np.random.default_rng(1)
    found = {}
    for side in ("left", "right"):
        for segment, joint in JOINTS.items():
            if f"{side}_{joint}" not in points.keypoint.values:
                continue
            course = points.sel(keypoint=f"{side}_{joint}").transpose("time", "space").values
            pose = np.tile(np.eye(4), (len(course), 1, 1))
            pose[:, :3, 3] = 1000 * course @ turn.T
            pose[:, :3, :3] = Rotation.random(len(course), rng=random).as_matrix()
            if segment == "foot":
                heel = points.sel(keypoint=f"{side}_heel").transpose("time", "space").values
                pose[:, :3, :3] = laid(HEEL, 1000 * (heel - course) @ turn.T)
            found[f"{side[0]}_{segment}_4X4"] = pose
    return found, points


def laid(local, wanted):
    """Rotations that turn a local vector into the wanted direction, (n, 3, 3)."""
    return np.stack([Rotation.align_vectors([row], [local])[0].as_matrix() for row in wanted])


def theia(path, poses, ratio=1):
    import ezc3d

    frames = len(next(iter(poses.values())))
    file = ezc3d.c3d()
    file["parameters"]["POINT"]["RATE"]["value"] = [200.0]
    file["parameters"]["POINT"]["UNITS"]["value"] = ["mm"]
    file.add_parameter("ROTATION", "USED", [len(poses)])
    file.add_parameter("ROTATION", "LABELS", list(poses))
    file.add_parameter("ROTATION", "RATE", [200.0 * ratio])
    file.add_parameter("ROTATION", "RATIO", [ratio])
    for side in "LR":
        file.add_parameter("THEIA3D", f"{side}HEEL_POS", HEEL)
    file["data"]["rotations"] = np.stack([p.transpose(1, 2, 0) for p in poses.values()], axis=2)
    file["data"]["points"] = np.zeros((4, 0, frames))
    file.write(str(path))
    return path


def test_joint_centres_are_the_origins_of_the_segments(tmp_path, poses):
    given, _ = poses
    contents = read_contents(theia(tmp_path / "run.c3d", given))
    assert contents.frame_rate == 200
    place = contents.labels.index("left_knee")
    np.testing.assert_allclose(
        contents.position[:, :, place], given["l_shank_4X4"][:, :3, 3] / 1000, atol=1e-6
    )
    assert {"left_heel", "right_heel", "left_hip", "right_toe"} <= set(contents.labels)


def test_a_run_of_segments_is_read_as_a_run(tmp_path, poses):
    given, points = poses
    recording = read_recording(theia(tmp_path / "run.c3d", given))
    assert (recording.axes.up, recording.axes.forward) == ("+z", "+x")
    hip = recording.position("left_hip").values
    np.testing.assert_allclose(
        hip, points.sel(keypoint="left_hip").transpose("time", "space").values, atol=1e-6
    )
    assert "joints_of_segments" in {notice.code for notice in recording.notices}


def test_a_segment_that_was_not_found_is_unseen(tmp_path, poses):
    given = {name: pose.copy() for name, pose in poses[0].items()}
    given["l_shank_4X4"][7] = np.nan
    contents = read_contents(theia(tmp_path / "run.c3d", given))
    knee = contents.position[:, 0, contents.labels.index("left_knee")]
    assert np.flatnonzero(np.isnan(knee)).tolist() == [7]
