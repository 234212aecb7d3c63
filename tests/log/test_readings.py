"""What a scale showed is kept in the log, with what follows from it."""

from __future__ import annotations

from datetime import date

import pytest

from nextstride.errors import ParameterError
from nextstride.log import Log, StrengthTest, entry_from_json

HIP = {"athlete": "Mia", "day": date(2025, 1, 6), "group": "hip_flexors", "device": "band_scale"}


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
