"""Two runs side by side: their pictures on one clock, their curves, and how they differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from nextstride.errors import ParameterError
from nextstride.log.jobs import DONE, Job
from nextstride.report.run_comparison import RunComparison, compare_runs
from nextstride.web.desk import Desk, desk_of, page
from nextstride.web.engine import day_of
from nextstride.web.runs import document_of, folder_of, is_sealed
from nextstride.web.worker_files import COPY


@dataclass(frozen=True)
class Shown:
    """One of two runs.

    Attributes
    ----------
    job : Job
    title : str
        Whose it is and of when.
    has_film : bool
    """

    job: Job
    title: str
    has_film: bool


def show_comparison(request: Request) -> Response:
    """Show two runs, or ask which."""
    desk = desk_of(request)
    done = [job for job in desk.jobs.all() if job.state == DONE]
    asked = [request.query_params.get(name, "") for name in ("a", "b")]
    pair = [_run(desk, job_id) for job_id in asked if job_id]
    told: dict[str, Any] = {"choices": [(job.id, title_of(job)) for job in reversed(done)]}
    told |= {"asked": asked, "pair": pair if len(pair) == 2 else []}
    told["sealed"] = sorted({each.job.athlete for each in pair if is_sealed(desk, each.job)})
    told["found"] = None if told["sealed"] or len(pair) < 2 else _found(desk, pair)
    return page(request, "compare.html", **told)


def _found(desk: Desk, pair: list[Shown]) -> RunComparison:
    """How two runs differ."""
    first, second = (document_of(desk, each.job) for each in pair)
    return compare_runs(first, second)


def _run(desk: Desk, job_id: str) -> Shown:
    """A run that is done."""
    try:
        job = desk.jobs.get(job_id)
    except ParameterError:
        raise HTTPException(404) from None
    if job.state != DONE:
        raise ParameterError("This run is not analysed yet, so it cannot be compared.")
    return Shown(job, title_of(job), (folder_of(desk, job) / COPY).is_file())


def title_of(job: Job) -> str:
    """Whose a run is, and of when."""
    return f"{job.athlete}, {day_of(job)} ({job.source})"


ROUTES = [Route("/compare", show_comparison)]
