from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr

from nextstride.personal.document import experiment_document
from nextstride.personal.sides import FACTORS, SCENARIOS, secant_of_swing
from nextstride.personal.variants import VARIANTS


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


def test_the_experiment_is_a_median_by_weight_with_the_range_of_the_bodies_beside_it():
    """Of three bodies one counts nearly all; a lost branch is left out."""
    bodies = VARIANTS[:3]
    found = sides([0.1, 0.2, 0.3], [0.0, 0.0, 0.0])
    found = found.assign_coords(variant=[body.name for body in bodies])
    found.gain[0, :, FACTORS.index(0.8)] = np.nan
    runner = SimpleNamespace(
        sides=found,
        weights=dict(zip(bodies, (0.05, 0.05, 0.9), strict=True)),
        recorded=SimpleNamespace(value=lambda name: {"speed": 9.0}[name]),
    )
    document = experiment_document(runner)
    for name in SCENARIOS:
        middle, low, high = (dict(document[f"{name}{end}"]) for end in ("", "_lower", "_upper"))
        assert middle[1.2] == pytest.approx(9 * 1.2**0.3, rel=1e-3)  # Not the mean: 2.7e-3 off.
        assert low[1.2] == pytest.approx(9 * 1.2**0.1)
        assert high[1.2] == pytest.approx(9 * 1.2**0.3)
        assert middle[1.0] == low[1.0] == high[1.0] == 9.0
        assert low[0.8] == pytest.approx(9 * 0.8**0.3)
