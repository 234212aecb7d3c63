"""Which muscles the body has, which joints they span, and the groups people train."""

from __future__ import annotations

MUSCLE_GROUP: dict[str, str] = {
    "iliopsoas": "hip_flexors",
    "tensor_sartorius": "hip_flexors",
    "rectus_femoris": "rectus_femoris",
    "gluteus_maximus": "hip_extensors",
    "hamstrings": "hamstrings",
    "adductor_magnus": "adductors",
    "other_adductors": "adductors",
    "vasti": "knee_extensors",
    "biceps_femoris_short_head": "knee_flexors",
    "gastrocnemius": "plantarflexors",
    "soleus": "plantarflexors",
    "tibialis_anterior": "dorsiflexors",
}
"""The lumped muscles of a leg and the group that each counts in."""

MUSCLES: tuple[str, ...] = tuple(MUSCLE_GROUP)

GROUPS: tuple[str, ...] = (
    "hip_flexors",
    "rectus_femoris",
    "hip_extensors",
    "hamstrings",
    "knee_extensors",
    "plantarflexors",
    "dorsiflexors",
    "knee_flexors",
    "adductors",
)
"""Muscle groups whose strength and speed can be changed and are priced."""

GROUP_OF_MUSCLE: tuple[int, ...] = tuple(GROUPS.index(MUSCLE_GROUP[name]) for name in MUSCLES)
"""Index into `GROUPS` of each of `MUSCLES`."""

SIDES_OF_STRIDE: dict[str, tuple[str, ...]] = {
    "swing": ("hip_flexors", "rectus_femoris"),
    "push": ("hip_extensors", "hamstrings", "knee_extensors", "plantarflexors"),
}
"""Swing side and push side of the body; groups in neither act on both or on none."""

JOINTS: tuple[str, ...] = ("hip", "knee", "ankle")

SPANS: tuple[tuple[str, str], ...] = (
    ("iliopsoas", "hip"),
    ("tensor_sartorius", "hip"),
    ("tensor_sartorius", "knee"),
    ("rectus_femoris", "hip"),
    ("rectus_femoris", "knee"),
    ("gluteus_maximus", "hip"),
    ("hamstrings", "hip"),
    ("hamstrings", "knee"),
    ("adductor_magnus", "hip"),
    ("other_adductors", "hip"),
    ("other_adductors", "knee"),
    ("vasti", "knee"),
    ("biceps_femoris_short_head", "knee"),
    ("gastrocnemius", "knee"),
    ("gastrocnemius", "ankle"),
    ("soleus", "ankle"),
    ("tibialis_anterior", "ankle"),
)
"""Muscle and joint of every moment arm."""

COMPLIANT: tuple[str, ...] = ("rectus_femoris", "hamstrings", "gastrocnemius", "soleus")
"""Muscles whose tendon stretches by default; the others' tendons are short or very stiff."""
