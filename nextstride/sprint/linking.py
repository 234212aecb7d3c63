"""What links the points of a step or stride: collocation, contact, periodicity, speed, cost.

These are linear, bilinear or quadratic in the unknowns, except the touch of the ground.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import casadi as ca
import numpy as np

from nextstride.body.groups import GROUP_OF_MUSCLE, GROUPS
from nextstride.body.layout import LENGTH, SLICES, Parameters, legs_exchanged
from nextstride.body.muscles import activation_rate
from nextstride.sprint.goals import FIRST_ANGLE, n_goals, n_points
from nextstride.sprint.mesh import (
    DEGREE,
    DURATION_SCALE,
    LIST,
    N_COORDINATES,
    Mesh,
    Phase,
    other_leg,
    radau,
)
from nextstride.sprint.points import nonzeros, touch

SPEED_UNIT = 10.0
"""The solver minimises -speed / SPEED_UNIT, plus regularisation, m/s."""

MEAN_RATE = 8.0
"""Root mean square of the angles' rates in a sprint, rad/s: a phase that lasts one second longer
puts them half a second too late on average."""

REGULARISATION = {
    "activation": 1e-3,
    "acceleration": 1e-3,
    "tendon_rate": 1e-3,
    "excitation": 1e-3,
}
"""Weights of mean squares of scaled unknowns: some 0.1 % of the objective together."""


def angles(mesh: Mesh) -> np.ndarray:
    """Indices of the tracked angles at all points, (points, tracked)."""
    tracked = slice(*mesh.form.tracked)
    rows = [mesh.part(phase, "position")[:, :, tracked] for phase in mesh.phases]
    return np.concatenate([row.reshape(-1, mesh.form.n_tracked) for row in rows])


@dataclass(frozen=True, eq=False)
class Traits:
    """What the links must know of a kind of body.

    Attributes
    ----------
    slices : mapping
        Where its numbers stand.
    length : int
        How many they are.
    slowness : callable
        Parameters -> factor on the activation time of each excitation.
    touch : casadi.Function
        (unknowns of an instant, parameters) -> vertical ground force, N.
    mirrored : numpy.ndarray
        For each number of the state but the toe's: the one of the mirror image.
    sign : numpy.ndarray
        Its sign there.
    unlinked : tuple of int
        Numbers of the state that need not be periodic.
    other_side : numpy.ndarray
        For each of the body's numbers: the one of the body whose legs are exchanged.
    centred : tuple of int
        Numbers of the state that only the line the runner keeps to fixes: the same at both
        touchdowns of a stride, each told with its own foot standing.
    """

    slices: Mapping[str, slice]
    length: int
    slowness: Callable[[Parameters], ca.SX]
    touch: ca.Function
    mirrored: np.ndarray
    sign: np.ndarray
    unlinked: tuple[int, ...]
    other_side: np.ndarray
    centred: tuple[int, ...] = ()


def planar_traits(mesh: Mesh, compliant: tuple[str, ...]) -> Traits:
    """Return what the links must know of a planar body: its list is prescribed, not its rate."""
    mirrored = other_leg(mesh.flight)
    sign = np.ones(mirrored.size)
    sign[N_COORDINATES + LIST] = -1.0
    return Traits(
        slices=SLICES,
        length=LENGTH,
        slowness=_slowness,
        touch=touch(mesh.stance, compliant),
        mirrored=mirrored,
        sign=sign,
        unlinked=(0, LIST),
        other_side=legs_exchanged(SLICES, LENGTH),
    )


def _slowness(p: Parameters) -> ca.SX:
    """Factor on the activation time of each muscle, standing leg first."""
    factors: ca.SX = ca.vertcat(
        *[
            p.activation_slowness[group + leg * len(GROUPS)]
            for leg in range(2)
            for group in GROUP_OF_MUSCLE
        ]
    )
    return factors


@dataclass(frozen=True, eq=False)
class Links:
    """Linking constraints (= 0, the last >= 0) and objective.

    Attributes
    ----------
    n_equal, n_limit : int
    value, jacobian, hessian, price : casadi.Function
        Value takes (unknowns, parameters, goals) and returns objective and residuals; the others
        return the nonzeros of derivatives. Price takes the multipliers as well.
    """

    n_equal: int
    n_limit: int
    value: ca.Function
    gradient: ca.Function
    jacobian: ca.Function
    jacobian_pattern: ca.Sparsity
    hessian: ca.Function
    hessian_pattern: ca.Sparsity
    price: ca.Function


def links(mesh: Mesh, traits: Traits) -> Links:
    """Return what links the points of `mesh`."""
    unknowns = ca.SX.sym("w", mesh.size)
    vector = ca.SX.sym("p", traits.length)
    goals = ca.SX.sym("goals", n_goals(mesh))
    bodies = [vector, vector[traits.other_side.tolist()]][: mesh.steps]
    physical = unknowns * mesh.scale
    residual = ca.vertcat(
        *[_collocation(mesh, phase, physical, bodies[phase.step], traits) for phase in mesh.phases],
        *[_equal_durations(mesh, phase, unknowns) for phase in mesh.phases],
        *[_contact(mesh, step, unknowns, body, traits) for step, body in enumerate(bodies)],
        *[_periodicity(mesh, step, unknowns, traits) for step in range(mesh.steps)],
        _midline(mesh, unknowns, traits),
        _speed(mesh, physical),
        _technique(mesh, unknowns, goals),
    )
    objective = _objective(mesh, unknowns, goals)
    multiplier = ca.SX.sym("m", residual.numel())
    weight = ca.SX.sym("s")
    lagrangian = weight * objective + ca.dot(multiplier, residual)
    known = [unknowns, vector, goals]
    gradient = ca.gradient(objective, unknowns)
    # the technique bound is one long row: with it among the others this takes ten times longer
    jacobian = ca.vertcat(*[ca.jacobian(rows, unknowns) for rows in (residual[:-1], residual[-1])])
    hessian = ca.triu(ca.hessian(lagrangian, unknowns)[0])
    price = ca.gradient(ca.dot(multiplier, residual), vector)
    return Links(
        n_equal=residual.numel() - 1,
        n_limit=1,
        value=ca.Function("links", known, [objective, residual]),
        gradient=ca.Function("gradient", known, [ca.densify(gradient)]),
        jacobian=ca.Function("jacobian", known, [nonzeros(jacobian)]),
        jacobian_pattern=jacobian.sparsity(),
        hessian=ca.Function("hessian", [*known, weight, multiplier], [nonzeros(hessian)]),
        hessian_pattern=hessian.sparsity(),
        price=ca.Function("price", [*known, multiplier], [price]),
    )


def _collocation(mesh: Mesh, phase: Phase, physical: ca.SX, vector: ca.SX, traits: Traits) -> ca.SX:
    """Slope of the state polynomials less the rates, times the interval's duration."""
    _, derivative, _ = radau()
    p = Parameters(vector, traits.slices)
    body = p, traits.slowness(p)
    states, points = mesh.states(phase), mesh.points(phase)
    durations = mesh.durations(phase)
    scale = phase.scale[: phase.n_state]
    defects = []
    for interval in range(phase.intervals):
        values = [physical[list(states[interval, k])] for k in range(DEGREE + 1)]
        for point in range(DEGREE):
            slope = sum(
                (derivative[point, k] * values[k] for k in range(DEGREE + 1)),
                ca.SX.zeros(phase.n_state),
            )
            rate = _rates(phase, physical[list(points[interval, point])], *body)
            defects.append((slope - physical[int(durations[interval])] * rate) / scale)
    return ca.vertcat(*defects)


def _rates(phase: Phase, point: ca.SX, p: Parameters, slowness: ca.SX) -> ca.SX:
    """Rate of the state at a point."""
    part = {name: point[where] for name, where in phase.parts.items()}
    activation = activation_rate(
        part["activation"],
        part["excitation"],
        p.activation_time * slowness,
        p.deactivation_time * slowness,
    )
    return ca.vertcat(
        part["velocity"], part["acceleration"], activation, part["tendon_rate"], part["toe_rate"]
    )


def _equal_durations(mesh: Mesh, phase: Phase, unknowns: ca.SX) -> ca.SX:
    """Differences of successive interval durations."""
    durations = list(mesh.durations(phase))
    return unknowns[durations[1:]] - unknowns[durations[:-1]]


def _contact(mesh: Mesh, step: int, unknowns: ca.SX, vector: ca.SX, traits: Traits) -> ca.SX:
    """Contact begins and ends at the touch force; it begins with the toe at rest.

    As a logarithm: a foot well above the ground, or leaving it fast, still feels where it is.
    """
    touch_force = Parameters(vector, traits.slices).touch_force
    stance, _ = mesh.of_step(step)
    at_rest = ca.SX.zeros(stance.n_instant - stance.n_state)
    begin = ca.vertcat(unknowns[list(mesh.touchdown(step))], at_rest)
    end = unknowns[list(mesh.points(stance)[-1, -1, : stance.n_instant])]
    touches: ca.SX = ca.vertcat(
        *[ca.log(traits.touch(instant, vector) / touch_force) for instant in (begin, end)]
    )
    return touches


def _periodicity(mesh: Mesh, step: int, unknowns: ca.SX, traits: Traits) -> ca.SX:
    """A step ends as the mirror image of the next one's begin, but for the distance covered."""
    begin = mesh.touchdown((step + 1) % mesh.steps)
    end = mesh.states(mesh.of_step(step)[1])[-1, -1][traits.mirrored]
    kept = [index for index in range(end.size) if index not in traits.unlinked]
    return unknowns[list(begin[kept])] - traits.sign[kept] * unknowns[list(end[kept])]


def _midline(mesh: Mesh, unknowns: ca.SX, traits: Traits) -> ca.SX:
    """Differences between the touchdowns of what the line the runner keeps to fixes."""
    index = list(traits.centred)
    first, *others = (unknowns[list(mesh.touchdown(step)[index])] for step in range(mesh.steps))
    differences: ca.SX = ca.vertcat(*[other - first for other in others])
    return differences


def _speed(mesh: Mesh, physical: ca.SX) -> ca.SX:
    """Distance covered less speed times duration, m."""
    duration = sum(
        (physical[int(index)] * 1 for phase in mesh.phases for index in mesh.durations(phase)),
        ca.SX(0),
    )
    distance = sum(
        (
            physical[int(mesh.states(mesh.of_step(step)[1])[-1, -1, 0])]
            - physical[int(mesh.touchdown(step)[0])]
            for step in range(mesh.steps)
        ),
        ca.SX(0),
    )
    return distance - physical[mesh.speed] * duration


def _objective(mesh: Mesh, unknowns: ca.SX, goals: ca.SX) -> ca.SX:
    """Less speed, plus regularisation, plus tracking."""
    count = n_points(mesh)
    cost: ca.SX = -goals[0] * unknowns[mesh.speed] * mesh.scale[mesh.speed] / SPEED_UNIT
    for name, weight in REGULARISATION.items():
        for phase in mesh.phases:
            part = unknowns[list(mesh.part(phase, name).ravel())]
            cost = cost + weight * ca.sumsqr(part) / (count * len(mesh.part(phase, name)[0, 0]))
    away = _mean_square_distance(mesh, unknowns, goals) + _late(mesh, unknowns, goals)
    return cost + goals[1] * away


def _late(mesh: Mesh, unknowns: ca.SX, goals: ca.SX) -> ca.SX:
    """Mean squared distance to the reference that its durations make, rad²."""
    late = ca.SX(0)
    for phase in mesh.phases:
        index = [int(each) for each in mesh.durations(phase)]
        duration = ca.sum1(unknowns[index]) * DURATION_SCALE
        wanted = goals[3 if phase.grounded else 4]
        late = late + (MEAN_RATE * (duration - wanted) / 2) ** 2
    return late / mesh.steps


def _technique(mesh: Mesh, unknowns: ca.SX, goals: ca.SX) -> ca.SX:
    """Allowed less actual squared distance to the reference motion, in units of 0.1 rad²."""
    return 10 * (goals[2] ** 2 - _mean_square_distance(mesh, unknowns, goals))


def _mean_square_distance(mesh: Mesh, unknowns: ca.SX, goals: ca.SX) -> ca.SX:
    """Mean over points and angles of the squared distance to the reference, rad²."""
    index = angles(mesh).ravel()
    return ca.sumsqr(unknowns[list(index)] - goals[FIRST_ANGLE:]) / index.size
