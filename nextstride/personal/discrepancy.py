"""What all simulated bodies may have wrong alike about a price.

Bodies that share their equations agree more than they are right. The same body within a bound
around another motion, or with another foot, has other prices though it runs alike.
"""

from __future__ import annotations

import numpy as np
import xarray as xr

PRICE_SD = 0.20
"""Spread (log) of a price beyond what a fit leaves open: one body whose technique was bounded once
around the measured sprint and once around its own motion had seven prices 0.20 apart (RMS)."""
LEAST_SD = 0.01
"""The same for prices near nothing, absolute."""
SEED = 20


def with_model_error(members: xr.Dataset) -> xr.Dataset:
    """Return the bodies with prices that err by what all of them may have wrong.

    Parameters
    ----------
    members : xarray.Dataset
        ``elasticity (member, link)`` and more, which stays as it is.
    """
    random = np.random.default_rng(SEED)
    price = members.elasticity
    factor = np.exp(random.normal(-(PRICE_SD**2) / 2, PRICE_SD, price.shape))
    return members.assign(elasticity=price * factor + random.normal(0, LEAST_SD, price.shape))
