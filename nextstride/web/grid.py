"""What the grids of a test day hold: a row an athlete, and the entries that its cells make."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any

from nextstride.athlete import Athlete
from nextstride.conventions import DEGREES
from nextstride.errors import NextstrideError, ParameterError
from nextstride.log import LogEntry, PowerTest, SpeedTest, StrengthTest
from nextstride.log.power_test import COUNTERMOVEMENT_JUMP
from nextstride.personal.strength_tests import TESTS
from nextstride.readings import force_from, length_from, number_from
from nextstride.training.sheet_of_tests import SETTINGS
from nextstride.web.desk import key_of

RUNS = ("run1", "run2", "run3", "run4")
LEGS = ("left", "right")
STRENGTH = tuple(name for name, each in SETTINGS.items() if each.group)
"""Strength tests in the order of the day."""
DEVICES = ("band_scale", "hand_held", "dynamometer", "rig")
METHODS = {
    "fly_10": "Flying 10 m, s",
    "gates": "From standing, s",
    "radar": "Top speed by radar, m/s",
}


@dataclass(frozen=True)
class Setup:
    """What holds for the whole grid.

    Attributes
    ----------
    day : datetime.date
    form : str
        Names this grid; sent twice, it is logged once.
    told : dict of str to str
        The other fields: method, distance, test, device, units.
    """

    day: date
    form: str
    told: Mapping[str, str]


@dataclass
class Filled:
    """What the cells of a grid gave.

    Attributes
    ----------
    entries : list of LogEntry
    wrong : dict of str to str
        By field, what is wrong with it.
    weighed : list of Athlete
        Whose mass is new.
    """

    entries: list[LogEntry] = field(default_factory=list)
    wrong: dict[str, str] = field(default_factory=dict)
    weighed: list[Athlete] = field(default_factory=list)

    @property
    def problem(self) -> str:
        """All that is wrong, in one text; empty where nothing is."""
        return " ".join(dict.fromkeys(self.wrong.values()))


Make = Callable[[str], LogEntry]
"""Makes an entry of what a cell says."""


def read_grid(
    what: str, cells: Mapping[str, str], athletes: tuple[Athlete, ...], setup: Setup
) -> Filled:
    """Read every cell of a grid; what is wrong with one is said beside its athlete's name.

    Parameters
    ----------
    what : {"sprint", "strength", "jump"}
    cells : mapping of str to str
        By field, ``COLUMN-KEY``; empty ones are no entry.
    athletes : tuple of Athlete
    setup : Setup
    """
    filled = Filled()
    for athlete in athletes:
        key, who = key_of(athlete.name), athlete
        if what == "strength":
            who = _weighed(athlete, cells, filled)
        for column, make in columns_of(what, who, cells, setup):
            name = f"{column}-{key}"
            written = cells.get(name, "").strip()
            if written:
                _keep(filled, name, who.name, partial(make, written))
    if not filled.entries and not filled.wrong:
        filled.wrong[""] = "The grid is empty, so nothing is logged."
    return filled


def _keep(filled: Filled, field_name: str, who: str, make: Callable[[], LogEntry]) -> None:
    """Add the entry of a cell, or note what is wrong with it."""
    try:
        filled.entries.append(make())
    except NextstrideError as error:
        filled.wrong[field_name] = f"{who}: {str(error).removeprefix('log: ')}"


def _weighed(athlete: Athlete, cells: Mapping[str, str], filled: Filled) -> Athlete:
    """The athlete with the mass of the grid, where that is new."""
    name = f"mass-{key_of(athlete.name)}"
    written = cells.get(name, "").strip()
    if not written or written == shown_mass(athlete):
        return athlete
    try:
        assumed = tuple(each for each in athlete.assumed if each != "mass")
        found = replace(athlete, mass=number_from(written, "the mass"), assumed=assumed)
    except NextstrideError as error:
        filled.wrong[name] = f"{athlete.name}: {str(error).removeprefix('log: ')}"
        return athlete
    filled.weighed.append(found)
    return found


def shown_mass(athlete: Athlete) -> str:
    """An athlete's mass as a cell shows it; empty where it is only assumed."""
    return "" if "mass" in athlete.assumed else f"{athlete.mass:g}"


def columns_of(
    what: str, athlete: Athlete, cells: Mapping[str, str], setup: Setup
) -> Iterator[tuple[str, Make]]:
    """Columns of a grid, and what makes an entry of a cell of each."""
    told, key = setup.told, key_of(athlete.name)

    def shared(column: str) -> dict[str, Any]:
        return {"athlete": athlete.name, "day": setup.day, "id": f"{setup.form}-{key}-{column}"}

    if what == "strength":
        for leg in LEGS:
            lever = cells.get(f"{leg}_lever-{key}", "")
            told_of_leg: dict[str, Any] = {
                "lever": lever,
                "who": athlete,
                "told": told,
                "side": leg,
            }
            yield leg, partial(strength_test, **told_of_leg, **shared(leg))
        return
    make = _sprint if what == "sprint" else _jump
    for column in RUNS:
        yield column, partial(make, told=told, shared=shared(column))


def _sprint(written: str, told: Mapping[str, str], shared: dict[str, Any]) -> LogEntry:
    """A sprint against the clock or the radar."""
    method = told.get("method", "fly_10")
    value = number_from(written, "a time or speed")
    measured: dict[str, Any] = {"top_speed" if method == "radar" else "time": value}
    if method == "gates":
        measured["distance"] = number_from(told.get("distance", ""), "the distance")
    known = bool(told.get("known"))
    return SpeedTest(method=method, known_to_runner=known, **measured, **shared)  # type: ignore[arg-type]


def _jump(written: str, told: Mapping[str, str], shared: dict[str, Any]) -> LogEntry:
    """A jump by its height."""
    height = length_from(with_unit(written, told.get("length", "")), "a height")
    return PowerTest(
        exercise=COUNTERMOVEMENT_JUMP, height=height, device=told.get("jump_device", ""), **shared
    )


def strength_test(
    written: str, lever: str, who: Athlete, told: Mapping[str, str], **shared: Any
) -> StrengthTest:
    """Make a strength test of what a scale and a tape showed.

    Parameters
    ----------
    written, lever : str
        With a unit, or in the units of `told`.
    who : Athlete
    told : mapping of str to str
        ``test``, ``device``, ``force`` and ``length``.
    **shared
        The other fields of the entry, the athlete's name among them.

    Raises
    ------
    ParameterError
        If a value is impossible, or the mass is not known.
    """
    test = TESTS.get(told.get("test", ""))
    if test is None or test.name not in STRENGTH:
        raise ParameterError(f"the test must be one of {', '.join(STRENGTH)}.")
    if "mass" in who.assumed:
        raise ParameterError("a moment per kg needs the body mass; fill it in.")
    if not lever.strip():
        raise ParameterError("a reading needs its lever, from the joint to the cuff.")
    reading = force_from(with_unit(written, told.get("force", "")))
    return StrengthTest.from_reading(
        reading.value,
        reading.unit,
        length_from(with_unit(lever, told.get("length", ""))),
        who.mass,
        group=SETTINGS[test.name].group,
        joint_angle=test.angle / DEGREES if test.joint else None,
        device=told.get("device", ""),
        **shared,
    )


def with_unit(written: str, unit: str) -> str:
    """What was written, with a unit behind it where it has none."""
    plain = written.strip()
    return plain if plain[-1:].isalpha() else f"{plain}{unit}"
