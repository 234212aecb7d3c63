"""The maximum-speed problem of a mesh in three dimensions, built once for all bodies."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from nextstride.sprint.mesh import make_mesh
from nextstride.sprint.problem import SprintProblem, assembled
from nextstride.sprint.spatial.bounds import bounds
from nextstride.sprint.spatial.equations import SPATIAL, spatial_equations, spatial_traits


@cache
def spatial_problem(
    stance: int, flight: int, compliant: tuple[str, ...], steps: int = 1
) -> SprintProblem:
    """Return the problem of a body in three dimensions; parameters as in `sprint_problem`."""
    mesh = make_mesh(stance, flight, compliant, SPATIAL, steps)
    equations = {
        phase.name: spatial_equations(replace(phase, intervals=1), compliant)
        for phase in mesh.of_step(0)
    }
    traits = spatial_traits(mesh, compliant)
    return assembled(mesh, compliant, equations, traits, bounds(mesh), spatial_problem)
