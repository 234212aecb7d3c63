"""Uploads: streamed to disk, never held; refused by size and content before they are kept.

One post holds a run, and before it what goes with it (a standing trial, forces), so that all of it
comes or nothing; headers say how long each is.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from nextstride.errors import NextstrideError, ParameterError
from nextstride.log.jobs import new_id
from nextstride.video.film import ENDINGS as FILM_ENDINGS
from nextstride.web.desk import Desk, desk_of
from nextstride.web.forms import form_of, text
from nextstride.web.kinds import BEGINNING, check_content, ending_of, tidy_source
from nextstride.web.options import Options, SomebodyElseError, options_from
from nextstride.web.settings import GIGABYTE
from nextstride.web.worker_files import FORCES, RECORDING, STANDING

AT_ONCE = 2**20
"""Bytes gathered before they are written."""
SPARE = GIGABYTE
"""Bytes that an upload leaves free on the disk: results have to go there too."""
NAME_HEADER = "x-file-name"
COMPANIONS = {STANDING: "x-standing", FORCES: "x-forces"}
"""What may go before a run in one post, and the header that says ``BYTES NAME`` of it."""
PART = ".part"


@dataclass
class Incoming:
    """One file of a post that is being written.

    Attributes
    ----------
    file : pathlib.Path
        What it is called once it is whole.
    source : str
        What it was called where it comes from.
    left : int or None
        Bytes that are still to come; None: all that does.
    writing : BinaryIO
    size : int
        Bytes that came.
    waiting : bytearray
        Those that are not written yet.
    """

    file: Path
    source: str
    left: int | None
    writing: BinaryIO
    size: int = 0
    waiting: bytearray = field(default_factory=bytearray)

    async def take(self, chunk: bytes) -> bytes:
        """Take what is this file's of what came; give back the rest.

        Raises
        ------
        ParameterError
            If it is not what its name says.
        """
        mine = chunk if self.left is None else chunk[: self.left]
        if not mine:
            return chunk
        if self.left is not None:
            self.left -= len(mine)
        self.size += len(mine)
        self.waiting += mine
        if self.size == len(self.waiting) and self.size >= BEGINNING:
            check_content(self.source, bytes(self.waiting[:BEGINNING]))
        if len(self.waiting) >= AT_ONCE:
            await run_in_threadpool(self.writing.write, bytes(self.waiting))
            self.waiting.clear()
        return chunk[len(mine) :]

    async def end(self) -> None:
        """Make sure that it is what its name says, whole, and on the disk.

        Raises
        ------
        ParameterError
        """
        if self.left:
            raise ParameterError(f"{self.source}: it did not arrive whole. Send it again.")
        if self.size == len(self.waiting):
            check_content(self.source, bytes(self.waiting[:BEGINNING]))
        await run_in_threadpool(_end, self.writing, bytes(self.waiting))


async def ask_first(request: Request) -> Response:
    """Say what is wrong with a run before its file is sent."""
    desk, form = desk_of(request), await form_of(request)
    try:
        _check_size(desk, text(form, "bytes"))
        if ending_of(text(form, "file")) in FILM_ENDINGS:
            await run_in_threadpool(desk.engine.looker.get_ready)  # While the film comes in.
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
    coming = [*_companions(request), (RECORDING, source, None)]
    folder = desk.settings.runs / job_id
    folder.mkdir(parents=True)
    try:
        await _store(request, folder, coming)
        await run_in_threadpool(_queue, desk, job_id, (athlete, source, ending), options)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return job_id


def _queue(desk: Desk, job_id: str, told: tuple[str, str, str], options: Options) -> None:
    """Put a run that has come in into the queue; a film is looked at first."""
    athlete, source, ending = told
    is_film = ending in FILM_ENDINGS
    desk.jobs.add(job_id, athlete, source, f"{RECORDING}{ending}", options, looked_at=not is_film)


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


def _companions(request: Request) -> Iterator[tuple[str, str, int]]:
    """What goes before the run: what it is, what it was called, and how many bytes it has.

    Raises
    ------
    ParameterError
        If a header does not say so, or a file is of no kind that is read.
    """
    for name, header in COMPANIONS.items():
        told = request.headers.get(header)
        if told is not None:
            size, _, source = told.partition(" ")
            if not (size.isascii() and size.isdigit()):
                raise ParameterError(f"{header} must say BYTES NAME; got {told[:80]!r}.")
            source = tidy_source(unquote(source))
            if ending_of(source) in FILM_ENDINGS:
                raise ParameterError(f"{source}: a film is no {name} file. Give markers or forces.")
            yield name, source, int(size)


async def _store(request: Request, folder: Path, coming: list[tuple[str, str, int | None]]) -> None:
    """Write what comes in to files, all of them whole or none.

    Parameters
    ----------
    request : Request
    folder : pathlib.Path
    coming : list of (str, str, int or None)
        What each is to be called without its ending, what it was called, its bytes.

    Raises
    ------
    HTTPException
        If it is too large.
    ParameterError
        If one is not what its name says.
    """
    most, size = desk_of(request).settings.largest_upload, 0
    with ExitStack() as opened:
        files = []
        for name, source, left in coming:
            file = folder / f"{name}{ending_of(source)}"
            writing = opened.enter_context(file.with_name(file.name + PART).open("xb"))
            files.append(Incoming(file, source, left, writing))
        async for chunk in request.stream():
            size += len(chunk)
            if size > most:
                raise _too_large(desk_of(request))
            rest = chunk
            for each in files:
                rest = await each.take(rest)
        for each in files:
            await each.end()
    for each in files:
        each.file.with_name(each.file.name + PART).rename(each.file)


def _end(writing: BinaryIO, rest: bytes) -> None:
    """Write the rest of a file, and make sure that it is on the disk."""
    writing.write(rest)
    writing.flush()
    os.fsync(writing.fileno())


ROUTES = [
    Route("/runs/ask", ask_first, methods=["POST"]),
    Route("/uploads", take_in, methods=["POST"]),
]
