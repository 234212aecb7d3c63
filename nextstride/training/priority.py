"""Which muscle groups to train: what each can be expected to gain, and how sure the order is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from nextstride.checks import Problems
from nextstride.conventions import MUSCLE_GROUPS
from nextstride.evidence import Interval, Trainability, trainability

MOST_GROUPS = 3
"""Groups that one plan trains at most."""


@dataclass(frozen=True)
class Priority:
    """What training one group can be expected to give.

    Attributes
    ----------
    group : str
    elasticity : Interval
        Rise in simulated top speed per rise in the group's strength, both as shares.
    probability_first : float
        That this group limits most, from the limiter map; NaN where the map does not say.
    trainability : Trainability
    gain : Interval
        Expected rise in top speed as a share: elasticity x trainability.
    """

    group: str
    elasticity: Interval
    probability_first: float
    trainability: Trainability
    gain: Interval


def priorities(limits: xr.Dataset) -> list[Priority]:
    """Rank the muscle groups of a limiter map by expected gain in speed.

    Parameters
    ----------
    limits : xarray.Dataset
        ``elasticity``, ``lower``, ``upper`` on ``muscle_group``, and if known
        ``probability_first``.

    Returns
    -------
    list of Priority
        Largest expected gain first; groups that no exercise trains are left out.

    Raises
    ------
    ParameterError
        If the map lacks a variable or holds a number that is not finite, naming all of them.
    """
    check_limits(limits)
    ranked = [
        _priority(limits.sel(muscle_group=name), str(name))
        for name in limits.muscle_group.values
        if str(name) in MUSCLE_GROUPS
    ]
    return sorted(ranked, key=lambda each: each.gain.value, reverse=True)


def _priority(row: xr.Dataset, group: str) -> Priority:
    """Expected gain of one group."""
    elasticity = Interval(float(row.elasticity), float(row.lower), float(row.upper))
    likely = float(row.probability_first) if "probability_first" in row else float("nan")
    trained = trainability(group)
    return Priority(group, elasticity, likely, trained, elasticity.times(trained.gain))


def chosen_priorities(ranked: list[Priority]) -> list[Priority]:
    """Return the groups to train: the first, and those that may as well be the first.

    A group whose range of gain overlaps the first's cannot be told from it, so it is trained too,
    up to `MOST_GROUPS`. Groups whose strength is not expected to raise speed are not trained.
    """
    useful = [each for each in ranked if each.gain.value > 0]
    return [each for each in useful if each.gain.overlaps(useful[0].gain)][:MOST_GROUPS]


def is_certain(ranked: list[Priority]) -> bool:
    """Whether the first group's range of gain lies above every other's."""
    first, *others = ranked
    return not any(first.gain.overlaps(each.gain) for each in others)


def check_limits(limits: xr.Dataset) -> None:
    """Refuse a limiter map that is incomplete or impossible.

    Raises
    ------
    ParameterError
    """
    problems = Problems("limiter map")
    for name in ("elasticity", "lower", "upper"):
        present = name in limits and limits[name].dims == ("muscle_group",)
        problems.require(present, f"{name} on (muscle_group) is needed; got {list(limits.sizes)}")
        if present:
            problems.require(
                bool(np.isfinite(limits[name].values).all()),
                f"{name} must be finite for every group; got {limits[name].values.tolist()}",
            )
    problems.require(
        "density" in limits and set(limits["density"].dims) == {"muscle_group", "percent"},
        "density on (muscle_group, percent) is needed",
    )
    problems.raise_if_any()
    wrong = (limits.lower > limits.elasticity) | (limits.elasticity > limits.upper)
    problems.require(not bool(wrong.any()), "lower must not exceed elasticity, nor that upper")
    known = set(MUSCLE_GROUPS) & {str(name) for name in limits.muscle_group.values}
    problems.require(bool(known), f"at least one group of {', '.join(MUSCLE_GROUPS)} is needed")
    problems.require(
        bool(np.isfinite(limits.density.values).all()), "density must be finite everywhere"
    )
    problems.raise_if_any()
