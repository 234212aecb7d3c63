from __future__ import annotations

import numpy as np
import pytest

from nextstride.errors import ReadError, RecordingError
from nextstride.read import read_recording
from nextstride.read.opensim import force_columns, read_forces

HEADER = "Coordinates\nversion=1\nnRows=3\nnColumns=3\ninDegrees={}\n\nendheader\n"
ROWS = "time\tpelvis_ty\thip_flexion_r\n0.00\t0.95\t{0}\n0.01\t0.96\t{0}\n0.02\t0.97\t{0}\n"


@pytest.mark.parametrize(("degrees", "value"), [("yes", 90.0), ("no", np.pi / 2)])
def test_angles_in_rad_and_translations_in_metres(tmp_path, degrees, value):
    path = tmp_path / "run.mot"
    path.write_text(HEADER.format(degrees) + ROWS.format(value))
    recording = read_recording(path)
    angle = recording.motion.angle
    np.testing.assert_allclose(angle.sel(coordinate="hip_flexion_r"), np.pi / 2)
    np.testing.assert_allclose(angle.sel(coordinate="pelvis_ty"), [0.95, 0.96, 0.97])
    assert recording.format == "opensim"
    assert recording.keypoints == ()
    assert recording.frame_rate == 100


def test_full_state_paths_become_coordinate_names(tmp_path):
    path = tmp_path / "run.sto"
    path.write_text(
        "inDegrees=no\nendheader\ntime\t/jointset/hip_r/hip_flexion_r/value\t"
        "/jointset/hip_r/hip_flexion_r/speed\n0\t1\t2\n0.01\t1\t2\n"
    )
    assert list(read_recording(path).motion.coordinate.values) == ["hip_flexion_r"]


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("no header at all", ReadError, "'endheader'"),
        ("endheader\nframe\ta\n0\t1\n", ReadError, "first column must be time"),
        ("endheader\ntime\ta\ta\n0\t1\t1\n", ReadError, "twice: a"),
        ("endheader\ntime\ta\n", ReadError, "no row of numbers|must be a number"),
        ("endheader\ntime\n0\n1\n", ReadError, "no coordinate"),
        ("endheader\ntime\ta\n0\tx\n", ReadError, "must be a number"),
        ("endheader\ntime\ta\n0.2\t1\n0.1\t1\n", RecordingError, "times must increase"),
        ("endheader\ntime\ta\n0.1\tnan\n0.2\tnan\n", RecordingError, "no.*valid"),
        (
            "endheader\ntime\tR_ground_force_vx\tR_ground_force_vy\tR_ground_force_vz\n0\t1\t1\t1\n",
            ReadError,
            "ground forces and no motion.*--forces",
        ),
    ],
)
def test_broken_files_are_refused_with_the_reason(tmp_path, text, error, message):
    path = tmp_path / "run.mot"
    path.write_text(text)
    with pytest.raises(error, match=message):
        read_recording(path)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("R_ground_force_v{}", "L_ground_force_v{}"),
        ("ground_force_v{}", "1_ground_force_v{}"),
        ("ground_force_r_v{}", "ground_force_l_v{}"),
        ("ground_force_1_v{}", "ground_force_2_v{}"),
        ("FP1_v{}", "FP2_v{}"),
    ],
)
def test_plates_are_told_apart_by_any_usual_naming(first, second):
    names = ["time"]
    for pattern in (first, second):
        names += [pattern.format(axis) for axis in "xyz"]
        names += [pattern.replace("_v{}", "_p{}").format(axis) for axis in "xyz"]
    for pattern in (first, second):
        names += [
            pattern.replace("force", "torque").replace("_v{}", "_{}").format(a) for a in "xyz"
        ]
    plates = force_columns(names)
    assert len(plates) == 2
    one, two = plates.values()
    assert [one[kind] for kind in ("vx", "vy", "vz", "px", "py", "pz")] == [1, 2, 3, 4, 5, 6]
    assert [two[kind] for kind in ("vx", "vy", "vz", "px", "py", "pz")] == [7, 8, 9, 10, 11, 12]
    if "force" in first:
        assert [one["tx"], two["tz"]] == [13, 18]


def test_dorn_joint_angles(shared_data):
    recording = read_recording(shared_data / "dorn2012_ja1_trc_ik" / "run0900cms.mot")
    hip = np.rad2deg(recording.motion.angle.sel(coordinate="hip_flexion_r").values)
    assert hip.min() == pytest.approx(-36, abs=1)
    assert hip.max() == pytest.approx(79, abs=1)
    knee = np.rad2deg(recording.motion.angle.sel(coordinate="knee_angle_r").values)
    assert knee.max() == pytest.approx(152, abs=1)
    height = recording.motion.angle.sel(coordinate="pelvis_ty")
    assert float(height.mean()) == pytest.approx(0.97, abs=0.05)


def test_a_blank_cell_is_missing_and_moves_no_other(tmp_path):
    path = tmp_path / "run.mot"
    path.write_text(HEADER.format("no") + ROWS.format(0.5).replace("\t0.96\t", "\t\t"))
    angle = read_recording(path).motion.angle
    assert np.isnan(float(angle.sel(coordinate="pelvis_ty")[1]))
    np.testing.assert_allclose(angle.sel(coordinate="hip_flexion_r"), 0.5)


@pytest.mark.parametrize(
    ("name", "hip"),
    [
        ("cases/mot-no-indegrees/run.mot", (-0.9, 1.8)),
        ("labs_hamner2_ik/subject02_running_arms_ik.mot", (-0.9, 1.8)),
    ],
)
def test_headers_that_do_not_state_degrees(shared_data, name, hip):
    recording = read_recording(shared_data / name)
    flexion = recording.motion.angle.sel(coordinate="hip_flexion_r")
    assert hip[0] < float(flexion.min()) < 0 < float(flexion.max()) < hip[1]
    assert "angle_unit_inferred" in {notice.code for notice in recording.notices}


def test_a_wrong_statement_of_radians_is_overruled_and_said(tmp_path):
    path = tmp_path / "run.mot"
    path.write_text(HEADER.format("no") + "time\thip_flexion_r\tpelvis_tx\n0\t90\t1\n0.01\t45\t1\n")
    recording = read_recording(path)
    angles = recording.motion.angle.values
    assert angles == pytest.approx(np.array([[np.pi / 2, 1], [np.pi / 4, 1]]))
    assert (
        "says inDegrees=no" in {n.code: n.message for n in recording.notices}["angle_unit_inferred"]
    )


def test_forces_as_opensim_takes_them_out_of_a_c3d(tmp_path):
    names = [f"{kind}{plate}_{axis}" for plate in (1, 2) for kind in "fpm" for axis in (1, 2, 3)]
    plate = "0\t0\t700\t250\t-900\t0\t0\t0\t4000"
    rows = [f"{i / 100}\t{plate}\t{plate}" for i in range(20)]
    path = tmp_path / "forces.sto"
    path.write_text("\n".join(["grf", "endheader", "\t".join(["time", *names]), *rows]))
    force, notices = read_forces(path)
    assert force.sizes["plate"] == 2
    at = force.isel(time=3, plate=1)
    assert at.force.values == pytest.approx([0, 0, 700])
    assert at.center_of_pressure.values == pytest.approx([0.25, -0.9, 0])
    assert at.free_moment.values == pytest.approx([0, 0, 4])
    assert [notice.code for notice in notices] == ["force_points_in_mm"]
