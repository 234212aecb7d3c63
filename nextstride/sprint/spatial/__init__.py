"""The simulated sprint in three dimensions.

Start with `solve_spatial` or `solve_spatial_from_starts`; `nextstride.sprint.limits`, `outcomes`,
`follow` and `record` take what they return.
"""

from nextstride.sprint.spatial.opensim_model import opensim_model
from nextstride.sprint.spatial.record import opensim_motion
from nextstride.sprint.spatial.simulate import solve_spatial, solve_spatial_from_starts
from nextstride.sprint.spatial.solution import SpatialSolution

__all__ = [
    "SpatialSolution",
    "opensim_model",
    "opensim_motion",
    "solve_spatial",
    "solve_spatial_from_starts",
]
