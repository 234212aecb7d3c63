"""Expected gain of each group, and how sure the order is."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import xarray as xr

from nextstride.errors import ParameterError
from nextstride.training import Interval, priorities
from nextstride.training.priority import chosen_priorities

Planted = Callable[..., xr.Dataset]


def test_gain_is_elasticity_times_trainability(planted: Planted) -> None:
    first = priorities(planted("hip_flexors"))[0]
    # Trials gained 12.2 and 17 %: 14.6 % at the middle, times 0.5.
    assert first.group == "hip_flexors"
    assert first.gain.value == pytest.approx(0.5 * 0.146)
    assert first.gain.lower < first.gain.value < first.gain.upper


def test_the_product_has_the_variance_of_independent_factors() -> None:
    draws = np.random.default_rng(3).normal
    one, other = Interval(0.4, 0.2, 0.6), Interval(0.15, 0.05, 0.25)
    product = one.times(other)
    sampled = draws(0.4, one.deviation, 400_000) * draws(0.15, other.deviation, 400_000)
    assert product.deviation == pytest.approx(sampled.std(), rel=0.01)
    assert product.value == pytest.approx(sampled.mean(), rel=0.01)


def test_groups_that_cannot_be_told_apart_are_trained_together(planted: Planted) -> None:
    limits = planted("hip_flexors")
    for name, value in (("elasticity", 0.45), ("lower", 0.3), ("upper", 0.6)):
        limits[name].loc[{"muscle_group": "plantarflexors"}] = value
    chosen = chosen_priorities(priorities(limits))
    assert [each.group for each in chosen] == ["hip_flexors", "plantarflexors"]


def test_one_clear_limit_is_trained_alone(planted: Planted) -> None:
    chosen = chosen_priorities(priorities(planted("hamstrings")))
    assert [each.group for each in chosen] == ["hamstrings"]


def test_a_group_that_slows_the_runner_is_not_trained(planted: Planted) -> None:
    limits = planted("hip_flexors")
    limits = limits.assign({name: -abs(limits[name]) - 0.1 for name in ("elasticity",)})
    limits["lower"], limits["upper"] = limits.elasticity - 0.1, limits.elasticity + 0.1
    assert chosen_priorities(priorities(limits)) == []


def test_an_incomplete_map_is_refused_naming_all(planted: Planted) -> None:
    limits = planted("hip_flexors").drop_vars(["lower", "density"])
    with pytest.raises(ParameterError, match=r"lower on .*density on"):
        priorities(limits)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_map_with_holes_is_refused(planted: Planted, value: float) -> None:
    limits = planted("hip_flexors")
    limits["elasticity"][2] = value
    with pytest.raises(ParameterError, match="elasticity must be finite"):
        priorities(limits)


def test_a_range_that_misses_its_value_is_refused(planted: Planted) -> None:
    limits = planted("hip_flexors")
    limits["upper"][0] = -1
    with pytest.raises(ParameterError, match="lower must not exceed"):
        priorities(limits)
