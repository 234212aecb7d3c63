"""What the joints hold, against men on a dynamometer."""

import casadi as ca
import numpy as np
import pytest

from nextstride.athlete import Athlete
from nextstride.body import MUSCLES, PARAMETER_SETS, build_body
from nextstride.body.isometric import ACTIONS, MULTIPLES, held, strength_curve
from nextstride.body.muscles import tendon_length, tendon_strain
from nextstride.body.scaling import CALF, WORKING_FORCE
from nextstride.body.spatial import SPATIAL_SETS, build_spatial_body


def test_people_hold_what_the_table_says():
    """By hand: 0.163 x 75.9 kg x 9.81 m/s2 x 1.80 m at the best angle of the knee, 65 degrees."""
    action = ACTIONS["knee_extension"]
    at_best = action.of_people(Athlete(75.9, 1.80), np.rad2deg(action.best))
    assert at_best == pytest.approx(0.163 * 75.9 * 9.81 * 1.80)


@pytest.mark.parametrize("parameters", PARAMETER_SETS)
def test_every_set_holds_the_same_multiples_of_what_people_hold(parameters):
    body = build_body(parameters=parameters)
    for name in ("hip_flexion", "plantarflexion"):
        _, ours, people = strength_curve(body, ACTIONS[name])
        assert ours.max() / people.max() == pytest.approx(MULTIPLES[name], rel=0.05), name


@pytest.mark.parametrize("parameters", SPATIAL_SETS)
def test_sets_in_three_dimensions_hold_them_too(parameters):
    body = build_spatial_body(parameters=parameters)
    for name in ("hip_flexion", "plantarflexion"):
        _, ours, people = strength_curve(body, ACTIONS[name], step=30)
        assert ours.max() / people.max() == pytest.approx(MULTIPLES[name], rel=0.1), name


@pytest.mark.parametrize("parameters", PARAMETER_SETS)
def test_plantarflexion_falls_with_the_ankle_as_people_s_does(parameters):
    _, ours, people = strength_curve(build_body(parameters=parameters), ACTIONS["plantarflexion"])
    assert np.abs(ours / ours.max() - people / people.max()).max() < 0.12


def test_the_calf_keeps_its_working_length_when_its_tendon_gives_less():
    """The tendon is as long at its working force, whatever its strain at the greatest."""
    lengths = []
    for strain in (0.05, 0.10):
        body = build_body(achilles_strain=strain)
        stiffness, slack = body.get("tendon_stiffness"), body.get("tendon_slack_length")
        for muscle in CALF:
            place = MUSCLES.index(muscle)
            assert tendon_strain(stiffness[place]) == pytest.approx(strain)
            stretched = float(tendon_length(ca.DM(WORKING_FORCE), stiffness[place]))
            lengths.append(slack[place] * stretched)
    assert lengths[:2] == pytest.approx(lengths[2:])


def test_stronger_plantarflexors_hold_more_and_no_others_do():
    body = build_body()
    stronger = body.with_factors("strength", {"plantarflexors": 1.5})
    for name, ratio in (("plantarflexion", 1.5), ("hip_extension", 1.0)):
        before, after = (sum(held(each, ACTIONS[name], 20).values()) for each in (body, stronger))
        assert after == pytest.approx(ratio * before)
