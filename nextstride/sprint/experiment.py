"""Push only, swing only, both: how top speed changes along one branch of optima."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import takewhile

import numpy as np
import xarray as xr

from nextstride.body.scaling import Body
from nextstride.checks import Problems
from nextstride.errors import SolveError
from nextstride.sprint.limits import limits
from nextstride.sprint.simulate import follow, solve_sprint
from nextstride.sprint.solution import SprintSolution

FACTORS = (0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3)


def _scenarios(body: Body) -> dict[str, tuple[str, ...]]:
    """Groups that change in each scenario."""
    push, swing = body.sides["push"], body.sides["swing"]
    return {"push": push, "swing": swing, "both": (*swing, *push)}


def experiment(
    begin: Body | SprintSolution,
    factors: Iterable[float] = FACTORS,
    done: Callable[[], None] = lambda: None,
) -> xr.Dataset:
    """Return top speed with the push side, the swing side and both made weaker and stronger.

    Parameters
    ----------
    begin : Body or SprintSolution
        A body, or its optimum, on whose branch everything is followed in steps of at most 12.5 %.
    factors : iterable of float
        Strengths relative to the unchanged body.
    done : callable
        Called after each point of each branch: 3 times for every factor but 1.

    Returns
    -------
    xarray.Dataset
        ``speed (scenario, factor)`` in m/s, NaN where the branch could not be followed;
        ``elasticity (scenario, factor, muscle_group)``; ``additivity (factor)``: what both sides
        together gain, relative to the sum of what each gains.

    Raises
    ------
    SolveError
        If the unchanged body has no solution.
    """
    start = begin if isinstance(begin, SprintSolution) else solve_sprint(begin)
    start.raise_for_status()
    wanted = sorted({1.0, *factors})
    problems = Problems("experiment")
    for factor in wanted:
        problems.in_range("factor", factor, 0.3, 2.0, "")
    problems.raise_if_any()
    scenarios = _scenarios(start.body)
    branches = [_branch(start, groups, wanted, done) for groups in scenarios.values()]
    speed = np.array([[_speed(branch[factor]) for factor in wanted] for branch in branches])
    price = np.array([[_prices(start, branch[factor]) for factor in wanted] for branch in branches])
    gain = speed - start.speed
    with np.errstate(invalid="ignore", divide="ignore"):
        additivity = gain[2] / (gain[0] + gain[1])
    return xr.Dataset(
        {
            "speed": (("scenario", "factor"), speed),
            "elasticity": (("scenario", "factor", "muscle_group"), price),
            "additivity": ("factor", additivity),
        },
        coords={
            "scenario": list(scenarios),
            "factor": wanted,
            "muscle_group": list(start.body.groups),
        },
    )


def share_of_limits(
    begin: Body | SprintSolution,
    group: str,
    factors: Iterable[float] = FACTORS,
    done: Callable[[], None] = lambda: None,
) -> xr.Dataset:
    """Return all groups' elasticities as one `group` is weakened and strengthened.

    Parameters
    ----------
    begin, factors
        As in `experiment`.
    group : str
    done : callable
        Called after each point of the branch: for every factor but 1.

    Returns
    -------
    xarray.Dataset
        ``speed (factor)``, ``elasticity (factor, muscle_group)`` and the scalar
        ``first_limiter_from``: the strongest factor from which on `group` has the largest
        elasticity, there and wherever it is weaker; NaN if it has not at the weakest.

    Raises
    ------
    ParameterError
        If the group is unknown.
    SolveError
        If the unchanged body has no solution.
    """
    problems = Problems("share of limits")
    groups = (begin.body if isinstance(begin, SprintSolution) else begin).groups
    problems.one_of("muscle group", group, groups)
    problems.raise_if_any()
    start = begin if isinstance(begin, SprintSolution) else solve_sprint(begin)
    start.raise_for_status()
    wanted = sorted({1.0, *factors})
    branch = _branch(start, (group,), wanted, done)
    price = np.array([_prices(start, branch[factor]) for factor in wanted])
    first = list(takewhile(lambda k: _is_first(groups.index(group), price[k]), range(len(wanted))))
    return xr.Dataset(
        {
            "speed": ("factor", [_speed(branch[factor]) for factor in wanted]),
            "elasticity": (("factor", "muscle_group"), price),
            "first_limiter_from": wanted[first[-1]] if first else float("nan"),
        },
        coords={"factor": wanted, "muscle_group": list(groups), "group": group},
    )


def _is_first(group: int, price: np.ndarray) -> bool:
    """Whether `group` has the largest of all elasticities; not where the branch was lost."""
    return bool(np.isfinite(price).all()) and int(np.argmax(price)) == group


def _branch(
    start: SprintSolution,
    groups: tuple[str, ...],
    factors: list[float],
    done: Callable[[], None],
) -> dict[float, SprintSolution | None]:
    """Return the optimum at each factor, followed outwards from 1; None where it was lost."""
    branch: dict[float, SprintSolution | None] = {1.0: start}
    for outwards in ([f for f in factors if f > 1], [f for f in factors if f < 1][::-1]):
        current: SprintSolution | None = start
        for factor in outwards:
            if current is not None:
                body = start.body.with_factors("strength", dict.fromkeys(groups, factor))
                current = _followed(current, body)
            branch[factor] = current
            done()
    return branch


def _followed(solution: SprintSolution, body: Body) -> SprintSolution | None:
    """Return the next optimum of a branch, or None if it was lost."""
    try:
        return follow(solution, body)
    except SolveError:
        return None


def _speed(solution: SprintSolution | None) -> float:
    """Speed, or NaN for a lost branch."""
    return float("nan") if solution is None else solution.speed


def _prices(start: SprintSolution, solution: SprintSolution | None) -> np.ndarray:
    """Elasticities to strength, or NaN for a branch from `start` that was lost."""
    if solution is None:
        return np.full(len(start.body.groups), np.nan)
    return np.asarray(limits(solution).elasticity.values)
