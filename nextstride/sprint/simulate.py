"""The fastest sprint of a body: from one start, from several, or next to a known one."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

import numpy as np

from nextstride.body.scaling import Body
from nextstride.checks import Problems
from nextstride.errors import SolveError
from nextstride.parallel import in_processes
from nextstride.sprint.goals import FREE, Goals, Motion
from nextstride.sprint.optimum import Optimum
from nextstride.sprint.problem import sprint_problem
from nextstride.sprint.reference import MEASURED_SPRINT, ReferenceMotion
from nextstride.sprint.solution import SprintSolution
from nextstride.sprint.solve import RawSolution, SolverEnd, optimise, optimise_beside
from nextstride.sprint.starts import STARTS, start_from

INTERVALS = (6, 6)
Solution = TypeVar("Solution", bound=Optimum)
TECHNIQUE = 0.12
"""Greatest RMS distance of the joint angles to the measured sprint, rad (6.9 degrees)."""

LARGEST_STEP = 0.125
"""Largest step of any number along a branch, 1. From 0.8 to 1.2 in steps of a tenth, swing side and
push side of two planar bodies took 12 s, where steps of at most 10 % took 17 s, and gained the same
within 0.0002. In three dimensions 10 to 12 % at once take 30 to 43 iterations, twice 5 % 64."""
BESIDE_STEP = 0.06
"""Largest change of any number in one step, logarithm, for which `optimise_beside` is quicker."""
WAY = 3.0
"""What all steps of a way may take, in the time that one may; most take a tenth of their own."""


def sprint_goals(technique: float | None = TECHNIQUE, motion: Motion = MEASURED_SPRINT) -> Goals:
    """Return the goal of speed within `technique` (rad, RMS) of the angles of `motion`.

    Raises
    ------
    ParameterError
        If the technique bound is impossible.
    """
    if technique is None:
        return Goals(motion, FREE)
    problems = Problems("technique bound")
    problems.in_range("RMS distance", technique, 0.02, FREE, "rad")
    problems.raise_if_any()
    return Goals(motion, technique)


FASTEST = sprint_goals()


def solve_sprint(
    body: Body,
    strength: Mapping[str, float] | None = None,
    *,
    start: ReferenceMotion = MEASURED_SPRINT,
    intervals: tuple[int, int] = INTERVALS,
    goals: Goals = FASTEST,
    time_limit: float = 60.0,
) -> SprintSolution:
    """Return the fastest sprint of `body` that is found from one start.

    Parameters
    ----------
    body : Body
    strength : mapping of str to float, optional
        Factors on the strength of muscle groups. The unchanged body is solved first and its branch
        of optima followed in steps of at most 12.5 %.
    start : ReferenceMotion
    intervals : tuple of int
        Mesh intervals of stance and flight.
    goals : Goals
        By default the greatest speed within 6.9 degrees (RMS) of the measured sprint.
    time_limit : float
        Seconds for each of the solves.

    Returns
    -------
    SprintSolution
        Check it with `raise_for_status`; a failed one is never a number.
    """
    problem = sprint_problem(*intervals, body.compliant)
    raw = _solve_raw(body, goals, intervals, time_limit, start)
    solution = SprintSolution(problem, body, goals, raw, start.name, raw.seconds, raw.iterations)
    if strength:
        return follow(solution.raise_for_status(), body.with_factors("strength", strength))
    return solution


def _solve_raw(
    body: Body,
    goals: Goals,
    intervals: tuple[int, int],
    time_limit: float,
    start: ReferenceMotion,
) -> RawSolution:
    """Solve from one start; takes and gives only what can travel between processes."""
    problem = sprint_problem(*intervals, body.compliant)
    guess = start_from(problem.mesh, body, start)
    return optimise(problem, body.vector, goals, guess, time_limit)


def follow(solution: Solution, body: Body, time_limit: float = 30.0) -> Solution:
    """Return the optimum of `body` on the branch of `solution`, in steps of at most 12.5 %.

    Parameters
    ----------
    time_limit : float
        Seconds of processor time after which a step is given up; `WAY` times as many end the way.

    Raises
    ------
    SolveError
        If a step on the way does not converge, or the way takes too long.
    """
    begin, end = solution.body.vector, body.vector
    nonzero = begin != 0
    change = np.max(
        np.abs(np.log(end[nonzero & (begin != end)] / begin[nonzero & (begin != end)])), initial=0.0
    )
    count = max(1, int(np.ceil(change / np.log1p(LARGEST_STEP) - 1e-9)))
    solve = optimise_beside if change / count <= BESIDE_STEP else optimise
    current = solution
    began = time.process_time()
    for step in range(1, count + 1):
        if time.process_time() - began > WAY * time_limit:
            out_of_time = replace(current.raw, end=SolverEnd.TIME_USED)
            replace(current, raw=out_of_time).raise_for_status()
        share = step / count
        vector = begin + share * (end - begin)
        raw = solve(solution.problem, vector, solution.goals, current.raw, time_limit)
        current = replace(
            current,
            body=replace(body, vector=body.vector if step == count else vector),
            raw=raw,
            seconds=current.seconds + raw.seconds,
            iterations=current.iterations + raw.iterations,
        )
        current.raise_for_status()
    return current


@dataclass(frozen=True, eq=False)
class Optima:
    """All that several starts found.

    Attributes
    ----------
    solutions : tuple of SprintSolution
        One per start, failed ones included.
    """

    solutions: tuple[SprintSolution, ...]

    @property
    def best(self) -> SprintSolution:
        """The fastest of the converged optima.

        All keep within the technique bound, so all are human-like; speed decides.

        Raises
        ------
        SolveError
            If no start converged.
        """
        solved = [solution for solution in self.solutions if solution.solved]
        if not solved:
            self.solutions[0].raise_for_status()
            raise SolveError("no start converged")
        return max(solved, key=lambda solution: solution.speed)

    @property
    def agreeing(self) -> int:
        """How many starts reached the best speed within 0.5 %."""
        best = self.best.speed
        return sum(
            solution.solved and abs(solution.speed / best - 1) < 0.005
            for solution in self.solutions
        )


def solve_from_starts(
    body: Body,
    starts: Sequence[ReferenceMotion] = STARTS,
    *,
    intervals: tuple[int, int] = INTERVALS,
    goals: Goals = FASTEST,
    time_limit: float = 60.0,
    workers: int | None = None,
    done: Callable[[], None] = lambda: None,
) -> Optima:
    """Return the optima of `body` from several starts, solved side by side.

    Parameters
    ----------
    body, intervals, goals, time_limit
        As in `solve_sprint`.
    starts : sequence of ReferenceMotion
    workers : int, optional
        Processes; as many as there are cores if not given. Where processes are spawned (not on
        Linux), a script needs its ``if __name__ == "__main__":``, else the starts are solved one
        after the other.
    done : callable
        Called after each start.
    """
    problem = sprint_problem(*intervals, body.compliant)
    solve = partial(_solve_raw, body, goals, intervals, time_limit)
    # the last starts are farthest from people and take longest: begun first, no core waits for them
    raws = in_processes(solve, starts[::-1], workers, done)[::-1]
    return Optima(
        tuple(
            SprintSolution(problem, body, goals, raw, start.name, raw.seconds, raw.iterations)
            for start, raw in zip(starts, raws, strict=True)
        )
    )
