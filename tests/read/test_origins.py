"""Numbers that stand for gaps, in every format of markers."""

from __future__ import annotations

import numpy as np
import pytest

from nextstride.read import read_recording


@pytest.mark.parametrize("ending", [".trc", ".txt", ".c3d"])
@pytest.mark.parametrize("filler", [0.0, 9999.999, -9.999])
def test_fillers_are_gaps(tmp_path, runner, write_trc, write_table, write_c3d, ending, filler):
    course = runner()
    course.position[10:15, course.labels.index("LTOE")] = filler
    write = {".trc": write_trc, ".txt": write_table, ".c3d": write_c3d}[ending]
    path = tmp_path / f"run{ending}"
    write(path, course)
    recording = read_recording(path)
    unseen = np.isnan(recording.position("left_toe").values).all(axis=1)
    assert np.flatnonzero(unseen).tolist() == [10, 11, 12, 13, 14]
    codes = {"markers_filled", "markers_at_origin"}
    told = [n.message for n in recording.notices if n.code in codes]
    # A C3D has a word of its own for points unseen, so there it is nothing to tell.
    assert len(told) == (0 if ending == ".c3d" and filler == 0 else 1)
    assert all("LTOE in frames 11-15" in message for message in told)


def test_one_place_of_three_equal_coordinates_is_a_place(tmp_path, runner, write_trc):
    course = runner()
    course.position[10, course.labels.index("LTOE")] = 0.4
    recording = read_recording(write_trc(tmp_path / "run.trc", course))
    np.testing.assert_allclose(recording.position("left_toe").values[10], 0.4, atol=1e-9)


@pytest.mark.parametrize(
    "word", ["", "NaN", "-", "N/A", "-nan(ind)", "-1.#IND00", "1.#QNAN0", "nodata", "-3.697314E28"]
)
def test_words_for_no_number_are_gaps(tmp_path, runner, trc_text_of, word):
    course = runner()
    course.position[10:15, course.labels.index("LTOE")] = 7.125
    path = tmp_path / "run.trc"
    path.write_text(trc_text_of(course).replace("7125.00000", word))
    toe = read_recording(path).position("left_toe").values
    assert np.flatnonzero(np.isnan(toe).all(axis=1)).tolist() == [10, 11, 12, 13, 14]
