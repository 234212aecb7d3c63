import numpy as np
import pytest
import xarray as xr

from nextstride.personal.next_measurement import _value
from nextstride.personal.ranking import alike, rank
from nextstride.personal.unknowns import LINKS, UNKNOWNS

ALIKE = np.full(100, 0.01)


@pytest.fixture
def members():
    """A hundred bodies: hip flexors first in 30 of them, plantarflexors in the others."""
    price = np.full((100, len(LINKS)), 0.01)
    names = list(LINKS)
    price[:, names.index("plantarflexors")] = 0.10
    price[:30, names.index("hip_flexors")] = 0.14
    return xr.Dataset(
        {
            "speed": ("member", np.full(100, 9.0)),
            "weight": ("member", np.full(100, 0.01)),
            "elasticity": (("member", "link"), price),
            "unknowns": (("member", "unknown"), np.zeros((100, len(UNKNOWNS)))),
            "density": (("member", "link", "percent"), np.repeat(price[..., None] / 5, 5, axis=2)),
        },
        coords={"link": names, "unknown": list(UNKNOWNS), "percent": np.arange(10.0, 100, 20)},
    )


def test_probabilities_are_shares_of_bodies(members):
    found = rank(members)
    first = found.probability_first.to_series()
    assert first["hip_flexors"] == pytest.approx(0.3)
    assert first["plantarflexors"] == pytest.approx(0.7)
    assert first.sum() == pytest.approx(1)
    sides = found.side_probability_first.to_series()
    assert sides["push"] == pytest.approx(0.7)


def test_bodies_that_explain_the_recording_better_count_more(members):
    heavy = np.where(np.arange(100) < 30, 0.8 / 30, 0.2 / 70)
    found = rank(members.assign(weight=("member", heavy)))
    assert found.probability_first.to_series()["hip_flexors"] == pytest.approx(0.8)
    flexors = found.sel(link="hip_flexors")
    assert float(flexors.elasticity) == pytest.approx(0.14)
    assert float(flexors.elasticity_lower) == pytest.approx(0.01)


def test_gains_follow_the_elasticities(members):
    found = rank(members).sel(link="plantarflexors")
    assert float(found.gain_10pct) == pytest.approx(9 * (1.1**0.1 - 1))
    assert float(found.elasticity_lower) == float(found.elasticity_upper) == 0.10
    assert found.gain_training_lower < found.gain_training < found.gain_training_upper


def test_the_map_adds_up_to_the_elasticity_that_is_shown(members):
    """The median, which here is far from the mean: 30 of 100 bodies price the hip flexors high."""
    found = rank(members)
    np.testing.assert_allclose(found.density.sum("percent"), found.elasticity)
    assert float(found.elasticity.sel(link="hip_flexors")) == pytest.approx(0.01)


def test_where_the_map_gives_and_costs_it_keeps_its_shape(members):
    """A row that gives early and costs late still does when it is brought to the median."""
    turned = members.density * [1.0, 1.0, 2.0, 2.0, -1.0]
    price = turned.sum("percent")
    found = rank(members.assign(density=turned, elasticity=price))
    assert (np.sign(found.density) == np.sign(turned.mean("member"))).all()


def test_links_whose_order_differs_are_not_told_apart(members):
    assert alike(members, "hip_flexors", "plantarflexors")
    assert not alike(members, "plantarflexors", "knee_extensors")


def test_a_measurement_that_tells_all_is_worth_the_whole_entropy():
    first = np.repeat([0, 1], 50)
    bits, sure = _value(1e3 * first[:, None].astype(float), first, ALIKE, 2)
    assert bits == pytest.approx(1)
    assert sure == pytest.approx(1)


def test_a_measurement_that_tells_nothing_is_worth_nothing():
    first = np.repeat([0, 1], 50)
    bits, sure = _value(np.zeros((100, 1)), first, ALIKE, 2)
    assert bits == pytest.approx(0, abs=1e-9)
    assert sure == pytest.approx(0.5)


def test_a_measurement_is_worth_less_where_the_weight_agrees_already():
    """Half of the bodies name another link, but nearly all of the weight one."""
    first = np.repeat([0, 1], 50)
    heavy = np.where(first == 0, 0.98 / 50, 0.02 / 50)
    tells_all, tells_nothing = 1e3 * first[:, None].astype(float), np.zeros((100, 1))
    bits, _ = _value(tells_all, first, heavy, 2)
    assert bits == pytest.approx(-0.98 * np.log2(0.98) - 0.02 * np.log2(0.02))
    assert _value(tells_nothing, first, heavy, 2)[1] == pytest.approx(0.98)
