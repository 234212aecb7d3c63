import numpy as np
import pytest
import xarray as xr

from nextstride.personal.discrepancy import LEAST_SD, PRICE_SD, with_model_error


def test_prices_err_by_their_share_and_no_price_is_biased():
    prices = np.tile([0.5, 0.1, 0.0], (4000, 1))
    members = xr.Dataset({"elasticity": (("member", "link"), prices)})
    found = with_model_error(members).elasticity.values
    assert found.mean(axis=0) == pytest.approx([0.5, 0.1, 0.0], abs=0.01)
    assert found.std(axis=0) == pytest.approx(
        [np.hypot(0.5 * PRICE_SD, LEAST_SD), np.hypot(0.1 * PRICE_SD, LEAST_SD), LEAST_SD], rel=0.1
    )


def test_the_same_bodies_give_the_same_answer():
    members = xr.Dataset({"elasticity": (("member", "link"), np.full((5, 2), 0.2))})
    one, two = (with_model_error(members).elasticity.values for _ in range(2))
    assert np.array_equal(one, two)
