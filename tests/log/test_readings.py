"""What scales and tapes show, and what follows from it."""

from __future__ import annotations

from datetime import date

import pytest

from nextstride.errors import ParameterError
from nextstride.log import Log, StrengthTest, entry_from_json
from nextstride.log.readings import force_from, length_from

HIP = {"athlete": "Mia", "day": date(2025, 1, 6), "group": "hip_flexors", "device": "band_scale"}


@pytest.mark.parametrize(
    ("text", "newtons"),
    [("38kg", 372.65), ("38 kg", 372.65), ("372.7N", 372.7), ("84 lbs", 373.65)],
)
def test_a_force_is_read_with_its_unit(text: str, newtons: float) -> None:
    reading = force_from(text)
    test = StrengthTest.from_reading(reading.value, reading.unit, 0.36, 58, **HIP)
    assert test.moment == pytest.approx(newtons * 0.36 / 58, rel=1e-4)


@pytest.mark.parametrize(
    ("text", "metres"), [("36cm", 0.36), ("36,5 cm", 0.365), ("14in", 0.3556), ("0.36 m", 0.36)]
)
def test_a_length_is_read_with_its_unit(text: str, metres: float) -> None:
    assert length_from(text) == pytest.approx(metres)


@pytest.mark.parametrize("text", ["38", "kg", "38 stone", "-3kg", "", "3 8kg"])
def test_a_force_without_a_known_unit_is_refused(text: str) -> None:
    with pytest.raises(ParameterError, match="units are kg, N, lb"):
        force_from(text)


def test_what_was_read_is_kept(log: Log) -> None:
    test = StrengthTest.from_reading(38, "kg", 0.36, 58, side="left", joint_angle=0.5, **HIP)
    log.add(test)
    (kept,) = log.entries("Mia", StrengthTest)
    assert (kept.reading, kept.reading_unit, kept.lever, kept.body_mass) == (38, "kg", 0.36, 58)
    assert entry_from_json(kept.to_json()) == kept == test


def test_a_moment_that_does_not_follow_is_refused() -> None:
    read = {"reading": 38.0, "reading_unit": "kg", "lever": 0.36, "body_mass": 58.0}
    with pytest.raises(ParameterError, match="what the reading gives, 2\\.31"):
        StrengthTest(moment=2.1, **read, **HIP)  # type: ignore[arg-type]
    with pytest.raises(ParameterError, match="lever must be"):
        StrengthTest.from_reading(38, "kg", 36, 58, **HIP)
