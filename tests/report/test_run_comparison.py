"""Two runs differ where both errors together do not explain it, and nowhere else."""

from __future__ import annotations

import numpy as np
import pytest

from nextstride.measures import MEASURES
from nextstride.report.run_comparison import compare_runs


def row(name: str, value: float | None, half: float | None = 0.1, side: str = "both") -> dict:
    known = value is not None and half is not None
    ends = {"lower": value - half, "upper": value + half} if known else {}
    return {"name": name, "side": side, "value": value, "lower": None, "upper": None} | ends


def document(*rows: dict) -> dict:
    return {"measures": list(rows)}


def test_a_difference_counts_from_the_errors_of_both_together() -> None:
    first = document(row("speed", 9.0, 0.3), row("step_rate", 4.4, 0.1))
    for change, told in ((0.49, 0), (0.6, 1)):
        second = document(row("speed", 9.0 + change, 0.4), row("step_rate", 4.4, 0.1))
        found = compare_runs(first, second)
        assert found.compared == 2
        assert len(found.differences) == told
    difference = found.differences[0]
    # 0.5, the root of the squares' sum, times the 98.75 % point over 1.96, for two comparisons.
    assert difference.counts_from == pytest.approx(0.5 * 2.2414 / 1.96, rel=1e-3)
    assert difference.change == pytest.approx(0.6)
    assert difference.measure is MEASURES["speed"]


def test_sides_are_compared_each_and_what_has_no_interval_is_not() -> None:
    first = document(row("contact_time", 0.1, 0.001, "left"), row("contact_time", 0.1, None))
    second = document(row("contact_time", 0.2, 0.001, "left"), row("contact_time", 0.3, None))
    found = compare_runs(first, second)
    assert [(each.side, each.name) for each in found.differences] == [("left", "contact_time")]
    assert compare_runs(first, document()).compared == 0


def test_runs_that_are_alike_differ_once_in_twenty_times() -> None:
    draw = np.random.default_rng(7)
    names = list(MEASURES)[:20]
    wrong = 0
    for _ in range(600):
        one, other = (
            document(*(row(name, draw.normal(0, 1), 1.96) for name in names)) for _ in range(2)
        )
        wrong += bool(compare_runs(one, other).differences)
    assert 0.02 < wrong / 600 < 0.08
