"""The first screen of a report: what limits, how sure that is, what to do next; few words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nextstride.conventions import DEGREES, in_degrees, in_words
from nextstride.report.runner_words import headline, ranked, sureness

Document = dict[str, Any]

MOST_WORDS = 60
"""Of the whole screen: what a coach reads before turning to the athlete."""
DOSE = ("sets", "hold_s")
"""What a dose is made of, in the document of a plan."""
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
    first = ranked(limits)[0]
    return FirstScreen(headline(limits), sureness(limits), _next(document, first), first["group"])


def _next(document: Document, first: Document) -> str:
    """Say what to train in the next session."""
    plan = document["plan"]
    if plan is None:
        return f"Train the {in_words(first['group'])}: nextstride plan says how."
    session = first_training(plan)
    if session is None:
        return "The plan has no session that trains; it says why."
    group = plan["focus"][0]["group"]
    mine = [each for each in session["exercises"] if each["group"] == group]
    longest = max(mine or session["exercises"], key=lambda each: each["hold_s"])
    holds = [each for each in session["exercises"] if each["title"] == longest["title"]]
    angles, dose = angles_and_dose(holds)
    day = datetime.fromisoformat(session["begins"])
    name = longest["title"].split(",")[0].lower()
    return f"on {day:%A}, {name} at {angles}, {dose}."


def angles_and_dose(holds: Sequence[Document]) -> tuple[str, str]:
    """Angles and dose of one exercise's holds in a session: "−5°, 20°" and "1 to 2 × 10 s".

    Parameters
    ----------
    holds : sequence of dict
        Exercises of a plan's document, the same one at every angle.
    """
    angles = ", ".join(in_degrees(each["joint_angle_deg"] / DEGREES) for each in holds)
    ends = ((min(found), max(found)) for found in ({e[key] for e in holds} for key in DOSE))
    sets, seconds = (f"{low:g}" if low == high else f"{low:g} to {high:g}" for low, high in ends)
    return angles, f"{sets} × {seconds} s"


def first_training(plan: Document) -> Document | None:
    """Return the first session that trains; None where there is none.

    Parameters
    ----------
    plan : dict
        Of the analysis.
    """
    sessions = [session for week in plan["weeks"] for session in week["sessions"]]
    return next((each for each in sessions if each["exercises"]), None)


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
