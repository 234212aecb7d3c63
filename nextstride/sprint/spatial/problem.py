"""The maximum-speed problem of a mesh in three dimensions, built once for all bodies."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from nextstride.sprint.linking import links
from nextstride.sprint.mesh import make_mesh
from nextstride.sprint.problem import SprintProblem, assembled
from nextstride.sprint.spatial.bounds import bounds
from nextstride.sprint.spatial.equations import SPATIAL, spatial_equations, spatial_traits


@cache
def spatial_problem(stance: int, flight: int, compliant: tuple[str, ...]) -> SprintProblem:
    """Return the problem with this many intervals and these compliant tendons."""
    mesh = make_mesh(stance, flight, compliant, SPATIAL)
    equations = {
        phase.name: spatial_equations(replace(phase, intervals=1), compliant)
        for phase in mesh.phases
    }
    linking = links(mesh, spatial_traits(mesh, compliant))
    return assembled(mesh, compliant, equations, linking, bounds(mesh))
