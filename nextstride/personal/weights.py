"""How much each published body counts: by how well it explains the recording, never by one vote.

The evidence for a body is the probability that it gives to the recording, over all that its fit
leaves open (Laplace's approximation; MacKay 2003, Information Theory, Inference, and Learning
Algorithms, chapter 28): its penalised misfit, and the Occam factor, by which a body that fits only
with one strength of everything counts less than one that fits with many.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr

from nextstride.personal.keeping import Arrays
from nextstride.personal.variants import Variant

LEAST = 0.05
"""Weight that every fitted body keeps. No runner is one of the published bodies, and what all of
them have wrong alike is in no misfit: a body that fits worse is not refuted by that."""


def evidence_weights(fits: Mapping[Variant, Arrays]) -> dict[Variant, float]:
    """Return the weight of each fitted body, adding to 1.

    Parameters
    ----------
    fits : mapping of Variant to arrays
        From `fit_all`. What was believed before is alike for all, so it does not enter.
    """
    logs = np.array([_log_evidence(fit) for fit in fits.values()])
    plain = np.exp(logs - logs.max())
    weights = LEAST + (1 - LEAST * len(fits)) * plain / plain.sum()
    return dict(zip(fits, weights.tolist(), strict=True))


def weigh(members: xr.Dataset, weights: Mapping[Variant, float]) -> xr.Dataset:
    """Share the weight of each body among those drawn from it.

    Parameters
    ----------
    members : xarray.Dataset
        From `draw_all`.
    weights : mapping of Variant to float
        From `evidence_weights`.

    Returns
    -------
    xarray.Dataset
        With ``weight (member)``, adding to 1.
    """
    by_name = {variant.name: weight for variant, weight in weights.items()}
    names, counts = np.unique(members.variant.values, return_counts=True)
    share = {name: by_name[str(name)] / count for name, count in zip(names, counts, strict=True)}
    weight = np.array([share[name] for name in members.variant.values])
    return members.assign(weight=("member", weight / weight.sum()))


def quantiles(
    values: xr.DataArray, weight: xr.DataArray, at: Sequence[float]
) -> tuple[xr.DataArray, ...]:
    """Return quantiles over the members, each counted by its weight.

    Parameters
    ----------
    values : xarray.DataArray
        On ``member``, and on whatever else.
    weight : xarray.DataArray
        (member), adding to 1.
    at : sequence of float
        Between 0 and 1.

    Notes
    -----
    The k-th of n draws stands for k / (n + 1) (type 6 of Hyndman & Fan 1996, Am Stat 50:361), so
    that one more draw, the runner, is between two ends as often as they say: with (k - 1) / (n - 1)
    87 % of truths were within 90 % of 64 bodies (benchmarks/accuracy/answer_coverage.py). n is
    Kish's effective number.
    """
    count = float(weight.sum() ** 2 / (weight**2).sum())
    inner = [(each * (count + 1) - 1) / (count - 1) if count > 1 else each for each in at]
    found = values.weighted(weight).quantile(np.clip(inner, 0, 1), dim="member")
    return tuple(found.isel(quantile=place, drop=True) for place in range(len(at)))


def _log_evidence(fit: Arrays) -> float:
    """Logarithm of the evidence, up to what all bodies share."""
    _, log_volume = np.linalg.slogdet(fit["covariance"])
    return float(0.5 * log_volume - fit["misfit"].sum())
