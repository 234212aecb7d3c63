"""`StrideSolution`: the fastest stride of a runner whose legs differ, both steps free.

Where the legs are alike the step is its own mirror image, and one step is the whole problem. Where
they differ each leg has its own step, and the stride begins from the symmetric one: its unknowns
and multipliers, twice.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import xarray as xr

from nextstride.conventions import Side, opposite
from nextstride.sprint.mesh import DEGREE
from nextstride.sprint.optimum import Optimum
from nextstride.sprint.problem import SprintProblem
from nextstride.sprint.solution import SprintSolution
from nextstride.sprint.solve import RawSolution, optimise_beside

LEGS_OF_STRIDE: tuple[Side, Side] = ("right", "left")
"""The leg that stands in the first step, and in the second: the order of a body's factors."""


@dataclass(frozen=True, eq=False)
class StrideSolution(Optimum):
    """The fastest stride, or the failure to find one; see `Optimum`.

    Attributes
    ----------
    symmetric : SprintSolution
        The step of two equal legs from which it was begun.
    """

    symmetric: SprintSolution

    @cached_property
    def steps(self) -> dict[Side, SprintSolution]:
        """The step on each leg, as a step of a body that stands on its first leg.

        What is seen of them holds; they are no optima by themselves, and have no prices (NaN).
        """
        return {leg: self._step(index) for index, leg in enumerate(LEGS_OF_STRIDE)}

    def _step(self, index: int) -> SprintSolution:
        """One of the two steps."""
        problem, raw = _on(self, 1), self.raw
        size = self.mesh.step_size
        own = raw.unknowns[index * size : (index + 1) * size]
        seen = replace(
            raw,
            unknowns=np.append(own, raw.unknowns[self.mesh.speed]),
            bound_multipliers=np.full(problem.mesh.size, np.nan),
            multipliers=np.full(problem.n_constraints, np.nan),
        )
        body = self.body.with_legs_exchanged() if index else self.body
        return replace(self.symmetric, problem=problem, body=body, raw=seen)

    @property
    def duration(self) -> float:
        """Duration of the stride, s."""
        return sum(1 / step.step_rate for step in self.steps.values())

    def percent(self, leg: Side) -> np.ndarray:
        """Percent of a leg's stride, from its touchdown, of each point."""
        own, other = self.steps[leg], self.steps[opposite(leg)]
        times = np.concatenate([own.time, other.time + 1 / own.step_rate])
        return np.asarray(100 * times / self.duration)

    def seen(self, name: str, leg: Side) -> xr.DataArray:
        """One thing that is observed of a leg over its stride, from its touchdown, (point, ...).

        Parameters
        ----------
        name : str
            Of what `SprintSolution.observed` has on ``leg``.
        leg : {"left", "right"}
        """
        own, other = self.steps[leg], self.steps[opposite(leg)]
        halves = [own.observed[name].isel(leg=0), other.observed[name].isel(leg=1)]
        return xr.concat([half.drop_vars(["leg", "time"]) for half in halves], "point")


def solve_stride(step: SprintSolution, time_limit: float = 120.0) -> StrideSolution:
    """Return the fastest stride next to the fastest step, with both legs free.

    With equal legs it is that step twice; `nextstride.sprint.follow` leads it to a body whose legs
    differ (`Body.with_factors` with ``leg``).

    Parameters
    ----------
    step : SprintSolution
        Of any body.
    time_limit : float
        Seconds of processor time.

    Returns
    -------
    StrideSolution
        Check it with `raise_for_status`.

    Raises
    ------
    SolveError
        If `step` is none.
    """
    step.raise_for_status()
    body, problem = step.body, _on(step, 2)
    begin = _doubled(step, problem)
    raw = optimise_beside(problem, body.vector, step.goals, begin, time_limit)
    seconds, iterations = step.seconds + raw.seconds, step.iterations + raw.iterations
    return StrideSolution(
        problem, body, step.goals, raw, step.start, seconds, iterations, symmetric=step
    )


def _on(optimum: Optimum, steps: int) -> SprintProblem:
    """Return the problem of a step or of a stride on the mesh of `optimum`."""
    mesh = optimum.mesh
    return optimum.problem.on(
        mesh.stance.intervals, mesh.flight.intervals, optimum.body.compliant, steps
    )


def _doubled(step: SprintSolution, problem: SprintProblem) -> RawSolution:
    """Return the unknowns of a step twice, and the multipliers that they have in the stride.

    The speed weighs as before, so all that holds of one step weighs half; the technique bound is a
    mean over both.
    """
    raw, size = step.raw, step.mesh.step_size
    multipliers = np.zeros(problem.n_constraints)
    for phase in problem.mesh.phases:
        own = step.problem.point_rows(replace(phase, step=0))
        multipliers[problem.point_rows(phase)] = raw.multipliers[own] / 2
    multipliers[problem.link_rows()] = _links_doubled(step, problem)
    return replace(
        raw,
        unknowns=np.append(np.tile(raw.unknowns[:size], 2), raw.unknowns[size:]),
        bound_multipliers=np.append(
            np.tile(raw.bound_multipliers[:size] / 2, 2), raw.bound_multipliers[size:]
        ),
        multipliers=multipliers,
    )


def _links_doubled(step: SprintSolution, problem: SprintProblem) -> np.ndarray:
    """Multipliers of the stride's links, in their order."""
    phases = step.mesh.phases
    sizes = (
        sum(DEGREE * phase.intervals * phase.n_state for phase in phases),
        sum(phase.intervals - 1 for phase in phases),
        2,  # contact begins and ends
    )
    own = step.raw.multipliers[step.problem.link_rows()]
    collocation, durations, contact, rest = np.split(own / 2, np.cumsum(sizes))
    periodicity, speed = rest[:-2], rest[-2:-1]
    blocks = [np.tile(block, 2) for block in (collocation, durations, contact, periodicity)]
    midline = np.zeros(problem.link_rows().size - sum(map(len, blocks)) - 2)
    return np.concatenate([*blocks, midline, speed, own[-1:]])
