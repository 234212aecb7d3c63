"""Feel: five questions, answered before any time of the session is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from nextstride.errors import ParameterError
from nextstride.log import Feel, Log, LogEntry, RecordedRun, SpeedTest
from nextstride.log.feel import SCALES, UNVALIDATED
from nextstride.log.planned import TRAINING
from nextstride.web.desk import Desk, desk_of, key_of, page
from nextstride.web.forms import day, form_of, number, text
from nextstride.web.standing import short_day

ANSWERED = (Feel, SpeedTest, RecordedRun)
"""What a session whose feel need not be asked any more holds: it is told, or speeds are shown."""


@dataclass(frozen=True)
class Asked:
    """A session whose feel is asked.

    Attributes
    ----------
    day : datetime.date
    session : int
    sealed : bool
        Whether speeds of it are logged and wait.
    """

    day: date
    session: int
    sealed: bool


def asked_of(log: Log, name: str, today: date) -> Asked | None:
    """Which feel to ask: of speeds that wait, the newest; else of today's test day."""
    waiting = log.waiting(name)
    if waiting:
        return Asked(waiting[-1].day, waiting[-1].session, sealed=True)
    plans = log.plans(name)
    tested = plans and any(e.day == today and e.kind != TRAINING for e in plans[-1].sessions)
    entries: tuple[LogEntry, ...] = log.entries(name)
    over = any(each.day == today and isinstance(each, ANSWERED) for each in entries)
    return Asked(today, 1, sealed=False) if tested and not over else None


def log_feel(desk: Desk, name: str, form: FormData) -> None:
    """Log how a session felt, or that nobody says so, and show its speeds from then on.

    Raises
    ------
    ParameterError
        If a question is not answered, or the speeds have been shown.
    """
    when, session = day(form), int(number(form, "session", "the session") or 1)
    if text(form, "declined"):
        desk.log.reveal(name, when, session, feel_declined=True)
        desk.kept.clear()
        return
    answers = {each.name: number(form, each.name, each.question) for each in SCALES}
    missing = [each.question for each in SCALES if answers[each.name] is None]
    if missing:
        raise ParameterError(f"Move every slider first; not answered: {' '.join(missing)}")
    with desk.turn:
        desk.log.add(Feel(athlete=name, day=when, session=session, **answers))  # type: ignore[arg-type]
        desk.log.reveal(name, when, session)
    desk.kept.clear()


def show_feel(request: Request) -> Response:
    """Ask an athlete on the coach's own screen."""
    desk = desk_of(request)
    name = desk.name_of(request.path_params["key"])
    return page(
        request,
        "feel.html",
        who=name,
        key=key_of(name),
        to=f"/athletes/{key_of(name)}/feel",
        asked=asked_of(desk.log, name, date.today()),
        **feel_words(),
    )


def feel_words() -> dict[str, Any]:
    """What the questions' template shows."""
    return {"scales": SCALES, "unvalidated": UNVALIDATED, "short_day": short_day}


async def answer_feel(request: Request) -> Response:
    """Log the answers, or that there are none."""
    return await run_in_threadpool(_answer, request, await form_of(request))


def _answer(request: Request, form: FormData) -> Response:
    """The same."""
    desk = desk_of(request)
    name = desk.name_of(request.path_params["key"])
    log_feel(desk, name, form)
    return RedirectResponse(f"/athletes/{key_of(name)}", 303)


ROUTES = [
    Route("/athletes/{key}/feel", show_feel),
    Route("/athletes/{key}/feel", answer_feel, methods=["POST"]),
]
