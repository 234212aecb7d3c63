"""What a table of runs says of a squad: who leads, what limits whom, who needs a retest."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from nextstride.measures import MEASURES
from nextstride.personal.unknowns import LINKS
from nextstride.squad.rows import Row

SHOWN = (
    *("speed", "step_rate", "step_length", "contact_time", "flight_time", "vertical_stiffness"),
    *("peak_thigh_flexion_velocity", "thigh_range", "touchdown_distance", "foot_retraction_speed"),
)
"""Measures that athletes are compared in; of both sides, the mean."""

UNSURE_SPEED = 0.03
"""Half an interval of speed, as a share of it, beyond which ranks mean little: sprinters of one
squad lie within a few per cent."""
FEWEST_STEPS = 6
"""Fewer give each foot at most two swings."""
FAR_AHEAD = 0.05
"""A best run that much ahead of the athlete's next one is more likely a wrong scale than a leap."""
SURE_FIRST = 0.5
"""Share of bodies in which the limiter must come first to be called one."""

NEEDED = (
    *("athlete", "status", "day", "report", "steps", "assumed", "warnings"),
    *("speed", "speed_lower", "speed_upper", "limiter"),
    *(f"probability_first_{link}" for link in LINKS),
)
NOT_FITTED = "no_limits"
IMPLAUSIBLE = "implausible_value"


@dataclass(frozen=True)
class Overview:
    """A squad at a glance.

    Attributes
    ----------
    athletes : list of dict
        The fastest first: ``name``, ``runs``, ``speed``, ``lower``, ``upper`` (of the best run),
        ``rank``, ``share`` (of the squad that is slower), ``first_day``, ``last_day``, ``change``
        with ``change_lower`` and ``change_upper`` (best of the last day less best of the first,
        m/s), ``limiter``, ``retest`` (list of reasons), ``report``.
    limited : dict of str to list of str
        Names of those whom a link limits, by the link, the most frequent first.
    """

    athletes: list[Row]
    limited: dict[str, list[str]]

    @property
    def to_retest(self) -> list[Row]:
        """Athletes with a reason to be recorded again, those with most reasons first."""
        found = [row for row in self.athletes if row["retest"]]
        return sorted(found, key=lambda row: -len(row["retest"]))


def compared(runs: pd.DataFrame) -> pd.DataFrame:
    """Return the measures of `SHOWN` of each run, the mean of both sides where it has sides."""
    return pd.DataFrame({name: _of_both(runs, name) for name in SHOWN})


def _of_both(runs: pd.DataFrame, name: str) -> pd.Series[float]:
    """One measure of each run."""
    if not MEASURES[name].sided:
        return runs[name]
    return runs[[f"{name}_left", f"{name}_right"]].mean(axis=1)


def overview(runs: pd.DataFrame) -> Overview:
    """Look at a squad.

    Parameters
    ----------
    runs : pandas.DataFrame
        From `nextstride.squad.tables.runs_table`.
    """
    ours = runs.loc[runs["status"] != "duplicate", list(NEEDED)]
    by_name: dict[str, list[Row]] = {}
    # Plain rows: a table of pandas for each of a thousand athletes takes seconds.
    for row in ours.astype(object).where(ours.notna(), None).to_dict("records"):
        by_name.setdefault(str(row["athlete"]), []).append(row)
    athletes = [_athlete(name, rows) for name, rows in by_name.items()]
    athletes.sort(key=lambda row: (row["speed"] is None, -(row["speed"] or 0.0), row["name"]))
    measured = sum(row["speed"] is not None for row in athletes)
    for rank, row in enumerate(athletes, start=1):
        known = row["speed"] is not None
        row["rank"] = rank if known else None
        row["share"] = (measured - rank) / (measured - 1) if known and measured > 1 else None
    by_link = {link: [row["name"] for row in athletes if row["limiter"] == link] for link in LINKS}
    order = sorted(by_link, key=lambda link: -len(by_link[link]))
    return Overview(athletes, {link: by_link[link] for link in order if by_link[link]})


def _athlete(name: str, rows: list[Row]) -> Row:
    """What is known of one athlete; rank and share come later."""
    fast = sorted((row for row in rows if row["speed"] is not None), key=_speed, reverse=True)
    days = sorted(row["day"].date().isoformat() for row in rows if row["day"] is not None)
    found: Row = {
        "name": name,
        "runs": sum(row["status"] == "analysed" for row in rows),
        "first_day": days[0] if days else None,
        "last_day": days[-1] if days else None,
        "retest": _retest(rows, fast),
        **dict.fromkeys(("speed", "lower", "upper", "limiter", "probability_first")),
        **dict.fromkeys(("change", "change_lower", "change_upper")),
        "report": "",
    }
    if not fast:
        return found
    best = fast[0]
    found |= {"speed": best["speed"], "lower": best["speed_lower"], "upper": best["speed_upper"]}
    found["report"] = best["report"]
    fitted = next((row for row in fast if row["limiter"] is not None), None)
    if fitted is not None:
        found["limiter"] = fitted["limiter"]
        found["probability_first"] = fitted[f"probability_first_{fitted['limiter']}"]
    return found | _change(fast)


def _speed(row: Row) -> float:
    """Speed of a run, m/s."""
    return float(row["speed"])


def _half(row: Row) -> float:
    """Half the interval of a run's speed, m/s."""
    return float(row["speed_upper"] - row["speed_lower"]) / 2


def _change(fast: list[Row]) -> Row:
    """The best of the last day less the best of the first, with its 95 % interval."""
    # The fastest come first, so that the first of a day is its best.
    best: dict[Any, Row] = {}
    for row in fast:
        if row["day"] is not None:
            best.setdefault(row["day"], row)
    if len(best) < 2:
        return {}
    first, last = best[min(best)], best[max(best)]
    change = _speed(last) - _speed(first)
    # The two runs' errors are independent, so half the intervals add as squares.
    half = math.hypot(_half(first), _half(last))
    return {"change": change, "change_lower": change - half, "change_upper": change + half}


def _retest(rows: list[Row], fast: list[Row]) -> list[str]:
    """Reasons to record an athlete again."""
    if not fast:
        measured = any(row["status"] == "analysed" for row in rows)
        return ["no run at a steady speed" if measured else "no recording could be analysed"]
    best = fast[0]
    unsure, codes = _half(best) / _speed(best), str(best["warnings"]).split()
    reasons = {
        f"speed known to ±{100 * unsure:.0f} % only": unsure > UNSURE_SPEED,
        f"only {best['steps']:.0f} steps": best["steps"] < FEWEST_STEPS,
        "implausible values": IMPLAUSIBLE in codes,
        "mass or height not told": bool({"mass", "height"} & {*str(best["assumed"]).split()}),
        "not fit to show what limits": NOT_FITTED in codes,
    }
    if len(fast) > 1:
        ahead = _speed(best) / _speed(fast[1]) - 1
        reasons[f"best run {100 * ahead:.0f} % ahead of the next: check it"] = ahead > FAR_AHEAD
    if best["limiter"] is not None:
        first = best[f"probability_first_{best['limiter']}"]
        reasons[f"limiter first in {100 * first:.0f} % of bodies only"] = first < SURE_FIRST
    return [reason for reason, holds in reasons.items() if holds]
