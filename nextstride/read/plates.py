"""Force plates of a C3D file: from analog channels to force, centre of pressure and free moment.

Plate types 1 to 4 and the meaning of CORNERS, ORIGIN, CHANNEL, CAL_MATRIX and ZERO follow The C3D
File Format User Guide (Motion Lab Systems, 2008), chapter "Force platforms"; type 3 follows the
Kistler formulae given there. Everything in this module is in SI units and in the plate's or the
laboratory's own axes; the sign of the forces (on the plate or on the runner) differs between
laboratories, and is settled in `nextstride.read.turn` once up is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import xarray as xr

from nextstride.arrays import Floats
from nextstride.conventions import SPACE
from nextstride.errors import ReadError

LOADED = 20.0
"""Below this normal force a centre of pressure is noise, N."""

CHANNELS = {1: 6, 2: 6, 3: 8, 4: 6}
"""Analog channels of each plate type."""


@dataclass(frozen=True)
class Plate:
    """One plate as the file describes it, in m, N and N m.

    Attributes
    ----------
    type : int
        1: force and centre of pressure; 2: force and moment; 3: eight Kistler channels; 4: type 2
        with a calibration matrix.
    corner : (4, 3) array
        Corners at (+x, +y), (-x, +y), (-x, -y), (+x, -y) of the plate, in laboratory axes.
    origin : (3,) array
        Types 2 and 4: from the transducer's origin to the centre of the surface, in plate axes.
        Type 3: the distances a, b and az0.
    channels : (n, 6 or 8) array
        The plate's channels, calibrated.
    """

    type: int
    corner: Floats
    origin: Floats
    channels: Floats

    @property
    def normal(self) -> Floats:
        """Force across the surface (n,), N, before any offset is taken off."""
        return self.channels[:, 4:].sum(axis=1) if self.type == 3 else self.channels[:, 2]

    def times(self, factor: float) -> Plate:
        """Return the plate with forces and moments times a factor."""
        scale = np.full(self.channels.shape[1], factor)
        if self.type == 1:
            scale[3:5] = 1.0  # a centre of pressure, not a load
        return replace(self, channels=self.channels * scale)

    @property
    def rotation(self) -> Floats:
        """Plate axes as rows in laboratory axes, (3, 3)."""
        first, second, third, fourth = self.corner
        x = (first + fourth) - (second + third)
        y = (first + second) - (third + fourth)
        z = np.cross(x, y)
        if not np.linalg.norm(z) > 1e-6:
            raise ReadError(
                "a force plate's corners (FORCE_PLATFORM:CORNERS) do not span a surface."
            )
        y = np.cross(z, x)
        return np.stack([axis / np.linalg.norm(axis) for axis in (x, y, z)])


def plate_wrench(plate: Plate) -> tuple[Floats, Floats, Floats]:
    """Return force (n, 3), centre of pressure (n, 3) and free moment (n, 3) in laboratory axes.

    The centre of pressure is NaN and the free moment zero where the plate carries less than
    `LOADED`.
    """
    force, moment = _force_and_moment(plate)
    normal = force[:, 2]
    loaded = np.abs(normal) >= LOADED
    load = np.where(loaded, normal, np.nan)
    x, y = -moment[:, 1] / load, moment[:, 0] / load
    twist = moment[:, 2] - x * force[:, 1] + y * force[:, 0]
    rotation, center = plate.rotation, plate.corner.mean(axis=0)
    pressure = np.stack([x, y, np.where(loaded, 0.0, np.nan)], axis=1) @ rotation + center
    free_moment = np.where(loaded, twist, 0.0)[:, None] * rotation[2]
    return force @ rotation, pressure, free_moment


def _force_and_moment(plate: Plate) -> tuple[Floats, Floats]:
    """Force and moment about the centre of the surface, in plate axes, each (n, 3)."""
    channel = plate.channels.T
    if plate.type == 1:
        force, (x, y), twist = channel[:3].T, channel[3:5], channel[5]
        fx, fy, fz = channel[:3]
        return force, np.stack([y * fz, -x * fz, twist + x * fy - y * fx], axis=1)
    if plate.type == 3:
        return _kistler(plate)
    force, moment = channel[:3].T, channel[3:6].T
    # The plate's z points down into the floor, so its surface lies at negative z of the origin;
    # some laboratories write that distance without its sign.
    origin = plate.origin * [1, 1, -1] if plate.origin[2] > 0 else plate.origin
    return force, moment - np.cross(origin, force)


def _kistler(plate: Plate) -> tuple[Floats, Floats]:
    """Force and moment of a type 3 plate from its eight channels."""
    x12, x34, y14, y23, z1, z2, z3, z4 = plate.channels.T
    a, b = np.abs(plate.origin[:2])
    above = -abs(plate.origin[2])
    force = np.stack([x12 + x34, y14 + y23, z1 + z2 + z3 + z4], axis=1)
    moment = np.stack(
        [
            b * (z1 + z2 - z3 - z4),
            a * (-z1 + z2 + z3 - z4),
            b * (-x12 + x34) + a * (y14 - y23),
        ],
        axis=1,
    )
    return force, moment - np.cross([0.0, 0.0, above], force)


def plates_dataset(plates: list[Plate], time: Floats) -> xr.Dataset:
    """Return the forces of all plates in the layout of `Recording.force`, in laboratory axes."""
    wrenches = [plate_wrench(plate) for plate in plates]
    together = (np.stack(part, axis=2) for part in zip(*wrenches, strict=True))
    return force_dataset(time, *together, corner=np.stack([plate.corner for plate in plates]))


def force_dataset(
    time: Floats,
    force: Floats,
    pressure: Floats,
    free_moment: Floats,
    *,
    sides: Sequence[str] = (),
    corner: Floats | None = None,
) -> xr.Dataset:
    """Return forces in the layout of `Recording.force`, in the file's axes.

    Parameters
    ----------
    time : (n,) array
        s.
    force, pressure, free_moment : (n, 3, plates) array
        N; centre of pressure in m, NaN where nothing presses; N m.
    sides : sequence of str
        Of each plate that bears one foot alone; none where plates are not told so.
    corner : (plates, 4, 3) array, optional
        m.
    """
    dims, count = ("time", "space", "plate"), force.shape[2]
    dataset = xr.Dataset(
        {
            "force": (dims, force),
            "center_of_pressure": (dims, pressure),
            "free_moment": (dims, free_moment),
        },
        coords={
            "time": time,
            "space": list(SPACE),
            "plate": np.arange(1, count + 1),
            "side": ("plate", np.array(sides or [""] * count, dtype="<U5")),
        },
    )
    return (
        dataset if corner is None else dataset.assign(corner=(("plate", "corner", "space"), corner))
    )
