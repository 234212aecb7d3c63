"""Touchdown and toe-off from force plates."""

from __future__ import annotations

import numpy as np
import xarray as xr

from nextstride.arrays import Floats
from nextstride.conventions import GRAVITY, SIDES, Side
from nextstride.errors import MissingDataError, Notice
from nextstride.kinematics import has_points, point
from nextstride.strides.contact import Contact
from nextstride.strides.loads import find_loads, load_notices, loaded_force, plates_silent_at
from nextstride.strides.pace import forefoot

LEAST_PEAK = 1.0
"""A step's peak vertical force is at least this many body weights; less is a foot half off."""


def force_contacts(
    force: xr.Dataset, points: xr.DataArray, mass: float
) -> tuple[list[Contact], tuple[Notice, ...]]:
    """Find the contacts during which a foot was wholly on force plates.

    Running has flight, so the vertical force summed over all plates shows one load a step,
    whichever plates a foot touches. The side is that of the lower forefoot.

    Parameters
    ----------
    force : xarray.Dataset
        As in `Recording`.
    points : xarray.DataArray
        Body points (time, space, keypoint), m.
    mass : float
        Body mass, kg.

    Returns
    -------
    contacts : list of Contact
        In time order.
    notices : tuple of Notice
        Loads that were left out, and why; how sure the others are where noise or smoothing cost
        something.
    """
    vertical = loaded_force(force).sel(space="y", drop=True)
    silent = plates_silent_at(force)
    time = vertical.time.values
    feet = _feet(points)
    contacts, used, left_out = [], [], []
    for load in find_loads(vertical, silent):
        middle = (load.start + load.stop) / 2
        side = _lower_foot(feet, middle)
        if load.peak < LEAST_PEAK * mass * GRAVITY:
            left_out.append(f"{middle:.2f} s (peak {load.peak:.0f} N)")
        elif not points.time.values[0] <= middle <= points.time.values[-1]:
            left_out.append(f"{middle:.2f} s (outside the time of the motion)")
        elif side is None or not _wholly_on_plates(force, feet[side], middle):
            left_out.append(f"{middle:.2f} s (foot not wholly on the plates)")
        else:
            used.append(load)
            contacts.append(
                Contact(
                    side=side,
                    touchdown=load.start if load.start > time[0] else None,
                    toe_off=load.stop if load.stop < time[-1] else None,
                    method="force",
                    touchdown_sd=load.start_sd,
                    toe_off_sd=load.stop_sd,
                    middle=middle,
                )
            )
    notices = load_notices(used, silent)
    if left_out:
        message = "Loads on the force plates not used for events: " + ", ".join(left_out) + "."
        notices = (Notice("loads_left_out", message), *notices)
    return contacts, notices


def _feet(points: xr.DataArray) -> dict[Side, xr.DataArray]:
    """Heel, if it is marked, and forefoot of each foot, (time, space, part) in m, forefoot last."""
    feet: dict[Side, xr.DataArray] = {}
    for side in SIDES:
        try:
            parts = [forefoot(points, side)]
        except MissingDataError:
            continue
        if has_points(points, [f"{side}_heel"]):
            parts.insert(0, point(points, f"{side}_heel"))
        feet[side] = xr.concat(parts, dim="part")
    return feet


def _lower_foot(feet: dict[Side, xr.DataArray], time: float) -> Side | None:
    """Side whose forefoot is lower at `time`; None where both are not seen."""
    heights = {
        side: float(foot.isel(part=-1).sel(space="y").sel(time=time, method="nearest"))
        for side, foot in feet.items()
    }
    if len(heights) < 2 or not np.isfinite(list(heights.values())).all():
        return None
    return min(heights, key=lambda side: heights[side])


def _wholly_on_plates(force: xr.Dataset, foot: xr.DataArray, time: float) -> bool:
    """Whether heel and forefoot are both above some plate; true where plates have no corners."""
    if "corner" not in force or foot.sizes["space"] < 3:
        return True
    grounds = force["corner"].sel(space=["x", "z"]).transpose("plate", "corner", "space").values
    places = foot.sel(space=["x", "z"]).sel(time=time, method="nearest")
    return all(
        any(_inside(place, ground) for ground in grounds)
        for place in places.transpose("part", "space").values
    )


def _inside(place: Floats, outline: Floats) -> bool:
    """Whether a point lies within a convex quadrilateral, corners in order."""
    edges = np.roll(outline, -1, axis=0) - outline
    to_place = place - outline
    turn = edges[:, 0] * to_place[:, 1] - edges[:, 1] * to_place[:, 0]
    return bool((turn >= 0).all() or (turn <= 0).all())
