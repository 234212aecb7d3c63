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
from nextstride.report.first_screen import angles_and_dose, first_screen, first_training
from nextstride.write.files import write_whole

Document = dict[str, Any]

NAME = "athlete.pdf"
SHOWN = ("speed", "step_rate", "step_length", "contact_time", "flight_time")
MOST_ROWS = 6
"""Exercises of the first session that are written out; the plan has all of them."""
HOW = (
    "Smooth anchor, breathe on, and never stretch a band to its end.",
    "If twenty seconds of a hold are easy, take more band.",
    "Stop at pain, in the hold or after it, and tell your coach before the next session.",
    "Holds come after sprinting or on another day, never tired before it.",
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
    "Ranges hold nine of ten simulated bodies that run like this recording. Nobody has shown yet "
    "that training chosen so makes trained people faster than other training: test it, with the "
    "times of several days. A physiotherapist or doctor comes first when something hurts."
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
    return typeset(sheet_words(analysis))


def typeset(words: Document) -> bytes:
    """Return the words of a sheet as PDF.

    Parameters
    ----------
    words : dict
        From `sheet_words`.
    """
    import typst

    template = files("nextstride.report").joinpath("templates/athlete.typ").read_bytes()
    told = json.dumps(words, ensure_ascii=False)
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
        "holds": holds_of(document["plan"]),
        "how": FILMING if measured else HOW,
        "measured": [_measured(analysis, name) for name in SHOWN],
        "caution": MEASURED_ONLY if measured else CAUTION,
    }


def holds_of(plan: Document | None) -> list[list[str]]:
    """The first training session, an exercise a row: when, what, at which angles, how long.

    Parameters
    ----------
    plan : dict or None
        Of the analysis.
    """
    session = None if plan is None else first_training(plan)
    if session is None:
        return []
    found: dict[str, list[Document]] = {}
    for each in session["exercises"]:
        found.setdefault(each["title"], []).append(each)
    day = f"{datetime.fromisoformat(session['begins']):%A %d %B}"
    rows = []
    for title, holds in list(found.items())[:MOST_ROWS]:
        angles, dose = angles_and_dose(holds)
        name = title.split(", band")[0]
        rows.append([day, name, f"{holds[0]['joint']} {angles}", dose])
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
