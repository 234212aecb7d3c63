import numpy as np
import pytest
import xarray as xr

from nextstride.personal.sides import FACTORS, SCENARIOS, secant_of_swing


def sides(prices, curvature):
    """Bodies whose swing side costs price x log + curvature x log^2."""
    log = np.log(FACTORS)
    rows = [price * log - bend * log**2 for price, bend in zip(prices, curvature, strict=True)]
    gain = np.repeat(np.array(rows)[:, None], len(SCENARIOS), axis=1)
    names = [f"body {number}" for number in range(len(prices))]
    return xr.Dataset(
        {"gain": (("variant", "scenario", "factor"), gain)},
        coords={"variant": names, "scenario": list(SCENARIOS), "factor": list(FACTORS)},
    )


def test_a_straight_line_costs_the_same_far_and_near():
    assert secant_of_swing(sides([0.1], [0.0]), {"body 0": 1.0}) == pytest.approx(1.0)


def test_a_bent_one_costs_more_by_what_it_bends():
    ratio = secant_of_swing(sides([0.1], [0.05]), {"body 0": 1.0})
    assert ratio == pytest.approx(1 + 0.05 * -np.log(0.8) / 0.1, rel=0.01)


def test_bodies_count_by_their_weight_and_a_lost_branch_not_at_all():
    found = sides([0.1, 0.1, 0.1], [0.0, 0.05, 0.0])
    found.gain.loc[{"variant": "body 2", "factor": 0.8}] = np.nan
    one, two = (secant_of_swing(sides([0.1], [bend]), {"body 0": 1.0}) for bend in (0.0, 0.05))
    weights = {"body 0": 0.6, "body 1": 0.2, "body 2": 0.2}
    assert secant_of_swing(found, weights) == pytest.approx((3 * one + two) / 4)


def test_a_side_that_costs_nothing_has_no_ratio():
    assert secant_of_swing(sides([0.001], [0.0]), {"body 0": 1.0}) is None
