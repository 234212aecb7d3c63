"""Checks the skeleton of a C3D file before it is trusted to the C3D library.

The library follows sizes and offsets in the file without doubt, so that a damaged one can end the
whole process. Here every one of them is followed first, with doubt. Layout: The C3D File Format
User Guide (Motion Lab Systems, 2008), chapters "Header section" and "Parameter section".
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass

from nextstride.errors import ReadError

BLOCK = 512
C3D_KEY = 0x50
PROCESSORS = {84: "<", 85: "<", 86: ">"}
"""Byte order of integers by processor: Intel, DEC, MIPS."""

TYPE_SIZES = {-1: 1, 1: 1, 2: 2, 4: 4}
"""Bytes of one parameter value by its type: text, byte, integer, real."""


@dataclass(frozen=True)
class Parameter:
    """One parameter as it stands in the file: type, dimensions and raw bytes."""

    type: int
    shape: tuple[int, ...]
    raw: bytes


def check_layout(source: str, raw: bytes) -> None:
    """Return if every size and offset of a C3D file lies within the file.

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
    if start < BLOCK or processor not in PROCESSORS:
        raise _damaged(source, "the parameter section is not where the header says")
    order = PROCESSORS[processor]
    try:
        parameters = _parameters(raw, start, order)
    except (struct.error, IndexError, KeyError) as problem:
        raise _damaged(source, f"a parameter does not fit ({problem})") from None
    _check_size(source, raw, order, parameters)


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


def _integer(parameters: dict[tuple[str, str], Parameter], key: tuple[str, str], order: str) -> int:
    """First value of an integer (or whole real) parameter, as unsigned.

    Raises KeyError where it is absent, struct.error where empty.
    """
    value = parameters[key]
    if value.type == 4:
        return int(struct.unpack_from(order + "f", value.raw)[0])
    if value.type == 1:
        return value.raw[0]
    return int(struct.unpack_from(order + "H", value.raw)[0])


def _check_size(
    source: str, raw: bytes, order: str, parameters: dict[tuple[str, str], Parameter]
) -> None:
    """Compare the counts of header and parameters with each other and the size of the file."""
    points, analog_values, first, last = struct.unpack_from(order + "4H", raw, 2)
    data_block, samples_per_frame = struct.unpack_from(order + "2H", raw, 16)
    if ("POINT", "USED") not in parameters:
        raise _damaged(source, "it does not state how many markers it holds (POINT:USED)")
    try:
        used = _integer(parameters, ("POINT", "USED"), order)
        scale_is_negative = _is_negative(parameters["POINT", "SCALE"].raw, raw, order)
    except (KeyError, struct.error, IndexError, ValueError, OverflowError) as problem:
        raise _damaged(source, f"POINT:USED or POINT:SCALE cannot be read ({problem})") from None
    if used != points:
        raise _damaged(source, f"the header counts {points} markers, POINT:USED {used}")
    if analog_values and (not samples_per_frame or analog_values % samples_per_frame):
        raise _damaged(
            source, f"{analog_values} analog values a frame in {samples_per_frame} samples"
        )
    if analog_values:
        _check_analog(source, analog_values // samples_per_frame, parameters)
    frames = last - first + 1
    if first == 0 or frames < 1 or data_block < 2:
        raise _damaged(source, f"frames {first} to {last} at block {data_block}")
    needed = (data_block - 1) * BLOCK + frames * (4 * points + analog_values) * (
        4 if scale_is_negative else 2
    )
    if needed > len(raw):
        raise ReadError(
            f"{source}: the C3D file is truncated: {frames} frames need {needed} bytes; "
            f"it has {len(raw)}. Copy or export it again."
        )


def _check_analog(source: str, channels: int, parameters: dict[tuple[str, str], Parameter]) -> None:
    """Every analog channel needs its scale and offset, also in continuations such as SCALE2."""
    for name in ("SCALE", "OFFSET"):
        held = sum(
            math.prod(value.shape)
            for (group, key), value in parameters.items()
            if group == "ANALOG" and key.rstrip("23456789") == name and value.type > 0
        )
        if held < channels:
            raise _damaged(source, f"ANALOG:{name} holds {held} values for {channels} channels")


def _is_negative(real: bytes, raw: bytes, order: str) -> bool:
    """Sign of a 4-byte real; in DEC reals the sign is in the second byte."""
    if raw[(raw[0] - 1) * BLOCK + 3] == 85:
        return bool(real[1] & 0x80)
    return bool(struct.unpack_from(order + "f", real)[0] < 0)
