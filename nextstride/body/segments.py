"""Planar rigid segments: motion of points, and Newton-Euler from the feet to the trunk.

Axes x forward along the ground, y away from it; angles turn from x towards y. A segment is a point
that moves and a rotation.
"""

from __future__ import annotations

from dataclasses import dataclass

import casadi as ca

from nextstride.body.expression import Expression
from nextstride.body.layout import Parameters


@dataclass(frozen=True)
class Point:
    """Position (m), velocity (m/s) and acceleration (m/s²) of a point, each (2,)."""

    position: Expression
    velocity: Expression
    acceleration: Expression


@dataclass(frozen=True)
class Rotation:
    """Angle (rad), angular velocity (rad/s) and acceleration (rad/s²) of a segment."""

    angle: Expression
    velocity: Expression
    acceleration: Expression

    def __add__(self, other: Rotation) -> Rotation:
        return Rotation(
            self.angle + other.angle,
            self.velocity + other.velocity,
            self.acceleration + other.acceleration,
        )

    def __sub__(self, other: Rotation) -> Rotation:
        return Rotation(
            self.angle - other.angle,
            self.velocity - other.velocity,
            self.acceleration - other.acceleration,
        )


@dataclass(frozen=True)
class Leg:
    """Joints, centres and rotations of one leg."""

    hip: Point
    knee: Point
    ankle: Point
    heel: Point
    ball: Point
    centers: tuple[Point, Point, Point]
    rotations: tuple[Rotation, Rotation, Rotation]


@dataclass(frozen=True)
class Load:
    """A force (N) at a position (m) from the ground."""

    position: Expression
    force: Expression


@dataclass(frozen=True)
class JointLoads:
    """What the joints of a leg must carry.

    Attributes
    ----------
    hip_force : (2,)
        Force of the trunk on the thigh, N.
    hip, knee, ankle : scalar
        Moments, N m; hip flexion, knee flexion and dorsiflexion positive.
    """

    hip_force: Expression
    hip: Expression
    knee: Expression
    ankle: Expression


def carried(base: Point, rotation: Rotation, x: Expression, y: Expression) -> Point:
    """Return the point at (x, y) in a segment's frame whose origin is `base`."""
    cosine, sine = ca.cos(rotation.angle), ca.sin(rotation.angle)
    arm = ca.vertcat(cosine * x - sine * y, sine * x + cosine * y)
    normal = ca.vertcat(-arm[1], arm[0])
    return Point(
        base.position + arm,
        base.velocity + rotation.velocity * normal,
        base.acceleration + rotation.acceleration * normal - rotation.velocity**2 * arm,
    )


def cross(arm: Expression, force: Expression) -> Expression:
    """Moment of `force` at `arm`, N m."""
    return arm[0] * force[1] - arm[1] * force[0]


def leg_motion(hip: Point, thigh: Rotation, knee: Rotation, ankle: Rotation, p: Parameters) -> Leg:
    """Return where a leg is, from its thigh angle and its knee and ankle flexion."""
    shank = thigh - knee
    foot = shank + ankle
    knee_point = carried(hip, thigh, 0, -p.thigh_length)
    ankle_point = carried(knee_point, shank, 0, -p.shank_length)
    return Leg(
        hip=hip,
        knee=knee_point,
        ankle=ankle_point,
        heel=carried(ankle_point, foot, p.heel[0], p.heel[1]),
        ball=carried(ankle_point, foot, p.ball[0], p.ball[1]),
        centers=(
            carried(hip, thigh, 0, -p.thigh_center),
            carried(knee_point, shank, 0, -p.shank_center),
            carried(ankle_point, foot, p.foot_center[0], p.foot_center[1]),
        ),
        rotations=(thigh, shank, foot),
    )


def weightless(mass: Expression, center: Point, p: Parameters) -> Expression:
    """Force (N) that moves a segment and holds it against gravity; x is along the ground."""
    against = p.gravity * ca.vertcat(ca.sin(p.slope), ca.cos(p.slope))
    return mass * (center.acceleration + against)


def leg_loads(leg: Leg, ground: list[Load], p: Parameters) -> JointLoads:
    """Return the joint loads of a leg by Newton-Euler, foot first."""
    joints = (leg.hip, leg.knee, leg.ankle)
    below_force = -sum((load.force for load in ground), ca.SX.zeros(2))
    foot_center = leg.centers[2].position
    below_moment = -sum(
        (cross(load.position - foot_center, load.force) for load in ground), ca.SX(0)
    )
    below_at = foot_center
    moments = []
    for index in (2, 1, 0):
        center, rotation = leg.centers[index], leg.rotations[index]
        force = weightless(p.segment_mass[index + 1], center, p) + below_force
        moment = (
            p.segment_inertia[index + 1] * rotation.acceleration
            - cross(joints[index].position - center.position, force)
            + cross(below_at - center.position, below_force)
            + below_moment
        )
        moments.append(moment)
        below_force, below_moment, below_at = force, moment, joints[index].position
    return JointLoads(hip_force=below_force, hip=moments[2], knee=-moments[1], ankle=moments[0])
