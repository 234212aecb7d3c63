"""Frames that cannot be a body, in runs whose every position is known."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nextstride.kinematics import without_impossible
from nextstride.read import read_recording
from nextstride.sample import SyntheticSprinter

LEG = [f"{end}_{joint}" for end in ("lateral", "medial") for joint in ("knee", "ankle")]
ON_LEGS = [f"{side}_{name}" for side in ("left", "right") for name in (*LEG, "heel")]
REAL = (
    "hamner2013_subject04/run400/markers.trc",
    "dorn2012_ja1_trc_ik/run0900cms.trc",
    "dorn2012_ja1_trc_ik/run0350cms.trc",
    "dorn2012_ja1_c3d/JA1Static05.c3d",
    "labs_uwa_run/Running 1.c3d",
    "rbds_s001_treadmill/RBDS001runT35.c3d",
)
"""Runs of five laboratories at 100 to 300 frames per second in which nothing is wrong."""


SPRINTER = SyntheticSprinter(strides=2)


@cache
def run(rate):
    """A sprint with 1 mm of noise."""
    return SPRINTER.recording(rate, 0.001, seed=4, forces=False)


def changed(recording, change):
    """The recording after ``change(positions, column of each name)`` in place."""
    values = recording.motion.position.values.copy()
    change(values, {name: place for place, name in enumerate(recording.keypoints)})
    motion = recording.motion.copy()
    motion["position"] = (recording.motion.position.dims, values)
    return replace(recording, motion=motion)


def error(recording, known):
    """Greatest distance of what is seen from what is known, m."""
    apart = recording.motion.position.values - known.motion.position.values
    return float(np.nanmax(np.linalg.norm(apart, axis=1)))


def codes(recording):
    return [notice.code for notice in recording.notices]


@pytest.mark.parametrize("rate", [100, 250, 1000])
def test_a_sound_run_is_left_alone(rate):
    recording = run(rate)
    assert without_impossible(recording) is recording


@pytest.mark.parametrize("name", REAL)
def test_real_runs_are_left_alone(shared_data, name):
    recording = read_recording(shared_data / name)
    assert without_impossible(recording) is recording


def test_a_real_foot_whose_markers_changed_names(shared_data):
    """Every third frame of the right forefoot is exchanged in this laboratory's file."""
    recording = read_recording(shared_data / "labs_bmc_run" / "motion_capture_run.trc")
    mended = without_impossible(recording)
    assert codes(mended)[-1] == "markers_exchanged"
    assert "right_toe and right_fifth_metatarsal" in mended.notices[-1].message

    def roughest(one):
        course = one.position("right_toe").values
        return np.nanmax(np.abs(np.diff(course, n=2, axis=0)))

    assert roughest(mended) < 0.5 * roughest(recording)


@given(
    pair=st.lists(st.sampled_from(ON_LEGS), min_size=2, max_size=2, unique=True),
    start=st.integers(4, 250),
    count=st.integers(1, 40),
)
@settings(max_examples=25)
def test_names_of_any_two_markers_are_put_back(pair, start, count):
    def exchange(values, at):
        frames, columns = slice(start, start + count), [at[name] for name in pair]
        values[frames, :, columns] = values[frames, :, columns[::-1]].copy()

    mended = without_impossible(changed(run(250), exchange))
    assert error(mended, run(250)) < 1e-9
    assert codes(mended) == ["markers_exchanged"]
    assert all(name in mended.notices[0].message for name in pair)


@given(
    name=st.sampled_from(ON_LEGS), start=st.integers(20, 60), count=st.integers(4, 12),
    rate=st.sampled_from([100, 250]),
)  # fmt: skip
@settings(max_examples=25)
def test_a_marker_that_is_held_is_unseen(name, start, count, rate):
    def hold(values, at):
        values[start : start + count, :, at[name]] = values[start, :, at[name]]

    held = changed(run(rate), hold)
    mended = without_impossible(held)
    # In stance a foot stands: holding it changes nothing that a body does not do.
    assert error(mended, run(rate)) < 0.03


@given(
    name=st.sampled_from(ON_LEGS), start=st.integers(20, 200), count=st.integers(1, 30),
    way=st.tuples(*[st.floats(-1, 1)] * 3).filter(lambda way: np.linalg.norm(way) > 0.2),
)  # fmt: skip
@settings(max_examples=25)
def test_a_marker_that_strays_is_unseen(name, start, count, way):
    def stray(values, at):
        values[start : start + count, :, at[name]] += way

    mended = without_impossible(changed(run(250), stray))
    assert error(mended, run(250)) < 1e-9
    assert "markers_impossible" in codes(mended)
    assert name in mended.notices[-1].message


def test_a_marker_of_another_limb_is_unseen_throughout():
    """As where a finger's marker bears the name that other laboratories give to a forefoot."""

    def rename(values, at):
        values[:, :, at["left_first_metatarsal"]] = values[:, :, at["left_hand"]]

    mended = without_impossible(changed(run(250), rename))
    assert set(run(250).keypoints) - set(mended.keypoints) == {"left_first_metatarsal"}
    assert np.isfinite(mended.motion.position).all()


def test_frames_are_told_as_in_the_file():
    def hold(values, at):
        values[100:108, :, at["left_lateral_knee"]] = values[100, :, at["left_lateral_knee"]]

    (notice,) = without_impossible(changed(run(250), hold)).notices
    assert notice.code == "markers_stood_still"
    assert "left_lateral_knee in frames 102-108" in notice.message


def test_a_marker_held_to_the_end_is_unseen():
    def hold(values, at):
        values[-40:, :, at["left_heel"]] = values[-40, :, at["left_heel"]]

    mended = without_impossible(changed(run(250), hold))
    assert np.isnan(mended.position("left_heel").values[-39:]).all()


def test_keypoints_of_a_camera_are_left_to_their_own_repair():
    flat = run(100)
    side_view = replace(flat, motion=flat.motion.isel(space=[0, 1]))
    assert without_impossible(side_view) is side_view
