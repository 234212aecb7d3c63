"""What a population says: how elasticities spread, what they depend on, what advice is worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from scipy.stats import rankdata

from nextstride.arrays import Floats
from nextstride.personal.decision import best_split, full_block_gains, gain_of, missing
from nextstride.personal.unknowns import LINKS

ENDS = (0.05, 0.5, 0.95)
FACTORS = ("published body", "sex", "size", "level")
"""What elasticities may depend on; level is top speed, size is height and mass."""
SAME = 1e-9
"""Gains that differ by no more are of the same split."""


@dataclass(frozen=True)
class Advice:
    """What splits of a block of training give to each body of a population.

    Attributes
    ----------
    generic : dict of str to float
        The split that gives most in the mean over all bodies, the largest share first.
    best_gain, generic_gain : (member,) array
        Of each body's best split, and of the generic one, m/s.
    """

    generic: dict[str, float]
    best_gain: Floats
    generic_gain: Floats

    @property
    def regret(self) -> Floats:
        """What the generic split misses, as a share of the best one's gain, (member,)."""
        # The generic split is one of those that the best one is chosen from: less is rounding.
        return np.maximum(missing(self.best_gain, self.generic_gain), 0.0)


def advice(members: xr.Dataset) -> Advice:
    """Find the best generic split of a population, and what each body's own adds.

    Parameters
    ----------
    members : xarray.Dataset
        From `nextstride.squad.population.solve_population`.
    """
    gains = full_block_gains(members)
    shares = best_split(gains.mean(axis=0))
    links = [str(link) for link in members.link.values]
    named = {links[place]: float(shares[place]) for place in np.argsort(-shares) if shares[place]}
    best = np.array([gain_of(row, best_split(row)) for row in gains])
    return Advice(named, best, gain_of(gains, shares))


def explained(members: xr.Dataset) -> dict[str, dict[str, float | None]]:
    """Return how much of each link's spread of elasticity each factor explains alone.

    Ranks stand for values: near the weakest body that can still sprint elasticities grow without
    bound, and one such body would be most of the variance.

    Returns
    -------
    dict of str to dict of str to float or None
        By link, then by `FACTORS`, and "its own strength": shares of the variance of ranks,
        adjusted for the number of columns, not below 0; None where there are too few bodies.
    """
    columns = _columns(members)
    found = {}
    for link in LINKS:
        own = rankdata(members.unknowns.sel(unknown=link).values)[:, None]
        elasticity = rankdata(members.elasticity.sel(link=link).values)
        mine = columns | {"its own strength": own}
        found[link] = {name: _adjusted(elasticity, each) for name, each in mine.items()}
    return found


def _columns(members: xr.Dataset) -> dict[str, Floats]:
    """The columns of a linear model on each factor."""
    variant = pd.get_dummies(members.variant.values, drop_first=True).to_numpy(dtype=float)
    return {
        "published body": variant,
        "sex": (members.sex.values == "male").astype(float)[:, None],
        "size": np.column_stack([rankdata(members.height.values), rankdata(members.mass.values)]),
        "level": rankdata(members.speed.values)[:, None],
    }


def _adjusted(values: Floats, columns: Floats) -> float | None:
    """Adjusted share of variance that a linear model on `columns` (n, k) explains."""
    count, width = columns.shape
    if count <= width + 1:
        return None
    design = np.column_stack([np.ones(count), columns])
    left = values - design @ np.linalg.lstsq(design, values, rcond=None)[0]
    variance = float(left @ left) / (count - width - 1)
    total = float(values.var(ddof=1))
    return max(0.0, 1 - variance / total) if total else None


def population_document(members: xr.Dataset, seed: int) -> dict[str, Any]:
    """Return what a population says as plain numbers.

    Parameters
    ----------
    members : xarray.Dataset
        From `nextstride.squad.population.solve_population`.
    seed : int
    """
    elasticity = members.elasticity.values
    first = np.bincount(elasticity.argmax(axis=1), minlength=len(LINKS)) / len(elasticity)
    found, dependence = advice(members), explained(members)
    return {
        "seed": seed,
        "solved": int(members.sizes["member"]),
        "lost": int(members.attrs["lost"]),
        "speed_m_s": _ends(members.speed.values),
        "links": {
            link: {
                "elasticity": _ends(elasticity[:, place]),
                "mean": float(elasticity[:, place].mean()),
                "first": float(first[place]),
                "explained": dependence[link],
                "by_sex": _medians(members, link, "sex"),
                "by_body": _medians(members, link, "variant"),
                "by_mass": _medians_of_thirds(members, link, "mass"),
                "by_speed": _medians_of_thirds(members, link, "speed"),
            }
            for place, link in enumerate(LINKS)
        },
        "advice": {
            "generic": found.generic,
            "best_gain_m_s": _ends(found.best_gain),
            "generic_gain_m_s": _ends(found.generic_gain),
            "regret": _ends(found.regret),
            "mean_regret": float(found.regret.mean()),
            "mean_best_gain_m_s": float(found.best_gain.mean()),
            "mean_generic_gain_m_s": float(found.generic_gain.mean()),
            "generic_is_best": float((found.regret < SAME).mean()),
        },
    }


def _ends(values: Floats) -> dict[str, float]:
    """Quantiles as the document names them."""
    lower, middle, upper = np.quantile(values, ENDS)
    return {"median": float(middle), "lower": float(lower), "upper": float(upper)}


def _medians(members: xr.Dataset, link: str, by: str) -> dict[str, float]:
    """Median elasticity of a link in each group."""
    values = members.elasticity.sel(link=link).values
    groups = members[by].values
    return {str(each): float(np.median(values[groups == each])) for each in np.unique(groups)}


def _medians_of_thirds(members: xr.Dataset, link: str, by: str) -> list[float]:
    """Median elasticity of a link in thirds of the population, from the least of `by` on."""
    values = members.elasticity.sel(link=link).values[np.argsort(members[by].values)]
    return [float(np.median(third)) for third in np.array_split(values, 3) if third.size]


def people_table(members: xr.Dataset) -> pd.DataFrame:
    """Return a row a body: who, how fast, elasticities, factors on what was drawn, and advice."""
    found = advice(members)
    columns: dict[str, Any] = {
        name: members[name].values for name in ("person", "sex", "mass", "height", "variant")
    }
    columns |= {"speed": members.speed.values}
    columns |= {f"elasticity_{link}": members.elasticity.sel(link=link).values for link in LINKS}
    columns |= {
        f"factor_{name}": np.exp(members.unknowns.sel(unknown=name).values)
        for name in members.unknown.values
    }
    columns |= {"best_gain": found.best_gain, "generic_gain": found.generic_gain}
    return pd.DataFrame(columns)


def maps_table(members: xr.Dataset) -> pd.DataFrame:
    """Return the limiter maps, a row for each body, link and part of the stride."""
    maps = members[["person", "density"]].to_dataframe().reset_index()
    return maps[["person", "link", "percent", "density"]]
