"""The dynamically consistent motion nearest to a recording, at the recorded speed.

It asks only whether a body could have moved so, not whether it could have run faster; so it checks
the fit through top speed, and says how near to the recording the simulated body can come at all.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from nextstride.body.scaling import Body
from nextstride.personal.kinds import kind_of
from nextstride.personal.recorded import RecordedSprint
from nextstride.sprint import SprintSolution, sprint_goals
from nextstride.sprint.goals import FREE, Goals, reference_angles
from nextstride.sprint.solve import optimise

STRONGER = 1.3
"""Strength of the tracking body: enough that strength is not what keeps it from the recording."""
TRACKING = 10.0
"""Weight of the mean squared distance against effort."""
AWAY = 1e-2
"""How far the tracking solve is pushed from the bounds of the sprint it begins from, which is fast
and not near: on the measured sprint 41 iterations instead of 66 with the usual 1e-4, in three
dimensions 105 instead of 149 from the default body; distances differ by less than 0.0002 rad."""
TRACKING_TIME = 3.0
"""How long the tracking solve may take, in the time of one next to a known one."""
LEAST_BOUND = 0.05
"""Least technique bound, rad (2.9°): the mean angles of a recording err by 2° and more."""

ROOM = 2.2
"""The technique bound is this many times what the nearest motion of a strong body needs. With
little room the published bodies that come less near cannot be solved, and the bound takes the
muscles' price; with much, the motion is no longer the runner's."""

UNSEEN_SD = 0.05
"""How far a runner's own course of a coordinate is from the measured sprinter's, rad (2.9°). Ours,
and small: with a wide bound a body in three dimensions runs less like people (docs/sprint.md)."""


def nearest_motion(recorded: RecordedSprint, body: Body) -> SprintSolution:
    """Return the motion of a strong `body` that is nearest to the recording, at its speed.

    Raises
    ------
    SolveError
        If none is found.
    """
    kind = kind_of(body)
    motion = kind.motion(recorded)
    strong = body.with_factors("strength", dict.fromkeys(body.groups, STRONGER))
    # Begun from a fast sprint: from the recorded angles alone, it ends in poor optima.
    fast = kind.solve(strong, start=motion, goals=sprint_goals(motion=motion))
    fast.raise_for_status()
    goals = Goals(motion, FREE, speed=0.0, tracking=TRACKING, pace=recorded.value("speed"))
    patience = TRACKING_TIME * kind.patience
    raw = optimise(fast.problem, strong.vector, goals, fast.raw, patience, push=AWAY)
    return replace(fast, goals=goals, raw=raw).raise_for_status()


def distance(solution: SprintSolution) -> float:
    """Return the root-mean-square distance of a solution to its motion, rad."""
    angles = solution.values("position")[:, slice(*solution.mesh.form.tracked)]
    away = angles - reference_angles(solution.mesh, solution.goals.motion)
    return float(np.sqrt(np.mean(away**2)))


def technique_bound(nearest: SprintSolution) -> float:
    """Return how far from the recorded motion the runner's body may move, rad (RMS).

    What the body tracks and the side view does not show is another runner's, or read off markers
    that slide as far as another runner is off.
    """
    bound = max(LEAST_BOUND, ROOM * distance(nearest))
    return math.hypot(bound, UNSEEN_SD * math.sqrt(kind_of(nearest.body).unseen))
