"""Moments of the free leg: a pendulum by hand, and Lagrange's equations of the synthetic leg."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from nextstride.athlete import Athlete
from nextstride.conventions import GRAVITY
from nextstride.kinematics import body_points, segment_angles
from nextstride.measures.inverse_dynamics import swing_kinetics
from nextstride.sample import SyntheticSprinter
from nextstride.sample.dynamics import chain_moments

ATHLETE = Athlete(75.0, 1.80)
THIGH, SHANK, FOOT = (ATHLETE.segment_length(name) for name in ("thigh", "shank", "foot"))


def stiff_leg(angle, time, hip=None):
    """A straight leg with the foot at a right angle, turning about the hip as one body."""
    hip = np.zeros((time.size, 2)) if hip is None else hip
    down = np.stack([np.sin(angle), -np.cos(angle)], axis=1)
    ahead = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    courses = {"left_hip": hip, "left_knee": hip + THIGH * down}
    courses["left_ankle"] = courses["left_knee"] + SHANK * down
    courses["left_heel"] = courses["left_ankle"] + 0.05 * down - 0.05 * ahead
    courses["left_toe"] = courses["left_heel"] + 0.2 * ahead
    courses["pelvis"], courses["neck"] = hip, hip + np.array([0.0, 0.5])
    return xr.DataArray(
        np.stack(list(courses.values()), axis=-1),
        dims=("time", "space", "keypoint"),
        coords={"time": time, "space": ["x", "y"], "keypoint": list(courses)},
    )


def parts():
    """Mass share, place along and across the hanging leg, and inertia per kg, of each segment."""
    shape = ATHLETE.shape
    along = {
        "thigh": shape("thigh").center * THIGH,
        "shank": THIGH + shape("shank").center * SHANK,
        "foot": THIGH + SHANK + 0.05,
    }
    across = {"thigh": 0.0, "shank": 0.0, "foot": shape("foot").center * FOOT - 0.05}
    for name in ("thigh", "shank", "foot"):
        inertia = ATHLETE.segment_inertia(name) / ATHLETE.mass
        yield name, shape(name).mass, along[name], across[name], inertia


@pytest.fixture(scope="module")
def pendulum():
    """Angle, its derivatives, and the analysis of a leg that swings as a sine."""
    time = np.arange(1000) / 1000
    turn = 2 * np.pi * 2.0
    angle = 0.2 + 0.8 * np.sin(turn * time)
    speed, bend = 0.8 * turn * np.cos(turn * time), -0.8 * turn**2 * np.sin(turn * time)
    points = stiff_leg(angle, time)
    found = swing_kinetics(points, segment_angles(points), ATHLETE).sel(side="left")
    return angle, speed, bend, found


def moments(angle, bend, joint):
    """Newton's and Euler's answer for one rigid body, about hip or knee, N m/kg."""
    total = np.zeros_like(angle)
    start = 0.0 if joint == "hip" else THIGH
    for name, mass, along, across, inertia in parts():
        if joint == "knee" and name == "thigh":
            continue
        lever = mass * GRAVITY * ((along - start) * np.sin(angle) + across * np.cos(angle))
        # About the joint every part moves on a circle round the hip.
        turning = mass * (along * (along - start) + across**2)
        total += inertia * bend + lever + turning * bend
    return total


def test_hip_moment_of_a_pendulum(pendulum):
    angle, _, bend, found = pendulum
    expected = moments(angle, bend, "hip")
    inner = slice(5, -5)
    np.testing.assert_allclose(
        found.hip_moment[inner], expected[inner], atol=1e-3 * np.ptp(expected)
    )


def test_knee_moment_of_a_pendulum(pendulum):
    """The shank and foot turn about the hip, so the knee also feels their centripetal force."""
    angle, speed, bend, found = pendulum
    expected = moments(angle, bend, "knee")
    for name, mass, _, across, _ in parts():
        if name == "foot":
            expected += mass * THIGH * across * speed**2
    inner = slice(5, -5)
    np.testing.assert_allclose(
        found.knee_moment[inner], expected[inner], atol=1e-3 * np.ptp(expected)
    )


def test_powers_are_moments_times_joint_velocity(pendulum):
    _, speed, _, found = pendulum
    inner = slice(5, -5)
    np.testing.assert_allclose(
        found.hip_power[inner], (found.hip_moment * speed)[inner], rtol=1e-3, atol=0.02
    )
    np.testing.assert_allclose(found.knee_power, 0, atol=1e-6)


def test_a_hanging_leg_needs_only_to_carry_its_foot():
    time = np.arange(50) / 100
    points = stiff_leg(np.zeros(50), time)
    found = swing_kinetics(points, segment_angles(points), ATHLETE).sel(side="left")
    lever = sum(mass * GRAVITY * across for _, mass, _, across, _ in parts())
    np.testing.assert_allclose(found.hip_moment, lever, atol=1e-9)
    np.testing.assert_allclose(found.hip_power, 0, atol=1e-9)


def test_a_leg_held_forward_is_held_by_flexors():
    time = np.arange(50) / 100
    points = stiff_leg(np.full(50, 0.8), time)
    found = swing_kinetics(points, segment_angles(points), ATHLETE).sel(side="left")
    assert (found.hip_moment > 0).all()
    assert (found.knee_moment > 0).all()


def test_free_fall_needs_no_moment():
    """A stiff leg that falls with its hip is weightless."""
    time = np.arange(200) / 1000
    hip = np.stack([3.0 * time, -GRAVITY * time**2 / 2], axis=1)
    points = stiff_leg(np.full(200, 0.7), time, hip)
    found = swing_kinetics(points, segment_angles(points), ATHLETE).sel(side="left")
    np.testing.assert_allclose(found.hip_moment, 0, atol=1e-6)


def test_a_leg_without_markers_is_nan():
    time = np.arange(50) / 100
    points = stiff_leg(np.zeros(50), time).drop_sel(keypoint="left_heel")
    found = swing_kinetics(points, segment_angles(points), ATHLETE)
    assert all(np.isnan(found[name]).all() for name in found)


@pytest.mark.parametrize(
    "runner",
    [SyntheticSprinter(), replace(SyntheticSprinter.jogging(), strides=3)],
    ids=["sprint", "jog"],
)
@pytest.mark.parametrize("side", ["left", "right"])
def test_newton_and_euler_agree_with_lagrange(runner, side):
    """Unfiltered exact markers at 2000 Hz; clear of the events, where the pelvis's speed steps."""
    recording = runner.recording(2000.0, forces=False)
    points = body_points(recording, runner.athlete)
    found = swing_kinetics(points, segment_angles(points), runner.athlete).sel(side=side)
    time = found.time.values
    events = np.ravel([(start, stop) for _, start, stop in runner.contacts()])
    whole = [c for c in runner.contacts() if c[0] == side]
    swings = [(one[2], two[1]) for one, two in itertools.pairwise(whole[:3])]
    for start, stop in swings:
        inside = (time > start) & (time < stop)
        inside &= np.abs(time[:, None] - events).min(axis=1) > 0.004
        hip, knee, _ = chain_moments(
            runner.anatomy, runner.motion, side, time[inside] - runner.first_touchdown
        )
        for moment, exact in ((found.hip_moment, hip), (found.knee_moment, knee)):
            np.testing.assert_allclose(moment[inside], exact, atol=2e-3 * np.ptp(exact))
