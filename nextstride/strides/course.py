"""The course of a run: straight or turning, run or walked."""

from __future__ import annotations

import numpy as np
import xarray as xr

from nextstride.arrays import Floats
from nextstride.errors import MissingDataError, RecordingError
from nextstride.kinematics import point

HALF_WINDOW = 0.2
"""The heading before a moment is held against that after it over this time each, s."""
HALF_WINDOW_FILM = 0.4
"""The same where one camera saw the run: keypoints err more, and all it shows is a turning back."""
SHARPEST_TURN = float(np.radians(10))
"""A pelvis that changes its heading by more between the two turns at 50 degrees/s: a cut. Two cuts
at hand turn at 60 and 90, runs sway by 3 to 10, the tightest bend of an indoor track (11 m radius
at 7 m/s) turns at 36."""
TURNING_SPEED = 2.0
"""Below this, m/s, the sway of a walk turns the pelvis as much."""
WALKING_SPEED = 3.0
"""Nobody walks faster, m/s, but for race walkers."""
MIDDLE_OF_CONTACT = 0.3
"""Middle of a contact of which only the beginning is known, share of the step: 0.25 of it in
sprints, 0.35 in slow runs. A walker's is at 0.6, so that the pelvis is not seen at its highest; it
still falls between this and half a step later."""
LEAST_LIFT = 0.04
"""A pelvis that is less high between two contacts than in their middles by this walks, m. In runs
below 3 m/s it rises by 56 mm or more, in 29 walks by 30 at most."""


def check_straight(points: xr.DataArray) -> None:
    """Refuse a run that changes its direction, or, in the plane of a film, turns back.

    Parameters
    ----------
    points : xarray.DataArray
        Body points (time, space, keypoint), m.

    Raises
    ------
    RecordingError
        If the pelvis turns as in a cut.
    """
    planar = points.sizes["space"] < 3
    ways = ["x"] if planar else ["x", "z"]
    try:
        course = point(points, "pelvis").sel(space=ways).transpose("time", "space")
    except MissingDataError:
        return
    seen = course.dropna("time")
    places = np.pad(seen.values, ((0, 0), (0, 2 - len(ways))))
    half = HALF_WINDOW_FILM if planar else HALF_WINDOW
    turn, when = _sharpest_turn(seen.time.values.astype(float), places, half)
    if turn > SHARPEST_TURN and planar:
        raise RecordingError(
            f"the runner turns back around {when:.2f} s, or another person is taken for the runner "
            "from then on. Give a piece of the film with one run, past one camera; if somebody "
            "else is in it, say who is meant with --runner X,Y, or crop to one runner"
        )
    if turn > SHARPEST_TURN:
        raise RecordingError(
            f"this is a change of direction, not a straight run: the pelvis turns by "
            f"{np.degrees(turn):.0f} degrees within {2 * HALF_WINDOW:g} s around {when:.2f} s. "
            "nextstride analyses runs along a line or a bend"
        )


def _sharpest_turn(time: Floats, course: Floats, half: float) -> tuple[float, float]:
    """Largest change of heading within a window, rad, and its moment, s; zero if too short."""
    sharpest, moment = 0.0, float("nan")
    if time.size < 2 or time[-1] - time[0] < 2 * half:
        return sharpest, moment
    for middle in np.arange(time[0] + half, time[-1] - half + 1e-9, half / 4):
        before = _velocity(time, course, middle - half, middle)
        after = _velocity(time, course, middle, middle + half)
        if before is None or after is None or min(abs(before), abs(after)) < TURNING_SPEED:
            continue
        turn = abs(float(np.angle(after / before)))
        if turn > sharpest:
            sharpest, moment = turn, float(middle)
    return sharpest, moment


def _velocity(time: Floats, course: Floats, start: float, stop: float) -> complex | None:
    """Mean velocity over a time as forward + 1j rightward, m/s; None where frames are missing."""
    inside = (time >= start - 1e-9) & (time <= stop + 1e-9)
    frame = float(np.median(np.diff(time)))
    if inside.sum() < max(4, 0.8 * (stop - start) / frame):
        return None
    forward, rightward = np.polyfit(time[inside], course[inside], 1)[0]
    return complex(forward, rightward)


def pelvis_lift(points: xr.DataArray, steps: xr.Dataset) -> float:
    """How much higher the pelvis is between two contacts than in their middles, m.

    A runner's hip is lowest when the foot is under it, a walker's highest: a sign of running that
    needs neither touchdown nor toe-off exactly.

    Parameters
    ----------
    points : xarray.DataArray
        Body points (time, space, keypoint), m.
    steps : xarray.Dataset
        From `steps_table`.

    Returns
    -------
    float
        Mean over the steps; NaN where none shows it.
    """
    try:
        height = point(points, "pelvis").sel(space="y", drop=True).dropna("time")
    except MissingDataError:
        return float("nan")
    middle = ((steps.touchdown + steps.toe_off) / 2).values
    if np.isnan(middle).all() and np.isfinite(steps.opposite_touchdown - steps.touchdown).any():
        step = np.nanmedian((steps.opposite_touchdown - steps.touchdown).values)
        middle = steps.touchdown.values + MIDDLE_OF_CONTACT * step
    following = np.r_[middle[1:], np.nan][: middle.size]
    follows = np.isfinite(steps.opposite_touchdown.values) & np.isfinite(middle + following)
    if height.time.size < 2 or not follows.any():
        return float("nan")
    first, second = middle[follows], following[follows]

    def at(times: Floats) -> Floats:
        seen = np.interp(times, height.time.values, height.values, left=np.nan, right=np.nan)
        return np.asarray(seen)

    lifts = at((first + second) / 2) - (at(first) + at(second)) / 2
    return float(np.nanmean(lifts)) if np.isfinite(lifts).any() else float("nan")


def check_running(points: xr.DataArray, steps: xr.Dataset, speed: float, source: str) -> None:
    """Refuse a walk.

    Parameters
    ----------
    points, steps
        As in `pelvis_lift`.
    speed : float
        m/s.
    source : str
        File name, for messages.

    Raises
    ------
    RecordingError
        If the pelvis does not rise between the contacts, at a speed at which people walk, or
        neither it nor a flight can be seen.
    """
    lift = pelvis_lift(points, steps)
    if speed < WALKING_SPEED and np.isnan(lift) and np.isnan(steps.toe_off.values).all():
        raise RecordingError(
            f"{source}: whether this is run or walked cannot be told: at {speed:.1f} m/s people do "
            "both, no toe-off is seen, and the pelvis is not seen over two contacts. Record a "
            "longer part, or mark heel and forefoot"
        )
    if speed < WALKING_SPEED and lift < LEAST_LIFT:
        where = f"{1000 * lift:.0f} mm higher" if lift >= 0 else f"{-1000 * lift:.0f} mm lower"
        raise RecordingError(
            f"{source}: this is walking, not running: at {speed:.1f} m/s the pelvis is {where} "
            f"between two contacts than above the standing foot, where a runner's is at least "
            f"{1000 * LEAST_LIFT:.0f} mm higher. nextstride analyses runs with a flight phase"
        )
