"""Planning a fair test: what was logged chooses its measures, and its start is not far away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, islice
from typing import Any

from nextstride.checks import Problems
from nextstride.errors import MissingDataError
from nextstride.log.entries import Hold
from nextstride.log.entry import LogEntry
from nextstride.log.families import FAMILIES, KEYS, Family
from nextstride.log.series import RECORDED_SPEED, build_series
from nextstride.log.trial import FEWEST_BASELINES, FEWEST_CANDIDATES, Trial
from nextstride.training.schedule import WEEKDAYS, weekday

START_WITHIN = 14
"""Weeks within which the start is drawn, where nothing else is said: two test days a week are
enough, and nobody waits for four months."""

CHAIN: dict[str, Family] = {
    "outcome": "speed",
    "strength": "strength",
    "thigh_motion": "thigh_motion",
}
"""What a trial fixes a measure for, and its family."""

USUAL = {"outcome": "fly_10", "thigh_motion": "peak_thigh_flexion_velocity"}
"""Fixed where nothing of the family is logged yet; strength has too many ways to be measured."""


@dataclass(frozen=True)
class LoggedMeasure:
    """A measure that the log holds.

    Attributes
    ----------
    key, title : str
    sessions : int
    last : datetime.date
    """

    key: str
    title: str
    sessions: int
    last: date


@dataclass(frozen=True)
class Timing:
    """When a fair test is done.

    Attributes
    ----------
    weekdays : tuple of str
        Of testing, as `nextstride.training.schedule.weekday` reads them.
    first : datetime.date
        First day of testing at the earliest.
    baseline, block, start_every : int
        As in `Trial`.
    start_within : int
        Weeks from the first test within which the start is drawn.
    """

    weekdays: tuple[str, ...]
    first: date
    baseline: int = FEWEST_BASELINES
    block: int = 6
    start_every: int = 1
    start_within: int = START_WITHIN

    def test_days(self) -> tuple[date, ...]:
        """Every planned test day.

        Raises
        ------
        ParameterError
            If a weekday is unknown, or the start could be drawn later than it may.
        """
        tested = {weekday(day) for day in self.weekdays}
        problems = Problems("trial")
        problems.require(bool(tested), "at least one weekday of testing is needed")
        problems.require(
            self.first.year < 9000, f"--first must be a date of a calendar; got {self.first}"
        )
        problems.raise_if_any()
        to_last_start = self.baseline + (FEWEST_CANDIDATES - 1) * self.start_every
        number = max(to_last_start + 2 * self.block, 1)
        every = (self.first + timedelta(days=days) for days in count())
        days = tuple(islice((day for day in every if WEEKDAYS[day.weekday()] in tested), number))
        last_start = days[min(max(to_last_start, 1), number) - 1]
        weeks = (last_start - days[0]).days / 7
        problems.require(
            weeks <= self.start_within,
            f"the start could be drawn as late as {last_start}, {weeks:.0f} weeks after the first "
            f"test; to have it within {self.start_within} weeks test on "
            f"{-(-to_last_start // max(self.start_within, 1))} days a week, or allow more "
            "(--start-within)",
        )
        problems.raise_if_any()
        return days


def logged_measures(entries: Iterable[LogEntry]) -> dict[Family, tuple[LoggedMeasure, ...]]:
    """What of each family is logged, the most often measured first; the newest of equals."""
    found: dict[Family, list[LoggedMeasure]] = {family: [] for family in FAMILIES}
    for series in build_series(entries).values():
        points = series.points
        measure = LoggedMeasure(series.key, series.title, len(points), points[-1].day)
        found[series.family].append(measure)
    return {family: tuple(sorted(rows, key=_rank)) for family, rows in found.items()}


def _rank(measure: LoggedMeasure) -> tuple[bool, int, int]:
    """What puts a measure first; the speed of a recording only where nothing was timed."""
    timed = measure.key != RECORDED_SPEED
    return not timed, -measure.sessions, -measure.last.toordinal()


def choose_measures(entries: Iterable[LogEntry], given: dict[str, str | None]) -> dict[str, str]:
    """Choose what a fair test fixes, of what was logged; what is given stays.

    Parameters
    ----------
    entries : iterable of LogEntry
        Of the athlete.
    given : dict of str to (str or None)
        Key by name (`CHAIN`).

    Returns
    -------
    dict of str to str
        Key by name.

    Raises
    ------
    MissingDataError
        If nothing of a family is logged, and nothing is given.
    """
    known = logged_measures(entries)
    chosen = {}
    for name, family in CHAIN.items():
        rows = known[family]
        key = given.get(name) or (rows[0].key if rows else USUAL.get(name))
        if key is None:
            option = name.replace("_", "-")
            raise MissingDataError(
                f"trial: no {family.replace('_', ' ')} is logged yet, so nothing says how it will "
                f"be measured; log one test as all will be, or name the measure with --{option}."
            )
        chosen[name] = key
    return chosen


def doubts(entries: Sequence[LogEntry], chosen: dict[str, str], today: date) -> tuple[str, ...]:
    """What should make one think again before a test is fixed, one sentence each.

    Parameters
    ----------
    entries : sequence of LogEntry
        Of the athlete.
    chosen : dict of str to str
        See `choose_measures`.
    today : datetime.date
    """
    known = logged_measures(entries)
    found = []
    for name, family in CHAIN.items():
        rows = known[family]
        sound = KEYS[family].fullmatch(chosen[name])  # Else the trial itself refuses it.
        if rows and sound and chosen[name] not in {row.key for row in rows}:
            told = ", ".join(f"{row.key} ({row.sessions}x)" for row in rows)
            found.append(
                f"{chosen[name]} was never logged; logged is {told}. Another side, angle or device "
                "is another measure, and only the one that is fixed counts."
            )
    held = sorted({entry.day for entry in entries if isinstance(entry, Hold)})
    if held:
        found.append(
            f"Training has begun already: holds are logged since {held[0]}, the last on "
            f"{held[-1]}. What they have done is in the baseline; pause the holds until the drawn "
            "start, or the test tells only what comes on top."
        )
    return tuple(found)


def plan_trial(athlete: str, chosen: dict[str, str], timing: Timing, **told: Any) -> Trial:
    """Make the trial of an athlete; making it draws start and order.

    Parameters
    ----------
    athlete : str
    chosen : dict of str to str
        See `choose_measures`.
    timing : Timing
    **told
        Seed and day of registration, drawn and today's where not given.

    Raises
    ------
    ParameterError
        If the plan cannot make a fair test.
    """
    return Trial(
        athlete=athlete,
        outcome=chosen["outcome"],
        strength=chosen["strength"],
        thigh_motion=chosen["thigh_motion"],
        test_days=timing.test_days(),
        block_sessions=timing.block,
        baseline_sessions=timing.baseline,
        start_every=timing.start_every,
        **told,
    )
