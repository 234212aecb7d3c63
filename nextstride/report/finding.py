"""`Finding`: one measure on one side, as people read it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from nextstride.conventions import UNITS, Unit
from nextstride.measures import MEASURES, Measure


@dataclass(frozen=True)
class Finding:
    """One measure on one side.

    Attributes
    ----------
    measure : Measure
    side : str
        ``left``, ``right`` or ``both``.
    value, lower, upper, spread : float
        SI; NaN where not measured.
    n : int
        Steps or strides.
    note : str
        How it was had, or why there is none.
    """

    measure: Measure
    side: str
    value: float
    lower: float
    upper: float
    spread: float
    n: int
    note: str

    @property
    def known(self) -> bool:
        """Whether it was measured."""
        return bool(np.isfinite(self.value))

    @property
    def unit(self) -> Unit:
        """Unit that people read."""
        return UNITS[self.measure.unit]

    @property
    def shown(self) -> str:
        """The value without its unit."""
        return show(self.unit, self.value)

    @property
    def interval(self) -> str:
        """The 95 % interval without its unit."""
        return f"{show(self.unit, self.lower)} to {show(self.unit, self.upper)}"

    @property
    def words(self) -> str:
        """Value, unit and interval, for a sentence."""
        return f"{with_unit(self.unit, self.value)} ({self.interval})"

    @property
    def size(self) -> Finding:
        """The same without its sign, for sentences that say the direction in words."""
        if not self.value < 0:
            return self
        return Finding(
            self.measure, self.side, -self.value, -self.upper, -self.lower,
            self.spread, self.n, self.note,
        )  # fmt: skip

    @property
    def sign(self) -> int:
        """1 or -1 where the interval leaves zero out, 0 where it does not or is not known."""
        if self.lower > 0:
            return 1
        return -1 if self.upper < 0 else 0


def find(measures: xr.Dataset, name: str, side: str) -> Finding:
    """Look up one measure on one side.

    Parameters
    ----------
    measures : xarray.Dataset
        From `measure_run`.
    name : str
        A key of `MEASURES`.
    side : str
        ``left``, ``right`` or ``both``.
    """
    row = measures.get_index("measure").get_loc(name)
    column = measures.get_index("side").get_loc(side)
    found = {key: measures[key].values[row, column] for key in measures.data_vars}
    numbers = {key: float(found[key]) for key in ("value", "lower", "upper", "spread")}
    return Finding(MEASURES[name], side, n=int(found["n"]), note=str(found["note"]), **numbers)


def show(unit: Unit, value: float) -> str:
    """Format an SI number for people, with a true minus and no negative zero."""
    text = unit.show(value)
    if not text.strip("-0."):
        text = text.removeprefix("-")
    return text.replace("-", "−")


def with_unit(unit: Unit, value: float) -> str:
    """Format an SI number with its unit."""
    return show(unit, value) + suffix(unit)


def suffix(unit: Unit) -> str:
    """Return what follows a number: the unit after a gap that does not break, degrees at once."""
    return unit.shown if unit.shown in ("", "°") else f"\u00a0{unit.shown}"
