from __future__ import annotations

import json
import struct

import numpy as np
import pytest

from nextstride.errors import ReadError, RecordingError
from nextstride.read import read_contents, read_recording

# A plate whose z points down, in a laboratory with z up and y forward, mm.
CORNERS = np.array([[300.0, -900, 0], [-300, -900, 0], [-300, 900, 0], [300, 900, 0]])


def contacts(force):
    """Times of touchdown and toe-off and peak of every contact above 20 N, by plate."""
    found = []
    time = force.time.values
    for vertical in force.force.sel(space="y").values.T:
        change = np.diff((vertical > 20).astype(int))
        for start in np.flatnonzero(change == 1) + 1:
            ends = np.flatnonzero(change == -1)
            end = ends[ends >= start]
            if end.size:
                found.append((time[start], time[end[0]], vertical[start : end[0] + 1].max()))
    return np.array(sorted(found))


@pytest.mark.parametrize("unit", ["mm", "cm", "m"])
def test_positions_turned_into_isb_axes(tmp_path, runner, write_c3d, z_up, unit):
    person = runner(speed=4.0)
    path = write_c3d(tmp_path / "run.c3d", person.turned(z_up), unit=unit)
    recording = read_recording(path)
    assert (recording.axes.up, recording.axes.forward) == ("+z", "+y")
    assert recording.frame_rate == 100
    for name, label in (("left_heel", "LHEE"), ("right_asis", "RASI")):
        np.testing.assert_allclose(recording.position(name), person.course(label), atol=1e-5)


def test_first_frame_sets_the_clock(tmp_path, runner, write_c3d):
    recording = read_recording(write_c3d(tmp_path / "run.c3d", runner(), first_frame=51))
    assert float(recording.motion.time[0]) == pytest.approx(0.50)


def test_markers_at_the_origin_are_missing(tmp_path, runner, write_c3d):
    person = runner()
    person.position[7, person.labels.index("LTOE")] = 0
    toe = read_recording(write_c3d(tmp_path / "run.c3d", person)).position("left_toe")
    assert np.flatnonzero(np.isnan(toe.values).any(axis=1)).tolist() == [7]


def test_events_with_minutes_become_touchdowns_and_toe_offs(tmp_path, runner, write_c3d):
    events = (
        (1.0, 2.5, "Foot Off", "Left"),
        (0.0, 0.1, "Foot Strike", "Right"),
        (0.0, 0.2, "Event", "General"),
    )
    recording = read_recording(write_c3d(tmp_path / "run.c3d", runner(), events=events))
    assert [(e.time, e.side, e.kind) for e in recording.labelled_events] == [
        (pytest.approx(0.1), "right", "touchdown"),
        (pytest.approx(62.5), "left", "toe_off"),
    ]


def test_more_than_255_markers_keep_their_names(tmp_path, runner, write_c3d):
    person = runner()
    labels = (*(f"extra{i}" for i in range(260)), *person.labels)
    extra = np.ones((60, 260, 3))
    many = type(person)(labels, np.concatenate([extra, person.position], axis=1))
    recording = read_recording(write_c3d(tmp_path / "run.c3d", many))
    np.testing.assert_allclose(recording.position("left_heel"), person.course("LHEE"), atol=1e-5)


def loaded(kind=2, sign=-1.0, offset=0.0, samples=300):
    """Channels of a plate under a single step of 1500 N, 10 cm behind its centre."""
    pulse = np.clip(np.sin(np.linspace(-np.pi, 2 * np.pi, samples)), 0, None)
    pulse[: samples // 3] = 0
    vertical = sign * 1500 * pulse + offset
    channels = np.zeros((samples, 6))
    channels[:, 2] = vertical
    channels[:, 3] = 100 * sign * 1500 * pulse  # Mx = y Fz, N mm
    return channels


@pytest.mark.parametrize("sign", [-1.0, 1.0])
def test_force_is_up_on_the_runner_whatever_the_file_holds(
    tmp_path, runner, write_c3d, plate_in_file, z_up, sign
):
    plate = plate_in_file(2, loaded(sign=sign), CORNERS, (0, 0, -40))
    path = write_c3d(tmp_path / "run.c3d", runner(speed=4).turned(z_up), plates=(plate,))
    recording = read_recording(path)
    force = recording.force
    assert float(force.force.sel(space="y").max()) == pytest.approx(1500, rel=1e-3)
    assert float(force.force.sel(space="y").min()) > -1e-3
    pressed = force.center_of_pressure.isel(plate=0).dropna("time").values
    np.testing.assert_allclose(pressed, np.tile([-0.1, 0, 0], (len(pressed), 1)), atol=1e-6)
    codes = {notice.code for notice in recording.notices}
    assert ("force_on_ground" in codes) == (sign > 0)


def test_plates_wired_the_other_way_round_are_turned_one_by_one(
    tmp_path, runner, write_c3d, plate_in_file, z_up
):
    silent = 0.001 * loaded()
    plates = [
        plate_in_file(2, channels, CORNERS, (0, 0, -40))
        for channels in (loaded(sign=1.0), silent, loaded(sign=-1.0))
    ]
    path = write_c3d(tmp_path / "run.c3d", runner(speed=4).turned(z_up), plates=tuple(plates))
    recording = read_recording(path)
    vertical = recording.force.force.sel(space="y")
    np.testing.assert_allclose(vertical.max("time")[[0, 2]], 1500, rtol=1e-3)
    assert float(vertical.min()) > -2
    message = {n.code: n.message for n in recording.notices}["force_on_ground"]
    assert message.startswith("Force plate 1 alone holds")


def test_clear_offset_is_subtracted_and_noted(tmp_path, runner, write_c3d, plate_in_file, z_up):
    plate = plate_in_file(2, loaded(offset=12.0), CORNERS, (0, 0, -40))
    path = write_c3d(tmp_path / "run.c3d", runner(speed=4).turned(z_up), plates=(plate,))
    recording = read_recording(path)
    assert float(recording.force.force.sel(space="y").max()) == pytest.approx(1500, rel=1e-3)
    message = {n.code: n.message for n in recording.notices}["force_plate_offset"]
    assert "12 N" in message


@pytest.mark.parametrize(
    ("offset", "scale", "code"),
    [(120.0, 1.0, "force_plate_offset"), (0.0, 0.001, "forces_in_kilonewtons")],
)
def test_large_offsets_and_kilonewtons(
    tmp_path, runner, write_c3d, plate_in_file, z_up, offset, scale, code
):
    plate = plate_in_file(2, scale * loaded(offset=offset), CORNERS, (0, 0, -40))
    path = write_c3d(tmp_path / "run.c3d", runner(speed=4).turned(z_up), plates=(plate,))
    recording = read_recording(path)
    assert float(recording.force.force.sel(space="y").max()) == pytest.approx(1500, rel=1e-3)
    pressed = recording.force.center_of_pressure.isel(plate=0).dropna("time").values
    np.testing.assert_allclose(pressed, np.tile([-0.1, 0, 0], (len(pressed), 1)), atol=1e-6)
    assert code in {notice.code for notice in recording.notices}


def test_types_2_and_4_agree_with_the_platform_filter_of_ezc3d(
    tmp_path, runner, write_c3d, plate_in_file, z_up
):
    import ezc3d

    random = np.random.default_rng(3)
    calibration = np.diag([500.0, 480, 1000, 8e5, 2.5e5, 4e5]) + random.normal(0, 5, (6, 6))
    raw = random.normal([0.01, 0.05, -1.2, 0.02, -0.1, 0.01], 0.02, (300, 6))
    plates = (
        plate_in_file(2, loaded() + random.normal(0, 1, (300, 6)), CORNERS, (3, -5, -40)),
        plate_in_file(4, raw, CORNERS + np.array([0, 1800, 0]), (-243, 900, -15), calibration),
    )
    path = write_c3d(tmp_path / "run.c3d", runner(speed=4).turned(z_up), plates=plates)
    theirs = ezc3d.c3d(str(path), extract_forceplat_data=True)["data"]["platform"]
    ours = read_recording(path).force
    for index, other in enumerate(theirs):
        force = ours.force.isel(plate=index).values @ z_up.T
        np.testing.assert_allclose(force, other["force"].T, atol=1e-6)
        if index == 1:  # always loaded
            pressure = ours.center_of_pressure.isel(plate=index).values @ z_up.T
            expected = other["center_of_pressure"].T / 1000
            np.testing.assert_allclose(pressure, expected, atol=1e-6)
            twist = other["Tz"][2] / 1000
            np.testing.assert_allclose(ours.free_moment.isel(plate=index), twist, atol=1e-6)


def test_plate_of_unknown_type_is_left_out_and_noted(
    tmp_path, runner, write_c3d, plate_in_file, z_up
):
    plates = (
        plate_in_file(2, loaded(), CORNERS, (0, 0, -40)),
        plate_in_file(21, loaded(), CORNERS, (0, 0, -40)),
    )
    path = write_c3d(tmp_path / "run.c3d", runner(speed=4).turned(z_up), plates=plates)
    recording = read_recording(path)
    assert recording.force.sizes["plate"] == 1
    assert "its type is 21" in {n.code: n.message for n in recording.notices}["force_plate_unread"]


def test_zero_rate_is_refused_and_a_given_one_overrides(tmp_path, runner, write_c3d):
    path = write_c3d(tmp_path / "run.c3d", runner())
    raw = bytearray(path.read_bytes())
    rate = struct.pack("<f", 100)
    while (place := raw.find(rate)) >= 0:
        raw[place : place + 4] = bytes(4)
    path.write_bytes(raw)
    with pytest.raises(ReadError, match=r"frame rate must be a positive number.*got 0 Hz"):
        read_recording(path)
    assert read_recording(path, frame_rate=100).frame_rate == 100


@pytest.mark.parametrize("name", ["JA1Gait35.c3d", "JA1Gait21.c3d"])
def test_dorn_contacts_agree_with_the_ground_truth(shared_data, name):
    folder = shared_data / "dorn2012_ja1_c3d"
    truth = json.loads((folder / "ground_truth_events.json").read_text())[name]
    recording = read_recording(folder / name)
    assert float(recording.motion.time[0]) == pytest.approx(truth["first_frame_time_s"])
    ours = contacts(recording.force)
    for contact in truth["force_plate_contacts_thr20N"]:
        nearest = ours[np.argmin(abs(ours[:, 0] - contact["td_s"]))]
        assert nearest[0] == pytest.approx(contact["td_s"], abs=0.002)
        assert nearest[1] == pytest.approx(contact["to_s"], abs=0.002)
        assert nearest[2] == pytest.approx(contact["peak_fz_N"], rel=0.02)
    labelled = [
        (e["t_s"], {"L": "left", "R": "right"}[e["side"]]) for e in truth["lab_events_in_c3d"]
    ]
    assert [(e.time, e.side) for e in recording.labelled_events] == [
        (pytest.approx(time), side) for time, side in labelled
    ]


def test_dorn_centre_of_pressure_is_under_the_foot(shared_data):
    recording = read_recording(shared_data / "dorn2012_ja1_c3d" / "JA1Gait35.c3d")
    force = recording.force
    for plate, side in ((1, "right"), (3, "left"), (6, "right"), (7, "left")):
        vertical = force.force.sel(space="y").isel(plate=plate)
        peak = int(vertical.values.argmax())
        pressed = force.center_of_pressure.isel(plate=plate, time=peak).values
        when = float(force.time[peak])
        feet = [
            recording.position(f"{side}_{name}").interp(time=when).values
            for name in ("heel", "toe", "first_metatarsal", "fifth_metatarsal")
        ]
        assert feet[0][0] < pressed[0] < feet[1][0]
        assert min(feet[2][2], feet[3][2]) - 0.02 < pressed[2] < max(feet[2][2], feet[3][2]) + 0.02


def test_rbds_treadmill_plate_of_type_4(shared_data):
    from scipy.signal import butter, sosfiltfilt

    folder = shared_data / "rbds_s001_treadmill"
    recording = read_recording(folder / "RBDS001runT35.c3d")
    truth = json.loads((folder / "ground_truth_events_RBDS001runT35.json").read_text())["contacts"]
    vertical = recording.force.force.sel(space="y").isel(plate=0).values
    # As its ground truth was made: low-passed at 60 Hz, threshold 50 N.
    smooth = sosfiltfilt(butter(2, 60, fs=300, output="sos"), vertical)
    rises = recording.force.time.values[np.flatnonzero(np.diff((smooth > 50).astype(int)) == 1) + 1]
    assert len(rises) == len(truth) == 85
    np.testing.assert_allclose(rises, [contact["td_s"] for contact in truth], atol=0.002)
    for contact in truth:
        middle = (contact["td_s"] + contact["to_s"]) / 2
        side = {"L": "left", "R": "right"}[contact["side"]]
        pressed = recording.force.center_of_pressure.isel(plate=0).sel(
            time=middle, method="nearest"
        )
        heel = recording.position(f"{side}_heel").sel(time=middle, method="nearest")
        assert 0.05 < float(pressed[0] - heel[0]) < 0.35
        assert abs(float(pressed[2] - heel[2])) < 0.12


OTHERS = {
    "btk_c3d__Gait.c3d": (33, None),
    "btk_c3d__parameterOverflow.c3d": (106, "no marker has a single valid position"),
    "c3d_org__Basketball.c3d": (64, None),
    "c3d_org__FP1.C3D": (8, "No known marker set fits the labels PT00"),
    "c3d_org__MotionMonitorC3D.c3d": (8, "No known marker set fits the labels"),
    "c3d_org__TYPE-2.C3D": (13, "No known marker set fits the labels H, R"),
    "c3d_org__TYPE-4.C3D": (13, "No known marker set fits the labels H, R"),
    "c3d_org__dynamic.C3D": (31, None),
    "c3d_org__golfswing1.c3d": (29, "No known marker set fits the labels Channel103"),
    "c3d_org__newwalk.c3d": (21, None),
    "c3d_org__standing.C3D": (35, None),
    "kineticstoolkit__sprintbasket.c3d": (26, "No known marker set fits the labels Wheelchair"),
}
"""Markers in each file, and why it is no run where it is none."""


@pytest.mark.parametrize("name", OTHERS)
def test_files_that_other_readers_open_are_read(shared_data, name):
    path = shared_data / "c3d_files" / name
    markers, why_not = OTHERS[name]
    contents = read_contents(path)
    assert len(contents.labels) == len(set(contents.labels)) == markers
    if why_not is None:
        assert read_recording(path).axes.up in {"+z", "+y"}
    else:
        with pytest.raises(RecordingError, match=why_not):
            read_recording(path)


def test_every_file_of_other_readers_is_in_the_list(shared_data):
    found = {path.name for path in (shared_data / "c3d_files").iterdir()}
    assert found - {"SOURCE.md"} == set(OTHERS)


def test_names_cut_to_four_characters_are_told_apart_by_descriptions(shared_data):
    recording = read_recording(shared_data / "c3d_files" / "btk_c3d__Gait.c3d")
    inside = recording.position("right_medial_knee").values
    outside = recording.position("right_lateral_knee").values
    assert np.nanmedian(np.linalg.norm(inside - outside, axis=1)) == pytest.approx(0.13, abs=0.02)


def test_frames_counted_from_zero(shared_data):
    recording = read_recording(shared_data / "cases" / "c3d-first-frame-0" / "run.c3d")
    assert recording.motion.sizes["time"] == 512
    assert float(recording.motion.time[0]) == 0


def test_one_plate_without_its_last_dimension(shared_data):
    recording = read_recording(shared_data / "cases" / "c3d-one-plate-squeezed" / "run.c3d")
    assert recording.force.sizes["plate"] == 1
    lasted = [end - start for start, end, _ in contacts(recording.force)]
    assert lasted == pytest.approx([0.110] * len(lasted), abs=0.003)
    assert len(lasted) >= 1


def test_results_of_a_gait_model_are_no_markers(tmp_path, runner, write_c3d):
    import ezc3d

    path = write_c3d(tmp_path / "run.c3d", runner())
    file = ezc3d.c3d(str(path))
    file.add_parameter("POINT", "ANGLES", ["LTOE"])
    file.write(str(path))
    assert "LTOE" not in read_contents(path).labels


def test_two_people_of_the_same_names_are_refused(tmp_path, runner, write_c3d):
    person = runner()
    both = type(person)(person.labels * 2, np.tile(person.position, (1, 2, 1)))
    with pytest.raises(ReadError, match="keep one person"):
        read_recording(write_c3d(tmp_path / "run.c3d", both))


def test_markers_alike_without_descriptions_are_not_guessed(tmp_path, runner, write_c3d):
    person = runner()
    twin = type(person)(
        (*person.labels, "LKNE"), np.append(person.position, person.position[:, :1], axis=1)
    )
    recording = read_recording(write_c3d(tmp_path / "run.c3d", twin))
    assert {"LKNE #1", "LKNE #2"} <= set(recording.keypoints)
    assert "left_lateral_knee" not in recording.keypoints


def test_markers_that_software_named_alike_are_no_twins(tmp_path, runner, write_c3d):
    person = runner(speed=4)
    more = type(person)(
        (*person.labels, "*", "*", "*"),
        np.append(person.position, person.position[:, :3] + 0.3, axis=1),
    )
    recording = read_recording(write_c3d(tmp_path / "run.c3d", more))
    codes = {notice.code for notice in recording.notices}
    assert "markers_unnamed" in codes
    assert "markers_alike" not in codes
