"""Zeros that stand for gaps, in every format of markers."""

from __future__ import annotations

import numpy as np
import pytest

from nextstride.read import read_recording


@pytest.mark.parametrize("ending", [".trc", ".txt", ".c3d"])
def test_zeros_are_gaps(tmp_path, runner, write_trc, write_table, write_c3d, ending):
    course = runner()
    course.position[10:15, course.labels.index("LTOE")] = 0
    write = {".trc": write_trc, ".txt": write_table, ".c3d": write_c3d}[ending]
    path = tmp_path / f"run{ending}"
    write(path, course)
    recording = read_recording(path)
    unseen = np.isnan(recording.position("left_toe").values).all(axis=1)
    assert np.flatnonzero(unseen).tolist() == [10, 11, 12, 13, 14]
    told = [n.message for n in recording.notices if n.code == "markers_at_origin"]
    # A C3D has a word of its own for points unseen, so there it is nothing to tell.
    assert told == ([] if ending == ".c3d" else [told[0]])
    assert all("LTOE in frames 11-15" in message for message in told)
