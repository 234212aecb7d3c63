from __future__ import annotations

import numpy as np
import pytest

from nextstride.errors import ReadError
from nextstride.read.force_trace import read_force_trace

SAMPLES = 900


def pulses():
    time = np.arange(SAMPLES) / 300
    return time, 1500 * np.clip(np.sin(2 * np.pi * 2.5 * time), 0, None)


@pytest.mark.parametrize(
    ("head", "columns"),
    [
        ("Time,Fx,Fy,Fz", lambda f: [0.1 * f, 0 * f, f]),
        ("time;FP1_Fz;FP2_Fz", lambda f: [0.25 * f, 0.75 * f]),
        ("Time (s)\tvertical force (N)", lambda f: [f]),
        ("t,vGRF", lambda f: [f]),
        ("Time,Fx,Fy,Fz,Fz1,Fz2", lambda f: [0 * f, 0 * f, f, 0.5 * f, 0.5 * f]),
        ("time,ground_force_vx,ground_force_vy,ground_force_vz", lambda f: [0 * f, f, 0 * f]),
        ("Time,Fx,Fy,Fz", lambda f: [0 * f, 0 * f, -f]),
    ],
)
def test_tables(tmp_path, head, columns):
    time, force = pulses()
    separator = next(mark for mark in "\t;," if mark in head)
    path = tmp_path / "run.csv"
    rows = np.stack([time, *columns(force)], axis=1)
    lines = ["BioWare export", "", head, separator.join(["s"] * rows.shape[1])]
    lines += [separator.join(f"{value:.6f}" for value in row) for row in rows]
    path.write_text("\n".join(lines))
    trace = read_force_trace(path)
    assert trace.rate == 300
    np.testing.assert_allclose(trace.vertical, force, atol=1e-5)


def test_a_table_without_times_needs_a_rate(tmp_path):
    path = tmp_path / "run.csv"
    path.write_text("Fz\n" + "\n".join(map(str, pulses()[1])))
    with pytest.raises(ReadError, match="State it"):
        read_force_trace(path)
    assert read_force_trace(path, 300.0).time[-1] == pytest.approx((SAMPLES - 1) / 300)


def test_plates_of_a_c3d(tmp_path, runner, write_c3d, plate_in_file):
    force = pulses()[1][:180]
    corners = np.array([[300.0, -900, 0], [-300, -900, 0], [-300, 900, 0], [300, 900, 0]])
    channels = np.zeros((180, 6))
    channels[:, 2] = -force
    plate = plate_in_file(2, channels, corners, (0, 0, -40))
    trace = read_force_trace(write_c3d(tmp_path / "run.c3d", runner(), plates=(plate,)))
    assert trace.rate == 300
    np.testing.assert_allclose(trace.vertical, force, atol=1e-3)


def test_what_holds_no_force_is_refused(tmp_path, runner, write_c3d):
    path = tmp_path / "run.csv"
    path.write_text("time,speed\n0,1\n1,2\n")
    with pytest.raises(ReadError, match="names no ground force"):
        read_force_trace(path)
    with pytest.raises(ReadError, match="no force plate"):
        read_force_trace(write_c3d(tmp_path / "run.c3d", runner()))
    with pytest.raises(ReadError, match="no such file"):
        read_force_trace(tmp_path / "absent.csv")
