"""Solves for the periodic motion of a synthetic runner.

In stance the toe stands still on the ground and the leg follows from the hip by two-link inverse
kinematics; in swing every joint angle is one polynomial that takes over position and rate where
the stance ends and arrives in the stated pose. The pelvis is where the centre of mass, moved by
the ground force alone (`nextstride.sample.path`), needs it to be.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.polynomial import chebyshev
from scipy.interpolate import KroghInterpolator

from nextstride.conventions import GRAVITY, SIDES, Side, opposite
from nextstride.errors import ParameterError, SolveError
from nextstride.sample.anatomy import COORDINATES, LEG, SOLE, Anatomy, Array, Pose, velocity_of
from nextstride.sample.motion import Motion
from nextstride.sample.path import PHASE_OF_PIECE, CenterPath, Rhythm
from nextstride.sample.swing import Swing
from nextstride.sample.technique import Technique

TOO_SHORT = (
    "synthetic sprinter: the leg cannot reach the ground for the whole contact; "
    "use a shorter contact time, a lower speed or a taller athlete"
)
NODES = 32
"""Chebyshev nodes per piece: the series reaches rounding error."""


@dataclass(frozen=True)
class Gait:
    """What a periodic motion is solved for.

    Attributes
    ----------
    anatomy : Anatomy
    rhythm : Rhythm
    techniques : dict of str to Technique
        By side.
    speed : float
        Mean forward speed, m/s.
    """

    anatomy: Anatomy
    rhythm: Rhythm
    techniques: dict[Side, Technique]
    speed: float

    def solve(self) -> Motion:
        """Find the periodic motion in which swing, stance and centre of mass fit each other.

        Raises
        ------
        ParameterError
            If the leg cannot reach the ground for the whole contact.
        SolveError
            If the parts do not settle.
        """
        swings = {side: self._first_swing(side) for side in SIDES}
        previous = np.zeros((len(PHASE_OF_PIECE), NODES, len(COORDINATES)))
        for _ in range(60):
            path = CenterPath(
                self.rhythm,
                self.speed,
                GRAVITY * (self.techniques["left"].braking + self.techniques["right"].braking) / 2,
                (self._landing_height("left", swings), self._landing_height("right", swings)),
            )
            pieces = [
                self._piece_series(piece, path, swings) for piece in range(len(PHASE_OF_PIECE))
            ]
            series = np.stack(pieces)
            motion = Motion(path, series)
            if np.abs(series - previous).max() < 1e-9:
                return motion
            previous = series
            swings = {side: self._next_swing(side, motion, swings) for side in SIDES}
        raise SolveError(
            "synthetic sprinter: stance and swing did not settle; "
            "use a technique nearer to the default"
        )

    def _first_swing(self, side: Side) -> Swing:
        """Start of the iteration: a plausible leg at toe-off."""
        toe_off = np.radians([-28.0, 20.0, -30.0])
        style = self.techniques[side]
        return Swing.through(style, toe_off, np.zeros(3), 0.0, np.zeros(3))

    def _next_swing(self, side: Side, motion: Motion, swings: dict[Side, Swing]) -> Swing:
        """The swing that leaves as the stance ends and lands as stated."""
        toe_off = np.array([self.rhythm.touchdown(side) + self.rhythm.contact_time(side)])
        duration = self.rhythm.swing_time(side)
        value, rate, bend = (motion.at(toe_off, order, before=True) for order in range(3))
        landing_rate = self._landing_rates(side, motion)
        return Swing.through(
            self.techniques[side],
            _joint_angles(value, side),
            _joint_angles(rate, side) * duration,
            float(bend[f"{side}_thigh"][0]) * duration**2,
            landing_rate * duration,
        )

    def _landing_rates(self, side: Side, motion: Motion) -> Array:
        """Joint rates (3,) in rad/s just before touchdown.

        The thigh moves on unchanged; shank and foot give the toe its stated velocity.
        """
        touchdown = np.array([self.rhythm.touchdown(side)])
        pose = motion.at(touchdown)
        rate = motion.at(touchdown, 1, before=True)
        rate[f"{side}_thigh"] = motion.at(touchdown, 1)[f"{side}_thigh"]
        names = f"{side}_shank", f"{side}_foot"

        def toe_velocity(rates: Pose) -> Array:
            def relative(pose: Pose) -> dict[str, Array]:
                toe = self.anatomy.joints(pose)[f"{side}_toe"]
                return {"toe": toe - self.anatomy.center_of_mass(pose)}

            return velocity_of(relative, pose, rates)["toe"][:, 0]

        still = {**rate, names[0]: np.zeros(1), names[1]: np.zeros(1)}
        known = toe_velocity(still)
        effect = [toe_velocity({**still, name: np.ones(1)}) - known for name in names]
        phase = 0 if side == "left" else 2
        body = motion.path.velocity(phase, np.zeros(1))[:, 0]
        wanted = np.array(self.techniques[side].foot_speed) - body
        shank, foot = np.linalg.solve(np.stack(effect, axis=1), wanted - known)
        rate |= {names[0]: np.array([shank]), names[1]: np.array([foot])}
        return _joint_angles(rate, side)

    def _limbs(self, time: Array, swings: dict[Side, Swing]) -> dict[str, Array]:
        """Angles of arms and of legs as if both swung, (n,) in rad; the pelvis at zero."""
        pose = {"pelvis_x": np.zeros_like(time), "pelvis_y": np.zeros_like(time)}
        for side in SIDES:
            since = (time - self.rhythm.touchdown(side)) % self.rhythm.stride_time
            share = (since - self.rhythm.contact_time(side)) / self.rhythm.swing_time(side)
            angles = swings[side].angles(share)
            for segment, angle in zip(LEG, angles, strict=True):
                pose[f"{side}_{segment}"] = angle
            pose |= self._arm(side, time)
        return pose

    def _arm(self, side: Side, time: Array) -> dict[str, Array]:
        """Angles of one arm: foremost as the other leg's thigh is."""
        leg = opposite(side)
        style = self.techniques[leg]
        rhythm = self.rhythm
        foremost = rhythm.touchdown(leg) + rhythm.contact_time(leg)
        foremost += style.peak_thigh[1] * rhythm.swing_time(leg)
        swing = np.cos(2 * np.pi * (time - foremost) / rhythm.stride_time)
        upper = style.upper_arm[0] + style.upper_arm[1] * swing
        elbow = style.elbow[0] + style.elbow[1] * swing
        return {f"{side}_upper_arm": upper, f"{side}_forearm": upper + elbow}

    def _landing_pose(self, side: Side, swings: dict[Side, Swing]) -> dict[str, Array]:
        """All angles as a foot lands, the pelvis at zero."""
        style = self.techniques[side]
        pose = self._limbs(np.array([self.rhythm.touchdown(side)]), swings)
        pose[f"{side}_thigh"] = np.array([style.thigh_touchdown])
        pose[f"{side}_shank"] = np.array([style.thigh_touchdown - style.knee_touchdown])
        pose[f"{side}_foot"] = np.array([style.foot_touchdown])
        return pose

    def _landing_height(self, side: Side, swings: dict[Side, Swing]) -> float:
        """Height of the centre of mass as a foot lands, m."""
        pose = self._landing_pose(side, swings)
        toe = self.anatomy.joints(pose)[f"{side}_toe"][1, 0]
        return float(self.anatomy.center_of_mass(pose)[1, 0] - toe + SOLE)

    def _piece_series(self, piece: int, path: CenterPath, swings: dict[Side, Swing]) -> Array:
        """Chebyshev coefficients (node, coordinate) of one piece of a stride."""
        phase = PHASE_OF_PIECE[piece]
        start, end = self.rhythm.pieces[piece : piece + 2]
        nodes = chebyshev.chebpts1(NODES)
        time = start + (nodes + 1) / 2 * (end - start)
        elapsed = time - self.rhythm.boundaries[phase]
        center = path.position(phase, elapsed)
        pose = self._limbs(time, swings)
        if phase % 2 == 0:
            side = SIDES[phase // 2]
            toe = self._footprint(side, path, swings) - np.outer([self.speed, 0.0], elapsed)
            toe = toe + self._roll_off(side, elapsed)
            pose |= self._stance(side, pose, toe, center, elapsed)
        pose["pelvis_x"], pose["pelvis_y"] = center - self.anatomy.center_of_mass(pose)
        values = np.stack([pose[name] for name in COORDINATES], axis=1)
        series = 2 / NODES * chebyshev.chebvander(nodes, NODES - 1).T @ values
        series[0] /= 2
        return np.asarray(series)

    def _footprint(self, side: Side, path: CenterPath, swings: dict[Side, Swing]) -> Array:
        """Where the toe lands (2, 1) in m, x without the mean motion."""
        pose = self._landing_pose(side, swings)
        toe = self.anatomy.joints(pose)[f"{side}_toe"] - self.anatomy.center_of_mass(pose)
        return toe + path.position(2 * SIDES.index(side), np.zeros(1))

    def _roll_off(self, side: Side, elapsed: Array) -> Array:
        """How far the toe has risen about the tip of the big toe (2, n), in m."""
        start = self.rhythm.roll_start
        share = (elapsed / self.rhythm.contact_time(side) - start) / (1 - start)
        angle = self.techniques[side].roll_off[0] * np.maximum(share, 0) ** 3
        return self.anatomy.toe_length * np.stack([1 - np.cos(angle), np.sin(angle)])

    def _stance(
        self, side: Side, limbs: Pose, toe: Array, center: Array, elapsed: Array
    ) -> dict[str, Array]:
        """Angles of the standing leg (n,) in rad, for the toe and the centre of mass as given."""
        style = self.techniques[side]
        contact = self.rhythm.contact_time(side)
        rates = style.foot_rate_touchdown * contact, style.foot_rate_toe_off * contact
        foot = KroghInterpolator(
            [0, 0, 1, 1], [style.foot_touchdown, rates[0], style.foot_toe_off, rates[1]]
        )(elapsed / contact)
        ankle = toe + self.anatomy.foot_point("ankle", foot)

        def leg(hip: Array) -> dict[str, Array]:
            knee = self.anatomy.knee_between(hip, ankle)
            return {
                f"{side}_thigh": _lean(knee - hip),
                f"{side}_shank": _lean(ankle - knee),
                f"{side}_foot": foot,
            }

        def error(hip: Array) -> Array:
            return hip + self.anatomy.center_of_mass({**limbs, **leg(hip)}) - center

        start = {**limbs, **{f"{side}_{segment}": np.zeros_like(elapsed) for segment in LEG}}
        guess = center - self.anatomy.center_of_mass(start)
        return leg(_newton(error, guess, lambda hip: self.anatomy.within_reach(hip, ankle)))


def _newton(
    error: Callable[[Array], Array], start: Array, within_reach: Callable[[Array], Array]
) -> Array:
    """Solve `error` (2, n) = 0 in each column, with derivatives by the complex step.

    Raises
    ------
    ParameterError
        If there is no solution, which here means that the leg is too short.
    """
    step = 1e-30
    point = within_reach(start)
    for _ in range(50):
        columns = [error(point + 1j * step * axis[:, None]).imag / step for axis in np.eye(2)]
        slope = np.stack(columns, axis=1)
        change = np.linalg.solve(slope.transpose(2, 0, 1), error(point).T[..., None])[..., 0].T
        point = within_reach(point - change)
        if np.abs(change).max() < 1e-13:
            return point
    raise ParameterError(TOO_SHORT)


def _lean(vector: Array) -> Array:
    """Angle (n,) in rad of a downward vector (2, n) from the vertical; analytic."""
    return np.asarray(np.arctan(vector[0] / -vector[1]))


def _joint_angles(pose: Pose, side: Side) -> Array:
    """Thigh, knee and ankle angle (3,) from the angles, or rates, of the segments."""
    thigh, shank, foot = (float(pose[f"{side}_{segment}"][0]) for segment in LEG)
    return np.array([thigh, thigh - shank, foot - shank])
