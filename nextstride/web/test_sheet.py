"""The sheet of a day of strength tests, to print: for whom, and what is told of their health."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from nextstride.training.sheet_of_tests import plan_test_sheet, sheet_page
from nextstride.web.desk import Desk, desk_of, page
from nextstride.web.forms import form_of, text
from nextstride.web.planning import health_from, health_words
from nextstride.web.security import MADE_PAGE_POLICY


def ask(request: Request) -> Response:
    """Ask whose sheet it is."""
    athletes = desk_of(request).log.athletes()
    return page(request, "test_sheet.html", athletes=athletes, **health_words())


async def make(request: Request) -> Response:
    """Give the sheet as a page that prints; what is told of health is not kept."""
    sheet = await run_in_threadpool(_make, desk_of(request), await form_of(request))
    return HTMLResponse(sheet, headers={"content-security-policy": MADE_PAGE_POLICY})


def _make(desk: Desk, form: FormData) -> str:
    """The same."""
    health, name, mass = health_from(form), "", None
    if text(form, "athlete"):
        athlete = desk.log.athlete(desk.name_of(text(form, "athlete")))
        name, mass = athlete.name, None if "mass" in athlete.assumed else athlete.mass
    return sheet_page(plan_test_sheet(health, name, mass))


ROUTES = [Route("/tests/sheet", ask), Route("/tests/sheet", make, methods=["POST"])]
