"""Runs: film one, follow it, read what came of it, try it again, take it out."""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from nextstride.errors import NextstrideError, ParameterError
from nextstride.log.jobs import DONE, FAILED, Job
from nextstride.web.desk import Desk, desk_of, key_of, page
from nextstride.web.engine import day_of
from nextstride.web.forms import SEXES, form_of
from nextstride.web.kinds import READ_ENDINGS
from nextstride.web.live import row_of, rows
from nextstride.web.options import SomebodyElseError, options_from
from nextstride.web.run_words import Lines, findings_of, in_app, lines_of
from nextstride.web.security import MADE_PAGE_POLICY
from nextstride.web.standing import standing_of
from nextstride.web.worker_files import ANALYSIS, CLOCK, COPY

DOWNLOADS = {
    "athlete.pdf": ("One page for the athlete", "PDF"),
    "report.html": ("The whole report", "HTML"),
    "measures.csv": ("Measures", "CSV"),
    "steps.csv": ("Steps", "CSV"),
    "analysis.xlsx": ("Everything as a workbook", "XLSX"),
    "markers.trc": ("Markers", "TRC"),
    "angles.mot": ("Joint angles for OpenSim", "MOT"),
    "forces.mot": ("Ground forces for OpenSim", "MOT"),
    "analysis.json": ("Everything for programs", "JSON"),
}
"""Files that a run may leave, what they are, and their kind."""
SHOWN_IN_PAGE = (CLOCK, COPY)


def show_new(request: Request) -> Response:
    """Ask whom to film, and show what is done with the films that came in."""
    desk = desk_of(request)
    desk.engine.looker.get_ready()
    return page(
        request,
        "new_run.html",
        athletes=desk.log.athletes(),
        chosen=request.query_params.get("athlete", ""),
        rows=rows(desk),
        largest=desk.settings.largest_upload,
        endings=",".join(READ_ENDINGS),
        sexes=SEXES,
        options={},
    )


def show_run(request: Request) -> Response:
    """Show what came of a run, or how far it is."""
    desk = desk_of(request)
    job = _job(request)
    told: dict[str, Any] = {"job": job, "key": key_of(job.athlete), "sexes": SEXES}
    told |= {"options": job.options, "day": day_of(job)}
    if job.state != DONE:
        return page(request, "run_waits.html", row=row_of(desk, job), failed=FAILED, **told)
    folder, document = folder_of(desk, job), document_of(desk, job)
    sealed, planned = is_sealed(desk, job), bool(desk.log.plans(job.athlete))
    return page(
        request,
        "run.html",
        lines=_lines(desk, job, document, planned),
        planned=planned,
        findings=[] if sealed else findings_of(document),
        warnings=_warnings(document, sealed),
        has_film=(folder / COPY).is_file(),
        others=[each for each in runs_of(desk, job.athlete) if each.state == DONE and each != job],
        downloads=[] if sealed else _downloads(folder),
        sealed=sealed,
        on_clock=(folder / CLOCK).is_file(),
        **told,
    )


def is_sealed(desk: Desk, job: Job) -> bool:
    """Whether the runner has not yet told how the run's session felt."""
    return any(each.day == day_of(job) for each in desk.log.waiting(job.athlete))


def _lines(desk: Desk, job: Job, document: dict[str, Any], planned: bool) -> Lines:
    """What limits, how sure that is, and the next session from today on."""
    stands = standing_of(desk.log, job.athlete, date.today())
    return lines_of(document, stands.next if planned else "")


def _warnings(document: dict[str, Any], sealed: bool) -> list[str]:
    """What is to be known of a recording; nothing that tells a sealed speed."""
    told = [in_app(each["message"]) for each in document["warnings"]]
    return [words for words in told if not (sealed and "m/s" in words)]


def _downloads(folder: Path) -> list[tuple[str, str, str]]:
    """Files that are there: name, what it is, kind."""
    return [(name, *told) for name, told in DOWNLOADS.items() if (folder / name).is_file()]


def give_file(request: Request) -> Response:
    """Give a file of a run; what tells a speed only when the runner may see it."""
    desk, job, name = desk_of(request), _job(request), request.path_params["name"]
    file = folder_of(desk, job) / name
    if name not in (*DOWNLOADS, *SHOWN_IN_PAGE) or not file.is_file():
        raise HTTPException(404)
    if name in DOWNLOADS and is_sealed(desk, job):
        raise ParameterError(
            f"The speed of this run is sealed until {job.athlete} has told how the session felt."
        )
    if name in SHOWN_IN_PAGE:
        return FileResponse(file)
    if name == "report.html":
        return FileResponse(file, headers={"content-security-policy": MADE_PAGE_POLICY})
    return FileResponse(file, filename=f"{day_of(job)}-{name}")


async def try_again(request: Request) -> Response:
    """Put a run that is over into the queue again, with other options."""
    desk, job, form = desk_of(request), _job(request), await form_of(request)
    if not (folder_of(desk, job) / job.file).is_file():
        raise ParameterError(
            f"{job.source} is not kept here, so it cannot be analysed again. Nothing was changed."
        )
    try:
        options = options_from(form, desk.log.athlete(job.athlete))
    except SomebodyElseError as error:
        told: dict[str, Any] = {"job": job, "words": str(error), "fields": dict(form)}
        return page(request, "somebody_else.html", **told)
    desk.jobs.again(job.id, options)
    return RedirectResponse(f"/runs/{job.id}", 303)


async def reveal(request: Request) -> Response:
    """Show the speed of a run's session, of which the runner does not tell how it felt."""
    desk, job = desk_of(request), _job(request)
    for each in desk.log.waiting(job.athlete):
        if each.day == day_of(job):
            desk.log.reveal(job.athlete, each.day, each.session, feel_declined=True)
    desk.kept.clear()
    return RedirectResponse(f"/runs/{job.id}", 303)


async def stop(request: Request) -> Response:
    """End a run that is being analysed."""
    job = _job(request)
    desk_of(request).engine.cancel(job.id)
    return RedirectResponse(f"/runs/{job.id}", 303)


async def remove(request: Request) -> Response:
    """Take a run out: its film, its results, and its entry in the log."""
    desk, job = desk_of(request), _job(request)
    desk.jobs.remove(job.id)
    if any(each.id == job.id for each in desk.jobs.all(job.athlete)):
        raise ParameterError("This run is being analysed. Stop it, then take it out.")
    shutil.rmtree(folder_of(desk, job), ignore_errors=True)
    with suppress(ParameterError):  # It was never logged.
        desk.log.remove(job.id)
    desk.kept.clear()
    return RedirectResponse(f"/athletes/{key_of(job.athlete)}", 303)


def runs_of(desk: Desk, athlete: str) -> list[Job]:
    """Runs of an athlete, the newest first."""
    return sorted(desk.jobs.all(athlete), key=day_of, reverse=True)


def _job(request: Request) -> Job:
    """The run that an address means."""
    try:
        return desk_of(request).jobs.get(request.path_params["job"])
    except ParameterError:
        raise HTTPException(404) from None


def folder_of(desk: Desk, job: Job) -> Path:
    """Folder of a run; its name is the log's, never a visitor's."""
    return desk.settings.runs / job.id


def document_of(desk: Desk, job: Job) -> dict[str, Any]:
    """The analysis of a run that is done.

    Raises
    ------
    NextstrideError
        If somebody deleted it.
    """
    file = folder_of(desk, job) / ANALYSIS

    def read() -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads(file.read_text("utf-8"))
        except (OSError, ValueError):
            raise NextstrideError(
                f"The results of {job.source} are gone from {file.parent}. Take the run out, and "
                "film or upload it again."
            ) from None
        return found

    return desk.kept.get(("analysis", job.id), read)


ROUTES = [
    Route("/runs/new", show_new),
    Route("/runs/{job}", show_run),
    Route("/runs/{job}/again", try_again, methods=["POST"]),
    Route("/runs/{job}/reveal", reveal, methods=["POST"]),
    Route("/runs/{job}/stop", stop, methods=["POST"]),
    Route("/runs/{job}/remove", remove, methods=["POST"]),
    Route("/runs/{job}/files/{name}", give_file),
]
