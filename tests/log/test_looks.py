"""The bound for looking again after every session, against simulation and textbook values."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from nextstride.log.looks import crossing_probability, required_ratio, season_bound


def test_one_look_is_the_normal_tail() -> None:
    assert crossing_probability(1.96, 6, looks=1) == pytest.approx(norm.sf(1.96), rel=0.02)


def test_two_looks_of_a_known_walk() -> None:
    """Baseline known exactly: two equal looks at one-sided 0.025 need 2.178 (Pocock 1977)."""
    assert crossing_probability(2.178, 10**6, looks=2) == pytest.approx(0.025, rel=0.02)
    assert crossing_probability(2.413, 10**6, looks=5) == pytest.approx(0.025, rel=0.03)


@pytest.mark.parametrize("before", [1, 6, 20])
def test_the_bound_keeps_its_promise(before: int) -> None:
    chance = np.random.default_rng(20250106)
    seasons, looks = 20_000, 60
    baseline = chance.normal(size=(seasons, before)).mean(axis=1, keepdims=True)
    count = np.arange(1, looks + 1)
    since = chance.normal(size=(seasons, looks)).cumsum(axis=1) / count
    ratio = (since - baseline) / np.sqrt(1 / before + 1 / count)
    share = (ratio > season_bound(before, 0.02)).any(axis=1).mean()
    assert 0.015 < share < 0.023  # 0.02 and 3 standard errors; the grid errs to the safe side.


def test_the_bound_is_wider_for_more_looks_and_for_less_knowledge() -> None:
    assert season_bound(6, 0.025) > 1.96
    assert season_bound(20, 0.025) > season_bound(6, 0.025)
    assert required_ratio(6, 4, 0.025) > required_ratio(6, 12, 0.025) > season_bound(6, 0.025)
    assert required_ratio(6, 1e9, 0.025) == pytest.approx(season_bound(6, 0.025), rel=1e-3)
