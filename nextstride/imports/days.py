"""Days as tables write them; where a day could be two, neither is guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime

from nextstride.errors import ReadError

WRITTEN_OUT = ("%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y", "%d-%b-%Y", "%d-%b-%y", "%Y%m%d")
"""Days that can be only one, with the month's English name or in one piece."""

_PARTS = re.compile(r"(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})(?:[T ].*)?")


def month_first(cells: Iterable[str], told: date | None = None) -> bool | None:
    """Whether days with slashes have the month first, by all of a column; None where unknown.

    Parameters
    ----------
    cells : iterable of str
    told : datetime.date, optional
        A day that somebody has named; where one of the column is it, they are written alike.
    """
    found = [match for match in map(_PARTS.fullmatch, cells) if match and match[2] != "."]
    pairs = [(int(match[1]), int(match[3])) for match in found if len(match[1]) < 4]
    if any(first > 12 for first, _ in pairs):
        return False
    if any(second > 12 for _, second in pairs):
        return True
    if told is None or told.day == told.month:
        return None
    by_order = {(told.day, told.month): False, (told.month, told.day): True}
    return next((by_order[pair] for pair in pairs if pair in by_order), None)


def day_of(cell: str, months_first: bool | None) -> date:
    """Return the day that a cell names.

    Raises
    ------
    ReadError
        If it names none, or could name two.
    """
    match = _PARTS.fullmatch(cell.strip())
    needed = f"the day must be as 2026-11-28; got {cell!r}"
    if match is None:
        return _written_out(" ".join(cell.replace(",", " ").split()), needed)
    first, second, third = int(match[1]), int(match[3]), int(match[4])
    if len(match[1]) == 4:
        parts = (first, second, third)
    else:
        year = third + 2000 if third < 100 else third
        if match[2] == ".":
            months_first = False
        if months_first is None and first != second:
            raise ReadError(f"{needed}, which may be two days: say with --day which one it is")
        parts = (year, first, second) if months_first else (year, second, first)
    try:
        return date(*parts)
    except ValueError:
        raise ReadError(needed) from None


def _written_out(cell: str, needed: str) -> date:
    """The day of a cell with the month in words, or in one piece."""
    for form in WRITTEN_OUT:
        with suppress(ValueError):
            return datetime.strptime(cell, form).date()
    raise ReadError(needed)
