"""Forces against markers: delays, turned axes, idle plates, loads outside the motion."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
import xarray as xr

from nextstride.kinematics import body_points
from nextstride.read import attach_forces, read_recording
from nextstride.sample import SyntheticSprinter
from nextstride.strides import (
    agreeing_forces,
    detect_steps,
    find_pace,
    force_contacts,
    loaded_force,
)
from nextstride.strides.agreement import DELAY

RUNNERS = {
    "sprint": SyntheticSprinter(strides=3),
    "jog": replace(SyntheticSprinter.jogging(), strides=3),
}
LOWER = ("asis", "psis", "knee", "ankle", "heel", "toe", "metatarsal")


@cache
def recorded(name):
    """A run with 1 mm of noise, its points and pace."""
    recording = RUNNERS[name].recording(250, 0.001, seed=2)
    points = body_points(recording, RUNNERS[name].athlete)
    return recording, points, find_pace(points)


def agreed(name, force):
    """The recording after the check, with other forces."""
    recording, points, pace = recorded(name)
    changed = replace(recording, force=force)
    return agreeing_forces(changed, points, pace, RUNNERS[name].athlete)


def codes(recording):
    return [notice.code for notice in recording.notices]


@pytest.mark.parametrize("name", RUNNERS)
def test_forces_that_agree_are_left_alone(name):
    force = recorded(name)[0].force
    assert agreed(name, force).force is force
    assert codes(agreed(name, force)) == []


@pytest.mark.parametrize("name", RUNNERS)
@pytest.mark.parametrize("delay", [-0.02, 0.012, 0.02, 0.045])
def test_a_delay_is_taken_out_and_told(name, delay):
    force = recorded(name)[0].force
    late = force.assign_coords(time=force.time + delay)
    result = agreed(name, late)
    assert codes(result) == ["forces_delayed"]
    left = float((result.force.time.values - force.time.values).mean())
    # What is left would not count as a delay.
    assert abs(left) < DELAY
    assert ("after" if delay > 0 else "before") in result.notices[0].message


def test_forces_of_another_moment_are_left_out():
    force = recorded("sprint")[0].force
    half_a_step = 0.5 / RUNNERS["sprint"].step_rate
    result = agreed("sprint", force.assign_coords(time=1.4 * force.time + half_a_step))
    assert result.force is None
    assert codes(result) == ["forces_left_out"]


def turned(force, degrees):
    """The forces turned about the vertical, from above to the left."""
    cosine, sine = np.round(np.cos(np.deg2rad(degrees))), np.round(np.sin(np.deg2rad(degrees)))
    values = force["force"].values.copy()
    x, z = values[:, 0].copy(), values[:, 2].copy()
    values[:, 0], values[:, 2] = cosine * x + sine * z, cosine * z - sine * x
    return force.assign(force=(force["force"].dims, values))


@pytest.mark.parametrize("name", RUNNERS)
@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_turned_forces_are_turned_back(name, degrees):
    force = recorded(name)[0].force
    result = agreed(name, turned(force, degrees))
    assert codes(result) == ["forces_turned"]
    np.testing.assert_allclose(result.force["force"], force["force"], atol=1e-9)


def test_plates_that_nobody_is_on_do_not_count():
    recording, points, _ = recorded("sprint")
    force = recording.force
    hum = 40 * np.sin(2 * np.pi * 50 * force.time.values)
    idle = xr.zeros_like(force["force"].isel(plate=0)) + 120.0 + hum[:, None]
    values = np.concatenate([force["force"].values, idle.values[:, :, None]], axis=2)
    with_idle = xr.Dataset(
        {"force": (force["force"].dims, values)},
        coords={"time": force.time, "space": force.space, "plate": [1, 2, 3]},
    )
    np.testing.assert_allclose(loaded_force(with_idle).max("time"), loaded_force(force).max("time"))
    mass = RUNNERS["sprint"].athlete.mass
    own, _ = force_contacts(force, points, mass)
    beside, _ = force_contacts(with_idle, points, mass)
    assert [(c.side, c.touchdown, c.toe_off) for c in own] == [
        (c.side, c.touchdown, c.toe_off) for c in beside
    ]


def test_a_load_outside_the_motion_has_no_side():
    recording, points, _ = recorded("sprint")
    early = points.sel(time=slice(0, 0.6))
    contacts, (notice,) = force_contacts(recording.force, early, RUNNERS["sprint"].athlete.mass)
    assert all(contact.middle <= 0.6 for contact in contacts)
    assert "outside the time of the motion" in notice.message


def test_the_known_end_of_a_cut_load_is_used():
    recording, points, pace = recorded("sprint")
    mass = RUNNERS["sprint"].athlete.mass
    whole, _ = detect_steps(recording, points, pace, mass)
    start, stop = float(whole.touchdown[2]), float(whole.toe_off[2])
    cut = recording.force.sel(time=slice(None, (start + stop) / 2))
    steps, _ = detect_steps(replace(recording, force=cut), points, pace, mass)
    assert float(steps.touchdown[2]) == pytest.approx(start, abs=1e-6)
    assert float(steps.touchdown_sd[2]) == pytest.approx(float(whole.touchdown_sd[2]))
    assert float(steps.toe_off_sd[2]) > float(whole.toe_off_sd[2])


@pytest.mark.parametrize(
    ("markers", "forces"),
    [
        ("hamner2013_subject04/run400/markers.trc", "hamner2013_subject04/run400/grf.mot"),
        ("dorn2012_ja1_c3d/JA1Gait35.c3d", None),
        ("dorn2012_ja1_c3d/JA1Gait21.c3d", None),
        ("labs_opensim_jog/jogging.c3d", None),
        ("rbds_s001_treadmill/RBDS001runT35.c3d", None),
    ],
)
def test_real_forces_are_left_alone(shared_data, markers, forces):
    recording = read_recording(shared_data / markers)
    if forces is not None:
        recording = attach_forces(recording, shared_data / forces)
    athlete = RUNNERS["sprint"].athlete
    points = body_points(recording, athlete)
    result = agreeing_forces(recording, points, find_pace(points), athlete)
    assert result.force is recording.force
