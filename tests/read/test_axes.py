from __future__ import annotations

from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nextstride.errors import ParameterError, RecordingError
from nextstride.read import read_recording
from nextstride.read.axes import axis_name, find_turn, given_axis
from nextstride.read.landmarks import Landmarks
from nextstride.read.markers import name_markers
from nextstride.read.turn import turn_positions

ROTATIONS = [
    matrix
    for order in permutations(range(3))
    for signs in product((1.0, -1.0), repeat=3)
    if np.linalg.det(matrix := np.eye(3)[list(order)] * np.array(signs)[:, None]) > 0
]
"""All 24 ways in which a laboratory may lay its axes."""


def landmarks_of(person):
    names = name_markers("run", person.labels).names
    position = person.position.transpose(0, 2, 1)
    return Landmarks([names[label] for label in person.labels], position), position


@pytest.mark.parametrize("matrix", ROTATIONS, ids=range(24))
@pytest.mark.parametrize("speed", [0.0, 5.0])
def test_any_laboratory_comes_back_to_isb_axes(runner, matrix, speed):
    person = runner(speed=speed)
    landmarks, position = landmarks_of(person.turned(matrix))
    turn = find_turn("run", landmarks, planar=False)
    turned = turn_positions(position, turn)
    np.testing.assert_allclose(turned, person.position.transpose(0, 2, 1), atol=1e-12)
    assert turn.axes.up == axis_name(matrix[:, 1])
    assert turn.axes.forward == axis_name(matrix[:, 0])


@given(angle=st.floats(-np.pi, np.pi))
def test_a_run_across_the_axes_is_turned_along_its_travel(runner, angle):
    across = np.array(
        [[np.cos(angle), 0, np.sin(angle)], [0, 1, 0], [-np.sin(angle), 0, np.cos(angle)]]
    )
    landmarks, position = landmarks_of(runner(speed=5.0).turned(across))
    turn = find_turn("run", landmarks, planar=False)
    travel = turn_positions(position, turn)[-1] - turn_positions(position, turn)[0]
    pelvis = travel[:, :4].mean(axis=1)
    from_axis = np.rad2deg(abs((angle + np.pi / 4) % (np.pi / 2) - np.pi / 4))
    if from_axis > 10.001:
        assert turn.axes.forward == "along travel"
        assert abs(pelvis[2]) < 1e-9
    elif from_axis < 9.999:
        assert turn.axes.forward != "along travel"
    assert pelvis[0] > 0
    np.testing.assert_allclose(turn.matrix @ turn.matrix.T, np.eye(3), atol=1e-12)
    assert np.linalg.det(turn.matrix) == pytest.approx(1)


@pytest.mark.parametrize("speed", [0.0, 5.0])
def test_swapped_sides_are_refused_with_the_evidence(tmp_path, runner, write_trc, speed):
    swapped = runner(speed=speed).relabelled(lambda n: {"L": "R", "R": "L"}[n[0]] + n[1:])
    path = write_trc(tmp_path / "run.trc", swapped)
    with pytest.raises(RecordingError, match=r"left and right labels look swapped.*asis by 24 cm"):
        read_recording(path)


def test_swapped_heel_and_toe_are_refused(tmp_path, runner, write_trc):
    names = {"HEE": "TOE", "TOE": "HEE"}
    person = runner(speed=5).relabelled(lambda n: n[0] + names.get(n[1:], n[1:]))
    with pytest.raises(RecordingError, match="toe and heel labels look swapped"):
        read_recording(write_trc(tmp_path / "run.trc", person))


def test_flags_override(tmp_path, runner, write_trc, z_up):
    path = write_trc(tmp_path / "run.trc", runner().turned(z_up))
    recording = read_recording(path, up="Z", forward="y")
    assert recording.axes.method == "up as given; forward as given"
    with pytest.raises(RecordingError, match="swapped"):
        read_recording(path, up="Z", forward="-y")


@pytest.mark.parametrize(
    ("up", "forward", "message"),
    [("w", None, "must be an axis"), ("z", "-z", "must be across up"), ("zz", None, "axis")],
)
def test_impossible_flags_are_refused(tmp_path, runner, write_trc, z_up, up, forward, message):
    path = write_trc(tmp_path / "run.trc", runner().turned(z_up))
    with pytest.raises(ParameterError, match=message):
        read_recording(path, up=up, forward=forward)


def test_unknown_markers_need_flags(tmp_path, runner, write_trc):
    person = runner().relabelled(lambda n: f"marker {n[::-1]}!")
    path = write_trc(tmp_path / "run.trc", person)
    with pytest.raises(RecordingError, match="No known marker set fits the labels marker ISAR!"):
        read_recording(path)
    recording = read_recording(path, up="y", forward="x")
    assert "marker EEHL!" in recording.keypoints


def test_without_feet_the_pelvis_tells_forward(tmp_path, runner, write_trc):
    person = runner().relabelled(lambda n: n if n[1:] in ("ASI", "PSI") else f"other{n}")
    recording = read_recording(write_trc(tmp_path / "run.trc", person), up="y")
    assert recording.axes.forward == "+x"


@pytest.mark.parametrize(
    ("text", "vector"), [("Z", [0, 0, 1]), ("-y", [0, -1, 0]), ("+x", [1, 0, 0])]
)
def test_given_axis(text, vector):
    assert given_axis("up", text).tolist() == vector
    assert given_axis("up", axis_name(np.array(vector, float))).tolist() == vector


def test_missing_frames_do_not_move_the_travel(runner):
    person = runner(frames=100, speed=5.0)
    position = person.position.copy()
    position[3:, person.labels.index("LPSI")] = np.nan
    landmarks, _ = landmarks_of(type(person)(person.labels, position))
    turn = find_turn("run", landmarks, planar=False)
    assert turn.axes.method.endswith("from the travel of the pelvis")


@pytest.mark.parametrize("name", ["Running 1", "Fast Walking", "Cross - Overs 2"])
def test_a_runner_who_comes_into_view_and_leaves_it(shared_data, name):
    """Pelvis and feet are seen in different frames: the way between is not up."""
    recording = read_recording(shared_data / "labs_uwa_run" / f"{name}.c3d")
    assert recording.axes.up == "+z"
    assert recording.force is not None


def test_up_is_told_from_frames_that_see_both(tmp_path, runner, write_trc):
    person = runner(frames=200, speed=6.0)
    position = person.position.copy()
    pelvis = [i for i, label in enumerate(person.labels) if label[1:] in {"ASI", "PSI"}]
    feet = [i for i, label in enumerate(person.labels) if i not in pelvis]
    position[60:, feet] = np.nan
    position[:50, pelvis] = np.nan
    hidden = type(person)(person.labels, position, person.rate)
    assert read_recording(write_trc(tmp_path / "run.trc", hidden)).axes.up == "+y"


def test_a_pelvis_between_two_axes_of_the_file_is_refused(runner):
    slope = np.sqrt(0.5)
    tilted = np.array([[1, 0, 0], [0, slope, -slope], [0, slope, slope]])
    landmarks, _ = landmarks_of(runner(speed=5.0).turned(tilted))
    with pytest.raises(RecordingError, match="above the feet along one axis"):
        find_turn("run", landmarks, planar=False)
