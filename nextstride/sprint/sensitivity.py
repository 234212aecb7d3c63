"""How an optimum moves with the numbers of the body, to first order, without solving again.

The optimality conditions hold on both sides of a small change, so their derivative gives the change
of unknowns and multipliers (implicit function theorem; Fiacco 1983, Introduction to Sensitivity and
Stability Analysis in Nonlinear Programming): one sparse factorisation for all directions. Bounds
and limits enter as the solver's barrier leaves them: an active one holds, an inactive one does
nothing.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.sparse import block_array, csc_array, diags_array
from scipy.sparse.linalg import splu

from nextstride.body.expression import Expression
from nextstride.body.scaling import Body
from nextstride.sprint.solution import SprintSolution
from nextstride.sprint.solve import RawSolution

LEAST_SLACK = 1e-10
STIFFEST = 1e12
STEP = 1e-6
"""Relative step of the differences by the body's numbers; the equations are smooth."""


class Sensitivity:
    """The factorised optimality conditions of one optimum.

    Parameters
    ----------
    solution : SprintSolution

    Raises
    ------
    SolveError
        If the solution is none.
    """

    def __init__(self, solution: SprintSolution) -> None:
        solution.raise_for_status()
        self.solution = solution
        problem, raw = solution.problem, solution.raw
        self._goals = solution.goals.vector(solution.mesh)
        pattern = problem.derivatives["jac_g"].sparsity_out(1)
        self._places = np.array(pattern.row()), np.array(pattern.colind())
        values, jacobian = self._constraints(solution.body.vector)
        vector = np.concatenate([solution.body.vector, self._goals])
        upper = _sparse(problem.derivatives["hess_lag"](raw.unknowns, vector, 1.0, raw.multipliers))
        hessian = upper + upper.T - diags_array(upper.diagonal())
        size = raw.unknowns.size
        self._matrix = block_array(
            [
                [hessian + diags_array(self._stiffness()), jacobian.T],
                [jacobian, -diags_array(self._softness(values))],
            ],
            format="csc",
        )
        self._order = _time_order(jacobian, size)
        ordered = self._matrix[self._order][:, self._order]
        # In time the matrix is a band: another order of columns fills less, but is found no faster.
        self._factors = splu(ordered, permc_spec="NATURAL")

    def _constraints(self, body: np.ndarray) -> tuple[np.ndarray, csc_array]:
        """Constraints and their Jacobian for a body's numbers, at the optimum's unknowns."""
        raw, problem = self.solution.raw, self.solution.problem
        found = problem.derivatives["jac_g"](raw.unknowns, np.concatenate([body, self._goals]))
        entries = np.array(found[1].nonzeros())
        return np.array(found[0]).ravel(), csc_array((entries, *self._places), found[1].shape)

    def _stiffness(self) -> np.ndarray:
        """What the bounds of the unknowns add to the Hessian's diagonal."""
        raw, mesh = self.solution.raw, self.solution.mesh
        lower, upper = (bound / mesh.scale for bound in self.solution.problem.bounds)
        slack = np.minimum(raw.unknowns - lower, upper - raw.unknowns)
        stiff = np.abs(raw.bound_multipliers) / np.maximum(slack, LEAST_SLACK)
        fixed = lower == upper
        if self.solution.goals.pace is not None:
            fixed[mesh.speed] = True
        return np.asarray(np.where(fixed, STIFFEST, np.minimum(stiff, STIFFEST)))

    def _softness(self, values: np.ndarray) -> np.ndarray:
        """How far each constraint may give: nothing for equations and active limits."""
        low, high = self.solution.problem.limits_of_constraints()
        multipliers = np.maximum(np.abs(self.solution.raw.multipliers), LEAST_SLACK)
        soft = np.maximum(values - low, LEAST_SLACK) / multipliers
        return np.asarray(np.where(high > low, np.minimum(soft, STIFFEST), 0.0))

    def change(self, direction: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the change of unknowns (scaled) and multipliers by a unit of `direction`.

        Parameters
        ----------
        direction : (LENGTH,) array
            Change of the body's numbers.
        """
        vector, raw = self.solution.body.vector, self.solution.raw
        sides = []
        for sign in (1, -1):
            values, jacobian = self._constraints(vector + sign * STEP * direction)
            sides.append(np.concatenate([jacobian.T @ raw.multipliers, values]))
        right = (sides[1] - sides[0]) / (2 * STEP)
        solved = np.empty_like(right)
        solved[self._order] = self._factors.solve(right[self._order])
        return solved[: raw.unknowns.size], solved[raw.unknowns.size :]

    def predict(self, body: Body) -> SprintSolution:
        """Return what the optimum of `body`, next to this one, is to first order.

        It is no solution, but a good start for one, and what is read from it is right to first
        order.
        """
        return self._moved(body, self.change(body.vector - self.solution.body.vector))

    def both_ways(self, back: Body, forth: Body) -> tuple[SprintSolution, SprintSolution]:
        """Return what `predict` does of two bodies on opposite sides of this one, in one solve."""
        unknowns, multipliers = self.change((forth.vector - back.vector) / 2)
        return (
            self._moved(back, (-unknowns, -multipliers)),
            self._moved(forth, (unknowns, multipliers)),
        )

    def _moved(self, body: Body, by: tuple[np.ndarray, np.ndarray]) -> SprintSolution:
        """Return this optimum with its unknowns and multipliers moved."""
        raw = self.solution.raw
        moved = RawSolution(
            raw.unknowns + by[0],
            raw.bound_multipliers,
            raw.multipliers + by[1],
            raw.end,
            0,
            0.0,
        )
        return replace(self.solution, body=body, raw=moved)


def _sparse(matrix: Expression) -> csc_array:
    """A CasADi matrix of numbers as one of SciPy."""
    return csc_array(matrix.sparse())


def _time_order(jacobian: csc_array, size: int) -> np.ndarray:
    """Unknowns in order, each constraint behind the last unknown that it holds."""
    rows = jacobian.tocsr()
    last = np.maximum.reduceat(rows.indices, rows.indptr[:-1])
    place = np.concatenate([np.arange(size), last + 0.5])
    return np.argsort(place, kind="stable")
