"""Decodes a C3D file: its parameters, points and analog samples.

This is own code because the C library for the format (ezc3d) follows the sizes and offsets in a
file without doubt: a damaged file then ends the whole process, where here it is refused with a
message. The tests hold the two equal. Header and parameters tell the same things twice, and in
many files differently; where they do, the file's size decides between them. Layout: The C3D File
Format User Guide (Motion Lab Systems, 2008), chapters "Header section" and "3D point and analog
data section".
"""

from __future__ import annotations

import itertools
import math
import struct
from dataclasses import dataclass

import numpy as np

from nextstride.arrays import Floats
from nextstride.errors import ReadError
from nextstride.read.c3d_parameters import (
    BYTE_ORDERS,
    INTEL,
    MIPS,
    Parameters,
    read_parameters,
    reals,
)

BLOCK = 512
C3D_KEY = 0x50

MANY_FRAMES = 65535
"""A header cannot count further; files with more frames count them in the parameters."""

FEWEST_FRAMES = 2
"""Of a truncated file so many whole frames at least must be there, else nothing can be said."""

MOST_SAMPLES = 1000
"""No plate is sampled more often than this in one frame."""


@dataclass(frozen=True)
class C3dFile:
    """What a C3D file holds, in its own units.

    Attributes
    ----------
    parameters : Parameters
    first_frame : int
        Number of the first frame as the file counts, usually from 1.
    rate : float or None
        Frames per second, None where the file does not tell.
    position : (n, 3, m) array
        Points.
    residual : (n, m) array
        Negative where a point was not seen.
    analog : (samples, channels) array
        With scales and offsets applied; NaN in a channel without them.
    faults : tuple of str
        What is wrong in the file and was read around, in words.
    """

    parameters: Parameters
    first_frame: int
    rate: float | None
    position: Floats
    residual: Floats
    analog: Floats
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class Header:
    """The first block of the file."""

    points: int
    analog_values: int
    first: int
    last: int
    scale: float
    data_block: int
    samples: int
    rate: float


@dataclass(frozen=True)
class Layout:
    """Where the data stand: `points` and `analog_values` in each of `frames` frames."""

    points: int
    analog_values: int
    frames: int
    start: int
    size: int

    @property
    def width(self) -> int:
        """Values in a frame."""
        return 4 * self.points + self.analog_values

    @property
    def end(self) -> int:
        """Where the data end, in bytes."""
        return self.ending(self.frames)

    def ending(self, frames: int) -> int:
        """Where so many frames end, in bytes."""
        return self.start + frames * self.width * self.size


def decode_c3d(source: str, raw: bytes) -> C3dFile:
    """Decode the bytes of a C3D file.

    Raises
    ------
    ReadError
        If the file is not a C3D, or is damaged or truncated, saying where.
    """
    raw = raw.lstrip(b"\0") if raw[:1] == b"\0" else raw  # some programs write blanks before it
    if len(raw) < 2 * BLOCK or raw[1] != C3D_KEY:
        raise ReadError(
            f"{source}: a C3D file has a header of 512 bytes with the key 80 in its second byte; "
            f"this one ({len(raw)} bytes) does not. It is another format with the wrong ending, "
            "or only a piece of a file."
        )
    start = (raw[0] - 1) * BLOCK
    processor = raw[start + 3] if start + 4 <= len(raw) else 0
    if processor <= MIPS - INTEL + 1:
        processor += INTEL - 1  # written without the 83 that the format adds
    if start < BLOCK or processor not in BYTE_ORDERS:
        raise _damaged(source, "the parameter section is not where the header says")
    parameters = read_parameters(raw, start, processor)
    header = _header(raw, processor)
    scale = _scale(header, parameters)
    if scale is None:
        raise _damaged(source, "neither header nor POINT:SCALE tell the scale of its points")
    layout, first, faults = _layout(source, raw, header, parameters, 4 if scale < 0 else 2)
    values = _values(raw, layout, parameters, scale < 0)
    point = values[:, : 4 * layout.points].reshape(layout.frames, layout.points, 4)
    analog, unread = _analog(header, parameters, values[:, 4 * layout.points :], scale > 0)
    with np.errstate(all="ignore"):
        position = point[:, :, :3].transpose(0, 2, 1) * (scale if scale > 0 else 1.0)
    return C3dFile(
        parameters=parameters,
        first_frame=first,
        rate=_rate(header, parameters),
        position=position,
        residual=point[:, :, 3],
        analog=analog,
        faults=(*faults, *unread),
    )


def _damaged(source: str, what: str) -> ReadError:
    """One sentence for any broken skeleton."""
    return ReadError(f"{source}: the C3D file is damaged or truncated: {what}. Export it again.")


def _header(raw: bytes, processor: int) -> Header:
    """Decode the first block."""
    order = BYTE_ORDERS[processor]
    points, analog_values, first, last = struct.unpack_from(order + "4H", raw, 2)
    block, samples = struct.unpack_from(order + "2H", raw, 16)
    scale, rate = reals(raw[12:16] + raw[20:24], processor)
    return Header(points, analog_values, first, last, float(scale), block, samples, float(rate))


def _scale(header: Header, parameters: Parameters) -> float | None:
    """Scale of the points, negative where they are reals; None where nothing tells it."""
    for scale in (parameters.number("POINT", "SCALE"), header.scale):
        if scale and math.isfinite(scale):
            return scale
    return None


def _rate(header: Header, parameters: Parameters) -> float | None:
    """Frames per second by the parameters, else by the header; None where neither tells."""
    stated = (parameters.number("POINT", "RATE"), parameters.number("TRIAL", "CAMERA_RATE"))
    rates = [rate for rate in (*stated, header.rate) if rate is not None]
    return next((rate for rate in rates if math.isfinite(rate) and rate > 0), (*rates, None)[0])


def _layout(
    source: str, raw: bytes, header: Header, parameters: Parameters, size: int
) -> tuple[Layout, int, tuple[str, ...]]:
    """Choose among what header and parameters say of the data; also the first frame's number.

    Raises
    ------
    ReadError
        If they disagree and the file's size does not decide, or the data are cut off.
    """
    blocks = (header.data_block, parameters.count("POINT", "DATA_START"))
    starts = [(block - 1) * BLOCK for block in blocks if block and block >= 2]
    used = parameters.count("POINT", "USED")
    points = list(dict.fromkeys([header.points, header.points if used is None else used]))
    counts = _frame_counts(header, parameters)
    if not starts or not counts:
        raise _damaged(
            source,
            f"frames {header.first} to {header.last} at block {header.data_block}",
        )
    analog = _analog_counts(header, parameters)
    layouts = [
        Layout(count, values, frames, start, size)
        for count, values, (frames, _), start in itertools.product(points, analog, counts, starts)
        if 4 * count + values
    ]
    if not layouts and parameters.count("ROTATION", "USED"):
        return Layout(0, 0, counts[0][0], starts[0], size), counts[0][1], ()
    if not layouts:
        raise ReadError(f"{source}: the C3D file holds neither markers nor analog data.")
    fitting = [layout for layout in layouts if layout.end <= len(raw)]
    exact = [layout for layout in fitting if len(raw) - layout.end < 2 * BLOCK]
    if len(points) > 1 and not exact:
        raise _damaged(source, f"the header counts {header.points} markers, POINT:USED {used}")
    chosen = (exact or fitting or [layouts[0]])[0]
    held = min(chosen.frames, max(0, len(raw) - chosen.start) // (chosen.width * size))
    if held < min(FEWEST_FRAMES, chosen.frames):
        raise ReadError(
            f"{source}: the C3D file is truncated: {chosen.frames} frames need {chosen.end} "
            f"bytes; it has {len(raw)}. Copy or export it again."
        )
    faults: tuple[str, ...] = ()
    if held < chosen.frames:
        # A program that counts wrongly still ends its file with a whole frame or block.
        ends_whole = chosen.ending(held) == len(raw) or len(raw) % BLOCK == 0
        miscounted = ends_whole and held == chosen.frames - 1
        faults = (
            "it counts one frame more than it holds"
            if miscounted
            else _truncated(held, chosen.frames),
        )
    first = dict(counts)[chosen.frames]
    layout = Layout(chosen.points, chosen.analog_values, held, chosen.start, size)
    return layout, first, faults


def _truncated(held: int, counted: int) -> str:
    """What is told of a file that ends early."""
    return f"it is truncated: of {counted} frames it holds {held}, and those were read"


def _frame_counts(header: Header, parameters: Parameters) -> list[tuple[int, int]]:
    """How many frames there may be, the most trusted first, each with its first frame's number."""
    found: list[tuple[int, int]] = []
    ends = [
        parameters.numbers("TRIAL", f"ACTUAL_{end}_FIELD").ravel()[:2] for end in ("START", "END")
    ]
    if all(np.isfinite(end).sum() == 2 for end in ends):
        start, end = (int(low) % 65536 + 65536 * (int(high) % 65536) for low, high in ends)
        found.append((end - start + 1, start))
    if header.last != MANY_FRAMES:
        found.insert(0, (header.last - header.first + 1, header.first))
    for name in ("LONG_FRAMES", "FRAMES"):
        if (frames := parameters.count("POINT", name)) is not None and frames != MANY_FRAMES:
            found.append((frames, header.first))
    found.append((header.last - header.first + 1, header.first))
    first_of: dict[int, int] = {}
    for frames, first in found:
        if frames >= 1:
            first_of.setdefault(frames, first)
    return list(first_of.items())


def _analog_counts(header: Header, parameters: Parameters) -> list[int]:
    """How many analog values a frame may hold, the most trusted first.

    Some programs write the number of channels where all their samples of a frame belong.
    """
    samples = header.samples if 1 <= header.samples <= MOST_SAMPLES else 1
    used = parameters.count("ANALOG", "USED")
    channels = [header.analog_values] if used is None else [header.analog_values, used]
    counts = [header.analog_values, *(samples * each for each in channels)]
    return list(dict.fromkeys(counts))


def _values(raw: bytes, layout: Layout, parameters: Parameters, as_reals: bool) -> Floats:
    """All values, (frames, width)."""
    held = raw[layout.start : layout.end]
    if as_reals:
        return reals(held, parameters.processor).reshape(layout.frames, layout.width)
    integers = np.frombuffer(held, f"{BYTE_ORDERS[parameters.processor]}i2")
    return integers.astype(float).reshape(layout.frames, layout.width)


def _analog(
    header: Header, parameters: Parameters, values: Floats, integers: bool
) -> tuple[Floats, tuple[str, ...]]:
    """Analog samples (samples, channels), scaled, and what could not be read of them."""
    width = values.shape[1]
    used = parameters.count("ANALOG", "USED") or 0
    samples = [header.samples, width // used if used else 0]
    whole = [each for each in samples if 1 <= each <= MOST_SAMPLES and width % each == 0]
    if not width:
        return np.empty((0, 0)), ()
    if not whole:
        return np.empty((0, 0)), (
            f"{width} analog values a frame cannot be {header.samples} samples of each channel, "
            "so its analog data (force plates) were left out",
        )
    table = values.reshape(len(values) * whole[0], -1)
    channels = table.shape[1]
    scale, offset = (_of_channels(parameters, name) for name in ("SCALE", "OFFSET"))
    if not offset.size and not integers:
        offset = np.zeros(channels)
    blank = np.full(channels, np.nan)
    scale, offset = (np.append(each, blank)[:channels] for each in (scale, offset))
    if parameters.text("ANALOG", "FORMAT").upper() == "UNSIGNED":
        table, offset = table % 65536 if integers else table, offset % 65536
    general = parameters.number("ANALOG", "GEN_SCALE")
    with np.errstate(all="ignore"):  # what is not finite then is refused where it is used
        scaled = (table - offset) * scale * (1.0 if general is None else general)
    lost = int(np.sum(~np.isfinite(scale * offset)))
    faults = (f"ANALOG:SCALE or OFFSET is missing for {lost} of {channels} channels",)
    return np.asarray(scaled), faults if lost else ()


def _of_channels(parameters: Parameters, name: str) -> Floats:
    """One number for each channel, of a parameter and its continuations."""
    parts = [parameters.numbers("ANALOG", f"{name}{i}").ravel() for i in ("", "2", "3")]
    return np.concatenate(parts)
