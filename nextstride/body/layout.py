"""Where each number of a body stands in the one parameter vector of the optimisation.

Lengths, inertias and strengths are parameters, so the problem is built once for all bodies and
every number of the body has a price.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from nextstride.body.expression import Expression
from nextstride.body.groups import GROUPS, MUSCLES, SPANS

ARM_TERMS = 5
"""Coefficients of a moment arm: a polynomial of degree 4 in the joint angle."""

CONTACT: dict[str, int] = {
    "contact_stiffness": 3,
    "contact_damping": 1,
    "friction": 1,
    "slip_speed": 1,
    "toe_stiffness": 1,
    "toe_damping": 1,
    "heel_depth": 1,
    "touch_force": 1,
}
"""Numbers of the contact of any body with the ground, and how many of each."""
OF_A_MUSCLE = (
    *("maximum_force", "optimal_fibre_length", "tendon_slack_length", "pennation"),
    *("neutral_length", "maximum_velocity", "tendon_stiffness", "passive_strain"),
)
"""Numbers of every muscle of any body."""
OF_A_GROUP = ("strength", "shortening_velocity", "fibre_length", "activation_slowness")
"""Factors of every group of any body, on one leg and on the other."""

SIZES: dict[str, int] = {
    # segments: trunk (with head and arms), thigh, shank, foot
    "segment_mass": 4,
    "segment_inertia": 4,
    "trunk_center": 2,
    "thigh_length": 1,
    "thigh_center": 1,
    "shank_length": 1,
    "shank_center": 1,
    "foot_center": 2,
    "heel": 2,
    "forefoot": 2,
    "ball": 2,
    "toe_length": 1,
    "pelvis_tilt": 1,
    "hip_half_width": 1,
    # surroundings
    "gravity": 1,
    "slope": 1,
    "tow": 1,
    "drag": 1,
    **CONTACT,
    # joints
    "passive_moment": 1,
    "joint_damping": 1,
    # muscles
    **dict.fromkeys(OF_A_MUSCLE, len(MUSCLES)),
    "moment_arm": ARM_TERMS * len(SPANS),
    "activation_time": 1,
    "deactivation_time": 1,
    # factors on groups, standing leg then swinging leg: what is trained, and what is priced
    **dict.fromkeys(OF_A_GROUP, 2 * len(GROUPS)),
    # one: the property holds; zero: it is taken away
    "force_length": 1,
    "force_velocity": 1,
}


def slices_of(sizes: Mapping[str, int]) -> dict[str, slice]:
    """Start and stop of each named block."""
    stops = np.cumsum(list(sizes.values()))
    return {
        name: slice(int(stop) - size, int(stop))
        for (name, size), stop in zip(sizes.items(), stops, strict=True)
    }


SLICES: dict[str, slice] = slices_of(SIZES)
LENGTH: int = sum(SIZES.values())


def legs_exchanged(slices: Mapping[str, slice], length: int) -> np.ndarray:
    """Return where each number stands in a body whose legs are exchanged, (length,)."""
    index = np.arange(length)
    for name in OF_A_GROUP:
        index[slices[name]] = np.roll(index[slices[name]], index[slices[name]].size // 2)
    return index


class Parameters:
    """Named access to a parameter vector, symbolic or numeric: ``p.thigh_length``."""

    def __init__(self, vector: Expression, slices: Mapping[str, slice] = SLICES) -> None:
        self._vector = vector
        self._slices = slices

    def __getattr__(self, name: str) -> Expression:
        if name.startswith("_") or name not in self._slices:
            raise AttributeError(name)
        return self._vector[self._slices[name]]


def pack(values: Mapping[str, ArrayLike], sizes: Mapping[str, int] = SIZES) -> np.ndarray:
    """Return the parameter vector of named `values`; every name of `sizes` must be there."""
    blocks = [np.atleast_1d(np.asarray(values[name], dtype=float)).ravel() for name in sizes]
    for name, block in zip(sizes, blocks, strict=True):
        if block.size != sizes[name]:
            raise ValueError(f"{name}: needed {sizes[name]} numbers; got {block.size}")
    return np.concatenate(blocks)
