from __future__ import annotations

import numpy as np
import pytest

from nextstride.errors import ReadError
from nextstride.read import read_recording


@pytest.mark.parametrize(("ending", "separator"), [(".txt", "\t"), (".csv", ","), (".csv", ";")])
def test_positions_come_back(tmp_path, runner, write_table, ending, separator):
    person = runner()
    path = write_table(tmp_path / f"run{ending}", person, separator=separator)
    recording = read_recording(path)
    assert recording.format == "table"
    np.testing.assert_allclose(recording.position("left_heel"), person.course("LHEE"), atol=1e-6)


@pytest.mark.parametrize("rate", [150.0, 240.0, 300.0, 1000 / 7])
def test_rounded_times_still_give_the_true_even_clock(tmp_path, runner, write_table, rate):
    person = runner()
    fast = type(person)(person.labels, person.position, rate=rate)
    recording = read_recording(write_table(tmp_path / "run.txt", fast))
    common = rate in (150, 240, 300)
    assert recording.frame_rate == pytest.approx(rate, rel=1e-12 if common else 2e-3)
    np.testing.assert_allclose(recording.motion.time, fast.time, atol=1e-3)


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("{label}_{axis}", "mm"),
        ("{label}.{axis} (mm)", "mm"),
        ("{label} {axis} [m]", "m"),
        ("{label}:{axis}_cm", "cm"),
        ("{label}_{axis}", "m"),
        ("{label}_{axis}", "cm"),
    ],
)
@pytest.mark.parametrize("clock", ["Time", "time [ms]", "Frame", "t_s"])
def test_tables_of_other_hands(tmp_path, runner, name, unit, clock):
    person = runner(speed=4)
    names = [name.format(label=label, axis=axis) for label in person.labels for axis in "xyz"]
    per_metre = {"mm": 1000, "cm": 100, "m": 1}[unit]
    times = {"time [ms]": 1000 * person.time, "Frame": 1 + np.arange(60)}.get(clock, person.time)
    rows = [
        ",".join([f"{t:.6g}", *(f"{v:.6f}" for v in per_metre * xyz.ravel())])
        for t, xyz in zip(times, person.position, strict=True)
    ]
    path = tmp_path / "run.csv"
    path.write_text("\n".join(["# of Ann,50 m", "", ",".join([clock, *names]), *rows, ""]))
    recording = read_recording(path, frame_rate=100 if clock == "Frame" else None)
    assert recording.frame_rate == 100
    np.testing.assert_allclose(recording.position("left_heel"), person.course("LHEE"), atol=1e-5)
    inferred = "unit_inferred" in {notice.code for notice in recording.notices}
    assert inferred == (name == "{label}_{axis}" and unit != "mm")


def test_frames_left_out_are_unseen_and_those_between_frames_refused(
    tmp_path, runner, table_text_of
):
    lines = table_text_of(runner()).split("\n")
    path = tmp_path / "run.txt"
    path.write_text("\n".join(lines))
    whole = read_recording(path)
    cut = [*lines[:20], *lines[24:]]
    path.write_text("\n".join(cut))
    recording = read_recording(path)
    (told,) = [n.message for n in recording.notices if n.code == "frames_absent"]
    absent = np.flatnonzero(np.isnan(recording.motion.position).all(("space", "keypoint")))
    assert [f"Frames {absent[0] + 1}-{absent[-1] + 1} are", absent.size] == [told[:16], 4]
    np.testing.assert_allclose(recording.motion.time, whole.motion.time, atol=1e-9)
    kept = np.setdiff1d(np.arange(whole.motion.sizes["time"]), absent)
    places = (each.motion.position.isel(time=kept) for each in (recording, whole))
    np.testing.assert_allclose(*places)
    half = [line.replace(line.split("\t")[0], f"{float(line.split()[0]) + 0.005:.3f}", 1)
            for line in cut[20:] if line]  # fmt: skip
    path.write_text("\n".join([*cut[:20], *half]))
    with pytest.raises(ReadError, match="frames must be evenly spaced"):
        read_recording(path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a\tb\n1\t2\n", r"needs columns <marker>X"),
        ("RASIX\tRASIY\tRASIZ\n1\t2\t3\n", "needs a column named Time"),
        ("Time\tRASIX\tRASIX\tRASIY\tRASIZ\n0\t1\t2\t3\t4\n", "twice: RASIX"),
        ("Time\tFx\tFy\tFz\n1\t2\t3\t4\n", "forces without markers.*--forces"),
        ("Time\tRASIX\tRASIY\tRASIZ\n", "rows of numbers"),
        ("Frame\tRASIX\tRASIY\tRASIZ\n1\t1\t2\t3\n", "State it with --frame-rate"),
        ("Time\tRASIX\tRASIY\tRASIZ (m)\n1\t1\t2\t3\n", "one unit; got m, none"),
        ("Time\tRASIX\tRASIY\tRASIZ\n0\t1\tone\t3\n", "must be a number or blank"),
    ],
)
def test_other_tables_are_refused_with_the_reason(tmp_path, text, message):
    path = tmp_path / "run.txt"
    path.write_text(text)
    with pytest.raises(ReadError, match=message):
        read_recording(path)


def test_rbds_treadmill_is_read_exactly(shared_data):
    recording = read_recording(shared_data / "rbds_s001_treadmill" / "RBDS001runT25markers.txt")
    assert recording.frame_rate == 150
    assert recording.motion.sizes == {"time": 4500, "space": 3, "keypoint": 32}
    assert (recording.axes.up, recording.axes.forward) == ("+y", "+x")
    first = recording.position("right_asis")[0].values
    np.testing.assert_allclose(first, [2.33784, 1.04126, 1.17022])


def test_rbds_static_has_the_medial_markers(shared_data):
    recording = read_recording(shared_data / "rbds_s001_treadmill" / "RBDS001static.txt")
    assert {"left_medial_knee", "right_medial_ankle", "left_toe"} <= set(recording.keypoints)


def test_a_second_runner_of_fukuchi_on_a_stretched_clock(shared_data):
    recording = read_recording(shared_data / "rbds_s041_treadmill" / "RBDS0041runT252.txt")
    assert recording.frame_rate == 150
    assert float(recording.motion.time[-1]) == pytest.approx(4499 / 150)
    assert "clock_stretched" in {notice.code for notice in recording.notices}
