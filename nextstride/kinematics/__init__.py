"""Kinematics: body points, sagittal angles and the centre of mass, from markers or keypoints."""

from nextstride.kinematics.angles import segment_angles
from nextstride.kinematics.ground import along_path, check_upright, find_slope, levelled
from nextstride.kinematics.impossible import without_impossible
from nextstride.kinematics.mass import angular_momentum, center_of_mass, foot_axis
from nextstride.kinematics.points import between_hips, body_points, has_points, point
from nextstride.kinematics.turns import UPRIGHT, turns

__all__ = [
    "UPRIGHT",
    "along_path",
    "angular_momentum",
    "between_hips",
    "body_points",
    "center_of_mass",
    "check_upright",
    "find_slope",
    "foot_axis",
    "has_points",
    "levelled",
    "point",
    "segment_angles",
    "turns",
    "without_impossible",
]
