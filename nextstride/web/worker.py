"""What is done with one run, in a process of its own: a folder with a recording in, results out.

It knows no server and no log: what it is asked lies in the folder, and so does how far it is. So it
runs on this machine or wherever a scheduler puts it, and ends with whoever started it.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

from nextstride.analysis import Analysis, AnalysisRequest, fit_runner, measure_request
from nextstride.athlete import Athlete
from nextstride.errors import MissingDataError, NextstrideError, Notice
from nextstride.log.unfinished import work_folder
from nextstride.parallel import local_workers
from nextstride.report import write_analysis
from nextstride.report.clock import clock_document
from nextstride.report.pictures import key_photographs
from nextstride.web.options import PERSON
from nextstride.web.worker_files import (
    ASKED,
    CLOCK,
    COPY,
    FORCES,
    OUTCOME,
    PROGRESS,
    STANDING,
    own_failure,
)
from nextstride.write.files import write_whole

TOLD_EVERY = 0.4
"""s; parts of a stage that end sooner are not told one by one."""
BEHIND = 10
"""Less urgent by so much than pages and the look at the next film (POSIX niceness)."""
KINDS = ("xlsx", "trc", "mot")
"""Files of other programs, as far as a recording holds what they need."""
LOGGER = logging.getLogger("nextstride.web")


@dataclass
class Progress:
    """Writes into a folder how far its work is."""

    folder: Path
    stage: str = ""
    told_at: float = 0.0

    def __call__(self, what: str, done: int, total: int) -> None:
        """Tell what is being done, and how many parts of how many."""
        if what == self.stage and monotonic() - self.told_at < TOLD_EVERY:
            return
        self.stage, self.told_at = what, monotonic()
        told = {"stage": what, "done": done, "total": total}
        write_whole(self.folder, {PROGRESS: json.dumps(told)})


def carry_out(folder: str) -> None:
    """Analyse the recording of a folder and leave there what came of it; never raises.

    Parameters
    ----------
    folder : str
        With `ASKED`, as `nextstride.web.attempts.begin` writes it; at the end `OUTCOME` lies there
        too: ``reason``, empty where all went well.
    """
    place = Path(folder)
    try:
        _answer(place, json.loads((place / ASKED).read_text("utf-8")), Progress(place))
        reason = ""
    except NextstrideError as error:
        reason = str(error)
    except Exception as error:
        LOGGER.exception("analysing %s", folder)
        reason = own_failure(error)
    write_whole(place, {OUTCOME: json.dumps({"reason": reason})})


def _answer(folder: Path, asked: dict[str, Any], tell: Progress) -> None:
    """Analyse, and write everything that a page or a person takes."""
    options = asked["options"]
    request = request_from(folder / asked["file"], asked["source"], options, asked["athlete"])
    analysis = measure_request(request, tell)
    if options["limits"]:
        from nextstride.personal import VARIANTS_OF, FitOptions, StrengthTest

        with local_workers(asked["processes"]) as workers:
            cache = work_folder(asked["athlete"]["name"])
            tests = tuple(StrengthTest.from_json(each) for each in asked["tests"])
            fit = FitOptions(
                tests, asked["bodies"], VARIANTS_OF[asked["body"]], workers, cache, tell
            )
            analysis = fit_runner(analysis, fit, [Notice(**each) for each in asked["of_tests"]])
    tell("writing the report", 0, 0)
    write_results(analysis, request.file, folder)


def request_from(
    file: Path, source: str, options: dict[str, Any], known: dict[str, Any]
) -> AnalysisRequest:
    """The request for a run of an athlete.

    Parameters
    ----------
    file : pathlib.Path
    source : str
        What the file was called where it came from.
    options : dict
        From `nextstride.web.options.options_from`.
    known : dict
        Fields of the `Athlete` whom the log knows; what is told for this run stands over them.
    """
    from nextstride.video import FilmOptions

    told = {name: options[name] for name in PERSON if name in options}
    assumed = tuple(name for name in known["assumed"] if name not in told)
    runner = Athlete(**(known | told | {"assumed": assumed}))
    film: dict[str, Any] = {
        name: options.get(name)
        for name in ("frame_rate", "belt_speed", "runner", "scale", "pixel_size")
    }
    return AnalysisRequest(
        file,
        runner,
        FilmOptions(**film),
        standing=_beside(file, STANDING),
        forces=_beside(file, FORCES),
        events=options.get("events", "auto"),
        source=source,
    )


def _beside(file: Path, name: str) -> Path | None:
    """A file that came in with a run; None where none did."""
    return next(file.parent.glob(f"{name}.*"), None)


def write_results(analysis: Analysis, file: Path, folder: Path) -> None:
    """Write everything that a page shows of a run, or a person takes away.

    Parameters
    ----------
    analysis : Analysis
    file : pathlib.Path
        The recording; of a film, a copy for browsers is made.
    folder : pathlib.Path
    """
    _write_clock(analysis, file, folder)
    _export(analysis, folder)
    write_analysis(analysis, folder, key_photographs(analysis.run, file))


def _write_clock(analysis: Analysis, file: Path, folder: Path) -> None:
    """Write what a page needs to show the run on one clock, and the film as browsers play it."""
    from nextstride.video import is_film
    from nextstride.video.playable import write_playable

    film = write_playable(file, analysis.run.recording, folder / COPY) if is_film(file) else None
    document = json.dumps(clock_document(analysis, film), separators=(",", ":"), allow_nan=False)
    write_whole(folder, {CLOCK: document})


def _export(analysis: Analysis, folder: Path) -> None:
    """Write the athlete's page and the files of other programs, where they can be had."""
    from nextstride.report.athlete_sheet import write_athlete_sheet
    from nextstride.report.exports import write_exports

    with suppress(MissingDataError):
        write_athlete_sheet(analysis, folder)
    for kind in KINDS:
        with suppress(MissingDataError):
            write_exports(analysis, folder, [kind])


def main(folder: str) -> None:
    """Do the work of a folder, unless whoever asked for it is gone before it is done."""
    if hasattr(os, "nice"):
        os.nice(BEHIND)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    carry_out(folder)


def _end_with_parent() -> None:
    """End this process, and all that it started, when the other end of its input is gone."""
    while os.read(sys.stdin.fileno(), 1):  # Not the buffered reader: it locks at the end.
        pass
    if hasattr(os, "killpg"):
        os.killpg(os.getpgid(0), signal.SIGKILL)
    os._exit(1)


if __name__ == "__main__":
    main(sys.argv[1])
