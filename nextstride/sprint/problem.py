"""`SprintProblem`: the maximum-speed problem of a mesh, built once for all bodies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

import casadi as ca
import numpy as np

from nextstride.body.expression import Expression
from nextstride.sprint.bounds import bounds
from nextstride.sprint.linking import Links, Traits, links, planar_traits
from nextstride.sprint.mesh import Mesh, Phase, make_mesh
from nextstride.sprint.points import PointEquations, point_equations


@dataclass(frozen=True, eq=False)
class SprintProblem:
    """The nonlinear program and what it is made of; equal only to itself.

    Attributes
    ----------
    mesh : Mesh
    compliant : tuple of str
        Muscles with a compliant tendon.
    equations : mapping of phase name to PointEquations
    links : Links
    program : dict
        CasADi symbols ``x, p, f, g``.
    derivatives : dict
        Exact derivative functions for the solver: ``grad_f, jac_g, hess_lag``.
    bounds : tuple of numpy.ndarray
        Lower and upper bounds of the unknowns, physical units.
    other_side : numpy.ndarray
        For each of the body's numbers: the one of the body whose legs are exchanged.
    on : callable
        (stance, flight, compliant, steps) -> the same problem on another mesh.
    """

    mesh: Mesh
    compliant: tuple[str, ...]
    equations: dict[str, PointEquations]
    links: Links
    program: dict[str, Expression]
    derivatives: dict[str, ca.Function]
    bounds: tuple[np.ndarray, np.ndarray]
    other_side: np.ndarray
    on: Callable[[int, int, tuple[str, ...], int], SprintProblem]

    @property
    def n_constraints(self) -> int:
        """Number of constraints."""
        return int(self.program["g"].numel())

    def point_rows(self, phase: Phase) -> np.ndarray:
        """Rows of the constraints at the points of `phase`, (points, equations + limits)."""
        start = 0
        for other in self.mesh.phases:
            width = _width(self.equations[other.name])
            rows = start + np.arange(3 * other.intervals * width).reshape(-1, width)
            if other == phase:
                return rows
            start += rows.size
        raise KeyError(phase)

    def link_rows(self) -> np.ndarray:
        """Rows of the linking constraints."""
        return np.arange(
            self.n_constraints - self.links.n_equal - self.links.n_limit, self.n_constraints
        )

    def limits_of_constraints(self) -> tuple[np.ndarray, np.ndarray]:
        """Lower and upper bounds of the constraints."""
        upper = np.zeros(self.n_constraints)
        for phase in self.mesh.phases:
            rows = self.point_rows(phase)
            upper[rows[:, self.equations[phase.name].n_equal :]] = np.inf
        upper[-self.links.n_limit :] = np.inf
        return np.zeros(self.n_constraints), upper


def _width(equations: PointEquations) -> int:
    """Number of constraints at a point."""
    return equations.n_equal + equations.n_limit


@cache
def sprint_problem(
    stance: int, flight: int, compliant: tuple[str, ...], steps: int = 1
) -> SprintProblem:
    """Return the problem of a planar body.

    Parameters
    ----------
    stance, flight : int
        Intervals.
    compliant : tuple of str
        Muscles with a compliant tendon.
    steps : {1, 2}
        A step that is its own mirror image, or a stride whose legs differ.
    """
    mesh = make_mesh(stance, flight, compliant, steps=steps)
    # the same on every mesh, so made once for all
    equations = {
        phase.name: point_equations(replace(phase, intervals=1), compliant)
        for phase in mesh.of_step(0)
    }
    traits = planar_traits(mesh, compliant)
    return assembled(mesh, compliant, equations, traits, bounds(mesh), sprint_problem)


def assembled(
    mesh: Mesh,
    compliant: tuple[str, ...],
    equations: dict[str, PointEquations],
    traits: Traits,
    limits: tuple[np.ndarray, np.ndarray],
    on: Callable[..., SprintProblem],
) -> SprintProblem:
    """Return the problem of these equations; `limits` are the unknowns' bounds, `on` builds it."""
    linking = links(mesh, traits)
    builder = _Assembly(mesh, equations, linking, traits.other_side)
    return SprintProblem(
        mesh=mesh,
        compliant=compliant,
        equations=equations,
        links=linking,
        program=builder.program(),
        derivatives=builder.derivatives(),
        bounds=limits,
        other_side=traits.other_side,
        on=on,
    )


class _Assembly:
    """Sets the small derivative blocks of all points into the sparse whole."""

    def __init__(
        self,
        mesh: Mesh,
        equations: dict[str, PointEquations],
        linking: Links,
        other_side: np.ndarray,
    ) -> None:
        self.mesh = mesh
        self.equations = equations
        self.linking = linking
        self.unknowns = ca.MX.sym("w", mesh.size)
        length, n_goals = (linking.value.numel_in(place) for place in (1, 2))
        self.parameters = ca.MX.sym("p", length + n_goals)
        body, goals = self.parameters[:length], self.parameters[length:]
        self.bodies = [body, body[other_side.tolist()]]
        self.known = [self.unknowns, body, goals]
        self.columns = {
            phase: mesh.points(phase).reshape(-1, phase.n_point)[:, : phase.n_instant]
            for phase in mesh.phases
        }
        self.objective, self.link_values = linking.value(*self.known)
        values = [ca.vec(self._mapped(phase, "value")) for phase in mesh.phases]
        self.constraints = ca.vertcat(*values, self.link_values)

    def _mapped(self, phase: Phase, name: str, *more: Expression) -> Expression:
        """Return a point function of `phase` at all its points, one column each."""
        columns = self.columns[phase]
        at_points = ca.reshape(self.unknowns[columns.ravel().tolist()], columns.shape[1], -1)
        function = getattr(self.equations[phase.name], name)
        body = self.bodies[phase.step]
        return function.map(name, "serial", len(columns), [1], [])(at_points, body, *more)

    def program(self) -> dict[str, Expression]:
        """Symbols of the program."""
        return {
            "x": self.unknowns,
            "p": self.parameters,
            "f": self.objective,
            "g": self.constraints,
        }

    def derivatives(self) -> dict[str, ca.Function]:
        """Functions with the signatures that CasADi's IPOPT interface expects."""
        known = [self.unknowns, self.parameters]
        weight = ca.MX.sym("lam_f")
        multipliers = ca.MX.sym("lam_g", self.constraints.numel())
        gradient = ca.Function(
            "nlp_grad_f",
            known,
            [self.objective, self.linking.gradient(*self.known)],
            ["x", "p"],
            ["f", "grad_f_x"],
        )
        jacobian = ca.Function(
            "nlp_jac_g",
            known,
            [self.constraints, self._jacobian()],
            ["x", "p"],
            ["g", "jac_g_x"],
        )
        hessian = ca.Function(
            "nlp_hess_l",
            [*known, weight, multipliers],
            [self._hessian(weight, multipliers)],
            ["x", "p", "lam_f", "lam_g"],
            ["triu_hess_gamma_x_x"],
        )
        return {"grad_f": gradient, "jac_g": jacobian, "hess_lag": hessian}

    def _jacobian(self) -> Expression:
        """Jacobian of all constraints, sparse."""
        values: list[Expression] = []
        rows, columns = [], []
        start = 0
        for phase in self.mesh.phases:
            equations = self.equations[phase.name]
            row, column = map(np.array, equations.jacobian_pattern.get_triplet())
            for point, unknown in enumerate(self.columns[phase]):
                rows.append(start + point * _width(equations) + row)
                columns.append(unknown[column])
            values.append(ca.vec(self._mapped(phase, "jacobian")))
            start += len(self.columns[phase]) * _width(equations)
        row, column = map(np.array, self.linking.jacobian_pattern.get_triplet())
        rows.append(start + row)
        columns.append(column)
        values.append(self.linking.jacobian(*self.known))
        shape = (self.constraints.numel(), self.mesh.size)
        return _sparse(shape, np.concatenate(rows), np.concatenate(columns), ca.vertcat(*values))

    def _hessian(self, weight: Expression, multipliers: Expression) -> Expression:
        """Upper triangle of the Lagrangian's Hessian, sparse."""
        values: list[Expression] = []
        rows, columns = [], []
        start = 0
        for phase in self.mesh.phases:
            equations = self.equations[phase.name]
            row, column = map(np.array, equations.hessian_pattern.get_triplet())
            for unknown in self.columns[phase]:
                rows.append(unknown[row])
                columns.append(unknown[column])
            count = len(self.columns[phase]) * _width(equations)
            own = ca.reshape(multipliers[start : start + count], _width(equations), -1)
            values.append(ca.vec(self._mapped(phase, "hessian", own)))
            start += count
        shape = (self.mesh.size, self.mesh.size)
        points = _sparse(shape, np.concatenate(rows), np.concatenate(columns), ca.vertcat(*values))
        linking = self.linking.hessian(*self.known, weight, multipliers[start:])
        return points + ca.MX(self.linking.hessian_pattern, linking)


def _sparse(
    shape: tuple[int, int], rows: np.ndarray, columns: np.ndarray, values: Expression
) -> Expression:
    """Return a sparse matrix of `values` at places that are all different."""
    order = np.lexsort((rows, columns))
    pattern = ca.Sparsity.triplet(*shape, rows[order].tolist(), columns[order].tolist())
    return ca.MX(pattern, values[order.tolist()])
