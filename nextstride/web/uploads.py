"""Uploads: streamed to disk, never held; refused by size and content before they are kept."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from nextstride.errors import NextstrideError
from nextstride.log.jobs import new_id
from nextstride.video.film import ENDINGS as FILM_ENDINGS
from nextstride.web.desk import Desk, desk_of
from nextstride.web.forms import form_of, text
from nextstride.web.kinds import BEGINNING, check_content, ending_of, tidy_source
from nextstride.web.options import Options, SomebodyElseError, options_from
from nextstride.web.settings import GIGABYTE

AT_ONCE = 2**20
"""Bytes gathered before they are written."""
SPARE = GIGABYTE
"""Bytes that an upload leaves free on the disk: results have to go there too."""
NAME_HEADER = "x-file-name"
PART = ".part"


async def ask_first(request: Request) -> Response:
    """Say what is wrong with a run before its file is sent."""
    desk, form = desk_of(request), await form_of(request)
    try:
        _check_size(desk, text(form, "bytes"))
        ending_of(text(form, "file"))
        options_from(form, desk.log.athlete(desk.name_of(text(form, "athlete"))))
    except SomebodyElseError as error:
        return PlainTextResponse(str(error), 409)
    return Response(status_code=204)


async def take_in(request: Request) -> Response:
    """Take a file in, and put its run into the queue; a refusal ends the connection at once."""
    try:
        return JSONResponse({"id": await _take_in(request)}, 201)
    except SomebodyElseError as error:
        status, words = 409, str(error)
    except NextstrideError as error:
        status, words = 400, str(error)
    except HTTPException as error:
        status, words = error.status_code, error.detail
    except ClientDisconnect:
        status, words = 400, ""
    return PlainTextResponse(words, status, headers={"connection": "close"})


async def _take_in(request: Request) -> str:
    """Take a file in; the id of its job."""
    desk, form = desk_of(request), FormData(dict(request.query_params))
    source = tidy_source(unquote(request.headers.get(NAME_HEADER, "")))
    athlete = desk.name_of(text(form, "athlete"))
    options = options_from(form, desk.log.athlete(athlete))
    _check_size(desk, request.headers.get("content-length", ""))
    job_id, ending = new_id(), ending_of(source)
    folder = desk.settings.runs / job_id
    folder.mkdir(parents=True)
    try:
        await _store(request, folder / f"recording{ending}", source)
        await run_in_threadpool(_queue, desk, job_id, (athlete, source, ending), options)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return job_id


def _queue(desk: Desk, job_id: str, told: tuple[str, str, str], options: Options) -> None:
    """Put a run that has come in into the queue; a film is looked at first."""
    athlete, source, ending = told
    is_film = ending in FILM_ENDINGS
    desk.jobs.add(job_id, athlete, source, f"recording{ending}", options, looked_at=not is_film)


def _check_size(desk: Desk, told: str) -> None:
    """Refuse a file that is too large, as far as its size is told, or that the disk cannot hold."""
    size = int(told) if told.isascii() and told.isdigit() else 0
    if size > desk.settings.largest_upload:
        raise _too_large(desk)
    free = shutil.disk_usage(desk.settings.folder).free
    if size + SPARE > free:
        raise HTTPException(
            507, f"The disk has {free / GIGABYTE:.1f} GB left, too little for it. Make room."
        )


def _too_large(desk: Desk) -> HTTPException:
    """The refusal of a file that is too large."""
    most = desk.settings.largest_upload / GIGABYTE
    return HTTPException(
        413,
        f"The file is larger than {most:g} GB. Cut the film to the run, or start nextstride serve "
        "with a larger --largest.",
    )


async def _store(request: Request, file: Path, source: str) -> None:
    """Write what comes in to a file, whole or not at all.

    Raises
    ------
    HTTPException
        If it is too large.
    ParameterError
        If it is not what its name says.
    """
    most, size, waiting = desk_of(request).settings.largest_upload, 0, bytearray()
    part = file.with_name(file.name + PART)
    with part.open("xb") as writing:
        async for chunk in request.stream():
            size += len(chunk)
            if size > most:
                raise _too_large(desk_of(request))
            waiting += chunk
            if size == len(waiting) and size >= BEGINNING:
                check_content(source, bytes(waiting[:BEGINNING]))
            if len(waiting) >= AT_ONCE:
                await run_in_threadpool(writing.write, bytes(waiting))
                waiting.clear()
        if size == len(waiting):
            check_content(source, bytes(waiting[:BEGINNING]))
        await run_in_threadpool(_end, writing, bytes(waiting))
    part.rename(file)


def _end(writing: BinaryIO, rest: bytes) -> None:
    """Write the rest of a file, and make sure that it is on the disk."""
    writing.write(rest)
    writing.flush()
    os.fsync(writing.fileno())


ROUTES = [
    Route("/runs/ask", ask_first, methods=["POST"]),
    Route("/uploads", take_in, methods=["POST"]),
]
