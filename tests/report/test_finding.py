"""Numbers as people read them."""

from __future__ import annotations

import math

import pytest

from nextstride.analysis import Analysis
from nextstride.conventions import UNITS
from nextstride.report.finding import find, show, with_unit


@pytest.mark.parametrize(
    ("unit", "value", "text"),
    [
        ("rad", -math.pi / 4, "−45.0°"),
        ("rad", -1e-6, "0.0°"),
        ("s", 0.1184, "118\u00a0ms"),
        ("1", 0.256, "0.256"),
        ("rad/s", 15.0, "859\u00a0°/s"),
    ],
)
def test_with_unit(unit: str, value: float, text: str) -> None:
    assert with_unit(UNITS[unit], value) == text


def test_a_finding_says_its_value_and_interval(sprint: Analysis) -> None:
    found = find(sprint.measures, "contact_time", "left")
    unit = UNITS["s"]
    assert found.known
    assert found.words == (
        f"{with_unit(unit, found.value)} ({show(unit, found.lower)} to {show(unit, found.upper)})"
    )


def test_size_turns_the_interval_with_the_value(sprint: Analysis) -> None:
    found = find(sprint.measures, "peak_thigh_extension_velocity", "left")
    assert found.value < 0
    assert (found.size.value, found.size.lower, found.size.upper) == (
        -found.value, -found.upper, -found.lower,
    )  # fmt: skip
    assert (found.sign, found.size.sign) == (-1, 1)


def test_what_was_not_measured_is_not_known(legs: Analysis) -> None:
    found = find(legs.measures, "peak_vertical_force", "left")
    assert not found.known
    assert found.sign == 0
    assert found.note == "the recording has no force plates"
