"""Simulation, probe and block are joined in one order, everywhere alike."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from made_blocks import PRICES, limits_of, probe_rounds, season

from nextstride.log.blocks import judge_block
from nextstride.log.own_prices import own_prices
from nextstride.probe import judge_probe


def test_without_measurements_the_simulation_stands():
    found = own_prices(limits_of(PRICES), (), None)
    assert found.now == found.simulated == PRICES
    assert not found.measured
    assert len(found.missing) == 2
    limits = limits_of(PRICES)
    assert found.follow(limits) == (limits, ())


def test_the_block_is_judged_by_the_prices_after_the_probe():
    found = own_prices(limits_of(PRICES), probe_rounds(), season(0.12, 0.0))
    probe = judge_probe(probe_rounds(), PRICES)
    assert found.probe == probe
    (finding,) = probe.findings
    before = PRICES | {"hip_flexors": finding.best}
    assert found.block.before == before
    assert found.now == judge_block(season(0.12, 0.0), before).after
    assert found.to_json()["now"]["hip_flexors"] == list(found.now["hip_flexors"])


def test_a_block_that_contradicts_is_told_and_not_joined():
    found = own_prices(limits_of(PRICES), (), season(0.15, -0.08))
    assert found.block.contradicts
    assert found.now == PRICES
    assert any("contradicts" in sentence for sentence in found.text)


def test_a_plan_follows_what_was_measured_and_says_so():
    limits = limits_of(PRICES).assign(probability_first=("muscle_group", np.array([0.1, 0.9])))
    found = own_prices(limits, probe_rounds(), None)
    followed, (notice,) = found.follow(limits)
    assert isinstance(followed, xr.Dataset)
    assert float(followed.elasticity.sel(muscle_group="hip_flexors")) == pytest.approx(
        found.now["hip_flexors"][0]
    )
    assert float(followed.elasticity.sel(muscle_group="plantarflexors")) == 0.45
    assert "probability_first" not in followed
    assert "measured on this runner" in notice.message
    assert float(limits.elasticity.sel(muscle_group="hip_flexors")) == 0.12
