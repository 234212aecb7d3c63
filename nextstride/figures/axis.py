"""`Axis`: from a quantity's numbers to pixels, and the round numbers to label it with."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nextstride.arrays import Floats


@dataclass(frozen=True)
class Axis:
    """A linear map from numbers to pixels.

    Attributes
    ----------
    low, high : float
        Range of the numbers.
    start, stop : float
        Pixels of `low` and `high`; `stop` may be smaller.
    """

    low: float
    high: float
    start: float
    stop: float

    def at(self, value: float) -> float:
        """Pixel of one number."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.stop - self.start)

    def all(self, values: Floats) -> Floats:
        """Pixels of many numbers."""
        scale = (self.stop - self.start) / (self.high - self.low)
        return np.asarray(self.start + (values - self.low) * scale)

    def ticks(self, count: int = 5) -> list[float]:
        """About `count` round numbers within the range."""
        step = round_step((self.high - self.low) / count)
        first = math.ceil(self.low / step - 1e-9)
        last = math.floor(self.high / step + 1e-9)
        return [index * step for index in range(first, last + 1)]


def round_step(rough: float) -> float:
    """Smallest of 1, 2, 5 times a power of ten that is not below `rough`."""
    power = float(10.0 ** math.floor(math.log10(rough)))
    return next(times * power for times in (1, 2, 5, 10) if times * power >= rough * (1 - 1e-9))


def tick_label(value: float) -> str:
    """Text of a round number, with a true minus."""
    return f"{value:g}".replace("-", "−")
