"""`SpatialSolution`: the fastest step in three dimensions, and what an observer sees of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

import casadi as ca
import numpy as np
import xarray as xr

from nextstride.body.contact import CONTACTS
from nextstride.body.expression import Expression
from nextstride.body.instant import Instant
from nextstride.body.layout import Parameters
from nextstride.body.spatial.contact import vector_of
from nextstride.body.spatial.groups import MUSCLES, N_EXCITATIONS
from nextstride.body.spatial.joints import SIDES
from nextstride.body.spatial.layout import LENGTH, PLACES, SLICES
from nextstride.body.spatial.scaling import SpatialBody
from nextstride.body.spatial.sprinter import (
    COORDINATES,
    SAGITTAL,
    TORSO,
    SpatialMotion,
    move,
    toe_of,
)
from nextstride.body.sprinter import COORDINATES as PLANAR_COORDINATES
from nextstride.conventions import SPACE
from nextstride.sprint.solution import LANDMARKS, OBSERVED_OF_LEGS, SprintSolution

ARM_POINTS: tuple[str, ...] = ("shoulder", "elbow", "wrist")
WRIST = 0.955
"""Length of the forearm in those of the upper arm (de Leva 1996, men)."""


@dataclass(frozen=True, eq=False)
class SpatialSolution(SprintSolution):
    """One optimum in three dimensions, or the failure to find one; see `SprintSolution`."""

    body: SpatialBody

    @cached_property
    def observed(self) -> xr.Dataset:
        """What the sprinter does at each point of the step.

        Returns
        -------
        xarray.Dataset
            As `SprintSolution.observed`, with three directions of space. ``position``, ``velocity``
            and ``acceleration`` are the sagittal view: thighs and lean from vertical, seen from the
            right. All 25 coordinates are ``angle`` (point, degree_of_freedom) in m and rad, their
            moments ``torque`` in N m; ``arm`` (point, leg, arm_point, space) and ``neck`` in m.
        """
        return xr.Dataset(
            {name: (("point", *OBSERVED[name]), self.arrays[name]) for name in OBSERVED}
            | {"activation": (("point", "excitation"), self.arrays["activation"])},
            coords={"time": ("point", self.time)}
            | {dim: list(labels) for dim, labels in _LABELS.items()},
        )

    @cached_property
    def arrays(self) -> dict[str, np.ndarray]:
        """What `observed` holds without labels."""
        columns = []
        for phase in self.mesh.phases:
            count = 3 * phase.intervals
            parts = {
                name: self.unknowns[self.mesh.part(phase, name)].reshape(count, -1)
                for name in (*_PARTS, *(("toe", "toe_rate") if phase.grounded else ()))
            }
            function = _observer(phase.grounded, self.problem.compliant)
            inputs = [part.T for part in parts.values()]
            columns.append([np.array(v).T for v in function(*inputs, self.body.vector)])
        joined = map(np.concatenate, zip(*columns, strict=True))
        seen = {
            name: each.reshape(-1, *(_SIZES[dim] for dim in dims))
            for (name, dims), each in zip(OBSERVED.items(), joined, strict=True)
        }
        return seen | {"activation": self.values("activation")}


_LABELS: dict[str, tuple[str, ...]] = {
    "coordinate": PLANAR_COORDINATES,
    "degree_of_freedom": COORDINATES,
    "leg": tuple(SIDES),
    "joint": tuple(SAGITTAL.values()),
    "muscle": MUSCLES,
    "contact": CONTACTS,
    "name": LANDMARKS,
    "arm_point": ARM_POINTS,
    "space": SPACE,
}
_SIZES = {name: len(labels) for name, labels in _LABELS.items()}
_PARTS: tuple[str, ...] = (
    "position",
    "velocity",
    "acceleration",
    "activation",
    "tendon_force",
    "tendon_rate",
)


OBSERVED: dict[str, tuple[str, ...]] = {
    "position": ("coordinate",),
    "velocity": ("coordinate",),
    "acceleration": ("coordinate",),
    "angle": ("degree_of_freedom",),
    "torque": ("degree_of_freedom",),
    **OBSERVED_OF_LEGS,
    "arm": ("leg", "arm_point", "space"),
    "neck": ("space",),
    "center_of_mass": ("space",),
}
"""What the observer returns, in order, with the dimensions of each."""


@cache
def _observer(grounded: bool, compliant: tuple[str, ...]) -> ca.Function:
    """Return a function: (parts of an instant, parameters) -> what `observed` holds."""
    n = len(COORDINATES)
    sizes = dict.fromkeys(("position", "velocity", "acceleration"), n)
    sizes |= {"activation": N_EXCITATIONS}
    sizes |= dict.fromkeys(("tendon_force", "tendon_rate"), 2 * len(compliant))
    parts = {name: ca.SX.sym(name, size) for name, size in sizes.items()}
    toes = [ca.SX.sym(name) for name in ("toe", "toe_rate")] if grounded else []
    vector = ca.SX.sym("p", LENGTH)
    p = Parameters(vector, SLICES)
    now = Instant(**parts, toe=toe_of(*toes) if grounded else None)
    motion = move(now, compliant, p)
    view = _sagittal(motion, parts["position"], p)
    rate = _by_time(view, now)
    blocks = [
        view,
        rate,
        _by_time(rate, now),
        parts["position"],
        ca.vertcat(*[motion.actuators.get(name, 0) for name in COORDINATES]),
        *_ground(motion),
        *_sagittal_joints(motion, now),
        *_muscles(motion),
        *_landmarks(motion, p),
        ca.vertcat(*motion.tree.center_of_mass()),
    ]
    return ca.Function("observe", [*parts.values(), *toes, vector], blocks)


def _by_time(value: Expression, now: Instant) -> Expression:
    """Rate of what depends on position and velocity."""
    return ca.jtimes(value, now.position, now.velocity) + ca.jtimes(
        value, now.velocity, now.acceleration
    )


def _sagittal(motion: SpatialMotion, position: Expression, p: Parameters) -> Expression:
    """Return the planar coordinates of what is seen from the right."""
    at = {name: position[index] for index, name in enumerate(COORDINATES)}
    shoulder = p.place[3 * PLACES.index("shoulder") + 1]
    pelvis, neck = motion.tree.position("rotation"), motion.tree.position(TORSO, (0, shoulder, 0))
    rows = [at["forward"], at["upward"], ca.atan2(neck[0] - pelvis[0], neck[1] - pelvis[1])]
    for side in SIDES:
        hip = motion.tree.position(f"{side}_hip_flexion")
        knee = motion.tree.position(f"{side}_knee")
        thigh = ca.atan2(knee[0] - hip[0], hip[1] - knee[1])
        rows += [thigh, at[f"{side}_knee"], at[f"{side}_ankle"]]
    return ca.vertcat(*rows, at["list"])


def _ground(motion: SpatialMotion) -> list[Expression]:
    """Where the foot's points are, and the ground's force on each."""
    if not motion.ground:
        return [ca.SX.zeros(3 * len(CONTACTS))] * 2
    places = [ca.vertcat(*contact.position) for contact in motion.ground]
    forces = [ca.vertcat(*contact.push.force) for contact in motion.ground]
    return [ca.vertcat(*places), ca.vertcat(*forces)]


def _sagittal_joints(motion: SpatialMotion, now: Instant) -> list[Expression]:
    """Moments of hip, knee and ankle in flexion, and the rates of their coordinates."""
    names = [f"{side}_{name}" for side in SIDES for name in SAGITTAL]
    rates = [now.velocity[COORDINATES.index(name)] for name in names]
    return [ca.vertcat(*[motion.actuators[name] for name in names]), ca.vertcat(*rates)]


def _muscles(motion: SpatialMotion) -> list[Expression]:
    """Forces, fibres and paths of all muscles."""
    columns = ("force", "length", "velocity")
    own = [ca.vertcat(*[getattr(fibre, name) for fibre in motion.fibres]) for name in columns]
    paths = [fibre.path for fibre in motion.fibres]
    return [
        *own,
        ca.vertcat(*[path.length for path in paths]),
        ca.vertcat(*[path.velocity for path in paths]),
    ]


def _landmarks(motion: SpatialMotion, p: Parameters) -> list[Expression]:
    """Places and velocities of the legs' landmarks; arms and neck."""
    tree = motion.tree
    nothing = (0, 0, 0)
    places, velocities, arms = [], [], []
    for side in SIDES:
        joints = {"hip": "hip_flexion", "knee": "knee", "ankle": "ankle"}
        points = [(f"{side}_{joint}", nothing) for joint in joints.values()]
        points += [(f"{side}_ankle", vector_of(getattr(p, name))) for name in ("heel", "ball")]
        places += [ca.vertcat(*tree.position(*point)) for point in points]
        velocities += [ca.vertcat(*tree.velocity(*point)) for point in points]
        forearm = (0, WRIST * p.place[3 * PLACES.index("elbow") + 1], 0)
        arms += [
            ca.vertcat(*tree.position(f"{side}_shoulder_flexion")),
            ca.vertcat(*tree.position(f"{side}_elbow")),
            ca.vertcat(*tree.position(f"{side}_elbow", forearm)),
        ]
    shoulder = p.place[3 * PLACES.index("shoulder") + 1]
    neck = ca.vertcat(*tree.position(TORSO, (0, shoulder, 0)))
    return [ca.vertcat(*places), ca.vertcat(*velocities), ca.vertcat(*arms), neck]
