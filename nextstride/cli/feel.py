"""`nextstride log feel` and `nextstride log reveal`: first how it felt, then how fast it was."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from nextstride.cli.console import Json, print_json, told_plainly
from nextstride.cli.logbook import (
    Day,
    LogAddress,
    Name,
    Note,
    Session,
    day_from,
    keep,
    log,
    opened,
)
from nextstride.errors import ParameterError
from nextstride.log.feel import SCALES, UNVALIDATED, Scale

QUESTIONS = {scale.name: scale for scale in SCALES}


def question(scale: Scale) -> str:
    """One question with the ends of its line."""
    return f"{scale.question} 0 {scale.zero}, 100 {scale.hundred}"


def answer_to(name: str) -> Any:
    """Option that answers one question."""
    return typer.Option(f"--{name}", help=f"{question(QUESTIONS[name])}.")


@log.command("feel")
def log_feel(
    name: Name,
    recovery: Annotated[float | None, answer_to("recovery")] = None,
    lightness: Annotated[float | None, answer_to("lightness")] = None,
    turnover: Annotated[float | None, answer_to("turnover")] = None,
    connectedness: Annotated[float | None, answer_to("connectedness")] = None,
    strain: Annotated[float | None, answer_to("strain")] = None,
    day: Day = None,
    session: Session = 1,
    note: Note = "",
    address: LogAddress = None,
    as_json: Json = False,
) -> None:
    """Log how the session felt, before its times are shown; asks what is not given."""
    with told_plainly():
        from nextstride.log import Feel

        given = (recovery, lightness, turnover, connectedness, strain)
        when = day_from(day)
        answers = complete(dict(zip(QUESTIONS, given, strict=True)))
        entry = Feel(athlete=name, day=when, session=session, note=note, **answers)
        keep(address, entry, as_json)
        typer.echo(f"note: {UNVALIDATED}", err=True)


@log.command("reveal")
def reveal_speeds(
    name: Name,
    day: Day = None,
    session: Session = 1,
    declined: Annotated[
        bool, typer.Option("--decline-feel", help="The runner does not say how it felt.")
    ] = False,
    address: LogAddress = None,
    as_json: Json = False,
) -> None:
    """Show the speeds of a session; from then on its feel is not asked any more."""
    with told_plainly():
        from nextstride.cli.entry_text import entry_text

        with opened(address) as book:
            shown = book.reveal(name, day_from(day), session, feel_declined=declined)
        if as_json:
            print_json([entry.to_json() for entry in shown])
            return
        for entry in shown:
            print(entry_text(entry))
        if not shown:
            print("No speed is logged for this session yet.")


def complete(answers: dict[str, float | None]) -> dict[str, Any]:
    """Ask what was not answered, where somebody is there to ask.

    Raises
    ------
    ParameterError
        If nobody is there.
    """
    missing = [name for name, answer in answers.items() if answer is None]
    if missing and not sys.stdin.isatty():
        options = ", ".join(f"--{name}" for name in missing)
        raise ParameterError(f"log: feel needs all five answers; {options} not given.")
    return {
        name: typer.prompt(question(QUESTIONS[name]), type=float, err=True)
        if answer is None
        else answer
        for name, answer in answers.items()
    }
