"""Fit a body to a recording through its top speed: what it would run is what was recorded.

The unknowns minimise the squared differences between recorded and simulated features, weighed by
their errors, and the squared distance from what was believed before (maximum a posteriori). Each
step is Gauss-Newton's: the simulated features' derivatives come from one factorisation of the
optimum (`Sensitivity`), and the next body is solved again, warm, on the same branch.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

import numpy as np

from nextstride.arrays import Floats
from nextstride.body.scaling import Body
from nextstride.errors import ParameterError, SolveError
from nextstride.personal.features import modelled_features
from nextstride.personal.kinds import kind_of
from nextstride.personal.recorded import RecordedSprint
from nextstride.personal.unknowns import Belief, body_with
from nextstride.sprint import Sensitivity, SprintSolution, follow
from nextstride.sprint.goals import Goals
from nextstride.sprint.solve import optimise

DIFFERENCE = 0.01
"""Half step of the differences by the unknowns (log)."""
ENOUGH = 1.0
"""Drop of half the sum of squares below which the fit has settled."""
SHORTEST = 0.4
"""Share of a step below which the search along it ends."""
STEPS = 4
"""Most steps, a judgement: each costs a solve and a factorisation. A fit says when it used them up
(`EndOfFit`)."""
LONGEST = 0.35
"""Longest step in any unknown (log)."""
FARTHER = 1e-3
"""How far a warm start is pushed from its bounds where many numbers change at once: 38 iterations
in the mean of ten drawn bodies, 43 with the solver's usual 1e-4, 49 with 1e-2."""
SAME_BRANCH = 0.15
"""Share by which speed may change at once; more is another branch, or too long a leap."""
FIT_TIME = 10.0
"""What all steps of a fit may take, in the time that one solve may. Most take a tenth of it."""


class EndOfFit(StrEnum):
    """Why a fit ended."""

    SETTLED = "settled"
    """Its last step gained less than `ENOUGH`."""
    NONE_NEAR = "no better body near"
    """No shorter step gained anything."""
    STEPS_USED = "steps used up"
    """It was still gaining after `STEPS`: a better body may lie further on."""
    TIME_USED = "out of time"
    """The same after `FIT_TIME`."""
    NONE_SOLVED = "no body near could be solved"
    """Behind it stands why."""


@dataclass(frozen=True, eq=False)
class Fit:
    """One body fitted to one recording.

    Attributes
    ----------
    belief : Belief
        Of the unknowns, from the recording and what was believed before.
    solution : SprintSolution
        Top speed of the fitted body.
    modelled : (features,) array
        What it does, in the order of `FEATURES`.
    misfit, prior_misfit : float
        Half the sums of squares: of the recording, and of the distance from the belief before.
    ended : str
        An `EndOfFit`, and what is told behind it.
    near : Sensitivity
        What lies next to the solution.
    """

    belief: Belief
    solution: SprintSolution
    modelled: Floats
    misfit: float
    prior_misfit: float
    ended: str
    near: Sensitivity


@dataclass(frozen=True, eq=False)
class _State:
    """Where the fit stands."""

    unknowns: Floats
    solution: SprintSolution
    modelled: Floats

    @cached_property
    def near(self) -> Sensitivity:
        """What lies next to the solution."""
        return Sensitivity(self.solution)


def reach(solution: SprintSolution, body: Body) -> SprintSolution:
    """Return the optimum of `body` next to `solution`: at once, or else in steps of 12.5 %.

    Raises
    ------
    SolveError
        If neither converges.
    """
    patience = kind_of(body).patience
    raw = optimise(
        solution.problem, body.vector, solution.goals, solution.raw, patience, push=FARTHER
    )
    if raw.solved:
        found = replace(solution, body=body, raw=raw, seconds=raw.seconds)
        if abs(found.speed / solution.speed - 1) < SAME_BRANCH:
            return found
    return follow(solution, body, patience)


def fit_body(recorded: RecordedSprint, body: Body, goals: Goals, before: Belief) -> Fit:
    """Fit `body` to `recorded`.

    Parameters
    ----------
    recorded : RecordedSprint
    body : Body
        Built for the recorded athlete.
    goals : Goals
        Top speed, near the recorded motion.
    before : Belief
        Of the unknowns.

    Raises
    ------
    SolveError
        If the body cannot be simulated.
    """
    search = _Search(recorded, body, before)
    state, ended = search.down(search.begin(goals))
    covariance = np.asarray(np.linalg.inv(search.curvature(search.jacobian(state))), dtype=float)
    misfit, prior_misfit = search.costs(state)
    return Fit(
        Belief(state.unknowns, covariance),
        state.solution,
        state.modelled,
        misfit,
        prior_misfit,
        ended,
        state.near,
    )


class _Search:
    """The weights of one fit, and the steps it takes."""

    def __init__(self, recorded: RecordedSprint, body: Body, before: Belief) -> None:
        self._body, self._before = body, before
        self._known = recorded.known
        self._observed = recorded.observed[self._known]
        self._weight = np.linalg.inv(recorded.covariance[np.ix_(self._known, self._known)])
        self._prior_weight = np.linalg.inv(before.covariance)

    def begin(self, goals: Goals) -> _State:
        """The believed body's top speed."""
        body = body_with(self._body, self._before.mean)
        solution = kind_of(body).solve(body, start=goals.motion, goals=goals).raise_for_status()
        return _State(self._before.mean, solution, modelled_features(solution))

    def down(self, state: _State) -> tuple[_State, str]:
        """Step from `state` to ever better bodies; the last of them, and why it is the last."""
        end = time.process_time() + FIT_TIME * kind_of(self._body).patience
        for _ in range(STEPS):
            jacobian = self.jacobian(state)
            following = self.along(state, self.step(state, jacobian), end)
            if isinstance(following, str):
                return state, following
            gained = self.cost(state) - self.cost(following)
            state = following
            if gained < ENOUGH:
                return state, EndOfFit.SETTLED
        return state, EndOfFit.STEPS_USED

    def costs(self, state: _State) -> tuple[float, float]:
        """Half the sums of squares of recording and belief."""
        off = self._observed - state.modelled[self._known]
        away = state.unknowns - self._before.mean
        return 0.5 * float(off @ self._weight @ off), 0.5 * float(away @ self._prior_weight @ away)

    def cost(self, state: _State) -> float:
        """What the fit makes small."""
        return sum(self.costs(state))

    def jacobian(self, state: _State) -> Floats:
        """Derivatives of the known features by the unknowns, (known, unknowns)."""
        columns = []
        for step in DIFFERENCE * np.eye(state.unknowns.size):
            bodies = (body_with(self._body, state.unknowns + sign * step) for sign in (-1, 1))
            ends = [modelled_features(end) for end in state.near.both_ways(*bodies)]
            columns.append((ends[1] - ends[0])[self._known] / (2 * DIFFERENCE))
        return np.column_stack(columns)

    def curvature(self, jacobian: Floats) -> Floats:
        """Second derivative of the cost, nearly."""
        return np.asarray(jacobian.T @ self._weight @ jacobian + self._prior_weight)

    def step(self, state: _State, jacobian: Floats) -> Floats:
        """Gauss-Newton's step, no longer than `LONGEST`."""
        off = self._observed - state.modelled[self._known]
        away = state.unknowns - self._before.mean
        downhill = jacobian.T @ self._weight @ off - self._prior_weight @ away
        step = np.linalg.solve(self.curvature(jacobian), downhill)
        return np.asarray(step * min(1.0, LONGEST / np.abs(step).max()))

    def along(self, state: _State, step: Floats, end: float) -> _State | str:
        """The first better state along `step`, halved until one is found; else why none is.

        None is tried after the processor time `end`, s.
        """
        share, why = 1.0, ""
        while share >= SHORTEST:
            if time.process_time() > end:
                return EndOfFit.TIME_USED
            unknowns = state.unknowns + share * step
            share /= 2
            try:
                solution = reach(state.solution, body_with(self._body, unknowns))
            except ParameterError:
                continue
            except SolveError as error:
                why = why or f"{EndOfFit.NONE_SOLVED}: {error.why}"
                continue
            following = _State(unknowns, solution, modelled_features(solution))
            if self.cost(following) < self.cost(state):
                return following
            why = EndOfFit.NONE_NEAR
        return why or EndOfFit.NONE_NEAR
