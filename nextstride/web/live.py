"""Server-sent events: how far every run is, to any page that shows it, every second."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from nextstride.log.jobs import DONE, FAILED, QUEUED, RUNNING, Job
from nextstride.web.desk import Desk, desk_of, key_of, render
from nextstride.web.run_words import in_app

EVERY = 1.0
"""s between events."""
LEAST_TOLD = 3.0
"""No time is told that remains before a stage has taken so long, s."""
SHOWN = 24
"""Runs that a page lists, the newest first."""


def shown_jobs(desk: Desk) -> list[Job]:
    """Runs that pages list, the newest first; read once for all who listen."""
    jobs = desk.jobs.all()
    waiting = [job for job in jobs if not job.is_over]
    over = [job for job in jobs if job.is_over][-SHOWN:]
    return sorted((*waiting, *over), key=lambda job: job.asked_at, reverse=True)


def row_of(desk: Desk, job: Job, place: int = 0) -> str:
    """One run of the list as HTML.

    Parameters
    ----------
    desk : Desk
    job : Job
    place : int
        Among those that wait, from 1.
    """
    told = {"job": job, "key": key_of(job.athlete), "remaining": remaining(job), "place": place}
    poor = [each for each in job.remarks or () if each["verdict"] != "good"]
    return render("run_row.html", poor=poor, in_app=in_app, says=says(job, place), **told)


def says(job: Job, place: int = 0) -> str:
    """In what state a run is, in words."""
    if job.state == QUEUED:
        if job.remarks is None:
            return "looking at the film"
        return f"waits, number {place} in line" if place else "waits"
    return {RUNNING: job.stage or "begins", DONE: "done", FAILED: "not done"}[job.state]


def remaining(job: Job) -> str:
    """How long the stage of a running job still takes, in words; empty where it cannot be told."""
    if job.state != RUNNING or not job.staged_at or not 0 < job.done < job.total:
        return ""
    taken = (datetime.now(UTC) - datetime.fromisoformat(job.staged_at)).total_seconds()
    if taken < LEAST_TOLD:
        return ""
    left = taken * (job.total - job.done) / job.done
    return f"about {left:.0f} s left" if left < 90 else f"about {left / 60:.0f} min left"


def rows(desk: Desk) -> list[dict[str, str]]:
    """What every listed run says: its id, state and HTML."""
    jobs = shown_jobs(desk)
    line = [job.id for job in reversed(jobs) if job.state == QUEUED and job.remarks is not None]
    places = {job_id: place for place, job_id in enumerate(line, start=1)}
    return [
        {"id": job.id, "state": job.state, "html": row_of(desk, job, places.get(job.id, 0))}
        for job in jobs
    ]


async def tell(request: Request) -> Response:
    """Tell of all listed runs until the page is closed."""
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    stream = _events(request, desk_of(request))
    return StreamingResponse(stream, media_type="text/event-stream", headers=headers)


async def _events(request: Request, desk: Desk) -> AsyncIterator[str]:
    """An event a second."""
    while not await request.is_disconnected() and not desk.engine.is_ended:
        found = await run_in_threadpool(desk.recent.get, "rows", lambda: rows(desk))
        yield f"data: {json.dumps(found)}\n\n"
        await asyncio.sleep(EVERY)


ROUTES = [Route("/runs/events", tell)]
