"""The force plates of a synthetic run: one long plate under each foot."""

from __future__ import annotations

import numpy as np
import xarray as xr

from nextstride.conventions import SIDES, SPACE
from nextstride.sample.anatomy import Array
from nextstride.sample.markers import leg_distance
from nextstride.sample.runner import Runner

FORCE_RATE = 2000.0
"""Samples per second."""


def long_plates(sprinter: Runner) -> xr.Dataset:
    """What the plates measure during a recording.

    The centre of pressure moves evenly from just behind the toe keypoint to the tip of the toes.

    Returns
    -------
    xarray.Dataset
        As the ``force`` of a `nextstride.recording.Recording`, with the side of each plate.
    """
    time = np.arange(int(sprinter.duration * FORCE_RATE) + 1) / FORCE_RATE
    force = np.zeros((time.size, 3, 2))
    center = np.full((time.size, 3, 2), np.nan)
    toes = sprinter.anatomy.toe_length
    for side, touchdown, toe_off in sprinter.contacts():
        plate = SIDES.index(side)
        loaded = (time > touchdown) & (time < toe_off)
        since = time[loaded] - touchdown
        per_mass = sprinter.motion.path.force(side, since)
        force[loaded, :2, plate] = sprinter.athlete.mass * per_mass.T
        landing = sprinter.motion.at(np.array([touchdown - sprinter.first_touchdown]))
        toe = sprinter.anatomy.joints(landing)[f"{side}_toe"][0, 0]
        pressure = toe - 0.02 + since / (toe_off - touchdown) * (toes + 0.02)
        center[loaded, 0, plate] = pressure - sprinter.belt(time[loaded])
        center[loaded, 1, plate] = 0.0
        center[loaded, 2, plate] = leg_distance(sprinter.anatomy) * (-1, 1)[plate]
    return xr.Dataset(
        {
            "force": (("time", "space", "plate"), force),
            "center_of_pressure": (("time", "space", "plate"), center),
            "free_moment": (("time", "plate"), np.zeros((time.size, 2))),
            "corner": (("plate", "corner", "space"), _corners(center)),
        },
        coords={"time": time, "space": list(SPACE), "side": ("plate", list(SIDES))},
    )


def _corners(center: Array) -> Array:
    """Corners (plate, corner, space) of the plates, 0.5 m beyond all pressure, in m."""
    back, front = np.nanmin(center[:, 0]) - 0.5, np.nanmax(center[:, 0]) + 0.5
    lanes = ((-0.5, 0.0), (0.0, 0.5))
    return np.array(
        [
            [[back, 0.0, low], [front, 0.0, low], [front, 0.0, high], [back, 0.0, high]]
            for low, high in lanes
        ]
    )
