"""`SpatialBody`: every number of one athlete's model in three dimensions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from nextstride.athlete import Athlete
from nextstride.body.layout import pack
from nextstride.body.scaling import (
    SPRINTER,
    Body,
    check_lengths,
    factor_values,
    foot_shape,
    leg_lengths,
    muscle_values,
    read_table,
    surrounding_values,
)
from nextstride.body.spatial.groups import (
    AXES,
    COMPLIANT,
    GROUPS,
    MUSCLE_GROUP,
    SIDES_OF_STRIDE,
)
from nextstride.body.spatial.layout import PATHS, SEGMENTS, SIZES, SLICES
from nextstride.checks import Problems

SPATIAL_SETS: tuple[str, ...] = ("lai2017", "rajagopal2016")
"""Published muscles with paths in three dimensions."""

LIMBS: dict[str, tuple[str, ...]] = {
    "thigh": ("thigh",),
    "shank": ("shank",),
    "upper_arm": ("upper_arm",),
    "forearm": ("forearm", "hand"),
}
"""Segments that hang from their joint, and what each is made of."""


@dataclass(frozen=True, eq=False)
class SpatialBody(Body):
    """A sprinter in three dimensions as numbers; see `Body`."""

    kind: ClassVar[str] = "spatial"
    slices: ClassVar[Mapping[str, slice]] = SLICES
    muscle_group: ClassVar[Mapping[str, str]] = MUSCLE_GROUP
    groups: ClassVar[tuple[str, ...]] = GROUPS
    sides: ClassVar[Mapping[str, tuple[str, ...]]] = SIDES_OF_STRIDE


@dataclass(frozen=True)
class _Mass:
    """Mass (kg), centre (m) and moments of inertia about it (kg m²), each (3,)."""

    mass: float
    center: np.ndarray
    inertia: np.ndarray

    def about(self, point: np.ndarray) -> np.ndarray:
        """Moments of inertia about a point, kg m² (products of inertia are left out)."""
        arm = self.center - point
        return np.asarray(self.inertia + self.mass * (arm @ arm - arm**2))


def _joined(parts: list[_Mass]) -> _Mass:
    """Return several masses as one; those of what is taken away are negative."""
    mass = sum(part.mass for part in parts)
    center = np.sum([part.mass * part.center for part in parts], axis=0) / mass
    return _Mass(mass, center, np.sum([part.about(center) for part in parts], axis=0))


def build_spatial_body(
    athlete: Athlete = SPRINTER,
    parameters: str = SPATIAL_SETS[0],
    *,
    compliant: tuple[str, ...] = COMPLIANT,
    lengths: Mapping[str, float] | None = None,
) -> SpatialBody:
    """Return the body of `athlete` in three dimensions with the muscles of a published model.

    Parameters
    ----------
    athlete : Athlete
    parameters : str
        One of `SPATIAL_SETS`.
    compliant : tuple of str
        Muscles with a compliant tendon.
    lengths : mapping of str to float, optional
        Measured lengths of segments, as `build_body` takes them. Muscles and their paths are as
        long as height says.

    Raises
    ------
    ParameterError
        If a name is unknown or a length impossible.
    """
    problems = Problems("body")
    problems.one_of("parameters (--parameters)", parameters, SPATIAL_SETS)
    check_lengths(problems, lengths or {})
    for muscle in compliant:
        problems.one_of("compliant muscle", muscle, tuple(MUSCLE_GROUP))
    problems.raise_if_any()
    table, surroundings = read_table(f"spatial_{parameters}"), read_table("surroundings")
    values = (
        _segment_values(athlete, lengths or {})
        | surrounding_values(athlete, surroundings)
        | muscle_values(athlete, table, MUSCLE_GROUP, surroundings["achilles_strain"])
        | _paths(athlete, table)
        | _torques(athlete)
        | factor_values(GROUPS)
    )
    return SpatialBody(athlete, parameters, compliant, pack(values, SIZES))


def _segment_values(athlete: Athlete, measured: Mapping[str, float]) -> dict[str, Any]:
    """Masses, centres and inertias (de Leva 1996), joints, and points of the foot."""
    table = read_table("spatial_segments")
    height = athlete.height
    places = {name: height * np.asarray(share) for name, share in table["places"].items()}
    lengths, shape = leg_lengths(athlete, measured), foot_shape(athlete, measured)
    lengths |= {name: athlete.segment_length(name) for name in ("upper_arm", "forearm", "hand")}
    sole = -shape["ankle_height"]
    heel = np.array([-shape["heel_behind_ankle"], sole, 0.0])
    masses = {name: _hanging(athlete, parts, lengths) for name, parts in LIMBS.items()}
    masses["foot"] = _foot(athlete, heel, lengths["foot"])
    masses["pelvis"] = _pelvis(athlete, table["pelvis"][athlete.sex])
    masses["torso"] = _torso(athlete, masses["pelvis"], places["lumbar"])
    below = {
        name: np.array([0.0, -lengths[segment], 0.0])
        for name, segment in (("knee", "thigh"), ("ankle", "shank"), ("elbow", "upper_arm"))
    }
    joints = places | below
    return {
        "segment_mass": [masses[name].mass for name in SEGMENTS],
        "segment_center": np.concatenate([masses[name].center for name in SEGMENTS]),
        "segment_inertia": np.concatenate([masses[name].inertia for name in SEGMENTS]),
        "place": np.concatenate(
            [joints[name] for name in ("hip", "knee", "ankle", "lumbar", "shoulder", "elbow")]
        ),
        "heel": heel,
        "forefoot": [shape["forefoot_before_ankle"], sole, 0.0],
        "ball": [shape["ball_before_ankle"], sole, 0.0],
        "toe_length": shape["toe_before_ankle"] - shape["ball_before_ankle"],
    }


def _segment(athlete: Athlete, name: str, length: float, center: np.ndarray) -> _Mass:
    """Return a segment along the upward axis with its centre there."""
    mass = athlete.segment_mass(name)
    form = athlete.shape(name)
    gyration = np.array([form.gyration, form.gyration_long, form.gyration]) * length
    return _Mass(mass, center, mass * gyration**2)


def _hanging(athlete: Athlete, parts: tuple[str, ...], lengths: Mapping[str, float]) -> _Mass:
    """Return segments that hang from a joint one below the other."""
    masses, top = [], 0.0
    for part in parts:
        length = lengths[part]
        center = np.array([0.0, -top - athlete.shape(part).center * length, 0.0])
        masses.append(_segment(athlete, part, length, center))
        top += length
    return _joined(masses)


def _foot(athlete: Athlete, heel: np.ndarray, length: float) -> _Mass:
    """Return the foot, long from heel to toes, its centre at half the ankle's height."""
    mass = athlete.segment_mass("foot")
    form = athlete.shape("foot")
    center = np.array([heel[0] + form.center * length, 0.5 * heel[1], 0.0])
    gyration = np.array([form.gyration_long, form.gyration, form.gyration]) * length
    return _Mass(mass, center, mass * gyration**2)


def _pelvis(athlete: Athlete, table: Mapping[str, Any]) -> _Mass:
    """Return the lower trunk."""
    taller = athlete.height / table["height"]
    mass = table["mass"] * athlete.mass
    center = np.array([0.0, table["center"] * taller, 0.0])
    return _Mass(mass, center, mass * (np.asarray(table["gyration"]) * taller) ** 2)


def _torso(athlete: Athlete, pelvis: _Mass, lumbar: np.ndarray) -> _Mass:
    """Return head and trunk without the lower trunk, from the lumbar joint."""
    length = athlete.segment_length("trunk")
    head_length = athlete.segment_length("head")
    form = athlete.shape("trunk")
    mass = athlete.segment_mass("trunk")
    forward = read_table("spatial_segments")["trunk_gyration_forward"][athlete.sex]
    gyration = np.array([forward, form.gyration_long, form.gyration]) * length
    back = -read_table("spatial_segments")["torso_setback"] * athlete.height
    trunk = _Mass(mass, np.array([0.0, (1 - form.center) * length, 0.0]), mass * gyration**2)
    above = length + (1 - athlete.shape("head").center) * head_length
    head = _segment(athlete, "head", head_length, np.array([0.0, above, 0.0]))
    below = _Mass(-pelvis.mass, pelvis.center, -pelvis.inertia)
    whole = _joined([trunk, head, below])
    return _Mass(whole.mass, whole.center - lumbar + np.array([back, 0.0, 0.0]), whole.inertia)


def _paths(athlete: Athlete, table: Mapping[str, Any]) -> dict[str, Any]:
    """Coefficients of the muscles' paths, scaled with height."""
    longer = athlete.height / table["body_height"]
    return {"path": longer * np.concatenate([table[muscle][joint] for muscle, joint in PATHS])}


def _torques(athlete: Athlete) -> dict[str, Any]:
    """Torque muscles, scaled with mass and height."""
    table = read_table("spatial_segments")
    larger = athlete.mass * athlete.height / (SPRINTER.mass * SPRINTER.height)
    rows = [table["torques"][axis] for axis in AXES]
    return {
        "torque_most": larger * np.concatenate([row["most"] for row in rows]),
        "torque_fastest": [row["fastest"] for row in rows],
        "torque_damping": [row["damping"] * larger for row in rows],
        "torque_stiffness": [row["stiffness"] * larger for row in rows],
        "torque_rest": [row["rest"] for row in rows],
    }
