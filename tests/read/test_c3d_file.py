from __future__ import annotations

import struct

import numpy as np
import pytest

from nextstride.errors import ReadError
from nextstride.read.c3d_file import DEC, INTEL, MIPS, _reals, decode_c3d


@pytest.fixture(scope="module")
def raw(tmp_path_factory, runner, write_c3d):
    return write_c3d(tmp_path_factory.mktemp("c3d") / "run.c3d", runner()).read_bytes()


def test_a_sound_file_passes(raw):
    assert decode_c3d("run.c3d", raw).position.shape == (60, 3, 12)


@pytest.mark.parametrize("share", [0.01, 0.2, 0.5, 0.9])
def test_a_truncated_file_is_refused(raw, share):
    with pytest.raises(ReadError, match=r"truncated|only a piece"):
        decode_c3d("run.c3d", raw[: int(share * len(raw))])


def test_text_is_refused():
    with pytest.raises(ReadError, match="another format with the wrong ending"):
        decode_c3d("run.c3d", b"Time\tRASIX\n" * 200)


def test_a_header_that_counts_other_markers_is_refused(raw):
    damaged = bytearray(raw)
    damaged[2:4] = (99).to_bytes(2, "little")
    with pytest.raises(ReadError, match="counts 99 markers, POINT:USED 12"):
        decode_c3d("run.c3d", bytes(damaged))


def test_an_overlong_parameter_is_refused(raw):
    at = raw.index(b"LABELS") + len("LABELS") + 2
    damaged = bytearray(raw)
    assert damaged[at] == 0xFF  # text
    damaged[at + 2] = 255
    damaged[at + 3] = 255
    with pytest.raises(ReadError, match="does not fit"):
        decode_c3d("run.c3d", bytes(damaged))


def test_missing_scale_of_analog_channels_is_refused(tmp_path, runner, write_c3d, plate_in_file):
    corners = np.array([[300.0, 0, 900], [-300, 0, 900], [-300, 0, -900], [300, 0, -900]])
    plate = plate_in_file(2, np.zeros((60, 6)), corners, (0, 0, -40))
    raw = bytearray(write_c3d(tmp_path / "run.c3d", runner(), plates=(plate,)).read_bytes())
    place = raw.index(b"OFFSET")
    raw[place] = ord("Q")
    with pytest.raises(ReadError, match="ANALOG:OFFSET holds 0 values for 6"):
        decode_c3d("run.c3d", bytes(raw))


@pytest.mark.parametrize(
    "name",
    [
        "dorn2012_ja1_c3d/JA1Gait35.c3d",
        "dorn2012_ja1_c3d/JA1Gait21.c3d",
        "dorn2012_ja1_c3d/JA1Static05.c3d",
        "rbds_s001_treadmill/RBDS001runT35.c3d",
    ],
)
def test_everything_is_decoded_as_the_reference_library_does(shared_data, name):
    import ezc3d

    path = shared_data / name
    theirs = ezc3d.c3d(str(path))
    ours = decode_c3d(path.name, path.read_bytes())
    assert ours.first_frame - 1 == theirs["header"]["points"]["first_frame"]
    points = theirs["data"]["points"][:3].transpose(2, 0, 1)
    np.testing.assert_array_equal(ours.position, points)
    unseen = theirs["data"]["meta_points"]["residuals"][0].T < 0
    np.testing.assert_array_equal(ours.residual < 0, unseen)
    np.testing.assert_allclose(ours.analog, theirs["data"]["analogs"][0].T, rtol=1e-6)
    for group, parameters in theirs["parameters"].items():
        for key, parameter in parameters.items():
            if key == "__METADATA__" or not len(parameter["value"]):
                continue
            if isinstance(parameter["value"], list):
                ours_texts = ours.texts(group, key.upper()) or ("",)
                assert list(ours_texts) == parameter["value"]
            else:
                np.testing.assert_array_equal(ours.numbers(group, key.upper()), parameter["value"])


def as_integers(raw, points, frames, scale):
    """The same C3D with its points in two-byte integers."""
    start = (int.from_bytes(raw[16:18], "little") - 1) * 512
    reals = np.frombuffer(raw, "<f4", points * frames * 4, start).reshape(-1, 4)
    integers = np.zeros(reals.shape, "<i2")
    integers[:, :3] = np.round(reals[:, :3] / scale)
    changed = bytearray(raw[:start] + integers.tobytes())
    place = raw.index(b"SCALE", 512) + len("SCALE") + 2
    assert raw[place : place + 2] == b"\x04\x00"  # a real without dimensions
    changed[place + 2 : place + 6] = struct.pack("<f", scale)
    return bytes(changed)


def test_points_in_integers(runner, raw):
    person = runner()
    file = decode_c3d("run.c3d", as_integers(raw, 12, 60, 0.125))
    np.testing.assert_allclose(
        file.position / 1000, person.position.transpose(0, 2, 1), atol=0.0000626
    )


def test_reals_of_every_processor():
    values = np.array([1.0, -0.0859375, 250.0, 1e-6], dtype="<f4")
    assert _reals(values.tobytes(), INTEL).tolist() == values.tolist()
    assert _reals(values.astype(">f4").tobytes(), MIPS).tolist() == values.tolist()
    halves = (values * 4).view("<u2").reshape(-1, 2)[:, ::-1]
    np.testing.assert_allclose(_reals(halves.tobytes(), DEC), values, rtol=1e-7)
    # The VAX F_floating representation of 1.0 (VAX Architecture Reference Manual).
    assert _reals(b"\x80\x40\x00\x00", DEC).tolist() == [1.0]
