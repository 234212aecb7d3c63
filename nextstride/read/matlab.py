"""Decodes a MATLAB file (version 5 to 7.2): numbers, texts, cells and structures.

This is own code because SciPy's reader believes the sizes in a damaged file, and then ends the
whole process; the tests hold the two equal. Layout: MAT-File Format, MathWorks, chapter "Level 5
MAT-Files".
"""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Iterator
from typing import Any

import numpy as np

HEADER = 128
NUMBER_TYPES = {
    1: "i1", 2: "u1", 3: "i2", 4: "u2", 5: "i4", 6: "u4", 7: "f4", 9: "f8", 12: "i8", 13: "u8",
}  # fmt: skip
"""NumPy types of the format's numbers."""

TEXT_TYPES = {1: "latin-1", 2: "latin-1", 16: "utf-8", 18: "utf-32"}
"""Encodings of the format's texts; two-byte texts follow the file's byte order."""

MATRIX, COMPRESSED = 14, 15
CELL, STRUCTURE, TEXT = 1, 2, 4
NUMBERS = range(6, 16)
"""Classes of arrays."""

MOST_BYTES = 2**31
"""No variable unpacks to more."""

DEEPEST = 20
"""Structures within structures."""


def decode_mat(raw: bytes) -> dict[str, Any]:
    """Return the variables of a MATLAB file by name.

    Structures become dictionaries (or lists of them), cells lists, texts str, numbers arrays in
    MATLAB's own shape; other classes None.

    Raises
    ------
    ValueError
        If the bytes are no such file, or damaged.
    """
    if len(raw) < HEADER or raw[126:128] not in {b"IM", b"MI"}:
        raise ValueError("its header is not that of MATLAB 5 to 7.2")
    order = "<" if raw[126:128] == b"IM" else ">"
    variables: dict[str, Any] = {}
    try:
        for kind, data in _elements(raw[HEADER:], order):
            body = data
            if kind == COMPRESSED:
                unpacked = zlib.decompressobj().decompress(data, MOST_BYTES)
                kind, body = next(_elements(unpacked, order))
            if kind == MATRIX:
                name, value = _matrix(body, order, 0)
                variables[name] = value
    except (struct.error, zlib.error, StopIteration, UnicodeDecodeError, MemoryError) as problem:
        raise ValueError(f"damaged ({type(problem).__name__})") from None
    return variables


def _elements(raw: bytes, order: str) -> Iterator[tuple[int, bytes]]:
    """Yield type and data of every element."""
    at = 0
    while at + 8 <= len(raw):
        kind, size = struct.unpack_from(order + "2I", raw, at)
        if kind >> 16:  # a small element: both in four bytes, its data in the next four
            kind, size, start, following = kind & 0xFFFF, kind >> 16, at + 4, at + 8
            if size > 4:
                raise ValueError("a small element is too long")
        else:
            start = at + 8
            padding = 0 if kind == COMPRESSED else -size % 8
            following = start + size + padding
        if start + size > len(raw):
            raise ValueError("an element leaves the file")
        yield kind, raw[start : start + size]
        at = following


def _matrix(raw: bytes, order: str, depth: int) -> tuple[str, Any]:
    """Name and value of an array of any class."""
    if not raw:
        return "", np.empty((0, 0))
    if depth > DEEPEST:
        raise ValueError("structures are too deep")
    parts = _elements(raw, order)
    flags, shape, name = [next(parts)[1] for _ in range(3)]
    kind = struct.unpack_from(order + "I", flags)[0] & 0xFF
    dimensions = struct.unpack(f"{order}{len(shape) // 4}i", shape[: len(shape) // 4 * 4])
    if any(size < 0 for size in dimensions):
        raise ValueError("a dimension is negative")
    count = math.prod(dimensions)
    label = name.decode("latin-1")
    if kind in NUMBERS:
        return label, _numbers(*next(parts), order, dimensions)
    if kind == TEXT:
        return label, _text(*next(parts), order)
    if kind == CELL:
        return label, [_matrix(data, order, depth + 1)[1] for _, data in parts]
    if kind == STRUCTURE:
        return label, _structure(parts, order, count, depth)
    return label, None


def _numbers(kind: int, data: bytes, order: str, shape: tuple[int, ...]) -> Any:
    """Return an array of numbers in MATLAB's shape."""
    if kind not in NUMBER_TYPES:
        raise ValueError(f"numbers of type {kind}")
    values = np.frombuffer(data, order + NUMBER_TYPES[kind])
    return values.reshape(shape, order="F")


def _text(kind: int, data: bytes, order: str) -> str:
    """Return a text of one row."""
    wide = "utf-16-le" if order == "<" else "utf-16-be"
    return data.decode(wide if kind in {4, 17} else TEXT_TYPES.get(kind, "latin-1"), "replace")


def _structure(parts: Iterator[tuple[int, bytes]], order: str, count: int, depth: int) -> Any:
    """Return one dictionary, or a list where the structure is an array of several."""
    (_, width), (_, names) = next(parts), next(parts)
    length = struct.unpack_from(order + "i", width)[0]
    if length < 1:
        raise ValueError("a structure's names have no length")
    fields = [
        names[i : i + length].partition(b"\0")[0].decode("latin-1")
        for i in range(0, len(names), length)
    ]
    values = [_matrix(data, order, depth + 1)[1] for _, data in parts]
    if not fields or len(values) < count * len(fields):
        raise ValueError("a structure lacks fields")
    rows = [
        dict(zip(fields, values[i * len(fields) : (i + 1) * len(fields)], strict=True))
        for i in range(count)
    ]
    return rows[0] if count == 1 else rows
