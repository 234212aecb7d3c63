"""`Contents`: what a file says, in SI units but still in its own marker names and axes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import xarray as xr

from nextstride.arrays import Floats
from nextstride.errors import Notice, ReadError
from nextstride.recording import LabelledEvent

METRES_FROM = "metres_from"
"""Attribute of a recording's motion: what another program had its metres from, a body height."""
SMOOTHED_BY = "smoothed_by"
"""Attribute: the program that has smoothed its positions."""

GREATEST_DISTANCE = 1e4
"""No marker is farther from the origin than this, m; a larger number is not a position."""

METRES: dict[str, float] = {
    "m": 1.0,
    "meter": 1.0,
    "meters": 1.0,
    "metre": 1.0,
    "metres": 1.0,
    "dm": 0.1,
    "cm": 0.01,
    "mm": 0.001,
    "millimeter": 0.001,
    "millimeters": 0.001,
    "millimetre": 0.001,
    "millimetres": 0.001,
    "centimeter": 0.01,
    "centimeters": 0.01,
    "centimetre": 0.01,
    "centimetres": 0.01,
    "um": 1e-6,
    "in": 0.0254,
    "inch": 0.0254,
    "inches": 0.0254,
    "ft": 0.3048,
    "feet": 0.3048,
}
"""Lengths that files are written in, in m."""


def metres_per(unit: str, source: str) -> float:
    """Return the length of `unit` in m.

    Raises
    ------
    ReadError
        If the unit is not a known length.
    """
    name = unit.strip().casefold()
    # Old C3D files keep four characters of it: "mete" can only be metres.
    cut = [length for known, length in METRES.items() if len(name) >= 4 and known.startswith(name)]
    if name not in METRES and not cut:
        raise ReadError(
            f"{source}: the unit of the positions must be mm, cm or m; got {unit.strip()!r}."
        )
    return METRES[name] if name in METRES else cut[0]


@dataclass(frozen=True)
class Contents:
    """What one reader found in one file; `read_recording` makes a `Recording` of it.

    Attributes
    ----------
    source : str
        File name, for messages.
    format : str
        Reader's name.
    time : (n,) array
        On the file's own clock, s.
    frame_rate : float
        Frames per second.
    labels : tuple of str
        Marker names as in the file.
    position : (n, 2 or 3, m) array
        In m (in pixels where `in_pixels`), in the file's axes, y up where planar; NaN where unseen.
    confidence : (n, m) array or None
        Between 0 and 1.
    in_pixels : bool
        Whether the positions still lack a scale.
    metres_from : str
        What another program had the metres from, where that is a body height; else empty.
    smoothed_by : str
        The program that has smoothed the positions; empty where none has.
    angle : xarray.DataArray or None
        ``(time, coordinate)`` of a file of joint angles, in rad and m.
    force : xarray.Dataset or None
        As in `Recording`, but in the file's axes and with ``free_moment (time, space, plate)``.
    header_up : str or None
        The file's vertical axis, as in ``"+z"``, where its header tells.
    labelled_events : tuple of LabelledEvent
    notices : tuple of Notice
    """

    source: str
    format: str
    time: Floats
    frame_rate: float
    labels: tuple[str, ...] = ()
    position: Floats = field(default_factory=lambda: np.empty((0, 3, 0)))
    confidence: Floats | None = None
    in_pixels: bool = False
    metres_from: str = ""
    smoothed_by: str = ""
    angle: xr.DataArray | None = None
    force: xr.Dataset | None = None
    header_up: str | None = None
    labelled_events: tuple[LabelledEvent, ...] = ()
    notices: tuple[Notice, ...] = ()

    def with_notices(self, *notices: Notice) -> Contents:
        """Return the same contents with more to say about them."""
        return replace(self, notices=(*self.notices, *notices))
