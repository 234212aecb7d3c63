"""`Recording` refuses a broken layout and hands out positions."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from nextstride.errors import MissingDataError, RecordingError
from nextstride.recording import Axes, Recording

FRAME_RATE = 100.0
NAMES = ("left_heel", "left_toe")


def motion(frames: int = 5, names: tuple[str, ...] = NAMES) -> xr.Dataset:
    position = np.arange(frames * 3 * len(names), dtype=float).reshape(frames, 3, len(names))
    return xr.Dataset(
        {"position": (("time", "space", "keypoint"), position)},
        {"time": np.arange(frames) / FRAME_RATE, "space": list("xyz"), "keypoint": list(names)},
    )


def recording(**changes: Any) -> Recording:
    parts: dict[str, Any] = {
        "motion": motion(),
        "force": None,
        "source": "sprint.c3d",
        "format": "c3d",
        "frame_rate": FRAME_RATE,
        "axes": Axes("+z", "+y", "given"),
    }
    return Recording(**{**parts, **changes})


def test_a_sound_recording_is_accepted() -> None:
    sound = recording()
    assert sound.keypoints == NAMES
    assert sound.duration == pytest.approx(0.04)


def test_position_is_one_keypoint_over_time() -> None:
    position = recording().position("left_toe")
    assert position.dims == ("time", "space")
    assert position.values.tolist() == motion().position.values[:, :, 1].tolist()


def test_an_absent_keypoint_is_missing_data() -> None:
    with pytest.raises(MissingDataError, match="no marker for right_heel"):
        recording().position("right_heel")


def test_joint_angles_alone_are_a_recording_without_keypoints() -> None:
    angles = xr.Dataset(
        {"angle": (("time", "coordinate"), np.zeros((3, 1)))},
        {"time": [0.0, 0.1, 0.2], "coordinate": ["hip_flexion_r"]},
    )
    assert recording(motion=angles).keypoints == ()


def test_planar_positions_are_accepted() -> None:
    assert recording(motion=motion().sel(space=["x", "y"])).keypoints == NAMES


@pytest.mark.parametrize("frame_rate", [0.0, -250.0, np.nan, np.inf])
def test_impossible_frame_rate_is_refused(frame_rate: float) -> None:
    with pytest.raises(RecordingError, match=r"sprint\.c3d: the frame rate .*--frame-rate"):
        recording(frame_rate=frame_rate)


@given(
    st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=8).filter(
        lambda times: any(later <= earlier for earlier, later in pairwise(times))
    )
)
def test_time_that_does_not_increase_is_refused(times: list[float]) -> None:
    with pytest.raises(RecordingError, match="motion times must increase"):
        recording(motion=motion(len(times)).assign_coords(time=times))


@given(st.lists(st.floats(0.001, 1), min_size=1, max_size=8))
def test_time_that_increases_is_accepted(steps: list[float]) -> None:
    times = np.cumsum([0.0, *steps])
    kept = recording(motion=motion(len(times)).assign_coords(time=times))
    assert kept.duration == pytest.approx(sum(steps))


def test_times_that_are_not_numbers_are_counted() -> None:
    with pytest.raises(RecordingError, match="motion times must be numbers; 2 are not"):
        recording(motion=motion().assign_coords(time=[0, np.nan, 0.2, np.inf, 0.4]))


def test_one_frame_is_refused() -> None:
    with pytest.raises(RecordingError, match="at least 2 frames; got 1"):
        recording(motion=motion(frames=1))


def test_force_has_its_own_clock_to_check() -> None:
    force = xr.Dataset(coords={"time": [0.0, 0.2, 0.1]})
    with pytest.raises(RecordingError, match=r"force times must increase; frame 3 \(0\.1 s\)"):
        recording(force=force)


def test_neither_positions_nor_angles_is_refused() -> None:
    with pytest.raises(RecordingError, match="positions or angles; got neither"):
        recording(motion=motion().drop_vars("position"))


def test_dimensions_in_another_order_are_refused() -> None:
    with pytest.raises(RecordingError, match=r"must be \(time, space, keypoint\)"):
        recording(motion=motion().transpose("keypoint", "space", "time"))


def test_space_in_another_order_is_refused() -> None:
    with pytest.raises(RecordingError, match="x, y, z or x, y; got z, y, x"):
        recording(motion=motion().assign_coords(space=list("zyx")))


def test_a_marker_name_that_comes_twice_is_refused() -> None:
    with pytest.raises(RecordingError, match="unique; twice: left_heel"):
        recording(motion=motion(names=("left_heel", "left_heel")))


def test_markers_that_were_never_seen_are_refused() -> None:
    with pytest.raises(RecordingError, match="no marker has a single valid position"):
        recording(motion=motion() * np.nan)


def test_every_problem_is_in_one_message() -> None:
    backwards = motion(names=("left_heel", "left_heel")).assign_coords(time=[4, 3, 2, 1, 0])
    with pytest.raises(RecordingError, match=r"frame rate.*increase.*unique"):
        recording(motion=backwards, frame_rate=0.0)


def test_clusters_are_copied_and_cannot_be_changed() -> None:
    given_clusters = {"left_foot": NAMES}
    kept = recording(clusters=given_clusters)
    given_clusters.clear()

    assert kept.clusters == {"left_foot": NAMES}
    with pytest.raises(TypeError):
        kept.clusters["left_foot"] = ()  # type: ignore[index]
