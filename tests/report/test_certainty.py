"""How the numbers were had is said in full."""

from __future__ import annotations

from dataclasses import replace

from nextstride.analysis import Analysis
from nextstride.errors import Notice
from nextstride.report.certainty import (
    circumstances,
    points_by_method,
    remarks_of,
    warnings_of,
)


def test_circumstances_name_methods_filter_axes_ground_and_athlete(sprint: Analysis) -> None:
    facts = dict(circumstances(sprint))
    assert any(heading.startswith("Events from") for heading in facts)
    assert f"{sprint.run.cutoff:.1f} Hz" in facts["Filter"]
    assert sprint.run.recording.axes.method in facts["Axes"]
    assert facts["Ground"].startswith("Overground")
    assert "assumed" not in facts["Athlete"]


def test_assumptions_are_marked(legs: Analysis) -> None:
    assert "mass 75 kg (assumed)" in dict(circumstances(legs))["Athlete"]


def test_a_given_belt_speed_is_told_from_an_estimated_one(sprint: Analysis) -> None:
    def ground(spread: float) -> str:
        pace = replace(sprint.run.pace, treadmill=True, belt_speed=4.0, belt_spread=spread)
        return dict(circumstances(replace(sprint, run=replace(sprint.run, pace=pace))))["Ground"]

    assert "4.00 m/s as given" in ground(0.0)
    assert "error 0.02, SD" in ground(0.02)


def test_every_body_point_has_its_method(sprint: Analysis) -> None:
    methods = dict(points_by_method(sprint))
    assert set(methods) == set(sprint.run.points.method.values)
    assert "hip" in methods["regression on the pelvis (Harrington 2007)"]


def test_explanations_are_no_warnings(sprint: Analysis) -> None:
    warning, remark = Notice("missed_step", "A step."), Notice("marker_set", "A set.")
    told = replace(sprint, notices=(remark, warning))
    assert warnings_of(told) == [warning]
    assert remarks_of(told) == [remark]
