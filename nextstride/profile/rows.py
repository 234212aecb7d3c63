"""From the rows of a table to sprints: gates or samples, of one runner or of many."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from nextstride.arrays import Floats
from nextstride.errors import Notice, ReadError
from nextstride.profile.columns import Column, find_columns
from nextstride.profile.lost import split_sprints
from nextstride.profile.plausible import LEAST_GATES, LEAST_SAMPLES, check_splits, check_trace
from nextstride.profile.sprints import SpeedTrace, Splits, Sprint
from nextstride.read.sheet import Row, Sheet

Runner = tuple[str, Callable[[], list[Sprint]]]
"""A name, and what makes the sprints; it raises where they are none."""

DENSE = 30
"""A table of distance and time with this many rows or more is a trace, not gates."""
EVEN = 0.02
"""Steps of time as alike as this are a device's clock; nobody passes gates so evenly."""
SPEED_WINDOW = 0.1
"""Where only distance was recorded, speed is its mean over windows of this length, s."""
LARGEST_SHARE = {LEAST_GATES: 0.34, LEAST_SAMPLES: 0.2}
"""Rows that may be left out, of gates and of samples; with more the file is something else."""

ATHLETE = ("athlete", "name", "player", "runner", "athletename", "playername", "athlet", "nom")
TRIAL = ("trial", "attempt", "run", "rep", "sprint", "versuch", "lauf")
MASS = ("bodyweight", "bodymass", "mass", "masskg", "weight", "weightkg", "bodyweightkg")
HEIGHT = ("height", "bodyheight", "heightcm", "heightm")
MISSING = frozenset(("", "-", "--", "na", "n/a", "nan", "null", "none", "dnf", "dns", "dq", "x"))
"""How people and devices write that there is no value."""


@dataclass(frozen=True)
class Table:
    """Rows below a header that was understood.

    Attributes
    ----------
    sheet : Sheet
        Its rows are those below the header.
    header : list of str
    notices : tuple of Notice
    """

    sheet: Sheet
    header: list[str]
    notices: tuple[Notice, ...]

    def place(self, names: Sequence[str]) -> int | None:
        """Where the first column of one of these names stands."""
        plain = [re.sub(r"[^a-z]", "", name.lower()) for name in self.header]
        return next((plain.index(name) for name in names if name in plain), None)

    def word(self, row: Row, names: Sequence[str]) -> str:
        """The cell of a row in the first column of one of these names, or nothing."""
        place = self.place(names)
        return "" if place is None else unicodedata.normalize("NFC", row.cell(place))


def no_sprint(source: str, header: list[str]) -> ReadError:
    """One sentence for columns that no sprint can be read from."""
    return ReadError(
        f"{source}: needs columns distance_m and time_s (gates), time_s and speed_m_s (radar, "
        f"laser), or one column per gate such as 10m; found {', '.join(header)}."
    )


def sprints_across(table: Table, gates: list[Column]) -> Iterator[Runner]:
    """Yield the runners of a table with a column per gate and a row per sprint."""
    for row in table.sheet.rows:
        yield table.word(row, ATHLETE), partial(_across, table, gates, row)


def sprints_down(table: Table) -> Iterator[Runner]:
    """Yield the runners and trials of a table with a row per gate or sample."""
    columns = find_columns(table.sheet.source, table.header)
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in table.sheet.rows:
        key = table.word(row, ATHLETE), table.word(row, TRIAL)
        groups.setdefault(key, []).append(row)
    people = {athlete for athlete, _ in groups}
    for (athlete, _), rows in groups.items():
        source = table.sheet.source
        whose = f"{source}, {athlete}" if len(people) > 1 else source
        part = Sheet(whose, tuple(rows))
        yield athlete, partial(_down, replace(table, sheet=part), columns, athlete)


def _across(table: Table, gates: list[Column], row: Row) -> list[Sprint]:
    """The sprint of one row of a table with a column per gate."""
    sheet, athlete = table.sheet, table.word(row, ATHLETE)
    whose = f"{sheet.source}, {athlete}" if athlete else sheet.source
    if row.surplus(len(table.header)):
        raise _surplus(whose, row, len(table.header))
    ran = [gate for gate in gates if row.cell(gate.place).lower() not in MISSING]
    notices = table.notices
    if len(ran) < LEAST_GATES:
        ran = gates
    elif len(ran) < len(gates):
        without = ", ".join(gate.name for gate in gates if gate not in ran)
        notices = (*notices, Notice("rows_left_out", f"No time stands at {without}."))
    tall = _told(table, whose, row, HEIGHT)
    splits = Splits(
        source=whose,
        distance=np.array([gate.factor for gate in ran]),
        time=np.array([_number(sheet, whose, row.cell(g.place), f"column {g.name}") for g in ran]),
        athlete=athlete,
        mass=_told(table, whose, row, MASS),
        height=tall / 100 if tall is not None and tall > 3 else tall,
        notices=notices,
    )
    check_splits(whose, splits.distance, splits.time)
    return [splits]


def _told(table: Table, whose: str, row: Row, names: Sequence[str]) -> float | None:
    """A number about the runner that a row may hold."""
    cell = table.word(row, names)
    return None if cell.lower() in MISSING else _number(table.sheet, whose, cell, names[0])


def _down(table: Table, columns: dict[str, Column], athlete: str) -> list[Sprint]:
    """The sprints of the rows of one runner."""
    speed = columns.get("raw speed", columns.get("speed"))
    distance = columns.get("distance")
    clock = columns.get("splits", columns.get("time"))
    if clock is None or (distance is None and speed is None):
        raise no_sprint(table.sheet.source, table.header)
    if distance is not None and "splits" not in columns and _is_trace(table, columns, speed):
        return _traces(table, clock, distance, speed, athlete)
    if distance is None:
        return _traces(table, clock, None, speed, athlete)
    return _gates(table, clock, distance, athlete)


def _is_trace(table: Table, columns: dict[str, Column], speed: Column | None) -> bool:
    """Whether rows of time and distance are a device's samples rather than gates."""
    rows = len(table.sheet.rows)
    if rows >= DENSE or (speed is not None and rows >= LEAST_SAMPLES):
        return True
    if rows >= LEAST_SAMPLES:
        return _is_even(table, columns["time"])
    # Gates stand at round distances; a clock that ticks evenly between others is a device's.
    ticks = speed is not None and rows >= LEAST_GATES and _is_even(table, columns["time"])
    return ticks and not _is_even(table, columns["distance"])


def _is_even(table: Table, column: Column) -> bool:
    """Whether the numbers of a column go up by equal steps."""
    cells = [table.sheet.number(row.cell(column.place)) for row in table.sheet.rows]
    steps = np.diff([np.nan if cell is None else cell for cell in cells])
    usual = float(np.nanmedian(steps)) if np.isfinite(steps).any() else np.nan
    return bool(np.nanmax(np.abs(steps - usual), initial=0.0) <= EVEN * abs(usual))


def _gates(table: Table, clock: Column, place: Column, athlete: str) -> list[Sprint]:
    """Splits of one runner, a row per gate; a row of zeros is the start line."""
    sheet = table.sheet
    values, notices = _values(table, LEAST_GATES, clock, place)
    reaction = table.place(["reactiontime"])
    found: list[Sprint] = []
    again = np.flatnonzero(np.diff(values[:, 1]) < 0) + 1
    for part in np.split(values, again):  # Where distances begin again, so does the runner.
        time, distance = part[~((part == 0).all(axis=1))].T
        splits = Splits(
            source=sheet.source,
            distance=distance,
            time=time,
            athlete=athlete,
            reaction_time=None
            if reaction is None
            else _number(sheet, sheet.source, sheet.rows[0].cell(reaction), "reaction"),
            notices=notices,
        )
        check_splits(sheet.source, distance, time)
        found.append(splits)
    return found


def _traces(
    table: Table, clock: Column, place: Column | None, column: Column | None, athlete: str
) -> list[Sprint]:
    """Speed over time of one runner."""
    source = table.sheet.source
    wanted = [each for each in (clock, place, column) if each is not None]
    values, notices = _values(table, LEAST_SAMPLES, *wanted)
    time = values[:, 0]
    distance = values[:, 1] if place is not None else None
    if column is not None:
        speed = values[:, -1]
        if "raw" in column.name.lower() and len(find_columns(source, table.header)) > len(wanted):
            words = f"Fitted the speed as measured, {column.name}; smoothing blurs the start."
            notices = (*notices, Notice("raw_speed_used", words))
    else:
        check_trace(source, time, None)
        assert distance is not None  # One of the two columns is there.
        time, speed, distance = _speed_of(time, distance)
        words = f"Speed is the mean over windows of {SPEED_WINDOW:g} s of the recorded distance."
        notices = (*notices, Notice("speed_from_distance", words))
    check_trace(source, time, speed)
    trace = SpeedTrace(source, time, speed, distance, athlete=athlete, notices=notices)
    return list(split_sprints(trace))


def _values(table: Table, least: int, *columns: Column) -> tuple[Floats, tuple[Notice, ...]]:
    """Columns in SI units, (row, column); rows without a number are left out, with a notice.

    Raises
    ------
    ReadError
        If a row has more cells than the header has names, or too many rows hold no number.
    """
    sheet, width = table.sheet, len(table.header)
    for row in sheet.rows:
        if row.surplus(width):
            raise _surplus(sheet.source, row, width)
    kept, errors = [], []
    for row in sheet.rows:
        try:
            kept.append([_cell(table, row, column) * column.factor for column in columns])
        except ReadError as error:
            errors.append((row.line, error))
    if not errors:
        return np.array(kept), table.notices
    if len(kept) < least or len(errors) > LARGEST_SHARE[least] * len(sheet.rows):
        raise errors[0][1]
    lines = ", ".join(str(line) for line, _ in errors[:5]) + (", ..." if len(errors) > 5 else "")
    what = f"row {lines}" if len(errors) == 1 else f"{len(errors)} rows ({lines})"
    first = str(errors[0][1]).removeprefix(f"{sheet.source}: ").split(". ")[0].rstrip(".")
    notice = Notice("rows_left_out", f"Left out {what}: {first}.")
    return np.array(kept), (*table.notices, notice)


def _cell(table: Table, row: Row, column: Column) -> float:
    """One number of a row, or a refusal that names the row."""
    sheet, where = table.sheet, f"{column.name}, row {row.line}"
    if column.place >= len(row.cells):
        raise ReadError(
            f"{sheet.source}: row {row.line} has fewer cells than the header has names "
            f"({len(table.header)}). Export the file again."
        )
    return _number(sheet, sheet.source, row.cell(column.place), where)


def _number(sheet: Sheet, source: str, cell: str, where: str) -> float:
    """One finite number, or a refusal."""
    value = sheet.number(cell)
    if value is None:
        raise ReadError(
            f"{source}: {where} must be a number; got {cell!r}. Fill it in or remove the row."
        )
    return value


def _surplus(source: str, row: Row, width: int) -> ReadError:
    """One sentence for a row with cells that no column is named for."""
    cells = sum(map(bool, row.cells))
    return ReadError(
        f"{source}: row {row.line} has {cells} cells, more than the header has names ({width}). "
        "If its comma is the decimal mark, save the table with semicolons, or as XLSX."
    )


def _speed_of(time: Floats, distance: Floats) -> tuple[Floats, Floats, Floats]:
    """Mean speed in windows side by side, with the middle time and distance of each."""
    every = max(1, round(SPEED_WINDOW / float(np.median(np.diff(time)))))
    edge_time, edge_distance = time[::every], distance[::every]
    middle = (edge_time[1:] + edge_time[:-1]) / 2
    speed = np.diff(edge_distance) / np.diff(edge_time)
    return middle, speed, np.interp(middle, time, distance)
