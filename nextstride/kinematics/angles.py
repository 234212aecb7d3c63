"""Sagittal segment and joint angles."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import xarray as xr

from nextstride.conventions import SIDES
from nextstride.errors import MissingDataError
from nextstride.kinematics.points import between_hips, has_points, point
from nextstride.signals.runs import map_runs


def segment_angles(points: xr.DataArray) -> xr.Dataset:
    """Angles of the segments and joints in the sagittal plane, in rad.

    Parameters
    ----------
    points : xarray.DataArray
        Body points (time, space, keypoint) in m.

    Returns
    -------
    xarray.Dataset
        On (time, side), NaN where the points are missing: ``thigh`` and ``shank`` against the
        downward vertical, lower end in front positive; ``foot`` against the horizontal, toe up
        positive; ``knee`` flexion (thigh - shank); ``ankle`` dorsiflexion (foot - shank), zero
        when heel-toe line and shank are at a right angle; ``hip`` flexion (thigh - pelvis).
        On (time): ``trunk`` pelvis to neck against the upward vertical, forward positive;
        ``pelvis`` rotation of the line from the posterior to the anterior iliac spines against
        the horizontal, front up positive (without those markers: the trunk's rotation).
    """
    thigh = _both_sides(points, "hip", "knee", _from_vertical)
    shank = _both_sides(points, "knee", "ankle", _from_vertical)
    foot = _both_sides(points, "heel", "toe", _from_horizontal)
    trunk = _trunk(points)
    pelvis = _pelvis(points, trunk)
    return xr.Dataset(
        {
            "thigh": thigh,
            "shank": shank,
            "foot": foot,
            "knee": thigh - shank,
            "ankle": foot - shank,
            "hip": thigh - pelvis,
            "trunk": trunk,
            "pelvis": pelvis,
        }
    )


def _both_sides(
    points: xr.DataArray, upper: str, lower: str, measure: Callable[[xr.DataArray], xr.DataArray]
) -> xr.DataArray:
    """One segment's angle on both sides, (time, side); NaN where its points are missing."""
    sides = []
    for side in SIDES:
        try:
            vector = point(points, f"{side}_{lower}") - point(points, f"{side}_{upper}")
            sides.append(_unwrap(measure(vector)))
        except MissingDataError:
            sides.append(_unknown(points))
    stacked = xr.concat(sides, dim="side", coords="minimal", compat="override")
    return stacked.assign_coords(side=list(SIDES)).transpose("time", "side")


def _trunk(points: xr.DataArray) -> xr.DataArray:
    """Trunk angle (time); NaN where there is no upper body."""
    try:
        return -_from_vertical(between_hips(points) - point(points, "neck"))
    except MissingDataError:
        return _unknown(points)


def _pelvis(points: xr.DataArray, trunk: xr.DataArray) -> xr.DataArray:
    """Pelvis angle (time), from its markers or, without them, turning with the trunk."""
    front = [f"{side}_asis" for side in SIDES]
    back = [f"{side}_psis" for side in SIDES]
    back = back if has_points(points, back) else ["sacrum"]
    if not has_points(points, [*front, *back]):
        return -trunk
    ahead, behind = (
        points.sel(keypoint=names).mean("keypoint", skipna=False) for names in (front, back)
    )
    return _from_horizontal(ahead - behind)


def _unknown(points: xr.DataArray) -> xr.DataArray:
    """NaN at every frame, (time)."""
    return xr.DataArray(
        np.full(points.sizes["time"], np.nan), dims="time", coords={"time": points.time}
    )


def _from_vertical(vector: xr.DataArray) -> xr.DataArray:
    """Angle of a (time, space) vector from the downward vertical, forward positive."""
    forward, upward = (vector.sel(space=axis, drop=True) for axis in "xy")
    return xr.DataArray(np.arctan2(forward, -upward))


def _from_horizontal(vector: xr.DataArray) -> xr.DataArray:
    """Angle of a (time, space) vector from the forward horizontal, upward positive."""
    forward, upward = (vector.sel(space=axis, drop=True) for axis in "xy")
    return xr.DataArray(np.arctan2(upward, forward))


def _unwrap(angle: xr.DataArray) -> xr.DataArray:
    """Remove jumps of a full turn; a leg that swings past the horizontal has none."""
    return map_runs(angle, lambda _, values: np.unwrap(values, axis=0), shortest=1)
