import numpy as np
import pytest
import xarray as xr

from nextstride.personal.discrepancy import LEAST_SD, PRICE_SD, STRENGTH_SD, with_model_error
from nextstride.personal.unknowns import LINKS, UNKNOWNS


def bodies(prices):
    """Bodies of these prices, (members, links), and usual strengths and structure."""
    count = len(prices)
    return xr.Dataset(
        {
            "elasticity": (("member", "link"), np.asarray(prices)),
            "unknowns": (("member", "unknown"), np.full((count, len(UNKNOWNS)), 0.1)),
        },
        coords={"unknown": list(UNKNOWNS)},
    )


def test_prices_err_by_their_share_and_no_price_is_biased():
    found = with_model_error(bodies(np.tile([0.5, 0.1, 0.0], (4000, 1)))).elasticity.values
    assert found.mean(axis=0) == pytest.approx([0.5, 0.1, 0.0], abs=0.01)
    assert found.std(axis=0) == pytest.approx(
        [np.hypot(0.5 * PRICE_SD, LEAST_SD), np.hypot(0.1 * PRICE_SD, LEAST_SD), LEAST_SD], rel=0.1
    )


def test_strengths_err_and_structure_does_not():
    members = bodies(np.full((4000, 2), 0.2))
    found = with_model_error(members).unknowns
    strengths = found.sel(unknown=list(LINKS)).values
    assert strengths.mean() == pytest.approx(0.1, abs=0.005)
    assert strengths.std(axis=0) == pytest.approx(np.full(len(LINKS), STRENGTH_SD), rel=0.1)
    assert (found.sel(unknown=list(UNKNOWNS[len(LINKS) :])) == 0.1).all()
    assert (members.unknowns == 0.1).all()


def test_the_same_bodies_give_the_same_answer():
    members = bodies(np.full((5, 2), 0.2))
    one, two = (with_model_error(members).elasticity.values for _ in range(2))
    assert np.array_equal(one, two)
