"""Ground forces without motion: what an instrumented treadmill or a row of plates saw of a run.

Read from a C3D's plates, OpenSim's forces, or a table whose columns name forces (``Fz``, ``Fx Fy Fz
COPx ...``, ``FP1_Fz``, Kistler BioWare's export). Only the vertical force is taken; the vertical
axis is the one that carries the runner.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nextstride.arrays import Floats
from nextstride.errors import Notice, ReadError
from nextstride.read import opensim
from nextstride.read.c3d import plates_of
from nextstride.read.c3d_file import decode_c3d
from nextstride.read.clock import even_clock, usable_rate
from nextstride.read.plates import plate_wrench
from nextstride.read.text import number_block, read_text

HEADER_ROWS = 60
"""A table's column names stand within so many rows."""

FORCE = re.compile(
    r"(?:.*[\s_.\-])?(?:f|force|grf|ground_force_v|force_v)[\s_]?(?P<axis>[xyz])(?P<number>\d*)"
    r"(?:[\s_]?[\[(].*[\])])?",
    re.IGNORECASE,
)
VERTICAL = re.compile(
    r"(?:v\.?grf|vertical.*|grf|grf.?(?:v|vertical|normal)|normal.?force)(?:\W.*)?", re.IGNORECASE
)
TIME = re.compile(r"(?:abs\s+)?time(?:\W.*)?|t|seconds", re.IGNORECASE)


@dataclass(frozen=True)
class ForceTrace:
    """The vertical ground force of a run.

    Attributes
    ----------
    source : str
        File name.
    time : (n,) array
        s, evenly spaced.
    vertical : (n,) array
        Force on the runner, upwards, summed over all plates, in the file's unit.
    rate : float
        Samples per second.
    notices : tuple of Notice
    """

    source: str
    time: Floats
    vertical: Floats
    rate: float
    notices: tuple[Notice, ...] = ()


def read_force_trace(path: str | Path, rate: float | None = None) -> ForceTrace:
    """Read the vertical ground force of a file.

    Parameters
    ----------
    path : str or Path
        A C3D, an OpenSim .mot or .sto, or a table (.csv, .txt, .tsv).
    rate : float, optional
        Samples per second, where the file has no times or wrong ones.

    Raises
    ------
    ReadError
        If the file holds no ground force, or no times and no rate is given.
    """
    location = Path(path)
    if not location.is_file() or not location.stat().st_size:
        raise ReadError(f"{location}: there is no such file, or it is empty; forces were expected.")
    ending = location.suffix.casefold()
    if ending == ".c3d":
        trace = _of_c3d(location, rate)
    elif ending in {".mot", ".sto"}:
        trace = _of_opensim(location)
    elif ending in {".csv", ".txt", ".tsv"}:
        trace = _of_table(location, rate)
    else:
        raise ReadError(
            f"{location.name}: forces alone are read from .c3d, .mot, .sto, .csv, .txt or .tsv; "
            f"got {ending or 'no ending'}."
        )
    if trace.vertical.mean() < 0:
        return ForceTrace(trace.source, trace.time, -trace.vertical, trace.rate, trace.notices)
    return trace


def _of_c3d(path: Path, given: float | None) -> ForceTrace:
    """Force along the normals of all plates."""
    source = path.name
    file = decode_c3d(source, path.read_bytes())
    plates, notices = plates_of(file)
    if not plates:
        said = " ".join(notice.message for notice in notices)
        raise ReadError(f"{source}: holds no force plate that can be read. {said}".strip())
    frame_rate = usable_rate(source, file.rate, given)
    per_frame = len(file.analog) / max(1, len(file.position))
    rate = frame_rate * per_frame
    normal = sum(plate_wrench(plate)[0] @ plate.rotation[2] for plate in plates)
    start = max(0, file.first_frame - 1) / frame_rate
    time = start + np.arange(len(file.analog)) / rate
    return ForceTrace(source, time, np.asarray(normal, dtype=float), rate, notices)


def _of_opensim(path: Path) -> ForceTrace:
    """Force along the axis that carries the runner, over all plates."""
    force, notices = opensim.read_forces(path)
    total = force["force"].sum("plate").transpose("time", "space").values
    vertical = total[:, int(np.abs(total.mean(axis=0)).argmax())]
    time = force.time.values.astype(float)
    return ForceTrace(path.name, time, vertical, (len(time) - 1) / float(np.ptp(time)), notices)


def _of_table(path: Path, given: float | None) -> ForceTrace:
    """Force of a table's columns."""
    source = path.name
    names, separator, rows = _table(source, read_text(path))
    block = number_block(source, "\n".join(rows), separator, len(names))
    if len(block) < 2:
        raise ReadError(f"{source}: holds a header but fewer than two samples.")
    vertical = _vertical(block, names)
    clock = next((i for i, name in enumerate(names) if TIME.fullmatch(name)), None)
    if clock is None or given is not None:
        rate = usable_rate(source, None, given)
        return ForceTrace(source, np.arange(len(block)) / rate, vertical, rate)
    time, rate, notices = even_clock(source, block[:, clock], None, None)
    return ForceTrace(source, time, vertical, rate, notices)


def _table(source: str, text: str) -> tuple[list[str], str, list[str]]:
    """Column names, separator and rows of numbers, wherever in the file the names stand."""
    lines = [line for line in text.split("\n") if line.strip(" ,;\t")]
    for place, line in enumerate(lines[:HEADER_ROWS]):
        separator = next((mark for mark in "\t;," if mark in line), " ")
        cells = line.split() if separator == " " else line.split(separator)
        names = [cell.strip().strip('"') for cell in cells]
        if any(FORCE.fullmatch(name) or VERTICAL.fullmatch(name) for name in names):
            rows = lines[place + 1 :]
            while rows and not _is_row(rows[0], separator):
                rows = rows[1:]  # units
            return names, separator, rows
    raise ReadError(
        f"{source}: names no ground force; a column such as Fz, FP1_Fz or 'vertical force' is "
        "needed. Name it in the first row."
    )


def _is_row(line: str, separator: str) -> bool:
    """Whether a line begins with a number."""
    first = line.split()[0] if separator == " " else line.split(separator)[0]
    return re.fullmatch(r"\s*\"?[-+]?[\d.,]+(?:e[-+]?\d+)?\"?\s*", first, re.IGNORECASE) is not None


def _vertical(block: Floats, names: list[str]) -> Floats:
    """Vertical force over all plates: the axis whose columns carry the most."""
    said = [i for i, name in enumerate(names) if VERTICAL.fullmatch(name)]
    if said:
        return np.asarray(np.nan_to_num(block[:, said]).sum(axis=1))
    axes: dict[str, dict[bool, list[int]]] = {}
    for place, name in enumerate(names):
        if match := FORCE.fullmatch(name):
            numbered = bool(match["number"])
            axes.setdefault(match["axis"].lower(), {}).setdefault(numbered, []).append(place)
    # BioWare writes Fz beside its sensors' Fz1 to Fz4, which sum to it.
    sums = [
        np.nan_to_num(block[:, found.get(False, found.get(True, []))]).sum(axis=1)
        for found in axes.values()
    ]
    return np.asarray(max(sums, key=lambda total: abs(float(total.mean()))))
