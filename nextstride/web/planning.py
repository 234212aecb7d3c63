"""A plan for an athlete: what the coach tells of health and week, and the plan as files."""

from __future__ import annotations

from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from nextstride.errors import ParameterError
from nextstride.log.planning import plan_from_log
from nextstride.report.plan_files import write_plan
from nextstride.training import Health, Schedule, band_colours
from nextstride.training.exercise import CONDITIONS, PAINS
from nextstride.training.schedule import WEEKDAYS, local_time
from nextstride.web.bands import CHARTED, FOLDS, PRODUCT, READ, bands_from
from nextstride.web.desk import Desk, desk_of, key_of, page
from nextstride.web.forms import chosen, count, day_from, form_of, number, text
from nextstride.web.security import MADE_PAGE_POLICY

USUAL_WEEKS, USUAL_CLOCK = 8, time(17)
LONGEST_AWAY = timedelta(days=366)
FILES = ("plan.html", "plan.ics")
DAYS = {
    "speed_days": "Hard sprinting",
    "strength_days": "Other heavy strength work",
    "closed_days": "No session fits",
}
"""Fields of weekdays, and what they ask."""


def ask(request: Request) -> Response:
    """Ask what a plan needs to know."""
    desk = desk_of(request)
    name = desk.name_of(request.path_params["key"])
    return page(
        request,
        "plan.html",
        athlete=name,
        key=key_of(name),
        is_there=(plan_folder(desk, name) / "plan.html").is_file(),
        start=date.today() + timedelta(days=1),
        days=DAYS,
        weekdays=WEEKDAYS,
        weeks=USUAL_WEEKS,
        product=PRODUCT,
        colours=band_colours()[PRODUCT],
        folds=FOLDS,
        charted=CHARTED,
        read=READ,
        **health_words(),
    )


async def make(request: Request) -> Response:
    """Make the plan, keep it in the log, and write it as files."""
    desk, form = desk_of(request), await form_of(request)
    name = desk.name_of(request.path_params["key"])
    await run_in_threadpool(_make, desk, name, form)
    desk.kept.clear()
    return RedirectResponse(f"/athletes/{key_of(name)}", 303)


def _make(desk: Desk, name: str, form: FormData) -> None:
    """Make and keep a plan."""
    health = health_from(form)
    health.refuse_if_unsafe()
    week: dict[str, Any] = {field: chosen(form, field) for field in DAYS}
    weeks = count(form, "weeks", "the weeks", USUAL_WEEKS)
    start, clock = day_from(text(form, "start")), text(form, "clock")
    begins = local_time(clock, "A session begins at") if clock else USUAL_CLOCK
    schedule = Schedule(start, weeks, clock=begins, days_off=days_away(form), **week)
    plan = plan_from_log(desk.log, name, health, schedule, bands_from(form))
    write_plan(plan, plan_folder(desk, name))
    desk.log.save_plan(name, plan.to_json())


def days_away(form: FormData) -> tuple[date, ...]:
    """The days from ``away`` to ``back``; none where neither is told.

    Raises
    ------
    ParameterError
        If only one is told, or they are in the wrong order or more than a year apart.
    """
    away, back = text(form, "away"), text(form, "back")
    if not away and not back:
        return ()
    first, last = day_from(away or back), day_from(back or away)
    if not timedelta(0) <= last - first <= LONGEST_AWAY:
        raise ParameterError(f"Away from {first} until {last}: the last day must come after.")
    return tuple(first + timedelta(days=number) for number in range((last - first).days + 1))


def health_words() -> dict[str, Any]:
    """What the template of health offers to tick."""
    return {"pains": sorted(PAINS), "conditions": sorted(CONDITIONS)}


def health_from(form: FormData) -> Health:
    """What a form tells of an athlete's health.

    Raises
    ------
    ParameterError
        If the age is not told, or something is impossible.
    """
    age = number(form, "age", "the age")
    if age is None:
        raise ParameterError("The age is needed: what is right for a child is another thing.")
    pains, conditions = (chosen(form, field) for field in ("pain", "condition"))
    return Health(age, pains, conditions, bool(text(form, "cleared")))


def plan_folder(desk: Desk, name: str) -> Path:
    """Where the files of an athlete's plan lie."""
    return desk.settings.folder / "plans" / key_of(name)


def give_file(request: Request) -> Response:
    """Give the plan as a page, or for a calendar."""
    desk, file = desk_of(request), request.path_params["file"]
    path = plan_folder(desk, desk.name_of(request.path_params["key"])) / file
    if file not in FILES or not path.is_file():
        raise HTTPException(404)
    if file == "plan.html":
        return FileResponse(path, headers={"content-security-policy": MADE_PAGE_POLICY})
    return FileResponse(path, filename=file)


ROUTES = [
    Route("/athletes/{key}/plan", ask),
    Route("/athletes/{key}/plan", make, methods=["POST"]),
    Route("/athletes/{key}/plan/{file}", give_file),
]
