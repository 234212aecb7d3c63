"""Signing in with the passphrase, where the app is open to other machines; tries are limited."""

from __future__ import annotations

import hmac
from time import time

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from nextstride.web.desk import Desk, desk_of, page
from nextstride.web.security import cookie, cookie_of, signed

COOKIE = "nextstride-coach"
DAYS = 30
"""How long somebody stays signed in."""
OPEN_PATHS = ("/assets/", "/sign-in", "/today/", "/calendar/")
"""What asks for no passphrase: it holds nothing of anybody, or asks for a token of its own."""


def ticket(desk: Desk, visitor: str, until: int) -> str:
    """What a signed-in visitor shows: until when, signed with the secret and the passphrase."""
    phrase = desk.settings.passphrase
    key = phrase.key.hex() if phrase else ""
    return f"{until}.{signed(desk.secret, 'coach', visitor, key, str(until))}"


def is_signed_in(desk: Desk, headers: Headers, visitor: str) -> bool:
    """Whether a visitor may see the coach's pages."""
    if desk.settings.passphrase is None:
        return True
    shown = cookie_of(headers, COOKIE)
    until = shown.partition(".")[0]
    if not until.isascii() or not until.isdigit() or int(until) < time():
        return False
    return hmac.compare_digest(shown.encode(), ticket(desk, visitor, int(until)).encode())


class Door:
    """Lets only somebody signed in to the coach's pages."""

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self.app, self.desk = app, desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or send it to the door."""
        is_open = scope["type"] != "http" or scope["path"].startswith(OPEN_PATHS)
        if is_open or is_signed_in(self.desk, Headers(scope=scope), scope["state"]["visitor"]):
            await self.app(scope, receive, send)
        else:
            await RedirectResponse("/sign-in", 303)(scope, receive, send)


async def show_door(request: Request) -> Response:
    """Ask for the passphrase."""
    return page(request, "sign_in.html", wrong="")


async def sign_in(request: Request) -> Response:
    """Let in whoever knows the passphrase."""
    desk = desk_of(request)
    phrase, who = desk.settings.passphrase, request.client.host if request.client else ""
    if phrase is None:
        return RedirectResponse("/", 303)
    if desk.throttle.is_full(who):
        told = "Too many wrong tries. Wait a minute, then try again."
        return page(request, "sign_in.html", status=429, wrong=told)
    said = str((await request.form()).get("passphrase", ""))
    if not await run_in_threadpool(phrase.opens, said):
        desk.throttle.note(who)
        told = "That is not the passphrase. It was chosen where nextstride serve was started."
        return page(request, "sign_in.html", status=403, wrong=told)
    until = int(time()) + DAYS * 86400
    answer = RedirectResponse("/", 303)
    shown = ticket(desk, request.state.visitor, until)
    answer.headers.append("set-cookie", cookie(COOKIE, shown, DAYS * 86400))
    return answer
