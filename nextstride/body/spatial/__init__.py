"""The spatial sprinter: pelvis, legs, trunk and arms in three dimensions."""

from nextstride.body.spatial.groups import GROUPS, MUSCLES, SIDES_OF_STRIDE
from nextstride.body.spatial.scaling import SPATIAL_SETS, SpatialBody, build_spatial_body

__all__ = [
    "GROUPS",
    "MUSCLES",
    "SIDES_OF_STRIDE",
    "SPATIAL_SETS",
    "SpatialBody",
    "build_spatial_body",
]
