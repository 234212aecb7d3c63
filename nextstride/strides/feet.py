"""Touchdown and toe-off from foot markers, by two rules that hold from jogging to sprinting.

*Touchdown* is when the first part of the foot is stopped by the ground: the peak of upward
acceleration of whichever landmark (heel, medial or lateral forefoot) first arrives at its floor.
Peak vertical acceleration is the rule of Hreljac & Marshall (2000, J Biomech 33:783); taking
whichever landmark is first, so that it holds for heel and forefoot strikers alike, is that of
Handsaker et al. (2016, J Biomech 49:4128).

*Toe-off* is the moment that looks most like others' leaving of the ground
(`nextstride.strides.leaving`).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import xarray as xr

from nextstride.arrays import Floats
from nextstride.conventions import SIDES, Side
from nextstride.errors import MissingDataError
from nextstride.kinematics import point
from nextstride.signals import acceleration_noise, derivative, low_pass
from nextstride.strides.contact import Contact
from nextstride.strides.leaving import (
    LEAVING,
    THRESHOLD_SD,
    TOE_OFF_CUTOFF,
    Likeness,
    leaving_signals,
    toe_off,
)
from nextstride.strides.pace import (
    Pace,
    forefoot,
    forefoot_markers,
    is_marked_whole,
    travel_speed,
)

TOUCHDOWN_CUTOFFS = (12.0, 9.0, 6.5)
"""Low-pass cut-offs for touchdown, multiples of the step rate (52, 39 and 28 Hz in a sprint): the
highest in which landings stand out of the markers' noise."""
STANDING_OUT = 10.0
"""Landings stand out where the acceleration that one frame of a hundred passes is this many SD of
its noise. In the recordings at hand it is 35 or more, with 1 mm of noise 3 to 15."""
FLOOR_MARGIN = 0.012
"""A landmark within this height of its lowest in the same contact has arrived, m."""
PLANTED_SPEED = 0.15
"""A foot slower than this share of running speed is planted."""
AIRBORNE = 0.03
"""A forefoot that rests this far above where it, or the other, rests next is in the air, m."""
SWINGING_SPEED = 0.7
"""A landmark faster than this share of running speed is still swinging."""
TOUCHDOWN_SD = 0.005
"""Timing SD of the touchdown rule, s: root mean square error over the people with force plates
whose laboratory did not smooth them (docs/validation.md)."""
WHOLE_FOOT_SD = 0.04
"""The same where one point stands for the whole foot, s: of heel, forefoot and both together, each
taken alone, in eleven runs of seven people; 0 to 110 ms late, alike in all steps of a foot."""

SMOOTHED_SD = 0.18
"""Timing SD that smoothing adds to touchdown, s at a step rate as high as the frequency above which
the markers hold nothing, falling with the square of that. From four runs of two people at 2.5 to
9.5 m/s, smoothed at 6 to 20 Hz: 10 ms in a jog and 30 in a sprint at 6 Hz, 2 and 8 at 15 Hz."""


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
    noise: float
    """SD of what is noise in it, m/s²."""
    smoothed: float
    """Timing SD that smoothing so much costs a landing, s."""


@dataclass(frozen=True)
class _Foot:
    """One foot's signals, all (time,) arrays on the same frames."""

    time: Floats
    speed: Floats
    """Speed of the forefoot relative to the ground, m/s."""
    forward: Floats
    """The forward part of it."""
    travel: Floats
    """Speed of the runner, m/s."""
    leaving: Floats
    """(time, 2) from `leaving_signals`, shares of running speed."""
    height: Floats
    """Height of the forefoot, m."""
    landmarks: list[_Landmark]
    whole: bool
    """Whether one point stands for the whole foot."""


@dataclass(frozen=True)
class _Planted:
    """A foot at rest between two of its swings, frames of its track; height in m."""

    side: Side
    frame: int
    first: int
    last: int
    height: float


def marker_contacts(
    points: xr.DataArray, pace: Pace, likeness: Likeness = LEAVING
) -> list[Contact]:
    """Find every contact of both feet that the markers show, in time order.

    Of a foot that one point stands for, when it leaves the ground is not told: the heel does long
    before the toes, and nothing says which of them the point is.

    Parameters
    ----------
    points : xarray.DataArray
        Body points (time, space, keypoint), m; heel and forefoot are used.
    pace : Pace
        Of the same recording.
    likeness : Likeness
        What tells toe-off.

    Raises
    ------
    MissingDataError
        If a foot has no heel or no forefoot marker.
    """
    feet = {side: _foot_signals(points, side, pace) for side in SIDES}
    planted = sorted(
        (
            _Planted(side, frame, first, last, float(foot.height[frame]))
            for side, foot in feet.items()
            for first, last, frame in _rests(foot, pace, side)
        ),
        key=lambda rest: (feet[rest.side].time[rest.frame], rest.side),
    )
    grounded = _on_the_ground(planted)
    found = [_contact(feet[rest.side], rest, pace, likeness) for rest in grounded]
    return [contact for contact in found if contact is not None]


def _rests(foot: _Foot, pace: Pace, side: Side) -> Iterator[tuple[int, int, int]]:
    """First and last frame between two swings of a foot, and where it rests between them."""
    ends = np.r_[foot.time[0], pace.swings[side], foot.time[-1]]
    for start, stop in itertools.pairwise(ends):
        between = (foot.time >= start) & (foot.time <= stop) & np.isfinite(foot.speed)
        inside = np.flatnonzero(between)
        if inside.size >= 4:
            rest = inside[np.argmin(foot.speed[inside])]
            if foot.speed[rest] <= PLANTED_SPEED * foot.travel[rest]:
                yield int(inside[0]), int(inside[-1]), int(rest)


def _on_the_ground(rests: list[_Planted]) -> list[_Planted]:
    """Leave out the rests of a foot in the air: far above the rest before or after.

    Its neighbours tell the floor, rather than all rests, so that a floor seen aslant does no harm.
    """
    heights = np.array([rest.height for rest in rests])
    floor = [heights[max(row - 1, 0) : row + 2].min() for row in range(len(rests))]
    return [rest for rest, low in zip(rests, floor, strict=True) if rest.height < low + AIRBORNE]


def _foot_signals(points: xr.DataArray, side: Side, pace: Pace) -> _Foot:
    """Everything the two rules look at, for one foot."""
    whole = is_marked_whole(points, side)
    if f"{side}_heel" not in points.keypoint.values and not whole:
        raise MissingDataError(
            f"no marker is on the {side} heel, so its steps cannot be seen; name one with --markers"
        )
    cutoff = TOE_OFF_CUTOFF * pace.step_rate
    toe = low_pass(forefoot(points, side), cutoff)
    velocity = derivative(toe)
    forward, upward = velocity.sel(space="x") + pace.belt_speed, velocity.sel(space="y")
    landing = [*forefoot_markers(points, side)]
    landing += [] if whole else [point(points, f"{side}_heel")]
    return _Foot(
        time=points.time.values.astype(float),
        speed=np.hypot(forward.values, upward.values),
        forward=forward.values,
        travel=travel_speed(points, pace),
        leaving=leaving_signals(points, side, pace),
        height=toe.sel(space="y").values,
        landmarks=[_landing(marker, pace) for marker in landing],
        whole=whole,
    )


def _landing(marker: xr.DataArray, pace: Pace) -> _Landmark:
    """Motion of a landmark, filtered for touchdown as little as its noise allows.

    Whether it swings is seen in the least filtered: a swing that is hardly recorded would be lost.
    """
    tracks = (_filtered(marker, cutoff, pace) for cutoff in TOUCHDOWN_CUTOFFS)
    landmark = least = next(tracks)
    while not _stands_out(landmark):
        further = next(tracks, None)
        if further is None:
            break
        landmark = replace(further, speed=least.speed)
    return landmark


def _stands_out(landmark: _Landmark) -> bool:
    """Whether landings stand out of the noise."""
    seen = landmark.stopping[np.isfinite(landmark.stopping)]
    return not seen.size or float(np.percentile(seen, 99)) > STANDING_OUT * landmark.noise


def _filtered(marker: xr.DataArray, cutoff: float, pace: Pace) -> _Landmark:
    """Motion of a landmark below `cutoff` (multiples of the step rate)."""
    place = low_pass(marker, cutoff * pace.step_rate)
    velocity = derivative(place)
    upward = velocity.sel(space="y").values
    more = SMOOTHED_SD * (cutoff**-2 - TOUCHDOWN_CUTOFFS[0] ** -2)
    return _Landmark(
        height=place.sel(space="y").values,
        speed=np.hypot(velocity.sel(space="x").values + pace.belt_speed, upward),
        upward=upward,
        stopping=derivative(place.sel(space="y"), 2).values,
        noise=acceleration_noise(marker.sel(space="y", drop=True), cutoff * pace.step_rate),
        smoothed=more,
    )


def _contact(foot: _Foot, rest: _Planted, pace: Pace, likeness: Likeness) -> Contact | None:
    """The contact around a rest of a foot; None where neither of its ends is seen."""
    left = None if foot.whole else _toe_off(foot, slice(rest.frame, rest.last + 1), likeness)
    touchdown, noise_sd = _touchdown(foot, rest.frame, rest.first, pace) or (None, 0.0)
    if touchdown is None and left is None:
        return None
    leaving, leaving_sd = left or (None, 0.0)
    half_a_step = 0.5 / pace.step_rate
    middle = float(foot.time[rest.frame])
    if touchdown is None and leaving is not None:
        # A foot that stood before it was recorded, as in starting blocks, rests for as long as it
        # likes; its contact is told from the others' by when it leaves.
        middle = max(middle, leaving - half_a_step / 2)
    length = half_a_step if leaving is None or touchdown is None else leaving - touchdown
    frame = float(np.diff(foot.time).mean())
    rule_sd = WHOLE_FOOT_SD if foot.whole else TOUCHDOWN_SD
    return Contact(
        side=rest.side,
        touchdown=touchdown,
        toe_off=leaving,
        method="markers",
        touchdown_sd=float(np.linalg.norm([noise_sd, rule_sd, frame / np.sqrt(6)])),
        toe_off_sd=float(np.hypot(leaving_sd, np.hypot(THRESHOLD_SD * length, frame / np.sqrt(6)))),
        middle=middle,
    )


def _toe_off(foot: _Foot, after: slice, likeness: Likeness) -> tuple[float, float] | None:
    """When a foot leaves the ground after a rest, and its error (SD), s."""
    forward = foot.forward[after] / foot.travel[after]
    return toe_off(foot.time[after], foot.leaving[after], forward, likeness)


def _touchdown(foot: _Foot, planted: int, first: int, pace: Pace) -> tuple[float, float] | None:
    """Earliest arrival among the landmarks, and what noise may have moved it (SD), s.

    None unless all were seen swinging before.
    """
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


def _arrival(
    time: Floats, landmark: _Landmark, start: int, planted: int
) -> tuple[float, float] | None:
    """Peak of upward acceleration of one landmark when it reaches its floor, and its error, s.

    The error is how far from the peak other moments lie that noise could have made it.
    """
    last = min(planted + 3, time.size - 1)
    height, stopping = landmark.height, landmark.stopping
    floor = np.nanmin(height[start:last])
    arrived = [frame for frame in range(start, last) if height[frame] < floor + FLOOR_MARGIN]
    peaks = [
        frame for frame in arrived if stopping[frame - 1] <= stopping[frame] > stopping[frame + 1]
    ]
    if not peaks:
        return None
    peak = max(peaks, key=lambda frame: float(stopping[frame]))
    left, top, right = stopping[peak - 1 : peak + 2]
    curvature = left - 2 * top + right
    offset = 0.5 * (left - right) / curvature if curvature < 0 else 0.0
    moment = float(time[peak] + offset * (time[peak] - time[peak - 1]))
    doubt = _spread(time[arrived] - moment, top - stopping[arrived], landmark.noise)
    return moment, float(np.hypot(doubt, landmark.smoothed))


def _spread(apart: Floats, lower: Floats, noise: float) -> float:
    """Root mean square of how far moments are `apart` that are `lower`, by their likelihood."""
    if noise == 0:
        return 0.0
    likelihood = np.exp(-0.5 * (lower / noise) ** 2)
    return float(np.sqrt(likelihood @ apart**2 / likelihood.sum()))
