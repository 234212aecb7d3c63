from __future__ import annotations

import numpy as np
import pytest

from nextstride.errors import ReadError, RecordingError
from nextstride.read import read_recording


def test_positions_come_back_in_metres_on_the_files_clock(tmp_path, runner, write_trc):
    person = runner()
    recording = read_recording(write_trc(tmp_path / "run.trc", person))
    assert recording.format == "trc"
    assert recording.frame_rate == 100
    np.testing.assert_allclose(recording.motion.time, person.time, atol=1e-9)
    np.testing.assert_allclose(recording.position("left_heel"), person.course("LHEE"), atol=1e-7)


@pytest.mark.parametrize(("unit", "scale"), [("m", 1.0), ("cm", 100.0), ("mm", 1000.0)])
def test_units(tmp_path, runner, write_trc, unit, scale):
    person = runner()
    path = write_trc(tmp_path / "run.trc", person, unit=unit, scale=scale)
    toe = read_recording(path).position("right_toe")
    np.testing.assert_allclose(toe, person.course("RTOE"), atol=1e-4)


def test_unknown_unit_is_refused(tmp_path, runner, write_trc):
    with pytest.raises(ReadError, match="must be mm, cm or m; got 'furlong'"):
        read_recording(write_trc(tmp_path / "run.trc", runner(), unit="furlong"))


def test_wrong_header_counts_windows_line_ends_and_blanks(tmp_path, runner, trc_text_of):
    person = runner()
    lines = trc_text_of(person).split("\n")
    lines[2] = lines[2].replace("\t60\t12\t", "\t7\t99\t")
    cells = lines[8].split("\t")
    cells[2:5] = ["", "", ""]
    lines[8] = "\t".join(cells)
    lines = [line + "\t" for line in lines]
    path = tmp_path / "run.trc"
    path.write_bytes("\r\n".join(lines).encode())
    recording = read_recording(path)
    assert recording.motion.sizes["time"] == 60
    assert len(recording.keypoints) == 12
    asis = recording.position("right_asis").values
    assert np.isnan(asis[2]).all()
    assert np.isfinite(np.delete(asis, 2, axis=0)).all()


def test_blank_separated_file(tmp_path, runner, trc_text_of):
    path = tmp_path / "run.trc"
    path.write_text("\n".join(" ".join(line.split()) for line in trc_text_of(runner()).split("\n")))
    assert len(read_recording(path).keypoints) == 12


def test_unnamed_and_never_seen_markers_are_left_out_and_noted(tmp_path, runner, write_trc):
    person = runner()
    names = {"RTOE": "x52"}
    path = write_trc(tmp_path / "run.trc", person.relabelled(lambda n: names.get(n, n)))
    recording = read_recording(path)
    assert "x52" not in recording.keypoints
    assert "markers_unnamed" in {notice.code for notice in recording.notices}


def test_header_rate_that_disagrees_is_noted_and_the_column_used(tmp_path, runner, trc_text_of):
    path = tmp_path / "run.trc"
    path.write_text(trc_text_of(runner()).replace("100.0\t100.0", "250.0\t250.0"))
    recording = read_recording(path)
    assert recording.frame_rate == 100
    assert "frame_rate_disagrees" in {notice.code for notice in recording.notices}


def test_given_rate_overrides(tmp_path, runner, write_trc):
    recording = read_recording(write_trc(tmp_path / "run.trc", runner()), frame_rate=200)
    assert recording.frame_rate == 200
    assert recording.duration == pytest.approx(59 / 200)


def test_time_backwards_is_refused(tmp_path, runner, trc_text_of):
    lines = trc_text_of(runner()).split("\n")
    lines[10], lines[11] = lines[11], lines[10]
    path = tmp_path / "run.trc"
    path.write_text("\n".join(lines))
    with pytest.raises(RecordingError, match="times must increase, but frame 6"):
        read_recording(path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("hello\n", "starts with 'PathFileType'"),
        ("PathFileType\t4\na\tb\n1\t2\nFrame#\tTime\tRASI\n\tX1\n1\t0\n", "must state Units"),
        ("PathFileType\t4\nUnits\nmm\nFrame#\tTime\n\tX1\n1\t0\n", "must name the markers"),
        ("PathFileType\t4\nUnits\nmm\nF\tT\tRASI\n\tX1\n1\t0\tx\t1\t1\n", "must be a number"),
        ("PathFileType\t4\nUnits\nmm\nF\tT\tRASI\n\tX1\n1\t0\t1\t1\t1\t9\n", "more numbers than"),
        ("PathFileType\t4\nUnits\nmm\nF\tT\tRASI\n\tX1\n\n\n", "no frame|must be a number"),
    ],
)
def test_broken_layout_is_refused_with_the_reason(tmp_path, text, message):
    path = tmp_path / "run.trc"
    path.write_text(text)
    with pytest.raises(ReadError, match=message):
        read_recording(path)


def test_dorn_sprint(shared_data):
    recording = read_recording(shared_data / "dorn2012_ja1_trc_ik" / "run0900cms.trc")
    assert recording.frame_rate == 250
    assert recording.motion.sizes == {"time": 323, "space": 3, "keypoint": 51}
    assert (recording.axes.up, recording.axes.forward) == ("+y", "+x")
    sacrum = recording.position("sacrum").sel(space="x")
    speed = float(sacrum[-1] - sacrum[0]) / recording.duration
    assert speed == pytest.approx(9.47, rel=0.01)


def test_hamner_treadmill(shared_data):
    recording = read_recording(shared_data / "hamner2013_subject04" / "run200" / "markers.trc")
    assert recording.frame_rate == 100
    assert float(recording.motion.time[0]) == pytest.approx(0.83)
    assert recording.clusters["right_shank"] == ("RTB1", "RTB2", "RTB3")


def same_as_tabs(tmp_path, runner, text):
    """Read a text and compare it with the plain file of the same person."""
    path = tmp_path / "run.trc"
    path.write_text(text)
    recording = read_recording(path)
    person = runner()
    np.testing.assert_allclose(recording.position("left_heel"), person.course("LHEE"), atol=1e-6)
    return recording


def test_cells_between_commas_or_semicolons(tmp_path, runner, trc_text_of):
    same_as_tabs(tmp_path, runner, trc_text_of(runner()).replace("\t", ","))
    same_as_tabs(tmp_path, runner, trc_text_of(runner()).replace("\t", ";"))


def test_decimal_commas(tmp_path, runner, trc_text_of):
    head, rows = trc_text_of(runner()).split("\n\n")
    same_as_tabs(tmp_path, runner, f"{head}\n\n{rows.replace('.', ',')}")


def test_columns_that_nobody_named(tmp_path, runner, trc_text_of):
    lines = trc_text_of(runner()).split("\n")
    rows = [f"{line}\t1.0\t2.0\t3.0\t\t\t" if line else "" for line in lines[6:]]
    recording = same_as_tabs(tmp_path, runner, "\n".join([*lines[:6], *rows]))
    assert "markers_unnamed" in {notice.code for notice in recording.notices}


def test_a_blank_name_among_the_others_keeps_its_columns(tmp_path, runner, trc_text_of):
    person = runner()
    nameless = type(person)(
        tuple("" if label == "RKNE" else label for label in person.labels), person.position
    )
    recording = same_as_tabs(tmp_path, runner, trc_text_of(nameless))
    assert "right_lateral_knee" not in recording.keypoints


def test_block_start(shared_data):
    folder = shared_data / "labs_block_start"
    recording = read_recording(folder / "SprintMotion.trc")
    assert (recording.axes.up, recording.motion.sizes["time"]) == ("+z", 788)
    standing = read_recording(folder / "SprintCalib.trc")
    assert (
        "5 markers without a name"
        in {n.code: n.message for n in standing.notices}["markers_unnamed"]
    )
