from __future__ import annotations

import json

import numpy as np
import pytest

from nextstride.errors import ReadError, RecordingError
from nextstride.read import attach_forces, read_recording


def force_file(path, time, vertical, axis="y"):
    names = (
        ["time"] + [f"R_ground_force_v{a}" for a in "xyz"] + [f"R_ground_force_p{a}" for a in "xyz"]
    )
    rows = []
    for t, f in zip(time, vertical, strict=True):
        force = [f if a == axis else 0.0 for a in "xyz"]
        rows.append("\t".join(f"{v:.6f}" for v in (t, *force, 0.5, 0.0, 0.1)))
    path.write_text("grf\nendheader\n" + "\t".join(names) + "\n" + "\n".join(rows) + "\n")
    return path


@pytest.fixture
def recording(tmp_path, runner, write_trc):
    return read_recording(write_trc(tmp_path / "run.trc", runner()))


def test_forces_are_laid_beside_the_motion(tmp_path, recording):
    time = np.arange(600) / 1000
    vertical = np.where(time > 0.3, 900.0, 0.0)
    together = attach_forces(recording, force_file(tmp_path / "grf.mot", time, vertical))
    force = together.force
    assert list(force.side.values) == ["right"]
    np.testing.assert_allclose(force.force.sel(space="y").isel(plate=0), vertical)
    pressed = force.center_of_pressure.isel(plate=0)
    assert np.isnan(pressed[100]).all()
    np.testing.assert_allclose(pressed[500], [0.5, 0, 0.1])
    assert recording.force is None


def test_forces_turn_with_the_axes_of_the_recording(tmp_path, runner, write_trc, z_up):
    path = write_trc(tmp_path / "run.trc", runner().turned(z_up))
    force = force_file(tmp_path / "grf.mot", np.arange(60) / 100, np.full(60, 700.0), axis="z")
    together = attach_forces(read_recording(path), force)
    np.testing.assert_allclose(together.force.force.isel(plate=0)[0], [0, 700, 0])
    np.testing.assert_allclose(together.force.center_of_pressure.isel(plate=0)[0], [0, 0.1, 0.5])


def test_forces_in_other_axes_are_refused(tmp_path, recording):
    force = force_file(tmp_path / "grf.mot", np.arange(60) / 100, np.full(60, 700.0), axis="z")
    with pytest.raises(RecordingError, match="greatest force must be vertical"):
        attach_forces(recording, force)


def test_forces_of_another_time_are_refused(tmp_path, recording):
    force = force_file(tmp_path / "grf.mot", 100 + np.arange(60) / 100, np.full(60, 700.0))
    with pytest.raises(ReadError, match=r"from 100\.000 to 100\.590 s.*on one clock"):
        attach_forces(recording, force)


def test_forces_of_a_part_are_noted(tmp_path, recording):
    force = force_file(tmp_path / "grf.mot", 0.3 + np.arange(60) / 100, np.full(60, 700.0))
    codes = {notice.code for notice in attach_forces(recording, force).notices}
    assert "force_covers_part" in codes


def test_second_forces_absent_files_and_other_formats_are_refused(tmp_path, recording):
    force = force_file(tmp_path / "grf.mot", np.arange(60) / 100, np.full(60, 700.0))
    with pytest.raises(ReadError, match="holds forces already"):
        attach_forces(attach_forces(recording, force), force)
    with pytest.raises(ReadError, match="no such file"):
        attach_forces(recording, tmp_path / "absent.mot")
    (tmp_path / "x.c3d").write_text("x")
    with pytest.raises(ReadError, match=r"got \.c3d"):
        attach_forces(recording, tmp_path / "x.c3d")


def test_motion_without_forces_is_refused_as_forces(tmp_path, recording):
    path = tmp_path / "angles.mot"
    path.write_text("endheader\ntime\thip_flexion_r\n0\t1\n0.1\t1\n")
    with pytest.raises(ReadError, match="columns ending in vx, vy, vz"):
        attach_forces(recording, path)


def test_counted_samples_that_fit_no_rate_are_refused(tmp_path, recording):
    path = tmp_path / "forces.txt"
    rows = "\n".join(f"{i + 1}\t0\t700\t0" for i in range(217))
    path.write_text(f"Time\tFx\tFy\tFz\n{rows}\n")
    with pytest.raises(ReadError, match=r"counts 217 samples.*no rate of a force plate"):
        attach_forces(recording, path)


@pytest.mark.parametrize("speed", [200, 300, 400])
def test_hamner_contacts_agree_with_the_ground_truth(shared_data, speed):
    folder = shared_data / "hamner2013_subject04" / f"run{speed}"
    recording = attach_forces(read_recording(folder / "markers.trc"), folder / "grf.mot")
    truth = json.loads((folder / "ground_truth_events.json").read_text())["contacts"]
    for contact in truth:
        side = {"L": "left", "R": "right"}[contact["side"]]
        plate = recording.force.isel(plate=list(recording.force.side.values).index(side))
        vertical = plate.force.sel(space="y").values
        rises = plate.time.values[np.flatnonzero(np.diff((vertical > 50).astype(int)) == 1) + 1]
        assert np.abs(rises - contact["td_s"]).min() <= 0.002
        middle = (contact["td_s"] + contact["to_s"]) / 2
        pressed = plate.center_of_pressure.sel(time=middle, method="nearest")
        heel = recording.position(f"{side}_heel").sel(time=middle, method="nearest")
        assert 0 < float(pressed[0] - heel[0]) < 0.3


def test_rbds_forces_run_at_300_hz(shared_data):
    folder = shared_data / "rbds_s001_treadmill"
    markers = read_recording(folder / "RBDS001runT25markers.txt")
    recording = attach_forces(markers, folder / "RBDS001runT25forces.txt")
    assert float(recording.force.time[1]) == pytest.approx(1 / 300)
    message = {n.code: n.message for n in recording.notices}["force_rate_inferred"]
    assert "300 Hz" in message
    mean_force = float(recording.force.force.sel(space="y").mean())
    assert mean_force == pytest.approx(62.0 * 9.80665, rel=0.03)
