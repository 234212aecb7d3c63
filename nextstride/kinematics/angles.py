"""Sagittal segment and joint angles."""

from __future__ import annotations

import numpy as np
import xarray as xr

from nextstride.conventions import SIDES
from nextstride.errors import MissingDataError
from nextstride.kinematics.points import point
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
        when heel-toe line and shank are at a right angle; ``hip`` flexion (thigh + trunk).
        On (time): ``trunk`` pelvis to neck against the upward vertical, forward positive.
    """
    thigh = _both_sides(points, "hip", "knee", _from_vertical)
    shank = _both_sides(points, "knee", "ankle", _from_vertical)
    foot = _both_sides(points, "heel", "toe", _from_horizontal)
    trunk = _trunk(points)
    return xr.Dataset(
        {
            "thigh": thigh,
            "shank": shank,
            "foot": foot,
            "knee": thigh - shank,
            "ankle": foot - shank,
            "hip": thigh + trunk,
            "trunk": trunk,
        }
    )


def _both_sides(points: xr.DataArray, upper: str, lower: str, measure: object) -> xr.DataArray:
    """One segment's angle on both sides, (time, side)."""
    sides = []
    for side in SIDES:
        try:
            vector = point(points, f"{side}_{lower}") - point(points, f"{side}_{upper}")
            sides.append(_unwrap(measure(vector.sel(space="x"), vector.sel(space="y"))))  # type: ignore[operator]
        except MissingDataError:
            sides.append(xr.full_like(points.isel(keypoint=0, space=0, drop=True), np.nan))
    stacked = xr.concat(sides, dim="side", coords="minimal", compat="override")
    return stacked.assign_coords(side=list(SIDES)).transpose("time", "side")


def _trunk(points: xr.DataArray) -> xr.DataArray:
    """Trunk angle (time); NaN where there is no upper body."""
    try:
        vector = point(points, "neck") - point(points, "pelvis")
    except MissingDataError:
        return xr.full_like(points.isel(keypoint=0, space=0, drop=True), np.nan)
    return xr.DataArray(np.arctan2(vector.sel(space="x"), vector.sel(space="y"))).drop_vars("space")


def _from_vertical(x: xr.DataArray, y: xr.DataArray) -> xr.DataArray:
    """Angle from the downward vertical, forward positive."""
    return xr.DataArray(np.arctan2(x.drop_vars("space"), -y.drop_vars("space")))


def _from_horizontal(x: xr.DataArray, y: xr.DataArray) -> xr.DataArray:
    """Angle from the forward horizontal, upward positive."""
    return xr.DataArray(np.arctan2(y.drop_vars("space"), x.drop_vars("space")))


def _unwrap(angle: xr.DataArray) -> xr.DataArray:
    """Remove jumps of a full turn; a leg that swings past the horizontal has none."""
    return map_runs(angle, lambda _, values: np.unwrap(values, axis=0), shortest=1)
