from __future__ import annotations

import pytest

from nextstride.errors import ReadError
from nextstride.read.c3d_layout import check_layout


@pytest.fixture(scope="module")
def raw(tmp_path_factory, runner, write_c3d):
    return write_c3d(tmp_path_factory.mktemp("c3d") / "run.c3d", runner()).read_bytes()


def test_a_sound_file_passes(raw):
    assert check_layout("run.c3d", raw) is None


@pytest.mark.parametrize("share", [0.01, 0.2, 0.5, 0.9])
def test_a_truncated_file_is_refused(raw, share):
    with pytest.raises(ReadError, match=r"truncated|only a piece"):
        check_layout("run.c3d", raw[: int(share * len(raw))])


def test_text_is_refused():
    with pytest.raises(ReadError, match="another format with the wrong ending"):
        check_layout("run.c3d", b"Time\tRASIX\n" * 200)


def test_a_header_that_counts_other_markers_is_refused(raw):
    damaged = bytearray(raw)
    damaged[2:4] = (99).to_bytes(2, "little")
    with pytest.raises(ReadError, match="counts 99 markers, POINT:USED 12"):
        check_layout("run.c3d", bytes(damaged))


def test_an_overlong_parameter_is_refused(raw):
    at = raw.index(b"LABELS") + len("LABELS") + 2
    damaged = bytearray(raw)
    assert damaged[at] == 0xFF  # text
    damaged[at + 2] = 255
    damaged[at + 3] = 255
    with pytest.raises(ReadError, match="does not fit"):
        check_layout("run.c3d", bytes(damaged))


def test_missing_scale_of_analog_channels_is_refused(tmp_path, runner, write_c3d, plate_in_file):
    import numpy as np

    corners = np.array([[300.0, 0, 900], [-300, 0, 900], [-300, 0, -900], [300, 0, -900]])
    plate = plate_in_file(2, np.zeros((60, 6)), corners, (0, 0, -40))
    raw = bytearray(write_c3d(tmp_path / "run.c3d", runner(), plates=(plate,)).read_bytes())
    place = raw.index(b"OFFSET")
    raw[place] = ord("Q")
    with pytest.raises(ReadError, match="ANALOG:OFFSET holds 0 values for 6"):
        check_layout("run.c3d", bytes(raw))
