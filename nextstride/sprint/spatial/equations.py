"""The equations and limits of the sprinter in three dimensions, and what links its points."""

from __future__ import annotations

from functools import cache

import casadi as ca
import numpy as np

from nextstride.body.layout import Parameters, legs_exchanged
from nextstride.body.spatial.contact import FOOT, vector_of
from nextstride.body.spatial.groups import (
    GROUP_OF_MUSCLE,
    GROUPS,
    MUSCLES,
    N_EXCITATIONS,
    TORQUES,
    torque_factors,
)
from nextstride.body.spatial.joints import SIDES, mirrored
from nextstride.body.spatial.layout import LENGTH, SLICES
from nextstride.body.spatial.sprinter import COORDINATES, SpatialMotion, equations, move
from nextstride.body.vectors import Vector
from nextstride.sprint.linking import Traits
from nextstride.sprint.mesh import Form, Mesh, Phase
from nextstride.sprint.points import (
    DEEPEST_BALL,
    FORCE_UNIT,
    HEIGHT_UNIT,
    MOMENT_UNIT,
    TOE_MOMENT_UNIT,
    PointEquations,
    compiled,
    instant,
)
from nextstride.sprint.spatial.reference import FIRST_ANGLE

SCALES: dict[str, tuple[float, float]] = {
    "forward": (10.0, 30.0),
    "upward": (2.0, 30.0),
    "sideways": (2.0, 30.0),
    "tilt": (5.0, 100.0),
    "list": (5.0, 100.0),
    "rotation": (5.0, 100.0),
    "lumbar_extension": (5.0, 100.0),
    "lumbar_bending": (5.0, 100.0),
    "lumbar_rotation": (5.0, 100.0),
    "hip_flexion": (10.0, 400.0),
    "hip_adduction": (5.0, 200.0),
    "hip_rotation": (5.0, 200.0),
    "knee": (10.0, 400.0),
    "ankle": (10.0, 400.0),
    "shoulder_flexion": (10.0, 200.0),
    "shoulder_adduction": (5.0, 200.0),
    "elbow": (10.0, 200.0),
}
"""Physical size of one unit of each coordinate's velocity and acceleration."""


def kind(coordinate: str) -> str:
    """Return a coordinate's name without its side."""
    side, _, rest = coordinate.partition("_")
    return rest if side in SIDES else coordinate


SPATIAL: Form = Form(
    coordinates=COORDINATES,
    n_excitations=N_EXCITATIONS,
    tracked=(FIRST_ANGLE, len(COORDINATES)),
    velocity_scale=tuple(SCALES[kind(name)][0] for name in COORDINATES),
    acceleration_scale=tuple(SCALES[kind(name)][1] for name in COORDINATES),
)
SLIDES = 3
"""The first coordinates are metres and forces."""

MIDLINE_UNIT = 0.1


def moved(
    phase: Phase, unknowns: ca.SX, compliant: tuple[str, ...], p: Parameters
) -> SpatialMotion:
    """Return the sprinter that the unknowns of an instant describe."""
    return move(instant(phase, unknowns), compliant, p)


@cache
def spatial_equations(phase: Phase, compliant: tuple[str, ...]) -> PointEquations:
    """Return the equations of `phase` for a body with these compliant tendons."""
    unknowns = ca.SX.sym("w", phase.n_instant)
    vector = ca.SX.sym("p", LENGTH)
    p = Parameters(vector, SLICES)
    motion = moved(phase, unknowns, compliant, p)
    toe = [TOE_MOMENT_UNIT] * int(phase.grounded)
    moments = [MOMENT_UNIT] * (len(COORDINATES) - SLIDES)
    units = [*[FORCE_UNIT] * SLIDES, *moments, *[1.0] * phase.n_tendons, *toe]
    equal = equations(motion) / np.array(units)
    return compiled((unknowns, vector), equal, _limits(phase, motion, p))


def _limits(phase: Phase, motion: SpatialMotion, p: Parameters) -> ca.SX:
    """What must not be negative: feet above the ground or not too deep, the stance on its own side.

    A foot that crosses the midline would meet the other one, which this body does not feel.
    """

    def place(side: str, point: str) -> Vector:
        return motion.tree.position(f"{side}_ankle", vector_of(getattr(p, point)))

    heights = [place("swing", point)[1] for point in ("heel", "ball")]
    aside = []
    if phase.grounded:
        ball = motion.tree.position(FOOT, vector_of(p.ball))
        heights += [place("stance", "heel")[1] + p.heel_depth, ball[1] + DEEPEST_BALL]
        aside = [ball[2] / MIDLINE_UNIT]
    else:
        heights += [place("stance", point)[1] for point in ("heel", "ball")]
    column: ca.SX = ca.vertcat(*[height / HEIGHT_UNIT for height in heights], *aside)
    return column


def spatial_traits(mesh: Mesh, compliant: tuple[str, ...]) -> Traits:
    """Return what the links must know of a body in three dimensions."""
    index, sign = mirror(mesh.flight)
    return Traits(
        slices=SLICES,
        length=LENGTH,
        slowness=_slowness,
        touch=_touch(mesh.stance, compliant),
        mirrored=index,
        sign=sign,
        unlinked=(COORDINATES.index("forward"),),
        other_side=legs_exchanged(SLICES, LENGTH),
        centred=(COORDINATES.index("sideways"),),
    )


def _touch(phase: Phase, compliant: tuple[str, ...]) -> ca.Function:
    """Return a function: (unknowns of an instant, parameters) -> vertical ground force, N."""
    unknowns, vector = ca.SX.sym("w", phase.n_instant), ca.SX.sym("p", LENGTH)
    motion = moved(phase, unknowns, compliant, Parameters(vector, SLICES))
    upright = sum((contact.push.force[1] for contact in motion.ground), ca.SX(0))
    return ca.Function("touch", [unknowns, vector], [upright])


def _slowness(p: Parameters) -> ca.SX:
    """Factor on the activation time of each excitation."""
    places: list[tuple[int, ...]] = [
        (group + leg * len(GROUPS),) for leg in range(2) for group in GROUP_OF_MUSCLE
    ]
    for torque in range(len(TORQUES)):
        places.extend(torque_factors(torque))
    factors: ca.SX = ca.vertcat(
        *[sum(p.activation_slowness[at] for at in each) / len(each) for each in places]
    )
    return factors


def mirror(phase: Phase) -> tuple[np.ndarray, np.ndarray]:
    """Index and sign of each number of a state, but the toe's, in the mirror image."""
    position, position_sign = mirrored(COORDINATES)
    excitation = _mirrored_excitations()
    tendons = np.arange(phase.n_tendons)
    swapped = np.roll(tendons, tendons.size // 2)
    blocks = [np.asarray(position), np.asarray(position), excitation, swapped]
    turning = np.asarray(position_sign)
    signs = [turning, turning, np.ones(excitation.size), np.ones(tendons.size)]
    starts = np.cumsum([0, *(len(block) for block in blocks[:-1])])
    index = [start + block for start, block in zip(starts, blocks, strict=True)]
    return np.concatenate(index), np.concatenate(signs)


def _mirrored_excitations() -> np.ndarray:
    """Index of each excitation in the mirror image.

    A torque that changes sign in the mirror exchanges its positive and its negative muscle.
    """
    muscles = np.roll(np.arange(2 * len(MUSCLES)), len(MUSCLES))
    names = tuple(name for name, _ in TORQUES)
    index, sign = mirrored(names)
    torques = []
    for place, way in zip(index, sign, strict=True):
        pair = [2 * place, 2 * place + 1]
        torques += pair if way > 0 else pair[::-1]
    return np.concatenate([muscles, 2 * len(MUSCLES) + np.array(torques)])
