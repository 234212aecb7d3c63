"""Contact of lateral forefoot, ball and toe with level ground, in three dimensions."""

from __future__ import annotations

from dataclasses import dataclass

import casadi as ca

from nextstride.body.contact import RELEASING, TOUCHING, rounded_positive
from nextstride.body.expression import Expression
from nextstride.body.layout import Parameters
from nextstride.body.segments import Rotation
from nextstride.body.tree import Push, TreeMotion
from nextstride.body.vectors import Vector, add, minus

FOOT = "stance_ankle"
"""The joint whose frame is the standing foot."""


@dataclass(frozen=True)
class Contact:
    """A point of the foot on the ground: where it is (m), and the ground's force on it (N)."""

    position: Vector
    push: Push


def vector_of(numbers: Expression) -> Vector:
    """Three numbers as a vector."""
    return numbers[0], numbers[1], numbers[2]


def ground_force(
    position: Vector, velocity: Vector, stiffness: Expression, p: Parameters
) -> Vector:
    """Force of the ground on a point, N: as `nextstride.body.contact`, slip in two directions."""
    depth = rounded_positive(-position[1], TOUCHING)
    damping = rounded_positive(1 - p.contact_damping * velocity[1], RELEASING)
    upright = stiffness * depth * damping
    slip = ca.sqrt(velocity[0] ** 2 + velocity[2] ** 2 + p.slip_speed**2)
    hold = -p.friction * upright / slip
    return hold * velocity[0], upright, hold * velocity[2]


def contacts(body: TreeMotion, toe: Rotation, p: Parameters) -> list[Contact]:
    """Return the ground's forces on forefoot, ball and toe tip of the standing foot."""
    ball, tip = vector_of(p.ball), _tip(toe, p)
    found = []
    for index, point in enumerate((vector_of(p.forefoot), ball, tip)):
        position = body.position(FOOT, point)
        velocity = body.velocity(FOOT, point)
        if index == 2:
            turning = (-(tip[1] - ball[1]) * toe.velocity, (tip[0] - ball[0]) * toe.velocity, 0)
            velocity = add(velocity, body.to_ground(FOOT, turning))
        force = ground_force(position, velocity, p.contact_stiffness[index], p)
        found.append(Contact(position, Push(FOOT, point, force)))
    return found


def _tip(toe: Rotation, p: Parameters) -> Vector:
    """The tip of the toes in the foot's frame, m."""
    ball = vector_of(p.ball)
    along = (p.toe_length * ca.cos(toe.angle), p.toe_length * ca.sin(toe.angle), 0)
    return add(ball, along)


def toe_imbalance(body: TreeMotion, toe: Rotation, tip: Contact, p: Parameters) -> Expression:
    """Moment (N m) left over at the ball's joint of a massless toe; zero in a valid state."""
    arm = minus(tip.push.point, vector_of(p.ball))
    force = body.from_ground(FOOT, tip.push.force)
    lifting = arm[0] * force[1] - arm[1] * force[0]
    return lifting - p.toe_stiffness * toe.angle - p.toe_damping * toe.velocity
