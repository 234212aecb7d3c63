"""The verdict of a fair test: what is judged, when, and in which words."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from nextstride.log import (
    UNVALIDATED,
    Feel,
    LogEntry,
    RecordedRun,
    SpeedTest,
    StrengthTest,
    Trial,
    judge_trial,
)
from nextstride.log.verdict import ORDER_NOTE, how_certain

FIRST = date(2025, 1, 6)
OVER = date(2026, 1, 1)


@pytest.fixture
def trial(make_trial: Callable[..., Trial]) -> Trial:
    """A trial that is over, with the swing block first."""
    plan = make_trial(first=FIRST)
    seeds = (f"seed {number}" for number in range(100))
    return next(t for t in (replace(plan, seed=s) for s in seeds) if t.order[0] == "swing")


def logged(
    trial: Trial, faster: float = 0, stronger: float = 0, swifter: float = 0, seed: int = 5
) -> list[LogEntry]:
    """A log in which the swing block works at once, by these shares, and the push block not."""
    chance = np.random.default_rng(seed)
    entries: list[LogEntry] = []
    for day in trial.test_days:
        works = day > trial.start
        mia = {"athlete": "Mia", "day": day}
        speed = 9 * (1 + chance.normal(0, 0.006) + faster * works)
        moment = 2 * (1 + chance.normal(0, 0.03) + stronger * works)
        thigh = 14.5 * (1 + chance.normal(0, 0.01) + swifter * works)
        recorded = {"speed": 9.0, "peak_thigh_flexion_velocity": thigh}
        entries += [
            SpeedTest(**mia, method="fly_10", time=10 / speed),
            StrengthTest(**mia, group="hip_flexors", moment=moment, device="rig"),
            RecordedRun(**mia, source="a", analysis="a", sha256="0", measures=recorded),
            Feel(**mia, **dict.fromkeys(("recovery", "lightness", "turnover", "connectedness"),
                                        float(chance.normal(50, 5))), strain=50),
        ]  # fmt: skip
    return entries


def test_nothing_is_judged_before_the_end(trial: Trial) -> None:
    entries = logged(trial, faster=0.1)[:40]
    found = judge_trial(trial, entries, today=trial.test_days[-1])
    assert found.certainty == "running"
    assert found.p_value is None
    assert "10 of 37 test days" in found.text[0]


def test_a_training_that_works_is_evidence(trial: Trial) -> None:
    found = judge_trial(trial, logged(trial, 0.05, 0.4, 0.2), OVER)
    assert found.certainty == "evidence"
    assert found.p_value == pytest.approx(found.smallest_p_value) == pytest.approx(1 / 20)
    swing, push = found.chains
    assert (swing.block, swing.holds_up_to) == ("swing", 3)
    assert (push.block, push.holds_up_to) == ("push", 0)
    told = " ".join(found.text)
    assert "every link moved" in told
    assert ORDER_NOTE in told
    assert "prove" not in told.lower()


def test_strength_alone_breaks_the_chain(trial: Trial) -> None:
    found = judge_trial(trial, logged(trial, stronger=0.4), OVER)
    assert found.certainty != "evidence"
    assert found.chains[0].holds_up_to == 1
    assert "the chain is not shown beyond strength" in " ".join(found.text)


def test_speed_without_strength_is_not_this_chain(trial: Trial) -> None:
    found = judge_trial(trial, logged(trial, faster=0.05), OVER)
    assert found.certainty == "evidence"
    assert found.chains[0].holds_up_to == 0
    assert "the chain does not begin to show" in " ".join(found.text)


def test_a_fall_is_no_evidence(trial: Trial) -> None:
    assert judge_trial(trial, logged(trial, faster=-0.05), OVER).certainty == "not shown"


@pytest.mark.parametrize(
    ("rise", "p_value", "word"),
    [
        (0.1, 0.05, "evidence"),
        (0.1, 0.051, "hint"),
        (0.1, 0.15, "hint"),
        (0.1, 0.2, "not shown"),
        (0.0, 0.05, "not shown"),
    ],
)
def test_words_follow_numbers(rise: float, p_value: float, word: str) -> None:
    assert how_certain(rise, p_value) == word


def test_what_was_not_measured_breaks_the_chain(trial: Trial) -> None:
    entries = [e for e in logged(trial, 0.05, 0.4, 0.2) if not isinstance(e, RecordedRun)]
    found = judge_trial(trial, entries, OVER)
    assert [link.outcome for link in found.chains[0].links] == [
        "better",
        "cannot be judged",
        "better",
    ]
    assert found.chains[0].holds_up_to == 1


def test_tests_on_other_days_change_nothing(trial: Trial) -> None:
    entries = logged(trial, 0.01)
    extra = SpeedTest(
        athlete="Mia", day=trial.test_days[-1] - timedelta(days=1), method="fly_10", time=0.9
    )
    assert extra.day not in trial.test_days
    stranger = replace(entries[0], athlete="Bo", id="other")
    plain = judge_trial(trial, entries, OVER)
    found = judge_trial(trial, [*entries, extra, stranger], OVER)
    assert (found.p_value, found.rise, found.chains) == (plain.p_value, plain.rise, plain.chains)
    (said,) = set(found.text) - set(plain.text)
    assert said.startswith("1 result of fly_10 lies on other days than planned")


def starts_first(trial: Trial, seed: str) -> bool:
    """Whether a seed draws the first possible start."""
    drawn = replace(trial, seed=seed)
    return drawn.start == drawn.candidates[0]


@pytest.mark.parametrize("missed", [1, 2, 3])
def test_a_few_missed_baselines_cost_power_and_are_said(trial: Trial, missed: int) -> None:
    entries = [e for e in logged(trial, 0.05, 0.4, 0.2) if e.day not in trial.test_days[:missed]]
    found = judge_trial(trial, entries, OVER)
    assert found.p_value == pytest.approx(found.smallest_p_value) == pytest.approx(1 / 20)
    assert f"{6 - missed} remain" in found.text[1]
    while_it_runs = judge_trial(trial, entries[:20], today=trial.test_days[6])
    assert while_it_runs.certainty == "running"
    assert f"Missed: {missed} test day" in while_it_runs.text[1]


def test_starts_that_no_result_tells_apart_count_as_one(trial: Trial) -> None:
    """Without the test after the drawn start, the next start would fit exactly as well."""
    after = trial.test_days[trial.test_days.index(trial.start) + 1]
    entries = [entry for entry in logged(trial, 0.05) if entry.day != after]
    found = judge_trial(trial, entries, OVER)
    assert found.smallest_p_value == pytest.approx(2 / 20)
    assert found.p_value is not None
    assert found.p_value >= found.smallest_p_value
    assert "cannot be told from the drawn one" in found.text[1]


def test_too_few_baselines_decide_nothing(trial: Trial) -> None:
    early = replace(trial, seed=next(s for s in map(str, range(99)) if starts_first(trial, s)))
    entries = [entry for entry in logged(early, 0.05) if entry.day not in early.test_days[:4]]
    found = judge_trial(early, entries, OVER)
    assert found.certainty == "cannot be judged"
    assert "at least 3 logged sessions" in found.text[0]
    assert "4 test days" in found.text[1]
    assert judge_trial(trial, [], OVER).certainty == "cannot be judged"


def test_feel_is_labelled(trial: Trial) -> None:
    found = judge_trial(trial, logged(trial), OVER)
    assert len(found.feel) == 2
    assert all(UNVALIDATED in told for told in found.text if told.startswith("Feel"))
    assert found.to_json()["feel_label"] == UNVALIDATED


def test_json_is_plain(trial: Trial) -> None:
    found = judge_trial(trial, logged(trial), OVER).to_json()
    assert json.loads(json.dumps(found)) == found
    assert found["commitment"] == trial.commitment
