"""`SpeedCurve`: the mono-exponential course of speed in an all-out sprint from rest.

Sources: Furusawa, Hill & Parkinson (1927), Proc R Soc B 102:29-42 (the equation of motion);
Samozino et al. (2016), Scand J Med Sci Sports 26:648-658 (its use for sprint profiles);
Jovanović & Vescovi (2022), "shorts: an R package for modeling short sprints", Int J Strength
Cond 2 (time at a distance by Lambert's W).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import lambertw

from nextstride.arrays import Floats

NEAR = 1e-6
"""Distance as a share of ``MSS tau`` below which the series is the more exact."""


@dataclass(frozen=True)
class SpeedCurve:
    """Speed ``v(t) = MSS (1 - exp(-t / tau))`` with t in s since the runner began to move.

    Attributes
    ----------
    top_speed : float
        MSS, which the curve approaches, m/s.
    time_constant : float
        tau, after which 63 % of it is reached, s.
    """

    top_speed: float
    time_constant: float

    @property
    def initial_acceleration(self) -> float:
        """Acceleration at the start, MAC = MSS / tau, m/s²."""
        return self.top_speed / self.time_constant

    def speed(self, time: ArrayLike) -> Floats:
        """Speed at `time`, m/s; zero before the start."""
        return self.top_speed * -np.expm1(-_since_start(time) / self.time_constant)

    def acceleration(self, time: ArrayLike) -> Floats:
        """Acceleration at `time` >= 0, m/s²."""
        return self.initial_acceleration * np.exp(-_since_start(time) / self.time_constant)

    def distance(self, time: ArrayLike) -> Floats:
        """Distance run at `time`, m: ``MSS (t - tau (1 - exp(-t / tau)))``."""
        since = _since_start(time)
        lost = self.time_constant * -np.expm1(-since / self.time_constant)
        return self.top_speed * (since - lost)

    def time_at(self, distance: ArrayLike) -> Floats:
        """Time at `distance` >= 0, s: ``tau (z + 1 + W(-exp(-z - 1)))``, ``z = x / (MSS tau)``.

        Near the start, where Lambert's W loses digits, the series of its inverse.
        """
        scaled = np.asarray(distance, np.float64) / (self.top_speed * self.time_constant)
        far = np.maximum(scaled, NEAR)
        exact = far + 1 + lambertw(-np.exp(-far - 1)).real
        root = np.sqrt(2 * scaled)
        series = root + root**2 / 6 + root**3 / 36
        return np.asarray(self.time_constant * np.where(scaled < NEAR, series, exact))


def _since_start(time: ArrayLike) -> Floats:
    """Times with those before the start set to it."""
    return np.maximum(np.asarray(time, np.float64), 0)
