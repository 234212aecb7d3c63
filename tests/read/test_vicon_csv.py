"""Files in the layout of Nexus' ASCII export; the reader was compared with a real one by hand."""

from __future__ import annotations

import numpy as np
import pytest

from nextstride.errors import ReadError
from nextstride.read import read_recording
from nextstride.read.vicon_csv import read

EVENTS = [
    "Events",
    "100",
    "Subject,Context,Name,Time (s),Description",
    "Ann,Left,Foot Strike,0.25,The instant",
    "Ann,Right,Foot Off,0.1,The instant",
    "",
]


def trajectories(person, first=1):
    heads = "".join(f",,,Ann:{label}" for label in person.labels)[1:]
    axes = ",".join(["Frame", "Sub Frame", *["X,Y,Z"] * len(person.labels)])
    rows = [
        f"{first + i},0," + ",".join(f"{value:.5f}" for value in 1000 * frame.ravel())
        for i, frame in enumerate(person.position)
    ]
    units = ",," + ",".join(["mm"] * 3 * len(person.labels))
    return ["Trajectories", f"{person.rate:g}", heads + ",,", axes, units, *rows, ""]


def devices(force, pressure, moment, per_frame=10):
    """One plate with z up, centred at the origin, whose forces act on the ground."""
    heads = ",,Plate 1 - Force,,,Plate 1 - Moment,,,Plate 1 - CoP,,,Combined Force,,"
    columns = "Frame,Sub Frame,Fx,Fy,Fz,Mx,My,Mz,Cx,Cy,Cz,Fx,Fy,Fz"
    units = ",,N,N,N,N.mm,N.mm,N.mm,mm,mm,mm,N,N,N"
    rows = []
    for i, numbers in enumerate(np.concatenate([force, moment, pressure, force], axis=1)):
        rows.append(
            f"{1 + i // per_frame},{i % per_frame}," + ",".join(f"{n:.6g}" for n in numbers)
        )
    return ["Devices", f"{100 * per_frame}", heads, columns, units, *rows, ""]


def pulse(samples=600):
    """Forces on the ground, centre of pressure in mm and moment in N mm, free moment 5 N m."""
    vertical = -1500 * np.clip(np.sin(np.linspace(-np.pi, 2 * np.pi, samples)), 0, None)
    vertical[: samples // 3] = 0
    force = np.stack([0.1 * vertical, 0 * vertical, vertical], axis=1)
    pressure = np.tile([120.0, -40.0, 0.0], (samples, 1))
    x, y = pressure[:, 0], pressure[:, 1]
    twist = 5000 * (vertical != 0)
    fx, fy, fz = force.T
    moment = np.stack([y * fz, -x * fz, twist + x * fy - y * fx], axis=1)
    return force, pressure, moment


def written(tmp_path, *sections, separator=","):
    path = tmp_path / "run.csv"
    text = "\r\n".join(line for section in sections for line in section)
    path.write_text("\ufeff" + text.replace(",", separator), encoding="utf-8")
    return path


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_markers_forces_and_events(tmp_path, runner, z_up, separator):
    person = runner(speed=4)
    path = written(
        tmp_path,
        EVENTS,
        devices(*pulse()),
        trajectories(person.turned(z_up)),
        separator=separator,
    )
    recording = read_recording(path)
    assert (recording.format, recording.frame_rate) == ("vicon_csv", 100)
    np.testing.assert_allclose(recording.position("left_heel"), person.course("LHEE"), atol=1e-6)
    force = recording.force
    assert (force.sizes["time"], force.sizes["plate"]) == (600, 1)  # not the combined force
    assert float(force.force.sel(space="y").max()) == pytest.approx(1500, rel=1e-3)
    assert float(np.diff(force.time).mean()) == pytest.approx(0.001)
    loaded = force.isel(plate=0, time=300)
    np.testing.assert_allclose(loaded.center_of_pressure, [-0.04, 0, 0.12], atol=1e-6)
    assert float(loaded.free_moment) == pytest.approx(-5, abs=0.01)
    events = [(event.time, event.side, event.kind) for event in recording.labelled_events]
    assert events == [(0.1, "right", "toe_off"), (0.25, "left", "touchdown")]


def test_velocities_beside_the_places_are_none(tmp_path, runner):
    person = runner(speed=4)
    lines = trajectories(person)
    count = len(person.labels)
    more = [
        "".join(f",Ann:{label}',," for label in person.labels),
        ",X',Y',Z'" * count,
        ",mm/s" * 3 * count,
        *[",5" * 3 * count] * len(person.position),
    ]
    lines[2:-1] = [line + extra for line, extra in zip(lines[2:-1], more, strict=True)]
    contents = read(written(tmp_path, [""], lines))
    assert contents.labels == tuple(f"Ann:{label}" for label in person.labels)
    np.testing.assert_allclose(contents.position[:, :, 0], person.position[:, 0], atol=1e-5)


def test_the_first_nexus_wrote_no_units(tmp_path, runner):
    person = runner(speed=4)
    mark, rate, heads, axes, _, *rows = trajectories(person)
    lines = [mark.upper(), f"{rate},Hz", heads[1:], axes.replace("Frame,Sub Frame", "Field #")]
    lines += [row.replace(",0,", ",", 1) for row in rows]
    analog = ["ANALOG", "1000,Hz", ",EMG1", "Sample #,EMG1", "1,0.5", "2,0.5", ""]
    recording = read_recording(written(tmp_path, analog, lines))
    assert recording.frame_rate == 100
    np.testing.assert_allclose(recording.position("left_heel"), person.course("LHEE"), atol=1e-5)


def test_frames_count_from_the_cameras_first(tmp_path, runner):
    contents = read(written(tmp_path, trajectories(runner(), first=51)))
    assert contents.time[0] == pytest.approx(0.5)


def test_gaps_are_unseen(tmp_path, runner):
    lines = trajectories(runner())
    cells = lines[12].split(",")
    cells[2:5] = ["", "", ""]
    lines[12] = ",".join(cells)
    contents = read(written(tmp_path, lines))
    assert np.flatnonzero(np.isnan(contents.position[:, 0, 0])).tolist() == [7]


def test_devices_that_cannot_be_read_leave_the_markers(tmp_path, runner):
    lines = devices(*pulse())
    lines[8] = lines[8].replace("0", "o", 1)
    recording = read_recording(written(tmp_path, lines, trajectories(runner(speed=4))))
    assert recording.force is None
    assert "forces_left_out" in {notice.code for notice in recording.notices}


def test_without_trajectories_it_is_refused(tmp_path):
    with pytest.raises(ReadError, match="exported devices, but no Trajectories"):
        read_recording(written(tmp_path, devices(*pulse())))
