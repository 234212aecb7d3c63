"""The probe's protocol: two days, an order drawn by lot, every step with its time."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from nextstride.checks import Problems
from nextstride.probe.safety import LARGEST_LOSS, SHAM, require_fit_for_probe, require_links
from nextstride.training import Health

FRESH_RUNS, TIRED_RUNS = 3, 3
MOST_RUNS_A_DAY = FRESH_RUNS + TIRED_RUNS
"""All-out runs of one day, of a flying 10 m each: half of an ordinary speed session."""
DAYS_BETWEEN = 4
READ_BEFORE, RUN_AT, READ_AFTER = 15, 45, 75
"""s after the last hold: strength, run, strength."""
REST = 8
"""Minutes from one run to the next round."""

STOP = (
    "pain anywhere, or a muscle that grabs",
    "a run that feels unsafe or looks lame",
    f"a strength over {100 * LARGEST_LOSS:.0f} % below the fresh one when the run is due: wait",
    "a fresh strength that has not come back to within 5 % after the rest",
)
HOLDS = {
    "hip_flexors": "Stand, thigh at 30° of flexion, band from the ankle to an anchor behind you; "
    "hold until the thigh sinks, rest 10 s, hold again, three times, each leg.",
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
    steps : tuple of str
        In order.
    """

    day: date
    link: str
    fresh_runs: int
    tired_runs: int
    steps: tuple[str, ...]

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
    stop : tuple of str
        When to end the day.
    """

    athlete: str
    days: tuple[Day, ...]
    seed: int
    stop: tuple[str, ...] = STOP

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
    problems.require(bool(athlete.strip()), "the athlete must have a name")
    problems.raise_if_any()
    lot = secrets.randbelow(2**32) if seed is None else seed
    order = sorted(links)
    Random(lot).shuffle(order)
    days = tuple(
        Day(
            start + timedelta(days=DAYS_BETWEEN * number),
            link,
            FRESH_RUNS,
            TIRED_RUNS,
            _steps(link),
        )
        for number, link in enumerate(order)
    )
    return Protocol(athlete, days, lot)


def _steps(link: str) -> tuple[str, ...]:
    """Everything that one day asks for, in order."""
    tested = "the other day's link" if link == SHAM else link.replace("_", " ")
    return (
        "Warm up as for a race. Nothing hurts, slept as usual, two days since the last hard day.",
        f"Strength of the {tested}, fresh: two maxima a minute apart, same rig and angle.",
        f"{FRESH_RUNS} flying 10 m all out, {REST} minutes apart.",
        f"{TIRED_RUNS} rounds, {REST} minutes apart: {HOLDS[link]}",
        f"In each round: strength {READ_BEFORE} s after the last hold, flying 10 m at {RUN_AT} s, "
        f"strength again at {READ_AFTER} s; write the seconds down as they were.",
        "Write down how each run felt before anybody says a time.",
    )
