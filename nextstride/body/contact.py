"""Smooth contact of lateral forefoot, ball and toe with level ground.

The heel carries nothing: in a sprint the centre of pressure stays ahead of the ankle (measured:
8-13 cm from 10 to 80 % of contact, Dorn et al. 2012, data).
"""

from __future__ import annotations

import casadi as ca

from nextstride.body.expression import Expression
from nextstride.body.layout import Parameters
from nextstride.body.segments import Leg, Load, Point, Rotation, carried

CONTACTS: tuple[str, ...] = ("forefoot", "ball", "toe")
"""Points of the foot that carry load: the lateral forefoot, the ball, the tip of the toes."""

TOUCHING = 0.002
"""Depth over which a point takes up load, m: the rounding of max(0, depth)."""

RELEASING = 0.05
"""Rounding of the damping factor that must not pull, 1."""


def rounded_positive(value: Expression, width: float) -> Expression:
    """Smooth max(0, value)."""
    return 0.5 * (value + ca.sqrt(value**2 + width**2))


def point_force(point: Point, stiffness: Expression, p: Parameters) -> Expression:
    """Force of the ground on a point, (2,) in N: damped spring upright, smooth Coulomb along.

    The damping term multiplies the spring's force (Hunt & Crossley 1975, J Appl Mech 42:440), so
    nothing pulls; friction saturates over the slip speed.
    """
    depth = rounded_positive(-point.position[1], TOUCHING)
    damping = rounded_positive(1 - p.contact_damping * point.velocity[1], RELEASING)
    upright = stiffness * depth * damping
    slip = point.velocity[0]
    return ca.vertcat(-p.friction * upright * slip / ca.sqrt(slip**2 + p.slip_speed**2), upright)


def ground_loads(leg: Leg, toe: Rotation, p: Parameters) -> list[Load]:
    """Return the ground's forces on `CONTACTS` of a standing leg."""
    forefoot = carried(leg.ankle, leg.rotations[2], p.forefoot[0], p.forefoot[1])
    tip = carried(leg.ball, leg.rotations[2] + toe, p.toe_length, 0)
    points = (forefoot, leg.ball, tip)
    return [
        Load(point.position, point_force(point, p.contact_stiffness[index], p))
        for index, point in enumerate(points)
    ]


def toe_imbalance(leg: Leg, toe: Rotation, tip: Load, p: Parameters) -> Expression:
    """Moment (N m) that is left over at the ball's joint of a massless toe; zero in a valid state.

    `toe` turns the toes up; its spring and damper press them down.
    """
    arm = tip.position - leg.ball.position
    lifting = arm[0] * tip.force[1] - arm[1] * tip.force[0]
    return lifting - p.toe_stiffness * toe.angle - p.toe_damping * toe.velocity
