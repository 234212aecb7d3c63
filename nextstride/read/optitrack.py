"""OptiTrack Motive's .csv export of markers.

Layout: Motive Documentation, "Data Export: CSV": a line of keys and values, then rows that begin
with a blank cell and Type, Name, ID and what else the version writes, a row of Position or
Rotation, and the row Frame, Time, X, Y, Z, ... The vertical axis is y, unless the export says
otherwise.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from nextstride.errors import Notice, ReadError
from nextstride.read.clock import even_clock, with_absent_rows
from nextstride.read.contents import Contents, metres_per
from nextstride.read.text import beginning, number_block, read_text

MARKERS = {"marker", "bone marker", "skeleton marker", "labeled marker"}
"""Types of columns that are a person's markers. Those of rigid bodies are not on a person."""


def is_optitrack(path: Path) -> bool:
    """Tell Motive's export by its first key."""
    begin = beginning(path).casefold().lstrip('"')
    return begin.startswith(tuple(f"format version{end}" for end in ('"', ",", ";", "\t")))


def read(path: Path, frame_rate: float | None = None) -> Contents:
    """Read the markers of Motive's export.

    Raises
    ------
    ReadError
        If it holds no marker positions, or breaks its own layout.
    """
    source = path.name
    rows = _rows(read_text(path))
    keys = rows[0]
    told = {
        key.strip().casefold(): value for key, value in zip(keys[::2], keys[1::2], strict=False)
    }
    heads, first_row = _heads(source, rows)
    kinds, names, quantities, axes = (
        heads.get(key, []) for key in ("type", "name", "quantity", "axes")
    )
    labels: list[str] = []
    places: list[list[int]] = []
    for place, name in enumerate(names):
        here = [quantities, axes, kinds]
        if any(place >= len(row) for row in here) or kinds[place].casefold() not in MARKERS:
            continue
        if quantities[place].casefold() == "position" and axes[place].casefold() == "x":
            triple = [part.casefold() for part in axes[place : place + 3]]
            if triple == ["x", "y", "z"] and names[place : place + 3] == [name] * 3:
                labels.append(name.strip())
                places.append([place, place + 1, place + 2])
    if not labels:
        raise ReadError(
            f"{source}: holds no marker positions (types: {', '.join(sorted(set(kinds) - {''}))}). "
            "Export from Motive with Markers ticked."
        )
    clocks = [place for place, name in enumerate(axes) if name.casefold() == "timecode"]
    body = [["" if i in clocks else cell for i, cell in enumerate(row)] for row in rows[first_row:]]
    block = number_block(source, "\n".join("\t".join(row) for row in body), "\t", len(axes))
    stated = _number(told.get("export frame rate", "") or told.get("capture frame rate", ""))
    block, absent = with_absent_rows(source, block, 1, frame_rate)
    time, rate, notices = even_clock(source, block[:, 1], stated, frame_rate)
    twins = sorted({label for label in labels if label and labels.count(label) > 1})
    if twins:
        notices = (*notices, Notice("markers_alike", f"Used the first of {', '.join(twins)}."))
    kept = [i for i, label in enumerate(labels) if label not in labels[:i]]
    return Contents(
        source=source,
        format="optitrack",
        time=time,
        frame_rate=rate,
        labels=tuple(labels[i] for i in kept),
        position=block[:, np.array(places)[kept]].transpose(0, 2, 1)
        * metres_per(told.get("length units", "") or "m", source),
        notices=(*absent, *notices),
    )


def _rows(text: str) -> list[list[str]]:
    """Cells of every line, whichever mark stands between them."""
    mark = next((mark for mark in ",;\t" if mark in text.partition("\n")[0]), ",")
    return list(csv.reader(text.split("\n"), delimiter=mark))


def _heads(source: str, rows: list[list[str]]) -> tuple[dict[str, list[str]], int]:
    """Rows above the numbers by what they hold, and where the numbers begin."""
    heads: dict[str, list[str]] = {}
    for place, row in enumerate(rows[1:], start=1):
        cells = [cell.strip() for cell in row]
        if cells and cells[0].casefold() == "frame":
            heads["axes"] = cells
            return heads, place + 1
        key = cells[1].casefold() if len(cells) > 1 else ""
        if key in {"type", "name"}:
            heads[key] = cells
        elif {"position", "rotation"} & {cell.casefold() for cell in cells}:
            heads["quantity"] = cells
    raise ReadError(f"{source}: Motive's export must have a row that begins with Frame; none has.")


def _number(text: str) -> float | None:
    """Return a positive number, or None where the text is none."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if np.isfinite(value) and value > 0 else None
