"""The page of a fair test: the verdict in words, the outcome over the test days, the chain."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from nextstride.figures.trial import trial_figure
from nextstride.log import UNVALIDATED, LogEntry, Trial, Verdict
from nextstride.log.blocks import Block
from nextstride.log.compare import unit_of
from nextstride.log.series import build_series
from nextstride.report.build import templates
from nextstride.report.progress_page import number
from nextstride.write.files import write_whole

HEADLINES = {
    "running": "still running",
    "cannot be judged": "cannot be judged",
    "evidence": "evidence of a gain",
    "hint": "a hint of a gain, no more",
    "not shown": "no gain shown",
}
"""What stands above a verdict of each certainty."""


def write_verdict(
    trial: Trial,
    verdict: Verdict,
    entries: Sequence[LogEntry],
    folder: Path,
    block: Block | None = None,
) -> Path:
    """Write ``verdict.html`` (one file, opens offline) and ``verdict.json``.

    Parameters
    ----------
    trial : Trial
    verdict : Verdict
        Of this trial.
    entries : sequence of LogEntry
        The same that it was judged from.
    folder : pathlib.Path
        Made where it is not there.
    block : Block, optional
        What the changes since the test began say of the runner's gains.

    Returns
    -------
    pathlib.Path
        The page.
    """
    outcome = build_series(entries).get(trial.outcome)
    running = verdict.certainty == "running"
    page = (
        templates()
        .get_template("verdict.html")
        .render(
            trial=trial,
            verdict=verdict,
            block=block,
            headline=HEADLINES[verdict.certainty],
            decides=trial.outcome if outcome is None else outcome.title,
            figure=None if outcome is None or running else trial_figure(trial, outcome),
            number=number,
            unit_of=unit_of,
            unvalidated=UNVALIDATED,
        )
    )
    document = {
        "trial": trial.to_json(),
        "verdict": verdict.to_json(),
        "gains": None if block is None else block.to_json(),
    }
    text = json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)
    return write_whole(folder, {"verdict.html": page, "verdict.json": text + "\n"})[0]
