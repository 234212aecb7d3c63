"""Today: an athlete's own page on their phone, which a token opens; and the token's QR code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import segno
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from nextstride.figures import Picture
from nextstride.figures.exercises import exercise_figure
from nextstride.log import Log, LogEntry
from nextstride.log.entry_text import entry_text
from nextstride.log.links import LASTS
from nextstride.log.planned import PlannedHold, PlannedSession
from nextstride.log.sessions import SPEED_KINDS
from nextstride.log.squad_session import SessionOfDay, session_of_day, take_back
from nextstride.training import Exercise, exercises
from nextstride.web.addresses import address_for_phones
from nextstride.web.desk import Desk, desk_of, key_of, page
from nextstride.web.feel import Asked, asked_of, feel_words, log_feel
from nextstride.web.forms import form_of
from nextstride.web.security import host_of
from nextstride.web.session import in_sum, log_planned
from nextstride.web.settings import LOCAL_NAMES
from nextstride.web.standing import when

SHOWN_DAYS = timedelta(days=7)
"""Speeds of the last week are shown, once the feel is told."""
USUAL_REST = 45.0
"""Between sets where neither plan nor library says, s: what most exercises of the library ask."""
NO_LINK = (
    "This link opens nothing: it was withdrawn, replaced by a newer one, or is too old. Ask your "
    "coach for a new one."
)


@dataclass(frozen=True)
class HoldCard:
    """One hold as the athlete sees it.

    Attributes
    ----------
    hold : PlannedHold
    exercise : Exercise or None
        None where the library does not have it any more.
    figure : Picture or None
    rest : float
        Between sets, s.
    """

    hold: PlannedHold
    exercise: Exercise | None
    figure: Picture | None
    rest: float


@dataclass(frozen=True)
class Today:
    """What an athlete's own page shows.

    Attributes
    ----------
    name : str
    day : datetime.date
    asked : Asked or None
        The session whose feel is asked before anything else.
    session : SessionOfDay
    cards : tuple of HoldCard
    next : PlannedSession or None
        The next session after today.
    speeds : tuple of (datetime.date, str)
        What was run of late and may be seen, the newest first.
    """

    name: str
    day: date
    asked: Asked | None
    session: SessionOfDay
    cards: tuple[HoldCard, ...]
    next: PlannedSession | None
    speeds: tuple[tuple[date, str], ...]


def today_of(log: Log, name: str, day: date) -> Today:
    """Gather what an athlete's own page shows."""
    session, plans = session_of_day(log, name, day), log.plans(name)
    entries: tuple[LogEntry, ...] = log.entries(name)
    ahead = (each for each in plans[-1].sessions if each.day > day) if plans else iter(())
    speeds = [
        (each.day, entry_text(each))
        for each in reversed(entries)
        if each.kind in SPEED_KINDS and day - each.day <= SHOWN_DAYS
    ]
    return Today(
        name=name,
        day=day,
        asked=asked_of(log, name, day),
        session=session,
        cards=tuple(map(_card, session.planned.holds)) if session.planned else (),
        next=next(ahead, None),
        speeds=tuple(speeds),
    )


def _card(hold: PlannedHold) -> HoldCard:
    """One hold with its drawing."""
    exercise = exercises().get(hold.exercise)
    rest = hold.rest or (exercise.limits.rest if exercise else USUAL_REST)
    return HoldCard(hold, exercise, _figure(hold.exercise, hold.joint_angle), rest)


@cache
def _figure(name: str, angle: float) -> Picture | None:
    """Drawing of an exercise; none of one that the library does not have."""
    exercise = exercises().get(name)
    return None if exercise is None else exercise_figure(exercise, angle)


def owner_of(request: Request) -> str:
    """Name of the athlete whose page a token opens.

    Raises
    ------
    HTTPException
        If it opens none.
    """
    owner = desk_of(request).links.owner(request.path_params["token"])
    if owner is None:
        raise HTTPException(410, NO_LINK)
    return owner.name


def show_today(request: Request) -> Response:
    """Show an athlete their day."""
    desk, name = desk_of(request), owner_of(request)
    found = desk.kept.get(("today", name), lambda: today_of(desk.log, name, date.today()))
    return page(
        request,
        "today.html",
        today=found,
        here=f"/today/{request.path_params['token']}",
        in_sum=in_sum,
        when=when,
        **feel_words(),
    )


def act(what: Callable[[Desk, str, FormData], None], then: str = "") -> Callable[[Request], object]:
    """Make an answer to a post of an athlete: do something, then show the page again, at `then`."""

    async def answer(request: Request) -> Response:
        form = await form_of(request)

        def work() -> None:
            desk, name = desk_of(request), owner_of(request)
            what(desk, name, form)
            desk.kept.clear()

        await run_in_threadpool(work)
        return RedirectResponse(f"/today/{request.path_params['token']}{then}", 303)

    return answer


def log_done(desk: Desk, name: str, form: FormData) -> None:
    """Log today's holds as they were done; a second tap changes nothing."""
    day = date.today()
    with desk.turn:
        session = session_of_day(desk.log, name, day)
        if session.planned:
            log_planned(desk, form, [session], day)


def undo_done(desk: Desk, name: str, _: FormData) -> None:
    """Take back today's holds."""
    with desk.turn:
        take_back(desk.log, [name], date.today())


async def give_link(request: Request) -> Response:
    """Make an athlete's token and show it as a QR code, this once: only its hash is kept."""
    return await run_in_threadpool(_give_link, request)


def _give_link(request: Request) -> Response:
    """The same."""
    desk = desk_of(request)
    name = desk.name_of(request.path_params["key"])
    address = f"{base_for_phones(request)}/today/{desk.links.give(name)}"
    return page(
        request,
        "link.html",
        who=name,
        address=address,
        code=qr_code(address),
        days=LASTS.days,
        reachable=desk.settings.passphrase is not None,
    )


def base_for_phones(request: Request) -> str:
    """Where a phone of the local network finds this app; this machine's own where it is closed."""
    host = request.headers["host"]
    settings = desk_of(request).settings
    if settings.passphrase is not None and host_of(host) in LOCAL_NAMES:
        network = address_for_phones(settings.names)
        port = f":{request.url.port}" if request.url.port else ""
        host = f"{network}{port}" if network else host
    return f"{request.url.scheme}://{host}"


def qr_code(address: str) -> Markup:
    """Draw an address as a QR code."""
    drawn: str = segno.make(address, error="m").svg_inline(scale=6, border=4, omitsize=True)
    return Markup(drawn)  # segno draws squares; nothing of the address is in it.


async def withdraw_link(request: Request) -> Response:
    """Let an athlete's token open nothing any more."""
    desk = desk_of(request)
    name = desk.name_of(request.path_params["key"])
    await run_in_threadpool(desk.links.withdraw, name)
    return RedirectResponse(f"/athletes/{key_of(name)}", 303)


ROUTES = [
    Route("/today/{token}", show_today),
    Route("/today/{token}/done", act(log_done), methods=["POST"]),
    Route("/today/{token}/undo", act(undo_done), methods=["POST"]),
    Route("/today/{token}/feel", act(log_feel, "#speeds"), methods=["POST"]),
    Route("/athletes/{key}/link", give_link, methods=["POST"]),
    Route("/athletes/{key}/link/withdraw", withdraw_link, methods=["POST"]),
]
