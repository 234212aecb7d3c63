"""Simple bounds of the unknowns in three dimensions, in physical units."""

from __future__ import annotations

import numpy as np

from nextstride.body.spatial.sprinter import COORDINATES
from nextstride.sprint.bounds import (
    ACTIVATION,
    SPEED,
    STANCE_KNEE,
    TENDON_FORCE,
    TENDON_RATE,
    TOE,
    TOE_RATE,
)
from nextstride.sprint.mesh import Mesh
from nextstride.sprint.spatial.equations import kind

POSITION: dict[str, tuple[float, float]] = {
    "forward": (-0.1, 6.0),
    "upward": (0.5, 1.4),
    "sideways": (-0.2, 0.2),
    "tilt": (-0.6, 0.4),
    "list": (-0.4, 0.4),
    "rotation": (-0.5, 0.5),
    "hip_flexion": (-1.3, 2.0),
    "hip_adduction": (-0.4, 0.35),
    "hip_rotation": (-0.6, 0.5),
    "knee": (0.0, 2.9),
    "ankle": (-1.0, 0.58),
    "lumbar_extension": (-0.9, 0.4),
    "lumbar_bending": (-0.6, 0.6),
    "lumbar_rotation": (-0.8, 0.8),
    "shoulder_flexion": (-1.8, 1.8),
    "shoulder_adduction": (-1.2, 0.2),
    "elbow": (0.2, 2.6),
}
"""m and rad. The ankle ends where its passive stop (`nextstride.body.passive`) holds 20 N m, near
the end of people's range. Beyond, the stop is a spring without loss: a body stood on it with 290
N m at 37 degrees of dorsiflexion, bounced with 4.7 body weights, and ran 0.4 m/s faster."""

FASTEST: dict[str, tuple[float, float]] = {
    "forward": (2.0, 15.0),
    "upward": (-4.0, 4.0),
    "sideways": (-4.0, 4.0),
}
TURNING = (-40.0, 40.0)
HARDEST: dict[str, tuple[float, float]] = dict.fromkeys(FASTEST, (-400.0, 400.0))
JERKING = (-8000.0, 8000.0)
DURATION = {"stance": (0.05, 0.16), "flight": (0.05, 0.18)}


def bounds(mesh: Mesh) -> tuple[np.ndarray, np.ndarray]:
    """Return lower and upper bounds of the unknowns."""
    lower, upper = np.full(mesh.size, -np.inf), np.full(mesh.size, np.inf)

    def set_bounds(index: np.ndarray, limits: object) -> None:
        pair = np.asarray(limits, dtype=float)
        lower[index], upper[index] = pair[..., 0], pair[..., 1]

    kinds = [kind(name) for name in COORDINATES]
    table = {
        "position": [POSITION[name] for name in kinds],
        "velocity": [FASTEST.get(name, TURNING) for name in kinds],
        "activation": ACTIVATION,
        "tendon_force": TENDON_FORCE,
        "toe": TOE,
        "acceleration": [HARDEST.get(name, JERKING) for name in kinds],
        "tendon_rate": TENDON_RATE,
        "toe_rate": TOE_RATE,
        "excitation": (0.0, 1.0),
    }
    for phase in mesh.phases:
        start = mesh.touchdown(phase.step)
        for name, limits in table.items():
            if phase.parts[name].start == phase.parts[name].stop:
                continue
            set_bounds(mesh.part(phase, name), limits)
            if phase.grounded and phase.parts[name].stop <= phase.n_state:
                set_bounds(start[phase.parts[name]], limits)
        least, most = DURATION[phase.name]
        set_bounds(mesh.durations(phase), (least / phase.intervals, most / phase.intervals))
    knee = COORDINATES.index("stance_knee")
    for step in range(mesh.steps):
        start, (stance, _) = mesh.touchdown(step), mesh.of_step(step)
        lower[mesh.part(stance, "position")[:, :, knee]] = STANCE_KNEE
        lower[start[knee]] = STANCE_KNEE
        set_bounds(start[[0]], (0.0, 0.0))
        set_bounds(start[stance.parts["toe"]], (0.0, 0.0))
    set_bounds(np.array([mesh.speed]), SPEED)
    return lower, upper
