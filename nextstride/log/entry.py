"""`LogEntry`: what all entries of the log share, and the checks of their fields."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, ClassVar

from nextstride.checks import Problems
from nextstride.log.names import tidy_name

EARLIEST_DAY = date(1970, 1, 1)


@dataclass(frozen=True, kw_only=True)
class LogEntry:
    """What all entries share.

    Parameters
    ----------
    athlete : str
        Name; tidied (`nextstride.log.names`), and found in the log however it is typed.
    day : datetime.date
    session : int
        Which session of that day, from 1.
    note : str
        Anything worth keeping.
    id : str
        Unique; made up where not given.

    Raises
    ------
    ParameterError
        If a value is impossible, naming all of them.
    """

    kind: ClassVar[str] = ""

    athlete: str
    day: date
    session: int = 1
    note: str = ""
    id: str = field(default_factory=lambda: uuid.uuid4().hex)

    def __post_init__(self) -> None:
        if isinstance(self.athlete, str):
            object.__setattr__(self, "athlete", tidy_name(self.athlete))
        problems = Problems(f"{self.kind.replace('_', ' ')} of {self.day}")
        check_text(problems, "athlete", self.athlete, longest=80)
        check_text(problems, "id", self.id, longest=80)
        problems.require(
            type(self.day) is date and self.day >= EARLIEST_DAY,
            f"day must be a date from {EARLIEST_DAY} on; got {self.day!r}",
        )
        check_count(problems, "session", self.session, 1, 20)
        problems.require(
            isinstance(self.note, str)
            and len(self.note) <= 2000
            and all(letter.isprintable() or letter == "\n" for letter in self.note),
            "note must be printable text of at most 2000 letters",
        )
        self.check(problems)
        problems.raise_if_any()

    def check(self, problems: Problems) -> None:
        """Note what is wrong with the fields of this kind of entry."""

    def to_json(self) -> dict[str, Any]:
        """Return the entry as plain JSON, its kind included."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return {"kind": self.kind, **values, "day": self.day.isoformat()}


def check_number(
    problems: Problems, name: str, value: object, low: float, high: float, unit: str
) -> None:
    """Note a value that is no finite number within [low, high]."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        problems.require(False, f"{name} must be a number; got {value!r}")
    else:
        problems.in_range(name, value, low, high, unit)


def check_count(problems: Problems, name: str, value: object, low: int, high: int) -> None:
    """Note a value that is no whole number within [low, high]."""
    problems.require(
        type(value) is int and low <= value <= high,
        f"{name} must be a whole number from {low} to {high}; got {value!r}",
    )


def check_text(problems: Problems, name: str, value: object, longest: int) -> None:
    """Note a value that is no printable text of 1 to `longest` letters."""
    problems.require(
        isinstance(value, str) and value.strip() == value != "" and value.isprintable(),
        f"{name} must be printable text without space around it; got {value!r}",
    )
    problems.require(
        not isinstance(value, str) or len(value) <= longest,
        f"{name} must have at most {longest} letters",
    )
