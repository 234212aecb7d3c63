from __future__ import annotations

import numpy as np
import pytest

from nextstride.errors import RecordingError
from nextstride.read import read_recording


def test_a_person_of_a_millimetre_is_refused(tmp_path, runner, write_trc):
    path = write_trc(tmp_path / "run.trc", runner(), unit="mm", scale=1.0)
    with pytest.raises(RecordingError, match=r"hips are 0\.\d+ mm above the feet.*unit of length"):
        read_recording(path)


def test_a_giant_is_refused(tmp_path, runner, write_trc):
    path = write_trc(tmp_path / "run.trc", runner(), unit="m", scale=1000.0)
    with pytest.raises(RecordingError, match=r"hips are \d+ m above the feet"):
        read_recording(path)


def test_no_valid_position_is_refused(tmp_path, runner, write_trc):
    person = runner()
    empty = type(person)(person.labels, np.full_like(person.position, np.nan))
    with pytest.raises(RecordingError, match="no marker has a single valid position"):
        read_recording(write_trc(tmp_path / "run.trc", empty))


def test_positions_beyond_any_laboratory_are_refused(tmp_path, runner, write_trc):
    path = write_trc(tmp_path / "run.trc", runner(), unit="m", scale=1e6)
    with pytest.raises(RecordingError, match="from the origin"):
        read_recording(path)
