"""The equations and limits at one collocation point, as CasADi functions of plain numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import casadi as ca
import numpy as np

from nextstride.body.instant import Instant
from nextstride.body.layout import LENGTH, Parameters
from nextstride.body.segments import Rotation
from nextstride.body.sprinter import Motion, equations, move
from nextstride.sprint.mesh import Phase

FORCE_UNIT = 750.0
MOMENT_UNIT = 200.0
TOE_MOMENT_UNIT = 20.0
HEIGHT_UNIT = 0.1

DEEPEST_BALL = 0.06
STANDING_BALL = 3
"""Which limit of a standing point holds that depth, for any body: behind heel and ball of the
swinging foot and the standing heel."""


@dataclass(frozen=True)
class PointEquations:
    """Equations (= 0) and limits (>= 0) at a point, with their derivatives.

    Attributes
    ----------
    n_equal, n_limit : int
    value : casadi.Function
        (unknowns, parameters) -> residuals.
    jacobian, hessian : casadi.Function
        Nonzeros only; their patterns beside them. The Hessian is of multipliers . residuals,
        upper triangle.
    price : casadi.Function
        (unknowns, parameters, multipliers) -> gradient of multipliers . residuals by parameter.
    """

    n_equal: int
    n_limit: int
    value: ca.Function
    jacobian: ca.Function
    jacobian_pattern: ca.Sparsity
    hessian: ca.Function
    hessian_pattern: ca.Sparsity
    price: ca.Function


def instant(phase: Phase, unknowns: ca.SX) -> Instant:
    """Return the instant that scaled `unknowns` (n_instant,) describe."""
    physical = unknowns * phase.scale[: phase.n_instant]
    part = {name: physical[where] for name, where in phase.parts.items() if name != "excitation"}
    toe = Rotation(part["toe"], part["toe_rate"], 0) if phase.grounded else None
    return Instant(
        position=part["position"],
        velocity=part["velocity"],
        acceleration=part["acceleration"],
        activation=part["activation"],
        tendon_force=part["tendon_force"],
        tendon_rate=part["tendon_rate"],
        toe=toe,
    )


def vertical_force(motion: Motion) -> ca.SX:
    """Total vertical ground force, N."""
    return sum((load.force[1] for load in motion.ground), ca.SX(0))


def _units(phase: Phase) -> np.ndarray:
    """Size of one unit of each equation."""
    toe = [TOE_MOMENT_UNIT] * int(phase.grounded)
    return np.array([FORCE_UNIT] * 2 + [MOMENT_UNIT] * 7 + [1.0] * phase.n_tendons + toe)


def _limits(phase: Phase, motion: Motion, p: Parameters) -> ca.SX:
    """What must not be negative: feet above the ground, or not too deep."""
    stance, swing = motion.legs
    heights = [swing.heel.position[1], swing.ball.position[1]]
    if not phase.grounded:
        heights += [stance.heel.position[1], stance.ball.position[1]]
    else:
        heights += [
            stance.heel.position[1] + p.heel_depth,
            stance.ball.position[1] + DEEPEST_BALL,
        ]
    column: ca.SX = ca.vertcat(*heights)
    return column / HEIGHT_UNIT


@cache
def point_equations(phase: Phase, compliant: tuple[str, ...]) -> PointEquations:
    """Return the equations of `phase` for a body with these compliant tendons."""
    unknowns = ca.SX.sym("w", phase.n_instant)
    vector = ca.SX.sym("p", LENGTH)
    p = Parameters(vector)
    motion = move(instant(phase, unknowns), compliant, p)
    equal = equations(motion) / _units(phase)
    return compiled((unknowns, vector), equal, _limits(phase, motion, p))


def compiled(known: tuple[ca.SX, ca.SX], equal: ca.SX, limit: ca.SX) -> PointEquations:
    """Return functions of `known` (unknowns, parameters) for equations and limits at a point."""
    unknowns, vector = known
    # Derivatives of equations without repeated terms repeat few: finding those takes half of the
    # building, and saves 1.5 % of an evaluation.
    residual = ca.cse(ca.vertcat(equal, limit))
    multiplier = ca.SX.sym("m", residual.numel())
    jacobian = ca.jacobian(residual, unknowns)
    hessian = ca.triu(ca.hessian(ca.dot(multiplier, residual), unknowns)[0])
    price = ca.gradient(ca.dot(multiplier, residual), vector)
    return PointEquations(
        n_equal=equal.numel(),
        n_limit=limit.numel(),
        value=ca.Function("value", [*known], [residual]),
        jacobian=ca.Function("jacobian", [*known], [nonzeros(jacobian)]),
        jacobian_pattern=jacobian.sparsity(),
        hessian=ca.Function("hessian", [*known, multiplier], [nonzeros(hessian)]),
        hessian_pattern=hessian.sparsity(),
        price=ca.Function("price", [*known, multiplier], [price]),
    )


def nonzeros(matrix: ca.SX) -> ca.SX:
    """Return the nonzeros of a sparse symbolic matrix as a column."""
    return matrix.nz[:]


def touch(phase: Phase, compliant: tuple[str, ...]) -> ca.Function:
    """Return a function: (unknowns of an instant, parameters) -> vertical ground force, N."""
    unknowns = ca.SX.sym("w", phase.n_instant)
    vector = ca.SX.sym("p", LENGTH)
    motion = move(instant(phase, unknowns), compliant, Parameters(vector))
    return ca.Function("touch", [unknowns, vector], [vertical_force(motion)])
