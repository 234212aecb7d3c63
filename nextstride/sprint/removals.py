"""What top speed would be without a property of muscle: the classical removals.

Miller, Umberger, Caldwell (2012) J Biomech 45:1092-1098 took the same properties away, one at a
time. Each is taken away in steps on one branch of optima.
"""

from __future__ import annotations

import numpy as np

from nextstride.body.scaling import Body
from nextstride.errors import SolveError
from nextstride.sprint.goals import Goals
from nextstride.sprint.solution import SprintSolution
from nextstride.sprint.solve import optimise

REMOVALS: dict[str, dict[str, float]] = {
    "force_velocity": {"force_velocity": 0.0},
    "force_length": {"force_length": 0.0},
    "activation": {"activation_slowness": 0.05},
    "tendon": {"tendon_stiffness": 5.0},
    "muscle": {"force_velocity": 0.0, "force_length": 0.0, "activation_slowness": 0.05},
}
"""Factors that take a property away: activation 20 times faster, tendons 5 times stiffer."""


def without(solution: SprintSolution, removal: str, steps: int = 5) -> SprintSolution:
    """Return the optimum of the body without a property of its muscles.

    Parameters
    ----------
    solution : SprintSolution
        Of the whole body.
    removal : str
        One of `REMOVALS`.
    steps : int
        In which the property fades.

    Raises
    ------
    SolveError
        If the branch is lost.
    """
    names = REMOVALS[removal]
    current = solution
    for step in range(1, steps + 1):
        values = {
            name: _faded(solution.body.get(name), factor, step / steps)
            for name, factor in names.items()
        }
        current = _next(current, solution.body.with_values(**values), solution.goals)
    return current


def _faded(whole: np.ndarray, factor: float, share: float) -> np.ndarray:
    """A share of the way from the whole value to `factor` times it."""
    return np.asarray(whole * (1 + share * (factor - 1)))


def _next(current: SprintSolution, body: Body, goals: Goals) -> SprintSolution:
    """Return the next optimum of the branch."""
    raw = optimise(current.problem, body.vector, goals, current.raw)
    following = SprintSolution(
        current.problem,
        body,
        goals,
        raw,
        current.start,
        current.seconds + raw.seconds,
        current.iterations + raw.iterations,
    )
    try:
        return following.raise_for_status()
    except SolveError as error:
        raise SolveError(f"the branch was lost on the way: {error}") from error
