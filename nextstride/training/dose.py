"""How much, week by week: holds get longer, then heavier; every fourth week unloads."""

from __future__ import annotations

import math
from dataclasses import dataclass

from nextstride.training.exercise import ROUNDING, Limits

UNLOAD_EVERY = 4
"""Every so many weeks, one unloads and ends with a test day."""
HOLD_STEPS = (10 / 15, 12 / 15, 1.0)
"""Share of the longest hold, week by week."""
PERCENT_STEPS = (70 / 80, 75 / 80, 1.0)
"""Share of the highest load, raised once the longest hold is reached."""
GENTLE_PERCENT_STEPS = (50 / 80, 55 / 80, 60 / 80)
"""The same where the start is milder: from half of the maximum on, below the usual first step (a
rule of caution, no trial tests it)."""

PROGRESSION = (
    "Holds grow from 10 to 15 s at one load; then the load rises by 5 points and the holds "
    "begin again at 10 s. Easy variants and short holds grow in the same proportion up to "
    "their own limits.",
    "Go on to the next week's dose only if every hold of the last session kept its angle; "
    "otherwise repeat the week.",
    "If a hold could have gone on for 20 s, the band is too light: step back or take the next "
    "band.",
    "If rest is not wanted after 10 s, or the angle is lost before it, measure the maximum again.",
    "Breathe through every hold. Stop at pain; never stretch a band to its end; check it for cuts.",
)
"""The rule for moving on, for people."""


@dataclass(frozen=True)
class Dose:
    """What one week asks, relative to the limits of each exercise.

    Attributes
    ----------
    hold_share, percent_share : float
        Of the longest hold and of the highest load, at most 1.
    sets : int
        Wanted per angle; an exercise's own limit may allow fewer.
    unload : bool
    """

    hold_share: float
    percent_share: float
    sets: int
    unload: bool

    def hold(self, limits: Limits) -> int:
        """Seconds of one hold, whole, never above the limit."""
        return _whole(limits.hold * self.hold_share, limits.hold)

    def percent(self, limits: Limits) -> int:
        """Load, % of maximum, whole, never above the limit."""
        return _whole(limits.percent * self.percent_share, limits.percent)

    def sets_per_angle(self, limits: Limits, angles: int, main: int) -> tuple[int, ...]:
        """Sets at each of `angles` joint angles, most at index `main`, within both limits.

        The caller gives no more angles than `limits.holds`.
        """
        most = min(self.sets, limits.sets, limits.holds - (angles - 1))
        if angles == 1:
            return (most,)
        others = max(1, min(most - 1, (limits.holds - most) // (angles - 1)))
        return tuple(most if index == main else others for index in range(angles))


def _whole(wanted: float, limit: float) -> int:
    """Largest whole number that is not above what is wanted nor above the limit, at least 1."""
    return max(1, math.floor(min(wanted + ROUNDING, limit)))


def dose_of_week(week: int, *, gentle: bool = False) -> Dose:
    """Return the dose of a week of the plan, the first being 1; `gentle` for a milder start.

    Loads are the coaching dose, 10 to 15 s at 70 to 80 % of maximum with up to 3 sets; the steps
    and the unloading week are common practice, not tested.
    """
    unload = week % UNLOAD_EVERY == 0
    step = week - 1 - (week - 1) // UNLOAD_EVERY - int(unload)
    level = min(step // len(HOLD_STEPS), len(PERCENT_STEPS) - 1)
    last = step >= len(HOLD_STEPS) * len(PERCENT_STEPS)
    hold = HOLD_STEPS[-1] if last else HOLD_STEPS[step % len(HOLD_STEPS)]
    sets = 1 if unload else 2 if step == 0 else 3
    steps = GENTLE_PERCENT_STEPS if gentle else PERCENT_STEPS
    return Dose(hold, steps[level], sets, unload)
