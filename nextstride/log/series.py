"""From log entries to one series a measure: one point a session, for that is what repeats.

Runs of the same session share the day's form, so they are averaged, and a session counts as one
trial: the typical errors of ``reliability.toml`` are between days.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from nextstride.log.entries import Feel, RecordedRun, SpeedTest, StrengthTest
from nextstride.log.entry import LogEntry
from nextstride.log.families import Family
from nextstride.log.feel import feel_score
from nextstride.log.power_test import PowerTest
from nextstride.log.typical_error import published_errors

FEEL = "feel"
RECORDED_SPEED = "recorded_speed"


@dataclass(frozen=True)
class Point:
    """One session's value.

    Attributes
    ----------
    day : datetime.date
    session : int
    value : float
        Mean of the session's trials.
    speed : float or None
        Measured speed that the value belongs to, m/s; None where there is none.
    trials : int
    """

    day: date
    session: int
    value: float
    speed: float | None
    trials: int


@dataclass(frozen=True)
class Series:
    """One measure over the sessions, oldest first.

    Attributes
    ----------
    key : str
        Stable name, for programs.
    title, unit : str
    family : str
    better : int
        1 where more is better, -1 where less is.
    reliability : str or None
        Row of ``reliability.toml``.
    points : tuple of Point
    """

    key: str
    title: str
    unit: str
    family: Family
    better: int
    reliability: str | None
    points: tuple[Point, ...] = ()


@dataclass(frozen=True)
class Reading:
    """One value out of one entry."""

    series: Series
    value: float
    speed: float | None = None


def build_series(entries: Iterable[LogEntry]) -> dict[str, Series]:
    """Return every measure of the log, by key.

    Parameters
    ----------
    entries : iterable of LogEntry
        Of one athlete, as `Log.entries` gives them.
    """
    known: dict[str, Series] = {}
    sessions: dict[str, dict[tuple[date, int], list[Reading]]] = defaultdict(dict)
    for entry in sorted(entries, key=lambda each: (each.day, each.session)):
        for reading in readings(entry):
            known.setdefault(reading.series.key, reading.series)
            in_session = sessions[reading.series.key]
            in_session.setdefault((entry.day, entry.session), []).append(reading)
    found = {
        key: replace(series, points=tuple(point(*when, r) for when, r in sessions[key].items()))
        for key, series in known.items()
    }
    if FEEL in found:
        found[FEEL] = add_speeds(found[FEEL], [s for s in found.values() if s.family == "speed"])
    return found


def point(day: date, session: int, taken: list[Reading]) -> Point:
    """Mean of one session's readings."""
    speeds = [reading.speed for reading in taken if reading.speed is not None]
    return Point(
        day,
        session,
        math.fsum(reading.value for reading in taken) / len(taken),
        math.fsum(speeds) / len(speeds) if speeds else None,
        len(taken),
    )


def add_speeds(feel: Series, speeds: list[Series]) -> Series:
    """Give each session's feel the speed of that session, all by the same kind of test."""
    by_session = [{(p.day, p.session): p.value for p in each.points} for each in speeds]
    asked = {(p.day, p.session) for p in feel.points}
    best = max(by_session, key=lambda values: len(asked & values.keys()), default={})
    return replace(
        feel, points=tuple(replace(p, speed=best.get((p.day, p.session))) for p in feel.points)
    )


def readings(entry: LogEntry) -> list[Reading]:
    """Every value that an entry gives."""
    if isinstance(entry, SpeedTest):
        return [speed_reading(entry)]
    if isinstance(entry, StrengthTest):
        return [strength_reading(entry)]
    if isinstance(entry, PowerTest):
        return [power_reading(entry)]
    if isinstance(entry, RecordedRun):
        return recorded_readings(entry)
    if isinstance(entry, Feel):
        series = Series(FEEL, "feel at matched speed (not validated)", "of 100", "feel", 1, None)
        return [Reading(series, feel_score(entry))]
    return []


def speed_reading(entry: SpeedTest) -> Reading:
    """Value of a speed test; a time is turned into the mean speed, so that more is better."""
    key, title = {
        "gates": (f"gates_{entry.distance or 0:g}m", f"mean speed over {entry.distance or 0:g} m"),
        "fly_10": ("fly_10", "speed over a flying 10 m"),
        "radar": ("radar", "top speed by radar"),
    }[entry.method]
    return Reading(Series(key, title, "m/s", "speed", 1, entry.method), entry.speed)


def strength_reading(entry: StrengthTest) -> Reading:
    """Value of a strength test; another side, angle or device is another measure."""
    angle = None if entry.joint_angle is None else round(math.degrees(entry.joint_angle))
    at_key = "" if angle is None else f"_{angle}deg"
    at_title = "" if angle is None else f" at {angle}°"
    side = "both sides" if entry.side == "both" else entry.side
    series = Series(
        key=f"{entry.group}_strength_{entry.side}{at_key}_{entry.device}",
        title=f"strength of the {entry.group.replace('_', ' ')}, {side}{at_title}",
        unit="N m/kg",
        family="strength",
        better=1,
        reliability=f"strength_{entry.device}",
    )
    return Reading(series, entry.moment)


def power_reading(entry: PowerTest) -> Reading:
    """Value of a jump or a lift; another load or device is another measure."""
    what, unit = ("jump_height", "m") if entry.height is not None else ("bar_speed", "m/s")
    words = [entry.exercise, entry.device] if entry.device else [entry.exercise]
    how = re.sub(r"[^a-z0-9]+", "_", " ".join(words).lower()).strip("_") or "other"
    loaded = f" with {entry.load:g} kg" if entry.load else ""
    series = Series(
        key=f"{what}_{how}" + (f"_{entry.load:g}kg" if entry.load else ""),
        title=f"{what.replace('_', ' ')}, {', '.join(words)}{loaded}",
        unit=unit,
        family="power",
        better=1,
        reliability=what,
    )
    return Reading(series, entry.value)


def recorded_readings(entry: RecordedRun) -> list[Reading]:
    """Speed of a recording, and the thigh motion that goes with it."""
    speed = entry.measures["speed"]
    title = "speed of the recording"
    running = Series(RECORDED_SPEED, title, "m/s", "speed", 1, RECORDED_SPEED)
    found = [Reading(running, speed)]
    for name, published in published_errors().items():
        if published.family == "thigh_motion" and name in entry.measures:
            title = f"{name.replace('_', ' ')} at matched speed"
            series = Series(name, title, "rad/s", "thigh_motion", published.better, name)
            found.append(Reading(series, entry.measures[name], speed))
    return found
