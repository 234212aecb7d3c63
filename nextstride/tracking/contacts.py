"""Touchdown and toe-off from keypoints, all strides of a foot together.

One contact of a video has few frames, and a keypoint an error of 1 to 2 cm; the events that
`nextstride.strides.feet` looks for in every contact are lost in it. But a run repeats itself: laid
over each other at the moment when the other foot passes, the contacts of one foot give many frames
at many moments of the contact. The rules for markers then hold for all of them together:
*touchdown* is the peak of upward acceleration of the part of the foot that first arrives at its
floor; *toe-off* is when the point `ROLLING_DEPTH` below the forefoot begins to move forward. Both
come from parabolas fitted around every moment. Contact time of a foot is so one number for the run,
and its error falls with the number of contacts below the time of a frame.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from nextstride.conventions import Side, opposite
from nextstride.errors import MissingDataError
from nextstride.kinematics import point
from nextstride.strides import Pace
from nextstride.strides.feet import ROLLING_DEPTH, TOE_OFF_SD, TOUCHDOWN_SD
from nextstride.strides.pace import forefoot, forefoot_markers

Floats = NDArray[np.float64]

REACH = 0.75
"""Half width of the time around a contact's middle that is looked at, shares of the step time."""
LANDING, LEAVING = 0.08, 0.10
"""SD of the weights with which motion is fitted at touchdown and toe-off, shares of the step time
(18 and 23 ms in a sprint): the narrowest that keep the error of the pose small against the rules'
own."""
FLOOR_MARGIN = 0.03
"""A part of the foot within this height of its floor has arrived, m: two SD of a keypoint."""
FEWEST = 3
"""From this many contacts on, their scatter tells the error of the fit; below, `LONE_SD` does."""
LONE_SD = 0.010
"""SD of the events of a single contact from the error of the pose, s (docs/video.md)."""
HALVES = 16
"""How many halves of the contacts tell the error of the fit."""
GRID = 0.001
"""Moments that are tried, s apart."""


@dataclass(frozen=True)
class FoldedFoot:
    """Every contact of one foot on one clock, whose zero is when the other foot swings past.

    Attributes
    ----------
    since : numpy.ndarray
        (n,) s.
    contact : numpy.ndarray
        (n,) which contact a frame belongs to.
    toe, heel : numpy.ndarray
        (n, 2) forward (relative to the ground) and upward, m; the toe is the middle of the
        forefoot.
    landing : tuple of numpy.ndarray
        (n, 2) each, m: the parts that may land first.
    """

    since: Floats
    contact: NDArray[np.intp]
    toe: Floats
    heel: Floats
    landing: tuple[Floats, ...]

    def only(self, kept: NDArray[np.bool_]) -> FoldedFoot:
        """The same foot with some of the frames."""
        return FoldedFoot(
            self.since[kept],
            self.contact[kept],
            self.toe[kept],
            self.heel[kept],
            tuple(part[kept] for part in self.landing),
        )


@dataclass(frozen=True)
class ContactFit:
    """The mean contact of one foot, times on the folded clock in s.

    Attributes
    ----------
    side : {"left", "right"}
    touchdown, toe_off : float
        NaN where it was not found.
    touchdown_sd, toe_off_sd : float
        From the scatter of the contacts; the rules' own error not included.
    contacts : int
        How many there were.
    tied : tuple of str
        Events ("touchdown", "toe_off") that both feet share, because they could not be told apart.
    """

    side: Side
    touchdown: float
    toe_off: float
    touchdown_sd: float
    toe_off_sd: float
    contacts: int
    tied: tuple[str, ...] = ()

    @property
    def contact_time(self) -> float:
        """Mean contact time, s."""
        return self.toe_off - self.touchdown

    @property
    def contact_time_sd(self) -> float:
        """Its SD with the error of the rules (`TOUCHDOWN_SD`, `TOE_OFF_SD`), s."""
        rules = np.hypot(TOUCHDOWN_SD, TOE_OFF_SD * self.contact_time)
        return float(np.hypot(rules, np.hypot(self.touchdown_sd, self.toe_off_sd)))


def fit_contact(foot: FoldedFoot, side: Side, step: float) -> ContactFit:
    """Fit the mean contact of one foot.

    Parameters
    ----------
    foot : FoldedFoot
    side : {"left", "right"}
    step : float
        Step time, s.
    """
    members = np.unique(foot.contact)
    whole = np.array([touchdown_of(foot, step), toe_off_of(foot, step)])
    spread = np.full(2, LONE_SD / np.sqrt(len(members)))
    if len(members) >= FEWEST:
        spread = np.maximum(spread, _scatter(foot, members, step))
    touchdown, toe_off = (float(value) for value in whole)
    return ContactFit(side, touchdown, toe_off, float(spread[0]), float(spread[1]), len(members))


def _scatter(foot: FoldedFoot, members: NDArray[np.intp], step: float) -> Floats:
    """SD of (touchdown, toe-off) from the scatter of the contacts, s.

    By leaving out every other contact in many ways: unlike leaving out one, that also holds for the
    first of several arrivals, which jumps from one part of the foot to another (Shao & Wu 1989, Ann
    Stat 17:1176).
    """
    random = np.random.default_rng(0)
    kept = (len(members) + 1) // 2
    found = []
    for _ in range(HALVES):
        part = np.isin(foot.contact, random.choice(members, kept, replace=False))
        half = foot.only(part)
        found.append([touchdown_of(half, step), toe_off_of(half, step)])
    size = np.sqrt(kept / (len(members) - kept))
    return np.asarray(size * np.nan_to_num(np.nanstd(np.array(found), axis=0)))


def fold_contacts(points: xr.DataArray, pace: Pace, side: Side) -> tuple[FoldedFoot, Floats]:
    """Lay all contacts of one foot over each other.

    Returns
    -------
    FoldedFoot
    numpy.ndarray
        (contacts,) the zero of each contact on the recording's clock, s.

    Raises
    ------
    MissingDataError
        If no contact was seen, or the foot has no heel or forefoot.
    """
    time = points.time.values.astype(float)
    middles = _middles(points, pace, side)
    heel = point(points, f"{side}_heel")
    parts = [forefoot(points, side), heel, *forefoot_markers(points, side), heel]
    tracks = [part.sel(space=["x", "y"]).transpose("time", "space").values.copy() for part in parts]
    for track in tracks:
        track[:, 0] += pace.belt_speed * time
    seen = np.all([np.isfinite(track).all(axis=1) for track in tracks], axis=0)
    reach = REACH / pace.step_rate
    inside = [np.flatnonzero(seen & (np.abs(time - middle) < reach)) for middle in middles]
    frames = np.concatenate([*inside, np.zeros(0, dtype=int)])
    if frames.size < 8:
        raise MissingDataError(f"too few frames show the {side} foot near the ground")
    contact = np.repeat(np.arange(len(inside)), [len(part) for part in inside])
    toe, heel_track, *landing = (track[frames] for track in tracks)
    folded = FoldedFoot(time[frames] - middles[contact], contact, toe, heel_track, tuple(landing))
    return folded, middles


def touchdown_of(foot: FoldedFoot, step: float) -> float:
    """Touchdown on the folded clock, s: the part of the foot that first arrives.

    Parameters
    ----------
    foot : FoldedFoot
    step : float
        Step time, s.
    """
    arrivals = [_arrival(foot, part, step) for part in foot.landing]
    known = [arrival for arrival in arrivals if np.isfinite(arrival)]
    return min(known) if known else float("nan")


def toe_off_of(foot: FoldedFoot, step: float) -> float:
    """Toe-off on the folded clock, s; NaN where the foot does not roll off."""
    width = LEAVING * step
    pitch = np.arctan2(*(foot.toe - foot.heel).T[::-1])
    floor = _floor(foot, foot.toe, step)
    moments = np.arange(0.0, 0.5 * step, GRID)
    rolling = np.empty(moments.size)
    for place, when in enumerate(moments):
        speed = _local(foot, foot.toe[:, 0], when, width)[1]
        height = _local(foot, foot.toe[:, 1], when, width)[0] - floor
        turning = _local(foot, pitch, when, width)[1]
        rolling[place] = speed + turning * (height + ROLLING_DEPTH)
    rising = np.flatnonzero((rolling[:-1] < 0) & (rolling[1:] >= 0))
    return float(moments[rising[-1] + 1]) if rising.size else float("nan")


def _middles(points: xr.DataArray, pace: Pace, side: Side) -> Floats:
    """When the other foot passes this one in mid-stance, s: a sharp moment in every contact."""
    time = points.time.values.astype(float)
    feet = [
        (forefoot(points, each) + point(points, f"{each}_heel")).sel(space="x").values
        for each in (opposite(side), side)
    ]
    ahead = (feet[0] - feet[1]) / 2
    ahead = ahead - _oblique(time, ahead, pace, side)
    found = []
    for swing in pace.swings[opposite(side)]:
        near = np.flatnonzero((np.abs(time - swing) < 0.3 / pace.step_rate) & np.isfinite(ahead))
        passing = near[:-1][(ahead[near[:-1]] < 0) & (ahead[near[1:]] >= 0)]
        if passing.size:
            frame = passing[np.argmin(np.abs(time[passing] - swing))]
            share = ahead[frame] / (ahead[frame] - ahead[frame + 1])
            found.append(time[frame] + share * (time[frame + 1] - time[frame]))
    return np.array(found)


def _oblique(time: Floats, ahead: Floats, pace: Pace, side: Side) -> float:
    """Mean of how far one foot is ahead of the other over whole strides, m.

    In truth it is zero; a camera that does not look square across the run sees the far foot shifted
    by its distance from the near one, which would shift the passing of one foot against the
    other's.
    """
    whole = pace.swings[opposite(side)]
    if len(whole) < 2:
        return 0.0
    inside = (time >= whole[0]) & (time < whole[-1]) & np.isfinite(ahead)
    return float(ahead[inside].mean())


def _arrival(foot: FoldedFoot, place: Floats, step: float) -> float:
    """When a part of the foot is stopped by the ground, s; NaN where it is not."""
    moments = np.arange(-0.45 * step, -0.05 * step, GRID)
    fits = np.array([_local(foot, place[:, 1], when, LANDING * step) for when in moments])
    height, stopping = fits[:, 0], fits[:, 2]
    low = height < _floor(foot, place, step) + FLOOR_MARGIN
    peaks = (
        np.flatnonzero(
            low[1:-1] & (stopping[1:-1] >= stopping[:-2]) & (stopping[1:-1] > stopping[2:])
        )
        + 1
    )
    if not peaks.size:
        return float("nan")
    return float(moments[peaks[np.argmax(stopping[peaks])]])


def _floor(foot: FoldedFoot, place: Floats, step: float) -> float:
    """Lowest height of a part of the foot during contact, m."""
    moments = np.arange(-0.3 * step, 0.25 * step, 0.02 * step)
    return min(_local(foot, place[:, 1], when, 0.06 * step)[0] for when in moments)


def _local(
    foot: FoldedFoot, values: Floats, when: float, width: float
) -> tuple[float, float, float]:
    """Value and two derivatives at a moment, by a parabola weighted around it.

    Every contact has its own level, of which the value is the mean.
    """
    since = foot.since - when
    near = np.abs(since) < 3 * width
    if not near.any():
        return float("nan"), float("nan"), float("nan")
    weight = np.exp(-0.5 * (since[near] / width) ** 2)
    _, member = np.unique(foot.contact[near], return_inverse=True)
    columns = np.stack([values[near], since[near], since[near] ** 2])
    # Every contact's own level is taken out of all columns, which leaves two unknowns.
    total = np.bincount(member, weight)
    means = np.stack([np.bincount(member, weight * column) for column in columns]) / total
    value, *powers = (columns - means[:, member]) * np.sqrt(weight)
    slope, bend = np.linalg.lstsq(np.stack(powers, axis=1), value, rcond=None)[0]
    levels = means[0] - slope * means[1] - bend * means[2]
    return float(levels.mean()), float(slope), 2 * float(bend)
