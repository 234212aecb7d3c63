"""What a table of runs says of a squad: who leads, what limits whom, who needs a retest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
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
    ours = runs[runs["status"] != "duplicate"]
    athletes = [_athlete(str(name), rows) for name, rows in ours.groupby("athlete")]
    athletes.sort(key=lambda row: (row["speed"] is None, -(row["speed"] or 0.0), row["name"]))
    measured = sum(row["speed"] is not None for row in athletes)
    for rank, row in enumerate(athletes, start=1):
        known = row["speed"] is not None
        row["rank"] = rank if known else None
        row["share"] = (measured - rank) / (measured - 1) if known and measured > 1 else None
    by_link = {link: [row["name"] for row in athletes if row["limiter"] == link] for link in LINKS}
    order = sorted(by_link, key=lambda link: -len(by_link[link]))
    return Overview(athletes, {link: by_link[link] for link in order if by_link[link]})


def _athlete(name: str, rows: pd.DataFrame) -> Row:
    """What is known of one athlete; rank and share come later."""
    fast = rows[rows["speed"].notna()].sort_values("speed", ascending=False)
    days = rows["day"].dropna()
    found: dict[str, Any] = {
        "name": name,
        "runs": int((rows["status"] == "analysed").sum()),
        "first_day": None if days.empty else days.min().date().isoformat(),
        "last_day": None if days.empty else days.max().date().isoformat(),
        "retest": _retest(rows, fast),
        **dict.fromkeys(("speed", "lower", "upper", "limiter", "probability_first")),
        **dict.fromkeys(("change", "change_lower", "change_upper")),
        "report": "",
    }
    if fast.empty:
        return found
    best = fast.iloc[0]
    found |= {
        "speed": float(best["speed"]),
        "lower": float(best["speed_lower"]),
        "upper": float(best["speed_upper"]),
        "report": str(best["report"]),
    }
    fitted = fast[fast["limiter"].notna()]
    if not fitted.empty:
        link = str(fitted.iloc[0]["limiter"])
        found["limiter"] = link
        found["probability_first"] = float(fitted.iloc[0][f"probability_first_{link}"])
    return found | _change(fast)


def _change(fast: pd.DataFrame) -> Row:
    """The best of the last day less the best of the first, with its 95 % interval."""
    dated = fast[fast["day"].notna()]
    if dated["day"].nunique() < 2:
        return {}
    best = dated.loc[dated.groupby("day")["speed"].idxmax()].sort_values("day")
    first, last = best.iloc[0], best.iloc[-1]
    change = float(last["speed"] - first["speed"])
    # The two runs' errors are independent, so half the intervals add as squares.
    half = float(
        np.hypot(*((row["speed_upper"] - row["speed_lower"]) / 2 for row in (first, last)))
    )
    return {"change": change, "change_lower": change - half, "change_upper": change + half}


def _retest(rows: pd.DataFrame, fast: pd.DataFrame) -> list[str]:
    """Reasons to record an athlete again."""
    if fast.empty:
        if (rows["status"] == "analysed").any():
            return ["no run at a steady speed"]
        return ["no recording could be analysed"]
    best = fast.iloc[0]
    half = (best["speed_upper"] - best["speed_lower"]) / 2 / best["speed"]
    codes = str(best["warnings"]).split()
    reasons = {
        f"speed known to ±{100 * half:.0f} % only": half > UNSURE_SPEED,
        f"only {best['steps']:.0f} steps": best["steps"] < FEWEST_STEPS,
        "implausible values": IMPLAUSIBLE in codes,
        "mass or height not told": bool(set(str(best["assumed"]).split()) & {"mass", "height"}),
        "not fit to show what limits": NOT_FITTED in codes,
    }
    if len(fast) > 1:
        ahead = best["speed"] / fast.iloc[1]["speed"] - 1
        reasons[f"best run {100 * ahead:.0f} % ahead of the next: check it"] = ahead > FAR_AHEAD
    if pd.notna(best["limiter"]):
        first = best[f"probability_first_{best['limiter']}"]
        reasons[f"limiter first in {100 * first:.0f} % of bodies only"] = first < SURE_FIRST
    return [reason for reason, holds in reasons.items() if holds]
