"""`Round`: what was read in one round of a probe: strength, runs, strength."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from nextstride.checks import Problems
from nextstride.errors import ParameterError
from nextstride.probe.safety import PROBED, SHAM

FRESH = 0
"""Number of the round before anything is tired."""
FASTEST, SLOWEST = 13.0, 2.0
"""m/s: no one has run faster, and slower is no run."""
LATEST = 600.0
"""s after the last hold: what is read later belongs to another round."""


@dataclass(frozen=True)
class Reading:
    """One value with the moment at which it was read.

    Attributes
    ----------
    value : float
        Of strength in any one unit, the same throughout the day; of a run its speed in m/s.
    after : float
        s since the end of the last hold; NaN where nothing was tired.
    """

    value: float
    after: float = math.nan


@dataclass(frozen=True)
class Round:
    """One round of one day.

    Attributes
    ----------
    link : str
        Of `PROBED`, or `SHAM`.
    number : int
        `FRESH`, or which tired round, from 1.
    strengths, runs : tuple of Reading
    day : datetime.date, optional
        A tired round is compared with the fresh one of its own day.

    Raises
    ------
    ParameterError
        If a value is impossible, naming all of them.
    """

    link: str
    number: int
    strengths: tuple[Reading, ...]
    runs: tuple[Reading, ...]
    day: date | None = None

    def __post_init__(self) -> None:
        problems = Problems(f"round {self.number} of {self.link}")
        problems.one_of("link", self.link, (*PROBED, SHAM))
        problems.require(self.number >= FRESH, f"number must be 0 or more; got {self.number}")
        read = (("strength", self.strengths, 1e4), ("run", self.runs, FASTEST))
        for what, readings, most in read:
            for each in readings:
                problems.in_range(what, each.value, 1e-6, most, "")
                if self.number != FRESH:
                    problems.in_range(f"time of a {what}", each.after, 0, LATEST, "s")
        problems.raise_if_any()


def comparable(rounds: Sequence[Round], link: str) -> list[Round]:
    """Return what a price of `link` can be read from.

    Of each day the fresh round, if it has strengths and runs, and the tired rounds that have both:
    a run without a strength beside it, or a day without a fresh round, compares with nothing. On a
    sham day strengths are not needed.
    """
    mine = [one for one in rounds if one.link == link]
    fresh = [one for one in mine if one.number == FRESH]
    tired = [one for one in mine if one.number != FRESH and one.runs]
    if link != SHAM:
        tired = [one for one in tired if one.strengths]
        read = {one.day for one in fresh if one.strengths}
    else:
        read = {one.day for one in fresh}
    days = read & {one.day for one in fresh if one.runs} & {one.day for one in tired}
    return [one for one in (*fresh, *tired) if one.day in days]


def reading_from(text: str) -> Reading:
    """Read ``VALUE`` or ``VALUE@SECONDS``.

    Raises
    ------
    ParameterError
        If it is neither.
    """
    value, at, seconds = text.partition("@")
    try:
        return Reading(_number(value), _number(seconds.removesuffix("s")) if at else math.nan)
    except ValueError:
        raise ParameterError(
            f"a reading must be VALUE, or VALUE@SECONDS since the last hold; got {text!r}."
        ) from None


def speed_from(text: str, distance: float) -> Reading:
    """Read ``SECONDS`` or ``SECONDS@SECONDS`` of a flying run of `distance` (m) as its speed.

    Raises
    ------
    ParameterError
        If it is neither, or nobody runs so.
    """
    read = reading_from(text)
    problems = Problems("probe")
    problems.in_range("--distance", distance, 5, 60, "m")
    problems.raise_if_any()
    shortest, longest = distance / FASTEST, distance / SLOWEST
    problems.in_range(f"time for {distance:g} m", read.value, shortest, longest, "s")
    problems.raise_if_any()
    return Reading(distance / read.value, read.after)


def _number(text: str) -> float:
    """A number with a point or a comma."""
    return float(text.strip().replace(",", "."))
