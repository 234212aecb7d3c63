"""What is unknown about a runner's body, and what is believed of it before the recording.

Single muscles cannot be told apart from a recording, so their strengths are tied to groups. Every
unknown is the natural logarithm of a factor on the body built from mass, height and sex.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nextstride.arrays import Floats
from nextstride.body.groups import GROUPS, MUSCLES
from nextstride.body.muscles import tendon_stiffness, tendon_strain
from nextstride.body.scaling import CALF, Body, same_working_length

LINKS: dict[str, tuple[str, ...]] = {
    "hip_flexors": ("hip_flexors", "rectus_femoris"),
    "hip_extensors": ("hip_extensors",),
    "hamstrings": ("hamstrings", "knee_flexors"),
    "knee_extensors": ("knee_extensors",),
    "plantarflexors": ("plantarflexors",),
    "adductors": ("adductors",),
    "dorsiflexors": ("dorsiflexors",),
}
"""Groups that share one strength: what people can train and test together."""

SIDES: dict[str, tuple[str, ...]] = {
    "swing": ("hip_flexors",),
    "push": ("hip_extensors", "hamstrings", "knee_extensors", "plantarflexors"),
}
"""Links of the swing side and of the push side; the others act on both or on neither."""

OTHERS = (
    "shortening_velocity",
    "activation_time",
    "achilles_strain",
    "ground_stiffness",
)
UNKNOWNS: tuple[str, ...] = (*LINKS, *OTHERS)

COMMON_SD = 0.25
"""Spread of general strength among runners of the same mass (log): isometric joint strengths per
kg differ by 15 to 30 % (SD) within samples of adults (nextstride.evidence names them)."""
OWN_SD = 0.15
"""Spread of one link's strength beside general strength (log)."""
OTHERS_SD = {
    "shortening_velocity": 0.10,
    "activation_time": 0.15,
    "achilles_strain": 0.20,
    "ground_stiffness": 0.30,
}
"""Spread of the rest (log). Ours: wide enough to hold the published models' values, which are 10
to 12 fibre lengths/s, 10 to 15 ms and 5 to 10 % Achilles strain; for the ground, what foot, shoe
and track together may be."""

ACHILLES = tuple(MUSCLES.index(name) for name in CALF)


def prior_covariance() -> Floats:
    """Return the covariance of `UNKNOWNS` before any recording, around zero."""
    count = len(LINKS)
    covariance = np.zeros((len(UNKNOWNS), len(UNKNOWNS)))
    covariance[:count, :count] = COMMON_SD**2 + OWN_SD**2 * np.eye(count)
    for place, name in enumerate(OTHERS, count):
        covariance[place, place] = OTHERS_SD[name] ** 2
    return covariance


def body_with(body: Body, unknowns: Floats) -> Body:
    """Return `body` with the factors exp(`unknowns`).

    Parameters
    ----------
    body : Body
        Built from mass, height and sex.
    unknowns : (unknowns,) array
        In the order of `UNKNOWNS`.

    Raises
    ------
    ParameterError
        If a factor on strength is not between 0.2 and 3.
    """
    factor = dict(zip(UNKNOWNS, np.exp(unknowns).tolist(), strict=True))
    strengths = {group: factor[link] for link, groups in LINKS.items() for group in groups}
    changed = body.with_factors("strength", strengths)
    changed = changed.with_factors(
        "shortening_velocity", dict.fromkeys(GROUPS, factor["shortening_velocity"])
    )
    changed = changed.with_factors(
        "activation_slowness", dict.fromkeys(GROUPS, factor["activation_time"])
    )
    stiffness, slack = body.get("tendon_stiffness"), body.get("tendon_slack_length")
    for place in ACHILLES:
        before = tendon_strain(float(stiffness[place]))
        after = before * factor["achilles_strain"]
        stiffness[place] = tendon_stiffness(after)
        slack[place] *= same_working_length(before, after)
    return changed.with_values(
        tendon_stiffness=stiffness,
        tendon_slack_length=slack,
        contact_stiffness=body.get("contact_stiffness") * factor["ground_stiffness"],
    )


@dataclass(frozen=True, eq=False)
class Belief:
    """What is believed of the unknowns: a normal distribution.

    Attributes
    ----------
    mean : (unknowns,) array
    covariance : (unknowns, unknowns) array
    """

    mean: Floats
    covariance: Floats

    def draws(self, count: int, seed: int) -> Floats:
        """Return `count` draws, (count, unknowns), in antithetic pairs: their mean is exact."""
        half = np.random.default_rng(seed).multivariate_normal(
            np.zeros(self.mean.size), self.covariance, size=(count + 1) // 2, method="cholesky"
        )
        return np.asarray(self.mean + np.concatenate([half, -half])[:count])


PRIOR = Belief(np.zeros(len(UNKNOWNS)), prior_covariance())
