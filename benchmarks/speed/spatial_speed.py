"""How long a sprint in three dimensions takes.

    python benchmarks/speed/spatial_speed.py

Building the problem, a cold solve with its limiter map, a warm solve of a changed body, the
hamstrings' change with every group's strength, and a stride with both legs free. Processor seconds,
and beside them the planar body's in the same run. Keeps the result in
``benchmarks/results/spatial_speed.json``.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import _results
from sprint_speed import timed

from nextstride.body import Body, build_body
from nextstride.body.spatial import SpatialBody, build_spatial_body
from nextstride.sprint import SprintSolution, follow, limits, solve_sprint
from nextstride.sprint.hamstrings import length_with_strength
from nextstride.sprint.problem import sprint_problem
from nextstride.sprint.simulate import INTERVALS
from nextstride.sprint.spatial import solve_spatial
from nextstride.sprint.spatial.problem import spatial_problem
from nextstride.sprint.stride import StrideSolution, solve_stride

COLD, WARM, MINUTE = 12.0, 4.0, 60.0
"""What is accepted, s of one core."""
SAME_SETS = "lai2017"
NOTES = """\
Processor seconds of one core on a shared machine, one run each; 6 + 6 intervals."""


def solved(body: Body) -> SprintSolution:
    """Solve cold, with the map."""
    spatial = isinstance(body, SpatialBody)
    found = solve_spatial(body) if spatial else solve_sprint(body)
    limits(found.raise_for_status())
    return found


def warm(solution: SprintSolution) -> float:
    """Processor time of a warm solve, the warm solver made before."""
    weaker, stronger = (
        solution.body.with_factors("strength", {"hip_flexors": factor}) for factor in (0.95, 1.05)
    )
    follow(solution, weaker)
    return timed(lambda: follow(solution, stronger))[2]


def weaker_leg(stride: StrideSolution) -> StrideSolution:
    """Follow the stride to a runner one of whose legs is weaker."""
    return follow(stride, stride.body.with_factors("strength", {"hip_flexors": 0.95}, "left"), 120)


def main() -> None:
    """Time both bodies and keep what was found."""
    bodies = build_spatial_body(), build_body(parameters=SAME_SETS)
    builds = [
        timed(lambda: spatial_problem(*INTERVALS, bodies[0].compliant))[2],
        timed(lambda: sprint_problem(*INTERVALS, bodies[1].compliant))[2],
    ]
    runs = [timed(lambda body=body: solved(body)) for body in bodies]
    colds, iterations = [run[2] for run in runs], [run[0].iterations for run in runs]
    warms = [warm(run[0]) for run in runs]
    strides = [timed(lambda run=run: solve_stride(run[0])) for run in runs]
    unequal = [timed(lambda run=run: weaker_leg(run[0])) for run in strides]
    changes = [timed(lambda run=run: length_with_strength(run[0]))[2] for run in runs]

    def row(what: str, pair: list[float], most: float | None = None) -> _results.Row:
        accepted = "" if most is None else f"{most:g} s"
        within = None if most is None else bool(pair[0] <= most)
        return _results.Row(what, f"{pair[0]:.1f} s", f"{pair[1]:.1f} s (planar)", accepted, within)

    rows = [
        row("building the problem", builds),
        row("cold solve with limiter map", colds, COLD),
        _results.Row("iterations of it", *map(str, iterations), "", None),
        row("warm solve, hip flexors +5 %", warms, WARM),
        row("change of the longest hamstring with every group", changes),
        row("stride with equal legs, built and solved from the step", [run[2] for run in strides]),
        row("the same with one leg's hip flexors 5 % weaker", [run[2] for run in unequal], MINUTE),
    ]
    _results.report("spatial_speed", "How long a sprint in three dimensions takes", rows, NOTES)


if __name__ == "__main__":
    main()
