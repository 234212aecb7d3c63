"""Files in the layouts of the QTM User Manual."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.io import savemat

from nextstride.errors import ReadError
from nextstride.read import read_recording


def tsv(person, clock=True):
    numbers = 1000 * person.position.reshape(len(person.position), -1)
    heads = [f"{label} {axis}" for label in person.labels for axis in "XYZ"]
    rows = [
        "\t".join([*([str(i + 1), f"{i / person.rate:.5f}"] if clock else []), *map(str, row)])
        for i, row in enumerate(np.round(numbers, 3))
    ]
    lines = [
        f"NO_OF_FRAMES\t{len(rows)}",
        "NO_OF_CAMERAS\t8",
        f"NO_OF_MARKERS\t{len(person.labels)}",
        f"FREQUENCY\t{person.rate:g}",
        "NO_OF_ANALOG\t0",
        "ANALOG_FREQUENCY\t0",
        "DESCRIPTION\t--",
        "TIME_STAMP\t2025-01-01, 12:00:00",
        "DATA_INCLUDED\t3D",
        "MARKER_NAMES\t" + "\t".join(person.labels),
        *(["\t".join(["Frame", "Time", *heads])] if clock else []),
        *rows,
        "",
    ]
    return "\n".join(lines)


@pytest.mark.parametrize("clock", [True, False])
def test_tsv(tmp_path, runner, z_up, clock):
    person = runner(speed=4)
    path = tmp_path / "run.tsv"
    path.write_text(tsv(person.turned(z_up), clock))
    recording = read_recording(path)
    assert (recording.format, recording.frame_rate) == ("qualisys_tsv", 100)
    np.testing.assert_allclose(recording.position("left_heel"), person.course("LHEE"), atol=1e-5)


def test_tsv_with_a_clock_that_nothing_names(tmp_path, runner):
    person = runner(speed=4)
    path = tmp_path / "run.tsv"
    path.write_text("\n".join(line for line in tsv(person).split("\n") if "Frame\t" not in line))
    np.testing.assert_allclose(
        read_recording(path).position("left_heel"), person.course("LHEE"), atol=1e-5
    )


def test_tsv_frames_that_see_nothing_are_frames(tmp_path, runner):
    person = runner(speed=4)
    lines = tsv(person, clock=False).split("\n")
    for row in (10, 15):
        lines[row] = "\t" * (3 * len(person.labels) - 1)
    path = tmp_path / "run.tsv"
    path.write_text("\n".join(lines))
    heel = read_recording(path).position("left_heel").values
    assert np.flatnonzero(np.isnan(heel).any(axis=1)).tolist() == [0, 5]
    np.testing.assert_allclose(heel[6:], person.course("LHEE")[6:], atol=1e-5)


def test_tsv_zeros_are_unseen(tmp_path, runner):
    person = runner(speed=4)
    person.position[7, person.labels.index("LTOE")] = 0
    path = tmp_path / "run.tsv"
    path.write_text(tsv(person))
    toe = read_recording(path).position("left_toe")
    assert np.flatnonzero(np.isnan(toe.values).any(axis=1)).tolist() == [7]


def test_tsv_without_markers_is_refused(tmp_path):
    path = tmp_path / "run.tsv"
    path.write_text("NO_OF_FRAMES\t2\nFREQUENCY\t100\nDATA_INCLUDED\t6D\nBODY_NAMES\tbat\n1\t2\n")
    with pytest.raises(ReadError, match="names no markers \\(data included: 6D\\)"):
        read_recording(path)


def mat(path, person, **more):
    data = np.ones((len(person.labels), 4, len(person.position)))
    data[:, :3] = 1000 * person.position.transpose(1, 2, 0)
    labels = np.array(person.labels, dtype=object)
    measurement = {
        "File": "run.qtm",
        "StartFrame": 11,
        "Frames": len(person.position),
        "FrameRate": person.rate,
        "Trajectories": {"Labeled": {"Count": len(labels), "Labels": labels, "Data": data}},
        **more,
    }
    savemat(path, {"run_0001": measurement})
    return path


def test_mat_with_forces(tmp_path, runner, z_up):
    person = runner(speed=4)
    force = np.zeros((3, 600))
    force[2, 200:400] = 1500
    pressure = np.tile([[100.0], [50.0], [0.0]], (1, 600))
    plate = {"Frequency": 1000.0, "Force": force, "COP": pressure}
    path = mat(tmp_path / "run.mat", person.turned(z_up), Force=[plate, plate])
    recording = read_recording(path)
    assert (recording.format, recording.frame_rate) == ("qualisys_mat", 100)
    assert float(recording.motion.time[0]) == pytest.approx(0.1)
    np.testing.assert_allclose(recording.position("left_heel"), person.course("LHEE"), atol=1e-6)
    assert recording.force.sizes["plate"] == 2
    at = recording.force.isel(plate=1, time=300)
    np.testing.assert_allclose(at.force, [0, 1500, 0], atol=1e-6)
    np.testing.assert_allclose(at.center_of_pressure, [0.05, 0, 0.1], atol=1e-6)


def test_mat_of_something_else_is_refused(tmp_path, runner):
    path = tmp_path / "run.mat"
    savemat(path, {"x": np.ones(3)})
    with pytest.raises(ReadError, match=r"no measurement of QTM.*it has x"):
        read_recording(path)
    path.write_bytes(path.read_bytes()[:150])
    with pytest.raises(ReadError, match=r"run\.mat: "):
        read_recording(path)


def test_broken_forces_of_a_mat_leave_the_markers(tmp_path, runner):
    plate = {"Frequency": 0.0, "Force": np.ones((3, 60))}
    recording = read_recording(mat(tmp_path / "run.mat", runner(speed=4), Force=plate))
    assert recording.force is None
    assert "forces_left_out" in {notice.code for notice in recording.notices}
