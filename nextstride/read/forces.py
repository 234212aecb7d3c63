"""Forces from a file of their own, laid beside a recording of markers or joint angles."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import xarray as xr

from nextstride.errors import Notice, ReadError
from nextstride.read import opensim, table
from nextstride.read.text import beginning
from nextstride.read.turn import turn_force
from nextstride.read.unloaded import CLEAR_OFFSET, unloaded_samples
from nextstride.recording import Recording

FILE_AXES = "file_axes"
"""Attribute of `Recording.motion`: the turn from file axes, row by row, for attached forces."""

SHARED_TIME = 0.1
"""Forces and motion belong together if they share this much of the shorter one's time."""


def holds_forces(path: Path) -> bool:
    """Whether a file is one of those that `attach_forces` takes, as its first lines tell."""
    ending, begin = path.suffix.casefold(), beginning(path)
    if ending in {".mot", ".sto"}:
        begin = begin.partition("endheader")[2]
    elif ending not in {".txt", ".csv", ".tsv"}:
        return False
    header = begin.strip().partition("\n")[0]
    names = re.split(r"[\s,;]+", header)
    if ending in {".mot", ".sto"}:
        return bool(opensim.force_columns(names))
    return set(map(str.casefold, names)) >= table.FORCE_COLUMNS


def attach_forces(recording: Recording, path: str | Path) -> Recording:
    """Return the recording with the ground forces of a separate file.

    Parameters
    ----------
    recording : Recording
        Without forces.
    path : str or Path
        OpenSim forces (.mot, .sto) or a table of forces (.txt, .csv, .tsv), on the recording's
        clock and in the axes of its file.

    Raises
    ------
    ReadError
        If the file cannot be read as forces, its clock does not overlap with the recording's, or
        the recording has forces already or only two axes.
    RecordingError
        If no force is vertical in the recording's axes.
    """
    location = Path(path)
    source = location.name
    if recording.force is not None:
        raise ReadError(
            f"{source}: {recording.source} holds forces already; give it without --forces."
        )
    if not location.is_file() or not location.stat().st_size:
        raise ReadError(f"{location}: there is no such file, or it is empty; forces were expected.")
    ending = location.suffix.casefold()
    if ending in {".mot", ".sto"}:
        force, notices = opensim.read_forces(location)
    elif ending in {".txt", ".csv", ".tsv"}:
        force, notices = table.read_forces(location, recording)
    else:
        raise ReadError(
            f"{source}: forces are read from .mot, .sto, .txt, .csv or .tsv; got "
            f"{ending or 'no ending'}."
        )
    matrix = np.reshape(recording.motion.attrs.get(FILE_AXES, np.eye(3)), (-1, 3))
    if matrix.shape != (3, 3):
        raise ReadError(f"{source}: forces need a recording in three dimensions; this is planar.")
    turned, negated = turn_force(source, force, matrix)
    notices = (*notices, negated) if negated else notices
    turned, offsets = without_offsets(source, turned)
    notices = (*notices, *offsets)
    notices = (*notices, *_shared_time(source, recording, turned.time.values))
    return replace(recording, force=turned, notices=(*recording.notices, *notices))


def without_offsets(source: str, force: xr.Dataset) -> tuple[xr.Dataset, list[Notice]]:
    """Subtract what each plate clearly reads when nobody is on it.

    The centre of pressure, which the file's own program had from these forces, stays as it is.

    Parameters
    ----------
    source : str
        File name, for messages.
    force : xarray.Dataset
        As in `Recording.force`.
    """
    values = force["force"].values.copy()
    notices = []
    for plate, name in enumerate(force.plate.values):
        vertical = values[:, 1, plate]
        unloaded = unloaded_samples(vertical)
        if unloaded is None:
            continue
        level = np.median(values[unloaded, :, plate], axis=0)
        jitter = float(np.median(np.abs(vertical[unloaded] - level[1])))
        if abs(level[1]) < CLEAR_OFFSET or jitter > abs(level[1]) / 2:
            continue
        values[:, :, plate] -= level
        told = (
            f"Force plate {name} of {source} read {level[1]:.0f} N when unloaded; this offset was "
            "subtracted."
        )
        notices.append(Notice("force_plate_offset", told))
    return force.assign(force=(force["force"].dims, values)), notices


def _shared_time(
    source: str, recording: Recording, time: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> tuple[Notice, ...]:
    """Refuse forces of another time; note forces that cover only a part of the motion."""
    motion = recording.motion.time.values
    shared = min(time[-1], motion[-1]) - max(time[0], motion[0])
    if shared < SHARED_TIME * min(np.ptp(time), np.ptp(motion)):
        raise ReadError(
            f"{source}: the forces run from {time[0]:.3f} to {time[-1]:.3f} s, but "
            f"{recording.source} from {motion[0]:.3f} to {motion[-1]:.3f} s. Forces and motion "
            "must be on one clock; export them from the same trial."
        )
    if shared > 0.98 * np.ptp(motion):
        return ()
    return (
        Notice(
            "force_covers_part",
            f"{source} covers {shared:.2f} s of the {np.ptp(motion):.2f} s of motion.",
        ),
    )
