"""A body as a tree of one-axis joints, and its equations of motion in implicit form.

Recursive Newton-Euler in the frames of the segments (Luh, Walker, Paul 1980, J Dyn Syst Meas
Control 102:69): velocities and accelerations outwards, forces inwards. Accelerations are given, the
generalised forces come out, so no mass matrix is made or inverted.

Axes of an upright body: x forward, y up, z right. A locked joint stands at zero and has no
coordinate: with enough of them locked the tree is a planar body.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import casadi as ca

from nextstride.body.expression import Expression
from nextstride.body.vectors import NOTHING, Vector, add, along, cross, minus, scaled, times, turned

X, Y, Z = 0, 1, 2


@dataclass(frozen=True)
class Joint:
    """One coordinate and the frame that it moves.

    Attributes
    ----------
    name : str
    parent : str or None
        The joint whose frame carries this one; None for the ground.
    axis : int
        0, 1 or 2: the axis of the parent's frame that it turns about, or slides along.
    sign : int
        Which way is positive, 1 or -1.
    slides : bool
    place : str or None
        Where it stands in the parent's frame: a name in `Shape.places`; None at the origin.
    side : int
        1 on the right, -1 on the left, where the place's z is the other way.
    segment : str or None
        What it carries: a name in `Shape.segments`; None where another joint follows at once.
    """

    name: str
    parent: str | None
    axis: int
    sign: int = 1
    slides: bool = False
    place: str | None = None
    side: int = 1
    segment: str | None = None


@dataclass(frozen=True)
class Segment:
    """Mass (kg), centre (m) and principal moments of inertia (kg m²) in the segment's frame."""

    mass: Expression
    center: Vector
    inertia: Vector


@dataclass(frozen=True)
class Shape:
    """The numbers of a tree: where joints stand in their parents (m), and what segments weigh."""

    places: Mapping[str, Vector]
    segments: Mapping[str, Segment]


@dataclass(frozen=True)
class Tree:
    """Joints, each behind its parent, and which of them are locked.

    Attributes
    ----------
    joints : tuple of Joint
    locked : frozenset of str
    """

    joints: tuple[Joint, ...]
    locked: frozenset[str] = frozenset()

    @cached_property
    def coordinates(self) -> tuple[str, ...]:
        """Names of the joints that move, in order."""
        return tuple(joint.name for joint in self.joints if joint.name not in self.locked)

    @cached_property
    def named(self) -> dict[str, Joint]:
        """The joints by their names."""
        return {joint.name: joint for joint in self.joints}

    def locking(self, names: Iterable[str]) -> Tree:
        """Return the same tree with these joints locked too.

        Raises
        ------
        KeyError
            If there is no such joint.
        """
        return replace(self, locked=self.locked | {self.named[name].name for name in names})


@dataclass(frozen=True)
class Frame:
    """How a joint's frame moves, in its own axes.

    Attributes
    ----------
    cosine, sine
        Of the turn from the parent's axes.
    offset : Vector
        Its origin in the parent's axes, m.
    velocity, acceleration : Vector
        Of its origin, m/s and m/s²; the acceleration less that of gravity.
    spin, spin_rate : Vector
        Angular velocity and acceleration, rad/s and rad/s².
    """

    cosine: Expression
    sine: Expression
    offset: Vector
    velocity: Vector
    acceleration: Vector
    spin: Vector
    spin_rate: Vector


@dataclass(frozen=True)
class Push:
    """A force (N, axes of the ground) on a point (m, axes of the joint's frame)."""

    joint: str
    point: Vector
    force: Vector


class TreeMotion:
    """A tree that moves: where its points are, and which forces move it so.

    Parameters
    ----------
    tree : Tree
    shape : Shape
    position, velocity, acceleration : sequences
        Of the tree's coordinates, m and rad; symbolic or numeric.
    gravity : scalar
        m/s².
    """

    def __init__(
        self,
        tree: Tree,
        shape: Shape,
        position: Expression,
        velocity: Expression,
        acceleration: Expression,
        gravity: Expression,
    ) -> None:
        self.tree = tree
        self.shape = shape
        place = {name: index for index, name in enumerate(tree.coordinates)}
        self._frames: dict[str, Frame] = {}
        self._above = (NOTHING, (0, gravity, 0), NOTHING, NOTHING)
        for joint in tree.joints:
            given = (position, velocity, acceleration)
            at = place.get(joint.name)
            rates = tuple(0 if at is None else values[at] for values in given)
            self._frames[joint.name] = self._moved(joint, *rates)

    def _moved(
        self, joint: Joint, angle: Expression, rate: Expression, change: Expression
    ) -> Frame:
        """Return the frame behind `joint`."""
        velocity, acceleration, spin, spin_rate = self._carrier(joint.parent)
        axis, sign = joint.axis, joint.sign
        offset = self._place(joint)
        cosine: Expression = 1
        sine: Expression = 0
        own, own_change = along(axis, sign * rate), along(axis, sign * change)
        sliding, sliding_change = NOTHING, NOTHING
        if joint.slides:
            offset = add(offset, along(axis, sign * angle))
            sliding, sliding_change, own, own_change = own, own_change, NOTHING, NOTHING
        elif joint.name not in self.tree.locked:
            cosine, sine = ca.cos(angle), sign * ca.sin(angle)
        velocity = add(velocity, cross(spin, offset), sliding)
        acceleration = add(
            acceleration,
            cross(spin_rate, offset),
            cross(spin, add(cross(spin, offset), scaled(sliding, 2))),
            sliding_change,
        )
        back = [
            turned(vector, axis, cosine, -sine)
            for vector in (velocity, acceleration, spin, spin_rate)
        ]
        return Frame(
            cosine=cosine,
            sine=sine,
            offset=offset,
            velocity=back[0],
            acceleration=back[1],
            spin=add(back[2], own),
            spin_rate=add(back[3], cross(back[2], own), own_change),
        )

    def _carrier(self, parent: str | None) -> tuple[Vector, Vector, Vector, Vector]:
        """Velocity, acceleration, spin and its rate of what carries a joint."""
        if parent is None:
            return self._above
        frame = self._frames[parent]
        return frame.velocity, frame.acceleration, frame.spin, frame.spin_rate

    def _place(self, joint: Joint) -> Vector:
        """Where a joint stands in its parent's frame."""
        if joint.place is None:
            return NOTHING
        x, y, z = self.shape.places[joint.place]
        return x, y, joint.side * z

    def to_ground(self, name: str, vector: Vector) -> Vector:
        """Return a vector in the axes of the frame `name` in those of the ground."""
        at: str | None = name
        while at is not None:
            frame, joint = self._frames[at], self.tree.named[at]
            vector = turned(vector, joint.axis, frame.cosine, frame.sine)
            at = joint.parent
        return vector

    def from_ground(self, name: str, vector: Vector) -> Vector:
        """Return a vector in the ground's axes in those of the frame `name`."""
        joint, frame = self.tree.named[name], self._frames[name]
        if joint.parent is not None:
            vector = self.from_ground(joint.parent, vector)
        return turned(vector, joint.axis, frame.cosine, -frame.sine)

    def position(self, name: str, point: Vector = NOTHING) -> Vector:
        """Return where a point of the frame `name` is, m from the ground's origin."""
        at: str | None = name
        while at is not None:
            frame, joint = self._frames[at], self.tree.named[at]
            point = add(turned(point, joint.axis, frame.cosine, frame.sine), frame.offset)
            at = joint.parent
        return point

    def velocity(self, name: str, point: Vector = NOTHING) -> Vector:
        """Return how fast a point of the frame `name` moves, m/s in the ground's axes."""
        frame = self._frames[name]
        return self.to_ground(name, add(frame.velocity, cross(frame.spin, point)))

    def spin(self, name: str) -> Vector:
        """Return the angular velocity of the frame `name` in its own axes, rad/s."""
        return self._frames[name].spin

    def generalised_forces(self, pushes: Iterable[Push] = ()) -> list[Expression]:
        """Return what must act along the coordinates beside `pushes`, N or N m, (coordinates,)."""
        forces: dict[str, Vector] = {}
        moments: dict[str, Vector] = {}
        for name in self.tree.named:
            forces[name], moments[name] = self._inertial(name)
        for push in pushes:
            force = self.from_ground(push.joint, push.force)
            forces[push.joint] = minus(forces[push.joint], force)
            moments[push.joint] = minus(moments[push.joint], cross(push.point, force))
        along_axes: dict[str, Expression] = {}
        for joint in reversed(self.tree.joints):
            force, moment = forces[joint.name], moments[joint.name]
            acting = force if joint.slides else moment
            along_axes[joint.name] = joint.sign * acting[joint.axis]
            if joint.parent is None:
                continue
            frame = self._frames[joint.name]
            force, moment = (
                turned(vector, joint.axis, frame.cosine, frame.sine) for vector in (force, moment)
            )
            forces[joint.parent] = add(forces[joint.parent], force)
            moments[joint.parent] = add(moments[joint.parent], moment, cross(frame.offset, force))
        return [along_axes[name] for name in self.tree.coordinates]

    def _inertial(self, name: str) -> tuple[Vector, Vector]:
        """Force, and moment about the frame's origin, that move what the joint carries."""
        segment = self.tree.named[name].segment
        if segment is None:
            return NOTHING, NOTHING
        frame, numbers = self._frames[name], self.shape.segments[segment]
        arm, spin = numbers.center, frame.spin
        acceleration = add(
            frame.acceleration, cross(frame.spin_rate, arm), cross(spin, cross(spin, arm))
        )
        force = scaled(acceleration, numbers.mass)
        moment = add(
            times(frame.spin_rate, numbers.inertia),
            cross(spin, times(spin, numbers.inertia)),
            cross(arm, force),
        )
        return force, moment

    def momentum(self) -> tuple[Vector, Vector]:
        """Return momentum (kg m/s) and angular momentum about the ground's origin (kg m²/s)."""
        total, turning = NOTHING, NOTHING
        for joint in self.tree.joints:
            if joint.segment is None:
                continue
            segment = self.shape.segments[joint.segment]
            moving = scaled(self.velocity(joint.name, segment.center), segment.mass)
            own = self.to_ground(joint.name, times(self.spin(joint.name), segment.inertia))
            total = add(total, moving)
            turning = add(turning, own, cross(self.position(joint.name, segment.center), moving))
        return total, turning

    def center_of_mass(self) -> Vector:
        """Return the centre of mass, m."""
        carried = [joint for joint in self.tree.joints if joint.segment is not None]
        weights = [self.shape.segments[str(joint.segment)] for joint in carried]
        places = [
            scaled(self.position(joint.name, segment.center), segment.mass)
            for joint, segment in zip(carried, weights, strict=True)
        ]
        mass = sum((segment.mass for segment in weights[1:]), weights[0].mass)
        return scaled(add(*places), 1 / mass)
