"""The split of a block: the best one is found, and its regret is what it is said to be."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as some

from nextstride.personal.decision import (
    DOSE,
    SPLITS,
    best_split,
    decide,
    full_block_gains,
    gain_of,
)
from nextstride.personal.unknowns import LINKS

NAMES = list(LINKS)
EVEN = {"hip_flexors": 0.5, "plantarflexors": 0.5}


def bodies(prices):
    """Bodies of 9 m/s with the given prices by link; the other links' are nothing."""
    count = len(next(iter(prices.values())))
    table = np.zeros((count, len(NAMES)))
    for name, values in prices.items():
        table[:, NAMES.index(name)] = values
    return xr.Dataset(
        {"speed": ("member", np.full(count, 9.0)), "elasticity": (("member", "link"), table)},
        coords={"link": NAMES},
    )


gains = some.lists(some.floats(-0.2, 0.5), min_size=len(NAMES), max_size=len(NAMES)).map(np.array)


@given(gains)
def test_a_split_keeps_the_rules(gain):
    shares = best_split(gain)
    given = tuple(sorted(shares[shares > 0], reverse=True))
    assert given in {*SPLITS, ()}
    assert bool(given) == bool((gain > 0).any())
    assert not shares[gain <= 0].any()


@given(gains, some.permutations(range(len(NAMES))), some.sampled_from(SPLITS))
def test_no_other_split_gives_more(gain, order, split):
    shares = np.zeros(len(NAMES))
    shares[list(order)[: len(split)]] = split
    assert gain_of(gain, shares) <= gain_of(gain, best_split(gain)) + 1e-12


def test_half_a_block_gives_four_fifths():
    assert pytest.approx(0.82 / 1.01, abs=0.01) == 0.5**DOSE


def test_bodies_that_agree_leave_no_regret():
    decision = decide(bodies({"hip_flexors": [0.12] * 20}), EVEN)
    assert list(decision.shares) == ["hip_flexors"]
    assert decision.regret == pytest.approx(0)
    assert decision.lower == pytest.approx(decision.upper)
    assert decision.generic_regret > 0.1
    assert decision.worth_it


def test_bodies_that_disagree_get_both_links_and_say_the_regret():
    prices = {"hip_flexors": [0.15, 0.02] * 20, "plantarflexors": [0.02, 0.15] * 20}
    members = bodies(prices)
    decision = decide(members, EVEN)
    assert set(decision.shares) == set(prices)
    table = full_block_gains(members)
    shares = np.array([decision.shares.get(name, 0.0) for name in NAMES])
    missing = [1 - gain_of(row, shares) / gain_of(row, best_split(row)) for row in table]
    assert decision.regret == pytest.approx(np.median(missing))
    assert decision.regret_high == pytest.approx(np.quantile(missing, 0.9))
    assert not decision.worth_it


def test_where_nothing_gives_speed_nothing_is_recommended():
    decision = decide(bodies({"hip_flexors": [-0.05] * 4}), EVEN)
    assert decision.shares == {}
    assert decision.gain == 0


def test_a_link_that_nobody_saw_gets_no_share_and_is_named():
    prices = {"hip_flexors": [0.05] * 4, "plantarflexors": [0.30] * 4, "adductors": [0.20] * 4}
    decision = decide(bodies(prices), EVEN, unseen=("adductors", "dorsiflexors"))
    assert set(decision.shares) == {"plantarflexors", "hip_flexors"}
    assert decision.unseen == ("adductors",)
    assert decision.regret > 0
    assert decide(bodies(prices), EVEN).unseen == ()
