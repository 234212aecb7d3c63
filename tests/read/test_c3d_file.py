from __future__ import annotations

import struct

import numpy as np
import pytest

from nextstride.errors import ReadError
from nextstride.read.c3d_file import decode_c3d
from nextstride.read.c3d_parameters import DEC, INTEL, MIPS, reals


@pytest.fixture(scope="module")
def raw(tmp_path_factory, runner, write_c3d):
    return write_c3d(tmp_path_factory.mktemp("c3d") / "run.c3d", runner()).read_bytes()


def test_a_sound_file_passes(raw):
    assert decode_c3d("run.c3d", raw).position.shape == (60, 3, 12)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_what_a_truncated_file_holds_whole_is_read_and_told(raw, share):
    sound, cut = decode_c3d("run.c3d", raw), decode_c3d("run.c3d", raw[: int(share * len(raw))])
    held = len(cut.position)
    assert 2 <= held < len(sound.position)
    np.testing.assert_array_equal(cut.position, sound.position[:held])
    assert cut.faults == (f"it is truncated: of 60 frames it holds {held}, and those were read",)


@pytest.mark.parametrize("frames", [-1, 0, 1])
def test_a_file_that_ends_before_its_second_frame_is_refused(raw, frames):
    start, frame = 512 * 3, 4 * 4 * 12
    with pytest.raises(ReadError, match=r"truncated|only a piece"):
        decode_c3d("run.c3d", raw[: start + frames * frame + 7])


def test_text_is_refused():
    with pytest.raises(ReadError, match="another format with the wrong ending"):
        decode_c3d("run.c3d", b"Time\tRASIX\n" * 200)


def damaged(raw, at, new):
    """The bytes with some of them exchanged."""
    return raw[:at] + new + raw[at + len(new) :]


def value_of(raw, name):
    """Where the value of a parameter without dimensions stands."""
    return raw.index(name, 512) + len(name) + 4


def test_where_header_and_parameters_disagree_the_size_of_the_file_decides(raw):
    sound = decode_c3d("run.c3d", raw).position
    wrong_header = damaged(raw, 2, struct.pack("<H", 99))
    np.testing.assert_array_equal(decode_c3d("run.c3d", wrong_header).position, sound)
    wrong_frames = damaged(raw, 8, struct.pack("<H", 9))
    np.testing.assert_array_equal(decode_c3d("run.c3d", wrong_frames).position, sound)
    with pytest.raises(ReadError, match="counts 99 markers, POINT:USED 12"):
        decode_c3d("run.c3d", wrong_header + bytes(5000))


def test_a_parameter_that_leaves_its_place_is_left_out_and_named(raw):
    at = raw.index(b"LABELS") + len("LABELS") + 2
    assert raw[at] == 0xFF  # text
    file = decode_c3d("run.c3d", damaged(raw, at + 2, b"\xff\xff"))
    assert file.parameters.unread == ("POINT:LABELS",)
    assert file.parameters.texts("POINT", "LABELS") == ()


def test_the_section_may_lie_about_its_size(raw):
    sound = decode_c3d("run.c3d", raw)
    for blocks in (0, 1, 255):
        file = decode_c3d("run.c3d", damaged(raw, 512 + 2, bytes([blocks])))
        assert file.parameters.texts("POINT", "LABELS") == sound.parameters.texts("POINT", "LABELS")


def test_a_parameter_of_an_undefined_group_is_passed_over(raw):
    at = raw.index(b"DESCRIPTIONS", 512)
    file = decode_c3d("run.c3d", damaged(raw, at - 1, b"\x37"))
    assert file.position.shape == (60, 3, 12)


def test_rate_and_scale_stand_in_the_header_too(raw):
    for name in (b"RATE", b"SCALE"):
        at = raw.index(name, 512)
        raw = damaged(raw, at, b"X" * len(name))
    file = decode_c3d("run.c3d", raw)
    assert file.rate == 100
    assert file.position.shape == (60, 3, 12)


def test_zeros_before_the_header_and_frames_from_zero(raw):
    file = decode_c3d("run.c3d", bytes(512) + damaged(raw, 6, struct.pack("<2H", 0, 59)))
    assert (file.first_frame, len(file.position)) == (0, 60)


def test_one_frame_too_many_is_counted_off(raw):
    counted = damaged(raw, 8, struct.pack("<H", 61))
    counted = damaged(counted, value_of(counted, b"FRAMES"), struct.pack("<H", 61))
    end = 512 * (struct.unpack_from("<H", raw, 16)[0] - 1) + 60 * 12 * 4 * 4
    file = decode_c3d("run.c3d", counted[:end])
    assert len(file.position) == 60
    assert file.faults == ("it counts one frame more than it holds",)


def with_plate(tmp_path, runner, write_c3d, plate_in_file):
    corners = np.array([[300.0, 0, 900], [-300, 0, 900], [-300, 0, -900], [300, 0, -900]])
    plate = plate_in_file(2, np.ones((180, 6)), corners, (0, 0, -40))
    return write_c3d(tmp_path / "run.c3d", runner(), plates=(plate,)).read_bytes()


def test_broken_analog_data_leave_the_markers(tmp_path, runner, write_c3d, plate_in_file):
    raw = with_plate(tmp_path, runner, write_c3d, plate_in_file)
    sound = decode_c3d("run.c3d", raw)
    assert sound.analog.shape == (180, 6)
    without_scale = raw.replace(b"SCALE", b"QCALE").replace(b"QCALE", b"SCALE", 1)
    file = decode_c3d("run.c3d", without_scale)
    np.testing.assert_array_equal(file.position, sound.position)
    assert np.isnan(file.analog).all()
    assert file.faults == ("ANALOG:SCALE or OFFSET is missing for 6 of 6 channels",)


def test_samples_that_do_not_divide_are_counted_by_channels(
    tmp_path, runner, write_c3d, plate_in_file
):
    raw = with_plate(tmp_path, runner, write_c3d, plate_in_file)
    file = decode_c3d("run.c3d", damaged(raw, 18, struct.pack("<H", 7)))
    np.testing.assert_array_equal(file.analog, decode_c3d("run.c3d", raw).analog)
    # MotionMonitor writes the channels where the values of a frame belong.
    file = decode_c3d("run.c3d", damaged(raw, 4, struct.pack("<H", 6)))
    np.testing.assert_array_equal(file.analog, decode_c3d("run.c3d", raw).analog)


@pytest.mark.parametrize("fields", ["TRIAL", "LONG_FRAMES"])
def test_more_frames_than_a_header_counts(fields):
    frames = 70_000
    points = np.tile(np.arange(frames, dtype="<f4")[:, None], (1, 4))
    raw = small_c3d(points.tobytes(), frames, fields)
    file = decode_c3d("long.c3d", raw)
    assert file.position.shape == (frames, 3, 1)
    assert file.position[-1, 0, 0] == frames - 1


def small_c3d(data, frames, fields):
    """A C3D of one point written by hand, its count of frames in a parameter only."""

    def group(number, name):
        return struct.pack("<bb", len(name), -number) + name + struct.pack("<HB", 3, 0)

    def entry(number, name, kind, shape, value):
        body = struct.pack("<bB", kind, len(shape)) + bytes(shape) + value + b"\0"
        head = struct.pack("<bb", len(name), number) + name
        return head + struct.pack("<H", 2 + len(body)) + body

    chain = group(1, b"POINT") + entry(1, b"USED", 2, (), struct.pack("<H", 1))
    chain += entry(1, b"SCALE", 4, (), struct.pack("<f", -1))
    chain += entry(1, b"RATE", 4, (), struct.pack("<f", 100))
    chain += entry(1, b"LABELS", -1, (4, 1), b"LTOE")
    chain += entry(1, b"FRAMES", 2, (), struct.pack("<H", 65535))
    if fields == "TRIAL":
        ends = {"START": 1, "END": frames}
        chain += group(2, b"TRIAL")
        for end, number in ends.items():
            name = f"ACTUAL_{end}_FIELD".encode()
            chain += entry(2, name, 2, (2,), struct.pack("<2H", number % 65536, number // 65536))
    else:
        chain += entry(1, b"LONG_FRAMES", 4, (), struct.pack("<f", frames))
    header = struct.pack("<BB4HHf2Hf", 2, 80, 1, 0, 1, 65535, 0, -1, 4, 0, 100)
    return header.ljust(512, b"\0") + (b"\1\x50\2\x54" + chain).ljust(1024, b"\0") + data


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
    held = ours.parameters
    for group, parameters in theirs["parameters"].items():
        for key, parameter in parameters.items():
            if key == "__METADATA__" or not len(parameter["value"]):
                continue
            if isinstance(parameter["value"], list):
                ours_texts = held.texts(group, key.upper()) or ("",)
                assert list(ours_texts) == parameter["value"]
            else:
                np.testing.assert_array_equal(held.numbers(group, key.upper()), parameter["value"])


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
    assert reals(values.tobytes(), INTEL).tolist() == values.tolist()
    assert reals(values.astype(">f4").tobytes(), MIPS).tolist() == values.tolist()
    halves = (values * 4).view("<u2").reshape(-1, 2)[:, ::-1]
    np.testing.assert_allclose(reals(halves.tobytes(), DEC), values, rtol=1e-7)
    # The VAX F_floating representation of 1.0 (VAX Architecture Reference Manual).
    assert reals(b"\x80\x40\x00\x00", DEC).tolist() == [1.0]


OTHERS = [
    "btk_c3d__Gait.c3d",
    "btk_c3d__parameterOverflow.c3d",
    "c3d_org__Basketball.c3d",
    "c3d_org__FP1.C3D",
    "c3d_org__MotionMonitorC3D.c3d",
    "c3d_org__TYPE-2.C3D",
    "c3d_org__TYPE-4.C3D",
    "c3d_org__golfswing1.c3d",
    "c3d_org__newwalk.c3d",
    "kineticstoolkit__sprintbasket.c3d",
]


@pytest.mark.parametrize("name", OTHERS)
def test_files_of_other_programs_are_decoded_as_the_reference_library_does(shared_data, name):
    import ezc3d

    path = shared_data / "c3d_files" / name
    theirs = ezc3d.c3d(str(path))
    ours = decode_c3d(path.name, path.read_bytes())
    points = theirs["data"]["points"][:3].transpose(2, 0, 1)
    unseen = np.isnan(points)
    np.testing.assert_allclose(ours.position[~unseen], points[~unseen], rtol=1e-6)
    residual = theirs["data"]["meta_points"]["residuals"][0].T
    np.testing.assert_array_equal(ours.residual < 0, residual < 0)
    np.testing.assert_allclose(
        ours.analog.ravel(), theirs["data"]["analogs"][0].T.ravel(), rtol=1e-5, atol=1e-6
    )
    assert ours.rate == pytest.approx(theirs["parameters"]["POINT"]["RATE"]["value"][0])


@pytest.mark.parametrize("name", ["c3d_org__dynamic.C3D", "c3d_org__standing.C3D"])
def test_analog_values_that_no_parameter_counts_keep_their_place(shared_data, name):
    """Where ezc3d takes ANALOG:USED (none) for the width of a frame, all its points are astray."""
    path = shared_data / "c3d_files" / name
    file = decode_c3d(path.name, path.read_bytes())
    seen = np.where(file.residual[:, None] < 0, np.nan, file.position)
    steps = np.abs(np.diff(seen, axis=0))
    assert file.analog.shape == (len(file.position), 6)
    assert np.nanmedian(steps) < 20
