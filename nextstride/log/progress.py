"""Progress: what has changed since training began, and which pattern that makes.

Every measure is held against its minimal detectable change. So that improvements are named wrongly
in less than 5 % of seasons, all families together and also where form drifts, each family has its
share (`FALSE_ALARMS`); within a family it is divided by the measures with a baseline, and it covers
looking again after every session (`nextstride.log.looks`). A fall must be as large to be told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from nextstride.errors import ParameterError
from nextstride.log.compare import Change, compare, in_words, unit_of
from nextstride.log.entries import Hold
from nextstride.log.entry import LogEntry
from nextstride.log.families import FAMILIES, Family
from nextstride.log.feel import UNVALIDATED
from nextstride.log.looks import required_ratio
from nextstride.log.series import RECORDED_SPEED, Series, build_series

FALSE_ALARMS: dict[Family, float] = {
    "strength": 0.012,
    "power": 0.002,
    "thigh_motion": 0.002,
    "speed": 0.003,
    "feel": 0.002,
}
"""Chance, in a season in which nothing changes and nothing drifts, that a family is said to have
improved. Together 2 %, so that it stays below 5 % in seasons that are not like that: with scatter
twice as large as published, few baselines, or form that drifts by 0.3 typical errors a session
(benchmarks/accuracy/progress.py). Speed has the least, for form drifts in speed."""

FAMILY_NAMES: dict[Family, str] = {
    "strength": "strength",
    "power": "power",
    "thigh_motion": "thigh motion at matched speed",
    "speed": "speed",
    "feel": "feel at matched speed",
}


OPTIONAL: tuple[Family, ...] = ("power",)
"""Not missed where it is not logged: jumps and lifts are no link of the chain that is trained."""


@dataclass(frozen=True)
class Progress:
    """What has changed since a day.

    Attributes
    ----------
    athlete : str
    since : datetime.date
        First day that counts as after.
    pattern : str
        One of `PATTERNS`.
    evidence : tuple of str
        What the pattern rests on, one sentence each.
    changes : tuple of Change
    """

    athlete: str
    since: date
    pattern: str
    evidence: tuple[str, ...]
    changes: tuple[Change, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON, SI units."""
        return {
            "athlete": self.athlete,
            "since": self.since.isoformat(),
            "pattern": self.pattern,
            "evidence": list(self.evidence),
            "feel_label": UNVALIDATED,
            "changes": [change.to_json() for change in self.changes],
        }


PATTERNS = (
    "stronger and faster",
    "stronger but not faster",
    "stronger but slower",
    "stronger, speed not measured",
    "faster but not stronger",
    "faster but weaker",
    "faster, strength not measured",
    "feels better but not faster",
    "slower or weaker",
    "more power but not faster",
    "no change yet",
    "nothing to compare yet",
)
"""Every pattern that can be named. "Not faster" means: not shown to be."""


BESIDE_STRONGER = {
    "unchanged": " but not faster",
    "worse": " but slower",
    "unknown": ", speed not measured",
}
BESIDE_FASTER = {
    "unchanged": " but not stronger",
    "worse": " but weaker",
    "unknown": ", strength not measured",
}


def judge_progress(entries: Iterable[LogEntry], since: date | None = None) -> Progress:
    """Compare each measure before a day with the same measure from that day on.

    Parameters
    ----------
    entries : iterable of LogEntry
        Of one athlete, as `Log.entries` gives them.
    since : datetime.date, optional
        First day that counts as after; by default the day of the first `Hold`. Set it once:
        choosing the day after seeing the results makes false alarms.

    Raises
    ------
    ParameterError
        If there are no entries, they are of several athletes, or there is no day to start from.
    """
    logged = tuple(entries)
    athletes = sorted({entry.athlete for entry in logged})
    if len(athletes) != 1:
        names = ", ".join(athletes) or "no one"
        raise ParameterError(f"progress: the entries must be of one athlete; they are of {names}.")
    holds = [entry.day for entry in logged if isinstance(entry, Hold)]
    start = since or min(holds, default=None)
    if start is None:
        raise ParameterError("progress: no hold is logged; say since when to compare (--since).")
    series = without_lesser_speed(list(build_series(logged).values()), start)
    changes = tuple(
        change
        for family in FAMILIES
        for change in compare_family([s for s in series if s.family == family], start)
    )
    return Progress(athletes[0], start, name_pattern(changes), tell_evidence(changes), changes)


def has_baseline(series: Series, start: date) -> bool:
    """Whether a measure was taken before training."""
    return any(point.day < start for point in series.points)


def without_lesser_speed(series: list[Series], start: date) -> list[Series]:
    """Leave the speed of recordings out where the runner was timed: it would only cost power."""
    timed = (s for s in series if s.family == "speed" and s.key != RECORDED_SPEED)
    if any(has_baseline(each, start) for each in timed):
        return [each for each in series if each.key != RECORDED_SPEED]
    return series


def compare_family(family: Sequence[Series], start: date) -> list[Change]:
    """Compare the measures of one family, which share its false alarms."""
    measured = sum(has_baseline(series, start) for series in family)
    changes = []
    for series in family:
        before = tuple(point for point in series.points if point.day < start)
        after = tuple(point for point in series.points if point.day >= start)
        share = FALSE_ALARMS[series.family] / max(measured, 1)
        changes.append(compare(series, before, after, partial(required_ratio, false_alarm=share)))
    return changes


def verdict_of(changes: Iterable[Change], family: Family) -> str:
    """One word for a family: better, worse, unchanged, unknown; a split one is unchanged."""
    outcomes = {change.outcome for change in changes if change.family == family}
    if outcomes <= {"cannot be judged"}:
        return "unknown"
    if ("better" in outcomes) == ("worse" in outcomes):
        return "unchanged"
    return "better" if "better" in outcomes else "worse"


def name_pattern(changes: Sequence[Change]) -> str:
    """Name the pattern that the changes make."""
    judged: tuple[Family, ...] = ("strength", "speed", "power", "feel")
    strength, speed, power, feel = (verdict_of(changes, family) for family in judged)
    if speed == strength == "better":
        return "stronger and faster"
    if strength == "better":
        return "stronger" + BESIDE_STRONGER[speed]
    if speed == "better":
        return "faster" + BESIDE_FASTER[strength]
    if "worse" in (strength, speed):
        return "slower or weaker"
    if power == "better":
        return "more power but not faster"
    if feel == "better":
        return "feels better but not faster"
    unknown = {strength, speed, power, feel} == {"unknown"}
    return "nothing to compare yet" if unknown else "no change yet"


def tell_evidence(changes: Sequence[Change]) -> tuple[str, ...]:
    """One sentence a measure, and one for every family without, but for what nobody must log."""
    told = []
    for family in FAMILIES:
        mine = [change for change in changes if change.family == family]
        told += [tell(change) for change in mine]
        if not mine and family not in OPTIONAL:
            told.append(f"{FAMILY_NAMES[family].capitalize()} was not logged.")
    return tuple(told)


def tell(change: Change) -> str:
    """One measure in a sentence, never surer than its numbers."""
    opening = f"{change.title.capitalize()}: {change.outcome}; {change.reason}"
    if change.outcome != "no change shown" or change.upper is None or change.lower is None:
        return opening
    return (
        f"{opening} Any true change between {in_words(change.unit, change.lower, signed=True)} "
        f"and {in_words(change.unit, change.upper, signed=True)} {unit_of(change.unit).shown} "
        "fits these numbers."
    )
