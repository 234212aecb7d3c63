"""All contacts of one foot laid over each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from nextstride.arrays import Floats
from nextstride.conventions import Side, opposite
from nextstride.errors import MissingDataError
from nextstride.kinematics import point
from nextstride.strides import Pace
from nextstride.strides.pace import forefoot, forefoot_markers, travel_speed

REACH = 0.75
"""Half width of the time around a contact's middle that is looked at, shares of the step time."""


@dataclass(frozen=True)
class FoldedFoot:
    """Every contact of one foot on one clock, whose zero is when the other foot swings past.

    Attributes
    ----------
    since : numpy.ndarray
        (n,) s.
    contact : numpy.ndarray
        (n,) which contact a frame belongs to, from 0.
    toe, heel : numpy.ndarray
        (n, 2) forward (relative to the ground) and upward, m; the toe is the middle of the
        forefoot.
    landing : tuple of numpy.ndarray
        (n, 2) each, m: the parts that may land first.
    speed : numpy.ndarray
        (n,) running speed in the contact that a frame belongs to, m/s.
    """

    since: Floats
    contact: NDArray[np.intp]
    toe: Floats
    heel: Floats
    landing: tuple[Floats, ...]
    speed: Floats

    @property
    def frame(self) -> float:
        """Usual time between two pictures, s."""
        apart = np.diff(self.since)[np.diff(self.contact) == 0]
        return float(np.median(apart)) if apart.size else np.inf

    def with_other(self, other: FoldedFoot) -> FoldedFoot:
        """The contacts of both feet on one clock."""
        return FoldedFoot(
            np.concatenate([self.since, other.since]),
            np.concatenate([self.contact, other.contact + self.contact.max() + 1]),
            np.concatenate([self.toe, other.toe]),
            np.concatenate([self.heel, other.heel]),
            tuple(np.concatenate(parts) for parts in zip(self.landing, other.landing, strict=True)),
            np.concatenate([self.speed, other.speed]),
        )


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
    shown = [part for part in inside if part.size]
    contact = np.repeat(np.arange(len(shown)), [len(part) for part in shown])
    zero = np.repeat(middles, [len(part) for part in inside])
    toe, heel_track, *landing = (track[frames] for track in tracks)
    speed = np.interp(zero, time, travel_speed(points, pace))
    folded = FoldedFoot(time[frames] - zero, contact, toe, heel_track, tuple(landing), speed)
    return folded, middles


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
