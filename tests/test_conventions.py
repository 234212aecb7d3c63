"""Sides, units and names."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

from nextstride.conventions import (
    LANDMARKS,
    MIDLINE_LANDMARKS,
    SIDES,
    UNITS,
    Side,
    opposite,
)


@pytest.mark.parametrize("side", SIDES)
def test_the_opposite_of_the_opposite_is_the_side_itself(side: Side) -> None:
    assert opposite(side) in SIDES
    assert opposite(side) != side
    assert opposite(opposite(side)) == side


@pytest.mark.parametrize(
    ("si", "value", "shown"),
    [
        ("rad", math.pi / 2, "90.0"),
        ("rad/s", math.radians(850), "850"),
        ("rad/s^2", math.radians(25_000), "25000"),
        ("s", 0.1187, "119"),
        ("m", 1.2346, "1.235"),
        ("m/s", 9.474, "9.47"),
    ],
)
def test_a_value_is_shown_in_the_unit_that_a_person_reads(
    si: str, value: float, shown: str
) -> None:
    assert UNITS[si].show(value) == shown


def test_units_are_listed_under_their_own_name() -> None:
    assert all(name == unit.si for name, unit in UNITS.items())


@pytest.mark.parametrize("name", [*LANDMARKS, *MIDLINE_LANDMARKS])
def test_landmark_names_are_snake_case_without_a_side(name: str) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z]+)*", name)
    assert not name.startswith(SIDES)


def test_no_landmark_is_both_paired_and_unpaired() -> None:
    assert not LANDMARKS.keys() & MIDLINE_LANDMARKS.keys()


def test_the_documented_units_are_those_of_the_code() -> None:
    page = (Path(__file__).parents[1] / "docs" / "conventions.md").read_text("utf-8")
    table = page.split("## Units")[1].split("## Names")[0]
    rows = re.findall(r"^\| [^|]+ \| ([^|]+) \| ([^|]+) \|$", table, re.MULTILINE)[1:]

    assert len(rows) > 10
    assert dict(rows) == {
        unit.si: unit.shown for unit in UNITS.values() if unit.si not in ("1", "kg")
    }
