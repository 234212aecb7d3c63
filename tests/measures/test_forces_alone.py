"""A run from forces alone: made ones with known contacts, and two real treadmills."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest

from nextstride.errors import MissingDataError, RecordingError
from nextstride.measures.forces_alone import measure_forces, reading_of
from nextstride.read.force_trace import ForceTrace, read_force_trace

MASS, CONTACT, STEP = 70.0, 0.24, 0.36


def trace(scale=1.0, offset=0.0, seconds=6.0, weaker=1.0):
    """Half sines whose mean over a step is the body weight; every other one weaker."""
    time = np.arange(0, seconds, 0.001)
    within = (time - 0.1) % STEP
    leg = ((time - 0.1) // STEP).astype(int) % 2
    peak = np.pi / 2 * STEP / CONTACT * MASS * 9.80665
    force = np.where(within < CONTACT, peak * np.sin(np.pi * within / CONTACT), 0.0)
    force = np.where(time < 0.1, 0.0, force) * np.where(leg == 1, weaker, 2 - weaker)
    return ForceTrace("run.csv", time, scale * force + offset, 1000.0)


def test_contacts_flights_and_forces():
    run = measure_forces(trace(), MASS, belt_speed=3.0)
    # At 20 N a half sine of 2.4 body weights is 2 x 0.9 ms shorter.
    assert reading_of(run, "contact_time").value == pytest.approx(CONTACT - 0.002, abs=0.001)
    assert reading_of(run, "flight_time").value == pytest.approx(STEP - CONTACT + 0.002, abs=0.001)
    assert reading_of(run, "step_rate").value == pytest.approx(1 / STEP, rel=1e-3)
    assert reading_of(run, "step_length").value == pytest.approx(3 * STEP, rel=1e-3)
    assert reading_of(run, "peak_vertical_force").value == pytest.approx(np.pi / 2 * 1.5, rel=1e-3)
    with pytest.raises(MissingDataError):
        reading_of(measure_forces(trace(), MASS), "step_length")


def test_mass_comes_from_the_mean_force():
    run = measure_forces(trace())
    assert run.mass == pytest.approx(MASS, rel=0.01)
    assert [notice.code for notice in run.notices] == ["mass_from_force"]


@pytest.mark.parametrize(
    ("scale", "code"),
    [(1 / (MASS * 9.80665), "force_in_body_weights"), (0.001, "force_in_kilonewton")],
)
def test_other_units_are_told_by_their_mean(scale, code):
    run = measure_forces(trace(scale), MASS)
    assert code in {notice.code for notice in run.notices}
    assert reading_of(run, "peak_vertical_force").value == pytest.approx(2.356, abs=0.02)


def test_body_weights_need_a_mass():
    with pytest.raises(RecordingError, match="state --mass"):
        measure_forces(trace(1 / (MASS * 9.80665)))


def test_an_offset_is_subtracted_and_a_wrong_mass_refused():
    run = measure_forces(trace(offset=15.0), MASS)
    assert "force_offset" in {notice.code for notice in run.notices}
    assert reading_of(run, "contact_time").value == pytest.approx(CONTACT - 0.002, abs=0.001)
    with pytest.raises(RecordingError, match=r"70\.\d kg, but --mass says 90"):
        measure_forces(trace(), 90.0)


def test_legs_that_differ_are_told_apart():
    run = measure_forces(trace(weaker=0.95), MASS)
    difference = reading_of(run, "peak_vertical_force_difference")
    assert abs(difference.value) == pytest.approx(10, abs=0.2)
    assert difference.lower <= difference.value <= difference.upper


def test_standing_walking_and_single_steps_are_refused():
    time = np.arange(0, 5, 0.001)
    standing = 700 + 50 * np.sin(12 * time)
    for vertical in (standing, trace(seconds=0.8).vertical):
        with pytest.raises(RecordingError, match="3 whole contacts"):
            measure_forces(ForceTrace("x.csv", time[: len(vertical)], vertical, 1000.0), MASS)


def test_treadmill_of_fukuchi(shared_data):
    folder = shared_data / "rbds_s041_treadmill"
    truth = json.loads((folder / "ground_truth_events_RBDS0041runT252.json").read_text())
    contacts = truth["contacts"]
    forces = read_force_trace(folder / "RBDS0041runT252forces.txt", 300.0)
    run = measure_forces(forces, 78.3, 2.5)
    assert len(run.contacts) == len(contacts)
    starts = [contact["td_s"] for contact in contacts]
    assert np.median(np.abs(run.contacts[:, 0] - starts)) < 0.01
    assert reading_of(run, "step_rate").value == pytest.approx(2.62, abs=0.02)


def test_treadmill_of_alcantara(shared_data, tmp_path):
    folder = shared_data / "imu_sacrum_grf_alcantara"
    force = np.load(folder / "imu_grf.npz")["grf_normal_bw"]
    conditions = list(csv.DictReader((folder / "conditions.csv").read_text().splitlines()))
    for row in (0, 5, 10):
        path = tmp_path / f"{row}.csv"
        table = np.stack([np.arange(len(force[row])) / 500, force[row]], axis=1)
        np.savetxt(path, table, delimiter=",", header="time,grf_normal", comments="")
        speed = float(conditions[row]["Speed"])
        run = measure_forces(read_force_trace(path), 76.8, speed)
        assert 13 <= len(run.contacts) <= 16
        assert 0.20 < reading_of(run, "contact_time").value < 0.28
        assert 1.9 < reading_of(run, "peak_vertical_force").value < 2.6
