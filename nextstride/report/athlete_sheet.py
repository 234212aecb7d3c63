"""The athlete's sheet: one page as PDF, with what limits, what to do, and how sure that is."""

from __future__ import annotations

import json
from datetime import datetime
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from nextstride.analysis import Analysis
from nextstride.conventions import SIDES
from nextstride.errors import MissingDataError
from nextstride.measures import MEASURES
from nextstride.report.build import first_picture
from nextstride.report.finding import find
from nextstride.report.first_screen import first_screen
from nextstride.write.files import write_whole

Document = dict[str, Any]

NAME = "athlete.pdf"
SHOWN = ("speed", "step_rate", "step_length", "contact_time", "flight_time")
SESSIONS = 2
"""Sessions whose holds are written out: a week's."""
HOW = (
    "Hold against a band that cannot give way: smooth anchor, breathe on, never stretch it to its "
    "end.",
    "You should want the rest at about ten seconds. If twenty are easy, take more band.",
    "Stop at pain, in the hold or after it, and say so to your coach before the next session.",
    "Speed comes first: do the holds after sprinting or on another day, never tired before it.",
    "Write down what you did and how running felt before anybody tells you a time.",
)
FILMING = (
    "Warm up as for a race, and run only if nothing hurts.",
    "Put the phone on something that does not move, at hip height, ten metres or more from the "
    "lane, with the whole body in the picture for at least six steps.",
    "Film in slow motion at 240 pictures a second, in good light, one runner at a time.",
    "Run three times with full rest between; the fastest of them says most.",
    "Write down your mass and height: without them no body can be simulated.",
)
CAUTION = (
    "These numbers come from simulated bodies that run like this recording. Ranges hold nine of "
    "ten of them. Nobody has shown yet that training chosen so makes trained people faster "
    "than other training: test it, with the times of several days, before you believe it. A "
    "physiotherapist or doctor comes before any plan when something hurts."
)
MEASURED_ONLY = (
    "These numbers are measured from the recording; ranges are 95 %. They say how you ran, and not "
    "what limits you: a jog, or a run of a few steps, can look well and tell nothing of top speed. "
    "A physiotherapist or doctor comes before any training when something hurts."
)


def write_athlete_sheet(analysis: Analysis, folder: Path) -> Path:
    """Write ``athlete.pdf``: one page for the athlete.

    Parameters
    ----------
    analysis : Analysis
    folder : pathlib.Path

    Raises
    ------
    MissingDataError
        If the extra ``nextstride[pdf]`` is not installed.
    """
    return write_whole(folder, {NAME: athlete_sheet(analysis)})[0]


def athlete_sheet(analysis: Analysis) -> bytes:
    """Return the athlete's page as PDF.

    Parameters
    ----------
    analysis : Analysis

    Raises
    ------
    MissingDataError
        If the extra ``nextstride[pdf]`` is not installed.
    """
    require_typst()
    import typst

    template = files("nextstride.report").joinpath("templates/athlete.typ").read_bytes()
    told = json.dumps(sheet_words(analysis), ensure_ascii=False)
    return typst.compile(template, format="pdf", sys_inputs={"told": told})


def require_typst() -> None:
    """Refuse a PDF where what makes it is not installed, before any work is done.

    Raises
    ------
    MissingDataError
    """
    if find_spec("typst") is None:
        raise MissingDataError("--pdf needs Typst: pip install 'nextstride[pdf]'")


def sheet_words(analysis: Analysis) -> Document:
    """Return everything that the sheet says.

    Parameters
    ----------
    analysis : Analysis
    """
    document = analysis.to_json()
    first = first_screen(document)
    source = analysis.run.recording.source
    measured = document["limits"] is None
    return {
        "title": analysis.run.athlete.name or source,
        "subtitle": f"What limits your top speed, and what to do about it; from {source}",
        "limits": first.limits,
        "sure": first.sure,
        "next": first.next,
        "picture": str(first_picture(analysis, document, first) or ""),
        "sessions": _holds(document["plan"]),
        "how": FILMING if measured else HOW,
        "measured": [_measured(analysis, name) for name in SHOWN],
        "caution": MEASURED_ONLY if measured else CAUTION,
    }


def _holds(plan: Document | None) -> list[list[str]]:
    """The holds of the first training sessions: when, what, at which angle, how long."""
    if plan is None:
        return []
    sessions = [each for week in plan["weeks"] for each in week["sessions"] if each["exercises"]]
    rows = []
    for session in sessions[:SESSIONS]:
        day = f"{datetime.fromisoformat(session['begins']):%A %d %B}"
        for each in session["exercises"]:
            angle = f"{each['joint']} {each['joint_angle_deg']:.0f}°".replace("-", "−")
            dose = f"{each['sets']} × {each['hold_s']} s at {each['percent_max']} %"
            rows.append([day, each["title"], angle, dose])
            day = ""
    return rows


def _measured(analysis: Analysis, name: str) -> Document:
    """One quantity of both legs, or of the run."""
    sides = SIDES if MEASURES[name].sided else ("both",)
    found = [find(analysis.measures, name, side) for side in sides]
    unit = found[0].unit.shown
    return {
        "title": f"{found[0].measure.title}, {unit}",
        "value": " / ".join(each.shown if each.known else "–" for each in found),
        "interval": " / ".join(each.interval if each.known else "" for each in found),
    }
