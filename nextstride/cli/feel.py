"""`nextstride log feel` and `nextstride log reveal`: first how it felt, then how fast it was."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nextstride.cli.console import Json, print_json, told_plainly
from nextstride.cli.logbook import (
    Day,
    LogAddress,
    Names,
    Note,
    Session,
    day_from,
    keep_all,
    log,
    named,
    opened,
)
from nextstride.errors import ParameterError
from nextstride.log.feel import SCALES, UNVALIDATED, Scale

if TYPE_CHECKING:
    from nextstride.log import LogEntry

QUESTIONS = {scale.name: scale for scale in SCALES}


def question(scale: Scale) -> str:
    """One question with the ends of its line."""
    return f"{scale.question} 0 {scale.zero}, 100 {scale.hundred}"


def answer_to(name: str) -> Any:
    """Option that answers one question."""
    return typer.Option(f"--{name}", help=f"{question(QUESTIONS[name])}.")


@log.command("feel")
def log_feel(
    names: Names,
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
    """Log how the session felt, before its times are shown; asks what is not given.

    In a squad NAME=60/55/70/40/30: recovery, lightness, turnover, connectedness, strain.
    """
    with told_plainly():
        from nextstride.log import Feel

        given = (recovery, lightness, turnover, connectedness, strain)
        shared: dict[str, Any] = {"day": day_from(day), "session": session, "note": note}
        entries: list[LogEntry] = []
        for name, value in named(names):
            answers = (
                answers_from(name, value) if value else dict(zip(QUESTIONS, given, strict=True))
            )
            entries.append(Feel(athlete=name, **shared, **complete(answers)))
        keep_all(address, entries, as_json)
        typer.echo(f"note: {UNVALIDATED}", err=True)


@log.command("reveal")
def reveal_speeds(
    names: Names,
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
        from nextstride.log.entry_text import entry_text

        when = day_from(day)
        shown: list[LogEntry] = []
        with opened(address) as book:
            for name in names:
                shown += book.reveal(name, when, session, feel_declined=declined)
        if as_json:
            print_json([entry.to_json() for entry in shown])
            return
        for entry in shown:
            print(entry_text(entry) if len(names) == 1 else f"{entry.athlete}: {entry_text(entry)}")
        if not shown:
            print("No speed is logged for this session yet.")


def answers_from(name: str, value: str) -> dict[str, float | None]:
    """The five answers of one runner of a squad, in the order of the questions.

    Raises
    ------
    ParameterError
        If they are not five numbers.
    """
    from nextstride.readings import number_from

    answers = value.split("/")
    if len(answers) != len(QUESTIONS):
        raise ParameterError(
            f"log: feel needs {len(QUESTIONS)} answers ({'/'.join(QUESTIONS)}); {name} has "
            f"{len(answers)}."
        )
    numbers = (number_from(each, f"feel of {name}") for each in answers)
    return dict(zip(QUESTIONS, numbers, strict=True))


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
