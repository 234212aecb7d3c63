"""Names of the files through which a server and the work on a run speak, and of what it leaves."""

from __future__ import annotations

ASKED, PROGRESS, OUTCOME = "asked.json", "progress.json", "outcome.json"
CLOCK, COPY = "clock.json", "film.mp4"
ANALYSIS = "analysis.json"
