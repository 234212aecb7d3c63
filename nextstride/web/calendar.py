"""Calendar: what is planned for whom, week by week, and an address that calendars subscribe to."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from nextstride.log.calendar import TEST_DAY, session_title, sessions_calendar
from nextstride.log.links import LETTERS, hashed
from nextstride.log.planned import PlannedWeeks
from nextstride.web.desk import Desk, desk_of, key_of, page
from nextstride.web.forms import day_from
from nextstride.web.today import base_for_phones
from nextstride.write.files import write_whole

WEEKS = 4
"""Shown at once."""
FILE = "web.calendar"
"""Holds the hash of the token of the squad's calendar."""
ICS = "text/calendar; charset=utf-8"


@dataclass(frozen=True)
class Meeting:
    """A session that several athletes have on one day.

    Attributes
    ----------
    title : str
    clock : str
        When it begins; empty where the plan does not say.
    athletes : tuple of str
    """

    title: str
    clock: str
    athletes: tuple[str, ...]


@dataclass(frozen=True)
class Day:
    """One day of the calendar.

    Attributes
    ----------
    day : datetime.date
    meetings : tuple of Meeting
    """

    day: date
    meetings: tuple[Meeting, ...]

    @property
    def trains(self) -> bool:
        """Whether there is a session to log."""
        return any(each.title != TEST_DAY for each in self.meetings)


def plans_of(desk: Desk) -> dict[str, PlannedWeeks]:
    """The plan that counts, by athlete; who has none is not in it."""
    found = {each.name: desk.log.plans(each.name) for each in desk.log.athletes()}
    return {name: plans[-1] for name, plans in found.items() if plans}


def weeks_of(plans: dict[str, PlannedWeeks], monday: date) -> list[list[Day]]:
    """Gather what is planned in the weeks from a Monday on."""
    days = [monday + timedelta(days=number) for number in range(7 * WEEKS)]
    rows = [Day(each, _meetings(plans, each)) for each in days]
    return [rows[start : start + 7] for start in range(0, len(rows), 7)]


def _meetings(plans: dict[str, PlannedWeeks], day: date) -> tuple[Meeting, ...]:
    """What is planned on a day, those together who do the same at the same time."""
    found = sorted(
        (f"{each.begins:%H:%M}" if each.begins else "", session_title(each), name)
        for name, plan in plans.items()
        for each in plan.sessions
        if each.day == day
    )
    together = groupby(found, key=lambda each: each[:2])
    return tuple(
        Meeting(title, clock, tuple(name for *_, name in same)) for (clock, title), same in together
    )


def show_calendar(request: Request) -> Response:
    """Show four weeks."""
    desk, today = desk_of(request), date.today()
    asked = day_from(request.query_params.get("from", ""))
    monday = asked - timedelta(days=asked.weekday())
    plans = desk.kept.get("plans", lambda: plans_of(desk))
    return page(
        request,
        "calendar.html",
        weeks=weeks_of(plans, monday),
        today=today,
        earlier=monday - timedelta(weeks=WEEKS),
        later=monday + timedelta(weeks=WEEKS),
        planned=bool(plans),
        subscribed=(desk.settings.folder / FILE).exists(),
        key_of=key_of,
    )


async def subscribe(request: Request) -> Response:
    """Make the address of the squad's calendar and show it, this once; an older one ends."""
    return await run_in_threadpool(_subscribe, request)


def _subscribe(request: Request) -> Response:
    """The same."""
    token = secrets.token_urlsafe(LETTERS)
    write_whole(desk_of(request).settings.folder, {FILE: hashed(token)})
    address = f"{base_for_phones(request)}/calendar/{token}.ics"
    return page(request, "subscribed.html", address=address)


async def unsubscribe(request: Request) -> Response:
    """Let the squad's calendar open nothing any more."""
    (desk_of(request).settings.folder / FILE).unlink(missing_ok=True)
    return RedirectResponse("/calendar", 303)


def give_calendar(request: Request) -> Response:
    """Give the calendar that a token opens: the squad's, or the athlete's whose own page it is."""
    desk, token = desk_of(request), request.path_params["token"]
    if _opens_squad(desk.settings.folder, token):
        return Response(sessions_calendar(plans_of(desk), named=True), media_type=ICS)
    owner = desk.links.owner(token)
    if owner is None:
        raise HTTPException(410, "This calendar was withdrawn. Ask your coach for a new address.")
    plans = desk.log.plans(owner.name)
    mine = {owner.name: plans[-1]} if plans else {}
    return Response(sessions_calendar(mine, named=False), media_type=ICS)


def _opens_squad(folder: Path, token: str) -> bool:
    """Whether a token is the squad's."""
    try:
        kept = (folder / FILE).read_text("utf-8")
    except OSError:
        return False
    return hmac.compare_digest(kept, hashed(token))


ROUTES = [
    Route("/calendar", show_calendar),
    Route("/calendar/subscribe", subscribe, methods=["POST"]),
    Route("/calendar/unsubscribe", unsubscribe, methods=["POST"]),
    Route("/calendar/{token}.ics", give_calendar),
]
