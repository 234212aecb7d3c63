"""Qualisys Track Manager: its .tsv (3D) and .mat exports.

Layouts: QTM User Manual, "TSV file formats" and "MAT file format". Both are in mm; a .tsv writes a
marker that was not seen as zeros or nothing, a .mat as NaN.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from nextstride.arrays import Floats
from nextstride.errors import Notice, ReadError
from nextstride.read.clock import usable_rate
from nextstride.read.contents import Contents
from nextstride.read.matlab import decode_mat
from nextstride.read.plates import LOADED, force_dataset
from nextstride.read.text import beginning, number_block, read_text

MILLIMETRE = 0.001


def is_qualisys_tsv(path: Path) -> bool:
    """Tell QTM's export by its first key."""
    return beginning(path).startswith(("NO_OF_FRAMES", "NO_OF_SAMPLES"))


def read_tsv(path: Path, frame_rate: float | None = None) -> Contents:
    """Read the 3D data of a .tsv.

    Raises
    ------
    ReadError
        If it holds no 3D data, or breaks its own layout.
    """
    source = path.name
    header, rows = _tsv_parts(read_text(path))
    labels = tuple(cell for cell in header.get("MARKER_NAMES", []) if cell)
    if not labels:
        what = " ".join(header.get("DATA_INCLUDED", [])) or "none"
        raise ReadError(
            f"{source}: names no markers (data included: {what}). Export 3D data from QTM, with "
            "labels."
        )
    before = 2 if _has_clock(header, rows, 3 * len(labels)) else 0
    block = number_block(
        *(source, "\n".join(rows), "\t", before + 3 * len(labels)), blank_rows=not before
    )
    if not len(block):
        raise ReadError(f"{source}: holds a header but no frame.")
    rate = usable_rate(source, _number(header.get("FREQUENCY", [])), frame_rate)
    position = block[:, before:].reshape(len(block), len(labels), 3).transpose(0, 2, 1)
    start = block[0, 1] if before and np.isfinite(block[0, 1]) else 0.0
    return Contents(
        source=source,
        format="qualisys_tsv",
        time=start + np.arange(len(block)) / rate,
        frame_rate=rate,
        labels=labels,
        position=_unseen_as_nan(position) * MILLIMETRE,
    )


def _tsv_parts(text: str) -> tuple[dict[str, list[str]], list[str]]:
    """Split a .tsv into its keys and its rows of numbers."""
    header: dict[str, list[str]] = {}
    lines = text.split("\n")
    for place, line in enumerate(lines):
        cells = [cell.strip() for cell in line.split("\t")]
        if not cells[0] or _is_number(cells[0]):
            return header, [row for row in lines[place:] if row]
        header.setdefault(cells[0], cells[1:])
    return header, []


def _has_clock(header: dict[str, list[str]], rows: list[str], width: int) -> bool:
    """Whether frame and time stand before the `width` numbers of a row, named or not."""
    cells = [row.rstrip("\t").split("\t") for row in rows[:2]]
    if max(map(len, cells), default=0) <= width:
        return False
    counted = [row[0].strip() for row in cells]
    return "Frame" in header or (
        all(count.isdigit() for count in counted) and len(set(counted)) == len(counted)
    )


def read_mat(path: Path, frame_rate: float | None = None) -> Contents:
    """Read trajectories and forces of a .mat.

    Raises
    ------
    ReadError
        If it is no MATLAB file of QTM.
    """
    source = path.name
    measurement = _measurement(source, path)
    try:
        labelled = measurement["Trajectories"]["Labeled"]
        held = labelled["Labels"]
        labels = tuple(map(str, [held] if isinstance(held, str) else held))
        data = np.asarray(labelled["Data"], dtype=float)
        stated = _first(measurement["FrameRate"])
        first = _first(measurement.get("StartFrame", 1))
    except (KeyError, TypeError, ValueError, IndexError) as problem:
        raise ReadError(
            f"{source}: QTM's measurement lacks labelled trajectories or a frame rate ({problem}). "
            "Label the markers in QTM and export again."
        ) from None
    rate = usable_rate(source, stated, frame_rate)
    if data.ndim == 2:
        data = data[:, :, None]  # MATLAB drops a last dimension of size 1
    if data.ndim != 3 or data.shape[0] != len(labels) or data.shape[1] < 3 or not data.shape[2]:
        raise ReadError(
            f"{source}: trajectories must be (markers, 3 or 4, frames) for {len(labels)} labels; "
            f"got {data.shape}."
        )
    start = (first - 1) / rate if np.isfinite(first) else 0.0
    force, notices = _mat_forces(source, measurement, start)
    return Contents(
        source=source,
        format="qualisys_mat",
        time=start + np.arange(data.shape[2]) / rate,
        frame_rate=rate,
        labels=labels,
        position=data[:, :3].transpose(2, 1, 0) * MILLIMETRE,
        force=force,
        notices=notices,
    )


def _measurement(source: str, path: Path) -> dict[str, Any]:
    """The one measurement of a .mat, as dictionaries."""
    try:
        variables = decode_mat(path.read_bytes())
    except ValueError as problem:
        raise ReadError(
            f"{source}: cannot be read as a MATLAB file: {problem}. Export it from QTM again, as "
            "MAT; MATLAB's own -v7.3 is another format."
        ) from None
    found = [value for value in variables.values() if isinstance(value, dict)]
    found = [value for value in found if "Trajectories" in value]
    if not found:
        raise ReadError(
            f"{source}: holds no measurement of QTM (a structure with Trajectories); it has "
            f"{', '.join(variables) or 'nothing'}."
        )
    measurement: dict[str, Any] = found[0]
    return measurement


def _mat_forces(
    source: str, measurement: dict[str, Any], start: float
) -> tuple[xr.Dataset | None, tuple[Notice, ...]]:
    """Forces of all plates that were sampled alike, and what was not read."""
    plates = measurement.get("Force", [])
    parts, rates = [], set()
    try:
        for plate in [plates] if isinstance(plates, dict) else plates:
            force = np.atleast_2d(np.asarray(plate["Force"], dtype=float))
            if force.shape[0] != 3 or force.shape[1] < 2:
                continue
            pressure = np.asarray(plate.get("COP", np.full_like(force, np.nan)), dtype=float)
            loaded = np.abs(force[2]) >= LOADED
            parts.append((np.nan_to_num(force), np.where(loaded, pressure * MILLIMETRE, np.nan)))
            rates.add((_first(plate["Frequency"]), force.shape[1]))
        if not parts:
            return None, ()
        if len(rates) > 1:
            raise ValueError("plates of different rates or lengths")
        rate, samples = rates.pop()
        if not (np.isfinite(rate) and rate > 0):
            raise ValueError(f"a rate of {rate:g} Hz")
        stacked = [np.stack(part, axis=2).transpose(1, 0, 2) for part in zip(*parts, strict=True)]
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as problem:
        return None, (Notice("forces_left_out", f"Forces of {source} were not read: {problem}."),)
    time = start + np.arange(samples) / rate
    force, pressure = stacked
    return force_dataset(time, force, pressure, np.zeros_like(force)), ()


def _first(value: Any) -> float:
    """First number of what MATLAB holds as a table."""
    return float(np.ravel(np.asarray(value, dtype=float))[0])


def _unseen_as_nan(position: Floats) -> Floats:
    """Positions (n, 3, m) with NaN for markers that lie exactly at the origin."""
    return np.where((position == 0).all(axis=1)[:, None, :], np.nan, position)


def _number(cells: list[str]) -> float | None:
    """First cell as a number, or None."""
    return float(cells[0].replace(",", ".")) if cells and _is_number(cells[0]) else None


def _is_number(text: str) -> bool:
    """Whether a cell holds a number."""
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True
