"""Files in the layout of Visual3D's documentation."""

from __future__ import annotations

import numpy as np
import pytest

from nextstride.errors import ReadError
from nextstride.read import read_recording


def export(person, kind="TARGET", files=("run.c3d",)):
    count = len(person.labels) * len(files)
    numbers = np.tile(person.position.reshape(len(person.position), -1), (1, len(files)))
    rows = ["\t".join([str(i + 1), *map(str, row)]) for i, row in enumerate(np.round(numbers, 6))]
    return "\n".join(
        [
            "".join(f"\t{file}" * 3 * len(person.labels) for file in files),
            "".join(f"\t{label}" * 3 for label in person.labels) * len(files),
            f"\t{kind}" * 3 * count,
            "\tORIGINAL" * 3 * count,
            "ITEM" + "\tX\tY\tZ" * count,
            *rows,
            "",
        ]
    )


def test_targets(tmp_path, runner, z_up):
    person = runner(speed=4)
    path = tmp_path / "run.txt"
    path.write_text(export(person.turned(z_up), files=("run.c3d", "static.c3d")))
    recording = read_recording(path, frame_rate=100)
    assert recording.format == "visual3d"
    np.testing.assert_allclose(recording.position("left_heel"), person.course("LHEE"), atol=1e-5)
    assert "first_trial_only" in {notice.code for notice in recording.notices}


def test_it_needs_a_frame_rate_and_targets(tmp_path, runner):
    path = tmp_path / "run.txt"
    path.write_text(export(runner()))
    with pytest.raises(ReadError, match="State the frame rate"):
        read_recording(path)
    path.write_text(export(runner(), kind="LINK_MODEL_BASED"))
    with pytest.raises(ReadError, match="exported LINK_MODEL_BASED, but no TARGET"):
        read_recording(path, frame_rate=100)
