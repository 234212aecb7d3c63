"""The one table of studies: whose trials count for whom."""

from __future__ import annotations

import pytest

from nextstride.conventions import MUSCLE_GROUPS
from nextstride.evidence import evidence, trainability, typical_strength
from nextstride.report.sprint_words import training_sentence


def test_trainability_says_whose_trials_it_rests_on() -> None:
    assert trainability("hip_flexors").own
    assert "null_harness" in trainability("hip_flexors").evidence
    hamstrings = trainability("hamstrings")
    assert not hamstrings.own
    assert hamstrings.gain.lower <= trainability("hip_flexors").gain.lower
    assert hamstrings.gain.upper >= trainability("hip_flexors").gain.upper


def test_hip_flexion_trials_count_for_both_groups_that_flex_the_hip() -> None:
    assert trainability("rectus_femoris") == trainability("hip_flexors")
    assert typical_strength("rectus_femoris") == typical_strength("hip_flexors") == 2.0
    assert typical_strength("adductors") is None


@pytest.mark.parametrize("group", MUSCLE_GROUPS)
def test_every_group_has_a_gain_within_what_trials_found(group: str) -> None:
    found = trainability(group)
    trials = [row.gain for row in evidence().values() if row.gain is not None]
    assert min(each.lower for each in trials) <= found.gain.lower <= found.gain.value
    assert found.gain.value <= found.gain.upper <= max(each.upper for each in trials)


def test_studies_name_known_groups() -> None:
    named = {group for row in evidence().values() for group in row.groups}
    assert named <= set(MUSCLE_GROUPS)


def test_the_simulated_sprint_says_the_same_numbers() -> None:
    said = training_sentence()
    assert f"hip flexors +{100 * trainability('hip_flexors').gain.value:.0f} %" in said
    assert f"all, +{100 * trainability('hamstrings').gain.value:.0f} %" in said
