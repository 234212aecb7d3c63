"""C3D, the binary format of motion laboratories: markers, force plates and events."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nextstride.arrays import Floats
from nextstride.conventions import Side
from nextstride.errors import Notice, ReadError
from nextstride.read.c3d_file import C3dFile, decode_c3d
from nextstride.read.c3d_labels import distinct_labels
from nextstride.read.c3d_rotations import joint_centres
from nextstride.read.clock import usable_rate
from nextstride.read.contents import Contents, metres_per
from nextstride.read.plates import CHANNELS, Plate, plates_dataset
from nextstride.read.unloaded import (
    CLEAR_OFFSET,
    newtons_per_unit,
    told_kilonewtons,
    unloaded_samples,
)
from nextstride.recording import LabelledEvent

EVENT_KINDS = {
    "foot strike": "touchdown",
    "heel strike": "touchdown",
    "initial contact": "touchdown",
    "touchdown": "touchdown",
    "foot off": "toe_off",
    "toe off": "toe_off",
    "toeoff": "toe_off",
}
"""What laboratories call the two events."""


def read(path: Path, frame_rate: float | None = None) -> Contents:
    """Read markers, force plates and events of a C3D file.

    A marker is missing where its residual is negative or it lies exactly at the origin. The first
    frame is at (first frame number - 1) / rate; where frames are counted from 0, at 0.

    Raises
    ------
    ReadError
        If the file is no C3D, is damaged, or holds no marker.
    """
    source = path.name
    raw = path.read_bytes()
    file = decode_c3d(source, raw)
    rate = usable_rate(source, file.rate, frame_rate)
    start = max(0, file.first_frame - 1) / rate
    frames = len(file.position)
    labels, position, notices = distinct_labels(file.parameters, _positions(file))
    joints, centres = joint_centres(raw, file.parameters, frames)
    if joints:
        told = f"Joint centres were taken from the segments that {source} holds."
        notices = (*notices, Notice("joints_of_segments", told))
        labels, position = (*labels, *joints), np.concatenate([position, centres], axis=2)
    plates, unread = plates_of(file)
    if not labels:
        raise ReadError(f"{source}: {_without_markers(file, len(plates))}")
    force = None
    if plates:
        samples = len(file.analog)
        force = plates_dataset(plates, start + np.arange(samples) / (rate * samples / frames))
    faults = (*file.faults, *(f"{name} was left out" for name in file.parameters.unread))
    if faults:
        notices = (Notice("c3d_faults", f"Faults of {source}: {'; '.join(faults)}."), *notices)
    return Contents(
        source=source,
        format="c3d",
        time=start + np.arange(frames) / rate,
        frame_rate=rate,
        labels=labels,
        position=position * metres_per(file.parameters.text("POINT", "UNITS") or "mm", source),
        force=force,
        header_up=_header_up(file),
        labelled_events=_events(file),
        notices=(*notices, *unread),
    )


def _without_markers(file: C3dFile, plates: int) -> str:
    """Say what a file without markers holds instead."""
    points = file.position.shape[2]
    if points and "POINT:LABELS" in file.parameters.unread:
        return "its marker names (POINT:LABELS) do not fit where they stand. Export it again."
    if points:
        return f"its {points} markers have no names. Label them where they were recorded."
    channels = file.analog.shape[1] if file.analog.size else 0
    what = f"{channels} analog channels" + (f" of {plates} force plates" if plates else "")
    alone = " For contacts and forces alone: nextstride forces." if plates else ""
    return f"holds no marker, only {what}; a recording of motion is needed.{alone}"


def _positions(file: C3dFile) -> Floats:
    """Positions (n, 3, m) in the file's unit, NaN where a marker was not seen."""
    at_origin = (file.position == 0).all(axis=1)
    strange = ~np.isfinite(file.position).all(axis=1)
    unseen = (file.residual < 0) | at_origin | strange
    return np.where(unseen[:, None, :], np.nan, file.position)


def _header_up(file: C3dFile) -> str | None:
    """The axis that the laboratory draws upwards on its screen (POINT:Y_SCREEN)."""
    axis = file.parameters.text("POINT", "Y_SCREEN").casefold()
    return axis if axis in {sign + name for sign in "+-" for name in "xyz"} else None


def _events(file: C3dFile) -> tuple[LabelledEvent, ...]:
    """Foot strikes and foot offs of the EVENT group; TIMES holds minutes and seconds."""
    times = file.parameters.numbers("EVENT", "TIMES")
    if times.ndim != 2 or len(times) != 2:
        return ()
    seconds = 60 * times[0] + times[1]
    sides: dict[str, Side] = {"left": "left", "right": "right"}
    found = []
    for time, label, context in zip(
        seconds,
        file.parameters.texts("EVENT", "LABELS"),
        file.parameters.texts("EVENT", "CONTEXTS"),
        strict=False,
    ):
        kind = EVENT_KINDS.get(label.casefold().replace("-", " "))
        side = sides.get(context.casefold())
        if kind and side and np.isfinite(time):
            found.append(LabelledEvent(round(float(time), 6), side, kind))
    return tuple(sorted(found, key=lambda event: event.time))


def plates_of(file: C3dFile) -> tuple[list[Plate], tuple[Notice, ...]]:
    """Every plate of types 1 to 4, calibrated and in SI units, and what to say about them.

    Parameters
    ----------
    file : C3dFile
    """
    count = int(np.nan_to_num(file.parameters.number("FORCE_PLATFORM", "USED") or 0))
    if not 0 < count <= 64 or not file.analog.size:
        return [], ()
    found: dict[int, Plate] = {}
    notices: list[Notice] = []
    for index in range(count):
        try:
            found[index] = _plate(file, index)
        except (IndexError, ValueError, OverflowError) as problem:
            notices.append(
                Notice("force_plate_unread", f"Force plate {index + 1} was not read: {problem}")
            )
    factor = newtons_per_unit([plate.normal for plate in found.values()])
    if factor != 1:
        greatest = max(float(np.abs(plate.normal).max()) for plate in found.values())
        notices.append(told_kilonewtons(greatest))
    zero = file.parameters.numbers("FORCE_PLATFORM", "ZERO").ravel()
    plates = []
    for index, plate in found.items():
        level, offset = _without_offset(plate.times(factor), zero, len(file.position))
        plates.append(level)
        if offset:
            notices.append(
                Notice(
                    "force_plate_offset",
                    f"Force plate {index + 1} read {offset:.0f} N when unloaded; "
                    "this offset was subtracted.",
                )
            )
    return plates, tuple(notices)


def _plate(file: C3dFile, index: int) -> Plate:
    """One plate as the file describes it, in SI units.

    Raises ValueError, IndexError or OverflowError where the file describes it wrongly.
    """
    kind = int(file.parameters.numbers("FORCE_PLATFORM", "TYPE").ravel()[index])
    if kind not in CHANNELS:
        raise ValueError(f"its type is {kind}; types 1 to 4 can be read.")
    numbers = _of_plate(file, "CHANNEL", 1, index)[: CHANNELS[kind]]
    which = np.nan_to_num(numbers).astype(int) - 1
    if len(which) < CHANNELS[kind] or (which < 0).any() or (which >= file.analog.shape[1]).any():
        raise IndexError(
            f"its channels {which + 1} are not among the {file.analog.shape[1]} recorded."
        )
    channels = file.analog[:, which]
    if not np.isfinite(channels).all():
        raise ValueError("its channels hold values that are not numbers.")
    if kind == 4:
        channels = channels @ _of_plate(file, "CAL_MATRIX", 2, index)[:6, :6].T
    length = metres_per(file.parameters.text("POINT", "UNITS") or "mm", "the force plates")
    corner = _of_plate(file, "CORNERS", 2, index).T
    origin = _of_plate(file, "ORIGIN", 1, index)
    if corner.shape != (4, 3) or origin.shape != (3,):
        raise ValueError("its corners or origin are incomplete.")
    scale = _channel_scale(file, which, kind, length)
    plate = Plate(kind, corner * length, origin * length, channels * scale)
    if not (np.isfinite(plate.corner).all() and np.isfinite(plate.origin).all()):
        raise ValueError("its corners or origin are not numbers.")
    _ = plate.rotation
    return plate


def _of_plate(file: C3dFile, name: str, dimensions: int, index: int) -> Floats:
    """Return what a FORCE_PLATFORM parameter holds for one plate, in so many dimensions.

    A file with a single plate may leave out the last dimension, whose size is 1.
    """
    values = file.parameters.numbers("FORCE_PLATFORM", name)
    if values.ndim == dimensions:
        values = values[..., None]
    if values.ndim != dimensions + 1:
        raise ValueError(f"FORCE_PLATFORM:{name} is missing or has {values.ndim} dimensions.")
    return np.asarray(values[..., index])


def _channel_scale(file: C3dFile, which: Any, kind: int, length: float) -> Floats:
    """Factor of each channel to N, N m or m.

    A moment is in the unit its channel states, else (as for the volts of a type 4 plate, whose
    matrix gives the unit) in N times the file's unit of length.
    """
    units = file.parameters.texts("ANALOG", "UNITS")
    scale = np.ones(len(which))
    if kind == 3:
        return scale
    for place in range(3, 6):
        channel = int(which[place])
        unit = units[channel].casefold() if channel < len(units) else ""
        scale[place] = 1.0 if unit in {"nm", "n.m", "n*m", "m"} else length
    return scale


def _without_offset(plate: Plate, zero: Floats, frames: int) -> tuple[Plate, float]:
    """Subtract the baseline that the file names (ZERO) or that an unloaded plate clearly shows.

    Returns the plate and the normal force that was subtracted, N (0 where none was).
    """
    channels, normal = plate.channels, plate.normal
    unloaded: NDArray[np.bool_] | None
    if len(zero) >= 2 and 1 <= zero[0] < zero[1] <= frames:
        per_frame = len(channels) // frames
        unloaded = np.zeros(len(channels), dtype=bool)
        unloaded[(int(zero[0]) - 1) * per_frame : int(zero[1]) * per_frame] = True
    else:
        unloaded = unloaded_samples(normal)
        if unloaded is None:
            return plate, 0.0
    baseline = np.median(channels[unloaded], axis=0)
    level = float(np.median(normal[unloaded]))
    jitter = float(np.median(np.abs(normal[unloaded] - level)))
    if abs(level) < CLEAR_OFFSET or jitter > abs(level) / 2:
        return plate, 0.0
    if plate.type == 1:
        baseline[3:5] = 0  # a centre of pressure, not a load
    return replace(plate, channels=channels - baseline), level
