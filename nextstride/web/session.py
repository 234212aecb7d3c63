"""Session: the squad's planned session logged at once, as planned but for what was not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from nextstride.errors import MissingDataError
from nextstride.log import Hold
from nextstride.log.planned import PlannedSession
from nextstride.log.squad_session import (
    Otherwise,
    SessionOfDay,
    log_session,
    session_of_day,
    take_back,
)
from nextstride.web.desk import Desk, desk_of, key_of, page
from nextstride.web.forms import day, day_from, form_of, text


@dataclass(frozen=True)
class Sheet:
    """A squad's session.

    Attributes
    ----------
    day : datetime.date
    open, done, none : tuple of SessionOfDay
        Who has a session to log, whose is logged, and who has none.
    """

    day: date
    open: tuple[SessionOfDay, ...]
    done: tuple[SessionOfDay, ...]
    none: tuple[SessionOfDay, ...]


def sheet_of(desk: Desk, when: date) -> Sheet:
    """Gather a squad's session of a day."""
    found = [session_of_day(desk.log, each.name, when) for each in desk.log.athletes()]
    return Sheet(
        when,
        open=tuple(each for each in found if each.planned),
        done=tuple(each for each in found if each.done),
        none=tuple(each for each in found if not each.planned and not each.done),
    )


def told_otherwise(form: FormData, name: str, session: PlannedSession) -> list[Otherwise]:
    """What a form tells of one athlete's holds that is not as planned.

    Parameters
    ----------
    form : FormData
        ``sets-KEY-NUMBER`` and ``pain-KEY-NUMBER``; a field that is not there is as planned.
    name : str
    session : PlannedSession
    """
    found = []
    for hold in session.holds:
        place = f"{key_of(name)}-{hold.number}"
        sets, pain = text(form, f"sets-{place}"), text(form, f"pain-{place}")
        changed = sets if sets != str(hold.sets) else ""
        done = f"{changed}{f'pain{pain}' if pain else ''}"
        if done:
            found.append(Otherwise(name, str(hold.number), done))
    return found


def in_sum(holds: tuple[Hold, ...]) -> str:
    """What was done, in a few words."""
    sets = sum(each.sets for each in holds)
    worst = max((each.pain or 0 for each in holds), default=0)
    return f"{len(holds)} holds, {sets} sets{f', pain {worst:g} of 10' if worst else ''}"


def show_session(request: Request) -> Response:
    """Show what there is to log of a day."""
    desk, asked = desk_of(request), day_from(request.query_params.get("day", ""))
    sheet = desk.kept.get(("session", asked), lambda: sheet_of(desk, asked))
    return page(request, "session.html", sheet=sheet, in_sum=in_sum, today=date.today())


async def log_squad(request: Request) -> Response:
    """Log the sessions of those who are ticked."""
    return await run_in_threadpool(_log_squad, desk_of(request), await form_of(request))


def _log_squad(desk: Desk, form: FormData) -> Response:
    """The same, one after the other, so that two taps log once."""
    when, asked = day(form), set(form.getlist("who"))
    with desk.turn:
        sheet = sheet_of(desk, when)
        meant = [each for each in sheet.open if key_of(each.athlete) in asked]
        if not meant and not any(key_of(each.athlete) in asked for each in sheet.done):
            raise MissingDataError("Nobody is ticked, so nothing is logged.")
        if meant:
            log_planned(desk, form, meant, when)
    return _back_to(when)


def log_planned(desk: Desk, form: FormData, meant: list[SessionOfDay], when: date) -> None:
    """Log sessions as a form tells them; all or none."""
    otherwise = [
        told
        for each in meant
        if each.planned
        for told in told_otherwise(form, each.athlete, each.planned)
    ]
    log_session(desk.log, [each.athlete for each in meant], when, otherwise)
    desk.kept.clear()


async def take_back_session(request: Request) -> Response:
    """Take back what was logged of the sessions of a day."""
    return await run_in_threadpool(_take_back, desk_of(request), await form_of(request))


def _take_back(desk: Desk, form: FormData) -> Response:
    """The same, on its turn."""
    when = day(form)
    names = [desk.name_of(str(key)) for key in form.getlist("who")]
    with desk.turn:
        take_back(desk.log, names, when)
    desk.kept.clear()
    return _back_to(when)


def _back_to(when: date) -> Response:
    """The page of a day."""
    return RedirectResponse(f"/session?{urlencode({'day': when.isoformat()})}", 303)


ROUTES = [
    Route("/session", show_session),
    Route("/session", log_squad, methods=["POST"]),
    Route("/session/back", take_back_session, methods=["POST"]),
]
