"""Newton and Euler hold: free flight, momentum, and power."""

import numpy as np
import pytest

from nextstride.body import build_body


def test_residual_force_is_mass_times_acceleration_less_weight_and_drag(flight):
    phase, function = flight
    body = build_body()
    rng = np.random.default_rng(3)
    unknowns = rng.normal(size=phase.n_instant)
    residual, accelerations, masses, velocities = map(np.array, function(unknowns, body.vector))
    momentum_rate = accelerations @ masses
    drag = body.get("drag")[0] * velocities[0, 0] * abs(velocities[0, 0])
    total = masses.sum()
    expected = momentum_rate.ravel() + np.array([drag, total * body.get("gravity")[0]])
    assert residual[:2].ravel() == pytest.approx(expected, rel=1e-9)


def test_a_body_in_free_fall_needs_no_joint_moments(flight):
    """All segments at rest and falling with g: nothing is left over anywhere."""
    phase, function = flight
    body = build_body().with_values(drag=0.0)
    unknowns = np.zeros(phase.n_instant)
    unknowns[phase.parts["acceleration"].start + 1] = -9.80665 / 30.0
    residual, *_ = function(unknowns, body.vector)
    assert np.array(residual).ravel()[:2] == pytest.approx([0, 0], abs=1e-9)
