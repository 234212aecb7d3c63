"""What bodies differ in beside strength: muscle, tendon, foot, trunk and ground.

No recording tells these, and published models disagree about them, so they are unknowns of every
fit, with a spread that holds what is published: each value within 1.6 standard deviations.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from nextstride.arrays import Floats
from nextstride.body.muscles import tendon_stiffness, tendon_strain
from nextstride.body.scaling import CALF, Body, read_table, same_working_length
from nextstride.body.spatial.layout import SEGMENTS

LOWER_LEG = slice(2, 4)
"""Shank and foot among the segments of any body."""
TORSO = SEGMENTS.index("torso")


@dataclass(frozen=True)
class Structure:
    """A number of the body that is unknown.

    Attributes
    ----------
    usual : float
        What `build_body` takes.
    published : tuple of float
        What published models or measurements have.
    spread : float
        Standard deviation of its natural logarithm among runners and models.
    source : str
        Where `published`, or `spread`, is from.
    scaled : callable
        ``(body, factor) -> body`` with that many times the number.
    """

    usual: float
    published: tuple[float, ...]
    spread: float
    source: str
    scaled: Callable[[Body, float], Body]


def _in_all_groups(name: str, body: Body, factor: float) -> Body:
    """Scale a factor that every muscle group has."""
    return body.with_factors(name, dict.fromkeys(body.groups, factor))


def _numbers(names: tuple[str, ...], body: Body, factor: float) -> Body:
    """Scale numbers that stand alone."""
    return body.with_values(**{name: body.get(name) * factor for name in names})


def achilles_muscles(body: Body) -> list[int]:
    """Return where the muscles of the Achilles tendon stand among the body's."""
    return [list(body.muscle_group).index(name) for name in CALF]


def _achilles_strain(body: Body, factor: float) -> Body:
    """Let the Achilles tendon give more, its fibres at the same working length."""
    stiffness, slack = body.get("tendon_stiffness"), body.get("tendon_slack_length")
    for place in achilles_muscles(body):
        before = tendon_strain(float(stiffness[place]))
        after = before * factor
        stiffness[place] = tendon_stiffness(after)
        slack[place] *= same_working_length(before, after)
    return body.with_values(tendon_stiffness=stiffness, tendon_slack_length=slack)


def _calf_slack(body: Body, factor: float) -> Body:
    """Lengthen the Achilles tendon: the calf's fibres work shorter."""
    slack = body.get("tendon_slack_length")
    slack[achilles_muscles(body)] *= factor
    return body.with_values(tendon_slack_length=slack)


def _foot_length(body: Body, factor: float) -> Body:
    """Move what carries load further from the ankle."""

    def longer(point: Floats) -> Floats:
        return np.concatenate([factor * point[:1], point[1:]])

    return body.with_values(
        forefoot=longer(body.get("forefoot")),
        ball=longer(body.get("ball")),
        toe_length=body.get("toe_length") * factor,
    )


def _trunk_setback(body: Body, factor: float) -> Body:
    """Put the upper body's centre further behind the line from hips to shoulders."""
    return body.with_values(trunk_center=body.get("trunk_center") * np.array([factor, 1.0]))


def _torso_setback(body: Body, factor: float) -> Body:
    """Put torso and head of a body in three dimensions further back."""
    center = body.get("segment_center")
    usual = read_table("spatial_segments")["torso_setback"] * body.athlete.height
    center[3 * TORSO] -= (factor - 1) * usual
    return body.with_values(segment_center=center)


def _lower_leg_mass(trunk: int, body: Body, factor: float) -> Body:
    """Make shanks and feet heavier, and the segment `trunk` lighter by as much."""
    mass, inertia = body.get("segment_mass"), body.get("segment_inertia")
    mass[trunk] -= 2 * (factor - 1) * mass[LOWER_LEG].sum()
    mass[LOWER_LEG] *= factor
    inertia.reshape(mass.size, -1)[LOWER_LEG] *= factor
    return body.with_values(segment_mass=mass, segment_inertia=inertia)


STRUCTURE: dict[str, Structure] = {
    "shortening_velocity": Structure(
        12.0, (10.0, 12.0), 0.12, "fibre lengths/s; OpenSim's default and Haralabidis 2021",
        partial(_in_all_groups, "shortening_velocity"),
    ),
    "activation_time": Structure(
        0.015, (0.010, 0.015), 0.26, "s; the published models (docs/sprint.md)",
        partial(_numbers, ("activation_time",)),
    ),
    "deactivation_time": Structure(
        0.040, (0.040, 0.060), 0.26, "s; five of seven published models, and two",
        partial(_numbers, ("deactivation_time",)),
    ),
    "achilles_strain": Structure(
        0.10, (0.049, 0.05, 0.10), 0.45, "at maximum force; OpenSim's default to Ong 2019",
        _achilles_strain,
    ),
    "calf_slack": Structure(
        1.0, (0.95, 1.0, 1.053), 0.033,
        "of the set's own: published tendons are 3 to 5 % longer than people's torques ask",
        _calf_slack,
    ),
    "foot_length": Structure(
        0.170, (0.165, 0.175), 0.06, "m from ankle to ball; one sprinter's markers; spread ours",
        _foot_length,
    ),
    "toe_stiffness": Structure(
        65.0, (60.0, 65.0), 0.50, "N m/rad; one sprinter's plates give 19 to 115 by contact",
        partial(_numbers, ("toe_stiffness",)),
    ),
    "trunk_setback": Structure(
        0.053, (0.047, 0.053, 0.055, 0.097), 0.40, "m; four runners' plates (docs/sprint.md)",
        _trunk_setback,
    ),
    "lower_leg_mass": Structure(
        0.0570, (0.0570, 0.0610), 0.10, "of body mass, shank and foot; de Leva 1996, men, women",
        partial(_lower_leg_mass, 0),
    ),
    "ground_stiffness": Structure(
        50e3, (), 0.30, "N/m; foot, shoe and track together; spread ours",
        partial(_numbers, ("contact_stiffness",)),
    ),
}  # fmt: skip
"""Numbers of the planar body that a fit leaves open, beside the strengths of its links."""

SPATIAL_STRUCTURE: dict[str, Structure] = STRUCTURE | {
    "trunk_setback": replace(STRUCTURE["trunk_setback"], scaled=_torso_setback),
    "lower_leg_mass": replace(STRUCTURE["lower_leg_mass"], scaled=partial(_lower_leg_mass, TORSO)),
}
"""Those of the body in three dimensions: the same numbers, which stand elsewhere in it."""
