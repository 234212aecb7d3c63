"""How long the simulated sprint takes, and what it takes.

    python benchmarks/speed/sprint_speed.py

Cold solves with their limiter maps on one core, the share of a solve in the linear solver, a warm
solve, four starts with a finer mesh on all cores, size, iterations and peak memory. Wall time, and
processor time, children included, for machines that are shared. Keeps the result in
``benchmarks/results/sprint_speed.json``.
"""

from __future__ import annotations

import os
import re
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from resource import RUSAGE_CHILDREN as CHILDREN
from resource import RUSAGE_SELF as SELF
from tempfile import TemporaryDirectory
from typing import TypeVar
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).parents[1]))

import _results
from sprint_convergence import KINDS, random_bodies

from nextstride.body import Body, build_body
from nextstride.parallel import cores
from nextstride.sprint import SprintSolution, solve
from nextstride.sprint.limits import limits
from nextstride.sprint.problem import sprint_problem
from nextstride.sprint.refine import FINER, refine
from nextstride.sprint.simulate import INTERVALS, follow, solve_from_starts, solve_sprint
from nextstride.sprint.starts import STARTS

T = TypeVar("T")
RANDOM_BODIES = 5
COLD, CHECK, WARM, MEMORY = 1.8, 15.0, 1.0, 1.0
"""What is accepted: s of one core, s of two cores, s, GB."""
NOTES = """\
Processor seconds are what one core needs; wall seconds also hold what else the machine did. Cold:
the default body from each start, and random bodies from the first; building the problem, once for
all bodies, is a row of its own. The check is four starts on all cores, then the optimum again on a
finer mesh, that mesh's problem built too; it is judged by its wall time only where the machine has
nothing else to do."""
BUSY = 3.0
"""Load from which two cores are not ours alone."""


def processor_time() -> float:
    """Processor time of this process and of its children that have ended, s."""
    used = [resource.getrusage(who) for who in (SELF, CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def timed(work: Callable[[], T]) -> tuple[T, float, float]:
    """Return what `work` returns, its wall time and its processor time, s."""
    began, used = time.perf_counter(), processor_time()
    result = work()
    return result, time.perf_counter() - began, processor_time() - used


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


def row(what: str, ours: str, accepted: str = "", within: bool | None = None) -> _results.Row:
    """A row without a reference."""
    return _results.Row(what, ours, "", accepted, within)


def cold_rows(body: Body) -> list[_results.Row]:
    """Cold solves with their limiter maps, one after the other in this process."""

    def cold(work: tuple[Body, int]) -> SprintSolution:
        found = solve_sprint(work[0], start=STARTS[work[1]]).raise_for_status()
        limits(found)
        return found

    works = [(body, k) for k in range(len(STARTS))]
    works += [(other, 0) for other in random_bodies(KINDS[body.kind], RANDOM_BODIES)]
    runs = [timed(lambda work=work: cold(work)) for work in works]
    processor = sorted(run[2] for run in runs)
    median = statistics.median(processor)
    iterations = [run[0].iterations for run in runs]
    speeds = ", ".join(f"{run[0].speed:.3f}" for run in runs[: len(STARTS)])
    return [
        row(f"cold solve with limiter map, median of {len(runs)}, one core",
            f"{median:.2f} s ({processor[0]:.1f}-{processor[-1]:.1f} s)",
            f"{COLD:g} s", median <= COLD),
        row("the same, wall", f"{statistics.median(run[1] for run in runs):.2f} s"),
        row("iterations of a cold solve, median",
            f"{statistics.median(iterations):.0f} ({min(iterations)}-{max(iterations)})"),
        row("top speed of the default body from the four starts, m/s", speeds),
        row("share of a solve in the linear solver", f"{100 * share_in_linear_solver(body):.0f} %"),
    ]  # fmt: skip


def warm_row(solution: SprintSolution) -> _results.Row:
    """The same body with stronger hip flexors, from the known optimum."""
    weaker, stronger = (
        solution.body.with_factors("strength", {"hip_flexors": factor}) for factor in (0.95, 1.05)
    )
    follow(solution, weaker)  # makes the warm solver
    _, wall, processor = timed(lambda: follow(solution, stronger))
    ours = f"{processor:.2f} s ({wall:.2f} s wall)"
    return row("warm solve, hip flexors +5 %", ours, f"{WARM:g} s", processor <= WARM)


def check_rows(body: Body) -> list[_results.Row]:
    """Four starts on all cores, and the optimum again on a finer mesh."""
    busy = os.getloadavg()[0]
    optima, starts, used = timed(lambda: solve_from_starts(body))
    finer, check, more = timed(lambda: refine(optima.best).raise_for_status())
    agreeing = f"{optima.agreeing} of {len(optima.solutions)}"
    total = starts + check
    judged = {"accepted": f"{CHECK:g} s", "within": total <= CHECK} if busy < BUSY else {}
    return [
        row("load of the machine", f"{busy:.1f}"),
        row("the check below, processor time", f"{used:.1f} + {more:.1f} s"),
        row(f"four starts and {FINER[0]} + {FINER[1]} intervals, {cores()} cores, wall",
            f"{total:.1f} s ({starts:.1f} + {check:.1f} s)", **judged),
        row("starts within 0.5 % of the best", agreeing, "3 of 4", optima.agreeing >= 3),
        row("coarse and finer mesh, m/s",
            f"{optima.best.speed:.3f}, {finer.speed:.3f} ({finer.iterations} iterations)"),
    ]  # fmt: skip


def main() -> None:
    """Time everything and keep it."""
    body = build_body()
    problem, _, built = timed(lambda: sprint_problem(*INTERVALS, body.compliant))
    size = f"{problem.mesh.size} variables, {problem.n_constraints} constraints"
    rows = [row("building the problem, once", f"{built:.2f} s"), row("size", size)]
    rows += cold_rows(body)
    rows.append(warm_row(solve_sprint(body)))
    rows += check_rows(body)
    peak = max(resource.getrusage(who).ru_maxrss for who in (SELF, CHILDREN)) / 1e6
    rows.append(row("peak memory of a process", f"{peak:.2f} GB", f"{MEMORY:g} GB", peak < MEMORY))
    _results.report("sprint_speed", "The simulated sprinter: speed", rows, NOTES)


if __name__ == "__main__":
    main()
