"""Frames by number, unknown confidence, coordinates that are no pixels, points that are not."""

from __future__ import annotations

import json

import h5py
import numpy as np
import pytest

from nextstride.errors import ReadError
from nextstride.read import read_contents
from nextstride.read.frames import check_pixels, in_ranges, known_confidence, place_frames

NAMES = ("LHip", "RHip", "LKnee", "RKnee", "LAnkle", "RAnkle")


def walk(count=40):
    """Keypoints (frame, 6, [x, y, confidence]) that differ from frame to frame, pixels."""
    frames = np.random.default_rng(3).uniform(100, 900, (count, 6, 3))
    frames[..., 2] = 0.8
    return frames


def test_absent_numbers_are_unseen_frames():
    numbers = [7, 8, 11, 12, 13]
    placed, (notice,) = place_frames("run", numbers, walk(5))
    assert len(placed) == 7
    np.testing.assert_array_equal(placed[[0, 1, 4, 5, 6]], walk(5))
    assert np.isnan(placed[2:4, :, :2]).all()
    assert (placed[2:4, :, 2] == 0).all()
    assert "Frames 9-10 are absent" in notice.message


def test_every_second_frame_is_every_frame():
    placed, notices = place_frames("run", [0, 2, 4, 6], walk(4))
    assert len(placed) == 4
    assert not notices
    placed, (notice,) = place_frames("run", [0, 2, 6, 8], walk(4))
    assert len(placed) == 5
    assert "Frames 4 are absent" in notice.message


def test_numbers_that_do_not_rise_say_nothing():
    placed, notices = place_frames("run", [-1, -1, -1], walk(3))
    assert len(placed) == 3
    assert not notices


def test_a_run_of_which_most_is_absent_is_refused():
    with pytest.raises(ReadError, match="only 3 are there"):
        place_frames("run", [0, 1, 9], walk(3))


def test_ranges():
    assert in_ranges(np.array([1, 2, 3, 7, 9, 10])) == "1-3, 7, 9-10"
    assert in_ranges(np.arange(0, 40, 4)).endswith("20 and 4 more")


def test_unknown_confidence_is_full():
    frames = walk()
    frames[3, 2, 2] = np.nan
    frames[4, 2] = np.nan
    known, (notice,) = known_confidence(frames)
    assert known[3, 2, 2] == 1
    assert np.isnan(known[4, 2, 2])
    assert notice.code == "confidence_unknown"
    assert known_confidence(walk())[1] == []


@pytest.mark.parametrize("low", [0.0, -1.0])
def test_shares_of_the_picture_are_refused(low):
    position = np.random.default_rng(0).uniform(low, 1, (20, 2, 5))
    with pytest.raises(ReadError, match=r"normalised.*write pixels"):
        check_pixels("run", position)
    check_pixels("run", 1000 * position)


def deeplabcut(path, numbers, frames, separator=",", mark=""):
    """Write a DeepLabCut table, as it is or as a spreadsheet saves it."""
    rows = [
        ["scorer", *["net"] * (3 * len(NAMES))],
        ["bodyparts", *[name for name in NAMES for _ in range(3)]],
        ["coords", *["x", "y", "likelihood"] * len(NAMES)],
        *[[number, *frame.ravel()] for number, frame in zip(numbers, frames, strict=True)],
    ]
    lines = [separator.join(map(str, row)) for row in rows]
    if separator == ";":
        lines = [line.replace(".", ",") for line in lines]
    path.write_text(mark + "\n".join([*lines, separator * (3 * len(NAMES))]), encoding="utf-8")
    return path


@pytest.mark.parametrize(("separator", "mark"), [(",", ""), (",", "\ufeff"), (";", "\ufeff")])
def test_deeplabcut_rows_are_placed_by_their_number(tmp_path, separator, mark):
    frames, numbers = walk(), [*range(10), *range(13, 43)]
    contents = read_contents(deeplabcut(tmp_path / "a.csv", numbers, frames, separator, mark), 60)
    assert contents.position.shape == (43, 2, 6)
    assert np.isnan(contents.position[10:13]).all()
    np.testing.assert_allclose(contents.position[13:, 0], frames[10:, :, 0])
    assert "10-12" in contents.notices[0].message


def sleap(path, tracks, scores=None):
    with h5py.File(path, "w") as file:
        file["tracks"] = tracks
        file["node_names"] = [name.encode() for name in NAMES]
        if scores is not None:
            file["point_scores"] = scores
    return path


@pytest.mark.parametrize("tracks", [np.empty((0, 2, 6, 30)), np.full((1, 2, 6, 30), np.nan)])
def test_sleap_without_a_track_is_refused(tmp_path, tracks):
    with pytest.raises(ReadError, match="holds no track"):
        read_contents(sleap(tmp_path / "run.h5", tracks), 60)


def test_sleap_labelled_by_hand(tmp_path):
    tracks = walk(30)[..., :2].transpose(2, 1, 0)[None]
    contents = read_contents(sleap(tmp_path / "run.h5", tracks, np.full((1, 6, 30), np.nan)), 60)
    assert (contents.confidence == 1).all()
    assert [notice.code for notice in contents.notices] == ["confidence_unknown"]


@pytest.mark.parametrize("nobody", [[], None])
def test_a_frame_without_anybody_is_unseen(tmp_path, nobody):
    frames = walk().tolist()
    frames[4] = nobody
    path = tmp_path / "run.json"
    path.write_text(json.dumps({"keypoint_names": NAMES, "frames": frames, "fps": 60}))
    assert np.isnan(read_contents(path).position[4]).all()
    frames[5] = frames[5][:3]
    path.write_text(json.dumps({"keypoint_names": NAMES, "frames": frames, "fps": 60}))
    with pytest.raises(ReadError, match="frame 5 does not hold 6 keypoints"):
        read_contents(path)


def test_a_keypoint_at_the_corner_was_not_seen(tmp_path):
    frames = walk()
    frames[7, 2, :2] = 0
    path = tmp_path / "run.json"
    path.write_text(json.dumps({"keypoint_names": NAMES, "frames": frames.tolist(), "fps": 60}))
    contents = read_contents(path)
    assert np.argwhere(np.isnan(contents.position[:, 0])).tolist() == [[7, 2]]
    assert contents.confidence[7, 2] == 0
