"""Where a solve in three dimensions begins: the measured sprint, roughly on the ground."""

from __future__ import annotations

from functools import cache

import casadi as ca
import numpy as np

from nextstride.body.layout import Parameters
from nextstride.body.spatial.contact import FOOT, vector_of
from nextstride.body.spatial.joints import SPRINTER
from nextstride.body.spatial.layout import LENGTH, SLICES
from nextstride.body.spatial.scaling import SpatialBody
from nextstride.body.spatial.sprinter import COORDINATES, shape
from nextstride.body.tree import TreeMotion
from nextstride.sprint.goals import shares
from nextstride.sprint.mesh import Mesh, Phase
from nextstride.sprint.spatial.equations import mirror
from nextstride.sprint.spatial.reference import MEASURED, SpatialReference
from nextstride.sprint.starts import RESTING_ACTIVATION, RESTING_TENDON_FORCE, YIELDING

SLOWEST_ROLL, FASTEST_ROLL = 0.7, 1.3
"""Speed of the hips over the standing foot at the start, shares of the running speed."""

STEEPEST = 2.0
"""Greatest upward speed of the hips at the start, m/s."""


def start_from(mesh: Mesh, body: SpatialBody, motion: SpatialReference = MEASURED) -> np.ndarray:
    """Return unknowns (physical units) that run like `motion`, muscles at rest."""
    unknowns = np.zeros(mesh.size)
    unknowns[mesh.speed] = motion.speed
    elapsed = 0.0
    for phase, length in zip(mesh.phases, (motion.contact, motion.flight), strict=True):
        share = shares(mesh)[0 if phase.grounded else 1]
        for name, value in _rows(body, motion, phase, share).items():
            if name == "position":
                value[:, 0] = motion.speed * (elapsed + length * share)
            index = mesh.part(phase, name)
            unknowns[index] = value.reshape(index.shape)
        unknowns[mesh.durations(phase)] = length / phase.intervals
        elapsed += length
    _set_touchdown(unknowns, mesh, body, motion)
    return unknowns


def _rows(
    body: SpatialBody, motion: SpatialReference, phase: Phase, share: np.ndarray
) -> dict[str, np.ndarray]:
    """Parts of the points at `share` of `phase`, (points, size) each."""
    at = _phases(motion, phase, share)
    position, velocity, acceleration = (_coordinates(motion, at, k) for k in range(3))
    height, sliding = _on_the_ground(body, motion, phase, share)
    position[:, 1] = height
    velocity[:, :3] = sliding
    count = share.size
    excitations = np.full((count, phase.form.n_excitations), RESTING_ACTIVATION)
    rows = {
        "position": position,
        "velocity": velocity,
        "acceleration": acceleration,
        "activation": excitations,
        "excitation": excitations,
        "tendon_force": np.full((count, phase.n_tendons), RESTING_TENDON_FORCE),
    }
    if phase.grounded:
        _, heel_up, _ = _foot()(position.T, velocity.T, body.vector)
        rows["toe"] = np.clip(np.array(heel_up).T, 0.0, 1.2)
    return rows


def _phases(motion: SpatialReference, phase: Phase, share: np.ndarray) -> np.ndarray:
    """Stride phases of the points at `share` of `phase`."""
    nothing = np.empty(0)
    return motion.phases(share, nothing) if phase.grounded else motion.phases(nothing, share)


def _coordinates(motion: SpatialReference, at: np.ndarray, derivative: int) -> np.ndarray:
    """All coordinates at stride phases, or their rates; the way forward is left at zero."""
    columns = [motion.coordinate(name, at, derivative) for name in COORDINATES[1:]]
    return np.column_stack([np.zeros(at.size), *columns])


@cache
def _foot() -> ca.Function:
    """Return what the standing foot does.

    (coordinates, rates, parameters) -> height of the lower of forefoot and ball (m), how far the
    heel is up (rad), velocity of the ball (m/s), of states in columns.
    """
    position, rate = (ca.SX.sym(name, len(COORDINATES)) for name in ("q", "rate"))
    vector = ca.SX.sym("p", LENGTH)
    p = Parameters(vector, SLICES)
    tree = TreeMotion(SPRINTER, shape(p), position, rate, np.zeros(len(COORDINATES)), 0)
    heights = [tree.position(FOOT, vector_of(point))[1] for point in (p.forefoot, p.ball)]
    heel_up = -ca.asin(tree.to_ground(FOOT, (1, 0, 0))[1])
    velocity = ca.vertcat(*tree.velocity(FOOT, vector_of(p.ball)))
    known = [position, rate, vector]
    return ca.Function("foot", known, [ca.fmin(*heights), heel_up, velocity])


def _on_the_ground(
    body: SpatialBody, motion: SpatialReference, phase: Phase, share: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Height of the hips (points,) in m, and their velocity (points, 3) in m/s.

    On the ground the lower of forefoot and ball is set into it as it yields, and the ball rests, as
    far as the hips' speed stays near that of the run. In the air the hips go straight from their
    height at toe-off to that at touchdown.
    """
    if not phase.grounded:
        stance = Phase("stance", 1, phase.n_tendons, phase.form)
        ends, _ = _on_the_ground(body, motion, stance, np.array([1.0, 0.0]))
        return ends[0] + share * (ends[1] - ends[0]), np.tile([motion.speed, 0, 0], (share.size, 1))
    at = _phases(motion, phase, share)
    position, velocity = _coordinates(motion, at, 0), _coordinates(motion, at, 1)
    position[:, 1] = 0.0
    velocity[:, :2] = 0.0
    height, _, rolling = (np.array(v) for v in _foot()(position.T, velocity.T, body.vector))
    sliding = velocity[:, :3].copy()
    roll = (SLOWEST_ROLL * motion.speed, FASTEST_ROLL * motion.speed)
    sliding[:, 0] = np.clip(-rolling[0], *roll)
    sliding[:, 1] = np.clip(-rolling[1], -STEEPEST, STEEPEST)
    return -height.ravel() - YIELDING * np.sin(np.pi * share), sliding


def _set_touchdown(
    unknowns: np.ndarray, mesh: Mesh, body: SpatialBody, motion: SpatialReference
) -> None:
    """Begin the step as the mirror image of its end."""
    end = unknowns[mesh.states(mesh.flight)[-1, -1]]
    first = mesh.touchdown()
    index, sign = mirror(mesh.flight)
    unknowns[first[: index.size]] = sign * end[index]
    unknowns[first[0]] = 0.0
    unknowns[first[1]] = _on_the_ground(body, motion, mesh.stance, np.zeros(1))[0][0]
