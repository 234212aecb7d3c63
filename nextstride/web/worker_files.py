"""What a server and the work on a run share: names of their files, and the words for a bug."""

from __future__ import annotations

ASKED, PROGRESS, OUTCOME = "asked.json", "progress.json", "outcome.json"
CLOCK, COPY = "clock.json", "film.mp4"
ANALYSIS = "analysis.json"
RECORDING, STANDING, FORCES = "recording", "standing", "forces"
"""What the files that came in are called, but for their endings."""


def own_failure(error: Exception) -> str:
    """Why a run gave nothing where the fault is ours."""
    return (
        f"nextstride itself failed on it ({type(error).__name__}: {error}). Please report it with "
        "the file."
    )
