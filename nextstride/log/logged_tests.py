"""Strength tests of the log as a fit takes them: the newest day of each, while it holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from nextstride.conventions import DEGREES
from nextstride.errors import Notice
from nextstride.log.entries import StrengthTest
from nextstride.log.entry import LogEntry
from nextstride.log.power_test import COUNTERMOVEMENT_JUMP, PowerTest
from nextstride.personal import TESTS
from nextstride.personal import StrengthTest as Reading
from nextstride.personal.strength_tests import JUMP
from nextstride.training.sheet_of_tests import SETTINGS

if TYPE_CHECKING:
    from nextstride.log import Log

HOLDS = 56
"""Days for which a test is of the runner as they are, ours: a block of training lasts six to eight
weeks and changes a strength by some 15 % (nextstride.evidence), three errors of a reading."""
LEFT_OUT = "--no-logged-tests leaves them out."
"""How a command does without them."""
NAME_OF_GROUP = {setting.group: name for name, setting in SETTINGS.items() if setting.group}
"""Test of `nextstride.personal.TESTS` by the muscle group that the log has it under."""


@dataclass(frozen=True)
class LoggedTests:
    """What the log tells of one runner's strength.

    Attributes
    ----------
    readings : tuple of nextstride.personal.StrengthTest
        The best of each leg and angle on the newest day of each test.
    days : mapping of str to date
        That day, by the name of the test.
    too_old : mapping of str to date
        Tests that are not used, and their newest day.
    run_day : date
        The day that they are asked for.
    """

    readings: tuple[Reading, ...]
    days: Mapping[str, date]
    too_old: Mapping[str, date]
    run_day: date

    def besides(self, told: Iterable[Reading]) -> LoggedTests:
        """Return them without tests that are told otherwise."""
        names = {kind.name for reading in told for _, kind, _ in reading.parts}
        return LoggedTests(
            tuple(each for each in self.readings if each.test.name not in names),
            {name: day for name, day in self.days.items() if name not in names},
            {name: day for name, day in self.too_old.items() if name not in names},
            self.run_day,
        )

    def notice(self, leave_out: str) -> Notice | None:
        """Say which tests are used, how old they are, and which are too old; None if neither.

        Parameters
        ----------
        leave_out : str
            How to do without them.
        """
        words = []
        if self.days:
            used = ", ".join(self._aged(name, day) for name, day in self.days.items())
            words.append(f"Strength tests of the log are used: {used}. {leave_out}")
        if self.too_old:
            old = ", ".join(self._aged(name, day) for name, day in self.too_old.items())
            words.append(f"Not used, older than {HOLDS // 7} weeks: {old}.")
        return Notice("logged_tests", " ".join(words)) if words else None

    def _aged(self, name: str, day: date) -> str:
        """A test and its age on the day of the run."""
        age = (self.run_day - day).days
        old = "the same day" if age == 0 else "1 day old" if age == 1 else f"{age} days old"
        return f"{name.replace('_', ' ')} ({old})"


def gather_tests(book: Log, name: str, run_day: date | None = None) -> LoggedTests:
    """Return the newest strength tests that a log has of one athlete, as far as they hold.

    Parameters
    ----------
    book : Log
    name : str
        Of whom the log does not know, it has none.
    run_day : date, optional
        Of the run that they are asked for; today where nobody has told it.
    """
    entries = book.entries(name) if book.knows(name) else ()
    return logged_tests(entries, run_day or date.today())


def logged_tests(entries: Iterable[LogEntry], run_day: date) -> LoggedTests:
    """Return the newest tests of one runner, as far as they hold.

    Parameters
    ----------
    entries : iterable of LogEntry
        Of one athlete; those that are no test of strength are passed over, as is one that is no
        test of a joint (hamstrings are tested at the knee, as knee flexors) or out of its range.
    run_day : date
        What is logged of later days is passed over.
    """
    found: dict[str, dict[date, list[Reading]]] = {}
    for each in entries:
        reading = _reading(each)
        if reading is not None and each.day <= run_day:
            found.setdefault(reading.test.name, {}).setdefault(each.day, []).append(reading)
    newest = {name: max(days) for name, days in sorted(found.items())}
    days = {name: day for name, day in newest.items() if (run_day - day).days <= HOLDS}
    return LoggedTests(
        tuple(reading for name, day in days.items() for reading in _best(found[name][day])),
        days,
        {name: day for name, day in newest.items() if name not in days},
        run_day,
    )


def _reading(entry: LogEntry) -> Reading | None:
    """An entry as a reading of one of `TESTS`; None where it is none."""
    if isinstance(entry, PowerTest):
        if entry.exercise.lower() != COUNTERMOVEMENT_JUMP or entry.load or entry.height is None:
            return None
        kind, value = TESTS[JUMP], entry.height
        angle, side, device = kind.angle, "both", entry.device
    elif isinstance(entry, StrengthTest) and entry.group in NAME_OF_GROUP:
        kind, value = TESTS[NAME_OF_GROUP[entry.group]], entry.moment
        angle = kind.angle if entry.joint_angle is None else round(entry.joint_angle * DEGREES, 1)
        side, device = entry.side, entry.device
    else:
        return None
    if not 0 < value <= kind.largest:
        return None
    return Reading(kind, value, angle, device.replace("_", " "), side)


def _best(readings: Iterable[Reading]) -> list[Reading]:
    """The greatest reading of each leg, angle and device."""
    best: dict[tuple[str, float, str], Reading] = {}
    for each in readings:
        place = (each.side, each.angle, each.device)
        if place not in best or each.value > best[place].value:
            best[place] = each
    return list(best.values())
