"""A difference between the legs is said only as surely as it was measured."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nextstride.analysis import Analysis
from nextstride.report.differences import Difference, differences
from nextstride.report.finding import find


def made(analysis: Analysis, beyond_steps: bool, flagged: bool) -> Difference:
    """Contact times of 100 and 120 ms."""
    finding = find(analysis.measures, "contact_time", "left")
    left = replace(finding, value=0.1)
    right = replace(finding, side="right", value=0.12)
    return Difference(left, right, spread=0.001, beyond_steps=beyond_steps, flagged=flagged)


@pytest.mark.parametrize(
    ("beyond_steps", "flagged", "verdict"),
    [
        (True, True, "yes"),
        (True, False, "yes, but within the method's error"),
        (False, False, "no"),
    ],
)
def test_verdict(sprint: Analysis, beyond_steps: bool, flagged: bool, verdict: str) -> None:
    assert made(sprint, beyond_steps, flagged).verdict == verdict


def test_words_name_the_larger_side(sprint: Analysis) -> None:
    said = made(sprint, beyond_steps=True, flagged=True).words
    assert said == "contact time 20\u00a0ms more on the right than the left"


def test_what_stands_out_comes_first(sprint: Analysis) -> None:
    rows = differences(sprint)
    assert len(rows) == sprint.symmetry.sizes["measure"]
    flags = [row.flagged for row in rows]
    assert flags == sorted(flags, reverse=True)
