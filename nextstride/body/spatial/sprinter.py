"""The equations of motion of the sprinter in three dimensions at one instant."""

from __future__ import annotations

from dataclasses import dataclass

import casadi as ca

from nextstride.body.expression import Expression
from nextstride.body.instant import Instant
from nextstride.body.layout import Parameters
from nextstride.body.muscles import Fibre, with_pulls
from nextstride.body.passive import passive_moment
from nextstride.body.segments import Rotation
from nextstride.body.spatial.contact import Contact, contacts, toe_imbalance, vector_of
from nextstride.body.spatial.groups import MUSCLES, TORQUES
from nextstride.body.spatial.joints import SIDES, SPRINTER
from nextstride.body.spatial.layout import PLACES, SEGMENTS
from nextstride.body.spatial.muscles import SPATIAL_LEG, torque
from nextstride.body.tree import Push, Segment, Shape, TreeMotion

COORDINATES: tuple[str, ...] = SPRINTER.coordinates
TORSO = "lumbar_rotation"
"""The joint whose frame is the torso."""

LEG_COORDINATES: tuple[str, ...] = (
    "hip_flexion",
    "hip_adduction",
    "hip_rotation",
    "knee",
    "ankle",
)
SAGITTAL: dict[str, str] = {"hip_flexion": "hip", "knee": "knee", "ankle": "ankle"}
"""Coordinates whose passive moments are the planar body's."""

SIDEWAYS: dict[str, float] = {"hip_adduction": 0.5, "hip_rotation": 0.92}
SIDEWAYS_MOMENT, SIDEWAYS_STEEPNESS = 0.03, 14.94
"""Passive hip moments out of the plane: N m, 1/rad, and the angles (rad) at which they set in, both
ways (Falisse et al. 2019 J R Soc Interface 16:20190402, code PredSim, after Anderson 1999)."""


@dataclass(frozen=True)
class SpatialMotion:
    """The sprinter at one instant.

    Attributes
    ----------
    tree : TreeMotion
    ground : list of Contact
    fibres : list of Fibre
        Of both legs' muscles, standing leg first.
    actuators : dict
        N m along each coordinate, from muscles, torque muscles and passive tissue.
    residual : list
        Forces (N) and moments (N m) left over along the coordinates.
    toe_residual : scalar or None
    """

    tree: TreeMotion
    ground: list[Contact]
    fibres: list[Fibre]
    actuators: dict[str, Expression]
    residual: list[Expression]
    toe_residual: Expression


def shape(p: Parameters) -> Shape:
    """Return the tree's numbers."""

    def triple(block: Expression, index: int) -> tuple[Expression, Expression, Expression]:
        return vector_of(block[3 * index : 3 * index + 3])

    return Shape(
        places={name: triple(p.place, index) for index, name in enumerate(PLACES)},
        segments={
            name: Segment(
                p.segment_mass[index],
                triple(p.segment_center, index),
                triple(p.segment_inertia, index),
            )
            for index, name in enumerate(SEGMENTS)
        },
    )


def move(now: Instant, compliant: tuple[str, ...], p: Parameters) -> SpatialMotion:
    """Return the whole sprinter at one instant.

    Parameters
    ----------
    now : Instant
        Positions, velocities and accelerations of `COORDINATES`; activations of both legs' muscles
        and of the torque muscles.
    """
    tree = TreeMotion(SPRINTER, shape(p), now.position, now.velocity, now.acceleration, p.gravity)
    ground = [] if now.toe is None else contacts(tree, now.toe, p)
    fibres, actuators = _actuators(now, compliant, p)
    pushes = [contact.push for contact in ground] + [_drag(tree, p)]
    needed = tree.generalised_forces(pushes)
    residual = [
        force - actuators.get(name, 0) for name, force in zip(COORDINATES, needed, strict=True)
    ]
    toe = None if now.toe is None else toe_imbalance(tree, now.toe, ground[2], p)
    return SpatialMotion(tree, ground, fibres, actuators, residual, toe)


def equations(motion: SpatialMotion) -> Expression:
    """Return what must be zero: forces and moments left over, tendon imbalances (1), the toe's."""
    tendons = [fibre.imbalance for fibre in motion.fibres if fibre.imbalance is not None]
    toe = [] if motion.toe_residual is None else [motion.toe_residual]
    return ca.vertcat(*motion.residual, *tendons, *toe)


def _drag(tree: TreeMotion, p: Parameters) -> Push:
    """Push of the air on the torso's centre."""
    center = vector_of(p.segment_center[3 * SEGMENTS.index("torso") :])
    speed = tree.velocity(TORSO, center)[0]
    return Push(TORSO, center, (-p.drag * speed * ca.fabs(speed), 0, 0))


def _actuators(
    now: Instant, compliant: tuple[str, ...], p: Parameters
) -> tuple[list[Fibre], dict[str, Expression]]:
    """Fibres of both legs, and what muscles and passive tissue do along the coordinates, N m."""
    angle = {name: now.position[index] for index, name in enumerate(COORDINATES)}
    rate = {name: now.velocity[index] for index, name in enumerate(COORDINATES)}
    total: dict[str, Expression] = {}
    fibres: list[Fibre] = []
    for leg, side in enumerate(SIDES):
        own_angle = {name: angle[f"{side}_{name}"] for name in LEG_COORDINATES}
        own_rate = {name: rate[f"{side}_{name}"] for name in LEG_COORDINATES}
        pulling = SPATIAL_LEG.fibres(now, leg, compliant, (own_angle, own_rate), p)
        passive = {
            name: _passive(name, own_angle[name], own_rate[name], p) for name in LEG_COORDINATES
        }
        fibres += pulling
        pulled = with_pulls(passive, pulling)
        total |= {f"{side}_{name}": moment for name, moment in pulled.items()}
    for index, (name, _) in enumerate(TORQUES):
        first = 2 * len(MUSCLES) + 2 * index
        activations = (now.activation[first], now.activation[first + 1])
        total[name] = torque(index, angle[name], rate[name], activations, p)
    return fibres, total


def _passive(name: str, angle: Expression, rate: Expression, p: Parameters) -> Expression:
    """Moment of ligaments and tissue along a leg's coordinate, N m."""
    if name in SAGITTAL:
        return passive_moment(SAGITTAL[name], angle, rate, p)
    low = ca.exp(-SIDEWAYS_STEEPNESS * (angle + SIDEWAYS[name]))
    high = ca.exp(SIDEWAYS_STEEPNESS * (angle - SIDEWAYS[name]))
    return p.passive_moment * SIDEWAYS_MOMENT * (low - high) - p.joint_damping * rate


def toe_of(angle: Expression, rate: Expression) -> Rotation:
    """Toe extension and its rate; the toe has no mass, so no acceleration."""
    return Rotation(angle, rate, 0)
