"""`Optimum`: what a solve found, and whether it may be believed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np

from nextstride.body.scaling import Body
from nextstride.conventions import GRAVITY
from nextstride.errors import SolveError
from nextstride.sprint.goals import Goals
from nextstride.sprint.mesh import Mesh
from nextstride.sprint.problem import SprintProblem
from nextstride.sprint.solve import RawSolution, SolverEnd

ADVICE = {
    SolverEnd.TIME_USED: "it ran out of time: allow more, or use a coarser mesh",
    SolverEnd.ITERATIONS_USED: "it did not settle: try another start or a coarser mesh",
    SolverEnd.INFEASIBLE: "no step fits: check strengths, mass and height, "
    "or widen the technique bound",
    SolverEnd.RESTORATION_FAILED: "no step fits near the start: try another start",
}
WHY = {
    SolverEnd.TIME_USED: "out of time",
    SolverEnd.ITERATIONS_USED: "out of iterations",
    SolverEnd.INFEASIBLE: "no step fits",
    SolverEnd.RESTORATION_FAILED: "no step fits near the start",
}
"""The same in a few words; of other ends the solver's own."""


@dataclass(frozen=True, eq=False)
class Optimum:
    """One optimum of a step or of a stride, or the failure to find one.

    Attributes
    ----------
    problem : SprintProblem
    body : Body
    goals : Goals
    raw : RawSolution
    start : str
        Name of the motion it was started from.
    seconds : float
        Time of all solves that led here, s.
    iterations : int
        Of all solves that led here.
    """

    problem: SprintProblem
    body: Body
    goals: Goals
    raw: RawSolution
    start: str
    seconds: float
    iterations: int

    @property
    def solved(self) -> bool:
        """Whether it is an optimum."""
        return self.raw.solved

    @property
    def status(self) -> str:
        """``solved``, or the solver's reason."""
        return "solved" if self.solved else str(self.raw.end)

    def raise_for_status(self) -> Self:
        """Return this solution if it is one.

        Raises
        ------
        SolveError
            Otherwise, saying what to try.
        """
        if self.solved:
            return self
        advice = ADVICE.get(self.raw.end, "try another start")
        raise SolveError(
            f"The simulated sprint of {self.body.parameters} ({self.body.athlete.mass:g} kg, "
            f"{self.body.athlete.height:g} m) from the start '{self.start}' ended with "
            f"{self.raw.end} after {self.iterations} iterations and {self.seconds:.1f} s; "
            f"{advice}.",
            WHY.get(self.raw.end, str(self.raw.end)),
        )

    @property
    def mesh(self) -> Mesh:
        """Where each unknown stands."""
        return self.problem.mesh

    @cached_property
    def unknowns(self) -> np.ndarray:
        """All unknowns in physical units."""
        self.raise_for_status()
        return np.asarray(self.raw.unknowns * self.mesh.scale)

    @property
    def speed(self) -> float:
        """Top speed, m/s."""
        return float(self.unknowns[self.mesh.speed])

    @cached_property
    def time(self) -> np.ndarray:
        """Times of the points from touchdown, s."""
        return self.mesh.times(self.unknowns)

    def values(self, part: str) -> np.ndarray:
        """A named part of all points, (points, size)."""
        rows = [self.unknowns[self.mesh.part(phase, part)] for phase in self.mesh.phases]
        return np.concatenate([row.reshape(-1, row.shape[-1]) for row in rows])

    @property
    def body_weight(self) -> float:
        """Body weight, N."""
        return self.body.athlete.mass * GRAVITY
