"""`Source`: what the table of a device holds, from its TOML file."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from nextstride.read.sheet import Row


@dataclass(frozen=True)
class Value:
    """One number that a row may hold.

    Attributes
    ----------
    kind : str
        ``force``, ``torque``, ``moment``, ``time``, ``fly_10``, ``top_speed``, ``height`` (of a
        jump) or ``bar_speed``.
    columns : tuple of str
        Names that its column may have.
    unit : str
        A force's: N, kg, lb.
    factor : float
        SI per unit of the file.
    side, group : str
        Where the column tells them.
    only : tuple of str
        Words one of which the row's test must hold; none: every row.
    unless : tuple of str
        Names of a column that says the same better: where it is there, this one is left.
    device : str
        How a jump or a lift was measured.
    """

    kind: str
    columns: tuple[str, ...]
    unit: str = ""
    factor: float = 1.0
    side: str = ""
    group: str = ""
    only: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    device: str = ""


@dataclass(frozen=True)
class Source:
    """The table of one device.

    Attributes
    ----------
    name, title : str
        Of its file, and for people.
    layout : str
        How its columns are known, or that the layout could not be opened.
    header : tuple of tuples of str
        A header has one column of each.
    columns : dict of str to tuple of str
        Names of the columns that tell ``athlete``, ``day``, ``test``, ``group``, ``side``,
        ``distance``, ``lever_cm``, ``lever_in``, ``angle_deg``, ``device``, ``unit``,
        ``exercise``, ``load``.
    values : tuple of Value
    of : str
        ``each`` row its own, or the ``mean`` or ``greatest`` of all rows.
    device : str
        As the log names it, of strength tests.
    """

    name: str
    title: str
    layout: str
    header: tuple[tuple[str, ...], ...]
    columns: dict[str, tuple[str, ...]]
    values: tuple[Value, ...]
    of: str = "each"
    device: str = "dynamometer"

    def is_header(self, row: Row) -> bool:
        """Whether a row is the header of this device's table."""
        names = {plain(cell) for cell in row.cells}
        return all(any(plain(name) in names for name in names_of) for names_of in self.header)


@cache
def sources() -> dict[str, Source]:
    """Return every source by name; those that ask most of a header come first."""
    folder = files("nextstride.imports") / "sources"
    found = [
        _source(file.name.removesuffix(".toml"), tomllib.loads(file.read_text("utf-8")))
        for file in folder.iterdir()
        if file.name.endswith(".toml")
    ]
    return {
        each.name: each for each in sorted(found, key=lambda each: (-len(each.header), each.name))
    }


def _source(name: str, told: dict[str, Any]) -> Source:
    """Make a source of what its file says."""
    values = tuple(_value(value) for value in told.pop("value"))
    header = tuple(tuple(names) for names in told.pop("header"))
    columns = {role: tuple(names) for role, names in told.pop("columns", {}).items()}
    return Source(name=name, header=header, columns=columns, values=values, **told)


def _value(told: dict[str, Any]) -> Value:
    """Make a value of what its table in the file says."""
    lists: dict[str, Any] = {
        key: tuple(told[key]) for key in ("columns", "only", "unless") if key in told
    }
    return Value(**{**told, **lists})


def plain(name: str) -> str:
    """A column's name without case, accents and marks: ``L Max Force (N)`` is ``l max force n``."""
    letters = unicodedata.normalize("NFKD", name.lower())
    return " ".join(re.findall(r"[a-z0-9/]+", "".join(c for c in letters if c.isascii())))


def place_of(header: Sequence[str], names: Iterable[str]) -> int | None:
    """Place of the first column that has one of `names`, or None."""
    known = [plain(cell) for cell in header]
    return next((known.index(plain(name)) for name in names if plain(name) in known), None)
