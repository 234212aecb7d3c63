"""Plain tables of markers: a column of times and three columns for each marker.

The layout is that of the treadmill data set of Fukuchi, Fukuchi & Duarte (2017), PeerJ 5:e3298:
``Time``, then ``<marker>X``, ``<marker>Y``, ``<marker>Z``; separated by tabs, commas or semicolons.
Everybody writes it a little differently: ``lheel_x``, ``LHEE.X (mm)``, ``Time [ms]``, with lines
above the names.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import xarray as xr

from nextstride.arrays import Floats
from nextstride.errors import Notice, ReadError
from nextstride.read.clock import (
    RATE_TOLERANCE,
    even_clock,
    nearest_rate,
    usable_rate,
    with_absent_rows,
)
from nextstride.read.contents import Contents, metres_per
from nextstride.read.plates import LOADED, force_dataset
from nextstride.read.text import number_block, read_text
from nextstride.read.unloaded import newtons_per_unit, told_kilonewtons
from nextstride.recording import Recording

MILLIMETRE = 0.001
FORCE_COLUMNS = {"fx", "fy", "fz"}
COORDINATE = re.compile(
    r"(?P<marker>.*?[^\s_.:-])[\s_.:-]*(?P<axis>[xyz])\s*[_(\[]*\s*(?P<unit>mm|cm|m|)\s*[)\]]*",
    re.IGNORECASE,
)
"""A column of one coordinate of a marker."""
CLOCK = re.compile(
    r"(?:time|times|t|seconds|sec|(?P<frame>frames?#?))\s*[_(\[]*\s*(?P<unit>ms|s|sec|seconds|)\s*[)\]]*",
    re.IGNORECASE,
)
"""A column of times, or one that counts frames."""
HEADER_ROWS = 20
"""Column names stand within so many rows."""
SIZES = {"m": (0.4, 3.0), "cm": (40.0, 300.0), "mm": (400.0, 3000.0)}
"""How far apart the markers of a person's body are, along its longest axis, in each unit."""


def read(path: Path, frame_rate: float | None = None) -> Contents:
    """Read a table of markers.

    Raises
    ------
    ReadError
        If the table has no such columns, saying which were found.
    RecordingError
        If its times go backwards.
    """
    names, separator, body = read_header(path)
    source = path.name
    if set(map(str.casefold, names)) >= FORCE_COLUMNS:
        raise ReadError(
            f"{source}: this is a table of forces without markers. Give the markers as the "
            "recording, and this file with --forces; or, for contacts and forces alone: nextstride "
            "forces."
        )
    columns, unit = _markers(source, names)
    block = number_block(source, body, separator, len(names))
    clock = time_column(source, names)
    counts = _counts_frames(names[clock])
    block, absent = with_absent_rows(source, block, clock, None if counts else frame_rate)
    time, rate, notices = _times(source, names[clock], block[:, clock], frame_rate)
    position = block[:, np.array([*columns.values()])].transpose(0, 2, 1)
    if not unit:
        unit = _unit_by_size(position)
        if unit != "mm":
            told = f"{source} does not say its unit; its markers lie apart as a body's in {unit}."
            notices = (*notices, Notice("unit_inferred", told))
    return Contents(
        source=source,
        format="table",
        time=time,
        frame_rate=rate,
        labels=tuple(columns),
        position=position * metres_per(unit, source),
        notices=(*absent, *notices),
    )


def _times(
    source: str, name: str, column: Floats, given: float | None
) -> tuple[Floats, float, tuple[Notice, ...]]:
    """Times of the rows, s, and their rate, from the clock's name and column."""
    if _counts_frames(name):
        rate = usable_rate(source, None, given)
        return even_clock(source, column / rate, rate, None)
    match = CLOCK.fullmatch(name)
    factor = 0.001 if match is not None and match["unit"].casefold() == "ms" else 1.0
    return even_clock(source, factor * column, None, given)


def _counts_frames(name: str) -> bool:
    """Whether a column of the clock counts frames and not seconds, by its name."""
    match = CLOCK.fullmatch(name)
    return match is not None and match["frame"] is not None


def _unit_by_size(position: Floats) -> str:
    """The unit in which markers (n, 3, m) lie as far apart as a person's; mm where none does."""
    seen = position[:, :, np.isfinite(position).all(axis=1).any(axis=0)]
    whole = seen[np.isfinite(seen).all(axis=(1, 2))]
    if not whole.size:
        return "mm"
    size = float(np.median(np.ptp(whole, axis=2).max(axis=1)))
    return next((unit for unit, (low, high) in SIZES.items() if low <= size < high), "mm")


def read_forces(path: Path, recording: Recording) -> tuple[xr.Dataset, tuple[Notice, ...]]:
    """Read a table of forces, ``Fx Fy Fz COPx COPy COPz Ty`` in N, mm and N mm.

    Where its ``Time`` only counts the samples, the rate is the one at which they last as long as
    the recording.

    Returns
    -------
    Dataset, notices
        Forces in the file's axes, as `Contents.force`.

    Raises
    ------
    ReadError
        If columns are missing, or samples are counted and fit no common rate.
    """
    source = path.name
    names, separator, body = read_header(path)
    place = {name.casefold(): index for index, name in enumerate(names)}
    missing = sorted(FORCE_COLUMNS - set(place))
    if missing:
        raise ReadError(
            f"{source}: a table of forces needs the columns Fx, Fy, Fz; "
            f"{', '.join(missing)} missing among {_some(names)}."
        )
    block = number_block(source, body, separator, len(names))
    time, notices = _force_clock(source, block[:, time_column(source, names)], recording)

    def triple(prefix: str, factor: float) -> Floats:
        columns = [place.get(prefix + axis) for axis in "xyz"]
        blank = np.full(len(block), np.nan)
        return factor * np.stack([blank if c is None else block[:, c] for c in columns], axis=1)

    force = np.nan_to_num(triple("f", 1.0))
    pressure = triple("cop", MILLIMETRE)
    strength = np.linalg.norm(force, axis=1)
    factor = newtons_per_unit([strength])
    if factor != 1:
        notices = (*notices, told_kilonewtons(float(strength.max())))
    force = factor * force
    pressure[factor * strength < LOADED] = np.nan
    free_moment = np.nan_to_num(triple("t", factor * MILLIMETRE))
    one = (values[:, :, None] for values in (force, pressure, free_moment))
    return force_dataset(time, *one), notices


def _force_clock(
    source: str, column: Floats, recording: Recording
) -> tuple[Floats, tuple[Notice, ...]]:
    """Return the times of force samples, s, from a column of times or of sample numbers."""
    counted = len(column) > 2 and bool(np.all(np.diff(column) == 1)) and column[0] in (0, 1)
    if not counted:
        time, _, notices = even_clock(source, column, None, None)
        return time, notices
    ratio = len(column) / recording.motion.sizes["time"]
    rate = nearest_rate(ratio * recording.frame_rate)
    if rate is None or abs(ratio - round(ratio)) > RATE_TOLERANCE * ratio:
        raise ReadError(
            f"{source}: its Time counts {len(column)} samples, which must last as long as the "
            f"{recording.motion.sizes['time']} frames of {recording.source}, but "
            f"{ratio * recording.frame_rate:g} Hz is no rate of a force plate. Give the forces "
            "of this recording, or a Time column in s."
        )
    notice = Notice(
        "force_rate_inferred",
        f"The Time of {source} counts samples; at {rate:g} Hz they last as long as the markers.",
    )
    return float(recording.motion.time[0]) + np.arange(len(column)) / rate, (notice,)


def read_header(path: Path) -> tuple[list[str], str, str]:
    """Return the column names, the separator and the rows below the names of a table.

    Raises
    ------
    ReadError
        If the file is binary or has no rows.
    """
    lines = read_text(path).lstrip("\n").split("\n", HEADER_ROWS)
    # What stands above the names is told by a table's clock.
    heads = [_names(line) for line in lines[:HEADER_ROWS]]
    place = next((i for i, (names, _) in enumerate(heads) if _clock_places(names)), 0)
    names, separator = heads[place]
    body = "\n".join(lines[place + 1 :])
    if not names or not body.strip():
        raise ReadError(f"{path.name}: a table needs a header row and rows of numbers below it.")
    return names, separator, body


def _names(line: str) -> tuple[list[str], str]:
    """Cells of a line without blank ones at its end, and what separates them."""
    separator = next((mark for mark in "\t;," if mark in line), " ")
    cells = line.split() if separator == " " else line.split(separator)
    names = [cell.strip().strip('"') for cell in cells]
    while names and not names[-1]:
        names.pop()
    return names, separator


def _clock_places(names: list[str]) -> list[int]:
    """Columns of times, then those that count frames; none of a row that is no header."""
    if len(names) < 4:
        return []
    found = [(i, match) for i, name in enumerate(names) if (match := CLOCK.fullmatch(name))]
    return [i for i, _ in sorted(found, key=lambda one: one[1]["frame"] is not None)]


def time_column(source: str, names: list[str]) -> int:
    """Return the place of the time column.

    Raises
    ------
    ReadError
        If there is none.
    """
    places = _clock_places(names)
    if not places:
        raise ReadError(
            f"{source}: a table needs a column named Time; its columns are {_some(names)}."
        )
    return places[0]


def _markers(source: str, names: list[str]) -> tuple[dict[str, list[int]], str]:
    """Columns x, y, z of every marker that has all three, and the unit that they state."""
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise ReadError(f"{source}: column names must be unique; twice: {_some(twice)}.")
    found: dict[str, dict[str, int]] = {}
    units: set[str] = set()
    for place, name in enumerate(names):
        if match := COORDINATE.fullmatch(name):
            found.setdefault(match["marker"], {})[match["axis"].casefold()] = place
            units.add(match["unit"].casefold())
    columns = {m: [axes[a] for a in "xyz"] for m, axes in found.items() if len(axes) == 3}
    if not columns:
        raise ReadError(
            f"{source}: a table of markers needs columns <marker>X, <marker>Y, <marker>Z; "
            f"its columns are {_some(names)}."
        )
    if len(units) > 1:
        raise ReadError(
            f"{source}: all coordinates must be in one unit; got "
            f"{', '.join(sorted(unit or 'none' for unit in units))}."
        )
    return columns, units.pop()


def _some(names: list[str]) -> str:
    """Name the first few of many."""
    shown = ", ".join(name or "(blank)" for name in names[:8])
    return f"{shown}, ... ({len(names)} in all)" if len(names) > 8 else shown
