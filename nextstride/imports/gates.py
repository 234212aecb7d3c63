"""Tables with a row a run and a column a gate, as squads keep them: ``Name, Date, 10m, 30m``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nextstride.errors import ReadError
from nextstride.imports.source import place_of
from nextstride.profile.columns import Column, gate_columns
from nextstride.profile.rows import ATHLETE, MISSING
from nextstride.read.sheet import Row, Sheet

DAY = ("date", "day", "datum", "fecha", "date utc")


@dataclass(frozen=True)
class Run:
    """One row: whose, when, and the time at the farthest gate that was passed.

    Attributes
    ----------
    athlete, day : str
        As the table writes them; empty where it does not.
    distance, time : float
        m, s.
    """

    athlete: str
    day: str
    distance: float
    time: float


@dataclass(frozen=True)
class GateTable:
    """A table of runs past gates.

    Attributes
    ----------
    sheet : Sheet
        From its header on.
    gates : tuple of Column
        In the order of their distance.
    """

    sheet: Sheet
    gates: tuple[Column, ...]

    @property
    def header(self) -> tuple[str, ...]:
        """Names of the columns."""
        return self.sheet.rows[0].cells

    @property
    def rows(self) -> tuple[Row, ...]:
        """Those below the header."""
        return self.sheet.rows[1:]

    def days(self) -> Iterator[str]:
        """Yield what every row says of its day."""
        return (self._word(row, DAY) for row in self.rows)

    def run(self, row: Row) -> Run:
        """Return the run of a row.

        Raises
        ------
        ReadError
            If it has more cells than the header, a cell that is no time, times that do not grow,
            or no time at all.
        """
        check_width(row, self.header)
        times: list[tuple[float, float]] = []
        for gate in self.gates:
            cell = row.cell(gate.place)
            if cell.lower() in MISSING:
                continue
            time = self.sheet.number(cell)
            if time is None:
                raise ReadError(f"{gate.name} must be a time; got {cell!r}")
            times.append((gate.factor, time))
        if not times:
            raise ReadError("no time stands in it")
        passed = [time for _, time in times]
        if passed != sorted(set(passed)):
            raise ReadError("times must grow from gate to gate")
        return Run(self._word(row, ATHLETE), self._word(row, DAY), *times[-1])

    def _word(self, row: Row, names: tuple[str, ...]) -> str:
        """What a row says in the first column of one of these names."""
        place = place_of(self.header, names)
        return "" if place is None else row.cell(place)


def gate_table(sheet: Sheet) -> GateTable | None:
    """Return the table of a sheet that has names and gates in its header, or None."""

    def has_gates(row: Row) -> bool:
        return bool(gate_columns(list(row.cells))) and place_of(row.cells, ATHLETE) is not None

    place = sheet.header(has_gates)
    if place is None:
        return None
    below = sheet.below(place)
    return GateTable(below, tuple(gate_columns(list(below.rows[0].cells))))


def check_width(row: Row, header: tuple[str, ...]) -> None:
    """Refuse a row with more cells than the header: a decimal comma has cut a number in two.

    Raises
    ------
    ReadError
        With what to do about it.
    """
    if row.surplus(len(header)):
        raise ReadError(
            f"it has {sum(map(bool, row.cells))} cells, more than the header has names "
            f"({len(header)}); if its comma is the decimal mark, save the table with semicolons"
        )
