"""The sentences about one runner are no surer than their numbers."""

from __future__ import annotations

import pytest

from nextstride.personal.discrepancy import PRICE_ERRORS
from nextstride.report.mission import answers
from nextstride.report.runner_words import (
    decision_sentences,
    headline,
    kind_sentences,
    models_sentence,
    next_sentence,
    of_ten,
    opening,
    shared_sentence,
    side_sentence,
    sides_sentences,
    together,
    where,
)

LINKS = ("hip_flexors", "plantarflexors", "adductors")

DECISION = {
    "shares": {"plantarflexors": 0.5, "hip_flexors": 0.25, "adductors": 0.25},
    "gain_m_s": 0.30,
    "gain_m_s_lower": 0.21,
    "gain_m_s_upper": 0.41,
    "generic": {"plantarflexors": 0.5, "hip_flexors": 0.5},
    "generic_gain_m_s": 0.29,
    "regret": 0.02,
    "regret_high": 0.11,
    "worth_it": False,
}


def limits(first: tuple[float, float, float], prices=(0.09, 0.12, 0.11)) -> dict:
    """A document of three links."""
    groups = [
        {
            "group": group,
            "probability_first": share,
            "elasticity": price,
            "lower": price - 0.02,
            "upper": price + 0.02,
            "gain_10pct_m_s": 0.9 * price,
            "gain_10pct_m_s_lower": 0.7 * price,
            "gain_10pct_m_s_upper": 1.1 * price,
            "gain_training_m_s": price,
            "gain_training_m_s_lower": 0.5 * price,
            "gain_training_m_s_upper": 2 * price,
            "hamstring_length_change_10pct": 0.012 if group == "hip_flexors" else 0.001,
            "share_in_air": 0.9 if group == "hip_flexors" else 0.1,
            "dearest_in_models": 4 if group == "plantarflexors" else 0,
            "strength": 1.1,
            "strength_lower": 0.9,
            "strength_upper": 1.4,
        }
        for group, share, price in zip(LINKS, first, prices, strict=True)
    ]
    return {
        "members": 64,
        "body": "planar",
        "fit": {"variants": [{"muscles": name} for name in ("one", "one", "two", "three")]},
        "groups": groups,
        "decision": dict(DECISION),
        "not_told_apart": [["plantarflexors", "adductors"]],
        "map": {
            "percent": [10.0, 20.0, 40.0, 60.0, 90.0],
            "groups": list(LINKS),
            "density": [[0, 0, 0.02, 0.07, 0], [0.01, 0.11, 0, 0, 0], [0.03, 0.02, 0.03, 0.03, 0]],
        },
        "next_measurements": [
            {"title": "Isometric hip flexion", "test": "hip_flexion", "bits": 0.5,
             "expected_probability_first": 0.9},
        ],
    }  # fmt: skip


def test_the_headline_is_a_gain_with_its_interval_and_where_it_acts():
    told = headline(limits((0.0, 0.95, 0.05)))
    assert told == (
        "10 % stronger plantarflexors: +0.11 m/s (+0.08 to +0.13), most of it on the ground."
    )


def test_a_link_that_nobody_saw_is_named_beside_the_split():
    told = " ".join(decision_sentences(DECISION | {"unseen": ["arms"]}))
    assert "The arms would get a share too" in told
    assert "arms" not in " ".join(decision_sentences(DECISION))


def test_bodies_in_three_dimensions_are_said_to_be_less_sure():
    document = limits((0.0, 0.95, 0.05))
    assert kind_sentences("planar") == []
    (told,) = kind_sentences("spatial")
    assert f"off by some {100 * PRICE_ERRORS['spatial'].share:.0f} %" in told
    assert "0.5 % of speed" in told
    assert told not in opening(document)
    assert told in opening(document | {"body": "spatial"})


def test_models_are_counted_and_not_called_a_share():
    told = models_sentence(limits((0.0, 0.95, 0.05)))
    assert told == (
        "Of 4 fitted bodies, with the muscles of 3 published models, the largest price is put on "
        "the plantarflexors by 4."
    )


def test_one_model_is_no_vote():
    document = limits((0.0, 0.95, 0.05))
    document["groups"][1]["dearest_in_models"] = 1
    told = models_sentence(document)
    assert told == "One published body was fitted; it puts the largest price on the plantarflexors."


def test_a_gain_says_what_it_asks_of_the_hamstrings():
    told = opening(limits((0.0, 0.95, 0.05)))
    calf, flexors = (
        next(words for words in told if words.startswith(name))
        for name in ("Plantarflexors", "Hip flexors")
    )
    assert calf.endswith("the hamstrings' greatest length: within 0.5 %.")
    assert flexors.endswith("the hamstrings' greatest length: +1.2 %.")


def test_the_split_says_its_gain_its_regret_and_what_generic_advice_gives():
    told = " ".join(decision_sentences(DECISION))
    assert "half plantarflexors, a quarter hip flexors, a quarter adductors" in told
    assert "+0.30 m/s (+0.21 to +0.41)" in told
    assert "by 2 % in the middle of the bodies, by 11 % in one of ten" in told
    assert "generic advice would do" in told
    assert "the recording pays" in " ".join(decision_sentences(DECISION | {"worth_it": True}))
    same = DECISION | {"generic": DECISION["shares"]}
    assert "changes nothing" in " ".join(decision_sentences(same))


def test_nothing_to_train_is_said():
    assert decision_sentences({"shares": {}}) == [
        "No link's strength is expected to raise this runner's speed."
    ]


def test_the_place_in_the_stride_comes_from_the_map():
    document = limits((0.0, 0.7, 0.3))
    assert where("plantarflexors", document) == "late stance"
    assert where("hip_flexors", document) == "mid swing"
    assert " and " in where("adductors", document)


def test_shared_limits_are_not_called_one_link():
    assert "nothing here is one weakest link" in shared_sentence(limits((0.0, 0.7, 0.3)))
    alone = limits((0.0, 1.0, 0.0), prices=(0.01, 0.30, 0.01))
    assert "One link holds 94 %" in shared_sentence(alone)


def test_what_settles_it_is_named_only_if_it_does():
    document = limits((0.0, 0.6, 0.4))
    assert "--strength-test hip_flexion" in next_sentence(document)
    assert "Most is told by isometric hip flexion" in next_sentence(document)
    document["next_measurements"][0]["expected_probability_first"] = 0.62
    assert next_sentence(document).startswith("No measurement would settle it")


def test_links_not_told_apart_are_named():
    assert together(limits((0, 0.5, 0.5))).endswith("plantarflexors and adductors.")
    assert together(limits((0, 0.5, 0.5)) | {"not_told_apart": []}) == ""


@pytest.mark.parametrize(
    ("share", "told"),
    [(1, "all"), (0.97, "nearly all"), (0.7, "7 of 10"), (0.01, "fewer than 1 of 20")],
)
def test_a_share_claims_no_more_digits_than_it_has(share, told):
    assert of_ten(share) == told


def test_the_side_with_more_to_give_is_named_with_its_share():
    sides = [
        {"side": "swing", "elasticity": 0.1, "lower": 0.05, "upper": 0.2, "probability_first": 0.3},
        {"side": "push", "elasticity": 0.2, "lower": 0.1, "upper": 0.3, "probability_first": 0.7},
    ]
    told = side_sentence({"sides": sides})
    assert told.startswith("The push side has more to give in 7 of 10 bodies")
    assert "0.20 (0.10 to 0.30)" in told


def curves(push, swing, both):
    """An experiment of five factors, with bands of 0.02 m/s."""
    factors = (0.8, 0.9, 1.0, 1.1, 1.2)
    named = {"push": push, "swing": swing, "both": both}
    document = {}
    for name, speeds in named.items():
        for end, off in (("", 0.0), ("_lower", -0.02), ("_upper", 0.02)):
            document[name + end] = [
                [factor, speed + off] for factor, speed in zip(factors, speeds, strict=True)
            ]
    return document


def test_a_side_that_stops_paying_is_said_to():
    experiment = curves(
        (8.5, 8.8, 9.0, 9.2, 9.22), (8.8, 8.9, 9.0, 9.1, 9.2), (8.3, 8.7, 9, 9.3, 9.42)
    )
    told = " ".join(sides_sentences(experiment))
    assert "more push alone pays up to about +10 %" in told
    assert "the swing side limits" in told
    assert "more swing strength alone still pays at +20 %" in told


def test_the_five_questions_hold_numbers_and_evidence_against():
    experiment = curves(
        (8.5, 8.8, 9.0, 9.2, 9.4), (8.8, 8.9, 9.0, 9.1, 9.2), (8.3, 8.7, 9, 9.3, 9.6)
    )
    found = answers(limits((0.1, 0.5, 0.4)), experiment)
    assert len(found) == 5
    assert all(answer.runner and answer.studies for answer in found)
    studies = " ".join(study for answer in found for study in answer.studies)
    assert "Weyand" in studies
    assert "neither strength nor race time changed" in studies
    assert "0.20 m/s" in found[2].runner
    assert "no trial tested it on sprint speed" in found[4].runner
