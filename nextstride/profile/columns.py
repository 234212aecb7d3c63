"""Columns of tables of times, distances and speeds: their names and units."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from nextstride.errors import ReadError

UNITS: dict[str, dict[str, float]] = {
    "time": {"": 1, "s": 1, "sec": 1, "seconds": 1, "ms": 1e-3},
    "distance": {"": 1, "m": 1, "metres": 1, "meters": 1, "cm": 1e-2, "km": 1e3, "yd": 0.9144,
                 "yards": 0.9144, "ft": 0.3048, "feet": 0.3048},
    "speed": {"": 1, "m s": 1, "m/s": 1, "mps": 1, "ms": 1, "km h": 1 / 3.6, "km/h": 1 / 3.6,
              "kmh": 1 / 3.6, "kph": 1 / 3.6, "mph": 0.44704},
}  # fmt: skip
"""SI per unit of each quantity; a column without a unit is SI."""

WORDS = {
    "time": ("time", "time"),
    "elapsed time": ("time", "time"),
    "zeit": ("time", "time"),
    "temps": ("time", "time"),
    "tiempo": ("time", "time"),
    "tempo": ("time", "time"),
    "seconds": ("time", "time"),
    "timestamp": ("time", "time"),
    "splits": ("splits", "time"),
    "split": ("splits", "time"),
    "distance": ("distance", "distance"),
    "dist": ("distance", "distance"),
    "odometer": ("distance", "distance"),
    "position": ("distance", "distance"),
    "distanz": ("distance", "distance"),
    "strecke": ("distance", "distance"),
    "distancia": ("distance", "distance"),
    "distanza": ("distance", "distance"),
    "speed": ("speed", "speed"),
    "velocity": ("speed", "speed"),
    "geschwindigkeit": ("speed", "speed"),
    "vitesse": ("speed", "speed"),
    "velocidad": ("speed", "speed"),
    "velocita": ("speed", "speed"),
    "raw speed": ("raw speed", "speed"),
    "raw velocity": ("raw speed", "speed"),
}
"""What a column's first words say that it holds, and its quantity."""

GATE = re.compile(r"(\d+(?:[.,]\d+)?) ?m(?:[ _(\[]*s(?:ec)?[)\]]*)?")


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
    gates = [
        Column(name, place, float(match[1].replace(",", ".")))
        for name, place, match in found
        if match
    ]
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
        start = _role(name)
        if start is None:
            continue
        role, quantity = WORDS[start]
        unit = _unit(name)
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


def is_header(cells: tuple[str, ...]) -> bool:
    """Whether a row names columns that a sprint can be read from."""
    if len(gate_columns(list(cells))) >= 2:
        return True
    named = (_role(cell) for cell in cells if not re.search(r":.*\d", cell))
    roles = {WORDS[start][1] for start in named if start}
    return "time" in roles and len(roles) > 1


def unit_row(header: list[str], cells: tuple[str, ...]) -> list[str] | None:
    """Return a header with the units of the row below it, or None where no units stand there."""
    joined, found = [], False
    for name, cell in zip(header, (*cells, *[""] * len(header)), strict=False):
        role, unit = _role(name), " ".join(_words(cell))
        known = role is not None and unit != "" and unit in UNITS[WORDS[role][1]]
        found = found or known
        joined.append(f"{name} {unit}" if known else name)
    numbers = any(re.fullmatch(r"[-+\d.,: ]*\d[-+\d.,: ]*", cell) for cell in cells)
    return joined if found and not numbers else None


def _role(name: str) -> str | None:
    """The first words of a column's name that say what it holds."""
    words = _words(name)
    return next((" ".join(words[:n]) for n in (2, 1) if " ".join(words[:n]) in WORDS), None)


def _unit(name: str) -> str:
    """What follows the first words of a column's name."""
    start = _role(name) or ""
    return " ".join(_words(name)[len(start.split()) :])


def _words(name: str) -> list[str]:
    """Words of a name in small plain letters."""
    plain = unicodedata.normalize("NFKD", name.lower())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return [word for word in re.split(r"[^a-z/]+", letters) if word]
