"""The probe's protocol: two days, an order drawn by lot, every step with its time."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any, ClassVar

from nextstride.checks import Problems
from nextstride.errors import NextstrideError, ParameterError
from nextstride.probe.safety import LARGEST_LOSS, SHAM, require_fit_for_probe, require_links

if TYPE_CHECKING:
    from nextstride.training import Health

FRESH_RUNS, TIRED_RUNS = 3, 3
MOST_RUNS_A_DAY = FRESH_RUNS + TIRED_RUNS
"""All-out runs of one day, of a flying 10 m each: half of an ordinary speed session."""
DAYS_BETWEEN = 4
READ_BEFORE, RUN_AT, READ_AFTER = 15, 45, 75
"""s after the last hold: strength, run, strength."""
REST = 8
"""Minutes from one run to the next round."""

WARM_UP, STRENGTH_MINUTES, ROUND_MINUTES = 25, 8, 5
"""Minutes that warming up, the fresh strengths with their rest, and one round take."""

STOP = (
    "pain anywhere, or a muscle that grabs",
    "a run that feels unsafe or looks lame",
    f"a strength over {100 * LARGEST_LOSS:.0f} % below the fresh one when the run is due: wait",
    "a fresh strength that has not come back to within 5 % after the rest",
)
HOLDS = {
    "hip_flexors": "Stand, thigh at 30° of flexion, band from the ankle to an anchor behind you; "
    "hold until the thigh sinks, rest 10 s, hold again, three times, the legs in turn, so that "
    "both are tired when you run.",
    "plantarflexors": "Both forefeet on a step, heels level, band over the shoulders; rise until "
    "you cannot, rest 10 s, rise again, three times.",
    SHAM: "Walk and stand as long as the holds take; tire nothing.",
}
"""What tires a link without a run."""


@dataclass(frozen=True)
class Day:
    """One day of a probe.

    Attributes
    ----------
    day : datetime.date
    link : str
        Of `PROBED`, or `SHAM`.
    fresh_runs, tired_runs : int
    """

    day: date
    link: str
    fresh_runs: int
    tired_runs: int

    @property
    def steps(self) -> tuple[str, ...]:
        """Everything that the day asks for, in order."""
        return _steps(self)

    @property
    def runs(self) -> int:
        """All-out runs of the day."""
        return self.fresh_runs + self.tired_runs


@dataclass(frozen=True)
class Protocol:
    """A probe before it is done.

    Attributes
    ----------
    athlete : str
    days : tuple of Day
        In the order drawn.
    seed : int
        The lot that drew it.

    Raises
    ------
    ParameterError
        If it breaks a rule of safety, whoever made it.
    """

    athlete: str
    days: tuple[Day, ...]
    seed: int
    stop: ClassVar[tuple[str, ...]] = STOP

    def __post_init__(self) -> None:
        problems = Problems("probe protocol")
        problems.require(bool(self.athlete.strip()), "the athlete must have a name")
        require_links(tuple(each.link for each in self.days))
        for each in self.days:
            problems.require(
                min(each.fresh_runs, each.tired_runs) >= 1 and each.runs <= MOST_RUNS_A_DAY,
                f"a day has fresh and tired runs, {MOST_RUNS_A_DAY} at most; got {each.fresh_runs} "
                f"and {each.tired_runs}",
            )
        apart = (self.days[-1].day - self.days[0].day).days
        problems.require(
            apart >= DAYS_BETWEEN, f"the days must be {DAYS_BETWEEN} apart; got {apart}"
        )
        problems.raise_if_any()

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON."""
        return {
            "athlete": self.athlete,
            "seed": self.seed,
            "stop": list(self.stop),
            "days": [
                {
                    "day": each.day.isoformat(),
                    "link": each.link,
                    "fresh_runs": each.fresh_runs,
                    "tired_runs": each.tired_runs,
                    "steps": list(each.steps),
                }
                for each in self.days
            ],
        }


def plan_probe(
    athlete: str,
    health: Health,
    links: tuple[str, ...],
    start: date,
    seed: int | None = None,
) -> Protocol:
    """Plan a probe of two days.

    Parameters
    ----------
    athlete : str
    health : Health
    links : tuple of str
        Two of `PROBED`, or one and `SHAM`.
    start : datetime.date
        The first day; the second is `DAYS_BETWEEN` later.
    seed : int, optional
        The lot; drawn where not given, and kept so that anybody can draw it again.

    Raises
    ------
    ParameterError
        If this person must not be probed, or the links must not be tired.
    """
    require_links(links)
    require_fit_for_probe(health)
    problems = Problems("probe")
    problems.require(start.year < 9000, f"the first day must be of a calendar; got {start}")
    problems.raise_if_any()
    lot = secrets.randbelow(2**32) if seed is None else seed
    order = sorted(links)
    Random(lot).shuffle(order)
    days = tuple(
        Day(start + timedelta(days=DAYS_BETWEEN * number), link, FRESH_RUNS, TIRED_RUNS)
        for number, link in enumerate(order)
    )
    return Protocol(athlete, days, lot)


def protocol_from_json(document: Mapping[str, Any]) -> Protocol:
    """Make a protocol from what `Protocol.to_json` gave; its steps are written anew.

    Raises
    ------
    ParameterError
        If it is none, or breaks a rule of safety.
    """
    try:
        days = tuple(
            Day(
                date.fromisoformat(each["day"]),
                str(each["link"]),
                int(each["fresh_runs"]),
                int(each["tired_runs"]),
            )
            for each in document["days"]
        )
        return Protocol(str(document["athlete"]), days, int(document["seed"]))
    except NextstrideError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise ParameterError("probe protocol: must be as nextstride writes it.") from error


def _steps(day: Day) -> tuple[str, ...]:
    """Everything that one day asks for, with the minute at which it begins."""
    sham = day.link == SHAM
    tested = "the other day's link" if sham else day.link.replace("_", " ")
    first_run = WARM_UP + STRENGTH_MINUTES
    first_round = first_run + day.fresh_runs * REST
    over = first_round + day.tired_runs * (REST + ROUND_MINUTES)
    read = (
        f"strength of {tested} {READ_BEFORE} s after the last hold, flying 10 m at {RUN_AT} s, "
        f"strength again at {READ_AFTER} s"
    )
    return (
        "0 min: warm up as for a race. Only if nothing hurts, you are not ill, slept as usual and "
        "had two days since the last hard one.",
        f"{WARM_UP} min: strength of {tested}, fresh: two maxima a minute apart, same rig, same "
        "angle, the same leg throughout. Write down four fifths of it: the line below which "
        "nobody runs.",
        f"{first_run} min: {day.fresh_runs} flying 10 m all out, {REST} minutes apart.",
        f"{first_round} min: {day.tired_runs} rounds, {REST} minutes between the end of one and "
        f"the next. {HOLDS[day.link]}",
        f"In each round: {read}. Write down the seconds as they were, not as planned.",
        f"About {over} min: walk and jog until warm-down is done. Write down how it felt before "
        "anybody says a time.",
    )
