"""Toe-off from markers: the moment that looks most like others' leaving of force plates.

Two signals tell it, both shares of running speed, so that neither a length nor a speed is fixed:

- how fast the leg lengthens from hip to forefoot. It is at its fastest in the push, 40 ms before
  toe-off, and falls from there; at toe-off it is near a fifth of running speed in everybody;
- how fast the forefoot moves against the ground, near two fifths.

Each has a usual value at toe-off and a spread between people (`LEAVING`), so each moment has a
likelihood, and toe-off is the mean moment under it. A signal so weighs by its own error: its spread
between people over how fast it passes, which makes the forefoot's speed count for little in a foot
that leaves slowly and for much in a sprinter's. The width of the likelihood is the error.

Of some thirty signals and their combinations these two err least on people who were left out when
they were set (docs/validation.md). The depth to which the foot's centre of rotation has sunk, as
used before, erred by 18 ms between people and by 56 in one foot.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from nextstride.arrays import Floats
from nextstride.conventions import Side
from nextstride.kinematics import has_points, point
from nextstride.signals import derivative, low_pass
from nextstride.strides.pace import Pace, forefoot, travel_speed


@dataclass(frozen=True)
class Likeness:
    """What the signals are at toe-off.

    Attributes
    ----------
    usual : tuple of float
        Mean over people of the rate at which the leg lengthens, share of running speed, and of the
        logarithm of the forefoot's speed, share of running speed.
    spread : tuple of float
        Standard deviation of each between people and their feet.
    people : int
        How many there were: with few, the next one may well be unlike them (Student's t).
    """

    usual: tuple[float, float]
    spread: tuple[float, float]
    people: int

    def misfit(self, signals: Floats) -> Floats:
        """Minus the log-likelihood of toe-off, for signals (n, 2); signals not seen are left out.

        The next person's value is distributed as Student's t of `people` - 1 degrees of freedom
        about the mean of those seen.
        """
        freedom = self.people - 1
        wider = np.sqrt(1 + 1 / self.people)
        total = np.zeros(len(signals))
        for values, usual, spread in zip(signals.T, self.usual, self.spread, strict=True):
            if np.isfinite(values).all():
                apart = (values - usual) / (spread * wider)
                total += (freedom + 1) / 2 * np.log1p(apart**2 / freedom)
        return total


LEAVING = Likeness((0.229, -1.047), (0.043, 0.150), people=6)
"""Of six people at 2 to 9.5 m/s when their force plates pass 50 N, the least that every kind of
plate shows; benchmarks/accuracy/events.py finds the same."""
THRESHOLD_SD = 0.012
"""What is meant by toe-off, share of contact time: half the time from 50 to 20 N of vertical force
(2.6 ms in a sprint, 6 to 9 ms in jogs), both of which are called toe-off."""
TOE_OFF_CUTOFF = 8.0
"""Low-pass cut-off of both signals, multiples of the step rate (35 Hz in a sprint)."""
LEFT_SPEED = 0.9
"""A forefoot faster than this share of running speed has left long ago."""
SLOWEST = 1e-3
"""Speed below which a forefoot's logarithm tells nothing more, share of running speed."""
GRID = 0.001
"""Moments that are tried, s apart."""
STILL_LIKELY = 0.05
"""A likelihood that has not fallen to this share of its peak when the track ends is cut off."""


def leaving_signals(points: xr.DataArray, side: Side, pace: Pace) -> Floats:
    """Rate at which the leg lengthens and speed of the forefoot against the ground.

    Parameters
    ----------
    points : xarray.DataArray
        Body points (time, space, keypoint), m.
    side : {"left", "right"}
    pace : Pace
        Of the same recording.

    Returns
    -------
    numpy.ndarray
        (time, 2), shares of running speed, NaN where not seen.

    Raises
    ------
    MissingDataError
        If the foot has no forefoot marker.
    """
    cutoff = TOE_OFF_CUTOFF * pace.step_rate
    toe = low_pass(forefoot(points, side), cutoff)
    velocity = derivative(toe)
    forward, upward = velocity.sel(space="x") + pace.belt_speed, velocity.sel(space="y")
    lengthening = np.full(toe.time.size, np.nan)
    if has_points(points, [f"{side}_hip"]):
        leg = (low_pass(point(points, f"{side}_hip"), cutoff) - toe).sel(space=["x", "y"])
        lengthening = derivative((leg**2).sum("space", skipna=False) ** 0.5).values
    speed = travel_speed(points, pace)[:, None]
    return np.column_stack([lengthening, np.hypot(forward, upward)]) / speed


def toe_off(
    time: Floats, signals: Floats, forward: Floats, likeness: Likeness = LEAVING
) -> tuple[float, float] | None:
    """Find when a planted foot leaves the ground.

    Parameters
    ----------
    time : numpy.ndarray
        (n,) s, from a moment at which the foot is planted to its next swing.
    signals : numpy.ndarray
        (n, 2) from `leaving_signals`, shares of running speed.
    forward : numpy.ndarray
        (n,) forward speed of the forefoot against the ground, share of running speed.
    likeness : Likeness
        What the signals are at toe-off.

    Returns
    -------
    tuple of float or None
        Moment and standard deviation, s; None where the track does not show it.
    """
    left = np.flatnonzero(forward > LEFT_SPEED)
    shown = slice(0, int(left[0]) + 1 if left.size else time.size)
    moments = np.arange(time[shown][0], time[shown][-1], GRID)
    if moments.size < 2:
        return None
    tracks = np.column_stack([np.interp(moments, time[shown], each) for each in signals[shown].T])
    tracks[:, 1] = np.log(np.maximum(tracks[:, 1], SLOWEST))
    misfit = likeness.misfit(tracks)
    likelihood = np.exp(misfit.min() - misfit)
    if likelihood[-1] > STILL_LIKELY or np.argmax(likelihood) == 0:
        return None
    likelihood /= likelihood.sum()
    moment = float(likelihood @ moments)
    return moment, float(np.sqrt(likelihood @ (moments - moment) ** 2))
