"""Keypoints of DeepLabCut (CSV) and SLEAP (analysis file), in pixels.

Layouts from the two projects' documentation: DeepLabCut writes three or four rows of headers
(scorer, individuals, bodyparts, coords) over one row a frame; SLEAP's analysis HDF5 holds
``tracks (track, 2, node, frame)``, ``point_scores`` and ``node_names``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from nextstride.arrays import Floats
from nextstride.errors import Notice, ReadError
from nextstride.read.apart import READ_ARRAYS, read_apart
from nextstride.read.clock import usable_rate
from nextstride.read.contents import Contents
from nextstride.read.frames import last_number, place_frames
from nextstride.read.keypoints import image_contents
from nextstride.read.people import choose_runner, several_people

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
"""What Excel puts before a CSV that it saves as UTF-8."""

HEADERS = ("scorer", "individuals", "bodyparts", "coords")
SLEAP = ("tracks", "node_names", "point_scores")
"""What is read of an analysis file."""


def is_deeplabcut(path: Path) -> bool:
    """Whether a file is a CSV that begins as DeepLabCut's do."""
    if path.suffix.casefold() != ".csv" or not path.is_file():
        return False
    with path.open("rb") as file:
        start = file.read(len(BYTE_ORDER_MARK) + len(HEADERS[0]) + 3).lower()
    start = start.removeprefix(BYTE_ORDER_MARK).replace(b'"', b"")
    return start.startswith((b"scorer,", b"scorer;", b"scorer\t"))


def read_deeplabcut(path: Path, frame_rate: float | None = None) -> Contents:
    """Read a CSV file of DeepLabCut, also one that a spreadsheet has saved.

    Rows are placed by their number, so that absent ones are unseen.

    Raises
    ------
    ReadError
        If the rows under its header are no coordinates, or the frame rate is not given.
    """
    source = path.name
    rows = _rows(path)
    heads = {row[0].lower(): row[1:] for row in rows[:4] if row[0].lower() in HEADERS}
    body = [row for row in rows if row[0].lower() not in HEADERS]
    try:
        parts, coordinates = heads["bodyparts"], heads["coords"]
        values = np.array([[float(v) if v else np.nan for v in row[1:]] for row in body])
    except (KeyError, ValueError) as problem:
        raise ReadError(f"{source}: this is no table of DeepLabCut: {problem}.") from None
    if values.ndim != 2 or values.shape[1] != len(parts) or len(coordinates) != len(parts):
        raise ReadError(
            f"{source}: every row must have {len(parts)} numbers, as the header has columns."
        )
    who = heads.get("individuals", [""] * len(parts))
    people = [
        _columns(values, [c for c, name in enumerate(who) if name == person], parts, coordinates)
        for person in dict.fromkeys(who)
    ]
    names = tuple(dict.fromkeys(parts))
    numbers = [last_number(row[0].removesuffix(".0")) for row in body]
    return _contents(source, names, people, frame_rate, numbers)


def _rows(path: Path) -> list[list[str]]:
    """Cells of every row that holds any, whatever a spreadsheet made of the separators."""
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    head = text.partition("\n")[0]
    separator = max(",;\t", key=head.count)
    if separator != ",":  # such spreadsheets write decimal commas
        text = text.replace(",", ".")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    filled = [[cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)]
    width = max((place for row in filled[:4] for place, cell in enumerate(row) if cell), default=0)
    return [row[: width + 1] if not any(row[width + 1 :]) else row for row in filled]


def read_sleap(path: Path, frame_rate: float | None = None) -> Contents:
    """Read an analysis file of SLEAP.

    Raises
    ------
    ReadError
        If it is none, or the frame rate is not given.
    """
    source = path.name
    fault = "this is no analysis file of SLEAP"
    held = read_apart(path, fault, READ_ARRAYS, *SLEAP)
    try:
        tracks = np.asarray(held["tracks"], dtype=float)
        names = tuple(
            name.decode() if isinstance(name, bytes) else str(name) for name in held["node_names"]
        )
        scores = np.asarray(held["point_scores"], float) if "point_scores" in held else None
    except (KeyError, TypeError, ValueError) as problem:
        raise ReadError(f"{source}: {fault}: {problem}.") from None
    if tracks.ndim != 4 or tracks.shape[1:3] != (2, len(names)):
        raise ReadError(
            f"{source}: tracks must be (track, 2, {len(names)} nodes, frame); got {tracks.shape}."
        )
    if not np.isfinite(tracks).any():
        raise ReadError(
            f"{source}: holds no track with a point in it: nobody was tracked. Run SLEAP's "
            "tracking, or label frames, and export the analysis file again."
        )
    people = []
    for number, track in enumerate(tracks):
        sure = np.ones(track.shape[1:]) if scores is None else scores[number]
        sure = np.where(np.isfinite(track).all(axis=0), sure, 0.0)
        people.append(np.concatenate([track, sure[None]]).transpose(2, 1, 0))
    return _contents(source, names, people, frame_rate)


def _columns(values: Floats, mine: list[int], parts: list[str], coordinates: list[str]) -> Floats:
    """One individual, (frame, keypoint, [x, y, likelihood])."""
    names = list(dict.fromkeys(parts))
    found = np.full((len(values), len(names), 3), np.nan)
    found[:, :, 2] = 1.0
    for column in mine:
        kind = coordinates[column].lower()
        if kind in ("x", "y", "likelihood"):
            place = ("x", "y", "likelihood").index(kind)
            found[:, names.index(parts[column]), place] = values[:, column]
    return found


def _contents(
    source: str,
    names: tuple[str, ...],
    people: list[Floats],
    frame_rate: float | None,
    numbers: Sequence[int] = (),
) -> Contents:
    """Contents of the runner among several individuals, each (frame, keypoint, 3)."""
    rate = usable_rate(source, None, frame_rate)
    frames = people[0]
    notices: tuple[Notice, ...] = ()
    if len(people) > 1:
        pictures = [frame[np.isfinite(frame[:, :, 0]).any(axis=1)] for frame in np.stack(people, 1)]
        frames, others = choose_runner(pictures, names, source)
        notices = several_people(others)
    frames, absent = place_frames(source, numbers, frames)
    time = np.arange(len(frames)) / rate
    return image_contents(source, time, rate, names, frames, (*notices, *absent))
