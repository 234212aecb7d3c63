"""Symbols of formulas, typeset for a page."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

GREEK = {
    "alpha": "α", "beta": "β", "theta": "θ", "phi": "φ", "psi": "ψ", "omega": "ω",
}  # fmt: skip


def typeset(symbol: str) -> Markup:
    """Typeset a symbol such as ``theta_max - theta_min``: θ with max below the line, less θ ...

    Parameters
    ----------
    symbol : str
        As in `Measure.symbol`: Greek letters by name, ``_`` before what stands below the line.
    """
    letters = re.sub(r"[a-z]+", lambda word: GREEK.get(word[0], word[0]), symbol)
    signs = str(escape(letters.replace("-", "−")))
    return Markup(re.sub(r"_(\w+)", r"<sub>\1</sub>", signs))
