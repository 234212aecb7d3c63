"""The identities of steady running: exact on the synthetic runner, within errors on real ones."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from nextstride.analysis import analyze
from nextstride.athlete import Athlete
from nextstride.conventions import GRAVITY, SIDES
from nextstride.kinematics import body_points, center_of_mass
from nextstride.measures import symmetry
from nextstride.read import attach_forces, read_recording


def by_side(analysis, measure):
    return analysis.measures.value.sel(measure=measure, side=list(SIDES)).values


@pytest.mark.parametrize("name", ["sprint", "jog"])
def test_identities_of_the_truth_are_exact(name, truth):
    """Swing, rate and duty factor follow from contact and flight to rounding."""
    for side in SIDES:
        exact = {measure: sides.get(side) for measure, sides in truth(name).items()}
        contact, flight = exact["contact_time"], exact["flight_time"]
        assert exact["swing_time"] == pytest.approx(contact + 2 * flight, rel=1e-12)
        assert exact["step_rate"] == pytest.approx(1 / (contact + flight), rel=1e-12)
        duty = contact / (2 * (contact + flight))
        assert exact["duty_factor"] == pytest.approx(duty, rel=1e-12)


@pytest.mark.parametrize("name", ["sprint", "jog"])
@pytest.mark.parametrize("rate", [250.0, 1000.0])
def test_identities_of_the_analysis(name, rate, analysed):
    """Each step's times add up; means differ only as they average different steps."""
    found = analysed(name, rate, 0.0)
    contact, flight = by_side(found, "contact_time"), by_side(found, "flight_time")
    # Plates are sampled every 0.5 ms.
    np.testing.assert_allclose(by_side(found, "swing_time"), contact + 2 * flight, atol=2.5e-4)
    np.testing.assert_allclose(by_side(found, "step_rate"), 1 / (contact + flight), rtol=1e-3)
    duty = contact / (2 * (contact + flight))
    np.testing.assert_allclose(by_side(found, "duty_factor"), duty, rtol=2e-3)


@pytest.mark.parametrize("name", ["sprint", "jog", "uneven"])
def test_step_length_is_speed_over_rate(name, analysed):
    found = analysed(name, 1000.0, 0.0)
    speed = float(found.measures.value.sel(measure="speed", side="both"))
    # The steps of uneven legs are unequal, so only their mean obeys.
    product = by_side(found, "step_length").mean() * by_side(found, "step_rate").mean()
    assert product == pytest.approx(speed, rel=2e-3)


def test_the_steps_of_one_stride_add_up_in_every_row(analysed):
    steps = analysed("uneven", 250.0, 0.0).run.steps
    whole = np.isfinite(steps.next_touchdown.values)
    contact = (steps.toe_off - steps.touchdown).values
    flight = (steps.opposite_touchdown - steps.toe_off).values
    swing = (steps.next_touchdown - steps.toe_off).values
    own, following = np.flatnonzero(whole), np.flatnonzero(whole) + 1
    np.testing.assert_allclose(
        swing[own], flight[own] + contact[following] + flight[following], atol=1e-12
    )


@pytest.mark.parametrize("name", ["sprint", "jog", "uneven"])
def test_mean_force_in_contact_is_weight_times_step_over_contact(name, runners):
    """Mean vertical force / weight = (contact + flight) / contact, over a stride."""
    runner = runners[name]
    force = runner.recording(100.0).force["force"].sel(space="y").sum("plate")
    stride = runner.rhythm.stride_time
    start = runner.first_touchdown - 0.01
    part = force.sel(time=slice(start, start + stride))
    impulse = float(part.integrate("time"))
    assert impulse == pytest.approx(runner.athlete.mass * GRAVITY * stride, rel=1e-3)
    contact = runner.rhythm.left_contact + runner.rhythm.right_contact
    mean = impulse / contact / (runner.athlete.mass * GRAVITY)
    assert mean == pytest.approx(stride / contact, rel=1e-3)


@pytest.mark.parametrize("name", ["sprint", "jog"])
def test_impulses_of_steady_running_cancel(name, analysed):
    found = analysed(name, 250.0, 0.0)
    braking, propulsive = by_side(found, "braking_impulse"), by_side(found, "propulsive_impulse")
    np.testing.assert_allclose(braking, -propulsive, atol=5e-4)
    assert (braking < 0).all()


@pytest.mark.parametrize("name", ["sprint", "jog"])
def test_impulse_is_the_change_of_momentum_seen_by_the_markers(name, runners):
    """Vertical: the plates' net impulse of a contact is the centre of mass's change of velocity."""
    runner = runners[name]
    recording = runner.recording(1000.0)
    body = center_of_mass(body_points(recording, runner.athlete), runner.athlete)
    height = body.sel(space="y")
    vertical = recording.force["force"].sel(space="y").sum("plate")
    for _, touchdown, toe_off in runner.contacts()[1:4]:
        flight = runner.rhythm.stride_time / 2 - (toe_off - touchdown)
        before = slice(touchdown - 0.9 * flight, touchdown - 0.002)
        after = slice(toe_off + 0.002, toe_off + 0.9 * flight)
        speeds = [
            ballistic(height.sel(time=part), at)
            for part, at in ((before, touchdown), (after, toe_off))
        ]
        net = float(vertical.sel(time=slice(touchdown, toe_off)).integrate("time"))
        gained = net / runner.athlete.mass - GRAVITY * (toe_off - touchdown)
        # The analysis has no mark for the hands' ends and the trunk's upper end is the shoulders.
        assert speeds[1] - speeds[0] == pytest.approx(gained, rel=0.03)


def ballistic(height, at):
    """Upward velocity at a moment, of a body in free fall."""
    time = height.time.values - at
    fallen = height.values + GRAVITY * time**2 / 2
    return float(np.polyfit(time, fallen, 1)[0])


@pytest.mark.parametrize("name", ["sprint", "jog"])
def test_flight_is_ballistic(name, runners):
    """The whole body's centre falls at g in flight, to 3 % (the hands' ends are not marked)."""
    runner = runners[name]
    recording = runner.recording(1000.0)
    height = center_of_mass(body_points(recording, runner.athlete), runner.athlete).sel(space="y")
    for (_, _, toe_off), (_, landing, _) in itertools.pairwise(runner.contacts()[:4]):
        part = height.sel(time=slice(toe_off + 0.002, landing - 0.002))
        bend = 2 * np.polyfit(part.time.values - toe_off, part.values, 2)[0]
        assert bend == pytest.approx(-GRAVITY, rel=0.03)


def test_asymmetry_beyond_the_steps_is_seen(analysed):
    kinds = ["contact_time", "peak_thigh_flexion"]
    even = symmetry(analysed("sprint", 250.0, 0.002).measures).sel(measure=kinds)
    assert not bool(even.beyond_steps.any())
    assert not bool(even.flagged.any())
    uneven = symmetry(analysed("uneven", 250.0, 0.002).measures).sel(measure=kinds)
    assert bool(uneven.beyond_steps.all())
    np.testing.assert_allclose(uneven["index"], 0.04, atol=0.004)


REAL = {
    "run200": ("hamner2013_subject04/run200/markers.trc", Athlete(80.47, 1.772)),
    "run400": ("hamner2013_subject04/run400/markers.trc", Athlete(80.47, 1.772)),
}


@pytest.mark.parametrize("name", REAL)
def test_identities_hold_on_real_running_within_their_intervals(name, shared_data):
    path, athlete = REAL[name]
    recording = read_recording(shared_data / path)
    with_forces = attach_forces(recording, (shared_data / path).parent / "grf.mot")
    found = analyze(with_forces, athlete)
    mean, half = {}, {}
    for measure in ("contact_time", "flight_time", "swing_time", "step_rate", "duty_factor"):
        row = found.measures.sel(measure=measure, side=list(SIDES))
        mean[measure] = float(row.value.mean())
        half[measure] = float((row.upper - row.lower).mean()) / 2
    contact, flight = mean["contact_time"], mean["flight_time"]
    swing, rate = contact + 2 * flight, 1 / (contact + flight)
    # Means average different steps of a short record, so each identity has its terms' errors.
    step_error = np.hypot(half["contact_time"], half["flight_time"])
    assert mean["swing_time"] == pytest.approx(swing, abs=half["swing_time"] + step_error)
    assert mean["step_rate"] == pytest.approx(rate, abs=step_error * rate**2)
    assert mean["duty_factor"] == pytest.approx(contact * rate / 2, abs=half["duty_factor"])
    assert step_error < 0.2 / rate
