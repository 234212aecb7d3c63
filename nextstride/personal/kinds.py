"""What a fit needs from a kind of body: two kinds, planar and spatial, and one way to fit them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nextstride.body import Body
from nextstride.personal.features import motion_of, spatial_motion_of
from nextstride.personal.recorded import RecordedSprint
from nextstride.personal.unknowns import PLANAR, SPATIAL, Unknowns
from nextstride.sprint import SprintSolution, solve_sprint
from nextstride.sprint.goals import Motion
from nextstride.sprint.problem import SprintProblem, sprint_problem
from nextstride.sprint.simulate import INTERVALS
from nextstride.sprint.spatial.problem import spatial_problem
from nextstride.sprint.spatial.reference import ANGLES, near
from nextstride.sprint.spatial.simulate import solve_spatial
from nextstride.sprint.spatial.solution import SpatialSolution


@dataclass(frozen=True, eq=False)
class Kind:
    """What a fit needs from a kind of body.

    Attributes
    ----------
    unknowns : Unknowns
    solve : callable
        ``(body, start=motion, goals=goals) -> solution``.
    problem : callable
        ``(stance, flight, compliant) -> SprintProblem``.
    solution : type
        Of `SprintSolution`.
    motion : callable
        The recorded stride as a motion of all that this body tracks.
    unseen : float
        Share of the tracked coordinates that the side view does not show. Markers show some of
        them no better than another sprinter does (docs/limits.md).
    motion_of : callable
        A simulated sprint as a motion that others can stay near.
    patience : float
        How long a solve next to a known one may take, s of processor time.
    """

    unknowns: Unknowns
    solve: Callable[..., SprintSolution]
    problem: Callable[[int, int, tuple[str, ...]], SprintProblem]
    solution: type[SprintSolution]
    motion: Callable[[RecordedSprint], Motion]
    unseen: float
    motion_of: Callable[[SprintSolution], Motion]
    patience: float

    def problem_of(self, body: Body) -> SprintProblem:
        """Return the problem that fits solve for `body`."""
        return self.problem(*INTERVALS, body.compliant)


def _planar_motion(recorded: RecordedSprint) -> Motion:
    """The planar body tracks the recorded stride as it is."""
    return recorded.motion


def _spatial_motion(recorded: RecordedSprint) -> Motion:
    """What the recording does not show is the measured sprint's."""
    return near(recorded.motion, recorded.turns)


FROM_THE_SIDE = 7
"""Coordinates of the body in three dimensions that are seen from the side: hip flexion, knee and
ankle of both legs, and the trunk's lean."""


KINDS: dict[str, Kind] = {
    "planar": Kind(
        unknowns=PLANAR,
        solve=solve_sprint,
        problem=sprint_problem,
        solution=SprintSolution,
        motion=_planar_motion,
        unseen=0.0,
        motion_of=motion_of,
        patience=10.0,
    ),
    "spatial": Kind(
        unknowns=SPATIAL,
        solve=solve_spatial,
        problem=spatial_problem,
        solution=SpatialSolution,
        motion=_spatial_motion,
        unseen=1 - FROM_THE_SIDE / len(ANGLES),
        motion_of=spatial_motion_of,
        patience=60.0,
    ),
}
"""By the name of the kind. Next to a known optimum a planar solve takes one second, one that fails
30; a spatial one 5 to 10."""


def kind_of(body: Body) -> Kind:
    """Return what a fit needs from the kind of `body`."""
    return KINDS[body.kind]
