import numpy as np
import pytest

from nextstride.body import build_body
from nextstride.body.groups import GROUPS
from nextstride.body.muscles import tendon_strain
from nextstride.personal.structure import STRUCTURE, achilles_muscles
from nextstride.personal.unknowns import LINKS, PRIOR, UNKNOWNS, Belief, body_with


def test_zeros_change_nothing():
    body = build_body()
    np.testing.assert_allclose(body_with(body, np.zeros(len(UNKNOWNS))).vector, body.vector)


def test_links_hold_every_muscle_group_once():
    assert sorted(group for groups in LINKS.values() for group in groups) == sorted(GROUPS)


@pytest.mark.parametrize("name", UNKNOWNS)
def test_each_unknown_is_a_factor(name):
    body = build_body()
    unknowns = np.zeros(len(UNKNOWNS))
    unknowns[UNKNOWNS.index(name)] = np.log(1.2)
    changed = body_with(body, unknowns)
    if name in LINKS:
        factors = changed.get("strength").reshape(2, -1)[0]
        assert {GROUPS[i] for i in np.flatnonzero(factors != 1)} == set(LINKS[name])
        np.testing.assert_allclose(factors[factors != 1], 1.2)
    elif name == "achilles_strain":
        for place in achilles_muscles(body):
            before, after = (
                tendon_strain(each.get("tendon_stiffness")[place]) for each in (body, changed)
            )
            assert after == pytest.approx(1.2 * before)
        calf = achilles_muscles(body)
        slacks = [each.get("tendon_slack_length")[calf] for each in (body, changed)]
        assert (slacks[1] < slacks[0]).all()  # a tendon that gives more is shorter
    elif name == "lower_leg_mass":
        mass, before = changed.get("segment_mass"), body.get("segment_mass")
        np.testing.assert_allclose(mass[2:], 1.2 * before[2:])
        assert mass @ [1, 2, 2, 2] == pytest.approx(before @ [1, 2, 2, 2])
    else:
        different = changed.vector != body.vector
        np.testing.assert_allclose(changed.vector[different], 1.2 * body.vector[different])


@pytest.mark.parametrize("name", STRUCTURE)
def test_published_values_are_believed_possible(name):
    each = STRUCTURE[name]
    away = np.abs(np.log(np.array(each.published) / each.usual)) / each.spread
    assert (away <= 1.6).all()


def test_structure_says_what_the_body_has():
    body = build_body()
    height, mass = body.athlete.height, body.athlete.mass
    has = {
        "shortening_velocity": body.get("maximum_velocity")[0],
        "activation_time": body.get("activation_time")[0],
        "deactivation_time": body.get("deactivation_time")[0],
        "achilles_strain": tendon_strain(body.get("tendon_stiffness")[achilles_muscles(body)[0]]),
        "foot_length": body.get("ball")[0],
        "toe_stiffness": body.get("toe_stiffness")[0],
        "trunk_setback": -body.get("trunk_center")[0],
        "lower_leg_mass": body.get("segment_mass")[2:].sum() / mass,
        "ground_stiffness": body.get("contact_stiffness")[0],
    }
    assert height == 1.80
    for name, value in has.items():
        assert STRUCTURE[name].usual == pytest.approx(value, rel=0.01), name


def test_prior_is_a_distribution_and_strengths_go_together():
    assert np.all(np.linalg.eigvalsh(PRIOR.covariance) > 0)
    spread = np.sqrt(np.diag(PRIOR.covariance))
    likeness = PRIOR.covariance[0, 1] / (spread[0] * spread[1])
    assert 0.5 < likeness < 0.9


def test_draws_come_in_pairs_around_the_mean():
    belief = Belief(np.arange(3.0), np.diag([1.0, 4.0, 9.0]))
    np.testing.assert_allclose(belief.draws(8, seed=0).mean(axis=0), belief.mean)
    many = belief.draws(4000, seed=1)
    np.testing.assert_allclose(np.cov(many.T), belief.covariance, atol=0.4)
