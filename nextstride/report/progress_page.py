"""The page of a runner's progress: the pattern, its evidence, and every measure over time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from nextstride.conventions import counted
from nextstride.figures.progress import progress_figure
from nextstride.log import UNVALIDATED, Change, LogEntry, Progress
from nextstride.log.blocks import Block
from nextstride.log.compare import in_words, unit_of
from nextstride.log.families import MATCHED_FAMILIES
from nextstride.log.next_steps import next_steps, told_with
from nextstride.log.series import build_series
from nextstride.report.build import templates
from nextstride.write.files import write_whole


def write_progress(
    progress: Progress, entries: Sequence[LogEntry], folder: Path, block: Block | None = None
) -> Path:
    """Write ``progress.html`` (one file, opens offline) and ``progress.json``.

    Parameters
    ----------
    progress : Progress
    entries : sequence of LogEntry
        The same that it was judged from.
    folder : pathlib.Path
        Made where it is not there.
    block : Block, optional
        What the same changes say of the runner's gains.

    Returns
    -------
    pathlib.Path
        The page.
    """
    series = build_series(entries)
    days = min(entry.day for entry in entries), max(entry.day for entry in entries)
    steps = next_steps(progress, entries)
    figures = [
        (change, progress_figure(series[change.key], change, progress.since, days))
        for change in progress.changes
    ]
    page = (
        templates()
        .get_template("progress.html")
        .render(
            progress=progress,
            figures=figures,
            number=number,
            counted=counted,
            unit_of=unit_of,
            paired={c.key for c in progress.changes if c.family in MATCHED_FAMILIES},
            felt=any(change.family == "feel" for change in progress.changes),
            unvalidated=UNVALIDATED,
            next_steps=steps,
            block=block,
        )
    )
    document = told_with(progress, steps, block)
    text = json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)
    return write_whole(folder, {"progress.html": page, "progress.json": text + "\n"})[0]


def number(change: Change, value: float | None, signed: bool = False) -> str:
    """A number of a change as a person reads it; a dash where there is none."""
    if value is None:
        return "–"
    return in_words(change.unit, value, signed)
