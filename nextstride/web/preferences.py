"""`Preferences`: the units that a coach's scale and tape show; kept beside the log."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from nextstride.checks import Problems
from nextstride.readings import FORCE_UNITS
from nextstride.write.files import write_whole

FILE = "web.json"
LENGTHS = ("cm", "in")
"""Units of a tape that are offered; a cell takes any other with its name behind the number."""


@dataclass(frozen=True)
class Preferences:
    """What is meant where a number has no unit.

    Attributes
    ----------
    force : {"kg", "N", "lb"}
    length : {"cm", "in"}

    Raises
    ------
    ParameterError
        If a unit is none of these.
    """

    force: str = "kg"
    length: str = "cm"

    def __post_init__(self) -> None:
        problems = Problems("settings")
        problems.one_of("unit of the scale", self.force, tuple(FORCE_UNITS))
        problems.one_of("unit of the tape", self.length, LENGTHS)
        problems.raise_if_any()


def read_preferences(folder: Path) -> Preferences:
    """Read what was chosen; the usual where nothing was, or the file is not ours."""
    try:
        told = json.loads((folder / FILE).read_text("utf-8"))
        return Preferences(str(told["force"]), str(told["length"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Preferences()


def save_preferences(folder: Path, chosen: Preferences) -> None:
    """Keep what was chosen.

    Raises
    ------
    ParameterError
        If it cannot be written.
    """
    write_whole(folder, {FILE: json.dumps(asdict(chosen), indent=1)})
