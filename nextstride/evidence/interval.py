"""`Interval`: a number with the range it may be in."""

from __future__ import annotations

import math
from dataclasses import dataclass

NORMAL_95 = 1.959964
"""Half-width of a normal distribution's central 95 %, in standard deviations."""


@dataclass(frozen=True)
class Interval:
    """A best value and the range it may be in.

    Attributes
    ----------
    value, lower, upper : float
        SI; the range is 95 % unless its maker says otherwise.
    """

    value: float
    lower: float
    upper: float

    @property
    def deviation(self) -> float:
        """Standard deviation of the normal distribution with this range."""
        return (self.upper - self.lower) / (2 * NORMAL_95)

    def overlaps(self, other: Interval) -> bool:
        """Whether the two ranges share a number."""
        return self.lower <= other.upper and other.lower <= self.upper

    def scaled(self, factor: float) -> Interval:
        """Return the interval times a positive `factor`."""
        return Interval(self.value * factor, self.lower * factor, self.upper * factor)

    def times(self, other: Interval) -> Interval:
        """Product of two independent quantities.

        The variance of a product of independent variables is exact (Goodman 1960, J Am Stat Assoc
        55:708); the range is the normal one with that variance.
        """
        a, b = self.deviation, other.deviation
        half = NORMAL_95 * math.sqrt((self.value * b) ** 2 + (other.value * a) ** 2 + (a * b) ** 2)
        product = self.value * other.value
        return Interval(product, product - half, product + half)
