"""The path of a synthetic runner's centre of mass: exactly what the ground force makes of it.

During contact the vertical force is a half sine and the fore-aft force a full sine (braking, then
propulsion, no net impulse); in flight there is gravity alone. Position and velocity are their
closed integrals, so that force = mass x acceleration holds exactly at every instant. Air drag is
left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nextstride.conventions import GRAVITY

Array = NDArray[Any]

PHASE_OF_PIECE = (0, 0, 1, 2, 2, 3)
"""Left contact, flight, right contact, flight: the phase of each piece of a stride."""


@dataclass(frozen=True)
class Rhythm:
    """When the feet are on the ground within a stride that starts as the left foot lands.

    Attributes
    ----------
    stride_time : float
        Left touchdown to left touchdown, s; the right foot lands halfway.
    left_contact, right_contact : float
        Contact times, s.
    roll_start : float
        When the forefoot begins to roll off, share of contact.
    """

    stride_time: float
    left_contact: float
    right_contact: float
    roll_start: float

    @property
    def boundaries(self) -> Array:
        """Start of left contact, flight, right contact, flight; and the end (5,), in s."""
        half = self.stride_time / 2
        return np.array([0.0, self.left_contact, half, half + self.right_contact, self.stride_time])

    @property
    def pieces(self) -> Array:
        """The boundaries, and when in each contact the forefoot begins to roll (7,), in s."""
        left = self.roll_start * self.left_contact
        right = self.stride_time / 2 + self.roll_start * self.right_contact
        return np.sort(np.append(self.boundaries, (left, right)))

    def touchdown(self, side: str) -> float:
        """Time of a foot's touchdown in the stride, s."""
        return 0.0 if side == "left" else self.stride_time / 2

    def contact_time(self, side: str) -> float:
        """Contact time of a foot, s."""
        return self.left_contact if side == "left" else self.right_contact

    def swing_time(self, side: str) -> float:
        """Toe-off to the same foot's next touchdown, s."""
        return self.stride_time - self.contact_time(side)


@dataclass(frozen=True)
class CenterPath:
    """Centre of mass over one stride, and the force that moves it, per kg of body mass.

    Attributes
    ----------
    rhythm : Rhythm
    speed : float
        Mean forward speed, m/s.
    braking : float
        Peak fore-aft acceleration, m/s².
    landing_heights : tuple of float
        Height of the centre of mass as the left and as the right foot lands, m.
    """

    rhythm: Rhythm
    speed: float
    braking: float
    landing_heights: tuple[float, float]

    @property
    def takeoff_velocities(self) -> Array:
        """Upward velocity as the left and as the right foot leaves the ground (2,), m/s.

        By the symmetry of a half sine the mean velocity of a contact is that of its ends, as in
        flight; so the rise from each landing to the next fixes both velocities.
        """
        rhythm = self.rhythm
        bounds = rhythm.boundaries
        contact_left, flight_left, contact_right, flight_right = np.diff(bounds)
        half = rhythm.stride_time / 2
        rise = self.landing_heights[1] - self.landing_heights[0]
        matrix = np.array(
            [[half + flight_left, contact_left], [contact_right, half + flight_right]]
        )
        fallen = np.array(
            [
                GRAVITY * (flight_right * contact_left + flight_left**2),
                GRAVITY * (flight_left * contact_right + flight_right**2),
            ]
        )
        return np.asarray(np.linalg.solve(matrix, fallen + 2 * rise * np.array([1.0, -1.0])))

    @property
    def peak_vertical(self) -> Array:
        """Peak vertical ground force per kg of the left and the right contact (2,), N/kg."""
        contact_left, flight_left, contact_right, flight_right = np.diff(self.rhythm.boundaries)
        left, right = self.takeoff_velocities
        gain_left = left - (right - GRAVITY * flight_right) + GRAVITY * contact_left
        gain_right = right - (left - GRAVITY * flight_left) + GRAVITY * contact_right
        contacts = np.array([contact_left, contact_right])
        return np.asarray(np.array([gain_left, gain_right]) * np.pi / (2 * contacts))

    @property
    def flight_speed(self) -> float:
        """Forward speed in flight, m/s: the mean plus what braking takes during contact."""
        contacts = np.array([self.rhythm.left_contact, self.rhythm.right_contact])
        lost = self.braking * np.sum(contacts**2) / (2 * np.pi)
        return float(self.speed + lost / self.rhythm.stride_time)

    def force(self, side: str, since_touchdown: Array) -> Array:
        """Ground force per kg (2, n) in N/kg under one foot; zero when it is off the ground."""
        contact = self.rhythm.contact_time(side)
        share = np.clip(since_touchdown / contact, 0, 1)
        peak = self.peak_vertical[0 if side == "left" else 1]
        forward = -self.braking * np.sin(2 * np.pi * share)
        on_ground = (since_touchdown > 0) & (since_touchdown < contact)
        force = np.stack([forward, peak * np.sin(np.pi * share)])
        return np.asarray(np.where(on_ground, force, 0.0))

    def position(self, phase: int, elapsed: Array) -> Array:
        """Centre of mass (2, n) in m, `elapsed` s into phase 0-3; x without the mean motion."""
        start, velocity = self._start(phase)
        braking, peak, contact = self._push(phase)
        gone = braking * contact / (2 * np.pi) * _ramp(elapsed, contact / (2 * np.pi))
        lift = peak * contact / np.pi * _ramp(elapsed, contact / np.pi)
        forward = start[0] + (velocity[0] - self.speed) * elapsed - gone
        height = start[1] + velocity[1] * elapsed - GRAVITY * elapsed**2 / 2 + lift
        return np.stack([forward, height])

    def velocity(self, phase: int, elapsed: Array) -> Array:
        """Velocity of the centre of mass relative to the ground (2, n) in m/s."""
        _, velocity = self._start(phase)
        braking, peak, contact = self._push(phase)
        lost = braking * contact / (2 * np.pi) * (1 - np.cos(2 * np.pi * elapsed / contact))
        gained = peak * contact / np.pi * (1 - np.cos(np.pi * elapsed / contact))
        height = velocity[1] - GRAVITY * elapsed + gained
        return np.stack([velocity[0] - lost, height])

    def _push(self, phase: int) -> tuple[float, float, float]:
        """Braking, peak vertical force per kg and contact time of a phase; no force in flight."""
        if phase % 2:
            return 0.0, 0.0, 1.0
        side = phase // 2
        contact = (self.rhythm.left_contact, self.rhythm.right_contact)[side]
        return self.braking, float(self.peak_vertical[side]), contact

    def _start(self, phase: int) -> tuple[Array, Array]:
        """Position (x without the mean motion) and velocity at the start of a phase."""
        durations = np.diff(self.rhythm.boundaries)
        side = phase // 2
        up = self.takeoff_velocities
        landing = up[1 - side] - GRAVITY * durations[2 * side - 1]
        excess = self.flight_speed - self.speed
        forward = 0.0 if side == 0 else self._drift()
        if phase % 2 == 0:
            start = np.array([forward, self.landing_heights[side]])
            return start, np.array([self.flight_speed, landing])
        contact = durations[2 * side]
        height = self.landing_heights[side] + (landing + up[side]) / 2 * contact
        forward += excess * contact - self.braking * contact**2 / (2 * np.pi)
        return np.array([forward, height]), np.array([self.flight_speed, up[side]])

    def _drift(self) -> float:
        """How far the first step leads the mean motion, m; zero when both contacts are alike."""
        excess = self.flight_speed - self.speed
        contact = self.rhythm.left_contact
        return excess * self.rhythm.stride_time / 2 - self.braking * contact**2 / (2 * np.pi)


def _ramp(elapsed: Array, scale: float) -> Array:
    """Integral of 1 - cos(t / scale) from 0 to `elapsed`."""
    return elapsed - scale * np.sin(elapsed / scale)
