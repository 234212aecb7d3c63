"""TRC, the marker format of Motion Analysis and OpenSim: tab-separated text."""

from __future__ import annotations

import math
from pathlib import Path

from nextstride.errors import ReadError
from nextstride.read.clock import even_clock
from nextstride.read.contents import Contents, Floats, metres_per
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
    time, rate, notices = even_clock(source, block[:, 1], stated, frame_rate)
    position = block[:, 2:].reshape(len(block), len(labels), 3).transpose(0, 2, 1)
    return Contents(
        source=source,
        format="trc",
        time=time,
        frame_rate=rate,
        labels=labels,
        position=position * metres_per(header.get("units", ""), source),
        notices=notices,
    )


def read_rows(path: Path) -> tuple[dict[str, str], tuple[str, ...], Floats]:
    """Return header, marker names and the numbers (frame, 2 + 3 markers) as they stand.

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
    separator = "\t" if "\t" in lines[3] else " "
    labels = _labels(source, lines[3], separator)
    first_row = HEADER_LINES if lines[HEADER_LINES].strip() else HEADER_LINES + 1
    block = number_block(source, "\n".join(lines[first_row:]), separator, 2 + 3 * len(labels))
    if not len(block):
        raise ReadError(f"{source}: holds a header but no frame.")
    return header, labels, block


def _header(source: str, keys: str, values: str) -> dict[str, str]:
    """Pair the names and values of header lines 2 and 3."""
    pairs = dict(zip(keys.casefold().split(), values.split(), strict=False))
    if "units" not in pairs:
        raise ReadError(f"{source}: the header must state Units (line 2 and 3); it does not.")
    return pairs


def _labels(source: str, line: str, separator: str) -> tuple[str, ...]:
    """Marker names, each of which stands over three columns."""
    cells = line.split(separator) if separator == "\t" else line.split()
    labels = tuple(cell.strip() for cell in cells[2:] if cell.strip())
    if not labels:
        raise ReadError(f"{source}: line 4 must name the markers after Frame# and Time.")
    return labels


def _number(text: str) -> float | None:
    """Return a positive finite number, or None where the text is none."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and value > 0 else None
