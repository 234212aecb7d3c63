"""Horizontal force and power of a sprint, from its speed curve: the force-velocity profile.

Source: Samozino et al. (2016), Scand J Med Sci Sports 26:648-658: the runner as one mass, with
horizontal force = mass x acceleration + drag and vertical force = weight, averaged over steps.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nextstride.athlete import Athlete
from nextstride.conventions import GRAVITY
from nextstride.errors import RecordingError
from nextstride.profile.air import Air
from nextstride.profile.curve import SpeedCurve

RATIO_FROM = 0.3
"""The ratio of forces is read from this time on, s: the first step is on the ground until then."""
RATIO_UNTIL = 6.0
RATIO_RATE = 100.0
"""Its regression on speed takes a point every 1/100 s until 6 s, as published spreadsheets do."""


@dataclass(frozen=True)
class ForceVelocity:
    """Force and power per body mass.

    Attributes
    ----------
    force : float
        F0, horizontal force at standstill, N/kg.
    speed : float
        V0, speed at which horizontal force would be zero, m/s.
    power : float
        Pmax = F0 V0 / 4, the highest power of the straight line between them, W/kg.
    ratio : float
        RFmax, highest share of the horizontal in the whole force from 0.3 s on, 1.
    ratio_slope : float
        DRF, slope of that share against speed from 0.3 s on, s/m.
    """

    force: float
    speed: float
    power: float
    ratio: float
    ratio_slope: float


def horizontal_force(
    curve: SpeedCurve, time: NDArray[np.float64], runner: Athlete, air: Air
) -> NDArray[np.float64]:
    """Horizontal force per body mass at times since the start, N/kg: acceleration and drag."""
    return curve.acceleration(time) + air.drag(curve.speed(time), runner)


def force_velocity(curve: SpeedCurve, runner: Athlete, air: Air) -> ForceVelocity:
    """Return F0, V0, Pmax, RFmax and DRF.

    F0 and V0 are where force, ``MAC (1 - v / MSS) + k/m (v - wind)²``, meets the axes (Samozino et
    al. 2022, Scand J Med Sci Sports 32:559-575), not the ends of a regression line through it,
    which depend on the sampling and lie about 1 % lower.

    Raises
    ------
    RecordingError
        If drag would exceed the force at every speed, so that there is no V0.
    """
    at_rest = curve.initial_acceleration + float(air.drag(0.0, runner))
    limit = _force_free_speed(curve, air.drag_factor(runner), air.wind)
    time = np.arange(RATIO_FROM, RATIO_UNTIL, 1 / RATIO_RATE)
    force = horizontal_force(curve, time, runner, air)
    ratio = force / np.hypot(force, GRAVITY)
    slope, _ = np.polyfit(curve.speed(time), ratio, 1)
    return ForceVelocity(at_rest, limit, at_rest * limit / 4, float(ratio[0]), float(slope))


def _force_free_speed(curve: SpeedCurve, drag: float, wind: float) -> float:
    """Speed above the wind's at which force is zero: a root of the quadratic in speed, m/s."""
    fall = 1 / curve.time_constant + 2 * drag * wind
    inside = fall**2 - 4 * drag * (curve.initial_acceleration + drag * wind**2)
    if inside < 0 or fall <= 0:
        raise RecordingError(
            f"profile: a top speed of {curve.top_speed:.2f} m/s reached with a time constant of "
            f"{curve.time_constant:.2f} s leaves no force-velocity line in a wind of {wind:g} m/s. "
            "Check the wind and the times."
        )
    # In this form no digits are lost where drag is small.
    return float(2 * (curve.initial_acceleration + drag * wind**2) / (fall + np.sqrt(inside)))
