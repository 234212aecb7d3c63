"""Elastic bands: force against elongation, from makers' charts or from two luggage-scale readings.

Force depends on elongation, the stretch relative to resting length, and on how many strands pull
side by side. Charts of the same band differ up to twofold, so a band from a chart carries that
disagreement as its range; a band read with a luggage scale carries the scale's error.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from nextstride.checks import Problems
from nextstride.errors import ParameterError
from nextstride.evidence import Interval

LEAST_SPREAD = 0.25
"""Two scale readings must be this far apart in elongation to tell the curve's bend."""


@dataclass(frozen=True)
class ForceCurve:
    """Force of one strand of rubber: (a + b / stretch) (stretch - 1 / stretch²).

    The law of Mooney (1940, J Appl Phys 11:582) and Rivlin (1948) for rubber pulled lengthwise;
    ``stretch`` is length over resting length.

    Attributes
    ----------
    a, b : float
        Constants, N.
    low, high : float
        The least and the most the force may be, relative to the curve.
    """

    a: float
    b: float
    low: float
    high: float

    @classmethod
    def through(cls, first: tuple[float, float], second: tuple[float, float]) -> ForceCurve:
        """Return the curve through two points (elongation, force in N), without a range."""
        stretch = 1.0 + np.array([first[0], second[0]])
        shape = stretch - stretch**-2
        a, b = np.linalg.solve(np.c_[shape, shape / stretch], [first[1], second[1]])
        return cls(float(a), float(b), 1.0, 1.0)

    def force(self, elongation: float) -> float:
        """Force at `elongation` (1: twice the resting length), N; zero when slack."""
        if elongation <= 0:
            return 0.0
        stretch = 1 + elongation
        return (self.a + self.b / stretch) * (stretch - stretch**-2)


@dataclass(frozen=True)
class Band:
    """A band as it is used.

    Attributes
    ----------
    name : str
        Product and colour, or what its owner calls it.
    resting_length : float
        Slack length between its fixings, m.
    curve : ForceCurve
        Of one strand.
    strands : int
        Strands that pull side by side: 1 straight, 2 for a loop or a doubled band.
    longest : float
        Elongation beyond which it must not be stretched.
    calibrated : bool
        Whether its force was measured with a scale.
    material, source : str
    """

    name: str
    resting_length: float
    curve: ForceCurve
    strands: int = 1
    longest: float = 2.0
    calibrated: bool = False
    material: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        problems = Problems(f"band {self.name!r}")
        problems.in_range("resting length", self.resting_length, 0.05, 5, "m")
        problems.in_range("strands", self.strands, 1, 8, "")
        problems.in_range("longest elongation", self.longest, 0.1, 4, "")
        problems.raise_if_any()

    def force(self, length: float) -> Interval:
        """Force when its fixings are `length` m apart, N."""
        value = self.strands * self.curve.force(length / self.resting_length - 1)
        return Interval(value, value * self.curve.low, value * self.curve.high)

    def elongation(self, length: float) -> float:
        """Stretch relative to resting length when the fixings are `length` m apart."""
        return max(length / self.resting_length - 1, 0.0)

    @property
    def longest_length(self) -> float:
        """Distance between the fixings that must not be exceeded, m."""
        return self.resting_length * (1 + self.longest)

    @property
    def strongest(self) -> Interval:
        """Force at the longest allowed elongation, N."""
        return self.force(self.longest_length)

    def doubled(self) -> Band:
        """Return the band folded once: half as long, twice the strands."""
        return replace(
            self,
            name=f"{self.name}, doubled",
            resting_length=self.resting_length / 2,
            strands=2 * self.strands,
        )

    def looped(self) -> Band:
        """Return the band knotted into a loop, used flat: the same as `doubled`."""
        return replace(self.doubled(), name=f"{self.name}, looped")


FOLDED: dict[str, Callable[[Band], Band]] = {"doubled": Band.doubled, "looped": Band.looped}
"""Ways to fold a band, as people name them."""


@cache
def _table() -> dict[str, Any]:
    """Return the package's table of bands."""
    return tomllib.loads(files("nextstride.training").joinpath("bands.toml").read_text("utf-8"))


def band_colours() -> dict[str, tuple[str, ...]]:
    """Every product with a chart, and its colours from light to heavy."""
    return {each["name"]: tuple(each["colours"]) for each in _table()["product"]}


def chart_band(colour: str, resting_length: float, product: str = "TheraBand") -> Band:
    """Return a straight band whose force comes from published charts.

    Its curve runs midway between the charts; its range is from the lowest chart to the highest.

    Parameters
    ----------
    colour : str
        The maker's colour.
    resting_length : float
        Slack length between its fixings, m.
    product : str
        A key of `band_colours`.

    Raises
    ------
    ParameterError
        If product or colour is unknown, naming the known ones, or the length is impossible.
    """
    products = {each["name"]: each for each in _table()["product"]}
    problems = Problems("band")
    problems.one_of("product", product, products)
    problems.raise_if_any()
    row = products[product]
    problems.one_of("colour", colour, row["colours"])
    problems.raise_if_any()
    points = row["colours"][colour]
    lowest = points["second_at_100"] / points["at_100"]
    maker = ForceCurve.through((1.0, points["at_100"]), (2.0, points["at_200"]))
    middle = (1 + lowest) / 2
    curve = ForceCurve(maker.a * middle, maker.b * middle, lowest / middle, 1 / middle)
    return Band(
        name=f"{product} {colour}",
        resting_length=resting_length,
        curve=curve,
        longest=_table()["longest"],
        material=row["material"],
        source=f"{row['source']}; {row['second_source']}",
    )


def calibrate_band(
    name: str,
    resting_length: float,
    first: tuple[float, float],
    second: tuple[float, float],
    longest: float = 2.0,
) -> Band:
    """Return a band whose force was read with a luggage scale at two lengths.

    Its curve passes through both readings. The readings are taken with the band as it is used,
    folded or looped as it may be, so it counts as one strand.

    Parameters
    ----------
    name : str
    resting_length : float
        Slack length between its fixings, m.
    first, second : tuple of float
        Length between the fixings in m and force in N (a scale's kg by
        `nextstride.readings.FORCE_UNITS`).
    longest : float
        Elongation beyond which it must not be stretched.

    Raises
    ------
    ParameterError
        If the readings are no rubber band's: not stretched, too near each other, or force falling
        with length.
    """
    problems = Problems(f"band {name!r}")
    problems.in_range("resting length", resting_length, 0.05, 5, "m")
    problems.raise_if_any()
    short, long = sorted((length / resting_length - 1, force) for length, force in (first, second))
    problems.require(
        all(math.isfinite(number) for number in (*short, *long)), "both readings must be numbers"
    )
    problems.require(
        short[0] >= 0.1, f"both readings must be at least 10 % stretched; got {short[0]:.0%}"
    )
    problems.require(
        long[0] - short[0] >= LEAST_SPREAD,
        f"the readings must be at least {LEAST_SPREAD:.0%} of the resting length apart; got "
        f"{long[0] - short[0]:.0%}: read once at about half as long again, once near its longest",
    )
    problems.require(
        0 < short[1] < long[1],
        f"force must rise with length; got {short[1]:g} N at {short[0]:.0%} and {long[1]:g} N "
        f"at {long[0]:.0%}: measure again",
    )
    problems.raise_if_any()
    curve = ForceCurve.through(short, long)
    _require_rising(name, curve, longest)
    error = _table()["reading_error"]
    return Band(
        name=name,
        resting_length=resting_length,
        curve=replace(curve, low=1 - error, high=1 + error),
        longest=longest,
        calibrated=True,
        source="two luggage-scale readings",
    )


def _require_rising(name: str, curve: ForceCurve, longest: float) -> None:
    """Refuse a curve that falls somewhere up to the longest elongation."""
    forces = [curve.force(elongation) for elongation in np.linspace(0, longest, 101)]
    if np.any(np.diff(forces) <= 0):
        raise ParameterError(
            f"band {name!r}: no rubber band has both readings: its force would fall somewhere "
            f"up to {longest:.0%} elongation. Check the resting length, and read again with the "
            "band slowly drawn out."
        )
