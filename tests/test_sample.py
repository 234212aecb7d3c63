"""The synthetic sprinter keeps the laws that make its answers exact."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nextstride.athlete import Athlete
from nextstride.conventions import GRAVITY, SIDES
from nextstride.errors import ParameterError
from nextstride.sample import SyntheticSprinter, synthetic_sprint
from nextstride.sample.anatomy import LEG, velocity_of
from nextstride.sample.dynamics import chain_moments

RUNNERS = {
    "sprint": SyntheticSprinter(),
    "uneven": SyntheticSprinter(contact_time=0.108, asymmetry=0.04),
    "jog": SyntheticSprinter.jogging(treadmill=False),
}


@pytest.fixture(params=RUNNERS, scope="module")
def runner(request) -> SyntheticSprinter:
    return RUNNERS[request.param]


def center(runner, time):
    return runner.anatomy.center_of_mass(runner.motion.at(time))


def second_difference(curve, time, step=2e-5):
    return (curve(time + step) - 2 * curve(time) + curve(time - step)) / step**2


def phase(start, end, count=25):
    return np.linspace(start, end, count + 2)[1:-1]


def test_center_of_mass_falls_freely_in_flight(runner):
    bounds = runner.rhythm.boundaries
    for start, end in (bounds[1:3], bounds[3:5]):
        bend = second_difference(lambda t: center(runner, t), phase(start, end))
        np.testing.assert_allclose(bend[0], 0.0, atol=1e-4)
        np.testing.assert_allclose(bend[1], -GRAVITY, atol=1e-4)


def test_force_is_mass_times_acceleration_in_contact(runner):
    for side in SIDES:
        start = runner.rhythm.touchdown(side)
        since = phase(0.0, runner.rhythm.contact_time(side))
        bend = second_difference(lambda t: center(runner, t), start + since)
        force = runner.motion.path.force(side, since)
        np.testing.assert_allclose(bend + np.array([[0.0], [GRAVITY]]), force, atol=2e-4)


def test_impulse_of_the_plates_is_momentum(runner):
    recording = replace(runner, treadmill=False).recording()
    time = recording.force.time.values
    force = recording.force.force.values
    body = runner.athlete.mass
    for side, touchdown, toe_off in runner.contacts()[:2]:
        index = SIDES.index(side)
        inside = (time > touchdown - 0.01) & (time < toe_off + 0.01)
        upward, forward = (
            np.sum(force[inside, axis, index]) / (1 / np.diff(time)[0]) for axis in (1, 0)
        )
        ends = np.array([touchdown, toe_off]) - runner.first_touchdown
        before = (center(runner, ends) - center(runner, ends - 1e-7)) / 1e-7
        after = (center(runner, ends + 1e-7) - center(runner, ends)) / 1e-7
        gain = after[1, 1] - before[1, 0] + GRAVITY * (toe_off - touchdown)
        assert upward / body == pytest.approx(gain, rel=1e-3)
        assert forward / body == pytest.approx(0.0, abs=2e-4)


def test_weight_is_carried_over_a_stride(runner):
    contact = np.array([runner.rhythm.left_contact, runner.rhythm.right_contact])
    impulse = np.sum(runner.motion.path.peak_vertical * contact * 2 / np.pi)
    assert impulse == pytest.approx(GRAVITY * runner.rhythm.stride_time, rel=1e-12)


def test_toe_stands_still_until_it_rolls_off(runner):
    for side in SIDES:
        start = runner.rhythm.touchdown(side)
        time = start + np.linspace(0.0, 1.0, 50) * runner.rhythm.roll_start * (
            runner.rhythm.contact_time(side)
        )
        toe = runner.anatomy.joints(runner.motion.at(time))[f"{side}_toe"]
        assert np.ptp(toe, axis=1).max() < 1e-9


def test_foot_is_never_under_the_ground(runner):
    time = np.linspace(0.0, runner.rhythm.stride_time, 4000)
    at = runner.anatomy.joints(runner.motion.at(time))
    for side in SIDES:
        assert at[f"{side}_toe"][1].min() > 0.03 - 1e-5
        assert at[f"{side}_heel"][1].min() > 0.0


def test_knee_bends_forward_only(runner):
    time = np.linspace(0.0, runner.rhythm.stride_time, 4000)
    pose = runner.motion.at(time)
    for side in SIDES:
        knee = pose[f"{side}_thigh"] - pose[f"{side}_shank"]
        assert knee.min() > 0.0
        assert knee.max() < np.radians(160)


def test_foot_lands_fast_and_stops(runner):
    for side in SIDES:
        touchdown = np.array([runner.rhythm.touchdown(side)])
        before, after = (
            velocity_of(
                runner.anatomy.joints,
                runner.motion.at(touchdown),
                runner.motion.at(touchdown, 1, before=before),
            )[f"{side}_toe"][:, 0]
            for before in (True, False)
        )
        np.testing.assert_allclose(before, runner.technique.foot_speed, atol=1e-6)
        np.testing.assert_allclose(after, 0.0, atol=1e-6)


def test_motion_is_continuous_and_its_velocity_steps_at_touchdown_only(runner):
    instants = runner.rhythm.pieces
    value = [runner.motion.at(instants, before=before) for before in (True, False)]
    rate = [runner.motion.at(instants, 1, before=before) for before in (True, False)]
    landing = np.isin(instants % runner.rhythm.stride_time, runner.rhythm.boundaries[[0, 2]])
    for name in value[0]:
        np.testing.assert_allclose(value[0][name], value[1][name], atol=1e-8)
        step = np.abs(rate[0][name] - rate[1][name])
        np.testing.assert_allclose(step[~landing], 0.0, atol=1e-5)
        assert np.all(step[landing] < 60)


def test_even_runner_alternates():
    runner = RUNNERS["sprint"]
    time = np.linspace(0.0, 1.0, 100)
    half = runner.rhythm.stride_time / 2
    now, later = runner.motion.at(time), runner.motion.at(time + half)
    for segment in LEG:
        np.testing.assert_allclose(now[f"left_{segment}"], later[f"right_{segment}"], atol=1e-8)
    np.testing.assert_allclose(now["pelvis_x"] + runner.speed * half, later["pelvis_x"], atol=1e-8)


def test_stride_repeats(runner):
    time = np.linspace(0.0, 0.5, 50)
    stride = runner.rhythm.stride_time
    now, later = runner.motion.at(time), runner.motion.at(time + stride)
    np.testing.assert_allclose(now["right_shank"], later["right_shank"], atol=1e-9)
    np.testing.assert_allclose(later["pelvis_x"] - now["pelvis_x"], runner.speed * stride)


def test_identities_of_steady_running():
    for name in ("sprint", "jog"):
        truth = RUNNERS[name].truth()
        for side in SIDES:
            value = {measure: by_side.get(side) for measure, by_side in truth.items()}
            contact, flight = value["contact_time"], value["flight_time"]
            assert value["swing_time"] == pytest.approx(contact + 2 * flight, rel=1e-12)
            assert value["step_rate"] == pytest.approx(1 / (contact + flight), rel=1e-12)
            duty = contact / (2 * (contact + flight))
            assert value["duty_factor"] == pytest.approx(duty, rel=1e-12)
            mean_force = value["peak_vertical_force"] * 2 / np.pi
            assert mean_force == pytest.approx(GRAVITY * (contact + flight) / contact, rel=1e-9)
            speed = value["step_length"] * value["step_rate"]
            assert speed == pytest.approx(RUNNERS[name].speed, rel=1e-9)


def test_markers_keep_segment_lengths():
    runner = RUNNERS["sprint"]
    recording = runner.recording()
    for side in SIDES:
        at = {
            joint: (
                recording.position(f"{side}_lateral_{joint}")
                + recording.position(f"{side}_medial_{joint}")
            ).values
            / 2
            for joint in ("knee", "ankle", "elbow", "wrist")
        }
        for segment, ends in {"shank": ("knee", "ankle"), "forearm": ("elbow", "wrist")}.items():
            length = np.linalg.norm(at[ends[1]] - at[ends[0]], axis=1)
            np.testing.assert_allclose(length, runner.athlete.segment_length(segment), atol=1e-12)
        foot = recording.position(f"{side}_toe") - recording.position(f"{side}_heel")
        assert np.ptp(np.linalg.norm(foot.values, axis=1)) < 1e-12


def test_hip_by_regression_is_one_thigh_from_the_knee():
    runner = RUNNERS["sprint"]
    recording = runner.recording()
    spine = {
        name: recording.position(name).values
        for name in ("left_asis", "right_asis", "left_psis", "right_psis")
    }
    origin = (spine["left_asis"] + spine["right_asis"]) / 2
    back = (spine["left_psis"] + spine["right_psis"]) / 2
    depth = np.linalg.norm(origin - back, axis=1, keepdims=True)
    width = np.linalg.norm(spine["right_asis"] - spine["left_asis"], axis=1, keepdims=True)
    across = (spine["right_asis"] - spine["left_asis"]) / width
    forward = (origin - back) / depth
    upward = np.cross(across, forward)
    hip = origin + forward * (-0.24 * depth - 0.0099) + upward * (-0.30 * width - 0.0109)
    hip = hip + across * (0.33 * width + 0.0073)
    knee = recording.position("right_lateral_knee") + recording.position("right_medial_knee")
    thigh = np.linalg.norm(knee.values / 2 - hip, axis=1)
    np.testing.assert_allclose(thigh, runner.athlete.segment_length("thigh"), atol=1e-12)


def test_plates_see_the_events(runner):
    recording = runner.recording()
    time = recording.force.time.values
    vertical = recording.force.force.sel(space="y").values
    for side, touchdown, toe_off in runner.contacts():
        loaded = time[vertical[:, SIDES.index(side)] > 20.0]
        mine = loaded[(loaded > touchdown - 0.05) & (loaded < toe_off + 0.05)]
        assert mine[0] == pytest.approx(touchdown, abs=1.5e-3)
        assert mine[-1] == pytest.approx(toe_off, abs=1.5e-3)


def test_pressure_is_under_the_forefoot(runner):
    recording = runner.recording(frame_rate=500)
    side, touchdown, toe_off = runner.contacts()[0]
    middle = (touchdown + toe_off) / 2
    toe = recording.position(f"{side}_toe").interp(time=middle).values
    pressure = recording.force.center_of_pressure.sel(plate=0).interp(time=middle).values
    assert abs(pressure[0] - toe[0]) < 0.05
    assert pressure[1] == 0.0
    assert pressure[2] == pytest.approx(toe[2])


def test_steps_are_those_of_the_contacts(runner):
    steps = runner.steps()
    assert list(steps.side.values[:3]) == ["left", "right", "left"]
    order = ["touchdown", "midstance", "toe_off", "opposite_touchdown", "next_touchdown"]
    assert (np.diff([steps[name].values for name in order], axis=0) > 0).all()
    thigh = [
        runner.motion.at(np.array([moment - runner.first_touchdown]))[f"{side}_thigh"][0]
        for side, moment in zip(steps.side.values, steps.midstance.values, strict=True)
    ]
    np.testing.assert_allclose(thigh, 0.0, atol=1e-9)


def test_joint_powers_account_for_the_energy_of_the_leg(runner):
    """Rate of energy of the swinging leg = powers of its joints + power through the hip."""
    time = phase(runner.rhythm.left_contact, runner.rhythm.stride_time / 2, 9)
    athlete = runner.athlete

    def energy(time):
        pose, rate = runner.motion.at(time), runner.motion.at(time, 1)
        places = runner.anatomy.segment_centers(pose)
        velocities = velocity_of(runner.anatomy.segment_centers, pose, rate)
        total = 0.0
        for segment in LEG:
            name = f"left_{segment}"
            total = total + athlete.segment_mass(segment) * (
                np.sum(velocities[name] ** 2, axis=0) / 2 + GRAVITY * places[name][1]
            )
            total = total + athlete.segment_inertia(segment) * rate[name] ** 2 / 2
        return total

    def momentum(time):
        pose, rate = runner.motion.at(time), runner.motion.at(time, 1)
        velocities = velocity_of(runner.anatomy.segment_centers, pose, rate)
        return sum(athlete.segment_mass(name) * velocities[f"left_{name}"] for name in LEG)

    step = 1e-5
    rate = runner.motion.at(time, 1)
    gained = (energy(time + step) - energy(time - step)) / (2 * step)
    weight = GRAVITY * sum(athlete.segment_mass(segment) for segment in LEG)
    force = (momentum(time + step) - momentum(time - step)) / (2 * step) + [[0.0], [weight]]
    hip = athlete.mass * chain_moments(runner.anatomy, runner.motion, "left", time)
    thigh, shank, foot = (rate[f"left_{segment}"] for segment in LEG)
    joints = hip[0] * thigh + hip[1] * (shank - thigh) + hip[2] * (foot - shank)
    through = force[0] * rate["pelvis_x"] + force[1] * rate["pelvis_y"]
    np.testing.assert_allclose(joints + through, gained, rtol=1e-5, atol=1e-2)


def test_sprint_is_like_a_measured_one():
    """Within 30 % of the trained man at 9.5 m/s (Dorn et al. 2012) that it was shaped after."""
    truth = {name: value.get("left") for name, value in RUNNERS["sprint"].truth().items()}
    measured = {
        "peak_thigh_flexion": np.radians(65),
        "peak_knee_flexion": np.radians(150),
        "peak_thigh_flexion_velocity": np.radians(842),
        "peak_thigh_extension_velocity": np.radians(-950),
        "thigh_angle_touchdown": np.radians(33),
        "knee_angle_touchdown": np.radians(30),
        "peak_vertical_force": 3.1 * GRAVITY,
        "vertical_oscillation": 0.041,
        "toe_off_distance": -0.69,
        "touchdown_distance": 0.245,
        "peak_swing_hip_flexor_moment": 5.35,
        "peak_swing_hip_extensor_moment": 5.0,
    }
    for name, value in measured.items():
        assert truth[name] == pytest.approx(value, rel=0.30), name


def test_uneven_runner_differs_between_sides():
    truth = RUNNERS["uneven"].truth()
    contact, flexion = truth["contact_time"], truth["peak_thigh_flexion"]
    assert contact["left"] / contact["right"] == pytest.approx(1.02 / 0.98)
    assert flexion["left"] > flexion["right"]


def test_treadmill_carries_the_standing_foot_backward():
    runner = SyntheticSprinter.jogging()
    recording = runner.recording(forces=False)
    side, touchdown, toe_off = runner.contacts()[0]
    toe = recording.position(f"{side}_toe").sel(space="x")
    stance = toe.sel(time=slice(touchdown, (touchdown + toe_off) / 2))
    speed = np.diff(stance.values) / np.diff(stance.time.values)
    np.testing.assert_allclose(speed, -runner.speed, atol=1e-6)
    assert recording.force is None


def test_noise_is_repeatable():
    runner = RUNNERS["sprint"]
    clean, first, again, other = (
        runner.recording(noise=noise, seed=seed, forces=False).motion.position.values
        for noise, seed in ((0.0, 0), (0.002, 1), (0.002, 1), (0.002, 2))
    )
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)
    assert np.std(first - clean) == pytest.approx(0.002, rel=0.02)


def test_static_recording_stands():
    runner = RUNNERS["sprint"]
    static = runner.static_recording()
    ankle = static.position("left_lateral_ankle").sel(space="y").values
    knee = static.position("left_lateral_knee").sel(space="y").values
    np.testing.assert_allclose(knee - ankle, runner.athlete.segment_length("shank"))


def test_demo_recording_has_its_events():
    recording = synthetic_sprint()
    assert recording.frame_rate == 250.0
    assert {event.kind for event in recording.labelled_events} == {"touchdown", "toe_off"}


def test_impossible_runner_is_refused():
    with pytest.raises(ParameterError, match="speed must be between") as refusal:
        SyntheticSprinter(speed=20.0, contact_time=0.3)
    assert "contact time" in str(refusal.value)


def test_too_short_a_leg_is_refused():
    short = SyntheticSprinter(athlete=Athlete(mass=60, height=1.5))
    with pytest.raises(ParameterError, match="taller athlete"):
        short.recording()
