"""Colours: one meaning each, told apart with any kind of colour vision and in grey print."""

from __future__ import annotations

from nextstride.conventions import Side

SIDE: dict[Side, str] = {"left": "#0b62a4", "right": "#c2480a"}
"""Blue and vermilion (Okabe and Ito 2008), darkened until text in them is readable on white."""

PHASE = {"pull": "#f2c75c", "push": "#5b3f8f", "swing": "#c9e3e0", "contact": "#b7b2c4"}
"""From light to dark: swing, pull, push. "contact" where midstance is not known."""

ON_PHASE = {"pull": "#3b2c00", "push": "#ffffff", "swing": "#16423d", "contact": "#26222f"}
"""Colour of words written on each phase."""

HALF = {"swing": "#19756b", "push": "#5b3f8f"}
"""The two halves of a stride where they are lines or words: the hues of their phases."""

GIVES_COSTS = {"gives": "#5a7a00", "costs": "#a8246b"}
"""What makes faster and what makes slower, better and worse: olive and magenta, which no colour
vision confuses (their difference has a blue part), and neither of which is a side or a half."""

GIVES_SCALE = ("#ffffff", "#eef4d2", "#cfe08c", "#9fbd3e", "#6f9100", "#3c5200")
COSTS_SCALE = ("#ffffff", "#fbe3ee", "#f2b3d0", "#dd74a8", "#b9387d", "#77104a")
"""The same in steps, from nothing to much, each darker than the one before."""

MADE = "#7a5c00"
"""What was simulated, beside what was recorded in ink."""

ACTIVE, BAND = "#3d4656", "#127a6b"
"""In drawings of exercises: the leg that works, and the band that it works against."""

INK = "#1d2127"
QUIET = "#5c636e"
RULE = "#d9dce1"
