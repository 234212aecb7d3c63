"""How long the simulated sprint takes, and what it takes.

    python benchmarks/speed/sprint_speed.py

Prints building, the cold solve with its limiter map and the share of it in the linear solver, the
warm solve, four starts with a finer mesh on all cores, size, iterations and peak memory. Wall time
and processor time, children included, for machines that are shared.
"""

from __future__ import annotations

import re
import resource
import time
from collections.abc import Callable
from pathlib import Path
from resource import RUSAGE_CHILDREN as CHILDREN
from resource import RUSAGE_SELF as SELF
from tempfile import TemporaryDirectory
from typing import TypeVar
from unittest.mock import patch

from nextstride.body import Body, build_body
from nextstride.sprint import solve
from nextstride.sprint.limits import limits
from nextstride.sprint.parallel import cores
from nextstride.sprint.problem import sprint_problem
from nextstride.sprint.refine import FINER, refine
from nextstride.sprint.simulate import INTERVALS, follow, solve_from_starts, solve_sprint

T = TypeVar("T")


def processor_time() -> float:
    """Processor time of this process and of its children that have ended, s."""
    used = [resource.getrusage(who) for who in (SELF, CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def timed(what: str, work: Callable[[], T]) -> tuple[T, float]:
    """Run `work`, print its wall and processor time, return its result and wall time."""
    began, used = time.perf_counter(), processor_time()
    result = work()
    wall, processor = time.perf_counter() - began, processor_time() - used
    print(f"{what:58s} {wall:6.2f} s wall  {processor:6.2f} s processor", flush=True)
    return result, wall


def share_in_linear_solver(body: Body) -> float:
    """Solve once more with IPOPT's own timing written to a file; factorising and back-solving."""
    with TemporaryDirectory() as folder:
        told = Path(folder) / "ipopt.txt"
        asked = {
            "ipopt.print_timing_statistics": "yes",
            "ipopt.output_file": str(told),
            "ipopt.file_print_level": 5,
        }
        with patch.dict(solve.OPTIONS, asked):
            solve_sprint(body, time_limit=61.0)  # another limit, so that another solver is made
        text = told.read_text()
    whole, linear = (
        float(re.search(rf"^ *{name}\.*: *([0-9.]+) ", text, re.MULTILINE)[1])
        for name in ("OverallAlgorithm", "StdAugSystemSolverMultiSolve")
    )
    return linear / whole


def main() -> None:
    """Print all times."""
    body = build_body()
    problem, _ = timed("build the problem", lambda: sprint_problem(*INTERVALS, body.compliant))
    print(f"{problem.mesh.size} variables, {problem.n_constraints} constraints")
    solution, _ = timed("cold solve", lambda: solve_sprint(body).raise_for_status())
    print(f"{solution.iterations} iterations, {solution.speed:.3f} m/s")
    timed("limiter map, first", lambda: limits(solution))
    timed("limiter map, again", lambda: limits(solution))
    print(f"{100 * share_in_linear_solver(body):.0f} % of the solve in the linear solver")
    timed("cold solve and limiter map", lambda: limits(solve_sprint(body)))
    stronger = body.with_factors("strength", {"hip_flexors": 1.05})
    follow(solution, body.with_factors("strength", {"hip_flexors": 0.95}))
    timed("warm solve, hip flexors +5 %", lambda: follow(solution, stronger))
    optima, starts = timed(f"four starts, {cores()} cores", lambda: solve_from_starts(body))
    print(f"{optima.agreeing} of {len(optima.solutions)} starts agree within 0.5 %")
    finer, check = timed(f"{FINER} from it, built and solved", lambda: refine(optima.best))
    print(f"four starts and a finer mesh: {starts + check:.2f} s wall")
    print(f"finer mesh: {finer.status}, {finer.iterations} iterations; coarse", end="")
    print(f" {optima.best.speed:.3f} m/s, fine {finer.speed:.3f} m/s" if finer.raw.solved else "")
    peak = max(resource.getrusage(who).ru_maxrss for who in (SELF, CHILDREN)) / 1e6
    print(f"peak memory of a process {peak:.2f} GB")


if __name__ == "__main__":
    main()
