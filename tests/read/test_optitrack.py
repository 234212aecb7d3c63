"""Files in the layout of Motive's documentation."""

from __future__ import annotations

import numpy as np
import pytest

from nextstride.errors import ReadError
from nextstride.read import read_recording


def motive(person, kind="Marker", unit="Meters", factor=1.0):
    count = len(person.labels)
    rows = [
        f"{i},{i / person.rate:.6f}," + ",".join(f"{v:.6f}" for v in factor * frame.ravel())
        for i, frame in enumerate(person.position)
    ]
    keys = "Format Version,1.23,Take Name,run,Capture Frame Rate,100.000000"
    return "\n".join(
        [
            f"{keys},Export Frame Rate,100.000000,Length Units,{unit},Coordinate Space,Global",
            "",
            ",Type" + f",{kind}" * 3 * count,
            ",Name" + "".join(f",Ann:{label}" * 3 for label in person.labels),
            ",ID" + ",1" * 3 * count,
            "," + ",Position" * 3 * count,
            "Frame,Time (Seconds)" + ",X,Y,Z" * count,
            *rows,
            "",
        ]
    )


@pytest.mark.parametrize(("unit", "factor"), [("Meters", 1), ("Millimeters", 1000)])
def test_markers(tmp_path, runner, unit, factor):
    person = runner(speed=4)
    path = tmp_path / "run.csv"
    path.write_text(motive(person, unit=unit, factor=factor))
    recording = read_recording(path)
    assert (recording.format, recording.frame_rate) == ("optitrack", 100)
    np.testing.assert_allclose(recording.position("left_heel"), person.course("LHEE"), atol=1e-5)


def test_rigid_bodies_alone_are_refused(tmp_path, runner):
    path = tmp_path / "run.csv"
    path.write_text(motive(runner(), kind="Rigid Body"))
    with pytest.raises(ReadError, match=r"no marker positions \(types: Rigid Body, Type\)"):
        read_recording(path)


def test_blank_cells_are_gaps(tmp_path, runner):
    person = runner(speed=4)
    lines = motive(person).split("\n")
    cells = lines[14].split(",")
    at = 2 + 3 * person.labels.index("LTOE")
    cells[at : at + 3] = ["", "", ""]
    lines[14] = ",".join(cells)
    path = tmp_path / "run.csv"
    path.write_text("\n".join(lines))
    toe = read_recording(path).position("left_toe")
    assert np.flatnonzero(np.isnan(toe.values).any(axis=1)).tolist() == [7]


@pytest.mark.parametrize("separator", [",", ";"])
def test_a_column_of_time_codes_is_passed_over(tmp_path, runner, separator):
    person = runner(speed=4)
    lines = [line.split(",") for line in motive(person).split("\n")]
    for row, cells in enumerate(lines):
        if 2 <= row < len(lines) - 1:
            cells.insert(2, {6: "TimeCode"}.get(row, "15:26:46:12.02" if row > 6 else ""))
    path = tmp_path / "run.csv"
    path.write_text("\n".join(separator.join(cells) for cells in lines))
    recording = read_recording(path)
    assert recording.format == "optitrack"
    np.testing.assert_allclose(recording.position("left_heel"), person.course("LHEE"), atol=1e-5)
