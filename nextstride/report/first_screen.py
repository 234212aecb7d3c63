"""The first screen of a report: what limits, how sure that is, what to do next; few words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from nextstride.report.sprint_words import in_words

Document = dict[str, Any]

MOST_WORDS = 60
"""Of the whole screen: what a coach reads before turning to the athlete."""
MOSTLY = 0.6
"""Share of a gain from which it is said to lie mostly on the ground or in the air."""
FLYING_SPRINT = (
    "Record a flying sprint: 30 m to build up, then 10 m as fast as possible, filmed square from "
    "the side at 240 pictures a second."
)
"""The next step wherever a run cannot show what limits top speed."""


@dataclass(frozen=True)
class FirstScreen:
    """What the report says before anything else.

    Attributes
    ----------
    limits, sure, next : str
        One or two sentences each.
    group : str
        The link whose part in the stride is drawn; empty where nothing was fitted.
    """

    limits: str
    sure: str
    next: str
    group: str = ""

    @property
    def words(self) -> int:
        """How many words it says."""
        return len(" ".join((self.limits, self.sure, self.next)).split())


def first_screen(document: Document) -> FirstScreen:
    """Say the answer of an analysis, or what would give one.

    Parameters
    ----------
    document : dict
        Of the analysis.
    """
    if document["limits"] is None:
        return _without_answer(document)
    limits = document["limits"]
    first, *others = by_gain(limits)
    name = in_words(first["group"])
    return FirstScreen(
        f"10 % stronger {name}: {gain(first)}{_where(first['group'], limits)}.",
        _sure(first, others, limits),
        _next(document, first),
        first["group"],
    )


def by_gain(limits: Document) -> list[Document]:
    """Return the links, the one first from whose training most can be expected, as in a plan."""
    return sorted(limits["groups"], key=lambda row: -row["gain_training_m_s"])


def gain(row: Document) -> str:
    """What 10 % more strength of a link would give, with its 90 % interval."""
    value, low, high = (row[f"gain_10pct_m_s{end}"] for end in ("", "_lower", "_upper"))
    return f"{value:+.2f} m/s ({low:+.2f} to {high:+.2f})".replace("-", "−")


def share_in_the_air(group: str, limits: Document) -> float:
    """Share of a link's gain that acts while its leg is in the air; NaN where it gives nothing.

    Parameters
    ----------
    group : str
    limits : dict
        With the map and the recorded contact and flight.
    """
    chart = limits["map"]
    density = np.array(chart["density"][chart["groups"].index(group)])
    times = {row["name"]: row["recorded"] for row in limits["fit"]["compared"]}
    contact = 50 * times["contact_time"] / (times["contact_time"] + times["flight_time"])
    total = float(density.sum())
    return (
        float(density[np.array(chart["percent"]) > contact].sum()) / total if total > 0 else np.nan
    )


def _where(group: str, limits: Document) -> str:
    """Whether most of a gain lies in the air or on the ground."""
    share = share_in_the_air(group, limits)
    if share >= MOSTLY:
        return ", most of it while the leg is in the air"
    if share <= 1 - MOSTLY:
        return ", most of it while the foot is on the ground"
    return ", in the air and on the ground alike"


def _sure(first: Document, others: list[Document], limits: Document) -> str:
    """Name the links that could give as much, and what would settle it."""
    rivals = [row for row in others if row["gain_10pct_m_s_upper"] > first["gain_10pct_m_s"]]
    if not rivals:
        return "No other link could give as much."
    names = " and ".join(in_words(row["group"]) for row in rivals[:2])
    low = min(row["gain_10pct_m_s_lower"] for row in rivals[:2])
    told = f"The {names} could give more{', or nothing' if low <= 0 else ''}"
    tests = [row for row in limits["next_measurements"] if row["test"]]
    if not tests:
        return f"{told}."
    title = tests[0]["title"]
    return f"{told}; surer with: {title[0].lower()}{title[1:]}."


def _next(document: Document, first: Document) -> str:
    """Say what to train in the next session."""
    plan = document["plan"]
    if plan is None:
        return f"Train the {in_words(first['group'])}: nextstride plan says how."
    holds = [each for each in _first_training(plan) if each["group"] == plan["focus"][0]["group"]]
    angles = ", ".join(f"{each['joint_angle_deg']:.0f}°" for each in holds).replace("-", "−")
    dose = f"{holds[0]['sets']} × {holds[0]['hold_s']} s"
    return f"{holds[0]['title']} at {angles}, {dose} each."


def _first_training(plan: Document) -> list[Document]:
    """Exercises of the first session that trains."""
    sessions = [session for week in plan["weeks"] for session in week["sessions"]]
    return next((each["exercises"] for each in sessions if each["exercises"]), [])


def _without_answer(document: Document) -> FirstScreen:
    """Say why nothing is told of limits, and what would tell."""
    reasons = {row["code"]: row["message"] for row in document["warnings"]}
    if "not_steady" in reasons:
        return FirstScreen(
            "The speed of this run is not steady: every step is reported for itself.",
            "",
            FLYING_SPRINT,
        )
    if "no_limits" not in reasons:
        return FirstScreen(
            "What limits top speed was not asked of this recording.",
            "",
            "Analyse it without --no-limits.",
        )
    return FirstScreen("This run cannot show what limits top speed.", "", FLYING_SPRINT)
