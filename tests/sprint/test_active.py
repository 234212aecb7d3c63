"""Every bound that is not muscle has its price."""

import numpy as np
import pytest

from nextstride.sprint import active_bounds, limits, sprint_goals
from nextstride.sprint.active import HEEL, TECHNIQUE
from nextstride.sprint.solution import SprintSolution
from nextstride.sprint.solve import optimise


def test_the_technique_bound_holds_and_costs_what_solving_again_says(sprint):
    price = active_bounds(sprint)[TECHNIQUE]
    wider = sprint_goals(1.02 * sprint.goals.distance)
    raw = optimise(sprint.problem, sprint.body.vector, wider, sprint.raw)
    again = SprintSolution(sprint.problem, sprint.body, wider, raw, sprint.start, 0.0, 0)
    assert price == pytest.approx(np.log(again.speed / sprint.speed) / np.log(1.02), rel=0.1)
    degrees = np.rad2deg(sprint.goals.distance)
    per_degree = float(limits(sprint).technique_price)
    assert per_degree * degrees / sprint.speed == pytest.approx(price)


def test_no_bound_but_technique_is_dear(sprint):
    others = {name: price for name, price in active_bounds(sprint).items() if name != TECHNIQUE}
    assert all(0 < price <= 0.05 for price in others.values()), others


def test_the_heel_s_price_is_that_of_its_depth(sprint):
    per_centimetre = float(limits(sprint).heel_price)
    found = active_bounds(sprint).get(HEEL, 0.0)
    depth = 100 * sprint.body.get("heel_depth")[0]
    assert per_centimetre * depth / sprint.speed == pytest.approx(found, abs=1e-3)


def test_in_three_dimensions_bounds_bear_the_names_of_its_coordinates(spatial_sprint):
    found = active_bounds(spatial_sprint)
    degrees = np.rad2deg(spatial_sprint.goals.distance)
    per_degree = float(limits(spatial_sprint).technique_price)
    assert found[TECHNIQUE] == pytest.approx(per_degree * degrees / spatial_sprint.speed)
    assert HEEL in found
    others = {name: price for name, price in found.items() if name != TECHNIQUE}
    assert all(0 < price <= 0.05 for price in others.values()), others


def test_no_foot_sinks_deeper_than_it_may(sprint):
    stance = slice(0, 3 * sprint.mesh.stance.intervals)
    feet = sprint.observed.landmark.sel(leg="stance", space="y").isel(point=stance)
    assert feet.sel(name="heel").min() > -sprint.body.get("heel_depth")[0] - 1e-3
    assert sprint.observed.ground_force.sel(space="y").min() >= 0
