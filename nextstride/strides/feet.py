"""Touchdown and toe-off from foot markers, by two rules that hold from jogging to sprinting.

*Touchdown* is when the first part of the foot is stopped by the ground: the peak of upward
acceleration of whichever landmark (heel, medial or lateral forefoot) first arrives at its floor.
Peak vertical acceleration is the rule of Hreljac & Marshall (2000, J Biomech 33:783); taking
whichever landmark is first, so that it holds for heel and forefoot strikers alike, is that of
Handsaker et al. (2016, J Biomech 49:4128).

*Toe-off* is when the foot stops rolling over the ground. While the foot is planted, the point at
rest about which it turns (its instantaneous centre of rotation) lies on the ground or, as the toes
bend, a little below; when the foot leaves, it moves forward as a whole and that point plunges. The
event is the moment when the centre passes `ROLLING_DEPTH` below the forefoot's floor, which is the
same as: the foot-fixed point at that depth begins to move forward. A plain height or
acceleration threshold is off by 5 to 45 ms between 9.5 and 2 m/s on the recordings used here; this
rule is not.

The depth is the only constant fitted to recordings (three runners, 2-9.5 m/s, force plates); see
docs/validation.md for what is left.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from nextstride.conventions import SIDES, Side
from nextstride.errors import MissingDataError
from nextstride.kinematics import point
from nextstride.signals import derivative, low_pass
from nextstride.signals.runs import map_runs
from nextstride.strides.contact import Contact
from nextstride.strides.pace import Pace, forefoot, forefoot_markers

Floats = NDArray[np.float64]

ROLLING_DEPTH = 0.075
"""Depth of the foot's centre of rotation below the forefoot's floor at toe-off, m (adults)."""
TOE_OFF_CUTOFF = 8.0
TOUCHDOWN_CUTOFF = 12.0
"""Low-pass cut-offs for the two events, multiples of the step rate (35 and 52 Hz in a sprint)."""
FLOOR_MARGIN = 0.012
"""A landmark within this height of its lowest in the same contact has arrived, m."""
PLANTED_SPEED = 0.15
"""A foot slower than this share of running speed is planted."""
SWINGING_SPEED = 0.7
"""A landmark faster than this share of running speed is still swinging."""
TOUCHDOWN_SD = 0.005
TOE_OFF_SD = 0.045
"""Timing SD of the rules, s for touchdown and shares of contact time for toe-off: root mean square
error over the seven recordings with force plates (three runners, docs/validation.md)."""


@dataclass(frozen=True)
class _Landmark:
    """One part of the foot that may land first, all (time,) arrays on the same frames."""

    height: Floats
    speed: Floats
    """Speed relative to the ground, m/s."""
    upward: Floats
    """Vertical velocity, m/s."""
    stopping: Floats
    """Vertical acceleration, m/s²."""


@dataclass(frozen=True)
class _Foot:
    """One foot's signals, all (time,) arrays on the same frames."""

    time: Floats
    speed: Floats
    """Speed of the forefoot relative to the ground, m/s."""
    forward: Floats
    """The forward part of it."""
    turning: Floats
    """Angular velocity of heel-forefoot, rad/s; negative while the heel rises."""
    height: Floats
    """Height of the forefoot, m."""
    landmarks: list[_Landmark]


def marker_contacts(points: xr.DataArray, pace: Pace) -> list[Contact]:
    """Find every contact of both feet that the markers show, in time order.

    Parameters
    ----------
    points : xarray.DataArray
        Body points (time, space, keypoint), m; heel and forefoot are used.
    pace : Pace
        Of the same recording.

    Raises
    ------
    MissingDataError
        If a foot has no heel or no forefoot marker.
    """
    contacts = []
    for side in SIDES:
        foot = _foot_signals(points, side, pace)
        ends = np.r_[foot.time[0], pace.swings[side], foot.time[-1]]
        for start, stop in itertools.pairwise(ends):
            contact = _contact_between(foot, float(start), float(stop), side, pace)
            if contact is not None:
                contacts.append(contact)
    return sorted(contacts, key=lambda contact: contact.middle)


def _foot_signals(points: xr.DataArray, side: Side, pace: Pace) -> _Foot:
    """Everything the two rules look at, for one foot."""
    if f"{side}_heel" not in points.keypoint.values:
        raise MissingDataError(
            f"no marker is on the {side} heel, so its steps cannot be seen; name one with --markers"
        )
    cutoff = TOE_OFF_CUTOFF * pace.step_rate
    toe = low_pass(forefoot(points, side), cutoff)
    heel = low_pass(point(points, f"{side}_heel"), cutoff)
    turning = derivative(_pitch(toe - heel))
    velocity = derivative(toe)
    forward, upward = velocity.sel(space="x") + pace.belt_speed, velocity.sel(space="y")
    landing = [*forefoot_markers(points, side), point(points, f"{side}_heel")]
    return _Foot(
        time=points.time.values.astype(float),
        speed=np.hypot(forward.values, upward.values),
        forward=forward.values,
        turning=turning.values,
        height=toe.sel(space="y").values,
        landmarks=[_landing(marker, pace) for marker in landing],
    )


def _pitch(foot: xr.DataArray) -> xr.DataArray:
    """Angle of heel-forefoot from the horizontal without jumps, rad."""
    angle = xr.DataArray(np.arctan2(foot.sel(space="y", drop=True), foot.sel(space="x", drop=True)))
    return map_runs(angle, lambda _, values: np.unwrap(values, axis=0), shortest=1)


def _landing(marker: xr.DataArray, pace: Pace) -> _Landmark:
    """Motion of a landmark, filtered for touchdown."""
    place = low_pass(marker, TOUCHDOWN_CUTOFF * pace.step_rate)
    velocity = derivative(place)
    upward = velocity.sel(space="y").values
    return _Landmark(
        height=place.sel(space="y").values,
        speed=np.hypot(velocity.sel(space="x").values + pace.belt_speed, upward),
        upward=upward,
        stopping=derivative(place.sel(space="y"), 2).values,
    )


def _contact_between(
    foot: _Foot, start: float, stop: float, side: Side, pace: Pace
) -> Contact | None:
    """The contact of one foot between two of its swings; None where it is not planted."""
    inside = np.flatnonzero((foot.time >= start) & (foot.time <= stop) & np.isfinite(foot.turning))
    if inside.size < 4:
        return None
    planted = inside[np.argmin(foot.speed[inside])]
    if foot.speed[planted] > PLANTED_SPEED * pace.speed:
        return None
    toe_off = _toe_off(foot, planted, inside[-1], pace)
    touchdown = _touchdown(foot, planted, inside[0], pace)
    if touchdown is None and toe_off is None:
        return None
    share = TOE_OFF_SD * 0.5 / pace.step_rate
    length = toe_off - touchdown if touchdown is not None and toe_off is not None else None
    frame = float(np.diff(foot.time).mean())
    return Contact(
        side=side,
        touchdown=touchdown,
        toe_off=toe_off,
        method="markers",
        touchdown_sd=float(np.hypot(TOUCHDOWN_SD, frame / np.sqrt(6))),
        toe_off_sd=float(np.hypot(TOE_OFF_SD * length if length else share, frame / np.sqrt(6))),
        middle=float(foot.time[planted]),
    )


def _toe_off(foot: _Foot, planted: int, last: int, pace: Pace) -> float | None:
    """First moment after `planted` when the foot moves and its centre of rotation has sunk."""
    after = slice(planted, last + 1)
    height = foot.height[after] - np.nanmin(foot.height[after])
    rolling = foot.forward[after] + foot.turning[after] * (height + ROLLING_DEPTH)
    leaving = np.flatnonzero((foot.speed[after] > 0.1 * pace.speed) & (rolling >= 0))
    if leaving.size == 0 or leaving[0] == 0:
        return None
    frame = int(leaving[0])
    time = foot.time[after]
    if rolling[frame - 1] >= 0:
        return float(time[frame])
    share = rolling[frame - 1] / (rolling[frame - 1] - rolling[frame])
    return float(time[frame - 1] + share * (time[frame] - time[frame - 1]))


def _touchdown(foot: _Foot, planted: int, first: int, pace: Pace) -> float | None:
    """Earliest arrival among the landmarks; None unless all were seen swinging before."""
    falling = []
    for landmark in foot.landmarks:
        swinging = np.flatnonzero(landmark.speed[first:planted] > SWINGING_SPEED * pace.speed)
        if swinging.size == 0:
            return None
        falling.append(first + int(swinging[-1]))
    early = int(0.1 / pace.step_rate / np.diff(foot.time).mean())
    arrivals = [
        _arrival(foot.time, landmark, max(start - early, first, 1), planted)
        for landmark, start in zip(foot.landmarks, falling, strict=True)
    ]
    known = [arrival for arrival in arrivals if arrival is not None]
    return min(known) if known else None


def _arrival(time: Floats, landmark: _Landmark, start: int, planted: int) -> float | None:
    """Peak of upward acceleration of one landmark when it reaches its floor."""
    last = min(planted + 3, time.size - 1)
    height, stopping = landmark.height, landmark.stopping
    floor = np.nanmin(height[start:last])
    peaks = [
        frame
        for frame in range(start, last)
        if height[frame] < floor + FLOOR_MARGIN
        and stopping[frame - 1] <= stopping[frame] > stopping[frame + 1]
    ]
    if not peaks:
        return None
    peak = max(peaks, key=lambda frame: float(stopping[frame]))
    left, top, right = stopping[peak - 1 : peak + 2]
    curvature = left - 2 * top + right
    offset = 0.5 * (left - right) / curvature if curvature < 0 else 0.0
    return float(time[peak] + offset * (time[peak] - time[peak - 1]))
