"""A fair test of one athlete: what would be fixed, fixed for good, and how it goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from nextstride.log import Log, LogEntry, Trial, Verdict, judge_trial
from nextstride.log.conduct import Conduct, follow_trial
from nextstride.log.own_prices import block_in_log
from nextstride.log.trial_planning import (
    CHAIN,
    USUAL,
    Timing,
    choose_measures,
    doubts,
    logged_measures,
    plan_trial,
)
from nextstride.report.verdict_page import write_verdict
from nextstride.training.schedule import WEEKDAYS
from nextstride.web.desk import Desk, desk_of, key_of, page
from nextstride.web.forms import chosen, count, day_from, form_of, text
from nextstride.web.planning import plan_folder
from nextstride.web.security import MADE_PAGE_POLICY

MEASURES = {
    "outcome": "What decides",
    "strength": "Strength that is trained",
    "thigh_motion": "Thigh motion in recordings",
}
"""Names of `CHAIN`, and what a page calls them."""
COUNTS = {
    "baseline": "Test days before training, at least",
    "block": "Test days of each block",
    "start_every": "A start is possible every so many test days",
    "start_within": "Weeks within which the start is drawn",
}
"""Fields of `Timing` that are numbers, and what a page calls them."""
VERDICT = "verdict.html"


@dataclass(frozen=True)
class Followed:
    """A fair test that is registered.

    Attributes
    ----------
    trial : Trial
    conduct : Conduct
    verdict : Verdict
    """

    trial: Trial
    conduct: Conduct
    verdict: Verdict


@dataclass(frozen=True)
class Proposed:
    """What would be fixed, before anybody has agreed to it.

    Attributes
    ----------
    measures : dict of str to str
        See `choose_measures`.
    timing : Timing
    days : tuple of datetime.date
    doubts : tuple of str
        What should make one think again.
    """

    measures: dict[str, str]
    timing: Timing
    days: tuple[date, ...]
    doubts: tuple[str, ...]


def usual_timing() -> Timing:
    """When a fair test is done where nothing is told; on no weekday yet."""
    return Timing((), date.today() + timedelta(days=1))


def trials_of(log: Log, name: str) -> tuple[Followed, ...]:
    """Fair tests of an athlete and how they go, the newest first."""
    entries: tuple[LogEntry, ...] = log.entries(name)
    sealed = [each.day for each in log.waiting(name)]
    return tuple(
        Followed(
            trial,
            follow_trial(trial, entries, None, sealed),
            judge_trial(trial, entries, sealed=sealed),
        )
        for trial in reversed(log.trials(name))
    )


def show_trials(request: Request) -> Response:
    """Show the fair tests of an athlete, and ask for the next one."""
    return _page(request)


def _page(request: Request, proposed: Proposed | None = None) -> Response:
    """The page; with what is proposed, it asks whether that is to be fixed."""
    desk = desk_of(request)
    name = desk.name_of(request.path_params["key"])
    known = logged_measures(desk.log.entries(name))
    return page(
        request,
        "fair_test.html",
        athlete=name,
        key=key_of(name),
        trials=trials_of(desk.log, name),
        choices={each: known[family] for each, family in CHAIN.items()},
        words=MEASURES,
        usual=USUAL,
        counts=COUNTS,
        timing=usual_timing(),
        weekdays=WEEKDAYS,
        proposed=proposed,
    )


async def register(request: Request) -> Response:
    """Show what would be fixed; once that is agreed to, fix it and draw the lot."""
    return await run_in_threadpool(_register, request, await form_of(request))


def _register(request: Request, form: FormData) -> Response:
    """The same."""
    desk = desk_of(request)
    name = desk.name_of(request.path_params["key"])
    entries: tuple[LogEntry, ...] = desk.log.entries(name)
    measures = choose_measures(entries, {each: text(form, each) or None for each in CHAIN})
    timing = timing_from(form)
    trial = plan_trial(name, measures, timing)
    if not text(form, "agreed"):
        told = doubts(entries, measures, date.today())
        return _page(request, Proposed(measures, timing, trial.test_days, told))
    with desk.turn:
        desk.log.register_trial(trial)
    desk.kept.clear()
    return RedirectResponse(f"/athletes/{key_of(name)}/trial", 303)


def timing_from(form: FormData) -> Timing:
    """When a form asks for test days.

    Raises
    ------
    ParameterError
        If a field is no number, or no date.
    """
    usual = usual_timing()
    first = day_from(text(form, "first")) if text(form, "first") else usual.first
    told = {name: count(form, name, words, getattr(usual, name)) for name, words in COUNTS.items()}
    return Timing(chosen(form, "weekday"), first, **told)


def give_verdict(request: Request) -> Response:
    """Give the verdict of the newest fair test as a page."""
    desk = desk_of(request)
    return FileResponse(
        _write_verdict(desk, desk.name_of(request.path_params["key"])),
        headers={"content-security-policy": MADE_PAGE_POLICY},
    )


def _write_verdict(desk: Desk, name: str) -> Path:
    """Write the page of the newest verdict among the athlete's files.

    Raises
    ------
    HTTPException
        If no fair test is registered.
    """
    found = trials_of(desk.log, name)
    if not found:
        raise HTTPException(404)
    trial, verdict = found[0].trial, found[0].verdict
    after = trial.start + timedelta(days=1)
    block = None if verdict.certainty == "running" else block_in_log(desk.log, name, after)
    entries: tuple[LogEntry, ...] = desk.log.entries(name)
    return write_verdict(trial, verdict, entries, plan_folder(desk, name), block)


ROUTES = [
    Route("/athletes/{key}/trial", show_trials),
    Route("/athletes/{key}/trial", register, methods=["POST"]),
    Route(f"/athletes/{{key}}/trial/{VERDICT}", give_verdict),
]
