"""Decodes a C3D file: its parameters, points and analog samples.

This is own code because the C library for the format (ezc3d) follows the sizes and offsets in a
file without doubt: a damaged file then ends the whole process, where here it is refused with a
message. The tests hold the two equal. Layout: The C3D File Format User Guide (Motion Lab Systems,
2008), chapters "Header section", "Parameter section" and "3D point and analog data section".
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass

import numpy as np

from nextstride.errors import ReadError
from nextstride.read.contents import Floats

BLOCK = 512
C3D_KEY = 0x50
INTEL, DEC, MIPS = 84, 85, 86
BYTE_ORDERS = {INTEL: "<", DEC: "<", MIPS: ">"}
"""Byte order of integers by the processor that wrote the file."""

MANY_FRAMES = 65535
"""A header cannot count further; files with more frames count them in the parameters."""

TYPE_SIZES = {-1: 1, 1: 1, 2: 2, 4: 4}
"""Bytes of one parameter value by its type: text, byte, integer, real."""


@dataclass(frozen=True)
class Parameter:
    """One parameter as it stands in the file: type, dimensions and raw bytes."""

    type: int
    shape: tuple[int, ...]
    raw: bytes


@dataclass(frozen=True)
class C3dFile:
    """What a C3D file holds, in its own units.

    Attributes
    ----------
    first_frame : int
        Number of the first frame, counted from 1.
    position : (n, 3, m) array
        Points.
    residual : (n, m) array
        Negative where a point was not seen.
    analog : (samples, channels) array
        With scales and offsets applied.
    """

    first_frame: int
    position: Floats
    residual: Floats
    analog: Floats
    _parameters: dict[tuple[str, str], Parameter]
    _processor: int

    def numbers(self, group: str, name: str) -> Floats:
        """Return a parameter's numbers in its own shape, empty where there is none."""
        parameter = self._parameters.get((group, name))
        if parameter is None or parameter.type == -1:
            return np.empty(0)
        return _numbers(parameter, self._processor)

    def number(self, group: str, name: str) -> float | None:
        """First number of a parameter, or None."""
        values = self.numbers(group, name).ravel()
        return float(values[0]) if values.size else None

    def texts(self, group: str, name: str) -> tuple[str, ...]:
        """All texts of a parameter and its continuations (LABELS, LABELS2, LABELS3, ...)."""
        texts: list[str] = []
        number = 1
        while found := self._parameters.get((group, name if number == 1 else f"{name}{number}")):
            texts += _texts(found)
            number += 1
        return tuple(texts)

    def text(self, group: str, name: str) -> str:
        """First text of a parameter, or an empty one."""
        return (*self.texts(group, name), "")[0]


def decode_c3d(source: str, raw: bytes) -> C3dFile:
    """Decode the bytes of a C3D file.

    Raises
    ------
    ReadError
        If the file is not a C3D, or is damaged or truncated, saying where.
    """
    if len(raw) < 2 * BLOCK or raw[1] != C3D_KEY or not raw[0]:
        raise ReadError(
            f"{source}: a C3D file has a header of 512 bytes with the key 80 in its second byte; "
            f"this one ({len(raw)} bytes) does not. It is another format with the wrong ending, "
            "or only a piece of a file."
        )
    start = (raw[0] - 1) * BLOCK
    processor = raw[start + 3] if start + 4 <= len(raw) else 0
    if start < BLOCK or processor not in BYTE_ORDERS:
        raise _damaged(source, "the parameter section is not where the header says")
    try:
        parameters = _parameters(raw, start, BYTE_ORDERS[processor])
    except (struct.error, IndexError, KeyError) as problem:
        raise _damaged(source, f"a parameter does not fit ({problem})") from None
    return _decode_data(source, raw, processor, parameters)


def _damaged(source: str, what: str) -> ReadError:
    """One sentence for any broken skeleton."""
    return ReadError(f"{source}: the C3D file is damaged or truncated: {what}. Export it again.")


def _parameters(raw: bytes, start: int, order: str) -> dict[tuple[str, str], Parameter]:
    """Walk the chain of groups and parameters.

    Raises IndexError, KeyError or struct.error where the chain leaves the file.
    """
    end = start + raw[start + 2] * BLOCK
    if end > len(raw) or end == start:
        raise IndexError("the section is longer than the file")
    groups: dict[int, str] = {}
    found: dict[tuple[int, str], Parameter] = {}
    at = start + 4
    while (name_length := abs(struct.unpack_from("b", raw, at)[0])) != 0:
        group = struct.unpack_from("b", raw, at + 1)[0]
        name = raw[at + 2 : at + 2 + name_length].decode("latin-1").strip().upper()
        here = at + 2 + name_length
        step = struct.unpack_from(order + "H", raw, here)[0]
        following = here + step if step else end
        if group < 0:
            groups[-group] = name
            body_end = here + 3 + raw[here + 2]
        elif group > 0:
            found[group, name], body_end = _parameter(raw, here + 2)
        else:
            raise KeyError("a parameter belongs to no group")
        if body_end > min(following, end) or following > end:
            raise IndexError(f"{name} is longer than its place")
        if not step:
            break
        at = following
    return {(groups[group], name): value for (group, name), value in found.items()}


def _parameter(raw: bytes, at: int) -> tuple[Parameter, int]:
    """Return the parameter whose type byte is at `at`, and where its description ends."""
    kind = struct.unpack_from("b", raw, at)[0]
    dimensions = raw[at + 1]
    if dimensions > 7:
        raise IndexError(f"{dimensions} dimensions")
    if kind == -1 and not dimensions:
        raise IndexError("a text has no length")
    shape = tuple(raw[at + 2 : at + 2 + dimensions])
    start = at + 2 + dimensions
    end = start + TYPE_SIZES[kind] * math.prod(shape)
    return Parameter(kind, shape, raw[start:end]), end + 1 + raw[end]


def _numbers(parameter: Parameter, processor: int) -> Floats:
    """Values of a numeric parameter; the first dimension runs fastest."""
    if parameter.type == 4:
        values = _reals(parameter.raw, processor)
    else:
        order = BYTE_ORDERS[processor]
        kind = {1: "u1", 2: f"{order}i2"}[parameter.type]
        values = np.frombuffer(parameter.raw, dtype=kind).astype(float)
    return values.reshape(parameter.shape or (1,), order="F")


def _texts(parameter: Parameter) -> list[str]:
    """Texts of a parameter: its first dimension is their length."""
    if parameter.type != -1 or not parameter.shape or not parameter.shape[0]:
        return []
    length = parameter.shape[0]
    pieces = range(0, len(parameter.raw), length)
    return [parameter.raw[i : i + length].decode("latin-1").strip(" \0") for i in pieces]


def _reals(raw: bytes, processor: int) -> Floats:
    """Four-byte reals of any processor; NaN where they are not finite."""
    if processor == DEC:
        # A DEC real is an Intel one with its two halves exchanged and its exponent two too high.
        halves = np.frombuffer(raw, dtype="<u2").reshape(-1, 2)[:, ::-1]
        single = np.ascontiguousarray(halves).view("<f4").ravel() / np.float32(4)
    else:
        single = np.frombuffer(raw, dtype=f"{BYTE_ORDERS[processor]}f4")
    return np.where(np.isfinite(single), single, np.float32(np.nan)).astype(float)


def _decode_data(
    source: str, raw: bytes, processor: int, parameters: dict[tuple[str, str], Parameter]
) -> C3dFile:
    """Decode points and analog samples, after comparing all counts with each other."""
    order = BYTE_ORDERS[processor]
    points, analog_values, first, last = struct.unpack_from(order + "4H", raw, 2)
    data_block, samples = struct.unpack_from(order + "2H", raw, 16)
    blank = C3dFile(first, np.empty(0), np.empty(0), np.empty(0), parameters, processor)
    used, scale = blank.number("POINT", "USED"), blank.number("POINT", "SCALE")
    if used != points or not scale or not np.isfinite(scale):
        raise _damaged(
            source, f"the header counts {points} markers, POINT:USED {used}; scale {scale}"
        )
    if analog_values and (not samples or analog_values % samples):
        raise _damaged(source, f"{analog_values} analog values a frame in {samples} samples")
    first, frames = _frames(blank, first, last)
    if first == 0 or frames < 1 or data_block < 2:
        raise _damaged(source, f"{frames} frames from {first} at block {data_block}")
    width, size = 4 * points + analog_values, 4 if scale < 0 else 2
    start = (data_block - 1) * BLOCK
    end = start + frames * width * size
    if end > len(raw):
        raise ReadError(
            f"{source}: the C3D file is truncated: {frames} frames need {end} bytes; "
            f"it has {len(raw)}. Copy or export it again."
        )
    if scale < 0:
        table = _reals(raw[start:end], processor).reshape(frames, width)
    else:
        table = np.frombuffer(raw[start:end], f"{order}i2").astype(float).reshape(frames, width)
    point = table[:, : 4 * points].reshape(frames, points, 4)
    analog = np.empty((0, 0))
    if analog_values:
        analog = table[:, 4 * points :].reshape(frames * samples, -1)
        analog = _scaled(source, analog, scale > 0, blank)
    return C3dFile(
        first_frame=first,
        position=point[:, :, :3].transpose(0, 2, 1) * (scale if scale > 0 else 1.0),
        residual=point[:, :, 3],
        analog=analog,
        _parameters=parameters,
        _processor=processor,
    )


def _frames(file: C3dFile, first: int, last: int) -> tuple[int, int]:
    """Number of the first frame and how many there are."""
    fields = [file.numbers("TRIAL", f"ACTUAL_{end}_FIELD").ravel() for end in ("START", "END")]
    if last == MANY_FRAMES and all(np.isfinite(field[:2]).sum() == 2 for field in fields):
        start, end = (int(field[0]) % 65536 + 65536 * (int(field[1]) % 65536) for field in fields)
        return start, end - start + 1
    return first, last - first + 1


def _scaled(source: str, analog: Floats, integers: bool, file: C3dFile) -> Floats:
    """Apply (value - offset) x scale x general scale to every channel."""
    channels = analog.shape[1]
    held = {}
    for name in ("SCALE", "OFFSET"):
        parts = [
            file.numbers("ANALOG", name),
            *(file.numbers("ANALOG", f"{name}{i}") for i in "23"),
        ]
        held[name] = np.concatenate([part.ravel() for part in parts])[:channels]
        if len(held[name]) < channels:
            raise _damaged(
                source, f"ANALOG:{name} holds {len(held[name])} values for {channels} channels"
            )
    if integers and file.text("ANALOG", "FORMAT").upper() == "UNSIGNED":
        analog, held["OFFSET"] = analog % 65536, held["OFFSET"] % 65536
    general = file.number("ANALOG", "GEN_SCALE")
    scaled: Floats = (
        (analog - held["OFFSET"]) * held["SCALE"] * (1.0 if general is None else general)
    )
    return scaled
