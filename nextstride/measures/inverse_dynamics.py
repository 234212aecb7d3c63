"""Inverse dynamics of the leg in the air: moments and powers from motion alone."""

from __future__ import annotations

import numpy as np
import xarray as xr

from nextstride.athlete import Athlete
from nextstride.conventions import GRAVITY, SIDES, Side
from nextstride.errors import MissingDataError
from nextstride.kinematics import foot_axis, point
from nextstride.signals import derivative


def swing_kinetics(points: xr.DataArray, angles: xr.Dataset, athlete: Athlete) -> xr.Dataset:
    """Sagittal moments and powers at hip and knee of a leg that touches nothing.

    Newton and Euler from the foot up (Winter 2009, chapter 5): nothing pushes on the foot, so the
    leg's own motion gives every joint force and moment, and no force plate is needed. During
    contact the values mean nothing.

    Parameters
    ----------
    points : xarray.DataArray
        Filtered body points (time, space, keypoint), m.
    angles : xarray.Dataset
        Of the same points (`segment_angles`), rad.
    athlete : Athlete
        For de Leva's masses, centres and radii of gyration.

    Returns
    -------
    xarray.Dataset
        On (time, side), per kg of body mass: ``hip_moment`` in N m/kg, flexor positive;
        ``knee_moment``, extensor positive; ``hip_power``, ``knee_power`` in W/kg, positive where
        muscle work goes into the leg. NaN where points are missing.
    """
    sides = []
    for side in SIDES:
        try:
            sides.append(_one_leg(points, angles, athlete, side))
        except MissingDataError:
            empty = xr.full_like(angles["thigh"].sel(side=side, drop=True), np.nan)
            sides.append(xr.Dataset(dict.fromkeys(QUANTITIES, empty)))
    return xr.concat(sides, dim="side").assign_coords(side=list(SIDES)).transpose("time", "side")


QUANTITIES = ("hip_moment", "knee_moment", "hip_power", "knee_power")


def _one_leg(points: xr.DataArray, angles: xr.Dataset, athlete: Athlete, side: Side) -> xr.Dataset:
    """Moments and powers of one leg, (time), per kg."""
    hip, knee, ankle, heel, toe = (
        point(points, f"{side}_{name}") for name in ("hip", "knee", "ankle", "heel", "toe")
    )
    turn = {name: angles[name].sel(side=side, drop=True) for name in ("thigh", "shank", "foot")}
    foot = foot_axis(toe - heel, athlete)
    nothing = xr.zeros_like(ankle)
    end = (nothing, xr.zeros_like(turn["foot"]), ankle)
    below = _carry(("foot", heel, foot, turn["foot"]), ankle, end, athlete)
    below = _carry(("shank", knee, ankle - knee, turn["shank"]), knee, below, athlete)
    knee_moment = below[1]
    below = _carry(("thigh", hip, knee - hip, turn["thigh"]), hip, below, athlete)
    hip_moment = below[1]
    speed = {name: derivative(angle) for name, angle in turn.items()}
    pelvis = derivative(angles["pelvis"])
    return xr.Dataset(
        {
            "hip_moment": hip_moment,
            "knee_moment": knee_moment,
            "hip_power": hip_moment * (speed["thigh"] - pelvis),
            "knee_power": knee_moment * (speed["shank"] - speed["thigh"]),
        }
    )


Segment = tuple[str, xr.DataArray, xr.DataArray, xr.DataArray]
Load = tuple[xr.DataArray, xr.DataArray, xr.DataArray]


def _carry(segment: Segment, joint: xr.DataArray, below: Load, athlete: Athlete) -> Load:
    """Force and moment with which the body above moves one segment, at its upper joint, per kg.

    Parameters
    ----------
    segment : tuple
        Name, start, axis (to the end) in m and angle in rad.
    joint : xarray.DataArray
        Where the segment hangs, (time, space) in m.
    below : tuple
        Force, moment and place that this segment exerts on the next one down.
    athlete : Athlete
    """
    name, start, axis, angle = segment
    shape = athlete.shape(name)
    center = start + axis * shape.center
    lengths = np.sqrt((axis**2).sum("space", skipna=False).values)
    if not np.isfinite(lengths).any():
        raise MissingDataError(f"both ends of the {name} are never seen at once")
    length = float(np.nanmedian(lengths))
    acceleration = derivative(center, 2)
    up = xr.DataArray([0.0, GRAVITY, 0.0][: center.sizes["space"]], dims="space")
    force_below, moment_below, place_below = below
    force = shape.mass * (acceleration + up) + force_below
    inertia = shape.mass * (shape.gyration * length) ** 2
    moment = (
        inertia * derivative(angle, 2)
        + moment_below
        + _turning(place_below - center, force_below)
        - _turning(joint - center, force)
    )
    return force, moment, joint


def _turning(arm: xr.DataArray, force: xr.DataArray) -> xr.DataArray:
    """Moment of a force about the z axis, (time)."""
    x, y = arm.sel(space="x", drop=True), arm.sel(space="y", drop=True)
    return x * force.sel(space="y", drop=True) - y * force.sel(space="x", drop=True)
