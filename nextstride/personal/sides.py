"""Push side only, swing side only, both: what each would change for this runner."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import xarray as xr

from nextstride.arrays import Floats
from nextstride.errors import ParameterError, SolveError
from nextstride.parallel import Workers
from nextstride.personal.drawn import DrawTask, fitted_solution
from nextstride.personal.keeping import Arrays, Done, Keeper, do_all
from nextstride.personal.unknowns import UNKNOWNS_OF, body_with
from nextstride.sprint import SprintSolution, follow

LEAST_PRICE = 0.02
"""A side that is cheaper has no ratio of prices worth the name."""
FACTORS = (0.8, 0.9, 1.0, 1.1, 1.2)
"""Strengths that are tried, relative to the runner's."""
SCENARIOS: dict[str, tuple[str, ...]] = {
    "push": ("push",),
    "swing": ("swing",),
    "both": ("swing", "push"),
}
"""Sides that change."""


def try_sides(tasks: list[DrawTask], keeper: Keeper, workers: Workers, done: Done) -> xr.Dataset:
    """Make the sides of every fitted body weaker and stronger.

    Parameters
    ----------
    tasks : list of DrawTask
        One for each fit, at its centre.

    Returns
    -------
    xarray.Dataset
        ``gain (variant, scenario, factor)``: logarithm of speed relative to the fitted body's; NaN
        where the branch of optima was lost.
    """
    named = [
        (f"side-{place}-{scenario}", (task, scenario))
        for place, task in enumerate(tasks)
        for scenario in SCENARIOS
    ]
    found = do_all(follow_side, named, keeper, workers, done, ("gain",))
    gain = np.array([each["gain"] for each in found])
    return xr.Dataset(
        {
            "gain": (
                ("variant", "scenario", "factor"),
                gain.reshape(len(tasks), len(SCENARIOS), len(FACTORS)),
            )
        },
        coords={
            "variant": [task.variant.name for task in tasks],
            "scenario": list(SCENARIOS),
            "factor": list(FACTORS),
        },
    )


def secant_of_swing(sides: xr.Dataset, weights: Mapping[str, float]) -> float | None:
    """Return how much dearer 20 % of the swing side's strength are than the local price says.

    The fatigue probe weakens by so much; what it measures is divided by this. Mean over the bodies
    by their weights; None where no branch of them shows it.

    Parameters
    ----------
    sides : xarray.Dataset
        From `try_sides`.
    weights : mapping of str to float
        By the name of a variant.
    """
    ratios, counts = [], []
    for name in sides.variant.values:
        gain = sides.gain.sel(variant=name, scenario="swing")
        far = float(gain.sel(factor=0.8)) / np.log(0.8)
        near = float(gain.sel(factor=1.1) - gain.sel(factor=0.9)) / np.log(1.1 / 0.9)
        if np.isfinite(far) and near > LEAST_PRICE:
            ratios.append(far / near)
            counts.append(weights[str(name)])
    return float(np.average(ratios, weights=counts)) if ratios else None


def follow_side(task: tuple[DrawTask, str]) -> Arrays:
    """Log speed at each of `FACTORS` on one scenario's strengths, along one branch."""
    draw, scenario = task
    center = fitted_solution(draw)
    known = UNKNOWNS_OF[draw.variant.kind]
    links = [link for side in SCENARIOS[scenario] for link in known.sides[side]]
    rows = [known.names.index(link) for link in links]
    gains = {1.0: 0.0}
    for outwards in (
        [factor for factor in FACTORS if factor > 1],
        [factor for factor in FACTORS if factor < 1][::-1],
    ):
        current: SprintSolution | None = center
        for factor in outwards:
            unknowns = draw.unknowns.copy()
            unknowns[rows] += np.log(factor)
            current = _followed(current, draw, unknowns)
            gains[factor] = _log_ratio(current, center)
    return {"gain": np.array([gains[factor] for factor in FACTORS])}


def _log_ratio(solution: SprintSolution | None, center: SprintSolution) -> float:
    """Log of the speeds' ratio; NaN for a lost branch."""
    return float("nan") if solution is None else float(np.log(solution.speed / center.speed))


def _followed(
    current: SprintSolution | None, draw: DrawTask, unknowns: Floats
) -> SprintSolution | None:
    """The next optimum of a branch, or None if it was lost."""
    if current is None:
        return None
    body = draw.body()
    try:
        return follow(current, body_with(body, unknowns))
    except (SolveError, ParameterError):
        return None
