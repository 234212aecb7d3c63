"""What a scale and a tape showed, as people write it: "38 kg", "84lb", "36 cm", "14 in"."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from nextstride.conventions import GRAVITY
from nextstride.errors import ParameterError

FORCE_UNITS = {"kg": GRAVITY, "N": 1.0, "lb": 4.4482216}
"""Newtons of one unit that scales show; kg and lb at standard gravity."""
LENGTH_UNITS = {"m": 1.0, "cm": 0.01, "mm": 0.001, "in": 0.0254}
"""Metres of one unit that tapes show."""

NUMBER_AND_UNIT = re.compile(r"\s*(\d+(?:[.,]\d+)?)\s*([a-z]+)\s*", re.IGNORECASE)

ALSO_CALLED = {"lbs": "lb", "kgs": "kg", "kgf": "kg", "lbf": "lb", "n": "N", "inch": "in"}


class Force(NamedTuple):
    """A reading of a scale."""

    value: float
    unit: str


def force_from(text: str) -> Force:
    """Read a force with its unit.

    Raises
    ------
    ParameterError
        If it is none, or has no unit: kg, N and lb differ by a factor of ten, and none is usual
        everywhere.
    """
    return Force(*_read(text, FORCE_UNITS, "a force must be a number with its unit, as 38kg"))


def length_from(text: str, what: str = "a lever") -> float:
    """Read a length with its unit; return metres.

    Parameters
    ----------
    text : str
    what : str
        For the message: what the length is.

    Raises
    ------
    ParameterError
        If it is none, or has no unit.
    """
    value, unit = _read(text, LENGTH_UNITS, f"{what} must be a number with its unit, as 36cm")
    return value * LENGTH_UNITS[unit]


def number_from(text: str, what: str) -> float:
    """Read a plain number, with a decimal point or comma.

    Raises
    ------
    ParameterError
        If it is none.
    """
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ParameterError(f"{what} must be a number; got {text!r}.")
    return value


def _read(text: str, units: dict[str, float], needed: str) -> tuple[float, str]:
    """Number and unit, one of `units`."""
    found = NUMBER_AND_UNIT.fullmatch(text)
    said = found[2].lower() if found else ""
    unit = ALSO_CALLED.get(said, said)
    if found is None or unit not in units:
        raise ParameterError(f"{needed}; units are {', '.join(units)}; got {text!r}.")
    return float(found[1].replace(",", ".")), unit


def moment_of(reading: float, unit: str, lever: float, body_mass: float) -> float:
    """Return the joint moment per kg of body mass that follows from a scale's reading, N m/kg.

    Parameters
    ----------
    reading : float
        What the scale showed, in `unit`, pulling at right angles to the limb.
    unit : {"kg", "N", "lb"}
    lever : float
        From the joint to where the scale pulled, m.
    body_mass : float
        kg.
    """
    return reading * FORCE_UNITS[unit] * lever / body_mass
