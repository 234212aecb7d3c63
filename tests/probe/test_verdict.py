"""What is said of a probe, and what the plan takes from it."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest
import xarray as xr

from nextstride.errors import MissingDataError
from nextstride.evidence import evidence
from nextstride.probe import FRESH, SHAM, Reading, Round, follow_probe, judge_probe
from nextstride.probe.price import SECANT
from nextstride.probe.verdict import EVIDENCE, simulated_prices


def day_of(link, price, day, *, loss=0.2, general=0.0):
    """A day without errors, of a link of a known price; nothing recovers."""
    speed = 9.0 * math.exp(-price * SECANT * loss - general)
    weak = 30.0 * math.exp(-loss)
    tired = [
        Round(
            link,
            number,
            (Reading(weak, 15.0), Reading(weak, 75.0)),
            (Reading(speed, 45.0),),
            date(2026, 4, day),
        )
        for number in (1, 2, 3)
    ]
    fresh = Round(link, FRESH, (Reading(30.0),) * 2, (Reading(9.0),) * 3, date(2026, 4, day))
    return [fresh, *tired]


def limiter_map():
    groups = ["hip_flexors", "plantarflexors", "hamstrings"]
    values = {
        "elasticity": [0.10, 0.12, 0.02],
        "lower": [0.03, 0.05, 0.0],
        "upper": [0.17, 0.19, 0.04],
    }
    table = {name: ("muscle_group", np.array(row)) for name, row in values.items()}
    table["probability_first"] = ("muscle_group", np.array([0.4, 0.6, 0.0]))
    return xr.Dataset(table, {"muscle_group": groups})


BOTH = [*day_of("hip_flexors", 0.30, 6), *day_of("plantarflexors", 0.02, 10)]


def test_two_links_that_differ_are_told_apart_and_two_alike_are_not():
    said = " ".join(judge_probe(BOTH, simulated_prices(limiter_map())).text)
    assert "The hip flexors limit more than the plantarflexors" in said
    alike = [*day_of("hip_flexors", 0.12, 6), *day_of("plantarflexors", 0.12, 10)]
    assert "cannot be told" in " ".join(judge_probe(alike, {}).text)


def test_a_sham_day_is_said_to_be_taken_out():
    tired = day_of("hip_flexors", 0.1, 6, general=0.02)
    sham = day_of(SHAM, 0.0, 10, loss=0.0, general=0.02)
    with_sham, without = judge_probe([*tired, *sham], {}), judge_probe(tired, {})
    assert with_sham.findings[0].probed.value < without.findings[0].probed.value
    assert "sham day and taken out" in " ".join(with_sham.text)
    assert "is a guess" in " ".join(without.text)


def test_a_link_that_was_only_begun_is_named_with_its_reason():
    begun = day_of("plantarflexors", 0.1, 10)[:1]
    verdict = judge_probe([*day_of("hip_flexors", 0.1, 6), *begun], {})
    assert [each.probed.link for each in verdict.findings] == ["hip_flexors"]
    assert "plantarflexors" in verdict.missing[0]
    with pytest.raises(MissingDataError, match="plantarflexors"):
        judge_probe(begun, {})


def test_the_plan_takes_the_joined_price_of_probed_links_alone():
    before = limiter_map()
    after, notices = follow_probe(before, day_of("hip_flexors", 0.30, 6))
    assert [each.code for each in notices] == ["probed"]
    row = after.sel(muscle_group="hip_flexors")
    assert 0.10 < float(row.elasticity) < 0.30
    assert float(row.lower) < float(row.elasticity) < float(row.upper)
    rest = {"muscle_group": ["plantarflexors", "hamstrings"]}
    assert after.sel(rest).equals(before.sel(rest).drop_vars("probability_first"))
    assert float(before.sel(muscle_group="hip_flexors").elasticity) == 0.10


@pytest.mark.parametrize("rounds", [[], day_of(SHAM, 0.0, 6, loss=0.0), BOTH[:1]])
def test_without_a_price_the_map_stays_as_it_is(rounds):
    before = limiter_map()
    after, notices = follow_probe(before, rounds)
    assert after is before
    assert notices == ()


def test_the_evidence_is_there():
    assert set(EVIDENCE) <= evidence().keys()
    assert sum("speaks against" in evidence()[key].caution for key in EVIDENCE) == 2
