"""Tables as everyday programs write them: separated text of any usual kind, and XLSX.

Excel and measuring devices differ in encoding (UTF-8 with or without its mark, UTF-16, Windows),
separator (comma, semicolon, tab, bar, blanks, or what a line ``sep=;`` says), decimal mark and in
lines that stand above the table. Here all become rows of cells; what they mean is the reader's.
"""

from __future__ import annotations

import csv
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from pathlib import Path

from nextstride.errors import ReadError
from nextstride.read.text import read_text

MARKS = ("\t", ";", "|", ",")
"""Separators, surest first: a comma may also be a decimal mark."""
SEARCHED = 100
"""A table's header stands within this many rows."""
LARGEST_WORKBOOK = 300_000_000
"""Bytes of an unpacked XLSX file; no table of sprints or tests is larger."""
ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
"""How XLSX and XLS files begin."""

_SEP = re.compile(r"\s*\"?sep=(.|\\t)\"?[\s;,]*", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}[T ])?(?:(\d+):)?(\d+):(\d{1,2}(?:[.,]\d+)?)Z?"
)
_BLANKS = str.maketrans({"\u00a0": "", "\u202f": "", "\u2009": "", "\u2212": "-", "'": ""})
_GROUPED = re.compile(r"[+-]?\d{1,3}([.,])\d{3}")
_SINGLE = re.compile(r"(?=.*\d)[+-]?\d*([.,])\d*(?:[eE][+-]?\d+)?")


@dataclass(frozen=True)
class Row:
    """One row.

    Attributes
    ----------
    line : int
        Its number in the file, from 1, as an editor or Excel shows it.
    cells : tuple of str
        Without blanks around.
    """

    line: int
    cells: tuple[str, ...]

    def cell(self, place: int) -> str:
        """Return the cell at `place`; an absent one is empty."""
        return self.cells[place] if place < len(self.cells) else ""

    def surplus(self, width: int) -> bool:
        """Whether something stands beyond the first `width` cells."""
        return any(self.cells[width:])


@dataclass(frozen=True)
class Sheet:
    """The rows of a file that hold anything.

    Attributes
    ----------
    source : str
        File name.
    rows : tuple of Row
    """

    source: str
    rows: tuple[Row, ...]

    @cached_property
    def decimals(self) -> frozenset[str]:
        """Decimal marks that stand in it beyond doubt: ``.``, ``,``, both or none."""
        return _decimal_marks(cell for row in self.rows for cell in row.cells)

    def number(self, cell: str) -> float | None:
        """Return a cell as a number, or None; ``1,374`` is 1.374 unless points are the decimals."""
        return to_number(cell, self.decimals)

    def header(self, is_header: Callable[[Row], bool]) -> int | None:
        """Return the place of the first row that is a header, or None."""
        found = (place for place, row in enumerate(self.rows[:SEARCHED]) if is_header(row))
        return next(found, None)

    def below(self, place: int) -> Sheet:
        """Return the sheet from the row at `place` on: what a device writes above is no number."""
        return Sheet(self.source, self.rows[place:])


def read_sheet(path: str | Path) -> Sheet:
    """Read the rows of a table, whatever program wrote it.

    Parameters
    ----------
    path : str or pathlib.Path
        Separated text, or XLSX (its first sheet with a table); seen from its content.

    Raises
    ------
    ReadError
        If the file is absent, empty, binary or damaged.
    """
    path = Path(path)
    if not path.is_file():
        raise ReadError(f"{path.name}: no such file. Give a table: CSV, text or XLSX.")
    try:
        with path.open("rb") as file:
            begin = file.read(4)
    except OSError as error:
        raise ReadError(f"{path.name}: cannot be read ({error.strerror}).") from error
    if begin == OLD_EXCEL:
        raise ReadError(
            f"{path.name}: is an old Excel file (.xls). Save it as .xlsx or as CSV UTF-8."
        )
    rows = _workbook_rows(path) if begin == ZIP else _text_rows(path)
    if len(rows) < 2:
        raise ReadError(
            f"{path.name}: needs a header and at least one row below it; it "
            f"{'has only 1 line' if rows else 'is empty'}."
        )
    return Sheet(path.name, rows)


def _text_rows(path: Path) -> tuple[Row, ...]:
    """Rows of separated text."""
    lines = read_text(path).split("\n")
    first = next((place for place, line in enumerate(lines) if line.strip()), 0)
    stated = _SEP.fullmatch(lines[first])
    if stated:
        lines[first] = ""
    mark = stated[1].replace("\\t", "\t") if stated else _separator(lines)
    if mark is None:
        return _rows((number, line.split()) for number, line in enumerate(lines, 1))
    reader = csv.reader((line + "\n" for line in lines), delimiter=mark)
    try:
        return _rows((reader.line_num, cells) for cells in reader)
    except csv.Error as error:
        raise ReadError(f"{path.name}: is no table ({error}). Export the file again.") from error


def _rows(cells: Iterable[tuple[int, Sequence[str]]]) -> tuple[Row, ...]:
    """Rows that hold anything."""
    stripped = ((line, tuple(cell.strip() for cell in row)) for line, row in cells)
    return tuple(Row(line, row) for line, row in stripped if any(row))


def _separator(lines: list[str]) -> str | None:
    """The separator of most lines; None for blanks."""
    filled = [line for line in lines if line.strip()]
    for mark in MARKS:
        if 2 * sum(mark in line for line in filled) < max(len(filled), 1):
            continue
        decimal = mark == "," and "," not in filled[0] and all(map(_only_decimal, filled))
        return None if decimal else mark
    return None


def _only_decimal(line: str) -> bool:
    """Whether blanks separate, and every comma is a decimal mark."""
    cells = line.split()
    return len(cells) > 1 and all(re.search(r",(?!\d)|,.*,", cell) is None for cell in cells)


def _workbook_rows(path: Path) -> tuple[Row, ...]:
    """Rows of the first sheet of an XLSX file that has two."""
    import openpyxl

    try:
        with zipfile.ZipFile(path) as packed:
            size = sum(each.file_size for each in packed.infolist())
        if size > LARGEST_WORKBOOK:
            raise ReadError(f"{path.name}: unpacks to {size / 1e6:.0f} MB, which is no table.")
        with path.open("rb") as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # On styles and the like, which no table needs.
            book = openpyxl.load_workbook(file, read_only=True, data_only=True)
            sheets = [
                _rows(
                    (line, [_as_text(value) for value in row])
                    for line, row in enumerate(sheet.iter_rows(values_only=True), 1)
                )
                for sheet in book.worksheets
            ]
            book.close()
    except ReadError:
        raise
    except (
        *(zipfile.BadZipFile, zlib.error, OSError, EOFError, SyntaxError, LookupError),
        *(ValueError, TypeError, AttributeError, NotImplementedError, RuntimeError),
    ) as error:
        raise ReadError(
            f"{path.name}: is no XLSX file, or a damaged one. Save it again as .xlsx or as CSV."
        ) from error
    return next((rows for rows in sheets if len(rows) > 1), sheets[0] if sheets else ())


def _as_text(value: object) -> str:
    """A cell of a workbook, as text."""
    match value:
        case None:
            return ""
        case float():
            return repr(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime() | date() | time():
            return value.isoformat()
    return str(value)


def _decimal_marks(cells: Iterable[str]) -> frozenset[str]:
    """Decimal marks beyond doubt: not followed by three digits, which could be thousands."""
    plain = (cell.translate(_BLANKS) for cell in cells)
    found = (_SINGLE.fullmatch(cell) for cell in plain if not _GROUPED.fullmatch(cell))
    return frozenset(match[1] for match in found if match)


def to_number(cell: str, decimals: frozenset[str] = frozenset()) -> float | None:
    """Return a cell as a finite number, or None where it is none.

    Parameters
    ----------
    cell : str
        Blanks between thousands and the long minus sign are allowed; a clock, ``0:05.22``, is its
        seconds, since midnight where a day stands before it.
    decimals : frozenset of str
        Decimal marks known from other cells. A single comma or point is a decimal mark, unless
        three digits follow and the other mark is the decimal one.
    """
    clock = _CLOCK.fullmatch(cell.strip())
    text = cell.translate(_BLANKS).strip()
    if clock:
        hours, minutes = int(clock[1] or 0), int(clock[2])
        return 3600.0 * hours + 60 * minutes + float(clock[3].replace(",", "."))
    if "," in text and "." in text:  # The last of two kinds is the decimal mark.
        thousands = "," if text.rindex(".") > text.rindex(",") else "."
        text = text.replace(thousands, "")
    elif decimals and (grouped := _GROUPED.fullmatch(text)) and grouped[1] not in decimals:
        text = text.replace(grouped[1], "")
    if "_" in text or text.count(",") + text.count(".") > 1:
        return None
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if abs(value) < float("inf") else None
