"""OpenSim's .mot and .sto: joint angles as a recording, or ground forces to go with one.

Both are the same text storage: header lines of ``name=value`` up to ``endheader``, a row of column
names, rows of numbers. OpenSim's axes are nextstride's: x forward, y up, z right.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import xarray as xr

from nextstride.arrays import Floats
from nextstride.errors import Notice, ReadError
from nextstride.read.clock import even_clock
from nextstride.read.contents import Contents
from nextstride.read.plates import LOADED, force_dataset
from nextstride.read.text import number_block, read_text
from nextstride.read.unloaded import newtons_per_unit, told_kilonewtons

FORCE_COLUMN = re.compile(r"(?P<plate>.*?)(?:_?force)?_?v(?P<axis>[xyz])", re.IGNORECASE)
POINT_COLUMN = re.compile(r"(?P<plate>.*?)(?:_?force)?_?p(?P<axis>[xyz])", re.IGNORECASE)
TORQUE_COLUMN = re.compile(r"(?P<plate>.*(?:torque|moment).*?)_?m?(?P<axis>[xyz])", re.IGNORECASE)
EXPORT_COLUMN = re.compile(r"(?P<kind>[fpm])(?P<plate>\d+)_(?P<axis>[123])", re.IGNORECASE)
"""How OpenSim itself names forces, points and moments that it takes out of a C3D file."""

FARTHEST_POINT = 20.0
"""No plate lies farther from the origin than this, m: a larger number is in mm."""

NOT_A_PLATE = {"ground", "force", "grf", "torque", "moment", "calcn", "foot"}
"""Words in column names that do not tell one plate from another."""

TRANSLATION = re.compile(r".*_t[xyz]", re.IGNORECASE)
"""Coordinates in m rather than in degrees, by OpenSim's own naming."""

WHOLE_CIRCLE = 2 * np.pi
"""No joint turns farther, rad."""

SPORTS2D_ANGLES = {"right knee", "left knee"}
"""Columns of Sports2D's angles; OpenSim's own coordinates have no blanks in their names."""

SIDE_WORDS = {"r": "right", "right": "right", "l": "left", "left": "left"}


def read(path: Path, frame_rate: float | None = None) -> Contents:
    """Read the joint angles of an OpenSim motion.

    Raises
    ------
    ReadError
        If the file is no OpenSim storage, or holds forces instead of a motion.
    RecordingError
        If its times go backwards.
    """
    source = path.name
    header, names, block = read_storage(path)
    if force_columns(names):
        raise ReadError(
            f"{source}: this file holds ground forces and no motion. Give the recording of the "
            "markers or joint angles, and this file with --forces; or, for contacts and forces "
            "alone: nextstride forces."
        )
    time, rate, notices = even_clock(source, block[:, 0], None, frame_rate)
    coordinates = [name.rsplit("/", 2)[-2] if name.endswith("/value") else name for name in names]
    moving = [i for i, name in enumerate(coordinates) if i and not name.endswith("/speed")]
    if not moving:
        raise ReadError(f"{source}: holds a time column and no coordinate.")
    values = block[:, moving]
    kept = [coordinates[i] for i in moving]
    if set(kept) >= SPORTS2D_ANGLES:
        raise ReadError(
            f"{source}: these are Sports2D's angles in the picture, without lengths and places, "
            "from which no run can be rebuilt. Give its keypoints, *_px_person00.trc or "
            "*_m_person00.trc."
        )
    turned = np.array([TRANSLATION.fullmatch(name) is None for name in kept])
    in_degrees, doubt = _in_degrees(header.get("indegrees"), values[:, turned], source)
    if in_degrees:
        values[:, turned] = np.deg2rad(values[:, turned])
    angle = xr.DataArray(
        values,
        dims=("time", "coordinate"),
        coords={"time": time, "coordinate": kept},
    )
    return Contents(source, "opensim", time, rate, angle=angle, notices=(*notices, *doubt))


def _in_degrees(stated: str | None, angles: Floats, source: str) -> tuple[bool, tuple[Notice, ...]]:
    """Tell whether angles (n, coordinates) are in degrees, and what to say of it.

    SIMM's motion files do not state it. No joint turns a whole circle, and a run bends the knee by
    more than 6 degrees, so that the greatest angle tells.
    """
    greatest = float(np.nanmax(np.abs(angles), initial=0.0))
    if stated == "yes" or (stated == "no" and greatest <= WHOLE_CIRCLE):
        return stated == "yes", ()
    degrees = greatest > WHOLE_CIRCLE
    unit, other = ("degrees", "radians") if degrees else ("radians", "degrees")
    why = "The header says inDegrees=no" if stated == "no" else "The header does not say inDegrees"
    notice = Notice(
        "angle_unit_inferred",
        f"{why}; the angles of {source} reach {greatest:.3g}, so they were read as {unit}, "
        f"not {other}.",
    )
    return degrees, (notice,)


def read_storage(path: Path) -> tuple[dict[str, str], list[str], Floats]:
    """Return header, column names and the numbers, (rows, columns), of a .mot or .sto file.

    Raises
    ------
    ReadError
        If the file is not laid out so.
    """
    source = path.name
    head, mark, rest = read_text(path).partition("endheader")
    if not mark:
        raise ReadError(
            f"{source}: an OpenSim file has a header that ends with 'endheader'; this one has "
            "none. Is it another format with the wrong ending?"
        )
    pairs = (line.partition("=") for line in head.split("\n") if "=" in line)
    header = {key.strip().casefold(): value.strip().casefold() for key, _, value in pairs}
    names_line, _, body = rest.lstrip(" \t\n").partition("\n")
    separator = "\t" if "\t" in names_line else " "
    cells = names_line.split("\t") if separator == "\t" else names_line.split()
    names = [cell.strip() for cell in cells if cell.strip()]
    if not names or names[0].casefold() != "time":
        raise ReadError(f"{source}: the first column must be time; got {names[:1]}.")
    if len(set(names)) < len(names):
        twice = sorted({name for name in names if names.count(name) > 1})
        raise ReadError(f"{source}: column names must be unique; twice: {', '.join(twice)}.")
    # OpenSim's own files align numbers with blanks, so these separate; but two tabs where the names
    # have one hold a missing number between them.
    separator = "\t" if "\t\t" in body and "\t\t" not in names_line else " "
    block = number_block(source, body, separator, len(names))
    if not len(block):
        raise ReadError(f"{source}: holds a header but no row of numbers.")
    return header, names, block


def force_columns(names: list[str]) -> dict[str, dict[str, int]]:
    """Find the columns of each plate: ``vx`` ... ``pz``, ``tx`` ``ty`` ``tz`` by plate name.

    A plate is there if it has all three forces; points and torques may be absent.
    """
    plates: dict[str, dict[str, int]] = {}
    for kind, pattern in (("v", FORCE_COLUMN), ("p", POINT_COLUMN), ("t", TORQUE_COLUMN)):
        for place, name in enumerate(names):
            match = pattern.fullmatch(name)
            if match:
                key = _plate_key(match["plate"])
                plates.setdefault(key, {})[kind + match["axis"].lower()] = place
    for place, name in enumerate(names):
        if match := EXPORT_COLUMN.fullmatch(name):
            kind = {"f": "v", "p": "p", "m": "t"}[match["kind"].lower()]
            axis = "xyz"[int(match["axis"]) - 1]
            plates.setdefault(f"plate {match['plate']}", {})[kind + axis] = place
    return {key: found for key, found in plates.items() if {"vx", "vy", "vz"} <= set(found)}


def read_forces(path: Path) -> tuple[xr.Dataset, tuple[Notice, ...]]:
    """Read ground forces in the file's axes, as `Contents.force`.

    Raises
    ------
    ReadError
        If the file holds no ground force.
    RecordingError
        If its times go backwards.
    """
    _, names, block = read_storage(path)
    plates = force_columns(names)
    if not plates:
        raise ReadError(
            f"{path.name}: ground forces need columns ending in vx, vy, vz for each plate; "
            f"its columns are {', '.join(names[:8])}{', ...' if len(names) > 8 else ''}."
        )
    time, _, notices = even_clock(path.name, block[:, 0], None, None)
    force = np.stack([_triple(block, found, "v") for found in plates.values()], axis=2)
    point = np.stack([_triple(block, found, "p") for found in plates.values()], axis=2)
    torque = np.stack([_triple(block, found, "t") for found in plates.values()], axis=2)
    factor = newtons_per_unit(
        [np.nan_to_num(strength) for strength in np.linalg.norm(force, axis=1).T]
    )
    force, torque = force * factor, torque * factor
    if factor != 1:
        notices = (*notices, told_kilonewtons(float(np.nanmax(np.abs(force))) / factor))
    unloaded = np.linalg.norm(force, axis=1) < LOADED
    point = np.where(unloaded[:, None], np.nan, point)
    if np.nanmax(np.abs(point), initial=0.0) > FARTHEST_POINT:
        point, torque = point / 1000, torque / 1000
        told = f"The points of {path.name} lie too far away to be in m; they were read as mm."
        notices = (*notices, Notice("force_points_in_mm", told))
    sides = [_side(key) for key in plates]
    force, torque = np.nan_to_num(force), np.nan_to_num(torque)
    return force_dataset(time, force, point, torque, sides=sides), notices


def _plate_key(name: str) -> str:
    """Return what tells one plate from another: its name without `NOT_A_PLATE`."""
    words = re.split(r"[_.\s]+", name.casefold())
    return "_".join(word for word in words if word and word not in NOT_A_PLATE)


def _side(key: str) -> str:
    """Side of a plate by its name, or nothing where the name does not tell."""
    sides = {SIDE_WORDS[word] for word in key.split("_") if word in SIDE_WORDS}
    return sides.pop() if len(sides) == 1 else ""


def _triple(block: Floats, found: dict[str, int], kind: str) -> Floats:
    """Return the columns x, y, z of one kind, (n, 3); NaN where the file has none."""
    columns = [
        block[:, found[kind + axis]] if kind + axis in found else np.full(len(block), np.nan)
        for axis in "xyz"
    ]
    return np.stack(columns, axis=1)
