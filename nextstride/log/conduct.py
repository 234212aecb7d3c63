"""How a fair test is being carried out: what is done, missed or late, and what that costs.

Only what was fixed beforehand counts, so whatever goes otherwise is said while it can still be put
right, and again in the verdict.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from nextstride.conventions import counted
from nextstride.log.entries import Hold
from nextstride.log.entry import LogEntry
from nextstride.log.families import Family
from nextstride.log.series import Series, build_series, readings
from nextstride.log.trial import FEWEST_CANDIDATES, Trial

LEAST_BASELINES = 3
"""A possible start with fewer sessions up to it is out of the lot. The p-value is exact with any
number; with fewer, a rise after that start can hardly be told from one bad day before it."""

MAKE_UP_DAYS = 3
"""A result so many days after a missed test day was meant for it."""

NAMED_DAYS = 4
"""So many days are named one by one; of more, the first and the last."""


@dataclass(frozen=True)
class Conduct:
    """How a fair test is being carried out, as far as today.

    Attributes
    ----------
    done, missed : tuple of datetime.date
        Planned days with a result that decides, and those before today without.
    elsewhere : tuple of datetime.date
        Days of the test that were not planned and have such a result; it does not count.
    smallest_p_value : float
        What the results still allow, as far as is known today.
    next_day : datetime.date or None
        The next planned day, today included.
    notes : tuple of str
        What goes otherwise than planned and what it costs, one sentence or two each.
    """

    done: tuple[date, ...]
    missed: tuple[date, ...]
    elsewhere: tuple[date, ...]
    smallest_p_value: float
    next_day: date | None
    notes: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        told = {key: value for key, value in asdict(self).items() if key != "next_day"}
        days = {
            name: [day.isoformat() for day in told[name]]
            for name in ("done", "missed", "elsewhere")
        }
        ahead = None if self.next_day is None else self.next_day.isoformat()
        return {**told, **days, "notes": list(self.notes), "next_day": ahead}


def follow_trial(
    trial: Trial,
    entries: Iterable[LogEntry],
    today: date | None = None,
    sealed: Collection[date] = (),
) -> Conduct:
    """Say how a fair test is being carried out.

    Parameters
    ----------
    trial : Trial
    entries : iterable of LogEntry
        Of the athlete, as `nextstride.log.Log.entries` gives them.
    today : datetime.date, optional
    sealed : collection of datetime.date
        Days whose speeds are logged but not shown yet: they are not missed.
    """
    now = today or date.today()
    logged = tuple(entries)
    known = build_series(logged)
    with_result = (
        {point.day for point in known[trial.outcome].points} if (trial.outcome in known) else set()
    )
    with_result |= set(sealed)
    planned = set(trial.test_days)
    done = tuple(day for day in trial.test_days if day in with_result)
    missed = tuple(day for day in trial.test_days if day < now and day not in with_result)
    within = (day for day in with_result if trial.test_days[0] <= day <= trial.test_days[-1])
    elsewhere = tuple(sorted(set(within) - planned))
    lot = lot_left(trial, _still_possible(trial, done, now))
    notes = (
        *_missed_notes(trial, missed, lot),
        *_elsewhere_notes(trial, elsewhere, missed),
        *_other_measure_notes(trial, known),
        *begun_notes(trial, logged),
    )
    ahead = next((day for day in trial.test_days if day >= now and day not in with_result), None)
    return Conduct(done, missed, elsewhere, lot.smallest_p, ahead, tuple(notes))


@dataclass(frozen=True)
class Lot:
    """What results leave of the lot that drew the start.

    Attributes
    ----------
    starts : tuple of datetime.date
        Possible starts with enough sessions up to them and some after.
    sessions : tuple of int
        Of each, how many sessions came up to it.
    drawn : int or None
        Index of the start drawn; None where it is not among them.
    """

    starts: tuple[date, ...]
    sessions: tuple[int, ...]
    drawn: int | None

    @property
    def alike(self) -> int:
        """Starts that no result tells from the drawn one, itself included."""
        return 0 if self.drawn is None else self.sessions.count(self.sessions[self.drawn])

    @property
    def smallest_p(self) -> float:
        """The smallest p-value that it allows; 1 where nothing can be judged."""
        return self.alike / len(self.starts) if self.alike else 1.0


def lot_left(trial: Trial, days: Collection[date]) -> Lot:
    """What sessions on `days` leave of the lot."""
    ordered = sorted(days)
    counts = {start: bisect_right(ordered, start) for start in trial.candidates}
    fit = {day: n for day, n in counts.items() if LEAST_BASELINES <= n < len(ordered)}
    drawn = list(fit).index(trial.start) if trial.start in fit else None
    return Lot(tuple(fit), tuple(fit.values()), drawn)


def _still_possible(trial: Trial, done: tuple[date, ...], now: date) -> set[date]:
    """Days with a result, and those that can still get one."""
    return {*done, *(day for day in trial.test_days if day >= now)}


def _missed_notes(trial: Trial, missed: tuple[date, ...], lot: Lot) -> list[str]:
    """Say which test days were missed, and what it costs."""
    if not missed:
        return []
    first = trial.candidates[0]
    before = [day for day in missed if day <= first]
    words = f"Missed: {counted(len(missed), 'test day')} ({in_list(missed)})."
    if before:
        left = trial.baseline_sessions - len(before)
        words += (
            f" Of the {trial.baseline_sessions} tests up to the first possible start ({first}) "
            f"{left} {'remains' if left == 1 else 'remain'}."
        )
    return [f"{words} {_cost(trial, lot)}"]


def _cost(trial: Trial, lot: Lot) -> str:
    """What missing tests cost, in words."""
    if lot.drawn is None:
        return "It costs the test: there are too few tests about the drawn start to judge it."
    lost = len(trial.candidates) - len(lot.starts)
    costs = []
    if lost:
        costs.append(f"{counted(lost, 'possible start')}, with too few tests up to it")
    if lot.alike > 1:
        costs.append(
            f"that {counted(lot.alike - 1, 'possible start')} cannot be told from the drawn one"
        )
    floor = f"p can be {lot.smallest_p:.2g} at the smallest"
    if not costs:
        return (
            f"It costs power, not fairness: every possible start can still be judged, and {floor}."
        )
    hint = ", a hint at best" if lot.smallest_p > 1 / FEWEST_CANDIDATES + 1e-9 else ""
    return f"It costs {' and '.join(costs)}: {floor}{hint}."


def _elsewhere_notes(
    trial: Trial, elsewhere: tuple[date, ...], missed: tuple[date, ...]
) -> list[str]:
    """Say which results do not count, for their day was not planned."""
    if not elsewhere:
        return []
    one = len(elsewhere) == 1
    words = (
        f"{counted(len(elsewhere), 'result')} of {trial.outcome} {'lies' if one else 'lie'} on "
        f"other days than planned and {'does' if one else 'do'} not count ({in_list(elsewhere)})."
    )
    reach = timedelta(days=MAKE_UP_DAYS)
    meant = {day for day in missed if any(day < other <= day + reach for other in elsewhere)}
    if meant:
        words += (
            f" {counted(len(meant), 'missed test day')} {'was' if len(meant) == 1 else 'were'} "
            "made up for so; it would count only on the day that was fixed."
        )
    return [words]


def _other_measure_notes(trial: Trial, known: dict[str, Series]) -> list[str]:
    """Say where something else was measured than what was fixed."""
    planned = set(trial.test_days)
    fixed: tuple[tuple[str, Family], ...] = (
        (trial.outcome, "speed"),
        (trial.strength, "strength"),
        (trial.thigh_motion, "thigh_motion"),
    )
    notes = []
    for key, family in fixed:
        here = {
            name: sum(point.day in planned for point in series.points)
            for name, series in known.items()
            if series.family == family
        }
        others = {name: number for name, number in here.items() if name != key and number}
        if here.get(key, 0) == 0 and others:
            told = ", ".join(f"{name} on {counted(n, 'day')}" for name, n in others.items())
            notes.append(
                f"The test was fixed on {key}, of which nothing is logged on a test day; logged "
                f"is {told}, which does not count for it."
            )
    return notes


def begun_notes(trial: Trial, entries: Iterable[LogEntry]) -> list[str]:
    """Say that training began before the drawn start."""
    early = sorted({e.day for e in entries if isinstance(e, Hold) and e.day <= trial.start})
    if not early:
        return []
    return [
        f"Training had begun already: holds are logged on {counted(len(early), 'day')} up to the "
        f"drawn start {trial.start} ({in_list(early)}). What they did is in the baseline, so the "
        "test tells only what came on top of it; it can miss a gain, not make one up."
    ]


def off_day_notes(
    entries: Iterable[LogEntry], trials: Mapping[str, Sequence[Trial]]
) -> tuple[str, ...]:
    """Say of results that were just logged that they do not count for a running fair test.

    Parameters
    ----------
    entries : iterable of LogEntry
        What was just logged.
    trials : mapping of str to sequence of Trial
        Of each athlete, the newest last.
    """
    notes = []
    for entry in entries:
        mine = trials.get(entry.athlete) or ()
        trial = mine[-1] if mine else None
        if trial is None or entry.day in trial.test_days:
            continue
        decides = any(reading.series.key == trial.outcome for reading in readings(entry))
        if decides and trial.test_days[0] <= entry.day <= trial.test_days[-1]:
            ahead = next((day for day in trial.test_days if day > entry.day), None)
            notes.append(
                f"{entry.day} is no test day of {entry.athlete}'s fair test, so this result does "
                f"not count for it; the next is {ahead}."
            )
    return tuple(dict.fromkeys(notes))


def in_list(days: Collection[date]) -> str:
    """Days in words, of many only the first and the last."""
    ordered = sorted(days)
    if len(ordered) <= NAMED_DAYS:
        return ", ".join(map(str, ordered))
    return f"{ordered[0]} to {ordered[-1]}"
