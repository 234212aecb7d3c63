"""The exact answers for a synthetic runner, from its continuous motion by definition.

Nothing here uses the package's analysis. Angles and times come from the motion's series by root
finding, velocities are exact derivatives, and joint moments come from Lagrange's equations of the
swinging leg rather than from Newton and Euler's, so that an error in one would show in the other.
At touchdown, where velocities step, the limit from before is meant.
"""

from __future__ import annotations

from itertools import pairwise
from math import radians

import numpy as np
from numpy.typing import NDArray

from nextstride.conventions import GRAVITY, SIDES, Side, opposite
from nextstride.hamstring import relative_length
from nextstride.sample.anatomy import Array, velocity_of
from nextstride.sample.curves import Curve, area, crossing_offset, negative, top
from nextstride.sample.dynamics import (
    chain_moments,
    phase_times,
    vertical_angular_momentum,
)
from nextstride.sample.markers import PELVIC_TILT
from nextstride.sample.runner import Runner

UPRIGHT_TILT = radians(13.7)
"""Forward tilt of the line of the iliac spines in upright standing, rad."""


def true_measures(sprinter: Runner) -> dict[str, dict[str, float]]:
    """Every measure's exact value.

    Parameters
    ----------
    sprinter : Runner

    Returns
    -------
    dict of str to dict of str to float
        Measure to value by ``"left"`` and ``"right"``, or by ``"both"``; SI units.
    """
    truth: dict[str, dict[str, float]] = {
        "speed": {"both": sprinter.speed},
        "trunk_angle": {"both": sprinter.trunk_angle},
        "thigh_phase": {"both": _thigh_phase(sprinter)},
    }
    for side in SIDES:
        leg = TrueLeg(sprinter, side)
        for group in (
            leg.timing(),
            leg.distances(),
            leg.springs(),
            leg.angles(),
            leg.rates(),
            leg.hamstrings(),
            leg.passing(),
            leg.kinetics(),
            leg.angular_momentum(),
        ):
            for name, value in group.items():
                truth.setdefault(name, {})[side] = float(value)
    return truth


class TrueLeg:
    """One leg's exact measures.

    Parameters
    ----------
    sprinter : Runner
    side : {"left", "right"}
    """

    def __init__(self, sprinter: Runner, side: Side) -> None:
        self.sprinter = sprinter
        self.anatomy = sprinter.anatomy
        self.motion = sprinter.motion
        self.rhythm = sprinter.rhythm
        self.side = side
        self.other = opposite(side)
        self.touchdown = self.rhythm.touchdown(side)
        self.toe_off = self.touchdown + self.rhythm.contact_time(side)
        self.other_touchdown = self.touchdown + self.rhythm.stride_time / 2
        self.other_toe_off = self.other_touchdown + self.rhythm.contact_time(self.other)
        self.landing = self.touchdown + self.rhythm.stride_time

    def coordinate(self, name: str, derivative: int = 0) -> Curve:
        """One coordinate as a function of time."""
        return lambda time: self.motion.at(time, derivative)[name]

    def thigh(self, time: Array) -> Array:
        """Thigh angle (n,), rad."""
        return self.motion.at(time)[f"{self.side}_thigh"]

    def knee(self, time: Array) -> Array:
        """Knee flexion (n,), rad."""
        pose = self.motion.at(time)
        return pose[f"{self.side}_thigh"] - pose[f"{self.side}_shank"]

    def joint(self, name: str, time: float) -> Array:
        """Position of a joint (2,) in m."""
        return self.anatomy.joints(self.motion.at(np.array([time])))[name][:, 0]

    def joint_velocity_before(self, name: str, time: float) -> Array:
        """Velocity of a joint (2,) in m/s just before an event."""
        instant = np.array([time])
        pose = self.motion.at(instant)
        rate = self.motion.at(instant, 1, before=True)
        return velocity_of(self.anatomy.joints, pose, rate)[name][:, 0]

    def timing(self) -> dict[str, float]:
        """Times and rates of the step."""
        contact = self.toe_off - self.touchdown
        return {
            "step_rate": 2 / self.rhythm.stride_time,
            "contact_time": contact,
            "flight_time": self.other_touchdown - self.toe_off,
            "swing_time": self.landing - self.toe_off,
            "duty_factor": contact / self.rhythm.stride_time,
            "step_time_variability": 0.0,
            "contact_time_variability": 0.0,
            "flight_time_variability": 0.0,
        }

    def distances(self) -> dict[str, float]:
        """Lengths of the step."""
        middle = (self.touchdown + self.toe_off) / 2
        other_middle = (self.other_touchdown + self.other_toe_off) / 2
        toe, ankle = f"{self.side}_toe", f"{self.side}_ankle"
        here, there = self.joint(toe, middle), self.joint(f"{self.other}_toe", other_middle)

        def height(time: Array) -> Array:
            return np.asarray(self.anatomy.center_of_mass(self.motion.at(time))[1])

        def hip_to_ankle(time: Array) -> Array:
            at = self.anatomy.joints(self.motion.at(time))
            return np.asarray(np.hypot(*(at[ankle] - at["pelvis"])))

        step = self.touchdown, self.other_touchdown
        return {
            "step_length": there[0] - here[0],
            "touchdown_distance": self._ahead(ankle, self.touchdown),
            "toe_off_distance": self._ahead(toe, self.toe_off),
            "vertical_oscillation": top(height, *step)[1] + top(negative(height), *step)[1],
            "minimum_hip_ankle_distance": -top(negative(hip_to_ankle), self.toe_off, self.landing)[
                1
            ],
        }

    def _ahead(self, name: str, time: float) -> float:
        """How far a joint is ahead of the pelvis, m."""
        return float((self.joint(name, time) - self.joint("pelvis", time))[0])

    def springs(self) -> dict[str, float]:
        """Sine-wave stiffness per kg (Morin et al. 2005, J Appl Biomech 21:167-180)."""
        contact = self.toe_off - self.touchdown
        flight = self.other_touchdown - self.toe_off
        leg = self.sprinter.leg_length
        force = GRAVITY * np.pi / 2 * (flight / contact + 1)
        drop = force * contact**2 / np.pi**2 - GRAVITY * contact**2 / 8
        swept = self.sprinter.speed * contact / 2
        shortening = leg - np.sqrt(leg**2 - swept**2) + drop
        return {"vertical_stiffness": force / drop, "leg_stiffness": force / shortening}

    def angles(self) -> dict[str, float]:
        """Angles at events and their extremes."""
        stride = self.touchdown, self.landing
        events = np.array([self.touchdown, self.toe_off, self.other_touchdown, self.other_toe_off])
        thigh, knee = self.thigh(events), self.knee(events)
        flexion_time, flexion = top(self.thigh, *stride)
        extension = -top(negative(self.thigh), *stride)[1]
        return {
            "peak_thigh_flexion": flexion,
            "peak_thigh_extension": extension,
            "thigh_range": flexion - extension,
            "peak_knee_flexion": top(self.knee, self.toe_off, self.landing)[1],
            "thigh_angle_touchdown": thigh[0],
            "knee_angle_touchdown": knee[0],
            "thigh_angle_toe_off": thigh[1],
            "knee_angle_toe_off": knee[1],
            "swing_thigh_angle_opposite_touchdown": thigh[2],
            "swing_thigh_angle_opposite_toe_off": thigh[3],
            "time_to_peak_thigh_flexion": flexion_time - self.toe_off,
        }

    def rates(self) -> dict[str, float]:
        """Velocities and accelerations of the thigh, and of the foot as it lands.

        The accelerations at the reversals are of the stride's first six harmonics, as the measures
        are defined.
        """
        velocity = self.coordinate(f"{self.side}_thigh", 1)
        forward, backward = self._reversals()
        ankle = self.joint_velocity_before(f"{self.side}_ankle", self.touchdown)
        pelvis = self.joint_velocity_before("pelvis", self.touchdown)
        toe = self.joint_velocity_before(f"{self.side}_toe", self.touchdown)
        return {
            "peak_thigh_flexion_velocity": top(velocity, self.toe_off, self.landing)[1],
            "peak_thigh_extension_velocity": -top(negative(velocity), self.touchdown, self.landing)[
                1
            ],
            "thigh_acceleration_peak_extension": forward,
            "thigh_acceleration_peak_flexion": backward,
            "foot_retraction_speed": pelvis[0] - ankle[0],
            "foot_speed_touchdown": toe[0],
        }

    def hamstrings(self) -> dict[str, float]:
        """Length of the hamstring by its path, the pelvis tilted as its markers are."""

        def length(time: Array) -> Array:
            hip = self.thigh(time) + PELVIC_TILT - UPRIGHT_TILT
            return np.asarray(relative_length(hip, self.knee(time)))

        def velocity(time: Array) -> Array:
            step = 1e-5
            return (length(time + step) - length(time - step)) / (2 * step)

        longest, peak = top(length, self.toe_off, self.landing)
        return {
            "peak_hamstring_length": peak,
            "peak_hamstring_lengthening_velocity": top(velocity, self.toe_off, longest)[1],
            "hamstring_peak_to_touchdown": self.landing - longest,
        }

    def _reversals(self) -> tuple[float, float]:
        """Acceleration of the thigh's first six harmonics at its reversals, rad/s².

        The largest within a fifth of a stride of peak extension, the smallest of peak flexion.
        """
        order = np.arange(1, 7)
        phase = np.linspace(0, 2 * np.pi, 100_001)
        waves = np.exp(1j * order[:, None] * phase)
        series = _harmonics(self.sprinter, self.side, 6)
        angle = np.real(2 * series @ waves)
        rate = (2 * np.pi * order / self.rhythm.stride_time) ** 2
        acceleration = np.real(-2 * (rate * series) @ waves)
        near = {
            end: np.abs(np.angle(np.exp(1j * (phase - phase[at])))) < 0.4 * np.pi
            for end, at in (("back", angle.argmin()), ("front", angle.argmax()))
        }
        return float(acceleration[near["back"]].max()), float(acceleration[near["front"]].min())

    def passing(self) -> dict[str, float]:
        """When the thighs and the knees pass each other, relative to this touchdown, s."""

        def thighs(time: Array) -> Array:
            pose = self.motion.at(time)
            return pose[f"{self.side}_thigh"] - pose[f"{self.other}_thigh"]

        def knees(time: Array) -> Array:
            at = self.anatomy.joints(self.motion.at(time))
            return np.asarray((at[f"{self.side}_knee"] - at[f"{self.other}_knee"])[0])

        reach = self.rhythm.stride_time / 4
        return {
            "thighs_passing_time": crossing_offset(thighs, self.touchdown, reach),
            "knees_passing_time": crossing_offset(knees, self.touchdown, reach),
        }

    def kinetics(self) -> dict[str, float]:
        """Moments, powers and work of the swinging leg per kg, and the ground force.

        Extensor peaks are those of late swing, after peak thigh flexion. The step of the pelvis'
        velocity at the other foot's touchdown is left out.
        """
        contact = self.toe_off - self.touchdown
        impulse = self.motion.path.braking * contact / np.pi
        time = phase_times(self.toe_off, self.other_touchdown, self.other_toe_off, self.landing)
        hip, knee, _ = chain_moments(self.anatomy, self.motion, self.side, time)
        rate = self.motion.at(time, 1)
        thigh, shank = rate[f"{self.side}_thigh"], rate[f"{self.side}_shank"]
        hip_power, knee_power = hip * thigh, knee * (shank - thigh)
        late = time > top(self.thigh, self.toe_off, self.landing)[0]
        return {
            "peak_vertical_force": self.motion.path.peak_vertical[SIDES.index(self.side)],
            "braking_impulse": -impulse,
            "propulsive_impulse": impulse,
            "peak_swing_hip_flexor_moment": hip.max(),
            "peak_swing_hip_flexor_power": hip_power[hip > 0].max(),
            "swing_hip_positive_work": area(np.maximum(hip_power, 0), time),
            "swing_hip_negative_work": area(np.minimum(hip_power, 0), time),
            "peak_swing_hip_extensor_moment": -hip[late].min(),
            "peak_swing_hip_extensor_power": hip_power[late & (hip < 0)].max(),
            "peak_swing_knee_power": knee_power.min(),
            "swing_knee_negative_work": area(np.minimum(knee_power, 0), time),
        }

    def angular_momentum(self) -> dict[str, float]:
        """Half the range over this step of each part's angular momentum about the vertical."""
        step = phase_times(self.touchdown, self.toe_off, self.other_touchdown)
        spins = vertical_angular_momentum(self.anatomy, self.motion, self.side, step)
        return {f"angular_momentum_{part}": np.ptp(spin) / 2 for part, spin in spins.items()}


def _thigh_phase(sprinter: Runner) -> float:
    """Phase of the right thigh's first harmonic against the left's, less half a turn, rad."""
    first = {side: _harmonics(sprinter, side, 1)[0] for side in SIDES}
    return float(np.angle(-first["right"] / first["left"]))


def _harmonics(sprinter: Runner, side: Side, count: int) -> NDArray[np.complex128]:
    """Complex Fourier coefficients 1 to `count` of the thigh angle over the stride, rad."""
    bounds = sprinter.rhythm.pieces
    order = np.arange(1, count + 1)
    total = np.zeros(count, dtype=complex)
    nodes, weights = np.polynomial.legendre.leggauss(60)
    for start, end in pairwise(bounds):
        time = start + (nodes + 1) / 2 * (end - start)
        turn = np.exp(-2j * np.pi * order[:, None] * time / bounds[-1])
        angle = sprinter.motion.at(time)[f"{side}_thigh"]
        total += (turn * weights * angle).sum(axis=1) * (end - start) / 2 / bounds[-1]
    return total
