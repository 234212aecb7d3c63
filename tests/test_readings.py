"""What scales and tapes show, and what follows from it."""

from __future__ import annotations

import pytest

from nextstride.errors import ParameterError
from nextstride.readings import force_from, length_from, moment_of, number_from


@pytest.mark.parametrize(
    ("text", "newtons"),
    [("38kg", 372.65), ("38 kg", 372.65), ("372.7N", 372.7), ("84 lbs", 373.65)],
)
def test_a_force_is_read_with_its_unit(text: str, newtons: float) -> None:
    reading = force_from(text)
    moment = moment_of(reading.value, reading.unit, 0.36, 58)
    assert moment == pytest.approx(newtons * 0.36 / 58, rel=1e-4)


@pytest.mark.parametrize(
    ("text", "metres"), [("36cm", 0.36), ("36,5 cm", 0.365), ("14in", 0.3556), ("0.36 m", 0.36)]
)
def test_a_length_is_read_with_its_unit(text: str, metres: float) -> None:
    assert length_from(text) == pytest.approx(metres)


@pytest.mark.parametrize("text", ["38", "kg", "38 stone", "-3kg", "", "3 8kg"])
def test_a_force_without_a_known_unit_is_refused(text: str) -> None:
    with pytest.raises(ParameterError, match="units are kg, N, lb"):
        force_from(text)


@pytest.mark.parametrize(("text", "value"), [("1,07", 1.07), (" 1.07 ", 1.07), ("-3", -3.0)])
def test_a_number_has_a_point_or_a_comma(text: str, value: float) -> None:
    assert number_from(text, "a time") == value


@pytest.mark.parametrize("text", ["", "abc", "1.5.2", "nan", "inf", "-inf", "1e400"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ParameterError, match="a time must be a number"):
        number_from(text, "a time")
