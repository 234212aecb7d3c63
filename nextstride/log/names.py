"""Names of people, so that one person is one, however the name was typed.

A name may come composed ("é") or decomposed ("e" and an accent, as macOS writes file names), in
capitals, with spaces doubled or around it, with a typewriter's apostrophe or a printer's. It is
kept as it was first given, tidied, and found by its key (Unicode Standard Annex 15).
"""

from __future__ import annotations

import re
import unicodedata

SAME_MARKS = str.maketrans(
    {**dict.fromkeys("\u2018\u2019\u02bc\u0060\u00b4", "'"), **dict.fromkeys("‐‑‒–—−", "-")}
)
"""Marks that keyboards put for one another: apostrophes and hyphens."""


def tidy_name(name: str) -> str:
    """Return a name with composed accents and single spaces, none around it."""
    return re.sub(r"[^\S\r\n\v\f]+", " ", unicodedata.normalize("NFC", name)).strip(" ")


def name_key(name: str) -> str:
    """Return what is the same for every way to type a name.

    Composed and decomposed, wide and narrow letters, capitals, and the apostrophes and hyphens of
    different keyboards are one; an accent is not left out, for Zoe and Zoë are two people.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return re.sub(r"\s+", " ", folded.translate(SAME_MARKS)).strip()
