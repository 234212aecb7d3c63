"""Where a solve begins: a run put on the mesh, roughly on the ground."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nextstride.body.scaling import Body
from nextstride.sprint.mesh import DEGREE, Mesh, radau
from nextstride.sprint.reference import MEASURED_SPRINT, ReferenceMotion, exaggerated

STARTS: tuple[ReferenceMotion, ...] = (
    MEASURED_SPRINT,
    exaggerated(MEASURED_SPRINT, 0.85, "shorter strides"),
    exaggerated(MEASURED_SPRINT, 1.1, "longer strides"),
    replace(MEASURED_SPRINT, name="slower and upright", speed=7.5, lean=0.1, contact=0.14),
)
"""Motions that a body is started from."""

RESTING_ACTIVATION = 0.2
RESTING_TENDON_FORCE = 0.15


def shares(mesh: Mesh) -> tuple[np.ndarray, np.ndarray]:
    """Points of `mesh` as shares of the stance and of the flight."""
    points, _, _ = radau()
    return tuple(
        ((np.arange(phase.intervals)[:, None] + points) / phase.intervals).ravel()
        for phase in mesh.phases
    )  # type: ignore[return-value]


def reference_angles(mesh: Mesh, motion: ReferenceMotion) -> np.ndarray:
    """Angles of `motion` at the points of `mesh`, (points, 7) in rad."""
    return motion.angles(*shares(mesh))


def start_from(mesh: Mesh, body: Body, motion: ReferenceMotion) -> np.ndarray:
    """Return unknowns (physical units) that run like `motion`, muscles at rest."""
    unknowns = np.zeros(mesh.size)
    unknowns[mesh.speed] = motion.speed
    height = _hip_height(body, motion)
    elapsed = 0.0
    for phase, length in zip(mesh.phases, (motion.contact, motion.flight), strict=True):
        share = shares(mesh)[0 if phase.grounded else 1]
        nothing = np.empty(0)
        at = (share, nothing) if phase.grounded else (nothing, share)
        rows = {
            "position": _with_hips(motion.angles(*at), motion.speed * (elapsed + length * share), height),
            "velocity": _with_hips(motion.angles(*at, 1), motion.speed, 0.0),
            "acceleration": _with_hips(motion.angles(*at, 2), 0.0, 0.0),
            "activation": RESTING_ACTIVATION,
            "excitation": RESTING_ACTIVATION,
            "tendon_force": RESTING_TENDON_FORCE,
        }
        for name, value in rows.items():
            index = mesh.part(phase, name)
            unknowns[index] = np.broadcast_to(np.asarray(value), (index.shape[0] * DEGREE, index.shape[2])).reshape(index.shape)
        unknowns[mesh.durations(phase)] = length / phase.intervals
        elapsed += length
    touchdown = mesh.touchdown()
    unknowns[touchdown] = unknowns[mesh.points(mesh.stance)[0, 0, : mesh.stance.n_state]]
    unknowns[touchdown[0]] = 0.0
    return unknowns


def _with_hips(angles: np.ndarray, forward: np.ndarray | float, upward: float) -> np.ndarray:
    """Put the hips' two coordinates before the angles."""
    count = len(angles)
    hips = np.column_stack([np.broadcast_to(forward, count), np.full(count, upward)])
    return np.hstack([hips, angles])


def _hip_height(body: Body, motion: ReferenceMotion) -> float:
    """Mean height of the hips over the lower of heel and ball in mid-stance, m."""
    thigh, knee, ankle = motion.leg(np.linspace(0.3, 0.7, 5) * motion.duty).T
    foot = thigh - knee + ankle
    ankle_drop = body.get("thigh_length") * np.cos(thigh)
    ankle_drop = ankle_drop + body.get("shank_length") * np.cos(thigh - knee)
    drops = [
        ankle_drop - (np.sin(foot) * point[0] + np.cos(foot) * point[1])
        for point in (body.get("heel"), body.get("ball"))
    ]
    return float(np.mean(np.max(drops, axis=0)) - 0.01)
