"""`run_batch`: every recording of a squad analysed once, wherever there is room for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nextstride.conventions import SIDES
from nextstride.parallel import Workers
from nextstride.squad.job import Job, Settings, content_hash, job_key
from nextstride.squad.rows import Row, column_of
from nextstride.squad.shelf import REPORTS, Shelf
from nextstride.squad.work import Piece, Task, do_task, lost_task

Progress = Callable[[str, int, int, int], None]
"""``(what, done, failed, total)``."""

OF_THE_MOTION = tuple(
    column_of(name, side)
    for name in (
        *("step_rate", "contact_time", "flight_time", "swing_time"),
        *("peak_thigh_flexion", "thigh_range", "peak_knee_flexion"),
    )
    for side in SIDES
)
"""Measures that are the same whoever is said to have run."""
SAME_DIGITS = 4
FEWEST_SAME = 10
"""Two runs never agree in ten measures to four digits; two files of one run do."""


@dataclass(frozen=True)
class Batch:
    """What is known of every recording.

    Attributes
    ----------
    runs : list of dict
        A row a recording, in the order of the jobs: ``recording``, ``athlete``, ``day``,
        ``standing``, ``forces`` (files that went with it), ``status`` ("analysed", "failed",
        "duplicate"), ``reason``, ``report``, ``sha256``, ``seconds``, and for those analysed what
        `nextstride.squad.rows.run_row` gives.
    steps : list of dict
        A row a step.
    """

    runs: list[Row]
    steps: list[Row]

    def count(self, status: str) -> int:
        """How many recordings have a status."""
        return sum(row["status"] == status for row in self.runs)


def quiet(what: str, done: int, failed: int, total: int) -> None:
    """Tell nobody."""


def run_batch(
    jobs: Sequence[Job],
    settings: Settings,
    out: Path,
    workers: Workers,
    progress: Progress = quiet,
) -> Batch:
    """Analyse recordings; what `out` holds of them already, unchanged, is not done again.

    Parameters
    ----------
    jobs : sequence of Job
    settings : Settings
    out : pathlib.Path
        Reports and unfinished work go there.
    workers : Workers
    progress : callable
        Told what is done.

    Raises
    ------
    WriteError
        If a result cannot be written.
    """
    shelf = Shelf(out)
    jobs, hashes = _without_copies(jobs, progress)
    keys = {job.place: job_key(job, settings, hashes[job.place]) for job in jobs}
    pieces = {job.place: _copy_of(job.same_as) for job in jobs if job.same_as}
    tasks = {}
    for job in jobs:
        if job.place not in pieces:
            kept = shelf.get(job.place, keys[job.place])
            if kept is None:
                tasks[job.place] = Task(job, settings, shelf.report_folder(job.place))
            else:
                pieces[job.place] = kept

    def tell() -> None:
        lost = sum(piece["status"] == "failed" for piece in pieces.values())
        progress("analysing", len(pieces), lost, len(jobs))

    tell()
    for place, piece in workers.finished(do_task, _largest_first(tasks), lost_task):
        if not piece.get("again"):
            shelf.put(place, keys[place], piece)
        pieces[place] = piece
        tell()
    return _joined(jobs, hashes, pieces)


def _without_copies(jobs: Sequence[Job], progress: Progress) -> tuple[list[Job], dict[str, str]]:
    """Jobs, those whose file is another one's copy told so; and what each file's content is."""
    first: dict[tuple[str, str], str] = {}
    hashes: dict[str, str] = {}
    told = []
    for number, job in enumerate(jobs, start=1):
        hashes[job.place] = content_hash(job.recording) if job.recording.exists() else ""
        # With its ending, which tells how it is read: one of two may be wrong.
        content = hashes[job.place], job.recording.suffix.casefold()
        original = first.setdefault(content, job.place) if all(content) else job.place
        copied = original != job.place and not job.same_as
        told.append(replace(job, same_as=original) if copied else job)
        progress("reading", number, 0, len(jobs))
    return told, hashes


def _copy_of(place: str) -> Piece:
    """What is known of a recording that is another one's copy."""
    reason = f"The same run as {place}, where it is counted."
    return {"status": "duplicate", "reason": reason, "row": {}, "steps": [], "seconds": 0.0}


def _largest_first(tasks: dict[str, Task]) -> dict[str, Task]:
    """Tasks with the largest files first: no worker is left alone with a long one at the end."""

    def size(place: str) -> int:
        path = tasks[place].job.recording
        return path.stat().st_size if path.is_file() else 0

    return {place: tasks[place] for place in sorted(tasks, key=size, reverse=True)}


def _joined(jobs: Sequence[Job], hashes: dict[str, str], pieces: dict[str, Piece]) -> Batch:
    """Join what is known of each recording."""
    runs: list[Row] = []
    steps: list[Row] = []
    seen: dict[object, str] = {}
    for job in jobs:
        piece = pieces[job.place]
        if piece["status"] == "analysed":
            original = seen.setdefault(_signature(job, piece["row"]), job.place)
            piece = piece if original == job.place else _copy_of(original)
        analysed = piece["status"] == "analysed"
        runs.append(
            {
                "recording": job.place,
                "athlete": job.athlete.name,
                "day": job.day,
                "standing": job.standing.name if job.standing else "",
                "forces": job.forces.name if job.forces else "",
                "status": piece["status"],
                "reason": piece["reason"],
                "report": f"{REPORTS}/{job.place}/report.html" if analysed else "",
                "sha256": hashes[job.place],
                "seconds": piece["seconds"],
                **piece["row"],
            }
        )
        steps += piece["steps"]
    return Batch(runs, steps)


def _signature(job: Job, row: Row) -> object:
    """What two files of one run share, and two runs do not; the job's own place where unsure."""
    values = [row[column] for column in OF_THE_MOTION if row[column] is not None]
    if len(values) < FEWEST_SAME:
        return job.place
    return tuple(f"{value:.{SAME_DIGITS - 1}e}" for value in values)
