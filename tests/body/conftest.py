"""The sprinter in the air, as a function of numbers."""

import casadi as ca
import pytest

from nextstride.body.layout import LENGTH, Parameters
from nextstride.body.sprinter import move
from nextstride.sprint.mesh import Phase
from nextstride.sprint.points import instant


@pytest.fixture(scope="session")
def flight():
    """(unknowns, parameters) -> residual force, accelerations of all centres, masses."""
    phase = Phase("flight", 1, 0)
    unknowns, vector = ca.SX.sym("w", phase.n_instant), ca.SX.sym("p", LENGTH)
    p = Parameters(vector)
    motion = move(instant(phase, unknowns), (), p)
    centers = [motion.trunk, *motion.legs[0].centers, *motion.legs[1].centers]
    masses = ca.vertcat(*[p.segment_mass[index] for index in (0, 1, 2, 3, 1, 2, 3)])
    return phase, ca.Function(
        "flight",
        [unknowns, vector],
        [
            motion.trunk_residual,
            ca.horzcat(*[center.acceleration for center in centers]),
            masses,
            ca.horzcat(*[center.velocity for center in centers]),
        ],
    )
