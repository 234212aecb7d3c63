"""Visual3D's text export of targets (markers and landmarks).

Layout: Visual3D Documentation, "Export Data to ASCII file": five rows above the numbers, each with
a cell for every column: file, name, type (TARGET, LANDMARK, ...), folder, and ITEM with X, Y, Z.
Positions are in m. Neither time nor frame rate is in the file.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from nextstride.errors import Notice, ReadError
from nextstride.read.clock import usable_rate
from nextstride.read.contents import Contents
from nextstride.read.text import beginning, number_block, read_text

HEADER_LINES = 5
POSITIONS = {"TARGET", "LANDMARK"}
"""Types of columns that are positions."""


def is_visual3d(path: Path) -> bool:
    """Tell Visual3D's export by the rows above its numbers."""
    lines = beginning(path).split("\n")[:HEADER_LINES]
    return len(lines) == HEADER_LINES and lines[0][:1] == "\t" and lines[4].startswith("ITEM")


def read(path: Path, frame_rate: float | None = None) -> Contents:
    """Read the targets of Visual3D's export.

    Raises
    ------
    ReadError
        If it holds no targets, or no frame rate is given.
    """
    source = path.name
    lines = read_text(path).split("\n")
    files, names, types, _, axes = (
        [cell.strip() for cell in line.split("\t")] for line in lines[:HEADER_LINES]
    )
    labels: list[str] = []
    places: list[int] = []
    first_file = files[1] if len(files) > 1 else ""
    for place in range(1, len(axes) - 2):
        triple = [part.upper() for part in axes[place : place + 3]]
        is_position = place < len(types) and types[place].upper() in POSITIONS
        own = place < len(files) and files[place] == first_file and place < len(names)
        if is_position and own and triple == ["X", "Y", "Z"] and names[place] not in labels:
            labels.append(names[place])
            places.append(place)
    if not labels:
        raise ReadError(
            f"{source}: Visual3D exported {', '.join(sorted(set(types) - {''})) or 'nothing'}, but "
            "no TARGET with X, Y and Z. Export the targets."
        )
    if frame_rate is None:
        raise ReadError(
            f"{source}: Visual3D's text holds no time. State the frame rate with --frame-rate."
        )
    rate = usable_rate(source, None, frame_rate)
    block = number_block(source, "\n".join(lines[HEADER_LINES:]), "\t", len(axes))
    if len(block) < 2:
        raise ReadError(f"{source}: holds a header but fewer than two frames.")
    position = np.stack([block[:, place : place + 3] for place in places], axis=2)
    others = sorted(set(files[1:]) - {first_file, ""})
    notices: tuple[Notice, ...] = ()
    if others:
        told = f"{source} holds several trials; {first_file} was read, not {', '.join(others)}."
        notices = (Notice("first_trial_only", told),)
    return Contents(
        source=source,
        format="visual3d",
        time=np.arange(len(block)) / rate,
        frame_rate=rate,
        labels=tuple(labels),
        position=position,
        notices=notices,
    )
