"""What else than the body a solve is given: what to seek, and which motion to stay near."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from nextstride.sprint.mesh import DEGREE, Mesh, radau
from nextstride.sprint.reference import MEASURED_SPRINT

FIRST_ANGLE = 5
"""Where the reference angles begin in the vector of `Goals`."""

FREE = 10.0
"""A distance to the reference motion that nobody reaches, rad."""


class Motion(Protocol):
    """A steady run whose angles a solve can stay near."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def speed(self) -> float:
        """m/s."""

    @property
    def contact(self) -> float:
        """Duration of a contact, s."""

    @property
    def flight(self) -> float:
        """Duration of a flight, s."""

    def angles(self, stance: np.ndarray, flight: np.ndarray, derivative: int = 0) -> np.ndarray:
        """Tracked angles at shares of the stance and of the flight, (points, tracked) in rad."""


@dataclass(frozen=True, eq=False)
class Goals:
    """What a solve seeks.

    Attributes
    ----------
    motion : Motion
        Whose angles to stay near, or to track.
    distance : float
        Greatest root-mean-square distance of the joint angles to them, rad.
    speed : float
        Weight of speed, 1.
    tracking : float
        Weight of the mean squared distance (rad²) to the motion in time, 1.
    pace : float or None
        Running speed to keep, m/s; None leaves it free.
    """

    motion: Motion = MEASURED_SPRINT
    distance: float = FREE
    speed: float = 1.0
    tracking: float = 0.0
    pace: float | None = None

    def vector(self, mesh: Mesh) -> np.ndarray:
        """Pack what the program must know on `mesh` into one vector."""
        reference = reference_angles(mesh, self.motion)
        numbers = [self.speed, self.tracking, self.distance]
        durations = [self.motion.contact, self.motion.flight]
        return np.concatenate([numbers, durations, reference.ravel()])


def n_goals(mesh: Mesh) -> int:
    """Length of the vector of `Goals`."""
    return FIRST_ANGLE + n_points(mesh) * mesh.form.n_tracked


def n_points(mesh: Mesh) -> int:
    """Number of collocation points of the step or stride."""
    return DEGREE * sum(phase.intervals for phase in mesh.phases)


def shares(mesh: Mesh) -> tuple[np.ndarray, np.ndarray]:
    """Points of each step of `mesh` as shares of its stance and of its flight."""
    return _shares(mesh.stance.intervals), _shares(mesh.flight.intervals)


def _shares(intervals: int) -> np.ndarray:
    """Points of a phase as shares of it, (3 intervals,)."""
    points, _, _ = radau()
    return np.asarray(((np.arange(intervals)[:, None] + points) / intervals).ravel())


def reference_angles(mesh: Mesh, motion: Motion) -> np.ndarray:
    """Angles of `motion` at the points of `mesh`, (points, tracked) in rad."""
    return np.tile(motion.angles(*shares(mesh)), (mesh.steps, 1))
