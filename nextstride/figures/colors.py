"""Colours: one meaning each, told apart with any kind of colour vision and in grey print."""

from __future__ import annotations

from nextstride.conventions import Side

SIDE: dict[Side, str] = {"left": "#0b62a4", "right": "#c2480a"}
"""Blue and vermilion (Okabe and Ito 2008), darkened until text in them is readable on white."""

PHASE = {"pull": "#f2c75c", "push": "#5b3f8f", "swing": "#c9e3e0", "contact": "#b7b2c4"}
"""From light to dark: swing, pull, push. "contact" where midstance is not known."""

ON_PHASE = {"pull": "#3b2c00", "push": "#ffffff", "swing": "#16423d", "contact": "#26222f"}
"""Colour of words written on each phase."""

INK = "#1d2127"
QUIET = "#5c636e"
RULE = "#d9dce1"
