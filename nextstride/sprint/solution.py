"""`SprintSolution`: the fastest step that a solve found, and whether it may be believed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

import casadi as ca
import numpy as np
import xarray as xr

from nextstride.body.contact import CONTACTS
from nextstride.body.expression import Expression
from nextstride.body.groups import MUSCLES
from nextstride.body.layout import LENGTH, Parameters
from nextstride.body.sprinter import COORDINATES, LEGS, move
from nextstride.sprint.mesh import Phase
from nextstride.sprint.optimum import Optimum
from nextstride.sprint.points import instant
from nextstride.sprint.problem import SprintProblem

LANDMARKS: tuple[str, ...] = ("hip", "knee", "ankle", "heel", "ball")
"""Points of a leg that an observer sees."""


@dataclass(frozen=True, eq=False)
class SprintSolution(Optimum):
    """The fastest step, or the failure to find one; see `Optimum`."""

    @property
    def contact_time(self) -> float:
        """Duration of the stance, s."""
        return float(self.unknowns[self.mesh.durations(self.mesh.stance)].sum())

    @property
    def flight_time(self) -> float:
        """Duration of the flight, s."""
        return float(self.unknowns[self.mesh.durations(self.mesh.flight)].sum())

    @property
    def step_rate(self) -> float:
        """Steps per second."""
        return 1 / (self.contact_time + self.flight_time)

    @cached_property
    def observed(self) -> xr.Dataset:
        """What the sprinter does at each point of the step.

        Returns
        -------
        xarray.Dataset
            ``position``, ``velocity`` (point, coordinate) in m and rad; ``ground_force`` (point,
            contact, space) in N; ``contact_position`` in m; ``joint_moment`` (point, leg, joint) in
            N m, flexion positive, and ``joint_rate`` in rad/s; ``muscle_force`` in N,
            ``fibre_length`` and ``fibre_velocity`` (relative), ``path_length`` in m,
            ``path_velocity`` in m/s, ``activation`` (point, leg, muscle); ``landmark`` (point, leg,
            name, space) in m and ``landmark_velocity`` in m/s; ``trunk`` and ``center_of_mass``
            (point, space) in m.
        """
        dimensions = OBSERVED | _STATES
        return xr.Dataset(
            {name: (("point", *dimensions[name]), each) for name, each in self.arrays.items()},
            coords={"time": ("point", self.time)}
            | {dim: list(labels) for dim, labels in _LABELS.items()},
        )

    @cached_property
    def arrays(self) -> dict[str, np.ndarray]:
        """What `observed` holds without labels, which take five times as long as the numbers."""
        phases = zip(*map(self._observe, self.mesh.phases), strict=True)
        seen = dict(zip(OBSERVED, map(np.concatenate, phases), strict=True))
        seen |= {name: self.values(name) for name in _STATES}
        dimensions = OBSERVED | _STATES
        return {
            name: each.reshape(-1, *(len(_LABELS[dim]) for dim in dimensions[name]))
            for name, each in seen.items()
        }

    def _observe(self, phase: Phase) -> list[np.ndarray]:
        """Observe one phase: what `OBSERVED` names, each (points, size)."""
        points = self.mesh.points(phase).reshape(-1, phase.n_point)[:, : phase.n_instant]
        columns = self.raw.unknowns[points].T
        found = observer(self.problem, phase)(columns, self.body.vector)
        return [np.array(values).T for values in found]


OBSERVED_OF_LEGS: dict[str, tuple[str, ...]] = {
    "contact_position": ("contact", "space"),
    "ground_force": ("contact", "space"),
    "joint_moment": ("leg", "joint"),
    "joint_rate": ("leg", "joint"),
    "muscle_force": ("leg", "muscle"),
    "fibre_length": ("leg", "muscle"),
    "fibre_velocity": ("leg", "muscle"),
    "path_length": ("leg", "muscle"),
    "path_velocity": ("leg", "muscle"),
    "landmark": ("leg", "name", "space"),
    "landmark_velocity": ("leg", "name", "space"),
}
"""What the observer of any body returns of legs and ground, with the dimensions of each."""

OBSERVED: dict[str, tuple[str, ...]] = {
    **OBSERVED_OF_LEGS,
    "trunk": ("space",),
    "center_of_mass": ("space",),
}
"""What the observer of a point returns, in order, with the dimensions of each."""

_STATES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("position", "velocity", "acceleration"), ("coordinate",)),
    "activation": ("leg", "muscle"),
}
_LABELS: dict[str, tuple[str, ...]] = {
    "coordinate": COORDINATES,
    "muscle": MUSCLES,
    "leg": ("stance", "swing"),
    "joint": ("hip", "knee", "ankle"),
    "contact": CONTACTS,
    "space": ("x", "y"),
    "name": LANDMARKS,
}


@cache
def observer(problem: SprintProblem, phase: Phase) -> ca.Function:
    """Return a function: (unknowns of the phase's points, parameters) -> what `observed` holds."""
    unknowns = ca.SX.sym("w", phase.n_instant)
    vector = ca.SX.sym("p", LENGTH)
    p = Parameters(vector)
    now = instant(phase, unknowns)
    motion = move(now, problem.compliant, p)
    none = ca.SX.zeros(6)
    contact = ca.vertcat(*[load.position for load in motion.ground]) if motion.ground else none
    force = ca.vertcat(*[load.force for load in motion.ground]) if motion.ground else none
    centers = [motion.trunk, *motion.legs[0].centers, *motion.legs[1].centers]
    masses = [p.segment_mass[index] for index in (0, 1, 2, 3, 1, 2, 3)]
    weighted = [mass * point.position for mass, point in zip(masses, centers, strict=True)]
    outputs = [
        contact,
        force,
        ca.vertcat(*[ca.vertcat(load.hip, load.knee, load.ankle) for load in motion.loads]),
        _joint_rates(now.velocity),
        ca.vertcat(*[fibre.force for fibre in motion.fibres]),
        ca.vertcat(*[fibre.length for fibre in motion.fibres]),
        ca.vertcat(*[fibre.velocity for fibre in motion.fibres]),
        ca.vertcat(*[fibre.path.length for fibre in motion.fibres]),
        ca.vertcat(*[fibre.path.velocity for fibre in motion.fibres]),
        ca.vertcat(*[getattr(leg, name).position for leg in motion.legs for name in LANDMARKS]),
        ca.vertcat(*[getattr(leg, name).velocity for leg in motion.legs for name in LANDMARKS]),
        motion.trunk.position,
        sum(weighted[1:], weighted[0]) / sum(masses[1:], masses[0]),
    ]
    return ca.Function("observe", [unknowns, vector], outputs).map(3 * phase.intervals)


def _joint_rates(velocity: Expression) -> Expression:
    """Rates of hip, knee and ankle flexion of both legs, rad/s."""
    lean = velocity[COORDINATES.index("lean")]
    hips = [velocity[COORDINATES.index(f"{leg}_thigh")] + lean for leg in LEGS]
    others = [
        [velocity[COORDINATES.index(f"{leg}_{joint}")] for joint in ("knee", "ankle")]
        for leg in LEGS
    ]
    return ca.vertcat(hips[0], *others[0], hips[1], *others[1])
