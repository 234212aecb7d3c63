"""Sentences about a simulated sprint, on documents whose meaning is known."""

from __future__ import annotations

import pytest

from nextstride.report.sprint_words import (
    deficits_sentences,
    experiment_sentences,
    limits_sentences,
    signed,
    starts_sentence,
)


def limited(**elasticity: float) -> dict[str, object]:
    return {
        "body": "planar",
        "top_speed_m_s": 9.0,
        "groups": [{"group": group, "elasticity": e} for group, e in elasticity.items()],
        "sides": [{"side": "swing", "elasticity": 0.1}, {"side": "push", "elasticity": 0.2}],
        "technique_price_m_s_per_degree": 0.0,
        "heel_price_m_s_per_cm": 0.0,
    }


def curves(push: float, swing: float, both: float) -> dict[str, object]:
    gains = {"push": push, "swing": swing, "both": both}
    drawn: dict[str, object] = {
        name: [[1.0, 9.0], [1.1, 9.0 + gain / 2], [1.2, 9.0 + gain]] for name, gain in gains.items()
    }
    return drawn | {"additivity": [None, both / (push + swing), both / (push + swing)]}


def test_one_link_is_told_from_shared_limits() -> None:
    alone = limits_sentences(limited(hip_flexors=0.3, hamstrings=0.1), "lai2017")[0]
    assert alone == "One link: the hip flexors hold 75 % of all that more strength could give."
    shared = limits_sentences(limited(hip_flexors=0.2, hamstrings=0.1, adductors=0.2), "lai2017")[0]
    assert shared.startswith("Shared limits, not one link: the hip flexors come first with 40 %")


def test_groups_that_cost_speed_are_not_counted_as_limits() -> None:
    words = limits_sentences(limited(hip_flexors=0.1, hamstrings=-0.4), "lai2017")[0]
    assert "hold 100 %" in words
    none = limits_sentences(limited(hip_flexors=-0.1, hamstrings=-0.4), "lai2017")[0]
    assert none.startswith("More strength of no muscle group")


def test_groups_on_neither_side_are_not_lost() -> None:
    words = limits_sentences(limited(hip_flexors=0.1, adductors=0.1, knee_flexors=0.1), "lai2017")[
        1
    ]
    # 9 m/s x (1.1^e - 1), for swing 0.1, push 0.2 and the two groups on neither side together 0.2
    assert [word for word in words.split() if word[0] == "+"] == ["+0.09", "+0.17", "+0.17"]


def test_the_body_is_named_and_the_others_to_compare_with() -> None:
    last = limits_sentences(limited(hip_flexors=0.1, hamstrings=0.1), "delp1990")[-1]
    assert "muscles of delp1990" in last
    assert "lai2017" in last


@pytest.mark.parametrize(
    ("both", "said"), [(0.4, "add up"), (0.8, "holds the other back"), (0.2, "less than the sum")]
)
def test_additivity(both: float, said: str) -> None:
    assert said in experiment_sentences(curves(0.2, 0.2, both))[0]


def test_a_side_that_stops_paying_is_named_with_where() -> None:
    found = curves(0.3, 0.3, 0.6)
    found["push"] = [[1.0, 9.0], [1.1, 9.2], [1.2, 9.22]]
    push, swing = experiment_sentences(found)[1:]
    assert push.startswith("Push side: the first 10 % give +0.20 m/s")
    assert "from +10 % on it pays less than half" in push
    assert "goes on paying" in swing


def test_a_lost_branch_is_said() -> None:
    found = curves(0.2, 0.2, 0.4)
    found["both"] = [[1.0, 9.0], [1.1, 9.2], [1.2, None]]
    found["additivity"] = [None, 1.0, None]
    sentences = experiment_sentences(found)
    assert "+10 % on both sides" in sentences[0]
    assert sentences[-1] == "The branch of optima was lost at: both at 1.2."


def test_deficits_name_the_strength_from_which_a_group_limits_first() -> None:
    assert deficits_sentences(limited(hip_flexors=0.2)) == []

    def row(group: str, first: float | None, *own: float) -> dict[str, object]:
        steps = [
            {"factor": factor, "first": group, "elasticities": {group: value}}
            for factor, value in zip((0.8, 1.0, 1.2), own, strict=True)
        ]
        return {"group": group, "first_limiter_from": first, "steps": steps}

    found = [
        row("hamstrings", None, 0.03, 0.02, 0.01),
        row("plantarflexors", 0.8, 0.22, 0.12, 0.06),
        row("hip_flexors", 1.2, 0.3, 0.28, 0.25),
    ]
    assert deficits_sentences({"deficits": found}) == [
        "Hip flexors: the first limiter even at +20 % strength; "
        "elasticity +0.30 at −20 %, +0.25 at +20 %.",
        "Plantarflexors: the first limiter from −20 % strength on; "
        "elasticity +0.22 at −20 %, +0.06 at +20 %.",
        "Not first at −20 % of their own strength: hamstrings.",
    ]


def test_few_agreeing_starts_are_a_warning() -> None:
    optima: list[dict[str, object]] = [{}] * 4
    assert "So few" not in starts_sentence({"starts_agreeing": 3, "optima": optima})
    assert "So few" in starts_sentence({"starts_agreeing": 1, "optima": optima})
    assert "one start" in starts_sentence({"starts_agreeing": 1, "optima": [{}]})


@pytest.mark.parametrize(
    ("value", "text"), [(0.123, "+0.12"), (-0.5, "−0.50"), (0.001, "0.00"), (-0.001, "0.00")]
)
def test_signed(value: float, text: str) -> None:
    assert signed(value) == text
