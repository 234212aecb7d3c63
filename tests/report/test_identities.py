"""Identities hold on a steady symmetric run, and fail where a number is wrong."""

from __future__ import annotations

from nextstride.analysis import Analysis
from nextstride.report.identities import check_identities


def test_all_hold_on_a_steady_symmetric_run(sprint: Analysis) -> None:
    checks = check_identities(sprint.measures)
    assert [check.statement.split(" =")[0] for check in checks] == [
        "Swing time", "Step rate", "Duty factor", "Speed",
    ]  # fmt: skip
    assert all(check.holds for check in checks)


def test_a_wrong_number_is_found(sprint: Analysis) -> None:
    measures = sprint.measures.copy(deep=True)
    for name in ("value", "lower", "upper"):
        measures[name].loc[{"measure": "swing_time"}] += 0.05
    swing, *others = check_identities(measures)
    assert not swing.holds
    assert all(check.holds for check in others)


def test_what_was_not_measured_is_not_checked(sprint: Analysis) -> None:
    measures = sprint.measures.copy(deep=True)
    measures["value"].loc[{"measure": "step_length"}] = float("nan")
    assert len(check_identities(measures)) == 3
