"""All bodies that could be this runner's, each with what limits it.

Every variant is fitted, then bodies are drawn from what each fit leaves open. A share of them is
solved again on its fit's branch, and corrects what the fit's derivative predicts of the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np
import xarray as xr

from nextstride.arrays import Floats
from nextstride.body import Body
from nextstride.errors import NextstrideError, SolveError
from nextstride.parallel import Workers
from nextstride.personal.discrepancy import strength_errors
from nextstride.personal.drawn import (
    BINS,
    MEMBER,
    DrawTask,
    PredictTask,
    corrected,
    found_right,
    predict_draws,
    solve_draw,
    solved_among,
)
from nextstride.personal.features import FEATURES
from nextstride.personal.fit import fit_body
from nextstride.personal.keeping import FAILED, Arrays, Done, Keeper, do_all, failure
from nextstride.personal.kinds import kind_of
from nextstride.personal.recorded import RecordedSprint
from nextstride.personal.strength_tests import StrengthTest, shown_to, updated
from nextstride.personal.unknowns import UNKNOWNS_OF, Belief
from nextstride.personal.variants import Variant
from nextstride.personal.weights import evidence_weights
from nextstride.sprint import sprint_goals
from nextstride.sprint.hamstrings import length_with_strength

FIT = (
    "unknowns",
    "bound_multipliers",
    "multipliers",
    "mean",
    "covariance",
    "misfit",
    "modelled",
    "ended",
    "stretch",
)
"""What `fit_variant` returns, unless a `failure`."""


NEVER = "no possible body, or none solved beside it"
"""Why a body that was not to be solved could not be predicted either."""


@dataclass(frozen=True)
class FitTask:
    """What one process needs to fit one variant."""

    recorded: RecordedSprint
    variant: Variant
    bound: float
    tests: tuple[StrengthTest, ...]

    def body(self) -> Body:
        """The runner's body before anything is fitted."""
        return self.variant.body(self.recorded.athlete, self.recorded.lengths)


def fit_all(
    tasks: list[FitTask], keeper: Keeper, workers: Workers, done: Done
) -> tuple[dict[Variant, Arrays], dict[Variant, str]]:
    """Fit every variant.

    Returns
    -------
    fits : dict of Variant to arrays
    failed : dict of Variant to str
        Those that cannot be simulated, and why.

    Raises
    ------
    SolveError
        If none can.
    """
    named = [(f"fit-{place}", task) for place, task in enumerate(tasks)]
    found = do_all(fit_variant, named, keeper, workers, done, FIT)
    every = {task.variant: fit for task, fit in zip(tasks, found, strict=True)}
    failed = {variant: str(fit[FAILED]) for variant, fit in every.items() if FAILED in fit}
    if len(failed) == len(every):
        reasons = "; ".join(f"{variant.name}: {why}" for variant, why in failed.items())
        raise SolveError(
            "No body could be fitted to this recording: the simulated sprint of every variant "
            f"failed near the recorded motion ({reasons}). Check --mass and --height, and the "
            "report's angles."
        )
    return {variant: fit for variant, fit in every.items() if variant not in failed}, failed


def fit_variant(task: FitTask) -> Arrays:
    """Fit one variant; a `failure` where it cannot be simulated."""
    body = task.body()
    kind = kind_of(body)
    before = kind.unknowns.prior
    if task.tests:
        # A test reads the runner's strength; of the body's it tells through what bodies have wrong.
        errors = strength_errors(kind.unknowns.names)
        before = updated(before, shown_to(task.tests, body).through(errors))
    goals = sprint_goals(task.bound, kind.motion(task.recorded))
    try:
        fit = fit_body(task.recorded, body, goals, before)
    except NextstrideError as error:
        return failure(error)
    raw = fit.solution.raw
    return {
        "unknowns": raw.unknowns,
        "bound_multipliers": raw.bound_multipliers,
        "multipliers": raw.multipliers,
        "mean": fit.belief.mean,
        "covariance": fit.belief.covariance,
        "misfit": np.array([fit.misfit, fit.prior_misfit]),
        "modelled": fit.modelled,
        "ended": np.array(fit.ended),
        "stretch": np.array([*length_with_strength(fit.near, links=kind.unknowns.links).values()]),
    }


def draw_all(
    fits: dict[Variant, Arrays],
    make: Callable[[Variant, Arrays, Floats], DrawTask],
    members: int,
    keeper: Keeper,
    workers: Workers,
    done: Done,
) -> xr.Dataset:
    """Draw bodies from every fit, the more the more it counts, and solve or predict them.

    Parameters
    ----------
    fits : dict of Variant to arrays
    make : callable
        ``(variant, fit, unknowns) -> DrawTask``.
    members : int
        How many to draw.

    Returns
    -------
    xarray.Dataset
        On ``member``: ``variant``, ``speed`` (m/s); ``elasticity (member, link)``, ``density
        (member, link, percent)`` whose rows sum to the elasticities, ``unknowns (member,
        unknown)``, ``modelled (member, feature)``. Bodies that could not be solved are missing:
        ``attrs["lost"]`` counts them by their reasons, ``attrs["solved"]`` those that were solved.

    Raises
    ------
    SolveError
        If none could be solved.
    """
    counts = shared_out(members, evidence_weights(fits))
    tasks = []
    for place, (variant, fit) in enumerate(fits.items()):
        drawn = Belief(fit["mean"], fit["covariance"]).draws(counts[variant], seed=place)
        tasks.append([make(variant, fit, row) for row in drawn])
    bodies, lost = _solved(tasks, keeper, workers, done)
    solved = sum(map(bool, chain(*bodies)))
    if sum(map(len, bodies)) < members:
        predicted = _predicted(tasks, keeper, workers)
        right = found_right(predicted, bodies)
        for place, (guess, mine) in enumerate(zip(predicted, bodies, strict=True)):
            others = corrected(guess, mine, right, seed=place)
            mine += others
            for _ in others:
                done()
    found = list(zip(chain(*tasks), chain(*bodies), strict=True))
    kept = [(task, each) for task, each in found if each]
    if not kept:
        told = ", ".join(f"{count} {why}" for why, count in lost.items())
        raise SolveError(f"None of the drawn bodies could be solved next to its fit: {told}.")
    unpredicted = len(found) - len(kept) - sum(lost.values())
    return _gathered(kept).assign_attrs(
        solved=solved, lost=lost | ({NEVER: unpredicted} if unpredicted else {})
    )


def _solved(
    tasks: list[list[DrawTask]], keeper: Keeper, workers: Workers, done: Done
) -> tuple[list[list[Arrays]], dict[str, int]]:
    """Solve a share of every fit's bodies: the first ones, as they were drawn by chance.

    Empty where a branch ended; and how many ended for which reason.
    """
    counts = [solved_among(len(mine)) for mine in tasks]
    chosen = chain(*(mine[:count] for mine, count in zip(tasks, counts, strict=True)))
    named = [(f"solved-{place}", task) for place, task in enumerate(chosen)]
    found = do_all(solve_draw, named, keeper, workers, done, MEMBER)
    lost = Counter(str(each[FAILED]) for each in found if FAILED in each)
    bodies = iter([{} if FAILED in each else each for each in found])
    return [list(islice(bodies, count)) for count in counts], dict(lost)


def _predicted(tasks: list[list[DrawTask]], keeper: Keeper, workers: Workers) -> list[Arrays]:
    """Predict all bodies of every fit."""
    named = [(f"predicted-{place}", PredictTask.of(mine)) for place, mine in enumerate(tasks)]
    return do_all(predict_draws, named, keeper, workers, lambda: None, MEMBER)


def shared_out(members: int, weights: Mapping[Variant, float]) -> dict[Variant, int]:
    """Share `members` out by the weights, at least one each where there are enough.

    Equal parts would leave few bodies where the weight is, and intervals too narrow.
    """
    least = 1 if members >= len(weights) else 0
    wanted = {variant: weight * members for variant, weight in weights.items()}
    counts = {variant: max(least, int(part)) for variant, part in wanted.items()}
    while sum(counts.values()) < members:
        neediest = max(counts, key=lambda variant: wanted[variant] - counts[variant])
        counts[neediest] += 1
    while sum(counts.values()) > members:
        fullest = max(counts, key=lambda variant: counts[variant] - wanted[variant])
        counts[fullest] -= 1
    return counts


def _gathered(kept: list[tuple[DrawTask, Arrays]]) -> xr.Dataset:
    """Join the members."""
    column = {key: np.array([each[key] for _, each in kept]) for key in kept[0][1]}
    unknowns = UNKNOWNS_OF[kept[0][0].variant.kind]
    return xr.Dataset(
        {
            "variant": ("member", [task.variant.name for task, _ in kept]),
            "unknowns": (("member", "unknown"), np.array([task.unknowns for task, _ in kept])),
            "speed": ("member", column["speed"][:, 0]),
            "elasticity": (("member", "link"), column["elasticity"]),
            "density": (("member", "link", "percent"), column["density"]),
            "modelled": (("member", "feature"), column["modelled"]),
        },
        coords={
            "link": list(unknowns.links),
            "unknown": list(unknowns.names),
            "percent": (BINS[:-1] + BINS[1:]) / 2,
            "feature": list(FEATURES),
        },
    )
