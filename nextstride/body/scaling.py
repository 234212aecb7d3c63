"""`Body`: every number of one athlete's model, scaled from mass, height and sex."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, ClassVar, Self

import numpy as np

from nextstride.athlete import Athlete
from nextstride.body.groups import (
    COMPLIANT,
    GROUPS,
    MUSCLE_GROUP,
    MUSCLES,
    SIDES_OF_STRIDE,
    SPANS,
)
from nextstride.body.layout import ARM_TERMS, SLICES, legs_exchanged, pack
from nextstride.body.muscles import tendon_length, tendon_stiffness
from nextstride.checks import Problems
from nextstride.conventions import GRAVITY, Side

PARAMETER_SETS: tuple[str, ...] = ("delp1990", "lai2017", "rajagopal2016", "haralabidis2021")
"""Published muscle parameters to choose from, the default first: tables in ``body/parameters``."""

CALF: tuple[str, ...] = ("gastrocnemius", "soleus")
"""Muscles of the Achilles tendon."""

WORKING_FORCE = 0.35
"""Relative tendon force at which the calf's length is kept when the tendon's strain changes: the
slack lengths that fit people's plantarflexion at strains of 5 and of 10 % differ by as much."""

FOOT_MARKERS = 0.1297
"""From the heel's marker to the first metatarsal head's along the foot, share of height: 0.2335 m
(both feet) in the sprint on whose markers the foot was laid out (JA1, 1.80 m; Dorn et al. 2012,
data). Markers of five other runners give 0.82, 0.83, 0.94, 0.96 and 1.04 times this."""
LEG_ROWS: dict[Side | None, slice] = {"right": slice(0, 1), "left": slice(1, 2), None: slice(2)}
"""Where a group's factors stand of the right leg, which stands first, of the left, and of both."""

MEASURED = ("thigh", "shank", "foot")
"""Segments whose length may be given; the foot's is from heel to first metatarsal head."""

SPRINTER = Athlete(mass=75.9, height=1.80, sex="male", name="default sprinter")
"""The default body."""


@dataclass(frozen=True, eq=False)
class Body:
    """A sprinter as numbers.

    Attributes
    ----------
    athlete : Athlete
    parameters : str
        Name of the muscle parameter set.
    compliant : tuple of str
        Muscles whose tendon stretches.
    vector : numpy.ndarray
        All numbers, laid out as `slices` says.
    kind, slices, muscle_group, groups, sides
        Of this kind of body: ``planar`` or ``spatial``, where numbers stand, which group each
        muscle counts in, what is trained and priced, and the sides of the stride.
    """

    athlete: Athlete
    parameters: str
    compliant: tuple[str, ...]
    vector: np.ndarray

    kind: ClassVar[str] = "planar"
    slices: ClassVar[Mapping[str, slice]] = SLICES
    muscle_group: ClassVar[Mapping[str, str]] = MUSCLE_GROUP
    groups: ClassVar[tuple[str, ...]] = GROUPS
    sides: ClassVar[Mapping[str, tuple[str, ...]]] = SIDES_OF_STRIDE

    def get(self, name: str) -> np.ndarray:
        """Return the numbers called `name`."""
        return self.vector[self.slices[name]].copy()

    def with_values(self, **values: float | np.ndarray) -> Self:
        """Return a body in which the named numbers are `values`."""
        vector = self.vector.copy()
        for name, value in values.items():
            vector[self.slices[name]] = value
        return replace(self, vector=vector)

    def with_factors(
        self, name: str, factors: Mapping[str, float], leg: Side | None = None
    ) -> Self:
        """Return a body whose groups' `name` (such as ``strength``) is multiplied by `factors`.

        Parameters
        ----------
        leg : {"left", "right"}, optional
            Of one leg alone, or arm, or of the trunk's muscles of that side; by default of both.

        Raises
        ------
        ParameterError
            If a group does not exist or a factor is not between 0.2 and 3.
        """
        problems = Problems(name)
        for group, factor in factors.items():
            problems.one_of("muscle group (--strength GROUP=FACTOR)", group, self.groups)
            problems.in_range(f"the factor of {group}", factor, 0.2, 3.0, "")
        problems.raise_if_any()
        values = self.get(name).reshape(2, len(self.groups))
        for group, factor in factors.items():
            values[LEG_ROWS[leg], self.groups.index(group)] *= factor
        return self.with_values(**{name: values.ravel()})

    def with_legs_exchanged(self) -> Self:
        """Return the body whose left leg is this one's right leg, and the other way round."""
        exchanged = legs_exchanged(self.slices, self.vector.size)
        return replace(self, vector=self.vector[exchanged])


@cache
def read_table(name: str) -> dict[str, Any]:
    """Return a table of the package."""
    text = files("nextstride.body").joinpath("parameters", f"{name}.toml").read_text("utf-8")
    return tomllib.loads(text)


def build_body(
    athlete: Athlete = SPRINTER,
    parameters: str = PARAMETER_SETS[0],
    *,
    compliant: tuple[str, ...] = COMPLIANT,
    achilles_strain: float | None = None,
    pelvic_list: bool = False,
    lengths: Mapping[str, float] | None = None,
) -> Body:
    """Return the body of `athlete` with the muscles of a published model.

    Parameters
    ----------
    athlete : Athlete
    parameters : str
        One of `PARAMETER_SETS`.
    compliant : tuple of str
        Muscles with a compliant tendon.
    achilles_strain : float, optional
        Strain of the Achilles tendon at the calf's maximum isometric force.
    pelvic_list : bool
        Whether the pelvis lists as in the measured sprint, so that the standing hip drops.
    lengths : mapping of str to float, optional
        Measured length of ``thigh``, ``shank`` and ``foot`` (from the heel's marker to that of the
        first metatarsal head), m; from body height where not given.

    Raises
    ------
    ParameterError
        If a name is unknown or a number impossible.
    """
    problems = Problems("body")
    problems.one_of("parameters (--parameters)", parameters, PARAMETER_SETS)
    check_lengths(problems, lengths or {})
    for muscle in compliant:
        problems.one_of("compliant muscle", muscle, MUSCLES)
    if achilles_strain is not None:
        problems.in_range("Achilles strain", achilles_strain, 0.01, 0.3, "")
    problems.raise_if_any()
    surroundings = read_table("surroundings")
    strain = surroundings["achilles_strain"] if achilles_strain is None else achilles_strain
    values = (
        _segment_values(athlete, lengths or {})
        | surrounding_values(athlete, surroundings)
        | muscle_values(athlete, read_table(parameters), MUSCLE_GROUP, strain)
        | _moment_arms(athlete, read_table(parameters))
        | factor_values(GROUPS)
    )
    if not pelvic_list:
        values["hip_half_width"] = 0.0
    return Body(athlete, parameters, compliant, pack(values))


def check_lengths(problems: Problems, measured: Mapping[str, float]) -> None:
    """Add what is wrong with the measured lengths of segments to `problems`."""
    for name, length in measured.items():
        problems.one_of("measured segment", name, MEASURED)
        problems.in_range(f"measured length of the {name}", length, 0.15, 0.8, "m")


def leg_lengths(athlete: Athlete, measured: Mapping[str, float]) -> dict[str, float]:
    """Return the lengths of `MEASURED` segments, m: measured ones, else from height.

    The foot is that of de Leva (1996), longer by as much as its markers are further apart.
    """
    lengths = {name: measured.get(name, athlete.segment_length(name)) for name in MEASURED[:2]}
    return lengths | {"foot": _longer_foot(athlete, measured) * athlete.segment_length("foot")}


def _longer_foot(athlete: Athlete, measured: Mapping[str, float]) -> float:
    """Length of the measured foot in those that height lets expect."""
    expected = FOOT_MARKERS * athlete.height
    return measured.get("foot", expected) / expected


def foot_shape(athlete: Athlete, measured: Mapping[str, float]) -> dict[str, float]:
    """Return where the points of the foot are, m; how high the ankle is does not go by length."""
    longer = _longer_foot(athlete, measured)
    shape = {
        name: share * athlete.height for name, share in read_table("surroundings")["foot"].items()
    }
    return {name: size * (1 if name == "ankle_height" else longer) for name, size in shape.items()}


def _segment_values(athlete: Athlete, measured: Mapping[str, float]) -> dict[str, Any]:
    """Masses, lengths, centres and inertias (de Leva 1996) of trunk, thigh, shank and foot."""
    trunk_mass, trunk_center, trunk_inertia = _upper_body(athlete)
    lengths, shape = leg_lengths(athlete, measured), foot_shape(athlete, measured)
    inertias = [athlete.segment_inertia(name, length) for name, length in lengths.items()]
    table = read_table("surroundings")
    sole = -shape["ankle_height"]
    heel = np.array([-shape["heel_behind_ankle"], sole])
    return {
        "segment_mass": [trunk_mass, *(athlete.segment_mass(name) for name in lengths)],
        "segment_inertia": [trunk_inertia, *inertias],
        "trunk_center": [-table["trunk_setback"] * athlete.height, trunk_center],
        "thigh_length": lengths["thigh"],
        "thigh_center": athlete.shape("thigh").center * lengths["thigh"],
        "shank_length": lengths["shank"],
        "shank_center": athlete.shape("shank").center * lengths["shank"],
        "foot_center": [heel[0] + athlete.shape("foot").center * lengths["foot"], 0.5 * sole],
        "heel": heel,
        "forefoot": [shape["forefoot_before_ankle"], sole],
        "ball": [shape["ball_before_ankle"], sole],
        "toe_length": shape["toe_before_ankle"] - shape["ball_before_ankle"],
        "pelvis_tilt": table["pelvis_tilt"],
        "hip_half_width": table["hip_half_width"] * athlete.height,
    }


def _upper_body(athlete: Athlete) -> tuple[float, float, float]:
    """Mass, height of the centre above the hips and inertia of trunk, head and bent arms."""
    trunk = athlete.segment_length("trunk")
    head = athlete.segment_length("head")
    shoulder = 0.86 * trunk  # below C7 by about 8 cm
    upper_arm = athlete.segment_length("upper_arm")
    # elbows bent at a right angle: forearm and hand lie at elbow height
    heights = {
        "trunk": (1 - athlete.shape("trunk").center) * trunk,
        "head": trunk + (1 - athlete.shape("head").center) * head,
        "upper_arm": shoulder - athlete.shape("upper_arm").center * upper_arm,
        "forearm": shoulder - upper_arm,
        "hand": shoulder - upper_arm,
    }
    count = {"trunk": 1, "head": 1, "upper_arm": 2, "forearm": 2, "hand": 2}
    masses = {name: count[name] * athlete.segment_mass(name) for name in heights}
    total = sum(masses.values())
    center = sum(masses[name] * heights[name] for name in heights) / total
    inertia = sum(
        count[name] * athlete.segment_inertia(name) + masses[name] * (heights[name] - center) ** 2
        for name in heights
    )
    return total, center, inertia


def surrounding_values(athlete: Athlete, table: dict[str, Any]) -> dict[str, Any]:
    """Gravity, air, ground, toe joint and passive joints, scaled with weight and height."""
    heavier = athlete.mass / SPRINTER.mass
    area = 0.2025 * athlete.height**0.725 * athlete.mass**0.425 * table["frontal_share"]
    return {
        "gravity": GRAVITY,
        "slope": 0.0,
        "tow": 0.0,
        "drag": 0.5 * table["air_density"] * table["drag_coefficient"] * area,
        "contact_stiffness": np.array(table["contact_stiffness"]) * heavier,
        "contact_damping": table["contact_damping"],
        "friction": table["friction"],
        "slip_speed": table["slip_speed"],
        "toe_stiffness": table["toe_stiffness"] * heavier,
        "toe_damping": table["toe_damping"] * heavier,
        "heel_depth": table["heel_depth"],
        "touch_force": table["touch_force"] * heavier,
        "passive_moment": heavier,
        "joint_damping": table["joint_damping"] * heavier,
    }


def muscle_values(
    athlete: Athlete, table: Mapping[str, Any], muscle_group: Mapping[str, str], strain: float
) -> dict[str, Any]:
    """Muscle numbers: lengths with body height, forces with body mass.

    Parameters
    ----------
    table : mapping
        A published muscle table.
    muscle_group : mapping
        The muscles to take from it, and the group of each.
    strain : float
        Of the Achilles tendon at the calf's maximum isometric force.
    """
    heavier = athlete.mass / table["body_mass"]
    longer = athlete.height / table["body_height"]
    rows = {name: table[name] for name in muscle_group}
    surroundings = read_table("surroundings")
    calf = table["calf_slack"] * same_working_length(surroundings["achilles_strain"], strain)
    return {
        "maximum_force": [
            row["maximum_force"] * heavier * table["trained"][muscle_group[name]]
            for name, row in rows.items()
        ],
        "optimal_fibre_length": [row["optimal_fibre_length"] * longer for row in rows.values()],
        "tendon_slack_length": [
            row["tendon_slack_length"] * longer * (calf if name in CALF else 1.0)
            for name, row in rows.items()
        ],
        "pennation": [row["pennation"] for row in rows.values()],
        "neutral_length": [row["neutral_length"] * longer for row in rows.values()],
        "maximum_velocity": np.full(len(rows), surroundings["maximum_velocity"]),
        "passive_strain": [
            surroundings[
                "passive_strain_knee_extensors"
                if name in ("vasti", "rectus_femoris")
                else "passive_strain"
            ]
            for name in rows
        ],
        "tendon_stiffness": [
            tendon_stiffness(strain if name in CALF else surroundings["tendon_strain"])
            for name in rows
        ],
        "activation_time": surroundings["activation_time"],
        "deactivation_time": surroundings["deactivation_time"],
    }


def _moment_arms(athlete: Athlete, table: Mapping[str, Any]) -> dict[str, Any]:
    """Coefficients of the moment arms, scaled with body height."""
    longer = athlete.height / table["body_height"]
    arms = [np.asarray(table[muscle][f"{joint}_arm"]) * longer for muscle, joint in SPANS]
    if any(arm.size != ARM_TERMS for arm in arms):
        raise ValueError(f"moment arms need {ARM_TERMS} coefficients")
    return {"moment_arm": np.concatenate(arms)}


def same_working_length(before: float, after: float) -> float:
    """Factor on a tendon's slack length that keeps its fibres' length when its strain changes.

    Parameters
    ----------
    before, after : float
        Strain at maximum isometric force; the length is kept at `WORKING_FORCE`.
    """
    lengths = [tendon_length(WORKING_FORCE, tendon_stiffness(strain)) for strain in (before, after)]
    return float(lengths[0] / lengths[1])


def factor_values(groups: tuple[str, ...]) -> dict[str, Any]:
    """Factors of the unchanged body: all one."""
    ones = np.ones(2 * len(groups))
    names = ("strength", "shortening_velocity", "fibre_length", "activation_slowness")
    return dict.fromkeys(names, ones) | {"force_length": 1.0, "force_velocity": 1.0}


def muscle_volume(body: Body) -> dict[str, float]:
    """Volume of each group's muscles in one leg, m³, at a specific tension of 60 N/cm²."""
    volumes = body.get("maximum_force") * body.get("optimal_fibre_length") / 60e4
    totals = dict.fromkeys(body.groups, 0.0)
    for (_, group), volume in zip(body.muscle_group.items(), volumes, strict=True):
        totals[group] += float(volume)
    return totals


def standing_height(body: Body) -> float:
    """Height of the hips above the ground with straight legs, m."""
    parts = body.get("thigh_length") + body.get("shank_length") - body.get("heel")[1]
    height = float(parts[0])
    if not math.isfinite(height):
        raise ValueError("the body's lengths must be finite")
    return height
