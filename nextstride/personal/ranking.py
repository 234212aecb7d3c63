"""From the ensemble to an answer: intervals, and how often each link and side comes first."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import xarray as xr

from nextstride.evidence import trainability
from nextstride.personal.unknowns import SIDES
from nextstride.personal.weights import quantiles

LEVEL = 90.0
"""Of all intervals, %."""
STRONGER = 1.1


def interval(
    values: xr.DataArray, weight: xr.DataArray
) -> tuple[xr.DataArray, xr.DataArray, xr.DataArray]:
    """Return median, lower and upper end over the members, by their weights."""
    half = LEVEL / 200
    middle, low, high = quantiles(values, weight, (0.5, 0.5 - half, 0.5 + half))
    return middle, low, high


def rank(members: xr.Dataset, sides: Mapping[str, tuple[str, ...]] = SIDES) -> xr.Dataset:
    """Return what limits the runner, over all bodies that could be theirs.

    Parameters
    ----------
    members : xarray.Dataset
        From `draw_all`, with ``weight (member)`` from `evidence_weights`.
    sides : mapping of str to tuple of str
        Links of each side of the stride.

    Returns
    -------
    xarray.Dataset
        On ``link``: ``elasticity``, ``probability_first``, ``strength`` (relative to the body built
        from mass, height and sex), ``gain_10pct`` (m/s for +10 % strength), ``gain_training`` (m/s
        for a typical training block, whose own range is carried), each but the probability with
        ``_lower`` and ``_upper``; on ``side``: ``side_elasticity`` likewise and
        ``side_probability_first``; on ``(link, percent)``: ``density``, the map, whose rows add up
        to the elasticities.
    """
    elasticity = members.elasticity
    links = list(members.link.values)
    of_sides = xr.concat(
        [elasticity.sel(link=list(side)).sum("link") for side in sides.values()], "side"
    ).assign_coords(side=list(sides))
    table = {
        "elasticity": elasticity,
        "strength": np.exp(members.unknowns.sel(unknown=links)).rename(unknown="link"),
        "gain_10pct": members.speed * (STRONGER**elasticity - 1),
        "gain_training": _training_gains(members),
        "side_elasticity": of_sides,
    }
    found: dict[str, xr.DataArray] = {}
    for name, values in table.items():
        found[name], found[f"{name}_lower"], found[f"{name}_upper"] = interval(
            values, members.weight
        )
    found["probability_first"] = _share_first(elasticity, members.weight, "link")
    found["side_probability_first"] = _share_first(of_sides, members.weight, "side")
    found["density"] = _map_of(members, found["elasticity"])
    return xr.Dataset(found)


def _map_of(members: xr.Dataset, elasticity: xr.DataArray) -> xr.DataArray:
    """Mean map of the members, each row brought to add up to its link's `elasticity`.

    Mean and median of skewed prices differ; what is missing is shared by where the row is large.
    """
    mean = members.density.weighted(members.weight).mean("member")
    size = np.abs(mean)
    share = size / size.sum("percent").clip(min=np.finfo(float).tiny)
    brought: xr.DataArray = mean + (elasticity - mean.sum("percent")) * share
    return brought


def _training_gains(members: xr.Dataset) -> xr.DataArray:
    """Gain of speed (m/s) by a block of training, its effect drawn anew for each member."""
    random = np.random.default_rng(0)
    columns = []
    links = [str(link) for link in members.link.values]
    for link in links:
        gain = trainability(link).gain
        effect = random.triangular(
            gain.lower, min(max(gain.value, gain.lower), gain.upper), gain.upper + 1e-9,
            members.sizes["member"],
        )  # fmt: skip
        price = members.elasticity.sel(link=link)
        columns.append(members.speed * ((1 + effect) ** price - 1))
    gains: xr.DataArray = xr.concat(columns, xr.DataArray(links, dims="link", name="link"))
    return gains


def _share_first(values: xr.DataArray, weight: xr.DataArray, over: str) -> xr.DataArray:
    """Weight of the members in which each has the largest value."""
    first = values.argmax(over)
    count = values.sizes[over]
    share = np.bincount(first.values, weights=weight.values, minlength=count) / weight.values.sum()
    return xr.DataArray(share, dims=over, coords={over: values[over]})


def alike(members: xr.Dataset, one: str, other: str) -> bool:
    """Whether two links' order changes between bodies: neither is first in 90 % of the weight."""
    larger = members.elasticity.sel(link=one) > members.elasticity.sel(link=other)
    ahead = float(larger.weighted(members.weight).mean())
    return 1 - LEVEL / 100 < ahead < LEVEL / 100
