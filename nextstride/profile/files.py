"""Read split times and speed traces from tables: text of any usual kind, or XLSX.

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
times, and ``reaction_time`` a time that is only reported. Lines of a device above the header are
passed over. Rows of several runners or trials (columns ``athlete``, ``trial``) are told apart, and
what is wrong with one runner's rows refuses only that runner.
"""

from __future__ import annotations

from pathlib import Path

from nextstride.errors import NextstrideError, Notice, ReadError
from nextstride.profile.columns import find_columns, gate_columns, is_header, unit_row
from nextstride.profile.lost import split_sprints
from nextstride.profile.rows import Table, no_sprint, sprints_across, sprints_down
from nextstride.profile.sprints import Sprint, Unusable
from nextstride.profile.watch import is_watch_file, read_watch
from nextstride.read.sheet import Sheet, read_sheet


def read_sprints(path: str | Path) -> tuple[Sprint, ...]:
    """Read every sprint of a file; which layout it has is seen from its columns.

    Raises
    ------
    ReadError
        If the file is absent, empty, of no known layout, has an unknown unit, more cells than
        columns, or cells that are no number in too many rows.
    RecordingError
        If its numbers are no sprint: times that do not increase, speeds above 13 m/s.
    """
    sprints, unusable = read_rows(path)
    if not sprints:
        raise unusable[0].error
    return sprints


def read_rows(path: str | Path) -> tuple[tuple[Sprint, ...], tuple[Unusable, ...]]:
    """Read every sprint of a file, and what of it is none: one bad row refuses no other.

    Raises
    ------
    ReadError
        If the file as a whole cannot be read.
    """
    if is_watch_file(Path(path)):
        return tuple(split_sprints(read_watch(Path(path)))), ()
    table = _table(read_sheet(path))
    gates = gate_columns(table.header)
    sprints: list[Sprint] = []
    unusable: list[Unusable] = []
    runners = sprints_across(table, gates) if len(gates) >= 2 else sprints_down(table)
    for athlete, made in runners:
        try:
            sprints += made()
        except NextstrideError as error:
            unusable.append(Unusable(athlete, error))
    return tuple(sprints), tuple(unusable)


def _table(sheet: Sheet) -> Table:
    """Find the header, below what a device may have written above it."""
    place = sheet.header(lambda row: is_header(row.cells))
    if place is None:
        first = list(sheet.rows[0].cells)
        find_columns(sheet.source, first)  # Where its unit is the matter, it says so.
        raise no_sprint(sheet.source, first)
    header = list(sheet.rows[place].cells)
    while header and not header[-1]:
        header.pop()
    below = sheet.below(place + 1)
    if not below.rows:
        raise ReadError(f"{sheet.source}: no row stands below its header. Export the file again.")
    units = unit_row(header, below.rows[0].cells)
    if units is not None:
        header, below = units, below.below(1)
    words = f"Passed over {place} line{'s' if place > 1 else ''} above the header, as a device's."
    notices = (Notice("header_lines", words),) if place else ()
    return Table(below, header, notices)
