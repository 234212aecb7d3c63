"""Text files of numbers: read once, as text, then as one block of columns."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

import numpy as np

from nextstride.errors import ReadError
from nextstride.read.contents import Floats

BEGINNING = 4096
"""Bytes in which every format's mark stands."""

DECIMAL_COMMA = re.compile(r"\d,\d")
"""How numbers look that were written in half of Europe."""

LARGEST_NUMBER = 1e12
"""No time, position, angle or force in a file is larger, whatever its unit."""


def read_text(path: Path) -> str:
    """Return the file as text with plain line ends.

    Raises
    ------
    ReadError
        If the file is binary.
    """
    raw = path.read_bytes()
    if b"\0" in raw[:65536]:
        raise ReadError(
            f"{path.name}: must be a text file, as its ending {path.suffix} says; it is binary. "
            "Give the file the ending of its true format."
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def number_block(source: str, body: str, separator: str, width: int) -> Floats:
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
            na_values=["nan", "NaN", "NAN", "-nan", "null", "None"],
            dtype=np.float64,
            engine="c",
        )
    except (ValueError, OverflowError) as problem:
        raise ReadError(
            f"{source}: every cell below the header must be a number or blank; {problem}."
        ) from None
    block = table.to_numpy()
    block = block[~np.isnan(block).all(axis=1)]  # lines of separators only
    block[np.isinf(block)] = np.nan
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
