"""Norms are shown only where measure and speed match."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from nextstride.analysis import Analysis
from nextstride.conventions import UNITS
from nextstride.measures import MEASURES
from nextstride.report.norms import compare_with_norms, norms, symmetry_angle


def test_every_norm_is_of_a_measure_that_is_reported_and_plausible() -> None:
    for norm in norms():
        measure = MEASURES[norm.measure]
        assert measure.unit in UNITS
        assert norm.speed_low <= norm.speed_high
        assert norm.source
        assert norm.certainty
        if norm.kind == "value":
            assert measure.plausible[0] <= norm.mean <= measure.plausible[1]


def test_a_norm_reaches_five_percent_beyond_its_speeds() -> None:
    norm = replace(norms()[0], speed_low=10.0, speed_high=11.0)
    assert [norm.applies(speed) for speed in (9.4, 9.6, 10.5, 11.5, 11.6)] == [
        False, True, True, True, False,
    ]  # fmt: skip


def test_a_sprint_is_compared_with_sprinters_only(sprint: Analysis) -> None:
    found = compare_with_norms(sprint)
    assert found
    assert all("distance" not in each.norm.population for each in found)


def test_a_measure_without_value_is_not_compared(sprint: Analysis) -> None:
    measures = sprint.measures.copy(deep=True)
    for name in ("value", "lower", "upper"):
        measures[name].loc[{"measure": "swing_hip_positive_work"}] = math.nan
    found = compare_with_norms(replace(sprint, measures=measures))
    assert "swing_hip_positive_work" not in {each.norm.measure for each in found}


@pytest.mark.parametrize(
    ("left", "right", "angle"),
    [(1, 1, 0), (1, -1, 1), (1, 0, 0.5), (0, 1, 0.5), (-2, -2, 0), (1, math.sqrt(3), 1 / 6)],
)
def test_symmetry_angle(left: float, right: float, angle: float) -> None:
    assert symmetry_angle(left, right) == pytest.approx(angle)
