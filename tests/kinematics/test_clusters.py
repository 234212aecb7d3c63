"""Clusters: rigid motion is recovered, landmarks are carried, hinges are found."""

from __future__ import annotations

import numpy as np
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from nextstride.kinematics.clusters import carry_landmarks, functional_center, rigid_motion

CLUSTER = np.array(
    [[0.05, 0.10, 0.02], [-0.04, 0.12, 0.03], [0.03, -0.08, 0.00], [-0.02, -0.1, 0.04]]
)
"""Four markers of a segment, m."""


def laid(points, rotations, shifts):
    """Points (m, 3) moved rigidly, (t, m, 3)."""
    return np.einsum("tij,mj->tmi", rotations, points) + shifts[:, None]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_any_rotation_and_shift_is_recovered(seed):
    random = np.random.default_rng(seed)
    turns = Rotation.random(4, random_state=int(seed)).as_matrix()
    shifts = random.normal(0, 3, (4, 3))
    rotation, shift = rigid_motion(CLUSTER, laid(CLUSTER, turns, shifts))
    np.testing.assert_allclose(rotation, turns, atol=1e-9)
    np.testing.assert_allclose(shift, shifts, atol=1e-9)
    np.testing.assert_allclose(np.linalg.det(rotation), 1.0)


def test_noise_never_turns_a_rotation_into_a_mirror():
    random = np.random.default_rng(5)
    flat = CLUSTER[:3] * [1, 1, 0]
    markers = laid(flat, Rotation.random(50, random_state=1).as_matrix(), np.zeros((50, 3)))
    rotation, _ = rigid_motion(flat, markers + random.normal(0, 0.005, markers.shape))
    np.testing.assert_allclose(np.linalg.det(rotation), 1.0)


def test_three_of_four_markers_are_enough_and_two_are_not():
    turns = Rotation.random(3, random_state=2).as_matrix()
    markers = laid(CLUSTER, turns, np.zeros((3, 3)))
    markers[1, 0] = np.nan
    markers[2, :2] = np.nan
    rotation, shift = rigid_motion(CLUSTER, markers)
    np.testing.assert_allclose(rotation[:2], turns[:2], atol=1e-9)
    assert np.isnan(rotation[2]).all()
    assert np.isnan(shift[2]).all()


def thigh_recording(rotations, shifts, names, points):
    position = laid(points, rotations, shifts).transpose(0, 2, 1)
    return xr.DataArray(
        position,
        dims=("time", "space", "keypoint"),
        coords={
            "time": np.arange(len(position)) / 100,
            "space": list("xyz"),
            "keypoint": names,
        },
    )


def test_a_landmark_of_the_standing_trial_goes_along():
    names = ["t1", "t2", "t3", "t4", "left_medial_knee"]
    points = np.vstack([CLUSTER, [[0.0, -0.25, 0.05]]])
    still = thigh_recording(np.eye(3)[None].repeat(5, axis=0), np.zeros((5, 3)), names, points)
    random = np.random.default_rng(6)
    moved = thigh_recording(
        Rotation.random(20, random_state=3).as_matrix(), random.normal(0, 1, (20, 3)), names, points
    )
    found = carry_landmarks(moved.sel(keypoint=names[:4]), still, {"left_thigh": tuple(names[:4])})
    np.testing.assert_allclose(
        found.sel(keypoint="left_medial_knee"), moved.sel(keypoint="left_medial_knee"), atol=1e-9
    )


def test_nothing_is_carried_by_two_markers_or_another_segment():
    names = ["t1", "t2", "t3", "t4", "left_medial_knee"]
    points = np.vstack([CLUSTER, [[0.0, -0.25, 0.05]]])
    still = thigh_recording(np.eye(3)[None].repeat(5, axis=0), np.zeros((5, 3)), names, points)
    moved = still.sel(keypoint=names[:4])
    for clusters in ({"left_thigh": ("t1", "t2")}, {"right_thigh": tuple(names[:4])}):
        assert "left_medial_knee" not in carry_landmarks(moved, still, clusters).keypoint.values


def two_clusters(bend, axis, center, random_sway=True):
    """Proximal cluster that sways, distal one that turns about `axis` through `center`."""
    frames = len(bend)
    sway = 0.3 * np.sin(np.arange(frames) / 20) if random_sway else np.zeros(frames)
    frame = Rotation.from_rotvec(sway[:, None] * np.array([0.2, 0.1, 1.0])).as_matrix()
    shift = np.stack(
        [np.linspace(0, 2, frames), 0.05 * np.sin(np.arange(frames) / 7), sway], axis=1
    )
    turned = frame @ Rotation.from_rotvec(np.outer(bend, axis)).as_matrix()
    proximal = laid(CLUSTER + np.array([0, 0.25, 0.04]), frame, shift)
    joint = laid(center[None], frame, shift)[:, 0]
    offset = CLUSTER + np.array([0, -0.25, 0.04]) - center
    distal = np.einsum("tij,mj->tmi", turned, offset) + joint[:, None]
    return proximal, distal, joint


def test_the_centre_of_a_hinge_is_right_in_the_sagittal_plane():
    bend = 1.2 * np.abs(np.sin(np.arange(200) / 15))
    center = np.array([0.01, 0.0, 0.04])
    proximal, distal, joint = two_clusters(-bend, np.array([0.0, 0.0, 1.0]), center)
    found = functional_center(proximal, distal)
    # The hinge's own direction is open: compare across it.
    error = found - joint
    assert np.abs(error[:, :2]).max() < 0.003


def test_the_centre_of_a_ball_joint_is_right_in_all_directions():
    frames = 300
    random = np.random.default_rng(7)
    center = np.array([0.01, 0.02, 0.03])
    proximal = laid(CLUSTER, np.eye(3)[None].repeat(frames, axis=0), np.zeros((frames, 3)))
    turns = Rotation.from_rotvec(random.normal(0, 0.7, (frames, 3))).as_matrix()
    distal = np.einsum("tij,mj->tmi", turns, CLUSTER - np.array([0, 0.4, 0]) - center) + center
    np.testing.assert_allclose(
        functional_center(proximal, distal), center[None].repeat(frames, 0), atol=1e-6
    )


def test_the_hinge_survives_marker_noise():
    bend = 1.2 * np.abs(np.sin(np.arange(400) / 15))
    proximal, distal, joint = two_clusters(
        -bend, np.array([0.0, 0.0, 1.0]), np.array([0.01, 0.0, 0.04])
    )
    random = np.random.default_rng(8)
    found = functional_center(
        proximal + random.normal(0, 0.001, proximal.shape),
        distal + random.normal(0, 0.001, distal.shape),
    )
    assert np.linalg.norm((found - joint)[:, :2].mean(axis=0)) < 0.006


def test_a_marker_seen_in_few_frames_costs_the_cluster_nothing():
    bend = 1.2 * np.abs(np.sin(np.arange(200) / 15))
    proximal, distal, joint = two_clusters(
        -bend, np.array([0.0, 0.0, 1.0]), np.array([0.01, 0.0, 0.04])
    )
    phantom = np.full((200, 1, 3), np.nan)
    phantom[:4] = 0.3
    found = functional_center(np.concatenate([phantom, proximal], axis=1), distal)
    assert np.abs((found - joint)[:, :2]).max() < 0.003


def test_clusters_that_no_frame_shows_together_give_no_centre():
    proximal, distal, _ = two_clusters(
        np.linspace(0, 1, 40), np.array([0.0, 0.0, 1.0]), np.array([0.01, 0.0, 0.04])
    )
    proximal[:20] = np.nan
    distal[20:] = np.nan
    assert functional_center(proximal, distal) is None
    assert functional_center(np.full_like(proximal, np.nan), distal) is None
