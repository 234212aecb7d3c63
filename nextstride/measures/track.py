"""`Track`: one number over time, with the few questions that measures ask of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from nextstride.arrays import Floats


@dataclass(frozen=True)
class Track:
    """One number over time; every answer is NaN where the track was not seen.

    Attributes
    ----------
    time : numpy.ndarray
        (n,) in s, increasing.
    values : numpy.ndarray
        (n,) in any unit.
    """

    time: Floats
    values: Floats

    @classmethod
    def of(cls, signal: xr.DataArray) -> Track:
        """Track of a (time,) array."""
        return cls(signal.time.values.astype(float), np.asarray(signal.values, dtype=float))

    def at(self, times: Floats) -> Floats:
        """Values at `times`, linear between frames; NaN outside."""
        times = np.asarray(times, dtype=float)
        found = np.interp(times, self.time, self.values, left=np.nan, right=np.nan)
        return np.where(np.isfinite(times), found, np.nan)

    def rate_before(self, times: Floats, window: float) -> Floats:
        """Rate of change just before each time, unit/s.

        A parabola through the `window` s before it, by least squares: what follows (an impact)
        cannot leak in, as it does through any filter that looks both ways.
        """
        found = np.full(len(times), np.nan)
        for row, time in enumerate(times):
            before = (self.time > time - window) & (self.time <= time) & np.isfinite(self.values)
            if np.isfinite(time) and before.sum() >= 4:
                clock = self.time[before] - time
                found[row] = np.polynomial.polynomial.polyfit(clock, self.values[before], 2)[1]
        return found

    def highest(self, starts: Floats, stops: Floats) -> Floats:
        """Largest value within each window."""
        return self._extremes(starts, stops)[0]

    def lowest(self, starts: Floats, stops: Floats) -> Floats:
        """Smallest value within each window."""
        return -Track(self.time, -self.values).highest(starts, stops)

    def time_of_highest(self, starts: Floats, stops: Floats) -> Floats:
        """When the value is largest within each window, s."""
        return self._extremes(starts, stops)[1]

    def mean(self, starts: Floats, stops: Floats) -> Floats:
        """Mean value within each window."""
        return self.integral(starts, stops) / (np.asarray(stops) - np.asarray(starts))

    def integral(self, starts: Floats, stops: Floats) -> Floats:
        """Integral over each window by the trapezoidal rule, unit x s."""
        steps = np.diff(self.time) * (self.values[1:] + self.values[:-1]) / 2
        total = Track(self.time, np.r_[0.0, np.cumsum(np.nan_to_num(steps))])
        broken = Track(self.time, np.r_[0.0, np.cumsum(~np.isfinite(steps))])
        whole = broken.at(stops) - broken.at(starts) < 1e-9
        return np.where(whole, total.at(stops) - total.at(starts), np.nan)

    def positive(self) -> Track:
        """The track where it is positive, zero elsewhere."""
        return Track(self.time, np.where(self.values < 0, 0.0, self.values))

    def negative(self) -> Track:
        """The track where it is negative, zero elsewhere."""
        return Track(self.time, np.where(self.values > 0, 0.0, self.values))

    def crossing_near(self, times: Floats, reach: float) -> Floats:
        """Zero crossing nearest to each time, at most `reach` s away; NaN if there is none."""
        before, after = self.values[:-1], self.values[1:]
        index = np.flatnonzero((before > 0) != (after > 0))
        index = index[np.isfinite(before[index] + after[index])]
        share = before[index] / (before[index] - after[index])
        crossings = self.time[index] + share * (self.time[index + 1] - self.time[index])
        found = np.full(len(times), np.nan)
        for row, time in enumerate(times):
            if crossings.size and np.isfinite(time):
                nearest = crossings[np.argmin(np.abs(crossings - time))]
                found[row] = nearest if abs(nearest - time) <= reach else np.nan
        return found

    def _extremes(self, starts: Floats, stops: Floats) -> tuple[Floats, Floats]:
        """Largest value and its time within each window, refined by a parabola."""
        values, times = np.full(len(starts), np.nan), np.full(len(starts), np.nan)
        for row, (start, stop) in enumerate(zip(starts, stops, strict=True)):
            if not np.isfinite(start + stop):
                continue
            first, last = np.searchsorted(self.time, [start, stop])
            ends = self.at(np.array([start, stop]))
            inside = np.r_[ends[0], self.values[first:last], ends[1]]
            clock = np.r_[start, self.time[first:last], stop]
            if not np.isfinite(inside).all():
                continue
            peak = int(np.argmax(inside))
            values[row], times[row] = inside[peak], clock[peak]
            if 1 < peak < len(inside) - 2:
                values[row], times[row] = _parabola(clock, inside, peak)
        return values, times


def _parabola(clock: Floats, values: Floats, peak: int) -> tuple[float, float]:
    """Top of the parabola through the highest of evenly spaced samples and its neighbours."""
    left, top, right = values[peak - 1 : peak + 2]
    curvature = left - 2 * top + right
    if curvature >= 0:
        return float(top), float(clock[peak])
    offset = 0.5 * (left - right) / curvature
    height = top - 0.25 * (left - right) * offset
    return float(height), float(clock[peak] + offset * (clock[peak + 1] - clock[peak]))
