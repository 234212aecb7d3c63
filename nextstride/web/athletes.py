"""One athlete: what is logged, planned and changed; add, correct, export, delete for good."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from nextstride.athlete import Athlete
from nextstride.errors import ParameterError
from nextstride.figures import Picture
from nextstride.figures.progress import progress_figure
from nextstride.log import (
    Change,
    Hold,
    Log,
    LogEntry,
    PowerTest,
    Progress,
    RecordedRun,
    SpeedTest,
    StrengthTest,
    judge_progress,
)
from nextstride.log.adherence import WeekDone, adherence, assign
from nextstride.log.calendar import hold_line, session_title
from nextstride.log.entry_text import entry_text
from nextstride.log.next_steps import next_steps
from nextstride.log.planned import TRAINING, PlannedWeeks
from nextstride.log.series import build_series
from nextstride.web.desk import Desk, desk_of, key_of, page
from nextstride.web.engine import day_of
from nextstride.web.fair_test import Followed, trials_of
from nextstride.web.forget import forget
from nextstride.web.forms import SEXES, athlete_as_told, form_of, text
from nextstride.web.runs import runs_of
from nextstride.web.standing import Standing, sessions_ahead, standing_of, what, when

NEXT_SESSIONS = 4
"""Of the plan, shown on the page."""
MEASURED = (StrengthTest, PowerTest, SpeedTest, RecordedRun)
"""Entries that are tests."""
YES = "delete"
"""What is typed to delete for good."""


@dataclass(frozen=True)
class Judged:
    """What has changed, with its pictures.

    Attributes
    ----------
    progress : Progress
    steps : tuple of str
        What to log next.
    figures : tuple of (Change, Picture)
    """

    progress: Progress
    steps: tuple[str, ...]
    figures: tuple[tuple[Change, Picture], ...]


@dataclass(frozen=True)
class Planned:
    """One session of the plan as the page lists it.

    Attributes
    ----------
    day : datetime.date
    week : int
    title : str
    lines : tuple of str
        What is to be done.
    state : str
        ``done``, ``missed``, or empty where it is still to come or is no training.
    """

    day: date
    week: int
    title: str
    lines: tuple[str, ...]
    state: str


@dataclass(frozen=True)
class Dossier:
    """Everything of one athlete's page.

    Attributes
    ----------
    athlete : Athlete
    standing : Standing
    days : tuple of (date, lines)
        The timeline, newest first.
    coming : tuple of (str, str)
        When and what the next planned sessions are.
    weeks : tuple of WeekDone
    judged : Judged or None
    planned : tuple of Planned
        Every session of the plan.
    tests : tuple of (date, lines)
        Strength, jumps and speeds that may be seen, the newest day first.
    trials : tuple of Followed
        Fair tests, the newest first.
    """

    athlete: Athlete
    standing: Standing
    days: tuple[tuple[date, tuple[str, ...]], ...]
    coming: tuple[tuple[str, str], ...]
    weeks: tuple[WeekDone, ...]
    judged: Judged | None
    planned: tuple[Planned, ...]
    tests: tuple[tuple[date, tuple[str, ...]], ...]
    trials: tuple[Followed, ...]


def dossier_of(log: Log, name: str, today: date) -> Dossier:
    """Gather everything of one athlete's page."""
    entries: tuple[LogEntry, ...] = log.entries(name)
    plans = log.plans(name)
    holds = [each for each in entries if isinstance(each, Hold)]
    coming = sessions_ahead(plans[-1], entries, today)[:NEXT_SESSIONS] if plans else []
    tests = [each for each in entries if isinstance(each, MEASURED)]
    return Dossier(
        athlete=log.athlete(name),
        standing=standing_of(log, name, today),
        days=_days(entries),
        coming=tuple((when(each.day, today), what(each)) for each in coming),
        weeks=adherence(plans[-1], holds, today) if plans else (),
        judged=_judged(entries, bool(holds)),
        planned=_planned(plans[-1], holds, today) if plans else (),
        tests=_days(tests),
        trials=trials_of(log, name),
    )


def _days(entries: Sequence[LogEntry]) -> tuple[tuple[date, tuple[str, ...]], ...]:
    """Entries as lines, by day, the newest day first."""
    by_day = groupby(reversed(entries), key=lambda entry: entry.day)
    return tuple((day, tuple(entry_text(each) for each in found)) for day, found in by_day)


def _planned(plan: PlannedWeeks, holds: list[Hold], today: date) -> tuple[Planned, ...]:
    """Every session of a plan, and whether it was done."""
    logged = assign(plan, holds)
    found = []
    for each in plan.sessions:
        over = "missed" if each.kind == TRAINING and each.day < today else ""
        state = "done" if logged.get(each.day) else over
        lines = tuple(hold_line(hold) for hold in each.holds) or each.tests
        found.append(Planned(each.day, each.week, session_title(each), lines, state))
    return tuple(found)


def _judged(entries: tuple[LogEntry, ...], trained: bool) -> Judged | None:
    """What has changed since the first hold; None before there is one."""
    if not trained:
        return None
    progress = judge_progress(entries)
    series = build_series(entries)
    days = min(each.day for each in entries), max(each.day for each in entries)
    figures = tuple(
        (change, progress_figure(series[change.key], change, progress.since, days))
        for change in progress.changes
    )
    return Judged(progress, next_steps(progress, entries), figures)


def _dossier(desk: Desk, name: str) -> Dossier:
    """The same, kept for a moment."""
    today = date.today()
    return desk.kept.get(("dossier", name), lambda: dossier_of(desk.log, name, today))


def show_athlete(request: Request) -> Response:
    """Show one athlete."""
    desk = desk_of(request)
    name = desk.name_of(request.path_params["key"])
    return page(
        request,
        "athlete.html",
        dossier=_dossier(desk, name),
        link_until=desk.links.until(name),
        runs=[(day_of(job), job) for job in runs_of(desk, name)],
        sexes=SEXES,
        yes=YES,
    )


def show_new(request: Request) -> Response:
    """Ask who the new athlete is."""
    return page(request, "new_athlete.html", sexes=SEXES)


async def add_athlete(request: Request) -> Response:
    """Add an athlete."""
    desk, form = desk_of(request), await form_of(request)
    name = text(form, "name")
    told = athlete_as_told(form, Athlete(name=name, assumed=("mass", "height", "sex")))
    if desk.log.knows(name):
        raise ParameterError(f"There is already an athlete {name!r}; use another name.")
    desk.log.save_athlete(told)
    desk.kept.clear()
    return RedirectResponse(f"/athletes/{key_of(name)}", 303)


async def correct_athlete(request: Request) -> Response:
    """Change what the log says of an athlete."""
    desk, form = desk_of(request), await form_of(request)
    name = desk.name_of(request.path_params["key"])
    desk.log.save_athlete(athlete_as_told(form, desk.log.athlete(name)))
    desk.kept.clear()
    return RedirectResponse(f"/athletes/{key_of(name)}", 303)


def export_athlete(request: Request) -> Response:
    """Give everything of an athlete as one document."""
    desk = desk_of(request)
    name = desk.name_of(request.path_params["key"])
    document: dict[str, Any] = desk.log.export(name)
    content = json.dumps(document, indent=1, ensure_ascii=False)
    told = {"content-disposition": 'attachment; filename="athlete.json"'}
    return Response(content, media_type="application/json", headers=told)


async def forget_athlete(request: Request) -> Response:
    """Delete an athlete for good, once it is typed that this is meant."""
    desk, form = desk_of(request), await form_of(request)
    name = desk.name_of(request.path_params["key"])
    if text(form, "sure").casefold() != YES:
        raise ParameterError(f"To delete {name} for good, type {YES}. Nothing was deleted.")
    gone = forget(desk, name)
    return page(request, "forgotten.html", gone=gone)


ROUTES = [
    Route("/athletes/new", show_new),
    Route("/athletes", add_athlete, methods=["POST"]),
    Route("/athletes/{key}", show_athlete),
    Route("/athletes/{key}", correct_athlete, methods=["POST"]),
    Route("/athletes/{key}/export", export_athlete),
    Route("/athletes/{key}/forget", forget_athlete, methods=["POST"]),
]
