"""A plan for an athlete: what the coach tells of health and week, and the plan as files."""

from __future__ import annotations

from datetime import date, timedelta
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
from nextstride.training import Health, Schedule
from nextstride.training.exercise import CONDITIONS, PAINS
from nextstride.training.schedule import WEEKDAYS
from nextstride.web.desk import Desk, desk_of, key_of, page
from nextstride.web.forms import day_from, form_of, number, text
from nextstride.web.security import MADE_PAGE_POLICY

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
    told: dict[str, Any] = {"days": DAYS, "weekdays": WEEKDAYS}
    told |= {"pains": sorted(PAINS), "conditions": sorted(CONDITIONS)}
    is_there = (plan_folder(desk, name) / "plan.html").is_file()
    start = date.today() + timedelta(days=1)
    told |= {"athlete": name, "key": key_of(name), "start": start, "is_there": is_there}
    return page(request, "plan.html", **told)


async def make(request: Request) -> Response:
    """Make the plan, keep it in the log, and write it as files."""
    desk, form = desk_of(request), await form_of(request)
    name = desk.name_of(request.path_params["key"])
    await run_in_threadpool(_make, desk, name, form)
    desk.kept.clear()
    return RedirectResponse(f"/athletes/{key_of(name)}", 303)


def _make(desk: Desk, name: str, form: FormData) -> None:
    """Make and keep a plan."""
    age = number(form, "age", "the age")
    if age is None:
        raise ParameterError("The age is needed: a plan for a child is another one.")
    pains, conditions = (_chosen(form, field) for field in ("pain", "condition"))
    health = Health(age, pains, conditions, bool(text(form, "cleared")))
    health.refuse_if_unsafe()
    weeks = number(form, "weeks", "the weeks")
    week: dict[str, Any] = {field: _chosen(form, field) for field in DAYS}
    schedule = Schedule(day_from(text(form, "start")), int(weeks or 8), **week)
    plan = plan_from_log(desk.log, name, health, schedule)
    write_plan(plan, plan_folder(desk, name))
    desk.log.save_plan(name, plan.to_json())


def _chosen(form: FormData, field: str) -> tuple[str, ...]:
    """What was ticked of a field."""
    return tuple(str(value) for value in form.getlist(field))


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
