"""Where each number of a body in three dimensions stands in its parameter vector."""

from __future__ import annotations

from nextstride.body.layout import CONTACT, OF_A_GROUP, OF_A_MUSCLE, slices_of
from nextstride.body.spatial.groups import AXES, GROUPS, MUSCLES, SPANS, TERMS

SEGMENTS: tuple[str, ...] = (
    "pelvis",
    "thigh",
    "shank",
    "foot",
    "torso",
    "upper_arm",
    "forearm",
)
PLACES: tuple[str, ...] = ("hip", "knee", "ankle", "lumbar", "shoulder", "elbow")

SIZES: dict[str, int] = {
    "segment_mass": len(SEGMENTS),
    "segment_center": 3 * len(SEGMENTS),
    "segment_inertia": 3 * len(SEGMENTS),
    "place": 3 * len(PLACES),
    "heel": 3,
    "forefoot": 3,
    "ball": 3,
    "toe_length": 1,
    # surroundings, as in the planar body
    "gravity": 1,
    "drag": 1,
    **CONTACT,
    "passive_moment": 1,
    "joint_damping": 1,
    # muscles
    **dict.fromkeys(OF_A_MUSCLE, len(MUSCLES)),
    "path": sum(TERMS[joint] for joints in SPANS.values() for joint in joints),
    "activation_time": 1,
    "deactivation_time": 1,
    # torque muscles: the positive and the negative way of each axis
    "torque_most": 2 * len(AXES),
    "torque_fastest": len(AXES),
    "torque_damping": len(AXES),
    "torque_stiffness": len(AXES),
    "torque_rest": len(AXES),
    # factors on groups, standing side then swinging side
    **dict.fromkeys(OF_A_GROUP, 2 * len(GROUPS)),
    # one: the property holds; zero: it is taken away
    "force_length": 1,
    "force_velocity": 1,
}

SLICES: dict[str, slice] = slices_of(SIZES)
LENGTH: int = sum(SIZES.values())


def _paths() -> dict[tuple[str, str], slice]:
    """Where the coefficients of each muscle's path at each joint stand in ``path``."""
    keys = [(muscle, joint) for muscle in MUSCLES for joint in SPANS[muscle]]
    stops = slices_of({f"{muscle} {joint}": TERMS[joint] for muscle, joint in keys})
    return dict(zip(keys, stops.values(), strict=True))


PATHS: dict[tuple[str, str], slice] = _paths()
