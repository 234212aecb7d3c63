"""Read a file of a device, or a table of one's own, as entries of the log."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from nextstride.athlete import Athlete
from nextstride.conventions import MUSCLE_GROUPS
from nextstride.errors import NextstrideError, ParameterError, ReadError
from nextstride.imports.days import day_of, month_first
from nextstride.imports.found import Found, Import, LeftOut, Told, identified
from nextstride.imports.gates import GateTable, check_width, gate_table
from nextstride.imports.source import Source, Value, place_of, plain, sources
from nextstride.log.entries import SpeedTest, StrengthTest
from nextstride.log.entry import LogEntry
from nextstride.log.names import name_key
from nextstride.log.power_test import PowerTest
from nextstride.profile.files import read_rows
from nextstride.profile.lost import bridged, lost_samples, smooth
from nextstride.profile.sprints import Splits, Sprint
from nextstride.profile.watch import is_watch_file
from nextstride.read.sheet import Row, Sheet, read_sheet

SIDES = {"l": "left", "left": "left", "links": "left", "r": "right", "right": "right",
         "rechts": "right", "both": "both", "": ""}  # fmt: skip
EXERCISES = {"cmj": "countermovement jump", "sj": "squat jump", "dj": "drop jump",
             "slj": "single-leg jump", "abcmj": "countermovement jump with arms"}  # fmt: skip
FORCE_UNITS = {"n": "N", "kg": "kg", "kgf": "kg", "lb": "lb", "lbs": "lb", "lbf": "lb"}


def read_import(
    path: str | Path, athletes: Mapping[str, Athlete], told: Told | None = None, source: str = ""
) -> Import:
    """Read what a file would add to the log; nothing is written.

    Parameters
    ----------
    path : str or pathlib.Path
        A table of a device in `sources`, one of one's own, or anything that holds a sprint
        (`nextstride.profile.files`): gates, radar, laser, GPS, FIT.
    athletes : mapping of str to Athlete
        Everyone in the log, by name.
    told : Told, optional
        What the file does not say.
    source : str
        Name of the source; else it is seen from the columns.

    Raises
    ------
    ReadError
        If the file cannot be read, or holds nothing that an entry could be made of.
    ParameterError
        If there is no such source.
    """
    told = told or Told()
    people = {name_key(name): person for name, person in athletes.items()}
    if source and source not in sources():
        raise ParameterError(f"--source must be one of {', '.join(sources())}; got {source!r}.")
    if is_watch_file(Path(path)):
        return _sprints(Path(path), people, told)
    sheet = read_sheet(path)
    known = _recognised(sheet, source)
    if known is None:
        gates = gate_table(sheet)
        return _sprints(Path(path), people, told) if gates is None else _runs(gates, people, told)
    kind, table = known
    return _made(kind.title, _Rows(kind, table, people, told).makers())


Maker = tuple[int, Callable[[], LogEntry]]
"""A line of the file, and what makes its entry, or refuses with the reason."""


def _made(title: str, makers: Iterable[Maker]) -> Import:
    """Make every entry that can be made, and list the rest."""
    found: list[Found] = []
    left_out: list[LeftOut] = []
    for line, make in makers:
        try:
            found.append(Found(line, make()))
        except NextstrideError as error:
            left_out.append(LeftOut(line, str(error).rstrip(".")))
    in_order = sorted(left_out, key=lambda each: each.line)
    return Import(title, identified(found), tuple(in_order))


def _runs(table: GateTable, people: Mapping[str, Athlete], told: Told) -> Import:
    """Every run past gates, a row each."""
    months = month_first(table.days(), told.day)

    def entry(row: Row) -> LogEntry:
        run = table.run(row)
        person = _person(run.athlete or told.athlete, people)
        day = _over(day_of(run.day, months)) if run.day else _told_day(told)
        shared = {"athlete": person.name, "day": day, "note": table.sheet.source}
        return _speed_test("time", run.time, run.distance, shared)

    return _made("a table of gates", ((row.line, partial(entry, row)) for row in table.rows))


def _recognised(sheet: Sheet, wanted: str) -> tuple[Source, Sheet] | None:
    """The source whose header is in a sheet, and the sheet from there on."""
    for source in [sources()[wanted]] if wanted else sources().values():
        place = sheet.header(source.is_header)
        if place is not None:
            return source, sheet.below(place)
    if wanted:
        needed = ", ".join(names[0] for names in sources()[wanted].header)
        raise ReadError(f"{sheet.source}: a table of {wanted} needs the columns {needed}.")
    return None


@dataclass(frozen=True)
class _Rows:
    """The rows of a recognised table, and what makes entries of them."""

    source: Source
    sheet: Sheet
    people: Mapping[str, Athlete]
    told: Told

    @property
    def rows(self) -> tuple[Row, ...]:
        """Those below the header."""
        return self.sheet.rows[1:]

    def word(self, row: Row, role: str) -> str:
        """What a row says of a role; empty where it says nothing."""
        place = place_of(self.sheet.rows[0].cells, self.source.columns.get(role, ()))
        return "" if place is None else row.cell(place)

    def makers(self) -> Iterator[Maker]:
        """Yield each value of each row with what makes its entry, or refuses with the reason."""
        first = [self.word(row, "day") for row in self.rows]
        months = month_first(first, self.told.day)
        used: set[int] = set()
        for value in self.source.values:
            place = place_of(self.sheet.rows[0].cells, value.columns)
            if place is None or place_of(self.sheet.rows[0].cells, value.unless) is not None:
                continue
            if self.source.of != "each":
                yield 0, lambda v=value, p=place: self.whole(v, p, months)  # type: ignore[misc]
                continue
            for row in self.rows:
                if row.cell(place):
                    used.add(row.line)
                    yield row.line, lambda v=value, r=row, p=place: self.entry(r, v, p, months)  # type: ignore[misc]

        for row in self.rows if self.source.of == "each" else ():
            if row.line not in used:
                yield row.line, _without_value

    def whole(self, value: Value, place: int, months: bool | None) -> LogEntry:
        """The one entry of all rows: their mean, or the greatest."""
        for row in self.rows:
            check_width(row, self.sheet.rows[0].cells)
        numbers = [self.sheet.number(row.cell(place)) for row in self.rows]
        told = [number for number in numbers if number is not None]
        if not told:
            raise ReadError(f"no number stands below {self.sheet.rows[0].cell(place)!r}")
        number = max(told) if self.source.of == "greatest" else float(np.mean(told))
        return self.made(self.rows[0], value, number, months)

    def entry(self, row: Row, value: Value, place: int, months: bool | None) -> LogEntry:
        """The entry of one value of a row."""
        check_width(row, self.sheet.rows[0].cells)
        number = self.sheet.number(row.cell(place))
        if number is None:
            name = self.sheet.rows[0].cell(place)
            raise ReadError(f"{name} must be a number; got {row.cell(place)!r}")
        return self.made(row, value, number, months)

    def made(self, row: Row, value: Value, number: float, months: bool | None) -> LogEntry:
        """The entry of a number, with what its row says of it."""
        test = plain(self.word(row, "test"))
        if value.only and not any(plain(word) in test for word in value.only):
            raise ReadError(f"no muscle group of ours is known for the test {test!r}")
        person = _person(self.word(row, "athlete") or self.told.athlete, self.people)
        shared = {"athlete": person.name, "day": self.day(row, months), "note": self.source.title}
        if value.kind in ("time", "fly_10", "top_speed"):
            return _speed_test(value.kind, number * value.factor, self.distance(row), shared)
        if value.kind in ("height", "bar_speed"):
            return self.powerful(row, value, number, shared)
        side = SIDES.get(plain(self.word(row, "side")), "") or value.side or self.told.side
        angle = self.sheet.number(self.word(row, "angle_deg"))
        shared |= {
            "group": _group(self.word(row, "group")) or value.group or self.told.group,
            "side": side or "both",
            "device": self.word(row, "device") or self.told.device or self.source.device,
            "joint_angle": self.told.joint_angle if angle is None else math.radians(angle),
        }
        if not shared["group"]:
            raise ReadError("which muscle group was tested is not said; give --group")
        if value.kind == "force":
            return self.pulled(row, value, number, person, shared)
        moment = number / person.mass if value.kind == "torque" else number
        if value.kind == "torque":
            _require_mass(person)
        return StrengthTest(moment=moment * value.factor, **shared)  # type: ignore[arg-type]

    def pulled(
        self, row: Row, value: Value, number: float, person: Athlete, shared: dict[str, Any]
    ) -> LogEntry:
        """The strength test of a force, by its lever."""
        _require_mass(person)
        lever = self.told.lever
        for role, metres in (("lever_cm", 0.01), ("lever_in", 0.0254)):
            stated = self.sheet.number(self.word(row, role))
            lever = lever if stated is None else stated * metres
        if lever is None:
            raise ReadError("a force needs its lever; give --lever (cm from the joint)")
        unit = FORCE_UNITS.get(plain(self.word(row, "unit")), value.unit)
        return StrengthTest.from_reading(number, unit, lever, person.mass, **shared)

    def powerful(self, row: Row, value: Value, number: float, shared: dict[str, Any]) -> PowerTest:
        """The power test of a jump's height or a bar's speed."""
        stated = " ".join(self.word(row, "exercise").split())
        if not stated:
            raise ReadError("which jump or lift it was is not said")
        told = self.word(row, "load") or "0"
        load = self.sheet.number(told)
        if load is None:
            raise ReadError(f"the load must be a number, kg; got {told!r}")
        measured: dict[str, Any] = {value.kind: number * value.factor}
        return PowerTest(
            exercise=EXERCISES.get(plain(stated), stated),
            load=load,
            device=value.device,
            **measured,
            **shared,
        )

    def distance(self, row: Row) -> float | None:
        """Distance of a sprint, m."""
        return self.sheet.number(self.word(row, "distance"))

    def day(self, row: Row, months: bool | None) -> date:
        """Day of a row, else the one that was told, else a refusal."""
        cell = self.word(row, "day")
        if cell:
            return _over(day_of(cell, months))
        return _told_day(self.told)


def _group(cell: str) -> str:
    """A muscle group as the log writes it: ``Hip flexor`` is ``hip_flexors``."""
    name = plain(cell).replace(" ", "_")
    return f"{name}s" if f"{name}s" in MUSCLE_GROUPS else name


def _without_value() -> LogEntry:
    """Refuse a row whose every value is empty."""
    raise ReadError("no value stands in it")


def _person(name: str, people: Mapping[str, Athlete]) -> Athlete:
    """Who is meant; nobody is added to the log by an import."""
    if not name:
        raise ReadError("whose row it is, is not said; give --athlete")
    if name_key(name) not in people:
        raise ReadError(f"the log has no athlete {name!r}; nextstride athlete add adds one")
    return people[name_key(name)]


def _require_mass(person: Athlete) -> None:
    """Refuse a body mass that was only assumed: a moment is divided by it."""
    if "mass" in person.assumed:
        raise ReadError(
            f"the body mass of {person.name} is not known; nextstride athlete add with --update"
        )


def _told_day(told: Told) -> date:
    """The day that was told, or a refusal."""
    if told.day is None:
        raise ReadError("the day is not said; give --day")
    return _over(told.day)


def _over(day: date) -> date:
    """A day that has come, or a refusal."""
    if day > date.today():
        raise ReadError(f"{day} is still to come")
    return day


def _speed_test(
    kind: str, number: float, distance: float | None, shared: dict[str, Any]
) -> SpeedTest:
    """A sprint against the clock or the radar."""
    if kind == "top_speed":
        return SpeedTest(method="radar", top_speed=number, **shared)
    method = "fly_10" if kind == "fly_10" else "gates"
    return SpeedTest(method=method, distance=distance, time=number, **shared)  # type: ignore[arg-type]


def _sprints(path: Path, people: Mapping[str, Athlete], told: Told) -> Import:
    """Every sprint of a file: its time at the farthest gate, or the top speed of its trace."""
    sprints, unusable = read_rows(path)
    found: list[Found] = []
    left_out = [LeftOut(0, str(each.error).rstrip(".")) for each in unusable]
    for sprint in sprints:
        try:
            person = _person(sprint.athlete or told.athlete, people)
            entry = _sprint_entry(sprint, person.name, _told_day(told), path.name)
            found.append(Found(0, entry))
        except NextstrideError as error:
            left_out.append(LeftOut(0, str(error).rstrip(".")))
    return Import("a table of sprints", identified(found), tuple(left_out))


def _sprint_entry(sprint: Sprint, athlete: str, day: date, note: str) -> SpeedTest:
    """The entry of one sprint; a top speed is its mean over 0.5 s, about two steps."""
    shared: dict[str, Any] = {"athlete": athlete, "day": day, "note": note}
    if isinstance(sprint, Splits):
        distance, time = float(sprint.distance[-1]), float(sprint.time[-1])
        return _speed_test("time", time, distance, shared)
    lost = lost_samples(sprint.time, sprint.speed)
    mean = smooth(sprint.time, bridged(sprint.time, sprint.speed, lost))
    return _speed_test("top_speed", round(float(np.nanmax(mean)), 3), None, shared)
