"""Sentences are never more certain than their numbers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nextstride.analysis import Analysis
from nextstride.report.summary import summarize
from nextstride.tracking import TIED

THIGH = "swing_thigh_angle_opposite_touchdown"


def with_thigh(analysis: Analysis, *values: tuple[float, float]) -> Analysis:
    """Give the swing thigh's angle at touchdown a value and half width on each side, rad."""
    measures = analysis.measures.copy(deep=True)
    for side, (value, half) in zip(("left", "right"), values, strict=True):
        where = {"measure": THIGH, "side": side}
        for name, number in (("value", value), ("lower", value - half), ("upper", value + half)):
            measures[name].loc[where] = number
    return replace(analysis, measures=measures)


@pytest.mark.parametrize(
    ("left", "right", "said"),
    [
        ((0.2, 0.1), (0.3, 0.1), "on the right, in front of the vertical."),
        ((-0.2, 0.1), (-0.3, 0.1), "on the right, behind the vertical."),
        ((0.05, 0.1), (-0.05, 0.1), "on the right, at the vertical within error."),
        (
            (0.05, 0.1),
            (-0.3, 0.1),
            "at the vertical within error; 17.2° (11.5 to 22.9) on the right, behind the vertical.",
        ),
    ],
)
def test_a_direction_is_only_said_where_the_interval_has_one(
    sprint: Analysis, left: tuple[float, float], right: tuple[float, float], said: str
) -> None:
    sentences = summarize(with_thigh(sprint, left, right)).swing
    about = next(sentence for sentence in sentences if "other foot landed" in sentence)
    assert about.endswith(said)


def test_what_was_not_measured_is_not_said(legs: Analysis) -> None:
    summary = summarize(legs)
    assert not any("pushed up" in sentence for sentence in summary.push)
    assert not any("turning" in sentence for sentence in summary.rhythm)


def test_one_side_alone_can_be_said(sprint: Analysis) -> None:
    nan = float("nan")
    sentences = summarize(with_thigh(sprint, (0.2, 0.1), (nan, nan))).swing
    about = next(sentence for sentence in sentences if "other foot landed" in sentence)
    assert "left" in about
    assert "right" not in about


def test_headlines_are_speed_steps_contact_and_flight(sprint: Analysis) -> None:
    titles = [headline.title for headline in summarize(sprint).headlines]
    assert titles == ["Speed", "Step rate", "Step length", "Contact time", "Flight time"]


def test_few_steps_are_said_to_be_few(sprint: Analysis) -> None:
    assert len(summarize(sprint).seen) == 1
    short = replace(sprint, run=replace(sprint.run, steps=sprint.run.steps.isel(step=slice(5))))
    assert "So few steps" in summarize(short).seen[1]


def test_legs_of_which_one_is_seen_badly_are_not_compared(sprint: Analysis) -> None:
    tied = sprint.run.steps.assign_attrs({TIED: ("touchdown",)})
    told = summarize(replace(sprint, run=replace(sprint.run, steps=tied))).rhythm
    assert any("one foot, mostly the far one, is seen badly" in line for line in told)


def test_a_clear_difference_offers_what_a_weaker_leg_would_cost(sprint: Analysis) -> None:
    every = {
        name: sprint.symmetry[name].copy(data=np.ones(sprint.symmetry.sizes["measure"], bool))
        for name in ("beyond_steps", "flagged")
    }
    clear = replace(sprint, symmetry=sprint.symmetry.assign(every))
    offer = "nextstride experiment --left"
    assert any(offer in line for line in summarize(clear).rhythm)
    assert not any(offer in line for line in summarize(sprint).rhythm)
