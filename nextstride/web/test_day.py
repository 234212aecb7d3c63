"""Test day: sprints, strength and jumps of the squad, each in one grid for the keyboard."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from markupsafe import escape
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from nextstride.athlete import Athlete
from nextstride.conventions import counted
from nextstride.errors import NextstrideError
from nextstride.log import Log, LogEntry, PowerTest, SpeedTest, StrengthTest
from nextstride.log.conduct import off_day_notes
from nextstride.log.entry_text import entry_text
from nextstride.log.power_test import COUNTERMOVEMENT_JUMP
from nextstride.personal.strength_tests import TESTS
from nextstride.readings import FORCE_UNITS, LENGTH_UNITS
from nextstride.training.sheet_of_tests import BEFORE, DURING, READING, SETTINGS, STOP
from nextstride.web.desk import Desk, desk_of, key_of, page
from nextstride.web.forms import day_from, form_of, text
from nextstride.web.grid import (
    DEVICES,
    LEGS,
    METHODS,
    RUNS,
    STRENGTH,
    Filled,
    Setup,
    read_grid,
    shown_mass,
)
from nextstride.web.preferences import LENGTHS, Preferences, read_preferences

GRIDS = {"sprint": "Sprints", "strength": "Strength", "jump": "Jumps"}
JUMP_DEVICES = ("", "flight time", "force plate", "film")
USUAL = {"method": "fly_10", "distance": "30", "test": STRENGTH[0], "device": DEVICES[0]}


@dataclass(frozen=True)
class Logged:
    """What is logged of a day.

    Attributes
    ----------
    seen : tuple of (LogEntry, str)
        Tests that may be seen, and what they say.
    sealed : tuple of str
        Whose speeds wait until they say how it felt.
    """

    seen: tuple[tuple[LogEntry, str], ...]
    sealed: tuple[str, ...]


def logged_on(log: Log, athletes: tuple[Athlete, ...], day: date) -> Logged:
    """Gather the tests of a day."""
    seen: list[tuple[LogEntry, str]] = []
    sealed = []
    for athlete in athletes:
        entries: tuple[LogEntry, ...] = log.entries(athlete.name)
        tests = [e for e in entries if isinstance(e, StrengthTest | PowerTest | SpeedTest)]
        seen += [(each, entry_text(each)) for each in tests if each.day == day]
        if any(each.day == day for each in log.waiting(athlete.name)):
            sealed.append(athlete.name)
    return Logged(tuple(seen), tuple(sealed))


def usual_cells(log: Log, athletes: tuple[Athlete, ...], told: Mapping[str, str]) -> dict[str, str]:
    """What a strength grid begins with: the mass, and the levers of last time."""
    cells = {}
    group, tape = SETTINGS[told["test"]].group, told["length"]
    for athlete in athletes:
        key = key_of(athlete.name)
        cells[f"mass-{key}"] = shown_mass(athlete)
        for entry in log.entries(athlete.name, StrengthTest):
            if entry.group == group and entry.lever and entry.side in LEGS:
                cells[f"{entry.side}_lever-{key}"] = f"{entry.lever / LENGTH_UNITS[tape]:.3g}"
    return cells


def setup_from(fields: Mapping[str, str], preferences: Preferences) -> Setup:
    """What holds for the whole grid, of a form or an address; the usual where it does not say."""
    told = USUAL | asdict(preferences)
    told |= {name: value for name, value in fields.items() if "-" not in name and value}
    if told["test"] not in STRENGTH:
        told["test"] = STRENGTH[0]
    return Setup(day_from(fields.get("day", "")), told.get("form") or secrets.token_hex(8), told)


def show_tests(request: Request) -> Response:
    """Show an empty grid."""
    desk = desk_of(request)
    what = request.query_params.get("what", "sprint")
    setup = setup_from(request.query_params, read_preferences(desk.settings.folder))
    return _grid_page(request, _what(what), setup)


def _grid_page(
    request: Request,
    what: str,
    setup: Setup,
    cells: Mapping[str, str] | None = None,
    filled: Filled | None = None,
    notes: tuple[str, ...] = (),
) -> Response:
    """A grid, as it begins or as it was sent."""
    desk = desk_of(request)
    log, athletes = desk.log, desk.log.athletes()
    key = ("tests", setup.day)
    if cells is None:
        cells = usual_cells(log, athletes, setup.told) if what == "strength" else {}
    test = TESTS[setup.told["test"]]
    return page(
        request,
        "tests_grid.html",
        200 if filled is None else 400,
        what=what,
        grids=GRIDS,
        setup=setup,
        cells=cells,
        wrong={} if filled is None else filled.wrong,
        problem="" if filled is None else filled.problem,
        notes=notes,
        athletes=athletes,
        logged=desk.kept.get(key, lambda: logged_on(log, athletes, setup.day)),
        today=date.today(),
        **_words(test.name),
    )


def _words(test: str) -> dict[str, Any]:
    """What the grid's template offers to choose from, and how a test is done."""
    return {
        "methods": METHODS,
        "runs": RUNS,
        "tests": {name: TESTS[name] for name in STRENGTH},
        "setting": SETTINGS[test],
        "devices": DEVICES,
        "forces": tuple(FORCE_UNITS),
        "lengths": LENGTHS,
        "jump": COUNTERMOVEMENT_JUMP,
        "jump_devices": JUMP_DEVICES,
        "rules": {"Before": BEFORE, "Each test": DURING, "Reading": READING, "Stop at": STOP},
    }


async def log_tests(request: Request) -> Response:
    """Log a grid, all of it or nothing."""
    form = await form_of(request)
    fields = {name: text(form, name) for name in form}
    return await run_in_threadpool(_log_tests, request, fields)


def _log_tests(request: Request, fields: dict[str, str]) -> Response:
    """The same; what was typed is kept where something is wrong with it."""
    desk = desk_of(request)
    what = fields.get("what", "")
    what = _what(fields.get("what", ""))
    setup = setup_from(fields, read_preferences(desk.settings.folder))
    filled = read_grid(what, fields, desk.log.athletes(), setup)
    if not filled.wrong:
        try:
            _add(desk, filled)
        except NextstrideError as error:
            filled.wrong[""] = str(error).removeprefix("log: ")
    if filled.wrong:
        return _grid_page(request, what, setup, fields, filled)
    trials = {each.athlete: desk.log.trials(each.athlete) for each in filled.entries}
    fresh = Setup(setup.day, secrets.token_hex(8), setup.told)
    many = counted(len(filled.entries), "test"), counted(len(trials), "athlete")
    said = f"Logged: {many[0]} of {many[1]}."
    return _grid_page(request, what, fresh, notes=(said, *off_day_notes(filled.entries, trials)))


def _add(desk: Desk, filled: Filled) -> None:
    """Log what a grid gave."""
    with desk.turn:
        desk.log.add(*filled.entries)
        desk.log.save_athletes(*filled.weighed)
    desk.kept.clear()


def show_moment(request: Request) -> Response:
    """Say what the cells of one athlete come to, N m/kg, before they are logged."""
    desk, cells = desk_of(request), dict(request.query_params)
    athlete = desk.log.athlete(desk.name_of(cells.get("key", "")))
    setup = setup_from(cells, read_preferences(desk.settings.folder))
    only = {name: value for name, value in cells.items() if name.endswith(f"-{cells['key']}")}
    filled = read_grid("strength", only, (athlete,), setup)
    if filled.wrong:
        told = "" if "" in filled.wrong else filled.problem.removeprefix(f"{athlete.name}: ")
        return HTMLResponse(f'<span class="wrong">{escape(told)}</span>')
    words = " · ".join(
        f"{each.moment:.2f}" for each in filled.entries if isinstance(each, StrengthTest)
    )
    return HTMLResponse(f"{words} N m/kg")


async def take_back_test(request: Request) -> Response:
    """Take back one test that was mistyped."""
    form = await form_of(request)
    desk = desk_of(request)
    await run_in_threadpool(desk.log.remove, text(form, "id"))
    desk.kept.clear()
    return RedirectResponse(f"/tests?what={_what(text(form, 'what'))}&day={text(form, 'day')}", 303)


async def take_back_times(request: Request) -> Response:
    """Take back what was logged last of an athlete whose times are sealed."""
    form = await form_of(request)
    desk = desk_of(request)
    await run_in_threadpool(desk.log.undo, desk.name_of(text(form, "who")))
    desk.kept.clear()
    return RedirectResponse(f"/tests?what=sprint&day={day_from(text(form, 'day'))}", 303)


def _what(asked: str) -> str:
    """Name of a grid."""
    return asked if asked in GRIDS else "sprint"


ROUTES = [
    Route("/tests", show_tests),
    Route("/tests", log_tests, methods=["POST"]),
    Route("/tests/moment", show_moment),
    Route("/tests/back", take_back_test, methods=["POST"]),
    Route("/tests/times/back", take_back_times, methods=["POST"]),
]
