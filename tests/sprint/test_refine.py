"""A finer mesh starts beside the answer and confirms it."""

import numpy as np
import pytest

from nextstride.errors import ParameterError, SolveError
from nextstride.sprint.limits import limits
from nextstride.sprint.refine import refine
from nextstride.sprint.simulate import solve_sprint
from nextstride.sprint.solve import OPTIONS


def test_the_same_mesh_is_the_same_answer_at_once(sprint, coarse):
    again = refine(sprint, coarse).raise_for_status()
    assert again.speed == pytest.approx(sprint.speed, rel=OPTIONS["ipopt.tol"])
    assert again.iterations < sprint.iterations
    assert limits(again).elasticity.values == pytest.approx(
        limits(sprint).elasticity.values, abs=1e-4
    )


def test_a_finer_mesh_confirms_the_speed(sprint):
    finer = refine(sprint, (7, 7)).raise_for_status()
    assert finer.mesh.stance.intervals == finer.mesh.flight.intervals == 7
    assert finer.speed == pytest.approx(sprint.speed, rel=0.02)
    assert np.isfinite(finer.observed.ground_force).all()


def test_a_mesh_of_nothing_and_a_failed_solve_are_refused(sprint, body, coarse):
    with pytest.raises(ParameterError, match="intervals of stance"):
        refine(sprint, (0, 7))
    with pytest.raises(SolveError):
        refine(solve_sprint(body, intervals=coarse, time_limit=0.05))
