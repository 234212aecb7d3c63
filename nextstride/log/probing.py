"""A fatigue probe in the log: what may be added, what is said of it, and its rounds read back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from nextstride.checks import Problems
from nextstride.errors import Notice
from nextstride.log.probe_round import ProbeRound
from nextstride.log.store import Log
from nextstride.probe.protocol import DAYS_BETWEEN, MOST_RUNS_A_DAY, Protocol
from nextstride.probe.rounds import FRESH, Round
from nextstride.probe.safety import LARGEST_LOSS, SHAM

LOWEST, HIGHEST = 0.3, 1.3
"""A tired strength beside the fresh one of its day: outside, it is of another unit or leg."""


def plan_in_log(book: Log, protocol: Protocol) -> tuple[Notice, ...]:
    """Keep a protocol that was drawn now; say so where another one still lies ahead.

    Raises
    ------
    ParameterError
        If its first day is over.
    """
    problems = Problems("probe")
    first = protocol.days[0].day
    problems.require(first >= date.today(), f"--start must be today or later; got {first}")
    problems.raise_if_any()
    ahead = [each for each in book.probes(protocol.athlete) if each.days[-1].day >= date.today()]
    book.save_probe(protocol.athlete, protocol)
    return (_DRAWN_AGAIN,) if ahead else ()


def add_probe_round(book: Log, entry: ProbeRound) -> tuple[Notice, ...]:
    """Add one round, and return what is to be said of it.

    Raises
    ------
    ParameterError
        If the day would have more runs than a probe may, another link was tired on it, or a
        strength cannot be of the unit and leg of the fresh one.
    """
    others = book.entries(entry.athlete, ProbeRound)
    today = [each for each in others if each.day == entry.day]
    problems = Problems("probe")
    runs = sum(len(each.runs) for each in (*today, entry))
    problems.require(
        runs <= MOST_RUNS_A_DAY,
        f"a day has {MOST_RUNS_A_DAY} runs at most; with these {entry.day} would have {runs}. Stop "
        "for today",
    )
    tired = {each.link for each in today} - {entry.link}
    problems.require(
        not tired,
        f"one day tires one link; {entry.day} is already the day of {', '.join(sorted(tired))}",
    )
    fresh = _mean(each for each in (*today, entry) if each.round_number == FRESH)
    strengths = [value for value, _ in entry.strengths] if entry.round_number != FRESH else []
    if fresh is not None:
        for value in strengths:
            problems.require(
                LOWEST * fresh <= value <= HIGHEST * fresh,
                f"a tired strength of {value:g} beside a fresh one of {fresh:g} must be of another "
                "unit or leg; give all in the same",
            )
    problems.raise_if_any()
    book.add(entry)
    planned = {day.link for protocol in book.probes(entry.athlete) for day in protocol.days}
    return (
        *_of_losses(strengths, fresh, entry),
        *_of_days(others, entry),
        *([] if entry.link in planned else [_NOT_PLANNED]),
    )


def probe_rounds(entries: Iterable[ProbeRound]) -> tuple[Round, ...]:
    """Return rounds for `nextstride.probe`; parts of one round are put together."""
    parts: dict[tuple[object, ...], list[Round]] = {}
    for each in entries:
        parts.setdefault((each.day, each.link, each.round_number), []).append(each.round)
    return tuple(
        Round(
            same[0].link,
            same[0].number,
            tuple(reading for one in same for reading in one.strengths),
            tuple(reading for one in same for reading in one.runs),
            same[0].day,
        )
        for same in parts.values()
    )


_DRAWN_AGAIN = Notice(
    "drawn_again",
    "Another probe of this runner is planned and not over. The newest counts; to draw until the "
    "order suits is no lot.",
)
_NOT_PLANNED = Notice(
    "not_planned",
    "No probe of this link is planned: nextstride probe plan asks first who must not do it, and "
    "draws the order of the days.",
)


def _mean(rounds: Iterable[ProbeRound]) -> float | None:
    """Mean strength of some rounds; None where none was read."""
    read = [value for each in rounds for value, _ in each.strengths]
    return sum(read) / len(read) if read else None


def _of_losses(strengths: list[float], fresh: float | None, entry: ProbeRound) -> list[Notice]:
    """Say where more is lost than a run may be started with, or nothing fresh is there."""
    if fresh is None:
        needed = entry.round_number != FRESH and entry.link != SHAM
        words = "No fresh strength of this day is logged yet; without it there is no price."
        return [Notice("no_fresh", words)] if needed else []
    lost = 1 - min(strengths, default=fresh) / fresh
    if lost <= LARGEST_LOSS:
        return []
    return [
        Notice(
            "large_loss",
            f"{100 * lost:.0f} % of strength was lost: no run is started above "
            f"{100 * LARGEST_LOSS:.0f} %. Wait longer before the next run, or hold less.",
        )
    ]


def _of_days(others: Iterable[ProbeRound], entry: ProbeRound) -> list[Notice]:
    """Say where two days of a probe lie too near each other."""
    gaps = [abs((each.day - entry.day).days) for each in others if each.day != entry.day]
    if min(gaps, default=DAYS_BETWEEN) >= DAYS_BETWEEN:
        return []
    return [
        Notice(
            "days_too_near",
            f"Another day of the probe is {min(gaps)} day{'s' if min(gaps) > 1 else ''} away; "
            f"{DAYS_BETWEEN} are needed to be rested.",
        )
    ]
