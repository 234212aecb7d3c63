"""C3D, the binary format of motion laboratories: markers, force plates and events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from nextstride.conventions import Side
from nextstride.errors import Notice, ReadError
from nextstride.read.c3d_layout import check_layout
from nextstride.read.clock import usable_rate
from nextstride.read.contents import Contents, Floats, metres_per
from nextstride.read.plates import CHANNELS, Plate, force_dataset
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

CLEAR_OFFSET = 2.0
"""An unloaded plate that reads more than this has an offset, N."""

LARGEST_OFFSET = 50.0
"""A plate that reads more than this is loaded, N."""

SHARE_UNLOADED = 0.2
"""A plate must be unloaded for this share of the time before its offset is judged."""

Group = Mapping[str, Any]


def read(path: Path, frame_rate: float | None = None) -> Contents:
    """Read markers, force plates and events of a C3D file.

    A marker is missing where its residual is negative or it lies exactly at the origin. The first
    frame is at (first frame number - 1) / rate.

    Raises
    ------
    ReadError
        If the file is no C3D, is damaged, or holds no marker.
    """
    source = path.name
    check_layout(source, path.read_bytes())
    file = _open(path)
    groups: Mapping[str, Group] = file["parameters"]
    points = file["data"]["points"]
    stated = _first(groups, "POINT", "RATE")
    rate = usable_rate(source, stated, frame_rate)
    start = int(file["header"]["points"]["first_frame"]) / rate
    labels = _texts(groups, "POINT", "LABELS")[: points.shape[1]]
    if not labels or not points.shape[2]:
        raise ReadError(f"{source}: holds no marker; a recording of motion is needed.")
    plates, notices = _plates(source, groups, file["data"]["analogs"][0], points.shape[2])
    force = None
    if plates:
        samples = len(plates[0].channels)
        step = 1 / rate / (samples / points.shape[2])
        force = force_dataset(plates, start + np.arange(samples) * step)
    return Contents(
        source=source,
        format="c3d",
        time=start + np.arange(points.shape[2]) / rate,
        frame_rate=rate,
        labels=labels,
        position=_positions(file, len(labels))
        * metres_per(_text(groups, "POINT", "UNITS") or "mm", source),
        force=force,
        header_up=_header_up(groups),
        labelled_events=_events(groups),
        notices=notices,
    )


def _open(path: Path) -> Any:
    """Let ezc3d read the file, and say its refusals as ours."""
    import ezc3d

    try:
        return ezc3d.c3d(str(path))
    except (OSError, RuntimeError, ValueError, LookupError, MemoryError, TypeError) as problem:
        first_line = str(problem).strip().split("\n")[0]
        raise ReadError(
            f"{path.name}: the C3D file cannot be read: {first_line}. Export it again."
        ) from None


def _positions(file: Any, count: int) -> Floats:
    """Positions (n, 3, m) in the file's unit, NaN where a marker was not seen."""
    xyz = np.array(file["data"]["points"][:3, :count], dtype=float)
    residual = np.asarray(file["data"]["meta_points"]["residuals"])[0, :count]
    unseen = (residual < 0) | (xyz == 0).all(axis=0) | ~np.isfinite(xyz).all(axis=0)
    xyz[:, unseen] = np.nan
    return xyz.transpose(2, 0, 1)


def _value(groups: Mapping[str, Group], group: str, name: str) -> Any:
    """Value of a parameter, or None."""
    parameter = groups[group].get(name) if group in groups else None
    return None if parameter is None else parameter["value"]


def _first(groups: Mapping[str, Group], group: str, name: str) -> float | None:
    """First number of a parameter, or None."""
    value = _value(groups, group, name)
    if value is None or not len(value) or isinstance(value, list):
        return None
    return float(np.ravel(value)[0])


def _texts(groups: Mapping[str, Group], group: str, name: str) -> tuple[str, ...]:
    """All texts of a parameter and its continuations (LABELS, LABELS2, LABELS3, ...)."""
    texts: list[str] = []
    number = 1
    while (value := _value(groups, group, name if number == 1 else f"{name}{number}")) is not None:
        texts += [str(text).strip() for text in value]
        number += 1
    return tuple(texts)


def _text(groups: Mapping[str, Group], group: str, name: str) -> str:
    """First text of a parameter, or an empty one."""
    return (*_texts(groups, group, name), "")[0]


def _header_up(groups: Mapping[str, Group]) -> str | None:
    """The axis that the laboratory draws upwards on its screen (POINT:Y_SCREEN)."""
    axis = _text(groups, "POINT", "Y_SCREEN").casefold()
    return axis if axis in {sign + name for sign in "+-" for name in "xyz"} else None


def _events(groups: Mapping[str, Group]) -> tuple[LabelledEvent, ...]:
    """Foot strikes and foot offs of the EVENT group; TIMES holds minutes and seconds."""
    times = _value(groups, "EVENT", "TIMES")
    if times is None or np.ndim(times) != 2 or len(times) != 2:
        return ()
    seconds = 60 * np.asarray(times[0], dtype=float) + np.asarray(times[1], dtype=float)
    sides: dict[str, Side] = {"left": "left", "right": "right"}
    found = []
    for time, label, context in zip(
        seconds,
        _texts(groups, "EVENT", "LABELS"),
        _texts(groups, "EVENT", "CONTEXTS"),
        strict=False,
    ):
        kind = EVENT_KINDS.get(label.casefold().replace("-", " "))
        side = sides.get(context.casefold())
        if kind and side and np.isfinite(time):
            found.append(LabelledEvent(round(float(time), 6), side, kind))
    return tuple(sorted(found, key=lambda event: event.time))


def _plates(
    source: str, groups: Mapping[str, Group], analog: Floats, frames: int
) -> tuple[list[Plate], tuple[Notice, ...]]:
    """Every plate of types 1 to 4, calibrated and in SI units, and what to say about them."""
    count = int(_first(groups, "FORCE_PLATFORM", "USED") or 0)
    if not 0 < count <= 64 or not analog.size:
        return [], ()
    plates: list[Plate] = []
    notices: list[Notice] = []
    for index in range(count):
        try:
            plate, offset = _plate(groups, analog, frames, index)
        except (IndexError, ValueError, TypeError, KeyError) as problem:
            notices.append(
                Notice("force_plate_unread", f"Force plate {index + 1} was not read: {problem}")
            )
            continue
        plates.append(plate)
        if offset:
            notices.append(
                Notice(
                    "force_plate_offset",
                    f"Force plate {index + 1} read {offset:.0f} N when unloaded; "
                    "this offset was subtracted.",
                )
            )
    return plates, tuple(notices)


def _plate(
    groups: Mapping[str, Group], analog: Floats, frames: int, index: int
) -> tuple[Plate, float]:
    """One plate, and the vertical offset that was subtracted from it, N (0 where none was).

    Raises ValueError, IndexError, TypeError or KeyError where the file describes it wrongly.
    """
    kind = int(np.ravel(_value(groups, "FORCE_PLATFORM", "TYPE"))[index])
    if kind not in CHANNELS:
        raise ValueError(f"its type is {kind}; types 1 to 4 can be read.")
    numbers = np.asarray(_value(groups, "FORCE_PLATFORM", "CHANNEL"), dtype=int)
    which = numbers[: CHANNELS[kind], index] - 1
    if len(which) < CHANNELS[kind] or (which < 0).any() or (which >= len(analog)).any():
        raise IndexError(f"its channels {which + 1} are not among the {len(analog)} recorded.")
    channels = np.array(analog[which].T, dtype=float)
    if not np.isfinite(channels).all():
        raise ValueError("its channels hold values that are not numbers.")
    if kind == 4:
        calibration = np.asarray(_value(groups, "FORCE_PLATFORM", "CAL_MATRIX"), dtype=float)
        channels = channels @ calibration[:6, :6, index].T
    length = metres_per(_text(groups, "POINT", "UNITS") or "mm", "the force plates")
    corner = np.asarray(_value(groups, "FORCE_PLATFORM", "CORNERS"), dtype=float)[:, :, index].T
    origin = np.asarray(_value(groups, "FORCE_PLATFORM", "ORIGIN"), dtype=float)[:, index]
    scale = _channel_scale(groups, which, kind, length)
    plate = Plate(kind, corner * length, origin * length, channels * scale)
    if not (np.isfinite(plate.corner).all() and np.isfinite(plate.origin).all()):
        raise ValueError("its corners or origin are not numbers.")
    _ = plate.rotation
    return _without_offset(plate, _value(groups, "FORCE_PLATFORM", "ZERO"), frames)


def _channel_scale(groups: Mapping[str, Group], which: Any, kind: int, length: float) -> Floats:
    """Factor of each channel to N, N m or m.

    A moment is in the unit its channel states, else (as for the volts of a type 4 plate, whose
    matrix gives the unit) in N times the file's unit of length.
    """
    units = _texts(groups, "ANALOG", "UNITS")
    scale = np.ones(len(which))
    if kind == 3:
        return scale
    for place in range(3, 6):
        channel = int(which[place])
        unit = units[channel].casefold() if channel < len(units) else ""
        scale[place] = 1.0 if unit in {"nm", "n.m", "n*m", "m"} else length
    return scale


def _without_offset(plate: Plate, zero: Any, frames: int) -> tuple[Plate, float]:
    """Subtract the baseline that the file names (ZERO) or that an unloaded plate clearly shows.

    Returns the plate and the normal force that was subtracted, N (0 where none was).
    """
    channels = plate.channels
    normal = channels[:, 4:].sum(axis=1) if plate.type == 3 else channels[:, 2]
    named = np.ravel([] if zero is None else zero)
    if len(named) >= 2 and 1 <= named[0] < named[1] <= frames:
        per_frame = len(channels) // frames
        unloaded = np.zeros(len(channels), dtype=bool)
        unloaded[(int(named[0]) - 1) * per_frame : int(named[1]) * per_frame] = True
    else:
        unloaded = np.abs(normal) < LARGEST_OFFSET
        if unloaded.mean() < SHARE_UNLOADED:
            return plate, 0.0
    baseline = np.median(channels[unloaded], axis=0)
    level = float(np.median(normal[unloaded]))
    jitter = float(np.median(np.abs(normal[unloaded] - level)))
    if abs(level) < CLEAR_OFFSET or jitter > abs(level) / 2:
        return plate, 0.0
    if plate.type == 1:
        baseline[3:5] = 0  # a centre of pressure, not a load
    return replace(plate, channels=channels - baseline), level
