"""Speed over time from a FIT file, as watches and GPS pods write it (Garmin's FIT protocol)."""

from __future__ import annotations

import struct
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from nextstride.errors import MissingDataError, Notice, ReadError
from nextstride.profile.plausible import check_trace
from nextstride.profile.sprints import SpeedTrace


def is_watch_file(path: Path) -> bool:
    """Whether a file says that it is a FIT file."""
    return path.suffix.lower() == ".fit"


def read_watch(path: Path) -> SpeedTrace:
    """Read speed over time, with the cadence where the file has it.

    Raises
    ------
    MissingDataError
        If what reads FIT files is not installed.
    ReadError
        If the file is no FIT file, damaged, or holds no speed.
    RecordingError
        If its speeds are no sprint.
    """
    records = [each for each in _records(path) if isinstance(each.get("timestamp"), datetime)]
    seen = [(each, _speed(each)) for each in records]
    kept = [(each, speed) for each, speed in seen if speed is not None]
    if not kept:
        raise ReadError(f"{path.name}: holds no speed over time. Export the activity again.")
    begin = kept[0][0]["timestamp"]
    time = np.array([(each["timestamp"] - begin).total_seconds() for each, _ in kept])
    speed = np.array([speed for _, speed in kept])
    check_trace(path.name, time, speed)
    return SpeedTrace(path.name, time, speed, notices=_cadence(kept[int(speed.argmax())][0]))


def _records(path: Path) -> list[dict[str, Any]]:
    """The records of a file, one a moment."""
    try:
        from garmin_fit_sdk import Decoder, Stream
    except ModuleNotFoundError:
        raise MissingDataError(
            f"{path.name}: FIT files need their reader: pip install 'nextstride[fit]'"
        ) from None
    if not path.is_file():
        raise ReadError(f"{path.name}: no such file. Give a FIT file.")
    damaged = ReadError(f"{path.name}: is no FIT file, or a damaged one. Export it again.")
    try:
        decoder = Decoder(Stream.from_byte_array(bytearray(path.read_bytes())))
        if not decoder.is_fit():
            raise damaged
        messages, errors = decoder.read()
    except (
        *(RuntimeError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError),
        *(OSError, EOFError, struct.error),
    ) as error:
        raise damaged from error
    if errors:
        raise damaged
    return [dict(each) for each in messages.get("record_mesgs", ())]


def _speed(record: dict[str, Any]) -> float | None:
    """Speed of a record, m/s."""
    speed = record.get("enhanced_speed", record.get("speed"))
    return float(speed) if isinstance(speed, int | float) else None


def _cadence(record: dict[str, Any]) -> tuple[Notice, ...]:
    """What the file says of the step rate at the fastest moment; FIT counts one leg."""
    cadence = record.get("cadence")
    if not isinstance(cadence, int | float) or not cadence:
        return ()
    steps = 2 * (float(cadence) + float(record.get("fractional_cadence") or 0))
    words = f"At the fastest moment the device counted {steps:.0f} steps a minute."
    return (Notice("cadence", words),)
