"""What is done with one recording, wherever a scheduler puts it: analysed, and written down.

What comes back is plain numbers and words, so that no version of our classes travels.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from nextstride.analysis import Analysis, AnalysisRequest, fit_runner, measure_request
from nextstride.errors import NextstrideError, Notice, WriteError
from nextstride.log.logged_tests import LEFT_OUT
from nextstride.parallel import Here
from nextstride.report import write_analysis
from nextstride.squad.job import Job, Settings
from nextstride.squad.rows import run_row, step_rows

Piece = dict[str, Any]
"""What is known of one recording, plain JSON: ``status`` ("analysed" or "failed"), ``reason``,
``row``, ``steps``, ``seconds``; ``again`` where it is to be tried when the batch is started again.
"""


@dataclass(frozen=True)
class Task:
    """One recording to be analysed.

    Attributes
    ----------
    job : Job
    settings : Settings
    folder : pathlib.Path
        Where its report goes.
    """

    job: Job
    settings: Settings
    folder: Path


def do_task(task: Task) -> Piece:
    """Analyse a recording and write its report; what cannot be analysed becomes its reason.

    Raises
    ------
    WriteError
        If the report cannot be written: then none can.
    """
    began = time.perf_counter()
    try:
        analysis = analyse_job(task.job, task.settings)
        write_analysis(analysis, task.folder)
    except WriteError:
        raise
    except NextstrideError as error:
        return failed(str(error))
    except Exception as error:  # noqa: BLE001  A fault of ours costs one recording, not all.
        return failed(
            f"{task.job.recording.name}: nextstride itself failed on it "
            f"({type(error).__name__}: {error}). Please report it with the file."
        )
    document = analysis.to_json()
    return {
        "status": "analysed",
        "reason": "",
        "row": run_row(document),
        "steps": step_rows(task.job.place, document),
        "seconds": time.perf_counter() - began,
    }


def failed(reason: str) -> Piece:
    """Return what is known of a recording that gave no numbers."""
    return {"status": "failed", "reason": reason, "row": {}, "steps": [], "seconds": 0.0}


def lost_task(task: Task) -> Piece:
    """Return what is known of a recording whose process ended again and again."""
    told = failed(
        f"{task.job.recording.name}: the process that analysed it was ended several times, as when "
        "memory runs out. Give it alone, or on a machine with more."
    )
    return told | {"again": True}


def analyse_job(job: Job, settings: Settings) -> Analysis:
    """Analyse one recording with all that goes with it.

    A standing trial or forces that were only found beside it and do not fit are left out, with a
    notice.

    Raises
    ------
    NextstrideError
        If it cannot be analysed.
    """
    try:
        analysis = _measured(job)
    except NextstrideError as error:
        if not job.companions_found or (job.standing, job.forces) == (None, None):
            raise
        try:
            analysis = _measured(replace(job, standing=None, forces=None))
        except NextstrideError:
            raise error from None  # Both ways are wrong: the first one says more.
        told = ", ".join(each.name for each in (job.standing, job.forces) if each is not None)
        notice = Notice("companion_left_out", f"Without {told}: {error}")
        analysis = replace(analysis, notices=(*analysis.notices, notice))
    if not settings.limits:
        return analysis
    from nextstride.personal import VARIANTS_OF, FitOptions

    tests = () if job.tests is None else job.tests.readings
    of_tests = None if job.tests is None else job.tests.notice(LEFT_OUT)
    options = FitOptions(tests, settings.bodies, VARIANTS_OF[settings.body], workers=Here())
    return fit_runner(analysis, options, [of_tests] if of_tests else [])


def _measured(job: Job) -> Analysis:
    """Read and measure a recording."""
    from nextstride.video import FilmOptions

    told = FilmOptions(frame_rate=job.frame_rate, belt_speed=job.belt_speed)
    return measure_request(
        AnalysisRequest(job.recording, job.athlete, told, standing=job.standing, forces=job.forces)
    )
