"""The fair test: the plan, the draw, and a p-value that is exact."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nextstride.errors import ParameterError
from nextstride.log import Trial, trial_from_json
from nextstride.log.randomisation import start_p_value


def test_the_plan(make_trial: Callable[..., Trial]) -> None:
    trial = make_trial(first=date(2025, 1, 1))
    days = trial.test_days
    assert trial.candidates == days[5:25]
    phases = trial.phase_days()
    assert phases["baseline"][-1] == trial.start
    assert len(phases["baseline"]) >= 6
    assert len(phases["swing"]) == len(phases["push"]) == 6
    assert phases[trial.order[0]][0] > trial.start
    assert phases[trial.order[1]][0] > phases[trial.order[0]][-1]


def test_starts_may_be_further_apart(make_trial: Callable[..., Trial]) -> None:
    trial = make_trial(count=75, start_every=3)
    assert len(trial.candidates) == 20
    assert trial.candidates == trial.test_days[5:63:3]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"count": 36}, "takes 37 test days; there are 36"),
        ({"baseline_sessions": 5}, "baseline_sessions must be a whole number from 6"),
        ({"start_every": 2}, "takes 56 test days; there are 37"),
        ({"block_sessions": 2}, "block_sessions must be"),
        ({"outcome": "feel"}, "outcome must be the key of a speed measure"),
        ({"outcome": "hip_flexors_strength_both_rig"}, "outcome must be"),
        ({"strength": "hip_benders_strength_both_rig"}, "strength must be"),
        ({"thigh_motion": "contact_time"}, "thigh_motion must be"),
        (
            {"test_days": tuple(date(2025, 3, 1) - timedelta(days=n) for n in range(40))},
            "must be in order",
        ),
    ],
)
def test_plans_that_are_no_fair_test_are_refused(
    changes: dict[str, Any], message: str, make_trial: Callable[..., Trial]
) -> None:
    with pytest.raises(ParameterError, match=message):
        make_trial(**changes)


def test_every_start_and_order_is_drawn_equally_often(make_trial: Callable[..., Trial]) -> None:
    days = make_trial(first=date(2025, 1, 1)).test_days
    trials = [make_trial(test_days=days, seed=f"seed {number}") for number in range(4000)]
    starts = np.array(list(Counter(trial.start for trial in trials).values()))
    assert starts.size == 20
    # Chi-square with 19 degrees of freedom: beyond 43.8 in 0.1 % of cases.
    assert ((starts - 200) ** 2 / 200).sum() < 43.8
    orders = Counter((trial.start, trial.order) for trial in trials)
    assert len(orders) == 40
    assert abs(sum(trial.order[0] == "swing" for trial in trials) - 2000) < 3.3 * 4000**0.5 / 2


def test_seeds_differ(make_trial: Callable[..., Trial]) -> None:
    assert len({make_trial().seed for _ in range(20)}) == 20


def test_json_and_back(make_trial: Callable[..., Trial]) -> None:
    trial = make_trial()
    assert trial_from_json(json.loads(json.dumps(trial.to_json()))) == trial


@pytest.mark.parametrize(
    "field", ["outcome", "start", "order", "seed", "commitment", "test_days", "registered"]
)
def test_any_change_breaks_the_commitment(field: str, make_trial: Callable[..., Trial]) -> None:
    document = make_trial(seed="fixed").to_json()
    other = make_trial(seed="other", outcome="radar", registered=date(2024, 1, 1), count=40)
    changed = other.to_json()[field]
    if field == "order":
        changed = document["order"][::-1]
    with pytest.raises(ParameterError, match="does not match its commitment"):
        trial_from_json({**document, field: changed})


def test_what_is_no_trial_is_refused() -> None:
    with pytest.raises(ParameterError, match="must be a registered trial"):
        trial_from_json({"athlete": "Mia"})


@given(
    values=st.lists(st.floats(-3, 3), min_size=37, max_size=37),
    slope=st.floats(-1, 1),
)
def test_p_is_never_too_small_whatever_the_form_does(values: list[float], slope: float) -> None:
    """Over the equally likely starts, p is at most a in at most a share a of them, exactly."""
    drifting = [value + slope * number for number, value in enumerate(values)]
    starts = list(range(6, 26))
    found = sorted(start_p_value(drifting, starts, drawn) for drawn in range(20))
    assert all(p >= (rank + 1) / 20 - 1e-9 for rank, p in enumerate(found))


def test_p_is_uniform_under_no_effect() -> None:
    """Without ties each of 1/20, 2/20 ... 1 comes once, for values that drift and hang together."""
    chance = np.random.default_rng(20250106)
    for _ in range(50):
        form = np.cumsum(chance.normal(0, 0.3, 37)) + chance.normal(0, 1, 37)
        found = [start_p_value(form, range(6, 26), drawn) for drawn in range(20)]
        np.testing.assert_allclose(sorted(found), np.arange(1, 21) / 20)


def test_p_against_correlations_one_by_one() -> None:
    values = np.random.default_rng(3).normal(size=12)
    clearness = []
    for start in (3, 5, 8):
        rises = [[min(max(i - start + 1, 0) / r, 1) for i in range(12)] for r in (1, 3, 6, 12)]
        clearness.append(max(np.corrcoef(values, rise)[0, 1] for rise in rises))
    for drawn in range(3):
        expected = sum(each >= clearness[drawn] for each in clearness) / 3
        assert start_p_value(values.tolist(), [3, 5, 8], drawn) == pytest.approx(expected)


@pytest.mark.parametrize("rise", [1, 3, 6, 12])
def test_p_is_smallest_where_the_start_is_plain(rise: int) -> None:
    values = [min(max(i - 14 + 1, 0) / rise, 1) for i in range(37)]
    assert start_p_value(values, range(6, 26), 8) == pytest.approx(1 / 20)
    assert start_p_value([-value for value in values], range(6, 26), 8) > 0.5


def test_p_is_one_where_nothing_ever_changes() -> None:
    assert start_p_value([9.0] * 37, range(6, 26), 3) == 1


def test_p_needs_sessions_on_both_sides() -> None:
    with pytest.raises(ParameterError, match="before and after"):
        start_p_value([1, 2, 3], [0, 1], 0)
    with pytest.raises(ParameterError, match="before and after"):
        start_p_value([1, 2, 3], [1, 3], 0)
