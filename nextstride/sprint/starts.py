"""Where a solve begins: a run put on the mesh, roughly on the ground."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nextstride.body.scaling import Body
from nextstride.sprint.goals import shares
from nextstride.sprint.mesh import LIST, N_COORDINATES, N_EXCITATIONS, Mesh, Phase, other_leg
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
YIELDING = 0.02
"""Deepest yielding of the ground at the start, m."""


def start_from(mesh: Mesh, body: Body, motion: ReferenceMotion) -> np.ndarray:
    """Return unknowns (physical units) that run like `motion`, muscles at rest."""
    unknowns = np.zeros(mesh.size)
    unknowns[mesh.speed] = motion.speed
    elapsed = 0.0
    for phase, length in zip(mesh.phases, (motion.contact, motion.flight), strict=True):
        share = shares(mesh)[0 if phase.grounded else 1]
        upward = _hip_height(body, motion, phase, share)
        rows = _rows(motion, phase, share)
        rows["position"][:, 0] = motion.speed * (elapsed + length * share)
        rows["position"][:, 1] = upward
        rows["velocity"][:, :2] = _hip_velocity(body, motion, phase, share)
        for name, value in rows.items():
            index = mesh.part(phase, name)
            unknowns[index] = value.reshape(index.shape)
        unknowns[mesh.durations(phase)] = length / phase.intervals
        elapsed += length
    _set_touchdown(unknowns, mesh, body, motion)
    return unknowns


def _rows(motion: ReferenceMotion, phase: Phase, share: np.ndarray) -> dict[str, np.ndarray]:
    """Parts of the points at `share` of `phase`, hips at rest, (points, size) each."""
    nothing = np.empty(0)
    at = (share, nothing) if phase.grounded else (nothing, share)
    count = share.size
    hips = np.zeros((count, 2))
    angles, velocities, accelerations = (_angles(motion, at, k) for k in range(3))
    rows = {
        "position": np.hstack([hips, angles]),
        "velocity": np.hstack([hips, velocities]),
        "acceleration": np.hstack([hips, accelerations]),
        "activation": np.full((count, N_EXCITATIONS), RESTING_ACTIVATION),
        "excitation": np.full((count, N_EXCITATIONS), RESTING_ACTIVATION),
        "tendon_force": np.full((count, phase.n_tendons), RESTING_TENDON_FORCE),
    }
    if phase.grounded:
        foot = angles[:, 1] - angles[:, 2] + angles[:, 3]
        rows["toe"] = np.clip(-foot, 0.0, 1.2)[:, None]
    return rows


def _angles(
    motion: ReferenceMotion, at: tuple[np.ndarray, np.ndarray], derivative: int
) -> np.ndarray:
    """Trunk, leg and list angles or their rates, (points, 8)."""
    pelvic = motion.list_angle(motion.phases(*at), derivative)
    return np.column_stack([motion.angles(*at, derivative), pelvic])


def list_angles(mesh: Mesh) -> np.ndarray:
    """Pelvic list that every solve is given: touchdown, then all points, (1 + points,) in rad."""
    phase = MEASURED_SPRINT.phases(*shares(mesh))
    return MEASURED_SPRINT.list_angle(np.concatenate([[0.0], phase]))


def _set_touchdown(unknowns: np.ndarray, mesh: Mesh, body: Body, motion: ReferenceMotion) -> None:
    """Begin the step as the flight ends, with the legs exchanged."""
    end = unknowns[mesh.states(mesh.flight)[-1, -1]]
    first = mesh.touchdown()
    swapped = end[other_leg(mesh.flight)]
    unknowns[first[: swapped.size]] = swapped
    unknowns[first[0]] = 0.0
    unknowns[first[[LIST, N_COORDINATES + LIST]]] *= -1
    unknowns[first[1]] = _hip_height(body, motion, mesh.stance, np.zeros(1))[0]


def _hip_velocity(
    body: Body, motion: ReferenceMotion, phase: Phase, share: np.ndarray
) -> np.ndarray:
    """Velocity of the hips that leaves the standing ball at rest, (points, 2) in m/s.

    In the air, and within 30 % of it on the ground, the motion's own speed.
    """
    if not phase.grounded:
        return np.tile([motion.speed, 0.0], (share.size, 1))
    thigh, knee, ankle = motion.leg(share * motion.duty).T
    turn, bend, flex = motion.leg(share * motion.duty, 1).T
    shank, foot = thigh - knee, thigh - knee + ankle
    ball = body.get("ball")
    forward = body.get("thigh_length") * np.cos(thigh) * turn
    forward += body.get("shank_length") * np.cos(shank) * (turn - bend)
    forward -= (np.sin(foot) * ball[0] + np.cos(foot) * ball[1]) * (turn - bend + flex)
    upward = body.get("thigh_length") * np.sin(thigh) * turn
    upward += body.get("shank_length") * np.sin(shank) * (turn - bend)
    upward += (np.cos(foot) * ball[0] - np.sin(foot) * ball[1]) * (turn - bend + flex)
    forward = np.clip(-forward, 0.7 * motion.speed, 1.3 * motion.speed)
    return np.column_stack([forward, np.clip(-upward, -2.0, 2.0)])


def _hip_height(body: Body, motion: ReferenceMotion, phase: Phase, share: np.ndarray) -> np.ndarray:
    """Height of the hips that sets the lower of forefoot and ball into the ground as it yields, m.

    In the air the hips go straight from their height at toe-off to that at touchdown.
    """
    if not phase.grounded:
        ends = _hip_height(body, motion, Phase("stance", 1, 0), np.array([1.0, 0.0]))
        return np.asarray(ends[0] + share * (ends[1] - ends[0]))
    thigh, knee, ankle = motion.leg(share * motion.duty).T
    foot = thigh - knee + ankle
    drop = body.get("thigh_length") * np.cos(thigh)
    drop = drop + body.get("shank_length") * np.cos(thigh - knee)
    points = (body.get("forefoot"), body.get("ball"))
    drops = [drop - np.sin(foot) * point[0] - np.cos(foot) * point[1] for point in points]
    return np.asarray(np.max(drops, axis=0) - YIELDING * np.sin(np.pi * share))
