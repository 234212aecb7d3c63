"""The fastest sprint of a body in three dimensions: from one start, or from several."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from nextstride.body.spatial.scaling import SpatialBody
from nextstride.parallel import in_processes
from nextstride.sprint.goals import Goals
from nextstride.sprint.simulate import INTERVALS, Optima, follow
from nextstride.sprint.solve import RawSolution, optimise
from nextstride.sprint.spatial.problem import spatial_problem
from nextstride.sprint.spatial.reference import MEASURED, STARTS, SpatialReference
from nextstride.sprint.spatial.solution import SpatialSolution
from nextstride.sprint.spatial.starts import start_from

TECHNIQUE = 0.08
"""Greatest RMS distance of all 22 angles to the measured sprint, rad (4.6 degrees)."""

FASTEST = Goals(MEASURED, TECHNIQUE)


def solve_spatial(
    body: SpatialBody,
    strength: Mapping[str, float] | None = None,
    *,
    start: SpatialReference = MEASURED,
    intervals: tuple[int, int] = INTERVALS,
    goals: Goals = FASTEST,
    time_limit: float = 120.0,
) -> SpatialSolution:
    """Return the fastest sprint of `body` that is found from one start.

    Parameters
    ----------
    body : SpatialBody
    strength : mapping of str to float, optional
        Factors on the strength of groups; the unchanged body is solved first and followed.
    start : SpatialReference
    intervals : tuple of int
        Mesh intervals of stance and flight.
    goals : Goals
        By default the greatest speed within 4.6 degrees (RMS over all 22 angles) of the measured
        sprint.
    time_limit : float
        Seconds of processor time for each of the solves.

    Returns
    -------
    SpatialSolution
        Check it with `raise_for_status`; a failed one is never a number.
    """
    raw = _solve_raw(body, goals, intervals, time_limit, start)
    solution = _solution(body, goals, intervals, raw, start)
    if strength:
        return follow(
            solution.raise_for_status(), body.with_factors("strength", strength), time_limit
        )
    return solution


def _solve_raw(
    body: SpatialBody,
    goals: Goals,
    intervals: tuple[int, int],
    time_limit: float,
    start: SpatialReference,
) -> RawSolution:
    """Solve from one start; takes and gives only what can travel between processes."""
    problem = spatial_problem(*intervals, body.compliant)
    return optimise(problem, body.vector, goals, start_from(problem.mesh, body, start), time_limit)


def _solution(
    body: SpatialBody,
    goals: Goals,
    intervals: tuple[int, int],
    raw: RawSolution,
    start: SpatialReference,
) -> SpatialSolution:
    """Return what the solver returned as a solution."""
    problem = spatial_problem(*intervals, body.compliant)
    return SpatialSolution(problem, body, goals, raw, start.name, raw.seconds, raw.iterations)


def solve_spatial_from_starts(
    body: SpatialBody,
    starts: Sequence[SpatialReference] = STARTS,
    *,
    intervals: tuple[int, int] = INTERVALS,
    goals: Goals = FASTEST,
    time_limit: float = 120.0,
    workers: int | None = None,
    done: Callable[[], None] = lambda: None,
) -> Optima:
    """Return the optima of `body` from several starts; parameters as in `solve_from_starts`."""
    spatial_problem(*intervals, body.compliant)  # built once, inherited by the processes
    solve = partial(_solve_raw, body, goals, intervals, time_limit)
    raws = in_processes(solve, starts[::-1], workers, done)[::-1]
    return Optima(
        tuple(
            _solution(body, goals, intervals, raw, start)
            for raw, start in zip(raws, starts, strict=True)
        )
    )
