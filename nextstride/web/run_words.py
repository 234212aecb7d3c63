"""What a run's page says: three lines first, and the measures that are folded away below."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from nextstride.conventions import SIDES, UNITS, in_words
from nextstride.measures import MEASURES
from nextstride.report.first_screen import first_screen

Document = dict[str, Any]

FIELDS = {
    "--frame-rate": "“frame rate”",
    "--belt-speed": "“belt speed”",
    "--runner": "“which of several runners”",
    "--scale": "“a length in the lane”",
    "--pixel-size": "“the size of a pixel”",
    "--static": "“standing trial”",
    "--forces": "“ground forces”",
    "--events": "“touchdown and toe-off from”",
    "--no-limits": "“measure only”",
    "--mass": "mass",
    "--height": "height",
    "--sex": "body",
    "--first": "“first day of testing”",
    "--start-within": "“weeks within which the start is drawn”",
    "--strength": "“strength that is trained”",
    "--cleared": "“a doctor or physiotherapist has agreed”",
}
"""Options of the command line, and what they are called on a page."""
OPTION = re.compile(r"--[a-z-]+")
RESULTS = re.compile(r"^\S*analysis\.json: (.)")
"""Where the results of a run lie says nothing to who reads a page."""
NAMED = ", and name it with --analysis"
"""Of a message; a page takes the newest run by itself."""


@dataclass(frozen=True)
class Lines:
    """What is read before turning to the athlete; at most 60 words.

    Attributes
    ----------
    limits, sure, next : str
        What limits, how sure that is, what to do next session; `sure` is empty where nothing is
        told of limits.
    """

    limits: str
    sure: str
    next: str


@dataclass(frozen=True)
class Row:
    """One measure as a page shows it.

    Attributes
    ----------
    title, unit : str
    sides : tuple of (str, str, str)
        Side, value, 95 % interval.
    """

    title: str
    unit: str
    sides: tuple[tuple[str, str, str], ...]


def lines_of(document: Document, planned: str) -> Lines:
    """The three lines of an analysis.

    Parameters
    ----------
    document : dict
        Of the analysis.
    planned : str
        The next planned session in words; empty where there is no plan.
    """
    first = first_screen(document)
    if not first.group:
        asked = any(row["code"] in ("no_limits", "not_steady") for row in document["warnings"])
        after = first.next if asked else "Try it again below, without “measure only”."
        return Lines(first.limits, first.sure, after)
    after = f"Next session, {planned}." if planned else f"Train the {in_words(first.group)}."
    return Lines(first.limits, first.sure, after)


def findings_of(document: Document) -> list[Row]:
    """The measures that have a value, in the order of the report."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for row in document["measures"]:
        if row["value"] is not None:
            unit = UNITS[MEASURES[row["name"]].unit]
            known = row["lower"] is not None and row["upper"] is not None
            between = f"{unit.show(row['lower'])} to {unit.show(row['upper'])}" if known else ""
            side = row["side"] if row["side"] in SIDES else ""
            value, between = (text.replace("-", "−") for text in (unit.show(row["value"]), between))
            found.setdefault(row["name"], []).append((side, value, between))
    return [
        Row(MEASURES[name].title, UNITS[MEASURES[name].unit].shown, tuple(sides))
        for name, sides in found.items()
    ]


def in_app(words: str) -> str:
    """Words of a result with what the app calls its fields, in place of a command's options."""
    words = RESULTS.sub(lambda found: found[1].upper(), words).replace(NAMED, "")
    return OPTION.sub(lambda found: FIELDS.get(found[0], found[0]), words)
