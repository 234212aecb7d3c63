"""Every row of MEASURES against the exact answer of the synthetic runners.

Two questions of each: without noise, is the value within what the method must lose (`LIMITS`, each
with its reason)? With 2 mm of noise on every marker, does the 95 % interval hold the truth?
"""

from __future__ import annotations

import numpy as np
import pytest

from nextstride.measures import MEASURES

RATES = (250.0, 1000.0)
CASES = [(name, rate) for name in ("sprint", "jog") for rate in RATES]

THRESHOLD = "plates count contact above 20 N: 0.3 ms late and early in the sprint, 0.9 in the jog"
EVENTS = "those 0.3-0.9 ms times the rate of the angle or distance, and the filter's rounding"
LANDING = "the 0.3-0.9 ms, and a straight line across the corner between two frames"
IMPACT = "the foot stops within a frame at touchdown; a 17 Hz filter rounds the corner off"
BELT = "the belt is read off a standing forefoot, which rolls while within 4 mm of its lowest"
FILTER = "low-pass at four times the step rate"
SIX = "six harmonics of the stride"
SINE = "k is steep in contact time: d ln k / d ln contact is about -1.5 to -3"
EDGES = "the low-pass mixes the ground's force into the first and last 20 ms of the swing"

LIMITS: dict[str, tuple[float, float, str]] = {
    "speed": (0, 0.001, BELT),
    "step_rate": (0, 0.0005, "plates sampled at 2000 Hz"),
    "step_length": (0.001, 0, BELT),
    "contact_time": (0.002, 0, THRESHOLD),
    "flight_time": (0.002, 0, THRESHOLD),
    "swing_time": (0.002, 0, THRESHOLD),
    "duty_factor": (0.003, 0, THRESHOLD),
    "vertical_oscillation": (0.0002, 0, FILTER),
    "vertical_stiffness": (0, 0.01, SINE),
    "leg_stiffness": (0, 0.02, SINE),
    "peak_thigh_flexion": (0.001, 0, FILTER),
    "peak_thigh_extension": (0.001, 0, FILTER),
    "thigh_range": (0.001, 0, FILTER),
    "peak_thigh_flexion_velocity": (0, 0.01, SIX),
    "peak_thigh_extension_velocity": (0, 0.04, SIX),
    "thigh_acceleration_peak_flexion": (0, 0.02, SIX),
    "thigh_acceleration_peak_extension": (0, 0.02, SIX),
    "peak_knee_flexion": (0.001, 0, FILTER),
    "minimum_hip_ankle_distance": (0.0005, 0, FILTER),
    "swing_thigh_angle_opposite_touchdown": (0.007, 0, EVENTS),
    "swing_thigh_angle_opposite_toe_off": (0.003, 0, EVENTS),
    "time_to_peak_thigh_flexion": (0.0015, 0, THRESHOLD),
    "thighs_passing_time": (0.0015, 0, THRESHOLD),
    "knees_passing_time": (0.0015, 0, THRESHOLD),
    "foot_retraction_speed": (0.2, 0, "a parabola through the last 0.13 steps, and the 0.3-0.9 ms"),
    "foot_speed_touchdown": (0.2, 0, "a parabola through the last 0.13 steps, and the 0.3-0.9 ms"),
    "peak_hamstring_length": (0.0005, 0, FILTER),
    "peak_hamstring_lengthening_velocity": (0, 0.04, SIX),
    "hamstring_peak_to_touchdown": (0.003, 0, "the top is flat; " + FILTER),
    "touchdown_distance": (0.006, 0, LANDING),
    "toe_off_distance": (0.004, 0, EVENTS),
    "thigh_angle_touchdown": (0.003, 0, LANDING),
    "knee_angle_touchdown": (0.01, 0, LANDING),
    "thigh_angle_toe_off": (0.01, 0, EVENTS),
    "knee_angle_toe_off": (0.01, 0, EVENTS),
    "trunk_angle": (1e-9, 0, "constant"),
    "peak_vertical_force": (0, 1e-4, "100 Hz low-pass of a half sine"),
    "braking_impulse": (0.0002, 0, THRESHOLD),
    "propulsive_impulse": (0.0002, 0, THRESHOLD),
    "peak_swing_hip_flexor_moment": (0, 0.02, FILTER),
    "peak_swing_hip_flexor_power": (0, 0.02, FILTER),
    "swing_hip_positive_work": (0, 0.04, EDGES),
    "swing_hip_negative_work": (0.16, 0, EDGES),
    "peak_swing_hip_extensor_moment": (0, 0.06, EDGES),
    "peak_swing_hip_extensor_power": (0, 0.02, FILTER),
    "peak_swing_knee_power": (0, 0.02, FILTER),
    "swing_knee_negative_work": (0, 0.04, EDGES),
    "step_time_variability": (0.0002, 0, "plates sampled at 2000 Hz"),
    "contact_time_variability": (0.0003, 0, "plates sampled at 2000 Hz"),
    "flight_time_variability": (0.0003, 0, "plates sampled at 2000 Hz"),
    "thigh_phase": (1e-4, 0, "frames are not whole parts of the stride"),
    "angular_momentum_swing_leg": (0.0025, 0, IMPACT),
    "angular_momentum_push_leg": (0.001, 0, IMPACT),
    "angular_momentum_trunk": (1e-9, 0, "constant"),
    "angular_momentum_arms": (0.0005, 0, "hands are counted at the wrist; " + FILTER),
    "angular_momentum_total": (0.003, 0, IMPACT),
}
"""Absolute limit in the measure's unit, relative limit, and the reason."""


def values(analysis, measure):
    """Value, lower and upper by side."""
    row = analysis.measures.sel(measure=measure)
    return {
        str(side): tuple(float(row[key].sel(side=side)) for key in ("value", "lower", "upper"))
        for side in (("left", "right") if MEASURES[measure].sided else ("both",))
    }


def every(cases):
    """Every measure in every case."""
    return [(measure, name, rate) for measure in MEASURES for name, rate in cases]


def test_every_measure_has_a_truth_and_a_limit(truth, runners):
    for name in runners:
        assert set(truth(name)) == set(MEASURES)
    assert set(LIMITS) == set(MEASURES)


@pytest.mark.parametrize("measure", MEASURES)
def test_the_truth_has_the_measures_sides(measure, truth):
    sides = {"left", "right"} if MEASURES[measure].sided else {"both"}
    assert set(truth("sprint")[measure]) == sides
    assert np.isfinite(list(truth("sprint")[measure].values())).all()


@pytest.mark.parametrize(("measure", "name", "rate"), every(CASES))
def test_without_noise_the_value_is_right(measure, name, rate, analysed, truth):
    absolute, relative, _ = LIMITS[measure]
    found = values(analysed(name, rate, 0.0), measure)
    for side, exact in truth(name)[measure].items():
        assert abs(found[side][0] - exact) <= absolute + relative * abs(exact), side


@pytest.mark.parametrize(("measure", "name", "rate"), every(CASES))
def test_with_noise_the_interval_holds_the_truth(measure, name, rate, analysed, truth):
    found = values(analysed(name, rate, 0.002), measure)
    for side, exact in truth(name)[measure].items():
        _, lower, upper = found[side]
        assert lower <= exact <= upper, side


@pytest.mark.parametrize("measure", MEASURES)
def test_with_noise_the_value_stays_near(measure, analysed, truth):
    """Noise of 2 mm moves no value by more than half of its interval."""
    clean = values(analysed("sprint", 250.0, 0.0), measure)
    noisy = values(analysed("sprint", 250.0, 0.002), measure)
    for side in truth("sprint")[measure]:
        value, lower, upper = noisy[side]
        assert abs(value - clean[side][0]) <= (upper - lower) / 2


def test_legs_that_differ_are_told_apart(analysed, truth):
    """The side of every measure: a swapped side would be out by the asymmetry."""
    found, exact = analysed("uneven", 1000.0, 0.0), truth("uneven")
    for measure in (
        "contact_time",
        "peak_thigh_flexion",
        "toe_off_distance",
        "peak_vertical_force",
    ):
        difference = exact[measure]["left"] - exact[measure]["right"]
        got = values(found, measure)
        assert got["left"][0] - got["right"][0] == pytest.approx(difference, rel=0.05)


def near(cycle, index):
    """Whether each sample of a cycle is within a fifth of it from one of them."""
    away = np.abs(np.arange(cycle.size) - index)
    return np.minimum(away, cycle.size - away) < cycle.size / 5


@pytest.mark.parametrize("name", ["sprint", "jog", "uneven"])
def test_thigh_rates_are_those_of_six_harmonics(name, analysed, runners):
    """The exact motion's own six harmonics, by a Fourier sum: the measure as it is defined."""
    runner = runners[name]
    count = 4096
    time = np.arange(count) / count * runner.rhythm.stride_time
    turn = 2j * np.pi * np.arange(7) / runner.rhythm.stride_time
    pose = runner.motion.at(time)
    for side in ("left", "right"):
        series = np.fft.rfft(pose[f"{side}_thigh"])[:7] / count
        angle, velocity, acceleration = (
            np.fft.irfft(np.pad(series * turn**order, (0, count // 2 - 6)) * count)
            for order in (0, 1, 2)
        )
        front, back = (near(angle, at) for at in (angle.argmax(), angle.argmin()))
        found = {
            measure: values(analysed(name, 1000.0, 0.0), measure)[side][0]
            for measure in MEASURES
            if measure.startswith(("peak_thigh_", "thigh_acc")) and MEASURES[measure].unit != "rad"
        }
        for measure, exact in {
            "peak_thigh_flexion_velocity": velocity.max(),
            "peak_thigh_extension_velocity": velocity.min(),
            "thigh_acceleration_peak_flexion": acceleration[front].min(),
            "thigh_acceleration_peak_extension": acceleration[back].max(),
        }.items():
            assert found[measure] == pytest.approx(exact, rel=0.01), measure


@pytest.mark.parametrize("measure", ["contact_time", "flight_time"])
def test_the_threshold_explains_the_contact_to_the_rounding(measure, analysed, runners, truth):
    """A half sine passes 20 N after contact / pi arcsin(20 N / peak)."""
    for name in ("sprint", "jog"):
        runner = runners[name]
        peak = truth(name)["peak_vertical_force"]["left"] * runner.athlete.mass
        late = runner.contact_time / np.pi * np.arcsin(20 / peak)
        sign = -1 if measure == "contact_time" else 1
        found = values(analysed(name, 250.0, 0.0), measure)["left"][0]
        assert found == pytest.approx(truth(name)[measure]["left"] + sign * 2 * late, abs=3e-5)
