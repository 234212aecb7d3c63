"""The page of settings: units, who has a link, how phones come in, and what lies where."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from nextstride.log.database import log_url
from nextstride.readings import FORCE_UNITS
from nextstride.web.desk import Desk, desk_of, page
from nextstride.web.forms import form_of, text
from nextstride.web.preferences import LENGTHS, Preferences, read_preferences, save_preferences
from nextstride.web.security import cookie
from nextstride.web.settings import GIGABYTE
from nextstride.web.sign_in import COOKIE
from nextstride.web.today import base_for_phones, qr_code
from nextstride.write.files import files_below


@dataclass(frozen=True)
class Place:
    """What lies on this machine.

    Attributes
    ----------
    log, folder : str
    size : str
        Of the data folder.
    """

    log: str
    folder: str
    size: str


def place_of(desk: Desk) -> Place:
    """Say where everything lies."""
    folder = desk.settings.folder
    taken = size_of(folder)
    where = log_url(desk.settings.log).render_as_string(hide_password=True)
    return Place(where.removeprefix("sqlite:///"), str(folder), f"{taken / 1e6:.0f} MB")


def size_of(folder: Path) -> int:
    """Bytes of all files below a folder; one that vanishes meanwhile (SQLite's) is none."""
    taken = 0
    for file in files_below(folder):
        with suppress(FileNotFoundError):
            taken += file.lstat().st_size
    return taken


def links_out(desk: Desk) -> list[tuple[str, date]]:
    """Who has a link, and until when."""
    found = [(each.name, desk.links.until(each.name)) for each in desk.log.athletes()]
    return [(name, until) for name, until in found if until is not None]


def show_settings(request: Request) -> Response:
    """Show the settings."""
    desk = desk_of(request)
    settings = desk.settings
    is_open = settings.passphrase is not None
    base = base_for_phones(request)
    return page(
        request,
        "settings.html",
        chosen=read_preferences(settings.folder),
        forces=tuple(FORCE_UNITS),
        lengths=LENGTHS,
        links=links_out(desk),
        is_open=is_open,
        base=base,
        code=qr_code(f"{base}/") if is_open else "",
        place=desk.recent.get("place", lambda: place_of(desk)),
        most=f"{settings.largest_upload / GIGABYTE:g} GB",
        jobs=settings.jobs_at_once,
    )


async def save_settings(request: Request) -> Response:
    """Keep the units."""
    form = await form_of(request)
    chosen = Preferences(text(form, "force"), text(form, "length"))
    await run_in_threadpool(save_preferences, desk_of(request).settings.folder, chosen)
    return RedirectResponse("/settings", 303)


async def sign_out(request: Request) -> Response:
    """Ask for the passphrase again on this browser."""
    answer = RedirectResponse("/", 303)
    answer.headers.append("set-cookie", cookie(COOKIE, "", 0))
    return answer


def export_all(request: Request) -> Response:
    """Give the whole log as one document."""
    content = json.dumps(desk_of(request).log.export(), indent=1, ensure_ascii=False)
    told = {"content-disposition": 'attachment; filename="nextstride-log.json"'}
    return Response(content, media_type="application/json", headers=told)


ROUTES = [
    Route("/settings", show_settings),
    Route("/settings", save_settings, methods=["POST"]),
    Route("/settings/export", export_all),
    Route("/settings/sign-out", sign_out, methods=["POST"]),
]
