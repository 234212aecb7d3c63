"""Vicon Nexus' ASCII export: trajectories, force plates (devices) and events in one .csv.

The file holds sections, each begun by its name and its rate on lines of their own; then follow the
names of devices or markers, the columns, their units, and rows up to a blank line (Vicon Nexus
User Guide, "Export ASCII data"). Device rows count sub frames within the frames of the cameras.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xarray as xr

from nextstride.arrays import Floats
from nextstride.conventions import Side
from nextstride.errors import Notice, ReadError
from nextstride.read.clock import usable_rate
from nextstride.read.contents import Contents, metres_per
from nextstride.read.plates import LOADED, force_dataset
from nextstride.read.text import beginning, number_block, read_text
from nextstride.recording import LabelledEvent

SECTIONS = (
    *("Events", "Devices", "Joints", "Model Outputs", "Segments", "Trajectories"),
    *("Analog", "Forces", "Parameters"),  # the first Nexus' own
)
MARK = re.compile(rf"(?:{'|'.join(SECTIONS)})[,;\t]*\n", re.IGNORECASE)

EVENT_KINDS = {"foot strike": "touchdown", "foot off": "toe_off"}
SIDES: dict[str, Side] = {"left": "left", "right": "right"}

COMBINED = "Combined"
"""Beginning of the devices that sum up others."""


@dataclass(frozen=True)
class Section:
    """One section: its rate, the names above its columns, columns, units and rows of text."""

    rate: float
    names: list[str]
    columns: list[str]
    units: list[str]
    rows: list[str]
    separator: str


def is_vicon_csv(path: Path) -> bool:
    """Tell Nexus' export by the name of a section in its first line."""
    begin = beginning(path).lstrip("\n")
    return path.suffix.casefold() in {".csv", ".txt"} and bool(MARK.match(begin))


def read(path: Path, frame_rate: float | None = None) -> Contents:
    """Read trajectories, forces and events.

    Raises
    ------
    ReadError
        If the file has no trajectories or breaks its own layout.
    """
    source = path.name
    sections = _sections(source, read_text(path))
    if "trajectories" not in sections:
        raise ReadError(
            f"{source}: Nexus exported {', '.join(sections) or 'nothing'}, but no Trajectories. "
            "Export again with trajectories ticked."
        )
    section = sections["trajectories"]
    block = number_block(source, "\n".join(section.rows), section.separator, len(section.columns))
    if not len(block):
        raise ReadError(f"{source}: the section Trajectories holds no frame.")
    rate = usable_rate(source, section.rate, frame_rate)
    # Velocities and accelerations, whose columns are X' and X'', may stand beside the places.
    places = [
        place
        for place, name in enumerate(section.names)
        if name and [column.upper() for column in section.columns[place : place + 3]] == [*"XYZ"]
    ]
    if not places:
        raise ReadError(f"{source}: the section Trajectories names no marker.")
    unit = section.units[places[0]] if places[0] < len(section.units) else "mm"
    start = (float(block[0, 0]) - 1) / rate
    position = np.stack([block[:, place : place + 3] for place in places], axis=2)
    force: xr.Dataset | None = None
    notices: tuple[Notice, ...] = ()
    if "devices" in sections:
        force, notices = _forces(source, sections["devices"], section.rate)
    return Contents(
        source=source,
        format="vicon_csv",
        time=start + np.arange(len(block)) / rate,
        frame_rate=rate,
        labels=tuple(section.names[place] for place in places),
        position=position * metres_per(unit or "mm", source),
        force=force,
        labelled_events=_events(sections.get("events")),
        notices=notices,
    )


def _sections(source: str, text: str) -> dict[str, Section]:
    """Split the file at its section names.

    Raises
    ------
    ReadError
        If a section is cut off in its head.
    """
    lines = text.split("\n")
    starts = [i for i, line in enumerate(lines) if MARK.fullmatch(line + "\n")]
    found = {}
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        body = lines[start + 1 : end]
        if len(body) < 4:
            raise ReadError(f"{source}: the section {lines[start].strip(',')} is cut off.")
        separator = next((mark for mark in "\t;," if mark in body[2] + body[1]), ",")
        rate, names, columns, units = (
            [cell.strip().strip('"') for cell in line.split(separator)] for line in body[:4]
        )
        name = lines[start].strip(",;\t ").casefold()
        heads = 2 if name == "events" else 4
        if heads == 4 and units[0]:  # a number already: the first Nexus wrote no units
            heads, units = 3, []
        rows = [line for line in body[heads:] if line.strip(" ,;\t")]
        found[name] = Section(_rate(rate[0]), names, columns, units, rows, separator)
    return found


def _rate(text: str) -> float:
    """Return a rate, NaN where the text is none."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return float("nan")


def _forces(
    source: str, section: Section, frame_rate: float
) -> tuple[xr.Dataset | None, tuple[Notice, ...]]:
    """Forces of every plate among the devices, as `Contents.force`, and what was not read."""
    plates = _plates(section)
    if not plates:
        return None, ()
    try:
        block = number_block(
            source, "\n".join(section.rows), section.separator, len(section.columns)
        )
        ratio = round(section.rate / frame_rate)
        if len(block) < 2 or not 1 <= ratio <= 1000:
            raise ReadError(f"its rate of {section.rate:g} Hz fits no frame of {frame_rate:g} Hz.")
    except (ReadError, ValueError, OverflowError, ZeroDivisionError) as problem:
        return None, (Notice("forces_left_out", f"Devices of {source} were not read: {problem}"),)
    time = (block[0, 0] - 1) / frame_rate + (block[0, 1] + np.arange(len(block))) / section.rate
    parts = [_plate(block, section.units, places) for places in plates.values()]
    together = (np.stack(part, axis=2) for part in zip(*parts, strict=True))
    return force_dataset(time, *together), ()


def _plates(section: Section) -> dict[str, dict[str, int]]:
    """Where Force, Moment and CoP of each plate begin."""
    plates: dict[str, dict[str, int]] = {}
    for place, name in enumerate(section.names):
        device, _, output = name.rpartition(" - ")
        if output in {"Force", "Moment", "CoP"} and place + 2 < len(section.columns):
            plates.setdefault(device, {})[output] = place
    return {
        device: found
        for device, found in plates.items()
        if "Force" in found and not device.startswith(COMBINED)
    }


def _plate(
    block: Floats, units: list[str], places: dict[str, int]
) -> tuple[Floats, Floats, Floats]:
    """Force, centre of pressure and free moment of a plate in SI units, each (n, 3).

    Nexus gives the moment about the centre of the plate's surface, from which the part about the
    centre of pressure follows.
    """

    def triple(output: str, default: float) -> Floats:
        place = places.get(output)
        if place is None:
            return np.full((len(block), 3), default)
        unit = units[place] if place < len(units) else ""
        return np.asarray(block[:, place : place + 3] * (0.001 if "mm" in unit.casefold() else 1.0))

    force = np.nan_to_num(triple("Force", 0.0))
    moment = np.nan_to_num(triple("Moment", 0.0))
    loaded = np.abs(force[:, 2]) >= LOADED
    pressure = np.where(loaded[:, None], triple("CoP", np.nan), np.nan)
    free = np.zeros_like(force)
    if "Moment" in places:
        fx, fy, fz = force[loaded].T
        mx, my, mz = moment[loaded].T
        free[loaded, 2] = mz + my / fz * fy + mx / fz * fx
    return force, pressure, free


def _events(section: Section | None) -> tuple[LabelledEvent, ...]:
    """Foot strikes and foot offs, by the columns Context, Name and Time."""
    if section is None:
        return ()
    place = {name.casefold().partition(" (")[0]: i for i, name in enumerate(section.names)}
    if not {"context", "name", "time"} <= set(place):
        return ()
    found = []
    for row in section.rows:
        cells = [cell.strip() for cell in row.split(section.separator)]
        if len(cells) <= max(place["context"], place["name"], place["time"]):
            continue
        side = SIDES.get(cells[place["context"]].casefold())
        kind = EVENT_KINDS.get(cells[place["name"]].casefold())
        time = _rate(cells[place["time"]])
        if side and kind and np.isfinite(time):
            found.append(LabelledEvent(time, side, kind))
    return tuple(sorted(found, key=lambda event: event.time))
