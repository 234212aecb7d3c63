"""A block says of the trained link what it must, and contradicts where it should."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from made_blocks import PRICES, change, limits_of, season

from nextstride.errors import MissingDataError
from nextstride.log.blocks import FORM_SD, UNMEASURED_SD, Z90, follow_block, judge_block


def test_a_change_as_foretold_makes_the_price_surer_and_leaves_it():
    block = judge_block(season(0.12, 1.12**0.12 - 1), PRICES)
    value, lower, upper = block.after["hip_flexors"]
    assert value == pytest.approx(0.12, abs=0.005)
    assert upper - lower < 0.16
    assert not block.contradicts
    assert block.after["plantarflexors"] == pytest.approx(PRICES["plantarflexors"])


def test_speed_that_followed_strength_less_lowers_the_price_by_bayes_rule():
    block = judge_block(season(0.12, 0.0), PRICES)
    strength = block.strengths[0]
    spread = 0.16 / (2 * 1.6449)
    noise = block.speed_sd**2 + (0.12 * strength.sd) ** 2 + (0.45 * 0.04) ** 2
    moved = spread**2 * strength.change / ((spread * strength.change) ** 2 + noise)
    expected = 0.12 + moved * (block.speed - 0.12 * strength.change)
    assert block.after["hip_flexors"][0] == pytest.approx(expected, abs=1e-3)
    assert block.after["hip_flexors"][0] < 0.12


def test_a_contradiction_is_said_and_not_followed():
    progress = season(0.15, -0.08)
    block = judge_block(progress, PRICES)
    assert block.contradicts
    assert any("contradicts the prediction" in sentence for sentence in block.text)
    limits = limits_of(PRICES)
    followed, notices = follow_block(limits, progress)
    assert followed is limits
    assert [notice.code for notice in notices] == ["block_contradicts"]


def test_the_plan_follows_the_joined_price_and_says_so():
    followed, notices = follow_block(limits_of(PRICES), season(0.12, 0.0))
    assert float(followed.elasticity.sel(muscle_group="hip_flexors")) < 0.12
    assert float(followed.elasticity.sel(muscle_group="plantarflexors")) == 0.45
    assert "hip flexors" in notices[0].message


def test_what_nobody_tested_keeps_speed_from_telling_much():
    """A link of a high price may have changed unseen, so the change of speed says less."""
    known = judge_block(season(0.12, 0.0), {"hip_flexors": (0.12, 0.04, 0.20)})
    unseen = judge_block(season(0.12, 0.0), PRICES)
    widths = [block.after["hip_flexors"][2] - block.after["hip_flexors"][1]
              for block in (known, unseen)]  # fmt: skip
    assert widths[0] < widths[1]
    assert known.speed_sd > FORM_SD


def test_without_a_test_of_a_link_nothing_is_said():
    with pytest.raises(MissingDataError, match="strength test"):
        judge_block(season(0.12, 0.0, group="hip_extensors"), PRICES)


def test_thigh_motion_is_held_against_the_strength():
    progress = season(0.2, 0.02)
    thigh = change("peak_thigh_flexion_velocity", "thigh_motion", 0.8, 0.02)
    block = judge_block(replace(progress, changes=(*progress.changes, thigh)), PRICES)
    assert any("which it contradicts" in sentence for sentence in block.companions)


def test_readings_of_one_link_are_averaged_and_their_error_shrinks():
    one = season(0.12, 0.0)
    sides = [change(f"hip_flexors_strength_{side}_rig", "strength", 1.12, 0.05)
             for side in ("right", "both")]  # fmt: skip
    three = replace(one, changes=(*one.changes, *sides))
    errors = [judge_block(each, PRICES).strengths[0].sd for each in (one, three)]
    assert errors[1] == pytest.approx(errors[0] / 3**0.5)


def test_the_price_after_a_block_is_held_as_often_as_it_says():
    """Nominal 90 %: prices drawn from what was believed, changes with the errors that are told."""
    random, draws, held = np.random.default_rng(8), 2000, 0
    spread = {link: (high - low) / (2 * Z90) for link, (_, low, high) in PRICES.items()}
    for _ in range(draws):
        true = {link: random.normal(PRICES[link][0], sd) for link, sd in spread.items()}
        stronger, unseen = random.uniform(0.05, 0.25), random.normal(0, UNMEASURED_SD)
        faster = true["hip_flexors"] * stronger + true["plantarflexors"] * unseen
        # Four sessions before and four since: each mean errs by half of a session's error.
        seen = stronger + random.normal(0, 0.05 * 0.5**0.5)
        fast = faster + random.normal(0, FORM_SD) + random.normal(0, 0.01 * 0.5**0.5)
        after = judge_block(season(math.expm1(seen), math.expm1(fast)), PRICES).after
        held += after["hip_flexors"][1] <= true["hip_flexors"] <= after["hip_flexors"][2]
    assert held / draws == pytest.approx(0.90, abs=0.02)
