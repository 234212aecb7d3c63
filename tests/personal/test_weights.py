"""Bodies count by how well they explain the recording."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from nextstride.personal.variants import VARIANTS
from nextstride.personal.weights import LEAST, evidence_weights, quantiles, weigh


def fit(misfit, prior_misfit=1.0, spread=0.1):
    """What a fit leaves, as far as its evidence goes."""
    return {"misfit": np.array([misfit, prior_misfit]), "covariance": spread**2 * np.eye(3)}


def test_bodies_that_fit_alike_count_alike():
    weights = evidence_weights({variant: fit(20.0) for variant in VARIANTS})
    assert list(weights.values()) == pytest.approx([1 / len(VARIANTS)] * len(VARIANTS))


def test_a_misfit_of_one_more_counts_e_times_less():
    weights = evidence_weights({VARIANTS[0]: fit(20.0), VARIANTS[1]: fit(21.0)})
    one, other = (weight - LEAST for weight in weights.values())
    assert one / other == pytest.approx(np.e)


def test_a_body_that_fits_with_many_strengths_counts_more():
    weights = evidence_weights({VARIANTS[0]: fit(20.0, spread=0.2), VARIANTS[1]: fit(20.0)})
    one, other = (weight - LEAST for weight in weights.values())
    assert one / other == pytest.approx(2.0**3)


def test_no_body_is_thrown_out():
    weights = evidence_weights({VARIANTS[0]: fit(20.0), VARIANTS[1]: fit(80.0)})
    assert min(weights.values()) == pytest.approx(LEAST)
    assert sum(weights.values()) == pytest.approx(1)


def test_the_weight_of_a_body_is_shared_among_its_draws():
    members = xr.Dataset({"variant": ("member", [VARIANTS[0].name] * 3 + [VARIANTS[1].name])})
    found = weigh(members, {VARIANTS[0]: 0.6, VARIANTS[1]: 0.4}).weight.values
    assert found == pytest.approx([0.2, 0.2, 0.2, 0.4])


def test_one_more_draw_is_between_two_ends_as_often_as_they_say():
    """20 draws: by ranks over 19 steps, 86 % of further draws would be between 5 and 95 %."""
    random = np.random.default_rng(3)
    draws = xr.DataArray(random.normal(size=(20, 4000)), dims=("member", "trial"))
    weight = xr.DataArray(np.full(20, 1 / 20), dims="member")
    low, middle, high = quantiles(draws, weight, (0.05, 0.5, 0.95))
    more = random.normal(size=4000)
    assert np.mean((low.values <= more) & (more <= high.values)) == pytest.approx(0.90, abs=0.015)
    assert middle.values == pytest.approx(np.median(draws.values, axis=0))


def test_of_two_draws_the_ends_are_the_draws():
    draws = xr.DataArray([3.0, 1.0], dims="member")
    weight = xr.DataArray([0.5, 0.5], dims="member")
    assert [float(end) for end in quantiles(draws, weight, (0.05, 0.95))] == [1.0, 3.0]
