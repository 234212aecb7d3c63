"""What is unknown about a runner's body, and what is believed of it before the recording.

Single muscles cannot be told apart from a recording, so their strengths are tied to groups; what
else differs between bodies is in `STRUCTURE`. Every unknown is the natural logarithm of a factor on
the body built from mass, height and sex.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nextstride.arrays import Floats
from nextstride.body.scaling import Body
from nextstride.body.spatial.groups import AXES, GROUPS, SIDES_OF_STRIDE
from nextstride.personal.structure import SPATIAL_STRUCTURE, STRUCTURE, Structure

COMMON_SD = 0.25
"""Spread of general strength among runners of the same mass (log): isometric joint strengths per
kg differ by 15 to 30 % (SD) within samples of adults (nextstride.evidence names them)."""
OWN_SD = 0.15
"""Spread of one link's strength beside general strength (log)."""
TORQUE_SD = 0.30
"""The same for trunk and arms, whose torques are those of one study of one man; ours."""
TORQUES = frozenset(group for pair in AXES.values() for group in pair)
"""Links of torque muscles."""


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


@dataclass(frozen=True, eq=False)
class Unknowns:
    """What a fit leaves open in one kind of body.

    Attributes
    ----------
    links : mapping of str to tuple of str
        Groups that share one strength: what people can train and test together.
    sides : mapping of str to tuple of str
        Links of the swing side, of the push side and of what else is told together; the others act
        on several or on none.
    structure : mapping of str to Structure
        Numbers of the body that are unknown beside strength.
    unseen : tuple of str
        Links that move what a fit reads off no recording: their prices are the measured sprinter's.
    """

    links: Mapping[str, tuple[str, ...]]
    sides: Mapping[str, tuple[str, ...]]
    structure: Mapping[str, Structure]
    unseen: tuple[str, ...] = ()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Of all unknowns: the links, then the structure."""
        return (*self.links, *self.structure)

    @cached_property
    def prior(self) -> Belief:
        """What is believed before any recording, around zero."""
        count = len(self.links)
        own = [TORQUE_SD if link in TORQUES else OWN_SD for link in self.links]
        covariance = np.zeros((len(self.names), len(self.names)))
        covariance[:count, :count] = COMMON_SD**2 + np.diag(np.square(own))
        for place, each in enumerate(self.structure.values(), count):
            covariance[place, place] = each.spread**2
        return Belief(np.zeros(len(self.names)), covariance)


PLANAR = Unknowns(
    links={
        "hip_flexors": ("hip_flexors", "rectus_femoris"),
        "hip_extensors": ("hip_extensors",),
        "hamstrings": ("hamstrings", "knee_flexors"),
        "knee_extensors": ("knee_extensors",),
        "plantarflexors": ("plantarflexors",),
        "adductors": ("adductors",),
        "dorsiflexors": ("dorsiflexors",),
    },
    sides={
        "swing": ("hip_flexors",),
        "push": ("hip_extensors", "hamstrings", "knee_extensors", "plantarflexors"),
    },
    structure=STRUCTURE,
)
SPATIAL = Unknowns(
    {group: (group,) for group in GROUPS}, SIDES_OF_STRIDE, SPATIAL_STRUCTURE, unseen=("arms",)
)
UNKNOWNS_OF: dict[str, Unknowns] = {"planar": PLANAR, "spatial": SPATIAL}
"""By the kind of body."""

LINKS, SIDES, UNKNOWNS, PRIOR = PLANAR.links, PLANAR.sides, PLANAR.names, PLANAR.prior
"""Of the planar body."""


def body_with(body: Body, values: Floats) -> Body:
    """Return `body` with the factors exp(`values`).

    Parameters
    ----------
    body : Body
        Built from mass, height and sex, of any kind.
    values : (unknowns,) array
        In the order of its kind's `Unknowns.names`.

    Raises
    ------
    ParameterError
        If a factor on strength is not between 0.2 and 3.
    """
    unknowns = UNKNOWNS_OF[body.kind]
    factor = dict(zip(unknowns.names, np.exp(values).tolist(), strict=True))
    strengths = {group: factor[link] for link, groups in unknowns.links.items() for group in groups}
    changed = body.with_factors("strength", strengths)
    for name, each in unknowns.structure.items():
        if factor[name] != 1:
            changed = each.scaled(changed, factor[name])
    return changed
