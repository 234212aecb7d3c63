"""Plain tables of markers: a ``Time`` column and three columns in mm for each marker.

The layout is that of the treadmill data set of Fukuchi, Fukuchi & Duarte (2017), PeerJ 5:e3298:
``Time``, then ``<marker>X``, ``<marker>Y``, ``<marker>Z``; separated by tabs, commas or semicolons.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import xarray as xr

from nextstride.arrays import Floats
from nextstride.conventions import SPACE
from nextstride.errors import Notice, ReadError
from nextstride.read.clock import RATE_TOLERANCE, even_clock, nearest_rate
from nextstride.read.contents import Contents
from nextstride.read.plates import LOADED
from nextstride.read.text import number_block, read_text
from nextstride.read.unloaded import newtons_per_unit, told_kilonewtons
from nextstride.recording import Recording

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
    names, separator, body = read_header(path)
    source = path.name
    if set(map(str.casefold, names)) >= FORCE_COLUMNS:
        raise ReadError(
            f"{source}: this is a table of forces without markers. Give the markers as the "
            "recording, and this file with --forces; or, for contacts and forces alone: nextstride "
            "forces."
        )
    labels = _markers(source, names)
    block = number_block(source, body, separator, len(names))
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
    dims = ("time", "space", "plate")
    dataset = xr.Dataset(
        {
            "force": (dims, force[:, :, None]),
            "center_of_pressure": (dims, pressure[:, :, None]),
            "free_moment": (dims, free_moment[:, :, None]),
        },
        coords={"time": time, "space": list(SPACE), "plate": [1], "side": ("plate", [""])},
    )
    return dataset, notices


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
    """Return the column names, the separator and the rows below of a table with one header row.

    Raises
    ------
    ReadError
        If the file is binary or has no rows.
    """
    header, _, body = read_text(path).lstrip("\n").partition("\n")
    separator = next((mark for mark in "\t;," if mark in header), " ")
    cells = header.split() if separator == " " else header.split(separator)
    names = [cell.strip().strip('"') for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not names or not body.strip():
        raise ReadError(f"{path.name}: a table needs a header row and rows of numbers below it.")
    return names, separator, body


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
