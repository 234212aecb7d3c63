"""How long the simulated sprint takes, and how often it reaches an optimum.

    python benchmarks/speed/sprint_speed.py [--bodies N]

Prints the cold solve with its limiter map, the warm solve, four starts with a finer mesh, size,
iterations and peak memory; then N random bodies (mass 50-100 kg, height 1.55-2.00 m, every
strength x0.7-1.3). One core; processor time beside wall time, for machines that are shared.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np

from nextstride.athlete import Athlete
from nextstride.body import GROUPS, Body, build_body
from nextstride.sprint.limits import limits
from nextstride.sprint.problem import sprint_problem
from nextstride.sprint.simulate import INTERVALS, follow, solve_from_starts, solve_sprint

T = TypeVar("T")
FINER = (10, 10)


def timed(what: str, work: Callable[[], T]) -> tuple[T, float]:
    """Run `work`, print its wall and processor time, return its result and wall time."""
    wall, processor = time.perf_counter(), time.process_time()
    result = work()
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    print(f"{what:58s} {wall:6.2f} s wall  {processor:6.2f} s processor", flush=True)
    return result, wall


def random_body(random: np.random.Generator) -> Body:
    """Return a body of any size and strength."""
    athlete = Athlete(mass=random.uniform(50, 100), height=random.uniform(1.55, 2.0))
    strength = {group: random.uniform(0.7, 1.3) for group in GROUPS}
    return build_body(athlete).with_factors("strength", strength)


def convergence(count: int) -> None:
    """Solve random bodies from one start, and from four where that fails."""
    random = np.random.default_rng(2026)
    seconds, first, later = [], 0, 0
    for _ in range(count):
        body = random_body(random)
        solution = solve_sprint(body, time_limit=30)
        seconds.append(solution.seconds)
        if solution.raw.solved:
            first += 1
            continue
        optima = solve_from_starts(body, time_limit=30)
        later += any(each.raw.solved for each in optima.solutions)
    print(f"random bodies: {first} of {count} from the first start, {later} more from four")
    print(f"their solves: median {np.median(seconds):.1f} s, longest {np.max(seconds):.1f} s")


def main() -> None:
    """Print all times."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bodies", type=int, default=10)
    count = parser.parse_args().bodies
    body = build_body()
    problem, _ = timed("build the problem", lambda: sprint_problem(*INTERVALS, body.compliant))
    print(f"{problem.mesh.size} variables, {problem.n_constraints} constraints")
    solution, _ = timed("cold solve", lambda: solve_sprint(body).raise_for_status())
    print(f"{solution.iterations} iterations, {solution.speed:.3f} m/s")
    timed("limiter map", lambda: limits(solution))
    timed("limiter map again", lambda: limits(solution))
    stronger = body.with_factors("strength", {"hip_flexors": 1.05})
    follow(solution, body.with_factors("strength", {"hip_flexors": 0.95}))
    timed("warm solve, hip flexors +5 %", lambda: follow(solution, stronger))
    optima, _ = timed("four starts", lambda: solve_from_starts(body))
    print(f"{optima.agreeing} of {len(optima.solutions)} starts agree within 0.5 %")
    finer, _ = timed("finer mesh, built and solved", lambda: solve_sprint(body, intervals=FINER))
    print(f"finer mesh: {finer.status}; coarse {solution.speed:.3f} m/s", end="")
    print(f", fine {finer.speed:.3f} m/s" if finer.raw.solved else "")
    convergence(count)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"peak memory {peak:.2f} GB")


if __name__ == "__main__":
    main()
