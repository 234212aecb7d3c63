"""Read split times and speed traces from text tables.

One runner, one row per gate::

    distance_m,time_s          cumulative times; a row 0,0 may be there
    10,1.88

One runner, one row per sample of a radar, laser, GPS or tether device::

    time_s,speed_m_s           or time_s,distance_m; distance beside speed is used too
    0.00,0.03

Several runners, one row each::

    athlete,5m,10m,20m         cumulative times in s; bodyweight in kg and height in cm may be there

A unit stands at the end of a column's name, as in ``time_ms``, ``speed (km/h)``; without one the
column is in s, m or m/s. Instead of ``speed`` it may say ``velocity``; a ``raw_velocity`` is
preferred to one that the device smoothed. A column ``splits`` beside ``distance`` holds cumulative
times, and ``reaction_time`` a time that is only reported.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nextstride.errors import Notice, ReadError
from nextstride.profile.columns import Column, find_columns, gate_columns
from nextstride.profile.plausible import check_splits, check_trace
from nextstride.read.text import read_text

Floats = NDArray[np.float64]

DENSE = 30
"""A table of distance and time with this many rows or more is a trace, not gates."""
SPEED_WINDOW = 0.1
"""Where only distance was recorded, speed is its mean over windows of this length, s."""


@dataclass(frozen=True)
class Splits:
    """Times at gates.

    Attributes
    ----------
    source : str
        File, and the runner where it holds several.
    distance : numpy.ndarray
        Of the gates from the start line, m, shape (gate,).
    time : numpy.ndarray
        On the clock of the file, s, shape (gate,).
    athlete : str
    mass, height : float or None
        kg and m, where the file says them.
    reaction_time : float or None
        s, where the file says it; part of `time`.
    notices : tuple of Notice
    """

    source: str
    distance: Floats
    time: Floats
    athlete: str = ""
    mass: float | None = None
    height: float | None = None
    reaction_time: float | None = None
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True)
class SpeedTrace:
    """Speed over time.

    Attributes
    ----------
    source : str
    time : numpy.ndarray
        On the clock of the file, s, shape (sample,).
    speed : numpy.ndarray
        m/s, shape (sample,).
    distance : numpy.ndarray or None
        As the device shows it, m, shape (sample,).
    athlete : str
    mass, height : float or None
        Never in such files; as in `Splits`.
    notices : tuple of Notice
    """

    source: str
    time: Floats
    speed: Floats
    distance: Floats | None = None
    athlete: str = ""
    mass: float | None = None
    height: float | None = None
    notices: tuple[Notice, ...] = ()


Sprint = Splits | SpeedTrace
Rows = list[list[str]]


def read_sprints(path: str | Path) -> tuple[Sprint, ...]:
    """Read every sprint of a file; which layout it has is seen from its columns.

    Raises
    ------
    ReadError
        If the file is absent, empty, of no known layout, has an unknown unit or a cell that is
        blank or no number.
    RecordingError
        If its numbers are no sprint: times that do not increase, speeds above 13 m/s.
    """
    path = Path(path)
    source = path.name
    header, rows = _table(path)
    gates = gate_columns(header)
    if len(gates) >= 2:
        return tuple(_wide_row(source, header, gates, row) for row in rows)
    columns = find_columns(source, header)
    if "splits" in columns and "distance" in columns:
        return (_gates(source, header, rows, columns["splits"], columns["distance"]),)
    if {"time", "distance"} <= columns.keys() and len(rows) < DENSE:
        return (_gates(source, header, rows, columns["time"], columns["distance"]),)
    if "time" in columns and columns.keys() & {"speed", "raw speed", "distance"}:
        return (_trace(source, rows, columns),)
    raise ReadError(
        f"{source}: needs columns distance_m and time_s (gates), time_s and speed_m_s (radar, "
        f"laser), or one column per gate such as 10m; found {', '.join(header)}."
    )


def _table(path: Path) -> tuple[list[str], Rows]:
    """Header and rows of a table that is separated by commas, semicolons, tabs or blanks."""
    if not path.is_file():
        raise ReadError(f"{path.name}: no such file. Give a table of split times or of speed.")
    lines = [line for line in read_text(path).split("\n") if line.strip()]
    if len(lines) < 2:
        raise ReadError(
            f"{path.name}: needs a header and at least one row below it; it is empty or has only "
            f"{len(lines)} line."
        )
    mark = next((mark for mark in "\t;," if mark in lines[0]), None)
    cells = list(csv.reader(lines, delimiter=mark)) if mark else [line.split() for line in lines]
    if mark == ";":  # Where the semicolon separates, the comma is the decimal mark.
        cells = [cells[0], *([cell.replace(",", ".") for cell in row] for row in cells[1:])]
    header = [name.strip() for name in cells[0]]
    short = [number for number, row in enumerate(cells[1:], 2) if len(row) < len(header)]
    if short:
        raise ReadError(
            f"{path.name}: row {short[0]} has fewer cells than the header has names "
            f"({len(header)}). Export the file again."
        )
    return header, cells[1:]


def _numbers(source: str, rows: Rows, column: Column) -> Floats:
    """One column in SI units."""
    values = np.empty(len(rows))
    for place, row in enumerate(rows):
        values[place] = _number(source, row[column.place], f"{column.name}, row {place + 2}")
    return values * column.factor


def _number(source: str, cell: str, where: str) -> float:
    """One finite number, or a refusal."""
    try:
        value = float(cell)
    except ValueError:
        value = np.nan
    if not np.isfinite(value):
        raise ReadError(
            f"{source}: {where} must be a number; got {cell.strip()!r}. "
            "Fill it in or remove the row."
        )
    return value


def _wide_row(source: str, header: list[str], gates: list[Column], row: list[str]) -> Splits:
    """One runner of a table with a column per gate."""
    names = {re.sub(r"[^a-z]", "", name.lower()): place for place, name in enumerate(header)}

    def cell(*wanted: str) -> str:
        return next((row[names[name]].strip() for name in wanted if name in names), "")

    athlete = cell("athlete", "name", "player", "runner")
    whose = f"{source}, {athlete}" if athlete else source
    mass = cell("bodyweight", "bodymass", "mass", "masskg", "weight", "bodyweightkg")
    height = cell("height", "bodyheight", "heightcm", "heightm")
    tall = _number(whose, height, "height") if height else None
    times = [_number(whose, row[gate.place], f"column {gate.name}") for gate in gates]
    splits = Splits(
        source=whose,
        distance=np.array([gate.factor for gate in gates]),
        time=np.array(times),
        athlete=athlete,
        mass=_number(whose, mass, "body mass") if mass else None,
        height=tall / 100 if tall is not None and tall > 3 else tall,
    )
    check_splits(whose, splits.distance, splits.time)
    return splits


def _gates(
    source: str, header: list[str], rows: Rows, time_column: Column, distance_column: Column
) -> Splits:
    """Splits of one runner, a row per gate; a row of zeros is the start line."""
    time = _numbers(source, rows, time_column)
    distance = _numbers(source, rows, distance_column)
    gate = ~((time == 0) & (distance == 0))
    reaction = next((place for place, name in enumerate(header) if name == "reaction_time"), None)
    splits = Splits(
        source=source,
        distance=distance[gate],
        time=time[gate],
        athlete=_constant(header, rows, "athlete"),
        reaction_time=None if reaction is None else _number(source, rows[0][reaction], "reaction"),
    )
    check_splits(source, splits.distance, splits.time)
    return splits


def _constant(header: list[str], rows: Rows, name: str) -> str:
    """The word that stands in every row of a column, or nothing."""
    words = {
        row[place].strip() for place, each in enumerate(header) if each == name for row in rows
    }
    return words.pop() if len(words) == 1 else ""


def _trace(source: str, rows: Rows, columns: dict[str, Column]) -> SpeedTrace:
    """Speed over time of one runner."""
    time = _numbers(source, rows, columns["time"])
    distance = _numbers(source, rows, columns["distance"]) if "distance" in columns else None
    column = columns.get("raw speed", columns.get("speed"))
    notices: tuple[Notice, ...] = ()
    if column is not None:
        speed = _numbers(source, rows, column)
        if "raw speed" in columns and "speed" in columns:
            words = f"Fitted the speed as measured, {column.name}; smoothing blurs the start."
            notices = (Notice("raw_speed_used", words),)
    else:
        check_trace(source, time, None)
        assert distance is not None  # One of the two columns is there.
        time, speed, distance = _speed_of(time, distance)
        words = f"Speed is the mean over windows of {SPEED_WINDOW:g} s of the recorded distance."
        notices = (Notice("speed_from_distance", words),)
    check_trace(source, time, speed)
    return SpeedTrace(source, time, speed, distance, notices=notices)


def _speed_of(time: Floats, distance: Floats) -> tuple[Floats, Floats, Floats]:
    """Mean speed in windows side by side, with the middle time and distance of each."""
    every = max(1, round(SPEED_WINDOW / float(np.median(np.diff(time)))))
    edge_time, edge_distance = time[::every], distance[::every]
    middle = (edge_time[1:] + edge_time[:-1]) / 2
    speed = np.diff(edge_distance) / np.diff(edge_time)
    return middle, speed, np.interp(middle, time, distance)
