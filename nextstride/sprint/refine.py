"""A solution on a finer mesh, which tells whether the answer depends on where the points stand.

The coarse solution is carried over, unknowns and multipliers, so the solver starts beside the
answer. Between coarse points states follow their own polynomials. Multipliers of what holds at the
points weigh as the time each point stands for, so they are carried as densities.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.interpolate import BarycentricInterpolator

from nextstride.checks import Problems
from nextstride.sprint.mesh import Mesh, radau
from nextstride.sprint.optimum import Optimum
from nextstride.sprint.problem import SprintProblem
from nextstride.sprint.simulate import Solution
from nextstride.sprint.solve import NEW_MESH, RawSolution, optimise

FINER = (10, 10)
"""Intervals of stance and flight that confirm an answer."""


def refine(
    solution: Solution, intervals: tuple[int, int] = FINER, time_limit: float = 60.0
) -> Solution:
    """Return the optimum on another mesh next to `solution`.

    Parameters
    ----------
    solution : SprintSolution or StrideSolution
        Of any body.
    intervals : tuple of int
        Mesh intervals of stance and flight.
    time_limit : float
        Seconds.

    Returns
    -------
    SprintSolution or StrideSolution
        With time and iterations of this solve alone; check it with `raise_for_status`.

    Raises
    ------
    SolveError
        If `solution` is none.
    """
    solution.raise_for_status()
    problems = Problems("finer mesh")
    for phase, count in zip(("stance", "flight"), intervals, strict=True):
        problems.in_range(f"intervals of {phase}", count, 2, 100, "")
    problems.raise_if_any()
    body, goals = solution.body, solution.goals
    problem = solution.problem.on(*intervals, body.compliant, solution.mesh.steps)
    begin = _carried(solution, problem)
    raw = optimise(problem, body.vector, goals, begin, time_limit, NEW_MESH)
    return replace(
        solution, problem=problem, raw=raw, seconds=raw.seconds, iterations=raw.iterations
    )


def _carried(solution: Optimum, fine: SprintProblem) -> RawSolution:
    """Return the coarse unknowns and multipliers on the mesh of `fine`."""
    raw, coarse = solution.raw, solution.problem
    unknowns = _unknowns(coarse.mesh, fine.mesh, raw.unknowns)
    bound_multipliers = np.zeros(fine.mesh.size)
    for step in range(fine.mesh.steps):
        was = raw.bound_multipliers[coarse.mesh.touchdown(step)]
        bound_multipliers[fine.mesh.touchdown(step)] = was
    bound_multipliers[fine.mesh.speed] = raw.bound_multipliers[coarse.mesh.speed]
    multipliers = np.zeros(fine.n_constraints)
    for old, new in zip(coarse.mesh.phases, fine.mesh.phases, strict=True):
        was = raw.bound_multipliers[coarse.mesh.points(old)]
        bound_multipliers[fine.mesh.points(new)] = _density_carried(was, new.intervals)
        was = raw.multipliers[coarse.point_rows(old)].reshape(old.intervals, 3, -1)
        rows = fine.point_rows(new).reshape(new.intervals, 3, -1)
        multipliers[rows] = _density_carried(was, new.intervals)
    multipliers[fine.link_rows()] = _links_carried(
        coarse, fine, raw.multipliers[coarse.link_rows()]
    )
    return RawSolution(unknowns, bound_multipliers, multipliers, raw.end, 0, 0.0)


def _unknowns(coarse: Mesh, fine: Mesh, values: np.ndarray) -> np.ndarray:
    """Return unknowns of the fine mesh that move as those of the coarse one."""
    carried = np.zeros(fine.size)
    for step in range(fine.steps):
        carried[fine.touchdown(step)] = values[coarse.touchdown(step)]
    carried[fine.speed] = values[coarse.speed]
    for old, new in zip(coarse.phases, fine.phases, strict=True):
        states, points = values[coarse.states(old)], values[coarse.points(old)]
        nodes = radau()[0]
        carried[fine.points(new)] = np.concatenate(
            [
                _on_polynomials(states, np.append(0.0, nodes), new.intervals),
                _on_polynomials(points[:, :, old.n_state :], nodes, new.intervals),
            ],
            axis=-1,
        )
        share = old.intervals / new.intervals
        carried[fine.durations(new)] = share * values[coarse.durations(old)].mean()
    return carried


def _on_polynomials(values: np.ndarray, nodes: np.ndarray, intervals: int) -> np.ndarray:
    """Values at the points of `intervals` equal intervals, (intervals, 3, size).

    Parameters
    ----------
    values : (coarse intervals, nodes, size) array
    nodes : array
        Where in an interval (0 to 1) they stand.
    """
    share = ((np.arange(intervals)[:, None] + radau()[0]) / intervals).ravel() * len(values)
    owner = np.minimum(np.ceil(share - 1e-9).astype(int) - 1, len(values) - 1)
    rows = [
        BarycentricInterpolator(nodes, values[interval])(place - interval)
        for interval, place in zip(owner, share, strict=True)
    ]
    return np.array(rows).reshape(intervals, 3, -1)


def _density_carried(values: np.ndarray, intervals: int) -> np.ndarray:
    """Carry multipliers of points, (coarse intervals, 3, size), to `intervals` intervals."""
    return _adjoint_carried(values, intervals) * len(values) / intervals


def _adjoint_carried(values: np.ndarray, intervals: int) -> np.ndarray:
    """Carry multipliers that weigh as the quadrature does; linear between the points."""
    nodes, _, weights = radau()
    was = ((np.arange(len(values))[:, None] + nodes) / len(values)).ravel()
    place = ((np.arange(intervals)[:, None] + nodes) / intervals).ravel()
    smooth = (values / weights[:, None]).reshape(was.size, -1)
    carried = np.column_stack([np.interp(place, was, column) for column in smooth.T])
    weighed: np.ndarray = carried.reshape(intervals, 3, -1) * weights[:, None]
    return weighed


def _links_carried(coarse: SprintProblem, fine: SprintProblem, values: np.ndarray) -> np.ndarray:
    """Carry the multipliers of the links: collocation, equal durations, and the rest unchanged."""
    blocks, start = [], 0
    for old, new in zip(coarse.mesh.phases, fine.mesh.phases, strict=True):
        size = 3 * old.intervals * old.n_state
        defects = values[start : start + size].reshape(old.intervals, 3, old.n_state)
        blocks.append(_adjoint_carried(defects, new.intervals).ravel())
        start += size
    equal = [np.zeros(phase.intervals - 1) for phase in fine.mesh.phases]
    rest = start + sum(phase.intervals - 1 for phase in coarse.mesh.phases)
    return np.concatenate([*blocks, *equal, values[rest:]])
