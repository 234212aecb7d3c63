"""TRC, the marker format of Motion Analysis and OpenSim: text in cells, most often by tabs."""

from __future__ import annotations

import math
import re
from pathlib import Path

from nextstride.arrays import Floats
from nextstride.errors import ReadError
from nextstride.read.clock import even_clock, with_absent_rows
from nextstride.read.contents import Contents, metres_per
from nextstride.read.text import number_block, read_text

HEADER_LINES = 5
"""File type; header keys; header values; marker names; axis names."""


def read(path: Path, frame_rate: float | None = None) -> Contents:
    """Read the markers of a TRC file.

    The counts in the header are often wrong, so the names row and the rows of numbers decide. The
    time column is the clock; `frame_rate` overrides it.

    Raises
    ------
    ReadError
        If the file is not a TRC or breaks its own layout.
    RecordingError
        If its times go backwards.
    """
    source = path.name
    header, labels, block = read_rows(path)
    stated = _number(header.get("datarate", ""))
    block, absent = with_absent_rows(source, block, 1, frame_rate)
    time, rate, notices = even_clock(source, block[:, 1], stated, frame_rate)
    position = block[:, 2:].reshape(len(block), -1, 3).transpose(0, 2, 1)
    labels = (*labels, *[""] * (position.shape[2] - len(labels)))  # the lab named no more
    return Contents(
        source=source,
        format="trc",
        time=time,
        frame_rate=rate,
        labels=labels,
        position=position * metres_per(header.get("units", ""), source),
        notices=(*absent, *notices),
    )


def read_rows(path: Path) -> tuple[dict[str, str], tuple[str, ...], Floats]:
    """Return header, marker names and the numbers (frame, 2 + 3 markers) as they stand.

    Cortex writes markers that nobody named behind the others: then the rows hold three numbers
    more for each.

    Raises
    ------
    ReadError
        If the file is not a TRC or breaks its own layout.
    """
    source = path.name
    lines = read_text(path).split("\n")
    if len(lines) < HEADER_LINES + 1 or not lines[0].casefold().startswith("pathfiletype"):
        raise ReadError(
            f"{source}: a TRC file starts with 'PathFileType' and five header lines; this one "
            "does not. Is it another format with the wrong ending?"
        )
    header = _header(source, lines[1], lines[2])
    labels = _labels(source, lines[3], _separator(lines[3]))
    rows = [line for line in lines[HEADER_LINES:] if line.strip(" \t,;")]
    separator = _separator(rows[0]) if rows else " "
    named = 2 + 3 * len(labels)
    cells = [cell.strip() for cell in rows[0].split(separator)] if rows else []
    while cells and not cells[-1]:
        cells.pop()
    more = max(0, len(cells) - named) if separator != " " else 0
    width = named + (more if more % 3 == 0 else 0)
    block = number_block(source, "\n".join(rows), separator, width)
    if not len(block):
        raise ReadError(f"{source}: holds a header but no frame.")
    return header, labels, block


def _separator(line: str) -> str:
    """Return what stands between the cells of a line."""
    return next((mark for mark in "\t;," if mark in line), " ")


def _header(source: str, keys: str, values: str) -> dict[str, str]:
    """Pair the names and values of header lines 2 and 3."""
    names, cells = (re.split(r"[\s,;]+", line.strip()) for line in (keys.casefold(), values))
    pairs = dict(zip(names, cells, strict=False))
    if "units" not in pairs:
        raise ReadError(f"{source}: the header must state Units (line 2 and 3); it does not.")
    return pairs


def _labels(source: str, line: str, separator: str) -> tuple[str, ...]:
    """Marker names, each of which stands over three columns; blank where nobody named one."""
    cells = [cell.strip() for cell in (line.split() if separator == " " else line.split(separator))]
    names = cells[2:]
    while names and not names[-1]:
        names.pop()
    # Most programs leave the two cells beside a name blank; others write only the names.
    spread = not any(name for place, name in enumerate(names) if place % 3)
    labels = tuple(names[::3] if spread and len(names) > 1 else [name for name in names if name])
    if not any(labels):
        raise ReadError(f"{source}: line 4 must name the markers after Frame# and Time.")
    return labels


def _number(text: str) -> float | None:
    """Return a positive finite number, or None where the text is none."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and value > 0 else None
