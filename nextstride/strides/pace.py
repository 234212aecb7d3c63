"""Pace: the coarse facts that everything finer is scaled by: swings, step rate, belt, speed."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from nextstride.arrays import Floats
from nextstride.conventions import Side
from nextstride.errors import MissingDataError, RecordingError
from nextstride.kinematics import point
from nextstride.signals import derivative, low_pass
from nextstride.strides.course import check_straight
from nextstride.strides.passing import passing_times

SWING_SEARCH_CUTOFF = 5.0
"""Hz: above the stride rate of any runner (at most 2.6 /s), below the shaking of impacts."""
SHORTEST_STRIDE = 0.3
"""No foot swings twice within this time, s: the fastest strides of sprinters last 0.38."""
RUNNING_SWING_SPEED = 1.5
"""m/s: feet that pass each other more slowly than this are not running."""
SLOWEST_TRAVEL = 0.2
"""Share of the highest speed that a runner who starts is taken to have before the first step."""
STANDING_HEIGHT = 0.004
"""A forefoot within this height of its lowest stands, m."""
BELT_DISAGREEMENT = 0.15
"""A stated belt speed may differ from the standing feet's by this share of the running speed."""
BELT_ERROR = 0.01
"""SD of a belt's speed by the feet that stand on it, share of it: off by -1.6 to +0.3 % from what
the belts of six runs of three people were set to. A foot rolls while it stands, one more than the
other."""
WHILE_CARRIED = 0.15
"""Share of a step for which a foot is surely carried by the ground without turning on it."""
WHOLE_FOOT_BELT = 0.03
"""As `BELT_ERROR`, by one point anywhere on the foot: off by -5 to +2 % in six runs of three
people, by heel, forefoot and both."""
STEADY = 0.2
"""A speed that changes by more than this share of the highest is not steady. In the runs at hand it
changes by 2 to 12 % of it over the ground, in a start from blocks by all of it."""
STEADY_FILM = 0.3
"""The same for a film, of the mean speed and by a parabola: perspective speeds up who comes nearer.
It is 0.04 in a sprint at top speed, 0.23 in three steps past a near camera, 0.36 to 0.89 in three
block starts."""
TREADMILL_TRAVEL = 0.35
"""A runner whose pelvis travels less than this share of what the feet run is on a treadmill."""


@dataclass(frozen=True)
class Pace:
    """Coarse facts of a run.

    Attributes
    ----------
    swings : dict of side to numpy.ndarray
        Times in s at which that foot passes the other one fastest, in mid-swing.
    step_rate : float
        Steps per second, from those times.
    treadmill : bool
        Whether the ground moves.
    belt_speed : float
        Backward speed of the ground, m/s; zero overground.
    belt_spread : float
        Error (SD) of `belt_speed`, m/s; zero overground, and where the speed was given.
    speed : float
        Mean forward speed of the pelvis relative to the ground, m/s.
    change : float
        By how much the speed over one step rises (or, negative, falls) through the recording, share
        of the highest; beyond `allowed` the run is an acceleration, or a slowing down.
    allowed : float
        `STEADY`, or of a film `STEADY_FILM`.
    """

    swings: dict[Side, Floats]
    step_rate: float
    treadmill: bool
    belt_speed: float
    belt_spread: float
    speed: float
    change: float = 0.0
    allowed: float = STEADY

    @property
    def steady(self) -> bool:
        """Whether this is a run at one speed, of which means over the steps tell something."""
        return abs(self.change) <= self.allowed


def find_pace(
    points: xr.DataArray, belt_speed: float | None = None, stride_time: float | None = None
) -> Pace:
    """Find swings, step rate and speed from the two feet's forward motion.

    Parameters
    ----------
    points : xarray.DataArray
        Body points (time, space, keypoint), m.
    belt_speed : float, optional
        Known backward speed of the ground, m/s; else from the feet when they stand.
    stride_time : float, optional
        Of feet that are seen badly, s: they pass each other with its rhythm (`passing_times`).

    Raises
    ------
    RecordingError
        If the feet do not run past each other at least twice, or contradict `belt_speed`, or the
        run changes its direction.
    """
    check_straight(points)
    feet: dict[Side, xr.DataArray] = {
        "left": forefoot(points, "left"),
        "right": forefoot(points, "right"),
    }
    apart = (feet["left"] - feet["right"]).sel(space="x", drop=True)
    if stride_time is None:
        passing = derivative(low_pass(apart, SWING_SEARCH_CUTOFF))
        swings = _swings(passing)
    else:
        passing = derivative(low_pass(apart, 2 / stride_time))
        time = apart.time.values.astype(float)
        both = passing_times(time, apart.values, stride_time, RUNNING_SWING_SPEED)
        swings = {"left": both[0], "right": both[1]}
    every = np.sort(np.concatenate(list(swings.values())))
    if every.size < 2:
        fastest = float(np.nanmax(np.abs(passing))) if np.isfinite(passing).any() else 0.0
        raise RecordingError(
            "this is not a run of at least two steps: the feet pass each other "
            f"{every.size} times, at {fastest:.1f} m/s at most. Record at least three steps; a "
            "standing trial goes with the run, as --static"
        )
    step_rate = _step_rate(every)
    ground, spread = _ground_speed(feet, swings, step_rate)
    travel = _pelvis_speed(points, every)
    if any(is_marked_whole(points, side) for side in feet):
        ground, spread = _fastest_backward(feet, swings, step_rate)
    treadmill = abs(travel) < TREADMILL_TRAVEL * abs(travel + ground)
    if belt_speed is not None:
        _check_belt(belt_speed, ground, travel)
        treadmill, ground, spread = belt_speed > 0, belt_speed, 0.0
    belt, spread = (ground, spread) if treadmill else (0.0, 0.0)
    change = 0.0 if treadmill else _speed_change(points, 1 / step_rate)
    allowed = STEADY
    if stride_time is not None and not treadmill:
        change, allowed = _parabola_change(points, every), STEADY_FILM
    return Pace(swings, step_rate, treadmill, belt, spread, travel + belt, change, allowed)


def travel_speed(points: xr.DataArray, pace: Pace) -> Floats:
    """Speed over the ground at every frame, (time,) in m/s.

    In a steady run it is the run's speed; else the pelvis's over one step around each frame, and at
    least `SLOWEST_TRAVEL` of the highest.
    """
    if pace.steady:
        return np.full(points.time.size, pace.speed)
    time = points.time.values.astype(float)
    clock, speed = _speed_over_steps(points, 1 / pace.step_rate)
    return np.asarray(np.maximum(np.interp(time, clock, speed), SLOWEST_TRAVEL * speed.max()))


def _speed_over_steps(points: xr.DataArray, step: float) -> tuple[Floats, Floats]:
    """Middles (n,) of all windows of one step's length, s, and the pelvis's speed over each."""
    forward = point(points, "pelvis").sel(space="x", drop=True).dropna("time")
    time = forward.time.values.astype(float)
    starts = time[time <= time[-1] - step]
    places = forward.values
    travel = np.interp(starts + step, time, places) - np.interp(starts, time, places)
    return starts + step / 2, np.asarray(travel / step)


def _speed_change(points: xr.DataArray, step: float) -> float:
    """Rise of the speed over one step from its lowest to its highest, share of the highest.

    Negative where the highest comes first; zero where less than two steps were seen.
    """
    clock, speed = _speed_over_steps(points, step)
    if clock.size < 2 or clock[-1] - clock[0] < step or speed.max() <= 0:
        return 0.0
    low, high = int(np.argmin(speed)), int(np.argmax(speed))
    change = float((speed[high] - speed[low]) / speed[high])
    return change if low < high else -change


def _parabola_change(points: xr.DataArray, swings: Floats) -> float:
    """Rise of the speed from the first to the last swing, share of its mean, by a parabola."""
    forward = point(points, "pelvis").sel(space="x", drop=True).dropna("time")
    way = forward.sel(time=slice(swings[0], swings[-1]))
    if way.size < 4:
        return 0.0
    since = way.time.values.astype(float) - swings[0]
    _, slope, bend = np.polynomial.polynomial.polyfit(since, way.values, 2)
    return float(2 * bend * since[-1] / (slope + bend * since[-1]))


def _check_belt(stated: float, seen: float, travel: float) -> None:
    """Refuse a belt speed that the standing feet contradict.

    Raises
    ------
    RecordingError
        If it differs from theirs by more than `BELT_DISAGREEMENT` of the running speed.
    """
    if abs(stated - seen) > BELT_DISAGREEMENT * max(stated, seen, abs(travel)):
        raise RecordingError(
            f"--belt-speed {stated:g} m/s contradicts the recording: the feet that stand move "
            f"backward at {seen:.2f} m/s. Leave it out to use what the feet show, or correct it"
        )


def forefoot(points: xr.DataArray, side: Side) -> xr.DataArray:
    """Middle of the forefoot, (time, space) in m: between the metatarsal heads that are marked.

    Raises
    ------
    MissingDataError
        If no marker is on the forefoot.
    """
    landing = forefoot_markers(points, side)
    if not landing:
        raise MissingDataError(
            f"no marker is on the {side} forefoot, so its steps cannot be seen; "
            "name one with --markers"
        )
    return xr.DataArray(sum(landing) / len(landing))


def forefoot_markers(points: xr.DataArray, side: Side) -> list[xr.DataArray]:
    """The medial and the lateral marker of a forefoot, as far as they are there.

    Where neither is, what stands for the whole foot.
    """
    present = set(points.keypoint.values)
    medial = [f"{side}_{name}" for name in ("first_metatarsal", "toe", "hallux")]
    lateral = [f"{side}_fifth_metatarsal"]
    chosen = [next((n for n in names if n in present), None) for names in (medial, lateral)]
    known = [name for name in chosen if name] or [f"{side}_foot"] * (f"{side}_foot" in present)
    return [point(points, name) for name in known]


def is_marked_whole(points: xr.DataArray, side: Side) -> bool:
    """Whether one point stands for a whole foot: neither heel nor forefoot is marked."""
    present = set(points.keypoint.values)
    parts = ("heel", "first_metatarsal", "toe", "hallux", "fifth_metatarsal")
    return f"{side}_foot" in present and not present & {f"{side}_{part}" for part in parts}


def _swings(passing: xr.DataArray) -> dict[Side, Floats]:
    """Mid-swing times of each foot, from the speed at which the left foot passes the right."""
    speed = np.nan_to_num(passing.values)
    time = passing.time.values.astype(float)
    least = max(RUNNING_SWING_SPEED, 0.5 * float(np.percentile(np.abs(speed), 95)))
    return {
        "left": _single(time, speed, _peaks(speed, least)),
        "right": _single(time, -speed, _peaks(-speed, least)),
    }


def _single(time: Floats, speed: Floats, peaks: NDArray[np.intp]) -> Floats:
    """Times of the peaks; of those that one swing of a noisy foot shows, the highest.

    Peaks belong to one swing where they are nearer than half the usual stride, or than anybody's.
    """
    while peaks.size > 1:
        gaps = np.diff(time[peaks])
        nearest = int(np.argmin(gaps))
        # The upper half of the gaps are strides even where every other gap is not.
        if gaps[nearest] > max(0.5 * float(np.percentile(gaps, 75)), SHORTEST_STRIDE):
            break
        pair = peaks[nearest : nearest + 2]
        peaks = np.delete(peaks, nearest + int(np.argmin(speed[pair])))
    return time[peaks]


def _peaks(values: Floats, least: float) -> NDArray[np.intp]:
    """Frames at which smooth values have a maximum of at least `least`."""
    rises, falls = values[1:-1] > values[:-2], values[1:-1] >= values[2:]
    return np.flatnonzero(rises & falls & (values[1:-1] >= least)) + 1


def _step_rate(swings: Floats) -> float:
    """Steps per second from the mid-swings of both feet, missing ones counted."""
    intervals = np.diff(swings)
    steps = np.maximum(1, np.round(intervals / np.median(intervals)))
    return float(steps.sum() / intervals.sum())


def _pelvis_speed(points: xr.DataArray, swings: Floats) -> float:
    """Mean forward speed of the pelvis in the file's frame over whole steps, m/s."""
    forward = point(points, "pelvis").sel(space="x", drop=True).dropna("time")
    if forward.size < 2:
        raise MissingDataError("no markers give the pelvis, so the speed is not known")
    inside = swings[(swings >= forward.time.values[0]) & (swings <= forward.time.values[-1])]
    first, last = inside[[0, -1]] if inside.size > 1 else forward.time.values[[0, -1]]
    ends = forward.interp(time=[first, last])
    return float((ends[1] - ends[0]) / (last - first))


def _fastest_backward(
    feet: dict[Side, xr.DataArray], swings: dict[Side, Floats], step_rate: float
) -> tuple[float, float]:
    """Backward speed of the ground and its error (SD), m/s, by points anywhere on the feet.

    A heel is at its lowest when it lands, and rises while the forefoot stands, so its height tells
    nothing. But no part of a foot goes back faster than the ground that carries it: the highest
    mean over a `WHILE_CARRIED` is the ground's.
    """
    whole: list[float] = []
    broken: list[float] = []
    for side, foot in feet.items():
        smooth = low_pass(foot.sel(space="x", drop=True), 8 * step_rate)
        time = smooth.time.values.astype(float)
        length = WHILE_CARRIED / step_rate
        starts = time[time + length <= time[-1]]
        way = np.interp(starts, time, smooth.values) - np.interp(starts + length, time, smooth)
        for start, stop in itertools.pairwise(np.r_[time[0], swings[side], time[-1]]):
            inside = (starts >= start) & (starts + length <= stop)
            if np.isfinite(way[inside]).any():
                inner = start in swings[side] and stop in swings[side]
                (whole if inner else broken).append(float(np.nanmax(way[inside])) / length)
    known = whole or broken
    if not known:
        raise RecordingError("no foot is seen on the ground; record at least three steps")
    ground = float(np.median(known))
    return ground, float(np.hypot(np.std(known) / np.sqrt(len(known)), WHOLE_FOOT_BELT * ground))


def _ground_speed(
    feet: dict[Side, xr.DataArray], swings: dict[Side, Floats], step_rate: float
) -> tuple[float, float]:
    """Backward speed of the standing forefoot and its error (SD), m/s.

    Between two of its swings a forefoot stands while it is within `STANDING_HEIGHT` of its lowest;
    the median over that time is the contact's, the median over the contacts the ground's. Where no
    foot swings twice, it stands when it is that low before or after its one swing.
    """
    whole, broken = [], []
    for side, foot in feet.items():
        smooth = low_pass(foot, 8 * step_rate)
        height = smooth.sel(space="y", drop=True)
        backward = -derivative(smooth.sel(space="x", drop=True))
        lowest = float(height.min())
        ends = np.r_[height.time.values[0], swings[side], height.time.values[-1]]
        for start, stop in itertools.pairwise(ends):
            low = height.sel(time=slice(start, stop))
            standing = low < low.min() + STANDING_HEIGHT
            speed = float(backward.sel(time=slice(start, stop)).where(standing).median())
            inner = start in swings[side] and stop in swings[side]
            if inner:
                whole.append(speed)
            elif float(low.min()) < lowest + STANDING_HEIGHT:
                broken.append(speed)
    known = np.array([speed for speed in whole or broken if np.isfinite(speed)])
    if known.size == 0:
        raise RecordingError(
            "no foot is seen on the ground between two of its swings; record at least three steps"
        )
    ground = float(np.median(known))
    deviation = 1.4826 * float(np.median(np.abs(known - ground)))
    return ground, float(np.hypot(deviation / np.sqrt(known.size), BELT_ERROR * ground))
