"""An analysis as rows of plain numbers: one for the run, one for each step. SI units."""

from __future__ import annotations

from functools import cache
from typing import Any

from nextstride.conventions import SIDES
from nextstride.measures import MEASURES
from nextstride.personal.unknowns import LINKS

Row = dict[str, Any]

ENDS = ("value", "lower", "upper")
LIMITS = {
    "gain_10pct": "gain_10pct_m_s",
    "elasticity": "elasticity",
    "probability_first": "probability_first",
}
"""Of each link: what the table calls it, and what the analysis does."""
INTERVALS = {"gain_10pct": "gain_10pct_m_s_{}", "elasticity": "{}"}
"""What the analysis calls the ends of those that have an interval."""
WITHOUT_LIMITS: Row = {"limiter": None, "top_speed": None}


def run_row(document: Row) -> Row:
    """Return the row of a run.

    Parameters
    ----------
    document : dict
        What ``analysis.json`` holds.

    Returns
    -------
    dict
        Every measure as ``NAME``, ``NAME_lower``, ``NAME_upper``, with ``_left`` and ``_right``
        behind the name where it has sides; what limits the runner; codes of the warnings.
    """
    recording, athlete = document["recording"], document["athlete"]
    row: Row = {
        "mass": athlete["mass_kg"],
        "height": athlete["height_m"],
        "sex": athlete["sex"],
        "assumed": " ".join(athlete["assumed"]),
        "format": recording["format"],
        "frame_rate": recording["frame_rate_hz"],
        "duration": recording["duration_s"],
        "treadmill": recording["treadmill"],
        "steady": recording["steady"],
        "steps": len(document["steps"]),
    }
    for measure in document["measures"]:
        name = column_of(measure["name"], measure["side"])
        row |= {suffixed(name, end): measure[end] for end in ENDS}
    row |= _limits_row(document["limits"])
    row["warnings"] = " ".join(dict.fromkeys(each["code"] for each in document["warnings"]))
    row["warnings_told"] = " ".join(each["message"] for each in document["warnings"])
    return row


def _limits_row(limits: Row | None) -> Row:
    """What limits the runner; blank where nothing was fitted."""
    row: Row = dict.fromkeys(limit_columns())
    if limits is None:
        return row
    groups = {each["group"]: each for each in limits["groups"]}
    row["top_speed"] = limits["top_speed_m_s"]
    row["limiter"] = max(groups, key=lambda link: groups[link]["gain_10pct_m_s"])
    for link, found in groups.items():
        for name, key in LIMITS.items():
            row[f"{name}_{link}"] = found[key]
        for name, key in INTERVALS.items():
            row |= {f"{name}_{link}_{end}": found[key.format(end)] for end in ENDS[1:]}
    return row


def step_rows(place: str, document: Row) -> list[Row]:
    """Return a row for each step, with the recording it belongs to and its number from 1.

    Parameters
    ----------
    place : str
        Of the recording.
    document : dict
        What ``analysis.json`` holds.
    """
    return [
        {"recording": place, "step": number, **step}
        for number, step in enumerate(document["steps"], start=1)
    ]


def column_of(measure: str, side: str) -> str:
    """Return the column of a measure."""
    return measure if side == "both" else f"{measure}_{side}"


def suffixed(column: str, end: str) -> str:
    """Return the column of a value, or of an end of its interval."""
    return column if end == "value" else f"{column}_{end}"


@cache
def measure_columns() -> tuple[str, ...]:
    """Return the columns of all measures, without those of the intervals' ends."""
    return tuple(
        column_of(name, side)
        for name, measure in MEASURES.items()
        for side in (SIDES if measure.sided else ("both",))
    )


@cache
def limit_columns() -> tuple[str, ...]:
    """Return the columns of what limits the runner."""
    columns = list(WITHOUT_LIMITS)
    for link in LINKS:
        for name in LIMITS:
            ends = ENDS if name in INTERVALS else ENDS[:1]
            columns += [suffixed(f"{name}_{link}", end) for end in ends]
    return tuple(columns)
