"""Columns of tables of times, distances and speeds: their names and units."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nextstride.errors import ReadError

UNITS: dict[str, dict[str, float]] = {
    "time": {"": 1, "s": 1, "sec": 1, "seconds": 1, "ms": 1e-3},
    "distance": {"": 1, "m": 1, "metres": 1, "meters": 1, "cm": 1e-2, "km": 1e3},
    "speed": {"": 1, "m s": 1, "m/s": 1, "mps": 1, "ms": 1, "km h": 1 / 3.6, "km/h": 1 / 3.6,
              "kmh": 1 / 3.6, "kph": 1 / 3.6},
}  # fmt: skip
"""SI per unit of each quantity; a column without a unit is SI."""

WORDS = {
    "time": ("time", "time"),
    "splits": ("splits", "time"),
    "split": ("splits", "time"),
    "distance": ("distance", "distance"),
    "position": ("distance", "distance"),
    "speed": ("speed", "speed"),
    "velocity": ("speed", "speed"),
    "raw speed": ("raw speed", "speed"),
    "raw velocity": ("raw speed", "speed"),
}
"""What a column's first words say that it holds, and its quantity."""

GATE = re.compile(r"(\d+(?:\.\d+)?) ?m")


@dataclass(frozen=True)
class Column:
    """One column that was recognised.

    Attributes
    ----------
    name : str
        As in the file.
    place : int
        Its number, from 0.
    factor : float
        SI per unit of the file; of a gate's column, the gate's distance in m.
    """

    name: str
    place: int
    factor: float


def gate_columns(header: list[str]) -> list[Column]:
    """Return the columns that are named after a gate, ``10m``, in the order of their distance."""
    found = ((name, place, GATE.fullmatch(name.lower())) for place, name in enumerate(header))
    gates = [Column(name, place, float(match[1])) for name, place, match in found if match]
    return sorted(gates, key=lambda gate: gate.factor)


def find_columns(source: str, header: list[str]) -> dict[str, Column]:
    """Return the columns of time, splits, distance, speed and raw speed that are there.

    Raises
    ------
    ReadError
        If one has a unit that is not known, or two hold the same.
    """
    found: dict[str, Column] = {}
    for place, name in enumerate(header):
        words = [word for word in re.split(r"[^a-z/]+", name.lower()) if word]
        start = next((n for n in (2, 1) if " ".join(words[:n]) in WORDS and len(words) >= n), None)
        if start is None:
            continue
        role, quantity = WORDS[" ".join(words[:start])]
        unit = " ".join(words[start:])
        if unit not in UNITS[quantity]:
            known = ", ".join(sorted(each for each in UNITS[quantity] if each))
            raise ReadError(
                f"{source}: the unit of column {name!r} must be one of {known}, or none; "
                f"got {unit!r}. Rename or convert the column."
            )
        if role in found:
            raise ReadError(
                f"{source}: columns {found[role].name!r} and {name!r} both hold the {role}. "
                "Keep one of them."
            )
        found[role] = Column(name, place, UNITS[quantity][unit])
    return found
