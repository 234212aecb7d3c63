"""Bodies drawn from what a fit leaves open: some solved again, the others predicted.

How prices, speed and features move with what is drawn, the optimum's derivative (`Sensitivity`)
says roughly, for a hundredth of a solve: bounds that become active on the way are not in it. So a
body that is not solved is a solved one, moved by what is predicted of the way between the two, as
far as such ways were found right (control variates; Owen 2013, Monte Carlo theory, chapter 8). What
is not predicted stays as large as it is among the solved bodies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from nextstride.arrays import Floats
from nextstride.body import Body
from nextstride.errors import ParameterError, SolveError
from nextstride.personal.features import modelled_features
from nextstride.personal.fit import reach
from nextstride.personal.keeping import Arrays, failure
from nextstride.personal.kinds import kind_of
from nextstride.personal.recorded import RecordedSprint
from nextstride.personal.unknowns import UNKNOWNS_OF, body_with
from nextstride.personal.variants import Variant
from nextstride.sprint import Sensitivity, SprintSolution, limits, sprint_goals
from nextstride.sprint.solve import RawSolution, SolverEnd

BINS = np.arange(0.0, 101.0, 4.0)
"""Edges of the parts of the stride that the limiter map is shown in, %."""
MEMBER = ("speed", "elasticity", "density", "modelled")
"""What `member` returns."""
SOLVED_SHARE = 1 / 3
"""Share of the drawn bodies of a fit that are solved."""
FEWEST_SOLVED = 4
"""Least number of them; where there are no more, all are solved."""


@dataclass(frozen=True)
class DrawTask:
    """What one process needs to solve one drawn body, next to its fit."""

    recorded: RecordedSprint
    variant: Variant
    bound: float
    fit: Arrays
    unknowns: Floats

    def body(self) -> Body:
        """The runner's body before anything is fitted."""
        return self.variant.body(self.recorded.athlete, self.recorded.lengths)


@dataclass(frozen=True)
class PredictTask(DrawTask):
    """The same for all bodies drawn from one fit: `unknowns` has a row for each."""

    @classmethod
    def of(cls, tasks: Sequence[DrawTask]) -> Self:
        """Gather the tasks of one fit."""
        one = tasks[0]
        rows = np.array([task.unknowns for task in tasks])
        return cls(one.recorded, one.variant, one.bound, one.fit, rows)


def solved_among(count: int) -> int:
    """Return how many of `count` bodies drawn from one fit are solved: the first ones."""
    return min(count, max(FEWEST_SOLVED, round(SOLVED_SHARE * count)))


def solve_draw(task: DrawTask) -> Arrays:
    """Solve one drawn body; a `failure` where its branch ends."""
    try:
        solution = reach(fitted_solution(task), body_with(task.body(), task.unknowns))
    except (SolveError, ParameterError) as error:
        return failure(error)
    return member(solution)


def predict_draws(task: PredictTask) -> Arrays:
    """Predict every drawn body from its fit: what `member` returns, a row for each body.

    NaN where a body is impossible.
    """
    body, center = task.body(), fitted_solution(task)
    near = Sensitivity(center)
    nothing = {key: np.full_like(value, np.nan) for key, value in member(center).items()}
    rows = []
    for row in task.unknowns:
        try:
            rows.append(member(near.predict(body_with(body, row))))
        except ParameterError:
            rows.append(nothing)
    return {key: np.array([row[key] for row in rows]) for key in MEMBER}


def found_right(predicted: Sequence[Arrays], solved: Sequence[Sequence[Arrays]]) -> Arrays:
    """Return how much of a predicted difference is found by solving, for all that a member tells.

    Least squares through the means of each fit's bodies, over all fits together.

    Parameters
    ----------
    predicted : sequence of dict of str to array
        From `predict_draws`, of each fit.
    solved : sequence of sequence of dict of str to array
        From `solve_draw`, of each fit's first bodies; empty where a branch ended.
    """
    shares = {}
    for key in ("speed", "elasticity", "modelled"):
        guess, true = [], []
        for rows, bodies in zip(predicted, solved, strict=True):
            places = [place for place, each in enumerate(bodies) if each]
            if places:
                found = np.array([bodies[place][key] for place in places])
                guess.append(rows[key][places] - rows[key][places].mean(axis=0))
                true.append(found - found.mean(axis=0))
        size = sum(((each**2).sum(axis=0) for each in guess), np.zeros(predicted[0][key].shape[1]))
        both = sum((g * t).sum(axis=0) for g, t in zip(guess, true, strict=True))
        shares[key] = np.divide(both, size, out=np.zeros_like(size), where=size > 0)
    return shares | {"density": shares["elasticity"][:, None]}


def corrected(
    predicted: Arrays, solved: Sequence[Arrays], right: Arrays, seed: int
) -> list[Arrays]:
    """Return the bodies drawn from one fit that were not solved, empty where none was.

    Parameters
    ----------
    predicted : dict of str to array
        From `predict_draws`, of all of them, the solved ones first.
    solved : sequence of dict of str to array
        From `solve_draw`; empty where a branch ended.
    right : dict of str to array
        From `found_right`.
    seed : int
        Decides which body is moved to which place: each as often as the others.
    """
    found = [place for place, each in enumerate(solved) if each]
    rest = range(len(solved), len(predicted["speed"]))
    if not found:
        return [{} for _ in rest]
    order = np.resize(np.random.default_rng(seed).permutation(found), len(rest)).tolist()
    moved = [
        {
            key: solved[one][key] + right[key] * (predicted[key][place] - predicted[key][one])
            for key in MEMBER
        }
        for place, one in zip(rest, order, strict=True)
    ]
    return [each if np.isfinite(each["speed"]).all() else {} for each in moved]


def fitted_solution(task: DrawTask) -> SprintSolution:
    """Put a fit's solution together again from what was kept of it."""
    body = body_with(task.body(), task.fit["mean"])
    raw = RawSolution(
        task.fit["unknowns"],
        task.fit["bound_multipliers"],
        task.fit["multipliers"],
        SolverEnd.SUCCEEDED,
        0,
        0.0,
    )
    kind = kind_of(body)
    goals = sprint_goals(task.bound, kind.motion(task.recorded))
    return kind.solution(kind.problem_of(body), body, goals, raw, "this runner", 0.0, 0)


def member(solution: SprintSolution) -> Arrays:
    """Return what one body tells: speed, its links' elasticities and map, and its features."""
    found = limits(solution)
    links, groups = UNKNOWNS_OF[solution.body.kind].links, solution.body.groups
    tied = np.array([[group in tied for group in groups] for tied in links.values()], float)
    place = np.clip(np.digitize(found.percent.values, BINS) - 1, 0, BINS.size - 2)
    density = np.zeros((len(links), BINS.size - 1))
    for column, bin_ in enumerate(place):
        density[:, bin_] += tied @ found.density.values[:, column]
    return {
        "speed": np.array([solution.speed]),
        "elasticity": tied @ found.elasticity.values,
        "density": density,
        "modelled": modelled_features(solution),
    }
