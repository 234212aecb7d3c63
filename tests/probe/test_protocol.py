"""No protocol, for anybody, breaks a rule of safety."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from nextstride.conventions import MUSCLE_GROUPS
from nextstride.errors import ParameterError
from nextstride.probe import PROBED, SHAM, plan_probe
from nextstride.probe.protocol import DAYS_BETWEEN, MOST_RUNS_A_DAY, protocol_from_json
from nextstride.training import CONDITIONS, PAINS, Health

SOUND = Health(24)
START = date(2026, 4, 6)

healths = some.builds(
    Health,
    age=some.floats(8, 100),
    pains=some.lists(some.sampled_from(list(PAINS)), max_size=2, unique=True).map(tuple),
    conditions=some.lists(some.sampled_from(list(CONDITIONS)), max_size=2, unique=True).map(tuple),
    cleared=some.booleans(),
)
links = some.lists(some.sampled_from([*MUSCLE_GROUPS, SHAM]), min_size=1, max_size=3).map(tuple)


@given(health=healths, links=links, seed=some.integers(0, 2**32 - 1))
def test_only_sound_adults_are_probed_and_only_on_what_may_be_tired(health, links, seed):
    try:
        protocol = plan_probe("Mia", health, links, START, seed)
    except ParameterError:
        return
    assert 18 <= health.age <= 59
    assert not health.pains
    assert set(health.conditions) <= {"latex_allergy"}
    for day in protocol.days:
        assert day.link in (*PROBED, SHAM)
        assert day.runs <= MOST_RUNS_A_DAY
    assert (protocol.days[1].day - protocol.days[0].day).days >= DAYS_BETWEEN
    words = " ".join(step for day in protocol.days for step in day.steps)
    assert "hamstring" not in words
    assert "adductor" not in words


@given(
    links=links | some.permutations([*PROBED, SHAM]).map(lambda order: tuple(order[:2])),
    days=some.lists(some.integers(0, 10), min_size=1, max_size=3),
    runs=some.tuples(some.integers(-1, 7), some.integers(-1, 7)),
)
def test_no_document_brings_in_what_no_plan_would_offer(links, days, runs):
    document = {
        "athlete": "Mia",
        "seed": 1,
        "days": [
            {
                "day": f"2026-04-{day + 1:02d}",
                "link": link,
                "fresh_runs": runs[0],
                "tired_runs": runs[1],
                "steps": ["sprint until something tears"],
            }
            for day, link in zip(days, links, strict=False)
        ],
    }
    try:
        protocol = protocol_from_json(document)
    except ParameterError:
        return
    assert all(day.link in (*PROBED, SHAM) and day.runs <= MOST_RUNS_A_DAY for day in protocol.days)
    assert (protocol.days[1].day - protocol.days[0].day).days >= DAYS_BETWEEN
    assert "tears" not in str(protocol.to_json())


DAYS = [
    {"day": day, "link": link, "fresh_runs": 3, "tired_runs": 3}
    for day, link in (("2026-04-06", "hip_flexors"), ("2026-04-10", SHAM))
]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"fresh_runs": 4}, "6 at most"),
        ({"tired_runs": 0}, "6 at most"),
        ({"day": "2026-04-07"}, "must be 4 apart"),
        ({"link": "adductors"}, "must be one of"),
        ({"link": SHAM}, "two links"),
    ],
)
def test_each_rule_holds_for_what_is_brought_in(change, told):
    document = {"athlete": "Mia", "seed": 1, "days": [{**DAYS[0], **change}, DAYS[1]]}
    with pytest.raises(ParameterError, match=told):
        protocol_from_json(document)
    protocol_from_json({**document, "days": DAYS})


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"days": 3},
        {"athlete": "Mia", "seed": 1, "days": [7]},
        {"seed": 1, "athlete": "", "days": [{"day": "x"}]},
    ],
)
def test_what_is_no_protocol_is_refused(document):
    with pytest.raises(ParameterError, match="as nextstride writes it"):
        protocol_from_json(document)


def test_a_protocol_comes_back_from_its_document():
    protocol = plan_probe("Mia", SOUND, ("hip_flexors", SHAM), START, 1)
    assert protocol_from_json(json.loads(json.dumps(protocol.to_json()))) == protocol


def test_a_sound_adult_gets_one():
    protocol = plan_probe("Mia", SOUND, ("hip_flexors", "plantarflexors"), START, 1)
    assert {day.link for day in protocol.days} == {"hip_flexors", "plantarflexors"}


@pytest.mark.parametrize(
    ("health", "told"),
    [
        (Health(17), "adults from 18"),
        (Health(70, cleared=True), "adults from 18"),
        (Health(24, pains=("hamstring",)), "hurts"),
        (Health(24, conditions=("pregnancy",), cleared=True), "pregnancy"),
    ],
)
def test_the_refusal_says_why(health, told):
    with pytest.raises(ParameterError, match=told):
        plan_probe("Mia", health, ("hip_flexors", SHAM), START)


@pytest.mark.parametrize("link", ["hamstrings", "adductors", "knee_extensors"])
def test_what_must_not_be_tired_is_refused_by_name(link):
    with pytest.raises(ParameterError, match=link):
        plan_probe("Mia", SOUND, (link, SHAM), START)


def test_the_lot_decides_the_order_and_can_be_drawn_again():
    pair = ("hip_flexors", "plantarflexors")
    orders = {plan_probe("Mia", SOUND, pair, START, seed).days[0].link for seed in range(20)}
    assert orders == set(pair)
    drawn = plan_probe("Mia", SOUND, pair, START)
    assert plan_probe("Mia", SOUND, pair[::-1], START, drawn.seed) == drawn
