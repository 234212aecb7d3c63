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
from numpy.typing import NDArray

from nextstride.arrays import Floats
from nextstride.conventions import Side
from nextstride.strides.feet import TOUCHDOWN_SD
from nextstride.tracking.folded import FoldedFoot
from nextstride.tracking.parabolas import Parabolas

ROLLING_DEPTH = 0.075
"""Depth of the foot's centre of rotation below the forefoot's floor at toe-off, m (adults)."""
TOE_OFF_SD = 0.045
"""Timing SD of that rule, share of contact time."""
LANDING, LEAVING = 0.06, 0.08
"""SD of the weights with which motion is fitted at touchdown and toe-off, shares of the step time
(14 and 18 ms in a sprint): the narrowest that keep the error of the pose small against the rules'
own."""
FLOOR = 0.06
"""SD of the weights with which the floor under the foot is sought, shares of the step time."""
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
    landings, leaving = _landings(foot, step), _Leaving.of(foot, step)
    count = int(foot.contact.max()) + 1
    spread = np.full(2, LONE_SD / np.sqrt(count))
    if count >= FEWEST:
        spread = np.maximum(spread, _scatter(landings, leaving, count))
    return ContactFit(
        side,
        _first_arrival(landings),
        leaving.toe_off(),
        float(spread[0]),
        float(spread[1]),
        count,
    )


def toe_off_of(foot: FoldedFoot, step: float) -> float:
    """Toe-off on the folded clock, s; NaN where the foot does not roll off.

    Parameters
    ----------
    foot : FoldedFoot
    step : float
        Step time, s.
    """
    return _Leaving.of(foot, step).toe_off()


def _scatter(landings: list[_Landing], leaving: _Leaving, count: int) -> Floats:
    """SD of (touchdown, toe-off) from the scatter of the contacts, s.

    By leaving out every other contact in many ways: unlike leaving out one, that also holds for the
    first of several arrivals, which jumps from one part of the foot to another (Shao & Wu 1989, Ann
    Stat 17:1176).
    """
    random = np.random.default_rng(0)
    half = (count + 1) // 2
    found = []
    for _ in range(HALVES):
        kept = np.isin(np.arange(count), random.choice(count, half, replace=False))
        found.append([_first_arrival(landings, kept), leaving.toe_off(kept)])
    size = np.sqrt(half / (count - half))
    known = np.isfinite(np.array(found)).any(axis=0)
    deviation = np.nanstd(np.where(known, found, 0.0), axis=0)
    return np.asarray(size * deviation)


@dataclass(frozen=True)
class _Landing:
    """Height of a part of the foot around touchdown, and its floor."""

    moments: Floats
    height: Parabolas
    floor: Parabolas

    def arrival(self, kept: NDArray[np.bool_] | None) -> float:
        """When the part is stopped by the ground, s; NaN where it is not."""
        height, _, stopping = (values[:, 0] for values in self.height.fit(kept))
        low = height < _lowest(self.floor, kept) + FLOOR_MARGIN
        rising, falling = stopping[1:-1] >= stopping[:-2], stopping[1:-1] > stopping[2:]
        peaks = np.flatnonzero(low[1:-1] & rising & falling) + 1
        return float(self.moments[peaks[np.argmax(stopping[peaks])]]) if peaks.size else np.nan


def _landings(foot: FoldedFoot, step: float) -> list[_Landing]:
    """Every part of the foot that may land first."""
    moments = np.arange(-0.45 * step, -0.05 * step, GRID)
    return [
        _Landing(
            moments,
            Parabolas.around(moments, foot.since, foot.contact, part[:, 1:], LANDING * step),
            _floor(foot, part, step),
        )
        for part in foot.landing
    ]


def _first_arrival(landings: list[_Landing], kept: NDArray[np.bool_] | None = None) -> float:
    """Touchdown on the folded clock, s: the part of the foot that first arrives; NaN if none."""
    arrivals = np.array([landing.arrival(kept) for landing in landings])
    return float(np.nanmin(arrivals)) if np.isfinite(arrivals).any() else np.nan


@dataclass(frozen=True)
class _Leaving:
    """Forefoot (forward, up) and pitch of the foot around toe-off, and the forefoot's floor."""

    moments: Floats
    foot: Parabolas
    floor: Parabolas

    @classmethod
    def of(cls, foot: FoldedFoot, step: float) -> _Leaving:
        """Prepare all contacts of a foot."""
        moments = np.arange(0.0, 0.5 * step, GRID)
        pitch = np.arctan2(*(foot.toe - foot.heel).T[::-1])
        signals = np.column_stack([foot.toe, pitch])
        around = Parabolas.around(moments, foot.since, foot.contact, signals, LEAVING * step)
        return cls(moments, around, _floor(foot, foot.toe, step))

    def toe_off(self, kept: NDArray[np.bool_] | None = None) -> float:
        """When the foot stops rolling, s; NaN where it does not roll off."""
        value, slope, _ = self.foot.fit(kept)
        height = value[:, 1] - _lowest(self.floor, kept)
        rolling = slope[:, 0] + slope[:, 2] * (height + ROLLING_DEPTH)
        rising = np.flatnonzero((rolling[:-1] < 0) & (rolling[1:] >= 0))
        if not rising.size:
            return np.nan
        before, after = rolling[rising[-1] : rising[-1] + 2]
        return float(self.moments[rising[-1]] + GRID * before / (before - after))


def _floor(foot: FoldedFoot, part: Floats, step: float) -> Parabolas:
    """Height of a part of the foot throughout contact."""
    moments = np.arange(-0.3 * step, 0.25 * step, 0.02 * step)
    return Parabolas.around(moments, foot.since, foot.contact, part[:, 1:], FLOOR * step)


def _lowest(floor: Parabolas, kept: NDArray[np.bool_] | None) -> float:
    """Lowest height during contact, m."""
    height = floor.fit(kept)[0]
    return float(np.nanmin(height)) if np.isfinite(height).any() else np.nan
