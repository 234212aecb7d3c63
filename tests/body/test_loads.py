"""Loads are numbers of the body: mass, a pull, a slope; each acts as mechanics says."""

import numpy as np
import pytest

from nextstride.body import build_body
from nextstride.body.loads import Loads, loaded
from nextstride.errors import ParameterError

WEIGHT = 75.9 * 9.80665


@pytest.fixture(scope="module")
def left_over(flight):
    """A body at rest in the air -> force (N) and moment (N m) left over on its trunk, (3,)."""
    phase, function = flight
    return lambda body: np.array(function(np.zeros(phase.n_instant), body.vector)[0]).ravel()


def test_a_slope_turns_gravity_backwards_and_keeps_its_size(left_over):
    change = left_over(loaded(build_body(), Loads(slope=0.1))) - left_over(build_body())
    assert change[:2] == pytest.approx([WEIGHT * np.sin(0.1), WEIGHT * (np.cos(0.1) - 1)], rel=1e-3)


def test_a_tow_pulls_forwards_at_the_pelvis(left_over):
    body = build_body()
    change = left_over(loaded(body, Loads(tow=0.1))) - left_over(body)
    pull = 0.1 * WEIGHT
    # forwards below the centre of an upright trunk, it turns the trunk backwards
    arm = body.get("trunk_center")[1]
    assert change == pytest.approx([-pull, 0.0, -pull * arm], abs=1e-9)


@pytest.mark.parametrize("place", ["thighs", "shanks", "vest"])
def test_added_mass_weighs_what_it_weighs_on_whichever_segment(left_over, place):
    change = left_over(loaded(build_body(), Loads(**{place: 0.02}))) - left_over(build_body())
    assert change[:2] == pytest.approx([0.0, 0.02 * WEIGHT], rel=1e-9)


def test_loads_add_to_those_that_are_there(left_over):
    twice = loaded(loaded(build_body(), Loads(vest=0.05)), Loads(vest=0.05))
    once = loaded(build_body(), Loads(vest=0.1))
    assert left_over(twice) == pytest.approx(left_over(once))


def test_a_weight_on_the_thigh_is_harder_to_turn_about_the_hip():
    """About the hip it adds its mass times the square of where it hangs."""

    def about_hip(body):
        mass, inertia = body.get("segment_mass")[1], body.get("segment_inertia")[1]
        return inertia + mass * body.get("thigh_center")[0] ** 2

    free = build_body()
    added = about_hip(loaded(free, Loads(thighs=0.02))) - about_hip(free)
    kilograms, place = 0.01 * 75.9, 0.75 * free.get("thigh_length")[0]
    assert added == pytest.approx(kilograms * place**2)


@pytest.mark.parametrize(
    "loads", [Loads(thighs=-0.01), Loads(vest=0.6), Loads(tow=-0.7), Loads(slope=0.4)]
)
def test_loads_that_nobody_sprints_with_are_refused(loads):
    with pytest.raises(ParameterError, match="loads"):
        loaded(build_body(), loads)
