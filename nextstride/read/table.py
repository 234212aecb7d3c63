"""Plain tables of markers: a ``Time`` column and three columns in mm for each marker.

The layout is that of the treadmill data set of Fukuchi, Fukuchi & Duarte (2017), PeerJ 5:e3298:
``Time``, then ``<marker>X``, ``<marker>Y``, ``<marker>Z``; separated by tabs, commas or semicolons.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from nextstride.errors import ReadError
from nextstride.read.clock import even_clock
from nextstride.read.contents import Contents, Floats
from nextstride.read.text import number_block, read_text

MILLIMETRE = 0.001
FORCE_COLUMNS = {"fx", "fy", "fz"}


def read(path: Path, frame_rate: float | None = None) -> Contents:
    """Read a table of markers.

    Raises
    ------
    ReadError
        If the table has no such columns, saying which were found.
    RecordingError
        If its times go backwards.
    """
    names, block = read_columns(path)
    source = path.name
    if set(map(str.casefold, names)) >= FORCE_COLUMNS:
        raise ReadError(
            f"{source}: this is a table of forces without markers. Give the markers as the "
            "recording, and this file with --forces."
        )
    labels = _markers(source, names)
    columns = [[names.index(label + axis) for axis in "XYZ"] for label in labels]
    time, rate, notices = even_clock(source, block[:, time_column(source, names)], None, frame_rate)
    return Contents(
        source=source,
        format="table",
        time=time,
        frame_rate=rate,
        labels=labels,
        position=block[:, np.array(columns)].transpose(0, 2, 1) * MILLIMETRE,
        notices=notices,
    )


def read_columns(path: Path) -> tuple[list[str], Floats]:
    """Return the column names and the numbers, (rows, columns), of a table with one header row.

    Raises
    ------
    ReadError
        If the file is empty, binary, or holds anything but numbers below its header.
    """
    header, _, body = read_text(path).lstrip("\n").partition("\n")
    separator = next((mark for mark in "\t;," if mark in header), " ")
    cells = header.split() if separator == " " else header.split(separator)
    names = [cell.strip().strip('"') for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not names or not body.strip():
        raise ReadError(f"{path.name}: a table needs a header row and rows of numbers below it.")
    return names, number_block(path.name, body, separator, len(names))


def time_column(source: str, names: list[str]) -> int:
    """Return the place of the time column.

    Raises
    ------
    ReadError
        If there is none.
    """
    for place, name in enumerate(names):
        if name.casefold() in {"time", "time_s", "time (s)", "t"}:
            return place
    raise ReadError(f"{source}: a table needs a column named Time; its columns are {_some(names)}.")


def _markers(source: str, names: list[str]) -> tuple[str, ...]:
    """Marker names: those that have all three of their columns."""
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise ReadError(f"{source}: column names must be unique; twice: {_some(twice)}.")
    known = set(names)
    labels = tuple(
        name[:-1] for name in names if len(name) > 1 and {name[:-1] + a for a in "XYZ"} <= known
    )
    labels = tuple(dict.fromkeys(labels))
    if not labels:
        raise ReadError(
            f"{source}: a table of markers needs columns <marker>X, <marker>Y, <marker>Z; "
            f"its columns are {_some(names)}."
        )
    return labels


def _some(names: list[str]) -> str:
    """Name the first few of many."""
    shown = ", ".join(name or "(blank)" for name in names[:8])
    return f"{shown}, ... ({len(names)} in all)" if len(names) > 8 else shown
