"""The parameter section of a C3D file: named groups of numbers and texts.

Many programs write it carelessly, so it is read with patience: the section's own size is often a
lie, so only the file's end bounds the chain; a parameter may belong to a group that is defined
later, or never; a description may run beyond its place. A parameter whose *values* do not fit is
left out, and named in `Parameters.unread`. Layout: The C3D File Format User Guide (Motion Lab
Systems, 2008), chapter "Parameter section".
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from nextstride.arrays import Floats

INTEL, DEC, MIPS = 84, 85, 86
BYTE_ORDERS = {INTEL: "<", DEC: "<", MIPS: ">"}
"""Byte order of integers by the processor that wrote the file."""

TYPE_SIZES = {-1: 1, 1: 1, 2: 2, 4: 4}
"""Bytes of one parameter value by its type: text, byte, integer, real."""

MOST_DIMENSIONS = 7


@dataclass(frozen=True)
class Parameter:
    """One parameter as it stands in the file: type, dimensions and raw bytes."""

    type: int
    shape: tuple[int, ...]
    raw: bytes


@dataclass(frozen=True)
class Parameters:
    """All parameters of a file, by group and name in upper case.

    Attributes
    ----------
    processor : int
        `INTEL`, `DEC` or `MIPS`: how its numbers are written.
    unread : tuple of str
        Parameters whose values do not fit where they stand, as ``GROUP:NAME``.
    """

    processor: int
    unread: tuple[str, ...]
    _found: dict[tuple[str, str], Parameter]

    def numbers(self, group: str, name: str) -> Floats:
        """Return a parameter's numbers in its own shape, empty where there is none.

        The first dimension runs fastest.
        """
        parameter = self._found.get((group, name))
        if parameter is None or parameter.type == -1:
            return np.empty(0)
        if parameter.type == 4:
            values = reals(parameter.raw, self.processor)
        else:
            kind = {1: "u1", 2: f"{BYTE_ORDERS[self.processor]}i2"}[parameter.type]
            values = np.frombuffer(parameter.raw, dtype=kind).astype(float)
        return values.reshape(parameter.shape or (1,), order="F")

    def number(self, group: str, name: str) -> float | None:
        """First number of a parameter, or None."""
        values = self.numbers(group, name).ravel()
        return float(values[0]) if values.size else None

    def count(self, group: str, name: str) -> int | None:
        """First number of a parameter that counts something, or None.

        A two-byte count is unsigned, whatever its type says.
        """
        value = self.number(group, name)
        if value is None or not math.isfinite(value) or abs(value) > 2**31:
            return None
        return int(value) % 65536 if -65536 < value < 0 else int(value)

    def texts(self, group: str, name: str) -> tuple[str, ...]:
        """All texts of a parameter and its continuations (LABELS, LABELS2, LABELS3, ...)."""
        texts: list[str] = []
        number = 1
        while found := self._found.get((group, name if number == 1 else f"{name}{number}")):
            texts += _texts(found)
            number += 1
        return tuple(texts)

    def text(self, group: str, name: str) -> str:
        """First text of a parameter, or an empty one."""
        return (*self.texts(group, name), "")[0]


def read_parameters(raw: bytes, start: int, processor: int) -> Parameters:
    """Walk the chain of groups and parameters.

    Parameters
    ----------
    raw : bytes
        The whole file.
    start : int
        Where the section begins.
    processor : int
    """
    groups: dict[int, str] = {}
    found: dict[tuple[int, str], Parameter] = {}
    unread: list[tuple[int, str]] = []
    for group, name, at, following in _entries(raw, start + 4, BYTE_ORDERS[processor]):
        if group < 0:
            groups[-group] = name
        elif (parameter := _parameter(raw, at, following)) is not None:
            found[group, name] = parameter
        else:
            unread.append((group, name))
    named = {(groups.get(group, f"GROUP {group}"), name): p for (group, name), p in found.items()}
    lost = tuple(f"{groups.get(group, f'GROUP {group}')}:{name}" for group, name in unread)
    return Parameters(processor, lost, named)


def _entries(raw: bytes, at: int, order: str) -> Iterator[tuple[int, str, int, int]]:
    """Yield every entry of the chain: group number, name, and where its body begins and ends.

    The number is negative for the definition of a group.
    """
    while at + 2 < len(raw):
        length = abs(struct.unpack_from("b", raw, at)[0])  # negative where the entry is locked
        group = struct.unpack_from("b", raw, at + 1)[0]
        body = at + 2 + length + 2
        if not length or body >= len(raw):
            return
        name = raw[at + 2 : body - 2].decode("latin-1").strip(" \0").upper()
        step = struct.unpack_from(order + "H", raw, body - 2)[0]
        following = body - 2 + step if step else len(raw)
        if group:
            yield group, name, body, following
        if step < 2:
            return
        at = following


def _parameter(raw: bytes, at: int, following: int) -> Parameter | None:
    """Return the parameter whose type byte is at `at`, or None if it does not fit its place."""
    if at + 2 > len(raw):
        return None
    kind = struct.unpack_from("b", raw, at)[0]
    dimensions = raw[at + 1]
    start = at + 2 + dimensions
    if kind not in TYPE_SIZES or dimensions > MOST_DIMENSIONS or start > len(raw):
        return None
    shape = tuple(raw[at + 2 : start])
    end = start + TYPE_SIZES[kind] * math.prod(shape)
    if end > min(following, len(raw)):
        return None
    return Parameter(kind, shape, raw[start:end])


def _texts(parameter: Parameter) -> list[str]:
    """Texts of a parameter: its first dimension is their length."""
    if parameter.type != -1 or not parameter.shape or not parameter.shape[0]:
        return []
    length = parameter.shape[0]
    pieces = range(0, len(parameter.raw), length)
    return [parameter.raw[i : i + length].decode("latin-1").strip(" \0") for i in pieces]


def reals(raw: bytes, processor: int) -> Floats:
    """Four-byte reals of any processor; NaN where they are not finite."""
    if processor == DEC:
        # A DEC real is an Intel one with its two halves exchanged and its exponent two too high.
        halves = np.frombuffer(raw, dtype="<u2").reshape(-1, 2)[:, ::-1]
        with np.errstate(all="ignore"):
            single = np.ascontiguousarray(halves).view("<f4").ravel() / np.float32(4)
    else:
        single = np.frombuffer(raw, dtype=f"{BYTE_ORDERS[processor]}f4")
    return np.where(np.isfinite(single), single, np.float32(np.nan)).astype(float)
