"""The tables that somebody writes for a batch: who the athletes are, and a list of recordings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from nextstride.athlete import Athlete
from nextstride.errors import NextstrideError, ParameterError, ReadError
from nextstride.log.names import name_key, tidy_name
from nextstride.read.sheet import Row, Sheet, read_sheet
from nextstride.squad.job import Job

MOST_RECORDINGS = 1_000_000

COLUMNS: dict[str, tuple[str, ...]] = {
    "recording": ("recording", "file", "path", "video", "film"),
    "athlete": ("athlete", "name", "runner"),
    "mass": ("mass", "mass_kg", "weight", "weight_kg"),
    "height": ("height", "height_m"),
    "sex": ("sex",),
    "day": ("day", "date"),
    "standing": ("standing", "static"),
    "forces": ("forces",),
    "belt_speed": ("belt_speed", "belt_speed_m_s"),
    "frame_rate": ("frame_rate", "frame_rate_hz"),
}
"""What a column means, and what it may be called."""

Made = TypeVar("Made")
Athletes = Mapping[str, Athlete]
"""By `name_key`."""


def read_athletes(path: Path) -> dict[str, Athlete]:
    """Read a table of athletes.

    Parameters
    ----------
    path : pathlib.Path
        CSV, text or XLSX with the columns athlete, mass (kg), height (m), sex; all but the first
        may be absent or blank, and are then assumed, and said so.

    Returns
    -------
    dict of str to Athlete
        By `nextstride.log.names.name_key`.

    Raises
    ------
    ReadError
        If it is no such table, or says two things of one athlete.
    """
    found: dict[str, Athlete] = {}
    for line in _lines(path, "athlete"):
        athlete = line.athlete({})
        if not athlete.name:
            raise line.wrong("needs the name of an athlete")
        key = name_key(athlete.name)
        if found.setdefault(key, athlete) != athlete:
            raise line.wrong(f"says something else of {athlete.name} than a line above")
    return found


def read_list(path: Path, athletes: Athletes) -> list[Job]:
    """Read a list of recordings.

    Parameters
    ----------
    path : pathlib.Path
        CSV, text or XLSX with the columns of `COLUMNS`; only ``recording`` is needed. Files are
        named as they lie beside the list, or in full.
    athletes : mapping
        What else is known of the athletes.

    Raises
    ------
    ReadError
        If it is no such list, or a line says something impossible.
    """
    jobs: dict[str, Job] = {}
    for line in _lines(path, "recording"):
        recording = line.path("recording")
        if recording is None:
            raise line.wrong("names no recording")
        place = _place(recording, path.parent)
        if place in jobs:
            raise line.wrong(f"names {place} a second time")
        jobs[place] = Job(
            place,
            recording,
            line.athlete(athletes),
            line.day(),
            line.path("standing"),
            line.path("forces"),
            line.number("belt_speed"),
            line.number("frame_rate"),
        )
    return list(jobs.values())


def _place(recording: Path, folder: Path) -> str:
    """What a recording is called in the table."""
    try:
        return recording.relative_to(folder).as_posix()
    except ValueError:
        return recording.as_posix().lstrip("/")


@dataclass(frozen=True)
class _Line:
    """One line of a table, by what its columns mean."""

    sheet: Sheet
    folder: Path
    row: Row
    places: Mapping[str, int]

    def wrong(self, what: str) -> ReadError:
        """What is wrong with the line, to be raised."""
        return ReadError(f"{self.sheet.source}, line {self.row.line}: {what}.")

    def text(self, column: str) -> str:
        """A cell; empty where there is no such column."""
        return self.row.cell(self.places[column]) if column in self.places else ""

    def number(self, column: str) -> float | None:
        """A cell as a number; None where it is blank."""
        text = self.text(column)
        value = self.sheet.number(text) if text else None
        if text and value is None:
            raise self.wrong(f"{column} must be a number; got {text!r}")
        return value

    def path(self, column: str) -> Path | None:
        """A cell as a file; None where it is blank."""
        text = self.text(column)
        return self.folder / Path(text).expanduser() if text else None

    def day(self) -> date | None:
        """The day; None where it is blank."""
        text = self.text("day")
        return self._checked(lambda: date.fromisoformat(text)) if text else None

    def athlete(self, known: Athletes) -> Athlete:
        """The athlete; what the line does not tell as `known` has it, or else assumed."""
        name = tidy_name(self.text("athlete"))
        told: dict[str, Any] = {
            "mass": self.number("mass"),
            "height": self.number("height"),
            "sex": _sex(self.text("sex")),
        }
        given = {key: value for key, value in told.items() if value is not None}
        before = known.get(name_key(name))
        if before is not None:
            kept = {key: getattr(before, key) for key in told if key not in before.assumed}
            given = kept | given
        assumed = tuple(key for key in told if key not in given)
        return self._checked(lambda: Athlete(**given, name=name, assumed=assumed))

    def _checked(self, make: Callable[[], Made]) -> Made:
        """What `make` makes, with its complaints told of this line."""
        try:
            return make()
        except NextstrideError as error:
            raise self.wrong(str(error).rstrip(".")) from error
        except ValueError as error:
            raise self.wrong(f"the day must be as 2026-05-01; got {self.text('day')!r}") from error


def _sex(text: str) -> str | None:
    """A sex by its usual words; None where the cell is blank."""
    words = {"m": "male", "man": "male", "f": "female", "w": "female", "woman": "female"}
    plain = text.casefold()
    return words.get(plain, plain) or None


def _lines(path: Path, needed: str) -> Iterator[_Line]:
    """The lines of a table below its header."""
    sheet = read_sheet(path)
    meaning = {word: column for column, words in COLUMNS.items() for word in words}
    header = [cell.casefold().replace(" ", "_") for cell in sheet.rows[0].cells]
    places = {meaning[word]: place for place, word in enumerate(header) if word in meaning}
    unknown = [cell for cell in header if cell and cell not in meaning]
    if needed not in places or unknown:
        raise ReadError(
            f"{path.name}: the first line must name the columns: {needed}, and of "
            f"{', '.join(column for column in COLUMNS if column != needed)} those that are known; "
            f"got {', '.join(header)}."
        )
    if len(sheet.rows) > MOST_RECORDINGS:
        raise ParameterError(f"{path.name}: must have at most {MOST_RECORDINGS} lines.")
    for row in sheet.rows[1:]:
        yield _Line(sheet, path.parent, row, places)
