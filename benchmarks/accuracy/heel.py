"""What the heel's bound stands for: bodies whose heel carries, and such as may not sink it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).parents[1]))

import casadi as ca
import numpy as np
from _results import Row, report

from nextstride import Athlete
from nextstride.body import Body, build_body, sprinter
from nextstride.body.contact import ground_loads, point_force
from nextstride.body.layout import LENGTH, Parameters
from nextstride.body.segments import Leg, Load, Rotation
from nextstride.sprint import SprintSolution, elasticities, solve_sprint
from nextstride.sprint.outcomes import weights
from nextstride.sprint.points import instant, point_equations
from nextstride.sprint.problem import sprint_problem

NOTES = """
Bodies of `lai2017`, one start. *May sink 2 cm*: the heel carries nothing and goes no deeper, as in
all answers. *Carries*: the heel has the spring, damping and friction of the ball (50 kN/m per
75.9 kg) and may sink 10 cm, which none does. *Neither*: it carries nothing and may sink 10 cm.

A heel that carries takes the bound's price away, so the bound does stand for the ground under the
heel. But the body then lands on it as on a strut, which needs no muscle: peak forces far above
people's, contacts shorter still. In the measured sprint the centre of pressure is 8 (SD 2) cm ahead
of the ankle in early stance and never behind, so people do not do this at top speed; why (pain,
loading rate, a foot that rolls) is in no body here. The bound stays, for it comes nearer to people,
and its price is told to every runner. What is unsure by it is the plantarflexors' price.
"""
DEEP = 0.10
PEOPLE_PEAK = "people at 9.5 m/s: 2.9 to 4.2"
RUNNERS = (
    ("man, 75 kg, 1.80 m", Athlete(mass=75, height=1.80, sex="male"), 1.0),
    ("the same, strengths x 0.75", Athlete(mass=75, height=1.80, sex="male"), 0.75),
    ("woman, 58 kg, 1.70 m, strengths x 0.75", Athlete(mass=58, height=1.70, sex="female"), 0.75),
)


def main() -> None:
    """Solve every runner three ways."""
    rows: list[Row] = []
    bodies = {name: built(athlete, strength) for name, athlete, strength in RUNNERS}
    deep = {name: body.with_values(heel_depth=DEEP) for name, body in bodies.items()}
    for name in bodies:
        rows += rows_of(f"{name}, may sink 2 cm", bodies[name])
        rows += rows_of(f"{name}, neither", deep[name])
        with carrying_heel():
            rows += rows_of(f"{name}, carries", deep[name])
    report("heel", "The heel's bound", rows, NOTES)


def built(athlete: Athlete, strength: float) -> Body:
    """A body with all strengths alike."""
    body = build_body(athlete, "lai2017")
    return body.with_factors("strength", dict.fromkeys(body.groups, strength))


@contextmanager
def carrying_heel() -> Iterator[None]:
    """Give the heel the ball's spring, in every problem that is built meanwhile."""

    def loads(leg: Leg, toe: Rotation, p: Parameters) -> list[Load]:
        heel = Load(leg.heel.position, point_force(leg.heel, p.contact_stiffness[1], p))
        return [*ground_loads(leg, toe, p), heel]

    def forget() -> None:
        sprint_problem.cache_clear()
        point_equations.cache_clear()

    forget()
    with patch.object(sprinter, "ground_loads", loads):
        yield
    forget()


def rows_of(name: str, body: Body) -> list[Row]:
    """What one body does, and what limits it."""
    solution = solve_sprint(body).raise_for_status()
    all_ = elasticities(solution)
    strength = all_["strength"].reshape(2, -1).sum(axis=0)
    calves = float(strength[body.groups.index("plantarflexors")])
    force, depth = under_the_foot(solution)
    total = force.sum(axis=1)
    lasting = weights(solution)[: len(total)]
    heel = (force[:, 3:].sum(axis=1) * lasting).sum() / (total * lasting).sum()
    return [
        Row(f"{name}: speed, contact",
            f"{solution.speed:.2f} m/s, {1000 * solution.contact_time:.0f} ms", "", "", None),
        Row(f"{name}: peak force, body weights", f"{total.max() / solution.body_weight:.1f}",
            PEOPLE_PEAK, "", None),
        Row(f"{name}: heel: lowest, share of the impulse",
            f"{-100 * depth:.1f} cm deep, {100 * heel:.0f} %", "", "", None),
        Row(f"{name}: prices of the heel's depth, of plantarflexors",
            f"{all_['heel_depth'][0]:.3f}, {calves:.3f}", "", "", None),
    ]  # fmt: skip


def under_the_foot(solution: SprintSolution) -> tuple[np.ndarray, float]:
    """Vertical forces under the standing foot, (points, contacts) in N; the lowest heel, m."""
    stance = solution.mesh.stance
    unknowns, vector = ca.SX.sym("w", stance.n_instant), ca.SX.sym("p", LENGTH)
    now = instant(stance, unknowns)
    motion = sprinter.move(now, solution.problem.compliant, Parameters(vector))
    seen = [motion.legs[0].heel.position[1], *(load.force[1] for load in motion.ground)]
    function = ca.Function("foot", [unknowns, vector], [ca.vertcat(*seen)])
    points = solution.mesh.points(stance).reshape(-1, stance.n_point)[:, : stance.n_instant]
    found = np.array(
        [
            np.array(function(solution.raw.unknowns[each], solution.body.vector)).ravel()
            for each in points
        ]
    )
    return found[:, 1:], float(found[:, 0].min())


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
