"""What is unknown about a runner's body, and what is believed of it before the recording.

Single muscles cannot be told apart from a recording, so their strengths are tied to groups; what
else differs between bodies is in `STRUCTURE`. Every unknown is the natural logarithm of a factor on
the body built from mass, height and sex.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nextstride.arrays import Floats
from nextstride.body.scaling import Body
from nextstride.personal.structure import STRUCTURE

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

UNKNOWNS: tuple[str, ...] = (*LINKS, *STRUCTURE)

COMMON_SD = 0.25
"""Spread of general strength among runners of the same mass (log): isometric joint strengths per
kg differ by 15 to 30 % (SD) within samples of adults (nextstride.evidence names them)."""
OWN_SD = 0.15
"""Spread of one link's strength beside general strength (log)."""


def prior_covariance() -> Floats:
    """Return the covariance of `UNKNOWNS` before any recording, around zero."""
    count = len(LINKS)
    covariance = np.zeros((len(UNKNOWNS), len(UNKNOWNS)))
    covariance[:count, :count] = COMMON_SD**2 + OWN_SD**2 * np.eye(count)
    for place, each in enumerate(STRUCTURE.values(), count):
        covariance[place, place] = each.spread**2
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
    for name, each in STRUCTURE.items():
        if factor[name] != 1:
            changed = each.scaled(changed, factor[name])
    return changed


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
