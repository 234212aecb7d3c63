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
from nextstride.cli.logbook import LogAddress, Name, named, opened
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
    names: Annotated[
        list[str],
        typer.Argument(help="What the log will call them; in a squad NAME=58/1.68/female each."),
    ],
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
        people = [
            athlete_from(mass, height, sex, name) if value is None else athlete_of(name, value)
            for name, value in named(names)
        ]
        for person in people:
            check_name(person.name)
        with opened(address, new=not update) as log:
            people = [to_save(log, person, update=update) for person in people]
            log.save_athletes(*people)
        if as_json:
            told = [asdict(person) for person in people]
            print_json(told[0] if len(told) == 1 else told)
            return
        for person in people:
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
    """Delete all data of a person for good: log, cache, and what lies in the data folder."""
    with told_plainly():
        from nextstride.log.forgetting import forget_person

        with opened(address) as log:
            if not sure:
                number = sum(holdings(log, name)["entries"].values())
                raise ParameterError(
                    f"athlete: this deletes {name} with {number} entries for good and cannot be "
                    "undone; say --yes to do it."
                )
            gone = forget_person(log, name)
        if as_json:
            print_json(gone.to_json())
            return
        print(f"Everything of {gone.name} is gone from the log.")
        for file in gone.deleted:
            print(f"deleted too: {file}")
        for path in gone.left:
            print(f"not the log's, and left: {path}")
        for folder in gone.nameless:
            print(f"an unfinished fit that does not say whose it is, and left: {folder}")


def athlete_of(name: str, value: str) -> Athlete:
    """One athlete of a squad, from ``58/1.68/female``.

    Raises
    ------
    ParameterError
        If it is not mass, height and sex, or impossible.
    """
    from nextstride.readings import number_from

    told = value.split("/")
    if len(told) != len(MEASURED):
        raise ParameterError(
            f"athlete: {name} must be {name}=MASS/HEIGHT/SEX, as {name}=58/1.68/female; got "
            f"{value!r}."
        )
    mass, height = (
        number_from(each, f"{what} of {name}")
        for each, what in zip(told[:2], MEASURED[:2], strict=True)
    )
    return athlete_from(mass, height, told[2].strip(), name)


def to_save(log: Log, person: Athlete, *, update: bool) -> Athlete:
    """What the log is to hold of a person.

    Raises
    ------
    ParameterError
        If the log knows them, and they are not to be changed.
    """
    if update:
        return updated(log.athlete(person.name), person)
    if log.knows(person.name):
        raise ParameterError(
            f"athlete: there is already an athlete {log.athlete(person.name).name!r}; use another "
            "name, or --update to change what the log says of this one."
        )
    return replace(person, name=tidy_name(person.name))


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
