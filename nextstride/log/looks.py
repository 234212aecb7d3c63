"""How far a value must move before it counts, when one looks again after every session.

Asking once whether the mean of the sessions since differs from the baseline's needs 1.96 standard
errors for 5 % false alarms. Asking after every new session, as a log invites to, raises more of
them. A constant, higher bound keeps them at the stated rate over a whole season (Pocock 1977,
Biometrika 64:191); it is computed by the recursion of Armitage, McPherson & Rowe (1969, J R Stat
Soc A 132:235). Because the baseline stays as it is, the looks get more and more alike, and the
bound ends near 2.5 for 5 %, not at infinity.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr
from scipy.stats import norm, t

SEASON_LOOKS = 60
"""Looks that the bound covers: more sessions than a season has."""

GRID = 161


def required_ratio(before: int, freedom: float, false_alarm: float) -> float:
    """Change in standard errors that counts as an improvement.

    Parameters
    ----------
    before : int
        Baseline sessions.
    freedom : float
        Degrees of freedom of the typical error; Student's t takes the normal's place at the same
        tail (Jennison & Turnbull 2000, Group Sequential Methods, section 4.4).
    false_alarm : float
        Chance, over a season of looks, to see an improvement where there is none.
    """
    return float(t.isf(norm.sf(season_bound(before, false_alarm)), freedom))


@cache
def season_bound(before: int, false_alarm: float) -> float:
    """Bound on the standardised change that chance passes with `false_alarm` in a season."""

    def excess(bound: float) -> float:
        return crossing_probability(bound, before) - false_alarm

    return float(brentq(excess, norm.isf(false_alarm) - 1e-9, 8.0, xtol=1e-4))


def crossing_probability(bound: float, before: int, looks: int = SEASON_LOOKS) -> float:
    """Chance that the standardised change exceeds `bound` at one of `looks` looks, no effect.

    After look ``m`` the information about the change is ``I = 1 / (1/before + 1/m)``, and the
    standardised change times ``sqrt(I)`` is a random walk whose steps have the variances of the
    gains in information.
    """
    information = 1 / (1 / before + 1 / np.arange(1, looks + 1))
    lowest = -8 * np.sqrt(information[-1])
    walk, spacing = np.linspace(lowest, bound * np.sqrt(information[0]), GRID, retstep=True)
    density = norm.pdf(walk, scale=np.sqrt(information[0]))
    staying = float(np.trapezoid(density, dx=spacing)) if looks == 1 else 0.0
    for gained, reached in zip(np.diff(information), information[1:], strict=True):
        further, wider = np.linspace(lowest, bound * np.sqrt(reached), GRID, retstep=True)
        density = smear(density, walk, further, float(np.sqrt(gained)), float(spacing))
        walk, spacing = further, wider
        staying = float(np.trapezoid(density, dx=spacing))
    return 1 - staying


def smear(
    density: np.ndarray, walk: np.ndarray, further: np.ndarray, step: float, spacing: float
) -> np.ndarray:
    """Density after a normal step of SD `step`, for walks that are still below the bound.

    The density is taken as piecewise constant, so a step shorter than the grid loses nothing.
    """
    edges = np.concatenate([walk[:1], (walk[1:] + walk[:-1]) / 2, walk[-1:]])
    reach = ndtr((edges[None, :] - further[:, None]) / step)
    return np.asarray(np.diff(reach, axis=1) @ density)
