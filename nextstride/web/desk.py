"""`Desk`: what the pages stand on: log, jobs, links and settings; and how a page is made."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from threading import Lock
from time import monotonic
from typing import Any, TypeVar

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from nextstride import __version__
from nextstride.conventions import in_degrees, in_words
from nextstride.errors import ParameterError
from nextstride.figures.colors import GIVES_COSTS, HALF, ON_PHASE, PHASE, SIDE
from nextstride.log import Log, open_log
from nextstride.log.jobs import Jobs, open_jobs
from nextstride.log.links import Links, open_links
from nextstride.log.names import name_key
from nextstride.web.engine import Engine
from nextstride.web.settings import Settings, secret_of
from nextstride.web.throttle import Throttle

Found = TypeVar("Found")

KEY_LETTERS = 12
"""Of a hash that stands for an athlete in addresses: 48 bits tell any squad apart."""
PLACES: tuple[tuple[str, str], ...] = (
    ("/runs/new", "Film"),
    ("/session", "Session"),
    ("/tests", "Test day"),
    ("/compare", "Compare"),
    ("/calendar", "Calendar"),
    ("/settings", "Settings"),
)
"""Pages beside the squad's: address and name."""
FRESH, RECENT = 2.0, 0.5
"""For so long what was read for a page serves others, s; a change by this app ends it at once."""


@dataclass
class Kept:
    """What was read for a page and serves others: for a moment, and then while the log is the same.

    Attributes
    ----------
    fresh : float
        The moment, s.
    state : callable
        What differs when the log does; by default it always does.
    """

    fresh: float = FRESH
    state: Callable[[], object] = object
    values: dict[object, tuple[float, object, Any]] = field(default_factory=dict)

    def get(self, key: object, read: Callable[[], Found]) -> Found:
        """Return what is kept under `key`, or read it."""
        known = self.values.get(key)
        if known is not None and monotonic() - known[0] < self.fresh:
            return known[2]  # type: ignore[no-any-return]
        state = self.state()
        found = known[2] if known is not None and known[1] == state else read()
        self.values[key] = (monotonic(), state, found)
        return found

    def clear(self) -> None:
        """Forget everything, for something has changed."""
        self.values.clear()


@dataclass
class Desk:
    """What the pages stand on.

    Attributes
    ----------
    settings : Settings
    secret : bytes
        What tokens are signed with.
    log : Log
    jobs : Jobs
    links : Links
    throttle : Throttle
    engine : Engine
        What carries out the jobs.
    kept, recent : Kept
        What was read for pages, and for their news of jobs.
    turn : Lock
        Held while something is logged that must not be logged twice, as by two taps.
    """

    settings: Settings
    secret: bytes
    log: Log
    jobs: Jobs
    links: Links
    engine: Engine
    throttle: Throttle = field(default_factory=Throttle)
    kept: Kept = field(default_factory=Kept)
    recent: Kept = field(default_factory=lambda: Kept(RECENT))
    turn: Lock = field(default_factory=Lock)

    @classmethod
    def open(cls, settings: Settings) -> Desk:
        """Open the log and the data folder.

        Raises
        ------
        NextstrideError
            If the log or the folder cannot be opened.
        """
        log, jobs = open_log(settings.log), open_jobs(settings.log)
        secret, links = secret_of(settings.folder), open_links(settings.log)
        desk = cls(settings, secret, log, jobs, links, Engine(settings, jobs, log))
        desk.engine.changed = desk.kept.clear
        desk.kept.state = lambda: (date.today(), log.state())
        return desk

    def close(self) -> None:
        """Let go of the log."""
        for each in (self.log, self.jobs, self.links):
            each.close()

    def name_of(self, key: str) -> str:
        """Name of the athlete whom an address means.

        Raises
        ------
        ParameterError
            If there is nobody.
        """
        for athlete in self.log.athletes():
            if key_of(athlete.name) == key:
                return athlete.name
        raise ParameterError("There is no such athlete in the log.")


def key_of(name: str) -> str:
    """What stands for an athlete in addresses, so that no name is in a browser's history."""
    return hashlib.sha256(name_key(name).encode()).hexdigest()[:KEY_LETTERS]


def desk_of(request: Request) -> Desk:
    """The desk of the app that was asked."""
    desk: Desk = request.app.state.desk
    return desk


@cache
def templates() -> Environment:
    """Return the templates of the app, with everything in them escaped.

    The report's are among them, so that pages and reports look alike.
    """
    environment = Environment(
        loader=ChoiceLoader([PackageLoader("nextstride.web"), PackageLoader("nextstride.report")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        version=__version__, places=PLACES, asset=asset, key_of=key_of, SIDE=SIDE, PHASE=PHASE,
        ON_PHASE=ON_PHASE, HALF=HALF, GIVES_COSTS=GIVES_COSTS, in_words=in_words,
        in_degrees=in_degrees,
    )  # fmt: skip
    return environment


def render(name: str, **told: Any) -> str:
    """Return a template as text."""
    return templates().get_template(name).render(**told)


def page(request: Request, name: str, status: int = 200, **told: Any) -> Response:
    """Return a page of the app.

    Parameters
    ----------
    request : Request
    name : str
        Of its template.
    status : int
    **told
        What the template shows.
    """
    shared = {"token": request.state.token, "path": request.url.path, "status": status}
    shared["demo"] = desk_of(request).settings.demo
    return HTMLResponse(render(name, **shared, **told), status)


@cache
def asset(name: str) -> str:
    """Address of a file of ours; it changes with its content, so that it may be kept for long."""
    digest = hashlib.sha256(asset_content(name)).hexdigest()[:KEY_LETTERS]
    return f"/assets/{name}?{digest}"


@cache
def asset_content(name: str) -> bytes:
    """Content of a file of ours; the style is a template, for its colours are the figures'."""
    if name == "app.css":
        return render("app.css").encode()
    return files("nextstride.web").joinpath("assets", name).read_bytes()
