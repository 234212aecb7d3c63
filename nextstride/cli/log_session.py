"""`nextstride log session|undo|adherence`: what was planned, and what was done of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from nextstride.cli.console import Json, print_json, told_plainly
from nextstride.cli.logbook import LogAddress, Note, day_from, log, opened
from nextstride.errors import ParameterError

if TYPE_CHECKING:
    from nextstride.log.squad_session import SessionDone

Everyone = Annotated[bool, typer.Option("--all", help="Everyone in the log.")]


@log.command("session")
def log_planned_session(
    names: Annotated[
        list[str] | None, typer.Argument(help="Athletes; or --all who have a session.")
    ] = None,
    everyone: Everyone = False,
    otherwise: Annotated[
        list[str] | None,
        typer.Option(
            "--but",
            help="What was not done as planned: WHICH=DONE, as 2=0 (left out), heel=2x8 (sets of "
            "8 s), 3=2x8@60pain4; in a squad NAME:WHICH=DONE. Again for each.",
        ),
    ] = None,
    day: Annotated[
        str | None, typer.Option("--date", "--day", help="As 2025-03-31; today if not given.")
    ] = None,
    note: Note = "",
    address: LogAddress = None,
    as_json: Json = False,
) -> None:
    """Log a planned session as planned, but for exceptions; of one athlete or of a squad."""
    with told_plainly():
        from nextstride.log.squad_session import log_session, read_otherwise

        if bool(names) == everyone:
            raise ParameterError("log: name the athletes whose session was done, or say --all.")
        read = [read_otherwise(text) for text in otherwise or ()]
        with opened(address) as book:
            found = log_session(book, names or (), day_from(day), read, note)
        if as_json:
            print_json(found.to_json())
            return
        for each in found.done:
            _print_done(each)
        for who, why in found.passed_over.items():
            print(f"Not logged: {who}: {why}")


def _print_done(done: SessionDone) -> None:
    """One athlete's session in one line, and what was otherwise in one each."""
    sets = sum(entry.sets for entry in done.entries)
    when = "" if done.day == done.planned_for else f", planned for {done.planned_for}"
    how = "as planned" if not done.otherwise else "as planned but for:"
    print(
        f"Logged: {done.athlete}, {done.day}{when}: {len(done.entries)} holds, {sets} sets, {how}"
    )
    for each in done.otherwise:
        amount = f"{each.sets} x {each.hold:g} s at {each.percent:g} %" if each.sets else "left out"
        hurt = "" if each.pain is None else f", pain {each.pain:g} of 10"
        print(f"  {each.number} {each.title}: {amount}{hurt}")


@log.command("undo")
def undo_last(
    name: Annotated[str | None, typer.Argument(help="Only of this athlete; else of all.")] = None,
    address: LogAddress = None,
    as_json: Json = False,
) -> None:
    """Take back what was logged last: all that one command, or one import, has logged."""
    with told_plainly():
        from nextstride.log.entry_text import entry_text

        with opened(address) as book:
            taken = book.undo(name)
        if as_json:
            print_json({"undone": [entry.to_json() for entry in taken]})
            return
        for entry in taken:
            print(f"Undone: {entry.athlete}, {entry.day}: {entry_text(entry)}")


@log.command("adherence")
def show_adherence(
    names: Annotated[list[str] | None, typer.Argument(help="Athletes; or --all.")] = None,
    everyone: Everyone = False,
    day: Annotated[
        str | None, typer.Option("--until", help="Last day that counts; today if not given.")
    ] = None,
    address: LogAddress = None,
    as_json: Json = False,
) -> None:
    """Say how much of the plan was done, week by week."""
    with told_plainly():
        from nextstride.log import Hold
        from nextstride.log.adherence import WeekDone, adherence

        if bool(names) == everyone:
            raise ParameterError("log: name the athletes, or say --all.")
        until: date = day_from(day, "--until")
        found: dict[str, tuple[WeekDone, ...]] = {}
        with opened(address) as book, book.one_look():
            people = [book.athlete(name) for name in names or ()] or book.athletes()
            for who in (each.name for each in people):
                plans = book.plans(who)
                found[who] = adherence(plans[-1], book.entries(who, Hold), until) if plans else ()
        if as_json:
            print_json({who: [each.to_json() for each in weeks] for who, weeks in found.items()})
            return
        for who, weeks in found.items():
            print(f"{who}:" if weeks else f"{who}: no week of a plan has begun.")
            for each in weeks:
                print(
                    f"  week {each.week} ({each.first} to {each.last}): {each.sessions_done} of "
                    f"{each.sessions_planned} sessions, {each.sets_done} of {each.sets_planned} "
                    f"sets, {each.share:.0%}"
                )
