"""`nextstride athlete`: who is in the log."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nextstride.checks import Problems
from nextstride.cli.app import app
from nextstride.cli.console import (
    Height,
    Json,
    Mass,
    Sex,
    athlete_from,
    print_json,
    told_plainly,
)
from nextstride.cli.logbook import LogAddress, Name, opened
from nextstride.errors import ParameterError
from nextstride.log.entry import check_text
from nextstride.log.names import tidy_name

if TYPE_CHECKING:
    from nextstride.athlete import Athlete
    from nextstride.log import Log

MEASURED = ("mass", "height", "sex")
"""What the options tell of a person."""

athlete = typer.Typer(help="Who is in the log.", no_args_is_help=True)
app.add_typer(athlete, name="athlete")


@athlete.command("add")
def add_athlete(
    name: Annotated[str, typer.Argument(help="What the log will call them.")],
    mass: Mass = None,
    height: Height = None,
    sex: Sex = None,
    update: Annotated[
        bool, typer.Option("--update", help="Change what the log says of a known athlete.")
    ] = False,
    address: LogAddress = None,
    as_json: Json = False,
) -> None:
    """Add an athlete; the first one begins the log."""
    with told_plainly():
        person = athlete_from(mass, height, sex, tidy_name(name))
        check_name(name)
        with opened(address, new=not update) as log:
            if update:
                person = updated(log.athlete(name), person)
            elif log.knows(name):
                raise ParameterError(
                    f"athlete: there is already an athlete {log.athlete(name).name!r}; use another "
                    "name, or --update to change what the log says of this one."
                )
            log.save_athlete(person)
        if as_json:
            print_json(asdict(person))
        else:
            print(f"{'Changed' if update else 'Added'}: {one_line(person)}")


@athlete.command("list")
def list_athletes(address: LogAddress = None, as_json: Json = False) -> None:
    """List everyone in the log."""
    with told_plainly():
        with opened(address) as log:
            everyone = log.athletes()
        if as_json:
            print_json([asdict(each) for each in everyone])
            return
        for each in everyone:
            print(one_line(each))


@athlete.command("show")
def show_athlete(name: Name, address: LogAddress = None, as_json: Json = False) -> None:
    """Show what the log knows of an athlete, and how much it holds."""
    with told_plainly():
        with opened(address) as log:
            person = log.athlete(name)
            held = holdings(log, name)
        if as_json:
            print_json(asdict(person) | held)
            return
        print(one_line(person))
        for kind, number in held["entries"].items():
            print(f"{number:5} {kind.replace('_', ' ')}")
        print(f"{held['trials']:5} fair test")
        for each in held["waiting"]:
            print(f"sealed: the speeds of {each['day']}, session {each['session']}")


@athlete.command("forget")
def forget_athlete(
    name: Name,
    sure: Annotated[
        bool, typer.Option("--yes", help="Yes, delete everything; it cannot be undone.")
    ] = False,
    address: LogAddress = None,
    as_json: Json = False,
) -> None:
    """Delete all data of a person for good, so that not a byte is left in the log."""
    with told_plainly():
        with opened(address) as log:
            if not sure:
                number = sum(holdings(log, name)["entries"].values())
                raise ParameterError(
                    f"athlete: this deletes {name} with {number} entries for good and cannot be "
                    "undone; say --yes to do it."
                )
            left = log.forget(name)
        if as_json:
            print_json({"forgotten": name, "analyses_left": list(left)})
            return
        print(f"Everything of {name} is gone from the log.")
        for path in left:
            print(f"not the log's, and left: {path}")


def check_name(name: str) -> None:
    """Refuse an impossible name before a log is made for it."""
    problems = Problems("athlete")
    check_text(problems, "name", tidy_name(name), longest=80)
    problems.raise_if_any()


def updated(known: Athlete, told: Athlete) -> Athlete:
    """A known athlete with what was told, and only that, changed."""
    given = {key: getattr(told, key) for key in MEASURED if key not in told.assumed}
    assumed = tuple(key for key in known.assumed if key not in given)
    return replace(known, **given, assumed=assumed)


def one_line(person: Athlete) -> str:
    """An athlete in one line, assumptions included."""
    said = f"{person.name}: {person.mass:g} kg, {person.height:g} m, {person.sex}"
    return f"{said} (assumed: {', '.join(person.assumed)})" if person.assumed else said


def holdings(log: Log, name: str) -> dict[str, Any]:
    """How much the log holds of an athlete, sealed speeds counted."""
    kinds = (
        entry["kind"]
        for session in log.export(name)["athletes"][0]["sessions"]
        for entry in session["entries"]
    )
    waiting = [{"day": each.day.isoformat(), "session": each.session} for each in log.waiting(name)]
    return {"entries": dict(Counter(kinds)), "waiting": waiting, "trials": len(log.trials(name))}
