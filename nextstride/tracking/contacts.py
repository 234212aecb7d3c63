"""Touchdown and toe-off from keypoints, all strides of a foot together.

One contact of a video has few frames, and a keypoint an error of 1 to 2 cm; the events that
`nextstride.strides.feet` looks for in every contact are lost in it. But a run repeats itself: laid
over each other at the moment when the other foot passes, the contacts of one foot give many frames
at many moments of the contact. Parabolas are fitted around every moment, through all of them:

- *toe-off* is when the middle of the foot has come to `LEAVES` of running speed;
- *touchdown* is when the heel's speed against the ground has fallen to a share of running speed;
  where the sole lands at once, a peak of upward acceleration near that moment counts too, the more
  the denser the pictures are. A foot that is slow but high has not landed: then that peak alone, as
  for markers, tells touchdown.

Contact time of a foot is so one number for the run, and its error falls with the number of contacts
below the time of a frame. What is said of speeds was set on six people's markers and force plates,
in films of them by a virtual camera at 30, 60 and 240 frames per second; what is said of errors is
of people whom they were not set on (docs/video.md).
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

LEAVES = 0.60
"""Speed of the middle of the foot, between heel and forefoot, against the ground at toe-off, share
of running speed."""
TOE_OFF_SD = 0.010
"""Error of toe-off by that speed, of people whom it was not set on (root mean square; -4 ms in the
sprint to +18 ms in a jog), s."""
LANDED_ON_HEEL, LANDED_ON_SOLE = 0.63, 0.42
"""The heel's speed against the ground at touchdown, shares of running speed: in three people who
land on the heel, and in three who do not."""
SPEED_SD = 0.020
"""Error of touchdown by that speed, of people whom it was not set on (root mean square of six at 30
and 60 pictures a second: 7 to 28 ms), s."""
SLAPPING = 0.12
"""A foot whose forefoot sinks so much faster than its heel, when the heel's speed has fallen to
`LANDED_ON_SOLE`, turns down about the heel, share of running speed: 0.17 to 0.28 in those three,
-0.02 to 0.07 in the others."""
NEAR = 0.030
"""A peak of acceleration farther than this from the moment that the heel's speed tells is another
part's landing, s."""
PEAK_SD, PEAK_FRAMES = 0.008, 0.5
"""Error of a peak that is near, of dense pictures, s, and its part that pictures far apart add,
shares of their distance: 30 a second leave 17 ms of doubt, 240 a second 2 ms."""
EARLIEST = 0.62
"""Touchdown is sought so long before the other foot passes, shares of the step time: a jogger who
lands on the heel touches down 0.52 before (RBDS 41)."""
LANDING, PASSING = 0.06, 0.12
"""SD of the weights with which accelerations and speeds are fitted, shares of the step time (14 and
28 ms in a sprint): the narrowest that keep the error of the pose small against the rules' own."""
FLOOR = 0.06
"""SD of the weights with which the floor under the foot is sought, shares of the step time."""
FLOOR_MARGIN = 0.03
"""A peak of acceleration counts within this height of the floor, m: two SD of a keypoint."""
LANDED_MARGIN = 0.06
"""A foot whose lowest part is higher above its floor than this has not landed, however slow it is,
m: in six people that part is 4 cm above at most (95th percentile, 30 pictures a second) when the
heel's speed tells of the landing."""
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
    rules_sd : tuple of float
        The rules' own errors, of touchdown and of toe-off.
    tied : tuple of str
        Events ("touchdown", "toe_off") that both feet share, because they could not be told apart.
    """

    side: Side
    touchdown: float
    toe_off: float
    touchdown_sd: float
    toe_off_sd: float
    contacts: int
    rules_sd: tuple[float, float] = (TOUCHDOWN_SD, TOE_OFF_SD)
    tied: tuple[str, ...] = ()

    @property
    def contact_time(self) -> float:
        """Mean contact time, s."""
        return self.toe_off - self.touchdown

    @property
    def contact_time_sd(self) -> float:
        """Its SD with the error of the rules, s."""
        return float(np.linalg.norm([*self.rules_sd, self.touchdown_sd, self.toe_off_sd]))


def fit_contact(foot: FoldedFoot, side: Side, step: float) -> ContactFit:
    """Fit the mean contact of one foot.

    Parameters
    ----------
    foot : FoldedFoot
    side : {"left", "right"}
    step : float
        Step time, s.
    """
    landings, passing = _landings(foot, step), _Passing.of(foot, step)
    count = int(foot.contact.max()) + 1
    spread = np.full(2, LONE_SD / np.sqrt(count))
    if count >= FEWEST:
        spread = np.maximum(spread, _scatter(landings, passing, count))
    touchdown, touchdown_rule = _touchdown(landings, passing)
    return ContactFit(
        side,
        touchdown,
        passing.toe_off(),
        float(spread[0]),
        float(spread[1]),
        count,
        (touchdown_rule, TOE_OFF_SD),
    )


def toe_off_of(foot: FoldedFoot, step: float) -> float:
    """Toe-off on the folded clock, s; NaN where the foot does not leave.

    Parameters
    ----------
    foot : FoldedFoot
    step : float
        Step time, s.
    """
    return _Passing.of(foot, step).toe_off()


def _scatter(landings: list[_Landing], passing: _Passing, count: int) -> Floats:
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
        found.append([_touchdown(landings, passing, kept)[0], passing.toe_off(kept)])
    size = np.sqrt(half / (count - half))
    known = np.isfinite(np.array(found)).any(axis=0)
    deviation = np.nanstd(np.where(known, found, 0.0), axis=0)
    return np.asarray(size * deviation)


def _touchdown(
    landings: list[_Landing], passing: _Passing, kept: NDArray[np.bool_] | None = None
) -> tuple[float, float]:
    """Touchdown on the folded clock and the error of the rule that told it, s; NaN if none did.

    A foot that is slow but not yet low has not landed: it may be drawn back before it lands, or is
    seen badly, so half of what the two signs of landing are apart is the error.
    """
    on_sole = passing.slowed(LANDED_ON_SOLE, kept)
    slaps = passing.slaps(on_sole, kept)
    slowed = passing.slowed(LANDED_ON_HEEL, kept) if slaps else on_sole
    arrival = _first_arrival(landings, kept)
    if not np.isfinite(slowed):
        return arrival, TOUCHDOWN_SD
    if np.isfinite(arrival) and not any(part.is_low(slowed, kept) for part in landings):
        return arrival, max(abs(arrival - slowed) / 2, TOUCHDOWN_SD)
    if slaps or not abs(arrival - slowed) <= NEAR:
        return slowed, SPEED_SD
    seen = np.hypot(PEAK_SD, PEAK_FRAMES * passing.frame)
    share = seen**2 / (seen**2 + SPEED_SD**2)
    return float(share * slowed + (1 - share) * arrival), float(np.sqrt(share) * SPEED_SD)


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

    def is_low(self, moment: float, kept: NDArray[np.bool_] | None) -> bool:
        """Whether the part has come to its floor at a moment."""
        height = np.interp(moment, self.moments, self.height.fit(kept)[0][:, 0])
        return bool(height < _lowest(self.floor, kept) + LANDED_MARGIN)


def _landings(foot: FoldedFoot, step: float) -> list[_Landing]:
    """Every part of the foot that may land first."""
    moments = np.arange(-EARLIEST * step, -0.05 * step, GRID)
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
class _Passing:
    """Motion of forefoot and heel against the ground, shares of running speed."""

    moments: Floats
    foot: Parabolas
    frame: float

    @classmethod
    def of(cls, foot: FoldedFoot, step: float) -> _Passing:
        """Prepare all contacts of a foot."""
        moments = np.arange(-EARLIEST * step, EARLIEST * step, GRID)
        signals = np.concatenate([foot.toe, foot.heel], axis=1) / foot.speed[:, None]
        width = PASSING * step
        parabolas = Parabolas.around(moments, foot.since, foot.contact, signals, width)
        return cls(moments, parabolas, foot.frame)

    def toe_off(self, kept: NDArray[np.bool_] | None = None) -> float:
        """When the foot's middle has come to `LEAVES`, s; NaN if it does not."""
        _, slope, _ = self.foot.fit(kept)
        speed = np.hypot(*((slope[:, :2] + slope[:, 2:]) / 2).T)
        after = self.moments[:-1] > 0
        rising = np.flatnonzero(after & (speed[:-1] < LEAVES) & (speed[1:] >= LEAVES))
        if not rising.size:
            return np.nan
        one, two = speed[rising[0] : rising[0] + 2]
        return float(self.moments[rising[0]] + GRID * (LEAVES - one) / (two - one))

    def slowed(self, level: float, kept: NDArray[np.bool_] | None = None) -> float:
        """When the heel's speed has fallen to a level, s; NaN if it does not."""
        _, slope, _ = self.foot.fit(kept)
        speed = np.hypot(*slope[:, 2:].T)
        before = self.moments[:-1] < 0
        falling = np.flatnonzero(before & (speed[:-1] >= level) & (speed[1:] < level))
        if not falling.size:
            return np.nan
        one, two = speed[falling[-1] : falling[-1] + 2]
        return float(self.moments[falling[-1]] + GRID * (one - level) / (one - two))

    def slaps(self, moment: float, kept: NDArray[np.bool_] | None = None) -> bool:
        """Whether the forefoot sinks faster than the heel at a moment."""
        _, slope, _ = self.foot.fit(kept)
        sinks = np.interp(moment, self.moments, slope[:, 3] - slope[:, 1])
        return bool(sinks > SLAPPING)


def _floor(foot: FoldedFoot, part: Floats, step: float) -> Parabolas:
    """Height of a part of the foot throughout contact."""
    moments = np.arange(-0.3 * step, 0.25 * step, 0.02 * step)
    return Parabolas.around(moments, foot.since, foot.contact, part[:, 1:], FLOOR * step)


def _lowest(floor: Parabolas, kept: NDArray[np.bool_] | None) -> float:
    """Lowest height during contact, m."""
    height = floor.fit(kept)[0]
    return float(np.nanmin(height)) if np.isfinite(height).any() else np.nan
