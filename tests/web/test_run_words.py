"""The three lines of a run say what to do in the app, and no command of a command line."""

from __future__ import annotations

from typing import Any

import pytest

from nextstride.web.run_words import findings_of, in_app, lines_of


def document(gains: dict[str, tuple[float, float, float]] | None, *codes: str) -> dict[str, Any]:
    """An analysis of some links, each with (low, median, high) of its gain in m/s."""
    groups = [
        {"group": group, "gain_10pct_m_s": middle, "gain_training_m_s": middle}
        | {"gain_10pct_m_s_lower": low, "gain_10pct_m_s_upper": high, "share_in_air": 0.9}
        for group, (low, middle, high) in (gains or {}).items()
    ]
    limits = None if gains is None else {"groups": groups, "next_measurements": []}
    warnings = [{"code": code, "message": code} for code in codes]
    return {"limits": limits, "plan": None, "warnings": warnings}


CLEAR = {"hip_flexors": (0.07, 0.10, 0.12), "plantarflexors": (-0.01, 0.02, 0.05)}


def test_the_next_session_is_the_logs_plan() -> None:
    lines = lines_of(document(CLEAR), "tomorrow: 3 holds")
    assert lines.limits.startswith("10 % stronger hip flexors: +0.10 m/s")
    assert lines.sure == "Nothing else gives as much."
    assert lines.next == "Next session, tomorrow: 3 holds."


def test_without_a_plan_the_link_is_named_and_no_command() -> None:
    assert lines_of(document(CLEAR), "").next == "Train the hip flexors."


@pytest.mark.parametrize("codes", [("no_limits",), ("not_steady",), ()])
def test_a_run_that_cannot_tell_says_what_to_do(codes: tuple[str, ...]) -> None:
    lines = lines_of(document(None, *codes), "")
    assert ("flying sprint" in lines.next) == bool(codes)
    assert "--" not in lines.next


def test_options_are_called_as_on_the_page() -> None:
    assert in_app("tell it with --frame-rate") == "tell it with “frame rate”"
    assert in_app("with --start-within 3") == "with “weeks within which the start is drawn” 3"
    gone = "/data/runs/0a/analysis.json: there is no plan. Run, and name it with --analysis."
    assert in_app(gone) == "There is no plan. Run."


def test_measures_without_a_value_are_left_out_and_minus_is_a_minus() -> None:
    rows = [
        {"name": "speed", "side": "both", "value": 9.0, "lower": 8.8, "upper": 9.2},
        {"name": "step_rate", "side": "both", "value": None, "lower": None, "upper": None},
        {"name": "toe_off_distance", "side": "left", "value": -0.5, "lower": None, "upper": None},
    ]
    found = findings_of({"measures": rows})
    assert [row.sides[0][0] for row in found] == ["", "left"]
    assert found[0].sides[0][2] == "8.80 to 9.20"
    assert found[1].sides[0][1].startswith("−")
