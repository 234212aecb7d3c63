"""Ground and path: a floor or belt that slopes, a track that bends.

Steps are found by heights above the ground and by speeds along the path, so both must be known.
Laboratories level their axes by the floor of the room, which a treadmill's belt need not follow,
and a track bends. Runners show it: the forefoot that stands lies on the ground, and the pelvis goes
along the path.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy.optimize import least_squares

from nextstride.arrays import Floats
from nextstride.conventions import SIDES
from nextstride.errors import Notice, RecordingError
from nextstride.kinematics.points import point
from nextstride.recording import Recording

FOREFOOT = ("toe", "first_metatarsal", "fifth_metatarsal", "hallux")
"""Landmarks that stand longest; the heel leaves the ground in the middle of contact."""
STEEPEST = 0.16
"""Steepest ground that is looked for, as treadmills go, 1."""
LEVEL = 0.015
"""Ground less steep than this is level: level floors and belts read up to 0.9 % (eight runs of four
people), a belt at 5 % reads 4.5 %."""
ON_GROUND = 0.012
"""A landmark within this height of its lowest is on the ground, m."""
FEWEST_METRES = 0.4
"""Way along the ground over which a landmark must be seen on it, m."""
SAME_SLOPE = 0.02
"""Landmarks whose slopes differ by more than this (median) do not show one ground."""

MOST_TILT = np.deg2rad(28)
"""A runner at a steady speed leans less than this from feet to pelvis, rad; in the runs at hand
(eight people) it is at most 20 degrees, out of starting blocks 34."""

LONGEST_TURN = 200.0
"""A path with a larger radius is straight, m."""
SHORTEST_WAY = 2.0
"""m forward, from which a path is said to bend."""
SHARPEST_TURN = 12.0
"""A path with a smaller radius is no track but a cut, m; the innermost lanes of halls have 14."""
CLEAR_TURN = np.deg2rad(8)
"""A path that turns by less than this is straight, rad."""
BEND_RESIDUAL = 0.06
"""The pelvis sways about the path by less than this, m (SD)."""


@dataclass(frozen=True)
class Bend:
    """A path along a circle.

    Attributes
    ----------
    radius : float
        m.
    turn : float
        Angle by which the path turns while it is seen, rad; positive to the left.
    center : tuple of float
        x and z of the circle's centre, m.
    """

    radius: float
    turn: float
    center: tuple[float, float]


def find_slope(points: xr.DataArray) -> tuple[float, tuple[Notice, ...]]:
    """Find the slope of the ground, from where forefeet stand.

    Parameters
    ----------
    points : xarray.DataArray
        Body points (time, space, keypoint), m.

    Returns
    -------
    slope : float
        Rise over run, positive uphill; 0 where the ground is level or does not show.
    notices : tuple of Notice
    """
    slope = measured_slope(points)
    if slope is None or abs(slope) < LEVEL:
        return 0.0, ()
    way = "rises" if slope > 0 else "falls"
    told = (
        f"The ground {way} by {100 * abs(slope):.1f} % in the running direction, by where the "
        "forefeet stand. Steps were found along it; angles and moments are against the vertical."
    )
    return slope, (Notice("ground_slopes", told),)


def measured_slope(points: xr.DataArray) -> float | None:
    """Slope of the ground by where the forefeet of both legs stand, rise over run.

    Parameters
    ----------
    points : xarray.DataArray
        Body points (time, space, keypoint), m.

    Returns
    -------
    float or None
        None where a leg does not show it, or the landmarks do not agree.
    """
    slopes: dict[str, list[float]] = {side: [] for side in SIDES}
    for side in SIDES:
        for landmark in FOREFOOT:
            if f"{side}_{landmark}" in points.keypoint.values:
                place = point(points, f"{side}_{landmark}").sel(space=["x", "y"]).dropna("time")
                found = _lower_line(*place.transpose("space", "time").values)
                slopes[side] += [] if found is None else [found]
    if not all(slopes.values()):
        return None
    both = [each for side in SIDES for each in slopes[side]]
    slope = float(np.median(both))
    apart = float(np.median(np.abs(np.array(both) - slope)))
    legs = abs(np.median(slopes["left"]) - np.median(slopes["right"]))
    return None if max(apart, legs) > SAME_SLOPE else slope


def check_upright(points: xr.DataArray) -> None:
    """Refuse a steady run whose axes are tilted.

    Parameters
    ----------
    points : xarray.DataArray
        Body points (time, space, keypoint), m; where pelvis or ankles are not seen nothing is said.

    Raises
    ------
    RecordingError
        If the pelvis is not above the feet.
    """
    names = ["pelvis", *(f"{side}_ankle" for side in SIDES)]
    if any(name not in points.keypoint.values for name in names):
        return
    pelvis, left, right = (point(points, name).sel(space=["x", "y"]) for name in names)
    above = (pelvis - (left + right) / 2).mean("time")
    ahead, up = (float(above.sel(space=axis)) for axis in ("x", "y"))
    tilt = float(np.arctan2(ahead, up))
    if abs(tilt) > MOST_TILT:
        raise RecordingError(
            f"at a steady speed the pelvis is above the feet; here it is {abs(ahead):.2f} m "
            f"{'before' if ahead > 0 else 'behind'} them and {up:.2f} m up, "
            f"{np.rad2deg(abs(tilt)):.0f} degrees off. The file's axes look tilted: turn them "
            "level before exporting, or state the vertical one with --up"
        )


def levelled(points: xr.DataArray, slope: float) -> xr.DataArray:
    """Turn points so that sloping ground is level.

    Parameters
    ----------
    points : xarray.DataArray
        (time, space, keypoint), m.
    slope : float
        From `find_slope`.
    """
    if slope == 0:
        return points
    angle = np.arctan(slope)
    x, y = points.sel(space="x", drop=True), points.sel(space="y", drop=True)
    turned = points.copy()
    turned.loc[{"space": "x"}] = x * np.cos(angle) + y * np.sin(angle)
    turned.loc[{"space": "y"}] = y * np.cos(angle) - x * np.sin(angle)
    return turned


def _lower_line(forward: Floats, upward: Floats) -> float | None:
    """Slope of the line on which a landmark stands, or None where it is not seen on enough of it.

    Of all lines that run below it, the one that the landmark is on for longest.
    """
    if forward.size < 20:
        return None

    def on_line(slope: float) -> NDArray[np.bool_]:
        height = upward - slope * forward
        return np.asarray(height < np.percentile(height, 1) + ON_GROUND)

    grid = np.arange(-STEEPEST, STEEPEST + 1e-9, 0.0025)
    slope = float(grid[int(np.argmax([on_line(each).sum() for each in grid]))])
    for _ in range(3):
        on = on_line(slope)
        if np.ptp(forward[on]) < FEWEST_METRES:
            return None
        slope = float(np.polynomial.polynomial.polyfit(forward[on], upward[on], 1)[1])
    return slope if abs(slope) <= STEEPEST else None


def along_path(recording: Recording) -> Recording:
    """Lay a run along a bend out straight, so that forward is along the path everywhere.

    Every position is given by how far along the circle and how far from it it lies; a foot that
    stands stays where it stands.

    Parameters
    ----------
    recording : Recording
        Of markers in three dimensions; any other is returned as it is.

    Returns
    -------
    Recording
        With a notice of the bend's radius; as given where the path is straight.
    """
    if "position" not in recording.motion or recording.motion.sizes["space"] < 3:
        return recording
    bend = find_bend(recording.motion["position"])
    if bend is None:
        return recording
    motion = recording.motion.copy()
    moved = _unrolled(motion["position"].transpose("time", "space", "keypoint").values, bend)
    motion["position"] = (("time", "space", "keypoint"), moved)
    told = (
        f"The path bends to the {'left' if bend.turn > 0 else 'right'} with a radius of "
        f"{bend.radius:.0f} m ({np.rad2deg(abs(bend.turn)):.0f} degrees in all); forward is along "
        "it, and speed is that along it."
    )
    notices = [Notice("path_bends", told)]
    if recording.force is not None:
        told = "Force plates in a bend are not turned along it; the forces were left out."
        notices.append(Notice("forces_left_out", told))
    return replace(recording, motion=motion, force=None, notices=(*recording.notices, *notices))


def find_bend(positions: xr.DataArray) -> Bend | None:
    """Find the circle along which the body goes, or None where its path is straight.

    Parameters
    ----------
    positions : xarray.DataArray
        (time, space, keypoint), m.
    """
    pelvis = [
        name
        for name in positions.keypoint.values
        if str(name).endswith(("asis", "psis", "_hip")) or name in ("sacrum", "pelvis")
    ]
    if not pelvis:
        return None
    course = positions.sel(keypoint=pelvis).mean("keypoint", skipna=False).dropna("time")
    x, z = course.sel(space=["x", "z"]).transpose("space", "time").values
    # Whoever stands, or runs on a treadmill, goes no way that could bend.
    if x.size < 20 or np.ptp(x) < SHORTEST_WAY:
        return None
    # A parabola starts the circle; its sign says to which side the path bends.
    start = np.polynomial.polynomial.polyfit(x - x.mean(), z, 2)
    if abs(start[2]) < 0.5 / LONGEST_TURN:
        return None
    radius = 0.5 / start[2]

    def residuals(circle: Floats) -> Floats:
        return np.asarray(np.hypot(x - circle[0], z - circle[1]) - circle[2])

    guess = np.array([x.mean(), start[0] + radius, abs(radius)])
    fitted = least_squares(residuals, guess)
    center_x, center_z, size = (float(number) for number in fitted.x)
    around = np.unwrap(np.arctan2(z - center_z, x - center_x))
    turn = float(around[0] - around[-1])  # z points to the right
    sway = float(np.std(residuals(fitted.x)))
    known = SHARPEST_TURN < abs(size) < LONGEST_TURN and abs(turn) > CLEAR_TURN
    if not known or sway > BEND_RESIDUAL:
        return None
    return Bend(abs(size), turn, (center_x, center_z))


def _unrolled(position: Floats, bend: Bend) -> Floats:
    """Positions (time, space, keypoint) with x along the circle and z to the right of it."""
    away_x, away_z = position[:, 0] - bend.center[0], position[:, 2] - bend.center[1]
    around = np.arctan2(away_z, away_x)
    # All of a body is at nearly the same angle, which goes on beyond half a circle.
    middle = np.nanmedian(np.exp(1j * around), axis=1)
    known = np.isfinite(middle)
    body = np.zeros(len(around))
    body[known] = np.unwrap(np.angle(middle[known]))
    turned = body[:, None] + np.angle(np.exp(1j * (around - body[:, None]))) - body[known][0]
    moved = position.copy()
    side = np.sign(bend.turn)
    moved[:, 0] = -side * bend.radius * turned
    moved[:, 2] = side * (np.hypot(away_x, away_z) - bend.radius)
    return moved
