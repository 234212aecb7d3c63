"""A difference between the legs is said only as surely as it was measured."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nextstride.analysis import Analysis
from nextstride.report.differences import Difference, differences
from nextstride.report.finding import find


def made(analysis: Analysis, apart: float, half: float, flagged: bool = True) -> Difference:
    """Contact times of 100 ms plus and minus `half`, `apart` from each other."""
    finding = find(analysis.measures, "contact_time", "left")
    left = replace(finding, value=0.1, lower=0.1 - half, upper=0.1 + half)
    value = 0.1 + apart
    right = replace(finding, side="right", value=value, lower=value - half, upper=value + half)
    return Difference(left, right, spread=0.001, flagged=flagged)


@pytest.mark.parametrize(
    ("apart", "flagged", "verdict"),
    [
        (0.02, True, "yes"),
        (0.013, True, "yes, but within the method's error"),
        (0.02, False, "no"),
    ],
)
def test_verdict(sprint: Analysis, apart: float, flagged: bool, verdict: str) -> None:
    assert made(sprint, apart, half=0.01, flagged=flagged).verdict == verdict


def test_words_name_the_larger_side(sprint: Analysis) -> None:
    said = made(sprint, 0.02, half=0.01).words
    assert said == "contact time 20\u00a0ms more on the right than the left"


def test_what_stands_out_comes_first(sprint: Analysis) -> None:
    rows = differences(sprint)
    assert len(rows) == sprint.symmetry.sizes["measure"]
    flags = [row.flagged for row in rows]
    assert flags == sorted(flags, reverse=True)
