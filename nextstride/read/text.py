"""Text files of numbers: read once, as text, then as one block of columns."""

from __future__ import annotations

import codecs
import re
from io import StringIO
from pathlib import Path

import numpy as np

from nextstride.arrays import Floats
from nextstride.errors import ReadError

BEGINNING = 4096
"""Bytes in which every format's mark stands."""

DECIMAL_COMMA = re.compile(r"\d,\d")
"""How numbers look that were written in half of Europe."""

WIDE_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
"""How texts of two or four bytes a letter begin; Excel's "Unicode text" is UTF-16."""
LARGEST_NUMBER = 1e12
"""No time, position, angle or force in a file is larger, whatever its unit."""
UNSEEN_BY_OPTOTRAK = -3.697314e28
"""What Northern Digital's cameras write for a marker that they do not see."""
UNSEEN_WORDS = [
    *("nan", "NaN", "NAN", "-nan", "null", "None", "-", "--", "nodata", "NoData", "NODATA"),
    *("nan(ind)", "-nan(ind)", "-1.#IND0", "-1.#IND00", "-1.#IND000", "1.#IND00", "1.#QNAN0"),
    *("1.#QNAN00", "-1.#QNAN0", "-1.#QNAN00", "1.#INF00", "-1.#INF00"),
]
"""What programs write for no number, beside what pandas knows: C's own words, Visual3D's."""


def read_text(path: Path) -> str:
    """Return the file as text with plain line ends.

    UTF-8, UTF-16 and UTF-32 with or without their mark, else Windows' Western encoding.

    Raises
    ------
    ReadError
        If the file is binary.
    """
    raw = path.read_bytes()
    wide = _wide_encoding(raw)
    if wide is None and b"\0" in raw[:65536]:
        raise _binary(path)
    for encoding in (wide,) if wide else ("utf-8-sig", "cp1252", "latin-1"):
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise _binary(path)
    if "\0" in text:
        raise _binary(path)
    return text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _wide_encoding(raw: bytes) -> str | None:
    """Return the encoding of a text of two or four bytes a letter, or None."""
    for mark, encoding in WIDE_MARKS.items():
        if raw.startswith(mark):
            return encoding
    begin = raw[:4096]
    empty = begin.count(0) / max(len(begin), 1)
    if not 0.4 < empty < 0.6 or len(raw) % 2:
        return None
    return "utf-16-le" if begin[1::2].count(0) > begin[::2].count(0) else "utf-16-be"


def _binary(path: Path) -> ReadError:
    """One sentence for what is no text."""
    return ReadError(
        f"{path.name}: must be a text file, as its ending {path.suffix} says; it is binary. "
        "Give the file the ending of its true format."
    )


def number_block(
    source: str, body: str, separator: str, width: int, *, blank_rows: bool = False
) -> Floats:
    """Read rows of numbers; a blank, absent or infinite cell is NaN.

    Decimal commas are read where no cell has a point and the comma does not separate cells.

    Parameters
    ----------
    source : str
        File name, for messages.
    body : str
        The rows.
    separator : str
        The character between cells, or a space for any run of blanks.
    width : int
        Columns wanted; cells beyond are ignored if they are blank.
    blank_rows : bool
        Whether rows of separators only are frames in which nothing was seen, as in a file without
        a clock; else they are left out.

    Returns
    -------
    (rows, width) array

    Raises
    ------
    ReadError
        If a cell is not a number or a row is longer than the header.
    """
    import pandas as pd

    if separator != "," and DECIMAL_COMMA.search(body) and "." not in body:
        body = body.replace(",", ".")
    widest = max((_cells(line, separator) for line in body.split("\n")), default=0)
    if widest > 2 * width + 8:
        raise _too_wide(source, width)
    try:
        table = pd.read_csv(
            StringIO(body),
            sep=r"\s+" if separator == " " else separator,
            header=None,
            names=range(max(widest, width)),
            index_col=False,
            skip_blank_lines=True,
            na_values=UNSEEN_WORDS,
            dtype=np.float64,
            engine="c",
        )
    except (ValueError, OverflowError) as problem:
        raise ReadError(
            f"{source}: every cell below the header must be a number or blank; {problem}."
        ) from None
    block = table.to_numpy()
    if not blank_rows:
        block = block[~np.isnan(block).all(axis=1)]
    block[np.isinf(block) | np.isclose(block, UNSEEN_BY_OPTOTRAK, rtol=1e-6, atol=0)] = np.nan
    if (np.abs(block) > LARGEST_NUMBER).any():
        raise ReadError(
            f"{source}: holds the number {np.nanmax(np.abs(block)):.3g}, which no instrument "
            "measures. Export the file again."
        )
    if np.isfinite(block[:, width:]).any():
        raise _too_wide(source, width)
    return np.ascontiguousarray(block[:, :width])


def _cells(line: str, separator: str) -> int:
    """Count the cells of a row."""
    return len(line.split()) if separator == " " else line.count(separator) + 1


def _too_wide(source: str, width: int) -> ReadError:
    """One sentence for rows that are longer than their header."""
    return ReadError(
        f"{source}: rows hold more numbers than the header names columns ({width}). "
        "Export the file again."
    )


def beginning(path: Path) -> str:
    """Return the first letters of a text, enough to tell its format; nothing of what is none."""
    try:
        with path.open("rb") as stream:
            raw = stream.read(BEGINNING)
    except OSError:
        return ""
    encoding = "utf-16" if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    return raw.decode(encoding, errors="replace").replace("\r\n", "\n").replace("\r", "\n")
