"""Centre of mass and angular momentum of the body, from de Leva's segments."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import xarray as xr

from nextstride.athlete import Athlete
from nextstride.conventions import SIDES
from nextstride.kinematics.points import has_points, point
from nextstride.signals import derivative

LEG_POINTS = tuple(
    f"{side}_{name}" for side in SIDES for name in ("hip", "knee", "ankle", "heel", "toe")
)
TRUNK_POINTS = ("pelvis", "neck")
ARM_POINTS = tuple(f"{side}_{name}" for side in SIDES for name in ("shoulder", "elbow", "wrist"))


def center_of_mass(points: xr.DataArray, athlete: Athlete) -> xr.DataArray | None:
    """Whole-body centre of mass, (time, space) in m; None where trunk or legs are not marked.

    Sum over the segments of de Leva (1996). The head goes along the trunk's line; arms without
    markers are counted with the trunk, which shifts the centre by a constant.

    Parameters
    ----------
    points : xarray.DataArray
        Body points (time, space, keypoint), m.
    athlete : Athlete
        For the segment table.
    """
    if not has_points(points, [*LEG_POINTS, *TRUNK_POINTS]):
        return None
    moment, mass = None, 0.0
    for _, share, center in _segments(points, athlete):
        moment = center * share if moment is None else moment + center * share
        mass += share
    return None if moment is None else moment / mass


def angular_momentum(points: xr.DataArray, athlete: Athlete) -> xr.Dataset | None:
    """Angular momentum about the vertical through the centre of mass, per body mass.

    Segments are counted as slender rods: the momentum of the centre, and that of the rod's own
    turning with its transverse radius of gyration (de Leva 1996).

    Parameters
    ----------
    points : xarray.DataArray
        Body points (time, space, keypoint), m, three-dimensional, filtered.
    athlete : Athlete
        For the segment table.

    Returns
    -------
    xarray.Dataset or None
        ``left_leg``, ``right_leg``, ``trunk``, ``arms``, ``total`` on (time) in m²/s; positive
        turns the body to its left. None where the upper body or the third dimension is missing.
    """
    if points.sizes["space"] < 3 or not has_points(
        points, [*LEG_POINTS, *TRUNK_POINTS, *ARM_POINTS]
    ):
        return None
    body = center_of_mass(points, athlete)
    if body is None:
        return None
    parts: dict[str, xr.DataArray] = {}
    for part, share, (center, axis, gyration) in _rods(points, athlete):
        arm = center - body
        momentum = share * (_about_vertical(arm) + gyration**2 * _about_vertical(axis))
        parts[part] = parts[part] + momentum if part in parts else momentum
    return xr.Dataset({**parts, "total": sum(parts.values())})


Rod = tuple[xr.DataArray, xr.DataArray, float]
"""Centre in m, axis vector, radius of gyration as a share of that vector."""


def _about_vertical(arm: xr.DataArray) -> xr.DataArray:
    """Vertical part of arm x d(arm)/dt, (time)."""
    speed = derivative(arm)
    z, x = arm.sel(space="z", drop=True), arm.sel(space="x", drop=True)
    return z * speed.sel(space="x", drop=True) - x * speed.sel(space="z", drop=True)


def _segments(points: xr.DataArray, athlete: Athlete) -> Iterator[tuple[str, float, xr.DataArray]]:
    """Every segment that the points give: part of the body, share of mass, centre."""
    for part, share, (center, _, _) in _rods(points, athlete):
        yield part, share, center


def _rods(points: xr.DataArray, athlete: Athlete) -> Iterator[tuple[str, float, Rod]]:
    """Every segment as a rod."""
    for side in SIDES:
        for segment, upper, lower in (
            ("thigh", "hip", "knee"),
            ("shank", "knee", "ankle"),
            ("foot", "heel", "toe"),
        ):
            yield (
                f"{side}_leg",
                *_rod(points, athlete, segment, f"{side}_{upper}", f"{side}_{lower}"),
            )
    yield from _trunk_and_head(points, athlete)
    if has_points(points, ARM_POINTS):
        for side in SIDES:
            shoulder, elbow, wrist = (f"{side}_{name}" for name in ("shoulder", "elbow", "wrist"))
            yield "arms", *_rod(points, athlete, "upper_arm", shoulder, elbow)
            yield "arms", *_rod(points, athlete, "forearm", elbow, wrist)
            hand = point(points, wrist)
            yield "arms", athlete.shape("hand").mass, (hand, xr.zeros_like(hand), 0.0)


def _rod(
    points: xr.DataArray, athlete: Athlete, segment: str, upper: str, lower: str
) -> tuple[float, Rod]:
    """One limb segment between two body points."""
    shape = athlete.shape(segment)
    start, axis = point(points, upper), point(points, lower) - point(points, upper)
    if segment == "foot":
        axis = foot_axis(axis, athlete)
    return shape.mass, (start + axis * shape.center, axis, shape.gyration)


def foot_axis(heel_to_toe: xr.DataArray, athlete: Athlete) -> xr.DataArray:
    """De Leva's foot, heel to toe tip: along the markers, as long as the height says, m.

    The toe marker is on the knuckle, so its distance from the heel is not the foot's length.
    """
    length = np.sqrt((heel_to_toe**2).sum("space", skipna=False))
    return heel_to_toe / length * athlete.segment_length("foot")


def _trunk_and_head(points: xr.DataArray, athlete: Athlete) -> Iterator[tuple[str, float, Rod]]:
    """Trunk and head on one line; their turning is that of the shoulder and hip lines together."""
    neck, pelvis = point(points, "neck"), point(points, "pelvis")
    trunk, head = athlete.shape("trunk"), athlete.shape("head")
    across = xr.zeros_like(neck)
    if has_points(points, ["left_shoulder", "right_shoulder"]):
        across = point(points, "right_shoulder") - point(points, "left_shoulder")
        across = across + point(points, "right_hip") - point(points, "left_hip")
        across = across / np.sqrt((across**2).sum("space", skipna=False))
    width = trunk.gyration_long * athlete.segment_length("trunk")
    yield "trunk", trunk.mass, (neck + (pelvis - neck) * trunk.center, across, width)
    upward = (neck - pelvis) * (head.length / trunk.length * (1 - head.center))
    yield "trunk", head.mass, (neck + upward, across, 0.0)
