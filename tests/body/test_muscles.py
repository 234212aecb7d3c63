"""The Hill curves, the moment arms, and the published numbers behind them."""

import casadi as ca
import numpy as np
import pytest

from nextstride.body import MUSCLES, PARAMETER_SETS, build_body
from nextstride.body.groups import SPANS
from nextstride.body.layout import Parameters
from nextstride.body.muscles import (
    activation_rate,
    active_force_length,
    force_velocity,
    muscle_fibre,
    muscle_path,
    tendon_length,
    tendon_stiffness,
)

NEUTRAL = {"hip": 0.0, "knee": 0.0, "ankle": 0.0}


def test_curves_at_their_marks():
    assert active_force_length(1.0) == pytest.approx(1.0, abs=0.01)
    assert float(force_velocity(ca.DM(0))) == pytest.approx(1.0, abs=0.01)
    assert float(force_velocity(ca.DM(-1))) == pytest.approx(0.0, abs=0.02)
    assert float(force_velocity(ca.DM(1))) == pytest.approx(1.8, abs=0.05)


def test_tendon_is_strained_as_asked_at_maximum_force():
    for strain in (0.033, 0.049, 0.10):
        assert float(tendon_length(ca.DM(1), tendon_stiffness(strain))) == pytest.approx(1 + strain)


def test_excitation_spans_exactly_the_rates_of_the_two_inequalities():
    rise, fall, activation = 0.015, 0.060, 0.3
    assert activation_rate(activation, 0.0, rise, fall) == pytest.approx(-activation / fall)
    assert activation_rate(activation, 1.0, rise, fall) == pytest.approx((1 - activation) / rise)


@pytest.mark.parametrize("name", PARAMETER_SETS)
def test_a_moment_arm_is_the_slope_of_the_path(name):
    parameters = Parameters(build_body(parameters=name).vector)
    still = dict.fromkeys(NEUTRAL, 0.0)
    step = 1e-5
    for muscle, joint in SPANS:
        pose = {"hip": 0.3, "knee": 0.8, "ankle": -0.1}
        ahead, behind = pose | {joint: pose[joint] + step}, pose | {joint: pose[joint] - step}
        slope = (
            muscle_path(muscle, ahead, still, parameters).length
            - muscle_path(muscle, behind, still, parameters).length
        ) / (2 * step)
        arm = muscle_path(muscle, pose, still, parameters).arms[joint]
        assert slope == pytest.approx(-arm, abs=1e-7)


@pytest.mark.parametrize("name", PARAMETER_SETS)
def test_arms_keep_their_side_over_the_stride(name):
    """An extensor never turns flexor in the range of a sprint, nor the other way round."""
    parameters = Parameters(build_body(parameters=name).vector)
    still = dict.fromkeys(NEUTRAL, 0.0)
    expected = {("iliopsoas", "hip"): 1, ("gluteus_maximus", "hip"): -1, ("vasti", "knee"): -1,
                ("hamstrings", "hip"): -1, ("soleus", "ankle"): -1,
                ("tibialis_anterior", "ankle"): 1}  # fmt: skip
    for (muscle, joint), sign in expected.items():
        ends = {"hip": (-0.6, 1.5), "knee": (0.0, 2.6), "ankle": (-0.7, 0.5)}[joint]
        for angle in np.linspace(*ends, 20):
            arm = muscle_path(muscle, NEUTRAL | {joint: angle}, still, parameters).arms[joint]
            assert sign * arm > 0.005


def test_strength_scales_force_and_nothing_else_of_a_rigid_muscle():
    body = build_body()
    stronger = body.with_factors("strength", {"hip_flexors": 1.3})
    still = dict.fromkeys(NEUTRAL, 0.0)
    forces = {}
    for name, each in (("one", body), ("other", stronger)):
        p = Parameters(ca.DM(each.vector))
        forces[name] = [
            float(muscle_fibre(m, 0, muscle_path(m, NEUTRAL, still, p), 0.5, None, p).force)
            for m in MUSCLES
        ]
    ratio = np.array(forces["other"]) / np.array(forces["one"])
    flexors = np.array([m in ("iliopsoas", "tensor_sartorius") for m in MUSCLES])
    assert ratio[flexors] == pytest.approx(1.3)
    assert ratio[~flexors] == pytest.approx(1.0)
