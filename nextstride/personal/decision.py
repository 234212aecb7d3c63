"""How to split a block of training among the links, and what a wrong split would cost.

The answer to "what limits" is a decision: a block has so many sets, and they can go to one link or
to several. Each body that could be the runner's says what every split would give; the recommended
one gives most in the mean over all of them, and its regret is what it falls short of the best split
of each single body.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from nextstride.arrays import Floats
from nextstride.evidence import trainability
from nextstride.personal.weights import quantiles

DOSE = 0.3
"""Half of the sets give 0.5^0.3 = 81 % of the strength: at most 5 weekly sets an effect of 0.82
(0.47-1.17), at least 10 one of 1.01 (0.70-1.32) (Ralston 2017, Sports Med 47:2585, abstract)."""
GENERIC_PRICES: dict[str, dict[str, float]] = {
    "planar": {
        "hip_flexors": 0.117,
        "hip_extensors": 0.035,
        "hamstrings": 0.079,
        "knee_extensors": 0.009,
        "plantarflexors": 0.485,
        "adductors": 0.108,
        "dorsiflexors": 0.002,
    },
    "spatial": {
        "hip_flexors": 0.095,
        "tensor_sartorius": 0.033,
        "rectus_femoris": 0.012,
        "hip_extensors": 0.029,
        "hamstrings": 0.041,
        "knee_extensors": 0.006,
        "plantarflexors": 0.510,
        "dorsiflexors": 0.003,
        "adductors": 0.029,
        "abductors": 0.008,
        "trunk_extensors": 0.004,
        "trunk_flexors": 0.002,
        "trunk_bending": 0.017,
        "trunk_rotation": 0.013,
        "arms": 0.029,
    },
}
"""Elasticities without any recording: means of the published bodies (four planar, two in three
dimensions), each as a man of 75 kg and 1.80 m and as a woman of 60 kg and 1.68 m (`nextstride
limits --body --parameters`, 2026-11-29)."""
SPLITS = ((1,), (2 / 3, 1 / 3), (1 / 2, 1 / 2), (1 / 2, 1 / 4, 1 / 4), (1 / 3, 1 / 3, 1 / 3))
"""Shares that a coach can plan: at most three links, none with less than a quarter of the sets,
below which no study says what is left of the effect."""


@dataclass(frozen=True)
class Decision:
    """The recommended split of a block.

    Attributes
    ----------
    shares : dict of str to float
        Share of the block's sets by link, adding to 1; the largest first. Empty where no link's
        strength raises speed.
    gain, lower, upper : float
        Expected gain of speed and its 90 % interval over the bodies, m/s.
    generic : dict of str to float
        The split that suits the mean of the published bodies.
    generic_gain : float
        What that would give this runner, m/s.
    regret, regret_high : float
        By how much the recommended split may fall short of the best one, as a share of the best
        one's gain: median and 90th percentile over the bodies.
    generic_regret, generic_regret_high : float
        The same for the generic split.
    unseen : tuple of str
        Links that would have got a share, had the recording told how the runner moves them.
    """

    shares: dict[str, float]
    gain: float
    lower: float
    upper: float
    generic: dict[str, float]
    generic_gain: float
    regret: float
    regret_high: float
    generic_regret: float
    generic_regret_high: float
    unseen: tuple[str, ...] = ()

    @property
    def worth_it(self) -> bool:
        """Whether personal advice gives more than a tenth beyond the generic split."""
        return self.gain > 1.1 * self.generic_gain


def generic_split(kind: str = "planar") -> dict[str, float]:
    """Return the split that suits the mean of the published bodies of a kind, without recording."""
    prices = GENERIC_PRICES[kind]
    effects = np.array([trainability(link).gain.value for link in prices])
    shares = best_split((1 + effects) ** np.array(list(prices.values())) - 1)
    return _named(list(prices), shares)


def _named(links: list[str], shares: Floats) -> dict[str, float]:
    """The shares that are not nothing by the name of their link, the largest first."""
    return {links[place]: float(shares[place]) for place in np.argsort(-shares) if shares[place]}


def decide(members: xr.Dataset, generic: dict[str, float], unseen: Sequence[str] = ()) -> Decision:
    """Split a block of training.

    Parameters
    ----------
    members : xarray.Dataset
        ``speed (member)`` in m/s, ``elasticity (member, link)``; ``weight (member)`` where they
        do not count alike.
    generic : dict of str to float
        The split to compare with, adding to 1.
    unseen : sequence of str, optional
        Links that get no share: what they are worth is read off somebody else's motion.
    """
    links = [str(link) for link in members.link.values]
    if "weight" not in members:
        count = members.sizes["member"]
        members = members.assign(weight=("member", np.full(count, 1 / count)))
    weights = members.weight.values

    def over_bodies(values: Floats, *at: float) -> list[float]:
        found = quantiles(xr.DataArray(values, dims="member"), members.weight, at)
        return [float(each) for each in found]

    gains = full_block_gains(members)
    expected = weights @ gains
    hidden = np.isin(links, unseen)
    shares = best_split(np.where(hidden, 0.0, expected))
    wanted = best_split(expected) > 0
    common = np.array([generic.get(link, 0.0) for link in links])
    best = np.array([gain_of(row, best_split(row)) for row in gains])
    mine, theirs = gain_of(gains, shares), gain_of(gains, common)
    lower, upper = over_bodies(mine, 0.05, 0.95)
    regret, regret_high = over_bodies(missing(best, mine), 0.5, 0.9)
    generic_regret, generic_regret_high = over_bodies(missing(best, theirs), 0.5, 0.9)
    return Decision(
        shares=_named(links, shares),
        gain=float(weights @ mine),
        lower=lower,
        upper=upper,
        generic=generic,
        generic_gain=float(weights @ theirs),
        regret=regret,
        regret_high=regret_high,
        generic_regret=generic_regret,
        generic_regret_high=generic_regret_high,
        unseen=tuple(np.array(links)[hidden & wanted].tolist()),
    )


def full_block_gains(members: xr.Dataset) -> Floats:
    """Return what a whole block on one link would give, (member, link) in m/s."""
    effects = np.array([trainability(str(link)).gain.value for link in members.link.values])
    speed = members.speed.values[:, None]
    gains: Floats = speed * ((1 + effects) ** members.elasticity.values - 1)
    return gains


def gain_of(gains: Floats, shares: Floats) -> Floats:
    """Return the gain of a split, m/s.

    Parameters
    ----------
    gains : (..., links) array
        Of a whole block on each link.
    shares : (links,) array
        Of the block.
    """
    total: Floats = gains @ shares**DOSE
    return total


def best_split(gains: Floats) -> Floats:
    """Return the shares of the block, of `SPLITS`, that give most.

    The links get them in the order of their gains; those that cost speed get none.

    Parameters
    ----------
    gains : (links,) array
        Of a whole block on each link.
    """
    order = np.argsort(-gains)
    useful = int((gains > 0).sum())
    best = np.zeros(gains.size)
    for split in SPLITS:
        if len(split) <= useful:
            shares = np.zeros(gains.size)
            shares[order[: len(split)]] = split
            if gain_of(gains, shares) > gain_of(gains, best):
                best = shares
    return best


def missing(best: Floats, had: Floats) -> Floats:
    """Return what is missing to the best gains, as a share of them; nothing where none is.

    Parameters
    ----------
    best, had : (n,) array
        m/s.
    """
    return np.where(best > 0, 1 - had / np.where(best > 0, best, 1.0), 0.0)
