"""What all simulated bodies may have wrong alike about a price, and about a strength.

Bodies that share their equations agree more than they are right. The same body within a bound
around another motion, or with another foot, has other prices though it runs alike.
"""

from __future__ import annotations

import numpy as np
import xarray as xr

from nextstride.personal.unknowns import LINKS

PRICE_SD = 0.20
"""Spread (log) of a price beyond what a fit leaves open: one body whose technique was bounded once
around the measured sprint and once around its own motion had seven prices 0.20 apart (RMS)."""
LEAST_SD = 0.01
"""The same for prices near nothing, absolute."""
STRENGTH_SD = 0.17
"""Spread (log) of a link's true strength beyond what a fit leaves open: of largest likelihood over
4 made runners, 28 strengths (benchmarks/accuracy/planted_links.py, 2026-11-29). Without it 61 % of
the 90 % intervals held the truth; with what the other three runners ask for, 93 % of each one's."""
SEED = 20


def with_model_error(members: xr.Dataset) -> xr.Dataset:
    """Return the bodies with prices and strengths that err by what all of them may have wrong.

    Parameters
    ----------
    members : xarray.Dataset
        ``elasticity (member, link)``, ``unknowns (member, unknown)``, whose strengths err and whose
        other numbers do not, and more, which stays as it is.
    """
    random = np.random.default_rng(SEED)
    price = members.elasticity
    factor = np.exp(random.normal(-(PRICE_SD**2) / 2, PRICE_SD, price.shape))
    elasticity = price * factor + random.normal(0, LEAST_SD, price.shape)
    unknowns = members.unknowns.copy(deep=True)
    strengths = unknowns.sel(unknown=list(LINKS))
    off = random.normal(0, STRENGTH_SD, strengths.shape)
    unknowns.loc[{"unknown": list(LINKS)}] = strengths + off
    return members.assign(elasticity=elasticity, unknowns=unknowns)
