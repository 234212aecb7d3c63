"""The equations of motion of the planar sprinter at one instant, on the ground and in the air."""

from __future__ import annotations

from dataclasses import dataclass

import casadi as ca

from nextstride.body.contact import ground_loads, toe_imbalance
from nextstride.body.expression import Expression
from nextstride.body.groups import JOINTS
from nextstride.body.instant import Instant
from nextstride.body.layout import Parameters
from nextstride.body.muscles import PLANAR_LEG, Fibre, with_pulls
from nextstride.body.passive import passive_moment
from nextstride.body.segments import (
    JointLoads,
    Leg,
    Load,
    Point,
    Rotation,
    carried,
    cross,
    leg_loads,
    leg_motion,
    weightless,
)

COORDINATES: tuple[str, ...] = (
    "forward",
    "upward",
    "lean",
    "stance_thigh",
    "stance_knee",
    "stance_ankle",
    "swing_thigh",
    "swing_knee",
    "swing_ankle",
    "list",
)
"""Pelvis' position (m), forward lean, thigh angle from vertical, knee and ankle flexion, and the
pelvic list that lowers the stance hip (rad).

The *stance* leg is the one that stands in the step's first part; both are in the air after it.
"""

LEGS: tuple[str, str] = ("stance", "swing")


@dataclass(frozen=True)
class Motion:
    """The sprinter's segments, loads and muscles at one instant."""

    trunk: Point
    legs: tuple[Leg, Leg]
    ground: list[Load]
    loads: tuple[JointLoads, JointLoads]
    fibres: list[Fibre]
    muscle_moments: tuple[dict[str, Expression], dict[str, Expression]]
    trunk_residual: Expression
    toe_residual: Expression


def move(now: Instant, compliant: tuple[str, ...], p: Parameters) -> Motion:
    """Return the whole sprinter at one instant."""
    pelvis = Point(now.position[:2], now.velocity[:2], now.acceleration[:2])
    hips = (_hip(now, pelvis, -1, p), _hip(now, pelvis, 1, p))
    lean = _rotation(now, 2)
    trunk = carried(pelvis, Rotation(0, 0, 0) - lean, p.trunk_center[0], p.trunk_center[1])
    legs = (_leg(now, hips[0], 3, p), _leg(now, hips[1], 6, p))
    ground: list[Load] = [] if now.toe is None else ground_loads(legs[0], now.toe, p)
    loads = (leg_loads(legs[0], ground, p), leg_loads(legs[1], [], p))
    fibres: list[Fibre] = []
    moments: list[dict[str, Expression]] = []
    for side in range(2):
        leg_fibres, leg_moments = _muscles(now, side, compliant, p)
        fibres += leg_fibres
        moments.append(leg_moments)
    toe_residual = None
    if now.toe is not None:
        toe_residual = toe_imbalance(legs[0], now.toe, ground[2], p)
    return Motion(
        trunk=trunk,
        legs=legs,
        ground=ground,
        loads=loads,
        fibres=fibres,
        muscle_moments=(moments[0], moments[1]),
        trunk_residual=_trunk_residual(pelvis, hips, trunk, lean, loads, p),
        toe_residual=toe_residual,
    )


def equations(motion: Motion) -> Expression:
    """Return what must be zero: forces (N) and moments (N m) left over, tendon imbalances (1)."""
    joints = [
        getattr(motion.loads[side], joint) - motion.muscle_moments[side][joint]
        for side in range(2)
        for joint in JOINTS
    ]
    tendons = [fibre.imbalance for fibre in motion.fibres if fibre.imbalance is not None]
    toe = [] if motion.toe_residual is None else [motion.toe_residual]
    return ca.vertcat(motion.trunk_residual, *joints, *tendons, *toe)


def _rotation(now: Instant, index: int) -> Rotation:
    """Return one angular coordinate with its rates."""
    return Rotation(now.position[index], now.velocity[index], now.acceleration[index])


def _hip(now: Instant, pelvis: Point, side: int, p: Parameters) -> Point:
    """Return the hip that pelvic list raises (`side` 1) or lowers (-1)."""

    def raised(base: Expression, turn: Expression) -> Expression:
        return base + ca.vertcat(0, side * p.hip_half_width * turn)

    return Point(
        raised(pelvis.position, now.position[9]),
        raised(pelvis.velocity, now.velocity[9]),
        raised(pelvis.acceleration, now.acceleration[9]),
    )


def _leg(now: Instant, hip: Point, first: int, p: Parameters) -> Leg:
    """Return the leg whose coordinates start at `first`."""
    thigh, knee, ankle = (_rotation(now, first + k) for k in range(3))
    return leg_motion(hip, thigh, knee, ankle, p)


def _trunk_residual(
    pelvis: Point,
    hips: tuple[Point, Point],
    trunk: Point,
    lean: Rotation,
    loads: tuple[JointLoads, JointLoads],
    p: Parameters,
) -> Expression:
    """Force (2) and moment (1) that are left over on trunk, head and arms.

    The tow pulls at the pelvis, where a belt is.
    """
    speed = trunk.velocity[0]
    drag = ca.vertcat(-p.drag * speed * ca.fabs(speed), 0)
    on_hips = -(loads[0].hip_force + loads[1].hip_force)
    tow = ca.vertcat(p.tow, 0)
    force = weightless(p.segment_mass[0], trunk, p) - on_hips - drag - tow
    turning = sum(
        (
            cross(hip.position - trunk.position, load.hip_force) + load.hip
            for hip, load in zip(hips, loads, strict=True)
        ),
        ca.SX(0),
    )
    turning = turning - cross(pelvis.position - trunk.position, tow)
    moment = turning - p.segment_inertia[0] * lean.acceleration
    return ca.vertcat(force, moment)


def _muscles(
    now: Instant, side: int, compliant: tuple[str, ...], p: Parameters
) -> tuple[list[Fibre], dict[str, Expression]]:
    """Fibres of one leg's `MUSCLES`, and joint moments of muscles and passive tissue, N m."""
    first = 3 + 3 * side
    angle = {joint: now.position[first + k] for k, joint in enumerate(JOINTS)}
    rate = {joint: now.velocity[first + k] for k, joint in enumerate(JOINTS)}
    angle["hip"] = angle["hip"] + now.position[2] - p.pelvis_tilt
    rate["hip"] = rate["hip"] + now.velocity[2]
    fibres = PLANAR_LEG.fibres(now, side, compliant, (angle, rate), p)
    passive = {joint: passive_moment(joint, angle[joint], rate[joint], p) for joint in JOINTS}
    return fibres, with_pulls(passive, fibres)
