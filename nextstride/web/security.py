"""Who may ask what: hosts, visitors, tokens of posts, headers; each a layer around the app.

The layers are plain ASGI, so that an upload streams through them.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "nextstride"
SAFE_METHODS = ("GET", "HEAD")
METHODS = (*SAFE_METHODS, "POST")
LARGEST_FORM = 2**20
"""Bytes of a post that is no upload."""
UPLOADS = "/uploads"
"""Under this path a post is a file: its token is a header, and it is not held in memory."""
TOKEN_HEADER, TOKEN_FIELD = "x-token", "token"

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "media-src 'self' blob:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""Of pages: no script or style but our own files, and no other machine."""
MADE_PAGE_POLICY = (
    "sandbox allow-scripts allow-popups; default-src 'none'; script-src 'unsafe-inline'; "
    "style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'none'"
)
"""Of reports, which hold their own style: shut in, so that nothing of the app is in reach."""

HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # Nothing to other sites; "no-referrer" would make browsers send our own posts as of nowhere.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(self), geolocation=(), microphone=()",
}


def host_of(header: str) -> str:
    """Name of a Host header without its port, lower case; empty where it is none."""
    try:
        return urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return ""


def same_origin(headers: Headers) -> bool:
    """Whether a post comes from a page of ours, as far as the browser tells."""
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if origin is not None and urlsplit(origin).netloc != headers.get("host"):
        return False
    return site in (None, "same-origin", "none")


def signed(secret: bytes, *words: str) -> str:
    """What only somebody with the secret can make of some words."""
    return hmac.new(secret, "\n".join(words).encode(), hashlib.sha256).hexdigest()


@dataclass
class Hosts:
    """Refuses requests for another host: a stranger's name that was made to point here."""

    app: ASGIApp
    names: Iterable[str]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "http":
            hosts = Headers(scope=scope).getlist("host")
            if len(hosts) != 1 or host_of(hosts[0]) not in {name.lower() for name in self.names}:
                await PlainTextResponse("This is not that host.", 421)(scope, receive, send)
                return
        await self.app(scope, receive, send)


@dataclass
class SecureHeaders:
    """Adds the headers that tell a browser what pages may do, and keeps pages out of caches."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and add to its answer."""

        async def send_with(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("content-security-policy", POLICY)
                headers.setdefault("cache-control", "no-store")
            await send(message)

        await self.app(scope, receive, send_with)


@dataclass
class Visitors:
    """Knows a visitor by a cookie, and lets a post through only with the token of its page.

    The token is the visitor's id, signed; another site can neither read the cookie nor make the
    token.
    """

    app: ASGIApp
    secret: bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        known = cookie_of(headers, COOKIE)
        visitor = known if known and len(known) == len(new_visitor()) else new_visitor()
        token = signed(self.secret, "post", visitor)
        scope.setdefault("state", {}).update(visitor=visitor, token=token)

        async def send_with(message: Message) -> None:
            if message["type"] == "http.response.start" and visitor != known:
                MutableHeaders(scope=message).append("set-cookie", cookie(COOKIE, visitor))
            await send(message)

        if scope["method"] not in METHODS:
            await PlainTextResponse("No such request.", 405)(scope, receive, send_with)
        elif scope["method"] in SAFE_METHODS:
            await self.app(scope, receive, send_with)
        elif not same_origin(headers):
            await PlainTextResponse("Posts come from this app only.", 403)(scope, receive, send)
        else:
            await self._post(scope, receive, send_with, token)

    async def _post(self, scope: Scope, receive: Receive, send: Send, token: str) -> None:
        """Pass a post on whose token is right."""
        headers = Headers(scope=scope)
        given = headers.get(TOKEN_HEADER, "")
        if not scope["path"].startswith(UPLOADS):
            body = await _form(receive)
            if body is None:
                refused = PlainTextResponse("That is too much for a form.", 413)
                await refused(scope, receive, send)
                return
            fields = parse_qs(body.decode("utf-8", "replace"))
            given = given or fields.get(TOKEN_FIELD, [""])[0]
            receive = _again(body, receive)
        if not hmac.compare_digest(given.encode(), token.encode()):
            told = "This page is too old to be sent. Load it again and repeat what you did."
            await PlainTextResponse(told, 403)(scope, receive, send)
            return
        await self.app(scope, receive, send)


async def _form(receive: Receive) -> bytes | None:
    """The body of a post; None where it is larger than any form."""
    body: bytes = b""
    while True:
        message = await receive()
        body += bytes(message.get("body", b""))
        if len(body) > LARGEST_FORM:
            return None
        if not message.get("more_body"):
            return body


def _again(body: bytes, receive: Receive) -> Receive:
    """Give a body that was read already."""
    messages = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive_again() -> Message:
        return next(messages, None) or await receive()

    return receive_again


def new_visitor() -> str:
    """Return an id that nobody can guess."""
    return secrets.token_hex(16)


def cookie_of(headers: Headers, name: str) -> str:
    """Value of a cookie, empty where there is none."""
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        return ""
    return found.value if found else ""


def cookie(name: str, value: str, seconds: int = 365 * 86400) -> str:
    """A cookie that no script reads and no other site sends."""
    return f"{name}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}"
