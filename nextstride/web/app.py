"""`make_app`: the application: its addresses, and the layers that guard them."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from mimetypes import guess_type
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from nextstride.errors import NextstrideError
from nextstride.web import (
    athletes,
    board,
    calendar,
    compare,
    fair_test,
    feel,
    live,
    planning,
    runs,
    session,
    settings_page,
    sign_in,
    test_day,
    test_sheet,
    today,
    uploads,
)
from nextstride.web.desk import Desk, asset_content, page
from nextstride.web.run_words import in_app
from nextstride.web.security import HEADERS, POLICY, Hosts, SecureHeaders, Visitors
from nextstride.web.settings import Settings

ASSETS = (
    *("app.css", "app.js", "htmx.min.js", "htmx-sse.min.js"),
    *("body.js", "clock.js", "compare.js", "feel.js"),
    *("grid.js", "live.js", "timer.js", "uploads.js"),
    *("uplot.min.js", "uplot.min.css", "icon.svg"),
)
"""Every file of ours that a page loads."""
FOR_LONG = "public, max-age=31536000, immutable"
"""Addresses of assets change with their content."""
BROKEN = "Something went wrong here. It is written down where nextstride serve was started."
LOGGER = logging.getLogger("nextstride.web")


def make_app(settings: Settings) -> Starlette:
    """Make the application.

    Parameters
    ----------
    settings : Settings

    Raises
    ------
    NextstrideError
        If the log or the data folder cannot be opened.
    """
    desk = Desk.open(settings)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        desk.engine.start()
        yield
        await run_in_threadpool(desk.engine.stop)
        desk.close()

    routes = [
        Route("/assets/{name}", give_asset),
        Route("/sign-in", sign_in.show_door),
        Route("/sign-in", sign_in.sign_in, methods=["POST"]),
        *board.ROUTES,
        *athletes.ROUTES,
        *session.ROUTES,
        *feel.ROUTES,
        *today.ROUTES,
        *test_day.ROUTES,
        *test_sheet.ROUTES,
        *live.ROUTES,
        *uploads.ROUTES,
        *runs.ROUTES,
        *calendar.ROUTES,
        *settings_page.ROUTES,
        *compare.ROUTES,
        *planning.ROUTES,
        *fair_test.ROUTES,
    ]
    layers = [
        Middleware(SecureHeaders),
        Middleware(Hosts, names=settings.names),
        Middleware(Visitors, secret=desk.secret),
        Middleware(sign_in.Door, desk=desk),
    ]
    told = {NextstrideError: tell_plainly, HTTPException: tell_status, Exception: hide_trace}
    app = Starlette(
        routes=routes,
        middleware=layers,
        exception_handlers=told,  # type: ignore[arg-type]  # each takes its own kind of error
        lifespan=lifespan,
    )
    app.state.desk = desk
    return app


def give_asset(request: Request) -> Response:
    """Give a file of ours."""
    name = request.path_params["name"]
    if name not in ASSETS:
        raise HTTPException(404)
    content = asset_content(name)
    kind = guess_type(name)[0] or "application/octet-stream"
    return Response(content, media_type=kind, headers={"cache-control": FOR_LONG})


async def tell_plainly(request: Request, error: NextstrideError) -> Response:
    """Say what was wrong with what was asked."""
    return await _tell(request, 400, in_app(str(error)))


async def tell_status(request: Request, error: HTTPException) -> Response:
    """Say that there is nothing here, or the like."""
    told = {404: "There is nothing at this address.", 405: "This address takes no such request."}
    return await _tell(request, error.status_code, told.get(error.status_code, error.detail))


async def hide_trace(request: Request, error: Exception) -> Response:
    """Say that a bug was met; what it was is for whoever runs the server."""
    LOGGER.error("%s %s", request.method, request.url.path, exc_info=error)
    guarded = HEADERS | {"content-security-policy": POLICY, "cache-control": "no-store"}
    return Response(BROKEN, 500, guarded, "text/plain")  # Made outside of all layers.


async def _tell(request: Request, status: int, words: str) -> Response:
    """A page, or for a part of a page a line, that says what was wrong."""
    if "hx-request" in request.headers or "x-file-name" in request.headers:
        return Response(words, status, media_type="text/plain")
    told = {"words": words, "back": _came_from(request)}
    return await run_in_threadpool(page, request, "problem.html", status, **told)


def _came_from(request: Request) -> str:
    """The page of ours with the form that was refused; empty where the browser tells of none."""
    came = urlsplit(request.headers.get("referer", ""))
    ours = request.method == "POST" and came.netloc == request.headers.get("host")
    return came._replace(scheme="", netloc="", fragment="").geturl() if ours else ""
