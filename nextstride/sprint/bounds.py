"""Simple bounds of the unknowns, in physical units."""

from __future__ import annotations

import numpy as np

from nextstride.body.sprinter import COORDINATES
from nextstride.sprint.mesh import LIST, Mesh
from nextstride.sprint.starts import list_angles

POSITION = np.array(
    [
        (-0.1, 6.0),  # forward, m
        (0.5, 1.4),  # upward, m
        (-0.2, 0.6),  # lean, rad
        (-1.3, 1.3),  # stance thigh
        (0.0, 2.9),  # stance knee
        (-1.0, 0.8),  # stance ankle
        (-1.3, 1.8),  # swing thigh
        (0.0, 2.9),  # swing knee
        (-1.0, 0.8),  # swing ankle
        (-0.5, 0.5),  # list; prescribed below
    ]
)
VELOCITY = np.array([(2.0, 15.0), (-4.0, 4.0), (-15.0, 15.0), *[(-40.0, 40.0)] * 7])
ACCELERATION = np.array([(-400.0, 400.0), (-400.0, 400.0), *[(-8000.0, 8000.0)] * 8])
KNEE = COORDINATES.index("stance_knee")
STANCE_KNEE = 0.05
"""Least flexion of the standing knee, rad: a straight one is a trap of the optimiser; people come
to 0.10 at toe-off (Dorn et al. 2012, data)."""
ACTIVATION = (0.01, 1.0)
TENDON_FORCE = (0.0, 2.0)
TENDON_RATE = (-200.0, 200.0)
TOE = (-0.3, 1.5)
TOE_RATE = (-60.0, 60.0)
DURATION = {"stance": (0.05, 0.16), "flight": (0.05, 0.18)}
SPEED = (2.0, 20.0)


def bounds(mesh: Mesh) -> tuple[np.ndarray, np.ndarray]:
    """Return lower and upper bounds of the unknowns."""
    lower, upper = np.full(mesh.size, -np.inf), np.full(mesh.size, np.inf)

    def set_bounds(index: np.ndarray, limits: object) -> None:
        pair = np.asarray(limits, dtype=float)
        lower[index], upper[index] = pair[..., 0], pair[..., 1]

    for phase in mesh.phases:
        start = mesh.touchdown(phase.step)
        for name, limits in (
            ("position", POSITION),
            ("velocity", VELOCITY),
            ("acceleration", ACCELERATION),
            ("activation", ACTIVATION),
            ("excitation", (0.0, 1.0)),
            ("tendon_force", TENDON_FORCE),
            ("tendon_rate", TENDON_RATE),
            ("toe", TOE),
            ("toe_rate", TOE_RATE),
        ):
            if name in ("toe", "toe_rate") and not phase.grounded:
                continue
            set_bounds(mesh.part(phase, name), limits)
            if phase.grounded and phase.parts[name].stop <= phase.n_state:
                set_bounds(start[phase.parts[name]], limits)
        least, most = DURATION[phase.name]
        set_bounds(mesh.durations(phase), (least / phase.intervals, most / phase.intervals))
    for step in range(mesh.steps):
        start, phases = mesh.touchdown(step), mesh.of_step(step)
        lower[mesh.part(phases[0], "position")[:, :, KNEE]] = STANCE_KNEE
        lower[start[KNEE]] = STANCE_KNEE
        at_points = [mesh.part(phase, "position")[:, :, LIST].ravel() for phase in phases]
        pelvic = np.concatenate([start[[LIST]], *at_points])
        lower[pelvic] = upper[pelvic] = list_angles(mesh)
        set_bounds(start[[0]], (0.0, 0.0))
        set_bounds(start[mesh.stance.parts["toe"]], (0.0, 0.0))
    set_bounds(np.array([mesh.speed]), SPEED)
    return lower, upper
