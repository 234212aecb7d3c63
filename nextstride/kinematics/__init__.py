"""Kinematics: body points, sagittal angles and the centre of mass, from markers or keypoints."""

from nextstride.kinematics.angles import segment_angles
from nextstride.kinematics.impossible import without_impossible
from nextstride.kinematics.mass import angular_momentum, center_of_mass, foot_axis
from nextstride.kinematics.points import body_points, has_points, point

__all__ = [
    "angular_momentum",
    "body_points",
    "center_of_mass",
    "foot_axis",
    "has_points",
    "point",
    "segment_angles",
    "without_impossible",
]
