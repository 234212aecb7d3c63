"""Muscles, torque muscles and trained groups of the sprinter in three dimensions."""

from __future__ import annotations

from nextstride.body.spatial.joints import SIDES
from nextstride.conventions import BALANCE_GROUPS

MUSCLE_GROUP: dict[str, str] = {
    "iliopsoas": "hip_flexors",
    "tensor_fasciae_latae": "tensor_sartorius",
    "sartorius": "tensor_sartorius",
    "rectus_femoris": "rectus_femoris",
    "upper_gluteus_maximus": "hip_extensors",
    "lower_gluteus_maximus": "hip_extensors",
    "anterior_gluteus_medius": "abductors",
    "posterior_gluteus_medius": "abductors",
    "short_adductors": "adductors",
    "upper_adductor_magnus": "adductors",
    "lower_adductor_magnus": "adductors",
    "medial_hamstrings": "hamstrings",
    "biceps_femoris_long_head": "hamstrings",
    "biceps_femoris_short_head": "hamstrings",
    "vasti": "knee_extensors",
    "gastrocnemius": "plantarflexors",
    "soleus": "plantarflexors",
    "deep_plantarflexors": "plantarflexors",
    "tibialis_anterior": "dorsiflexors",
}
"""The lumped muscles of a leg and the group that each counts in."""

MUSCLES: tuple[str, ...] = tuple(MUSCLE_GROUP)

COMPLIANT: tuple[str, ...] = (
    "rectus_femoris",
    "medial_hamstrings",
    "biceps_femoris_long_head",
    "gastrocnemius",
    "soleus",
)
"""Muscles whose tendon stretches: those of the planar body."""

AXES: dict[str, tuple[str, str]] = {
    "lumbar_extension": ("trunk_extensors", "trunk_flexors"),
    "lumbar_bending": ("trunk_bending", "trunk_bending"),
    "lumbar_rotation": ("trunk_rotation", "trunk_rotation"),
    "shoulder_flexion": ("arms", "arms"),
    "shoulder_adduction": ("arms", "arms"),
    "elbow": ("arms", "arms"),
}
"""Axes with torque muscles, and the groups of the positive and of the negative one."""

GROUPS: tuple[str, ...] = (
    "hip_flexors",
    "tensor_sartorius",
    "rectus_femoris",
    "hip_extensors",
    "hamstrings",
    "knee_extensors",
    "plantarflexors",
    "dorsiflexors",
    "adductors",
    *BALANCE_GROUPS,
)
"""Groups whose strength and speed can be changed and are priced."""

SIDES_OF_STRIDE: dict[str, tuple[str, ...]] = {
    "swing": ("hip_flexors", "tensor_sartorius", "rectus_femoris"),
    "push": ("hip_extensors", "hamstrings", "knee_extensors", "plantarflexors"),
    "balance": BALANCE_GROUPS,
}
"""Swing side, push side and system balance; groups in none act on several or on none."""

GROUP_OF_MUSCLE: tuple[int, ...] = tuple(GROUPS.index(MUSCLE_GROUP[name]) for name in MUSCLES)

HIP_TERMS: tuple[tuple[int, int, int], ...] = (
    (1, 0, 0), (2, 0, 0), (3, 0, 0), (4, 0, 0),
    (0, 1, 0), (1, 1, 0), (2, 1, 0), (3, 1, 0),
    (0, 2, 0), (1, 2, 0), (2, 2, 0),
    (0, 0, 1), (1, 0, 1), (2, 0, 1), (3, 0, 1),
    (0, 0, 2), (1, 0, 2), (2, 0, 2),
    (0, 1, 1), (1, 1, 1), (2, 1, 1),
)  # fmt: skip
"""Powers of hip flexion, adduction and rotation in a path's length."""

TERMS: dict[str, int] = {"hip": len(HIP_TERMS), "knee": 5, "ankle": 4}
"""Coefficients of a path at each joint."""

BIARTICULAR = ("hip", "knee")
SPANS: dict[str, tuple[str, ...]] = {
    "iliopsoas": ("hip",),
    "tensor_fasciae_latae": BIARTICULAR,
    "sartorius": BIARTICULAR,
    "rectus_femoris": BIARTICULAR,
    "upper_gluteus_maximus": ("hip",),
    "lower_gluteus_maximus": ("hip",),
    "anterior_gluteus_medius": ("hip",),
    "posterior_gluteus_medius": ("hip",),
    "short_adductors": BIARTICULAR,
    "upper_adductor_magnus": ("hip",),
    "lower_adductor_magnus": ("hip",),
    "medial_hamstrings": BIARTICULAR,
    "biceps_femoris_long_head": BIARTICULAR,
    "biceps_femoris_short_head": ("knee",),
    "vasti": ("knee",),
    "gastrocnemius": ("knee", "ankle"),
    "soleus": ("ankle",),
    "deep_plantarflexors": ("ankle",),
    "tibialis_anterior": ("ankle",),
}
"""Joints that each muscle spans."""


def _torques() -> tuple[tuple[str, int], ...]:
    """Coordinates with torque muscles, and the axis in `AXES` whose numbers each has."""
    rows = []
    for index, axis in enumerate(AXES):
        if axis.startswith("lumbar"):
            rows.append((axis, index))
    for side in SIDES:
        for index, axis in enumerate(AXES):
            if not axis.startswith("lumbar"):
                rows.append((f"{side}_{axis}", index))
    return tuple(rows)


TORQUES: tuple[tuple[str, int], ...] = _torques()
"""Each has two torque muscles: the positive one, then the negative."""

N_EXCITATIONS: int = 2 * len(MUSCLES) + 2 * len(TORQUES)


def torque_factors(torque: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Where the positive and the negative muscle of a torque find their group's factors.

    An arm has its own side's. In the trunk, bending and rotation to either side have one side's
    each, so that each muscle is the other's mirror image; extension and flexion have the mean of
    both.
    """
    coordinate, axis = TORQUES[torque]
    positive, negative = (GROUPS.index(group) for group in tuple(AXES.values())[axis])
    other = len(GROUPS)
    if coordinate == "lumbar_extension":
        return (positive, positive + other), (negative, negative + other)
    if coordinate.startswith("lumbar"):
        return (positive,), (negative + other,)
    side = other * tuple(SIDES).index(coordinate.partition("_")[0])
    return (positive + side,), (negative + side,)
