"""What all simulated bodies may have wrong alike about a price, and about a strength.

Bodies that share their equations agree more than they are right. The same body within a bound
around another motion, or with another foot, has other prices though it runs alike. So a runner's
true strength is the simulated body's and an error, and a strength test reads the true one: of the
body it tells through that error, and of the error itself once the body is known.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr
from scipy.special import ndtri

from nextstride.arrays import Floats
from nextstride.personal.strength_tests import Shown
from nextstride.personal.structure import STRUCTURE
from nextstride.personal.unknowns import UNKNOWNS, Belief


@dataclass(frozen=True)
class PriceError:
    """Spread of the true prices beyond what a fit leaves open.

    Attributes
    ----------
    share : float
        Of a factor on each price (log).
    least : float
        Of what is added to each, also to prices near nothing.
    """

    share: float
    least: float


PRICE_ERRORS = {"planar": PriceError(0.20, 0.01), "spatial": PriceError(0.40, 0.05)}
"""By the kind of body. Planar: one body whose technique was bounded once around the measured sprint
and once around its own motion had seven prices 0.20 apart (RMS); of three made runners in three
dimensions, 90 % of 21 intervals so hold the truth. Spatial: of largest likelihood over five made
planar runners, 35 prices (benchmarks/accuracy/planted_kinds.py, 2026-11-29). With what the other
four ask for, 86 % of each one's 90 % intervals hold the truth; with the planar spread 59 %. A share
of 0.8 alone explains the prices less well, by e^4, and its intervals hold 76 %; a factor on all
prices together explains nothing more. Default bodies of two sets, planar beside spatial
(docs/sprint.md), are 0.6 apart, and at most one of the two is right."""
COMMON_STRENGTH_SD, OWN_STRENGTH_SD = 0.145, 0.106
"""Spread (log) of the true strengths beyond what a fit leaves open, of all links together and of
each by itself: of largest likelihood over seven made runners, 49 strengths, whose motion three
bodies each were fitted to (benchmarks/accuracy/planted_links.py, 2026-11-29). With what the other
six runners ask for, 92 % of each one's 90 % intervals hold the truth; without these 67 %. One
spread for each link alone explains the seven worse, by e^4, and stretching what a fit tells by
e^8."""
STRENGTH_SD = math.hypot(COMMON_STRENGTH_SD, OWN_STRENGTH_SD)
"""The same of one link, whatever the others."""
SEED = 20


def strength_errors(names: Sequence[str] = UNKNOWNS) -> Floats:
    """Return the covariance of what bodies have wrong about unknowns (log): strengths only."""
    strength = np.array([name not in STRUCTURE for name in names], dtype=float)
    together = COMMON_STRENGTH_SD**2 * np.outer(strength, strength)
    return np.asarray(together + OWN_STRENGTH_SD**2 * np.diag(strength))


def believed_of(members: xr.Dataset) -> Belief:
    """Return what bodies drawn and weighed tell of `UNKNOWNS`, as a normal distribution."""
    values, weight = members.unknowns.values, members.weight.values
    covariance = np.cov(values.T, aweights=weight)
    return Belief(weight @ values, np.asarray(covariance))


def widened(belief: Belief) -> Belief:
    """Return what is believed of the runner's strengths, from what is believed of the body's."""
    return Belief(belief.mean, belief.covariance + strength_errors())


def with_model_error(
    members: xr.Dataset,
    tests: Mapping[str, Shown] | None = None,
    error: PriceError = PRICE_ERRORS["planar"],
) -> xr.Dataset:
    """Return the bodies with prices and strengths that err by what all of them may have wrong.

    Parameters
    ----------
    members : xarray.Dataset
        ``elasticity (member, link)``, ``unknowns (member, unknown)``, whose strengths err and whose
        other numbers do not, and more, which stays as it is.
    tests : mapping of str to Shown, optional
        What strength tests say, by the members' ``variant``: the errors are drawn from those that
        bring each body's strengths to the readings, as near as these are sure.
    error : PriceError, optional
        What bodies of this kind may have wrong about prices.
    """
    random = np.random.default_rng(SEED)
    price = members.elasticity
    factor = np.exp(error.share * _even(random.normal(size=price.shape)))
    added = error.least * _even(random.normal(size=price.shape))
    elasticity = price * factor / factor.mean(axis=0) + added
    names = [str(name) for name in members.unknown.values]
    links = [name for name in names if name not in STRUCTURE]
    strengths = members.unknowns.sel(unknown=links)
    unknowns = members.unknowns.copy(deep=True)
    errors = random.multivariate_normal(
        np.zeros(len(links)), strength_errors(links), members.sizes["member"], method="cholesky"
    )
    unknowns.loc[{"unknown": links}] = strengths + errors
    for variant, shown in (tests or {}).items():
        mine = (members.variant == variant).values
        unknowns[mine] = _brought_to(unknowns[mine], shown, random)
    return members.assign(elasticity=elasticity, unknowns=unknowns)


def _even(drawn: Floats) -> Floats:
    """Normal draws, (members, links), moved to the quantiles of their ranks among the members.

    So no mean of a few dozen bodies is moved by chance; the k-th of n stands for k / (n + 1), as
    `nextstride.personal.weights.quantiles` takes it.
    """
    ranks = drawn.argsort(axis=0).argsort(axis=0) + 1
    return np.asarray(ndtri(ranks / (len(drawn) + 1)))


def _brought_to(members: xr.DataArray, shown: Shown, random: np.random.Generator) -> Floats:
    """Draws of the runner's unknowns, (members, unknowns), once the tests are known.

    Each draw moves by Kalman's gain from what it would read, with an error, to what was read
    (Matheron's rule: Doucet 2010, A note on efficient conditional simulation of Gaussian
    distributions).
    """
    drawn: Floats = members.values
    errors = random.multivariate_normal(
        np.zeros(len(shown.found)), shown.errors, len(drawn), method="cholesky"
    )
    would_read = drawn @ shown.rows.T + errors
    return (
        drawn + (shown.found - would_read) @ shown.gain(strength_errors(members.unknown.values)).T
    )
