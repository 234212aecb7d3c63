"""The exact answers for a synthetic runner, from its continuous motion by definition.

Nothing here uses the package's analysis. Angles and times come from the motion's series by root
finding, velocities are exact derivatives, and joint moments come from Lagrange's equations of the
swinging leg rather than from Newton and Euler's, so that an error in one would show in the other.
At touchdown, where velocities step, the limit from before is meant.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import brentq, minimize_scalar

from nextstride.conventions import GRAVITY, SIDES, Side, opposite
from nextstride.sample.anatomy import LEG, Array, Points, velocity_of
from nextstride.sample.markers import arm_distance, leg_distance

if TYPE_CHECKING:
    from nextstride.sample.sprinter import SyntheticSprinter

Curve = Callable[[Array], Array]
JUST_INSIDE = 1e-9
"""Distance kept from an event at which curves step, s."""


def true_measures(sprinter: SyntheticSprinter) -> dict[str, dict[str, float]]:
    """Every measure's exact value.

    Parameters
    ----------
    sprinter : SyntheticSprinter

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
    sprinter : SyntheticSprinter
    side : {"left", "right"}
    """

    def __init__(self, sprinter: SyntheticSprinter, side: Side) -> None:
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
            return self.anatomy.center_of_mass(self.motion.at(time))[1]

        def hip_to_ankle(time: Array) -> Array:
            at = self.anatomy.joints(self.motion.at(time))
            return np.asarray(np.hypot(*(at[ankle] - at["pelvis"])))

        step = self.touchdown, self.other_touchdown
        return {
            "step_length": there[0] - here[0],
            "touchdown_distance": self._ahead(ankle, self.touchdown),
            "toe_off_distance": self._ahead(toe, self.toe_off),
            "vertical_oscillation": _top(height, *step)[1] + _top(_negative(height), *step)[1],
            "minimum_hip_ankle_distance": -_top(
                _negative(hip_to_ankle), self.toe_off, self.landing
            )[1],
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
        flexion_time, flexion = _top(self.thigh, *stride)
        extension = -_top(_negative(self.thigh), *stride)[1]
        return {
            "peak_thigh_flexion": flexion,
            "peak_thigh_extension": extension,
            "thigh_range": flexion - extension,
            "peak_knee_flexion": _top(self.knee, self.toe_off, self.landing)[1],
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

        The acceleration at a reversal is its extremum between midstance and the peak flexion
        velocity (reversal from extension), and from there to touchdown (from flexion).
        """
        velocity = self.coordinate(f"{self.side}_thigh", 1)
        acceleration = self.coordinate(f"{self.side}_thigh", 2)
        middle = (self.touchdown + self.toe_off) / 2
        fastest, flexion = _top(velocity, self.toe_off, self.landing)
        landing = self.landing - JUST_INSIDE
        ankle = self.joint_velocity_before(f"{self.side}_ankle", self.touchdown)
        pelvis = self.joint_velocity_before("pelvis", self.touchdown)
        toe = self.joint_velocity_before(f"{self.side}_toe", self.touchdown)
        return {
            "peak_thigh_flexion_velocity": flexion,
            "peak_thigh_extension_velocity": -_top(
                _negative(velocity), self.touchdown, self.landing
            )[1],
            "thigh_acceleration_peak_extension": _top(acceleration, middle, fastest)[1],
            "thigh_acceleration_peak_flexion": -_top(_negative(acceleration), fastest, landing)[1],
            "foot_retraction_speed": pelvis[0] - ankle[0],
            "foot_speed_touchdown": toe[0],
        }

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
            "thighs_passing_time": _crossing_offset(thighs, self.touchdown, reach),
            "knees_passing_time": _crossing_offset(knees, self.touchdown, reach),
        }

    def kinetics(self) -> dict[str, float]:
        """Moments, powers and work of the swinging leg per kg, and the ground force."""
        index = SIDES.index(self.side)
        contact = self.toe_off - self.touchdown
        impulse = self.motion.path.braking * contact / np.pi
        time, hip, knee = self.swing_moments()
        rate = self.motion.at(time, 1)
        thigh, shank = rate[f"{self.side}_thigh"], rate[f"{self.side}_shank"]
        hip_power, knee_power = hip * thigh, knee * (shank - thigh)
        return {
            "peak_vertical_force": float(self.motion.path.peak_vertical[index]),
            "braking_impulse": -impulse,
            "propulsive_impulse": impulse,
            "peak_swing_hip_flexor_moment": hip.max(),
            "peak_swing_hip_flexor_power": hip_power[hip > 0].max(),
            "swing_hip_positive_work": np.trapezoid(np.maximum(hip_power, 0), time),
            "swing_hip_negative_work": np.trapezoid(np.minimum(hip_power, 0), time),
            "peak_swing_hip_extensor_moment": -hip.min(),
            "peak_swing_hip_extensor_power": hip_power[hip < 0].max(),
            "peak_swing_knee_power": knee_power.min(),
            "swing_knee_negative_work": np.trapezoid(np.minimum(knee_power, 0), time),
        }

    def swing_moments(self) -> tuple[Array, Array, Array]:
        """Times (n,) of the swing in s; hip and knee moment (n,) in N m/kg, flexion positive at
        the hip, both counted on the distal segment, forward swing positive.

        Lagrange's equations of a three-segment chain with segment angles as coordinates (e.g.
        Winter 2009, Biomechanics, ch. 8), its hip moving as the pelvis does. The step of the
        pelvis' velocity at the other foot's touchdown, about 0.1 m/s, is left out.
        """
        corners = (self.toe_off, self.other_touchdown, self.other_toe_off, self.landing)
        time = np.concatenate(
            [
                np.linspace(start + JUST_INSIDE, end - JUST_INSIDE, 4001)
                for start, end in zip(corners[:-1], corners[1:], strict=True)
            ]
        )
        forces = self._generalized_forces(time)
        return time, forces.sum(axis=0), forces[1:].sum(axis=0)

    def _generalized_forces(self, time: Array) -> Array:
        """What turns thigh, shank and foot (3, n), N m/kg."""
        athlete = self.sprinter.athlete
        pose, rate, bend = (self.motion.at(time, order) for order in range(3))
        lengths, masses, inertias = self._chain()
        # angle of each lever from the downward vertical; the foot's centre lies off its axis
        foot = self.anatomy.foot
        lever = foot["center"] - foot["ankle"]
        turn = float(np.arctan2(lever[0, 0], -lever[1, 0]))
        angles = [pose[f"{self.side}_{segment}"] for segment in LEG]
        angles[2] = angles[2] + turn
        rates = [rate[f"{self.side}_{segment}"] for segment in LEG]
        bends = [bend[f"{self.side}_{segment}"] for segment in LEG]
        forward, upward = bend["pelvis_x"], bend["pelvis_y"] + GRAVITY
        forces = np.empty((3, time.size))
        for k in range(3):
            total = inertias[k] * bends[k]
            static = sum(masses[i] * lengths[i][k] for i in range(3))
            total = total + static * (forward * np.cos(angles[k]) + upward * np.sin(angles[k]))
            for j in range(3):
                coupling = sum(masses[i] * lengths[i][k] * lengths[i][j] for i in range(3))
                apart = angles[k] - angles[j]
                total = total + coupling * (
                    np.cos(apart) * bends[j] + np.sin(apart) * rates[j] ** 2
                )
            forces[k] = total
        return forces / athlete.mass

    def _chain(self) -> tuple[list[list[float]], list[float], list[float]]:
        """Levers of each segment's centre along thigh, shank and foot; masses; inertias."""
        athlete = self.sprinter.athlete
        thigh, shank = athlete.segment_length("thigh"), athlete.segment_length("shank")
        center = float(np.hypot(*(self.anatomy.foot["center"] - self.anatomy.foot["ankle"]))[0])
        levers = [
            [athlete.shape("thigh").center * thigh, 0.0, 0.0],
            [thigh, athlete.shape("shank").center * shank, 0.0],
            [thigh, shank, center],
        ]
        masses = [athlete.segment_mass(segment) for segment in LEG]
        return levers, masses, [athlete.segment_inertia(segment) for segment in LEG]

    def angular_momentum(self) -> dict[str, float]:
        """Half the range over a stride of angular momentum about the vertical, per kg, m²/s.

        All motion is in planes at constant distance z from the midline, where the centre of mass
        is, so a segment's share is its mass share x z x forward velocity relative to the centre
        of mass.
        """
        bounds = self.rhythm.boundaries
        time = np.concatenate(
            [
                np.linspace(start + JUST_INSIDE, end - JUST_INSIDE, 4001)
                for start, end in zip(bounds[:-1], bounds[1:], strict=True)
            ]
        )

        def places(pose: dict[str, Array]) -> Points:
            return self.anatomy.segment_centers(pose) | {"body": self.anatomy.center_of_mass(pose)}

        velocity = velocity_of(places, self.motion.at(time), self.motion.at(time, 1))
        spins: dict[str, Array] = {}
        for segment, moving in velocity.items():
            part, depth = self._part(segment)
            share = self.anatomy.mass_share(segment) if segment != "body" else 0.0
            spin = share * depth * (moving - velocity["body"])[0]
            spins[part] = spins.get(part, np.zeros_like(time)) + spin
        spins["total"] = np.sum(list(spins.values()), axis=0)
        return {f"angular_momentum_{part}": np.ptp(spin) / 2 for part, spin in spins.items()}

    def _part(self, segment: str) -> tuple[str, float]:
        """Which part a segment belongs to, and its distance to the right of the midline, m."""
        if segment in ("head", "trunk", "body"):
            return "trunk", 0.0
        side, _, name = segment.partition("_")
        outward = -1.0 if side == "left" else 1.0
        if name not in LEG:
            return "arms", outward * arm_distance(self.anatomy)
        part = "push_leg" if side == self.side else "swing_leg"
        return part, outward * leg_distance(self.anatomy)


def _thigh_phase(sprinter: SyntheticSprinter) -> float:
    """Phase of the right thigh's first harmonic against the left's, less half a turn, rad."""
    bounds = sprinter.rhythm.boundaries
    total = {side: 0j for side in SIDES}
    nodes, weights = np.polynomial.legendre.leggauss(60)
    for start, end in zip(bounds[:-1], bounds[1:], strict=True):
        time = start + (nodes + 1) / 2 * (end - start)
        turn = np.exp(-2j * np.pi * time / bounds[-1]) * weights * (end - start)
        for side in SIDES:
            total[side] += np.sum(sprinter.motion.at(time)[f"{side}_thigh"] * turn)
    return float(np.angle(-total["right"] / total["left"]))


def _negative(curve: Curve) -> Curve:
    """The curve upside down."""
    return lambda time: -curve(time)


def _top(curve: Curve, start: float, end: float) -> tuple[float, float]:
    """Time and value of a curve's maximum from start to end."""
    time = np.linspace(start, end, 2001)
    best = int(np.argmax(curve(time)))
    around = time[max(best - 1, 0)], time[min(best + 1, time.size - 1)]
    found = minimize_scalar(
        lambda instant: -float(curve(np.array([instant]))[0]),
        bounds=around,
        method="bounded",
        options={"xatol": 1e-12},
    )
    value = float(curve(time[best : best + 1])[0])
    if -found.fun > value:
        return float(found.x), float(-found.fun)
    return float(time[best]), value


def _crossing_offset(curve: Curve, event: float, reach: float) -> float:
    """Time of the curve's zero nearest an event, minus the event's, s."""
    time = np.linspace(event - reach, event + reach, 2001)
    value = curve(time)
    crossings = np.flatnonzero(value[:-1] * value[1:] <= 0)
    nearest = crossings[np.argmin(np.abs(time[crossings] - event))]
    root = brentq(
        lambda instant: float(curve(np.array([instant]))[0]),
        time[nearest],
        time[nearest + 1],
        xtol=1e-13,
    )
    return float(root - event)
