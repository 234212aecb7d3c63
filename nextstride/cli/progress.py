"""`nextstride progress`: what has changed, held against what it takes to be seen."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nextstride.cli.app import app
from nextstride.cli.console import Json, output_folder, print_json, told_plainly
from nextstride.cli.logbook import LogAddress, day_from, opened
from nextstride.errors import MissingDataError, ParameterError

if TYPE_CHECKING:
    from nextstride.log import Log, LogEntry, Progress, WaitingSession
    from nextstride.log.blocks import Block


@app.command("progress")
def show_progress(
    names: Annotated[list[str] | None, typer.Argument(help="The athletes; or --all.")] = None,
    everyone: Annotated[bool, typer.Option("--all", help="Everyone in the log.")] = False,
    since: Annotated[
        str | None,
        typer.Option("--since", help="First day that counts as after; the first hold's if none."),
    ] = None,
    address: LogAddress = None,
    as_json: Json = False,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for progress.html and progress.json.")
    ] = None,
) -> None:
    """Say what has changed since training began, and how much it takes to be seen."""
    with told_plainly():
        start = None if since is None else day_from(since, "--since")
        folder = None if out is None else output_folder(out)
        from nextstride.log.next_steps import next_steps, told_with
        from nextstride.log.own_prices import block_in_log
        from nextstride.report.progress_page import write_progress

        if bool(names) == everyone:
            raise ParameterError("progress: name the athletes, or say --all.")
        documents = []
        with opened(address) as book:
            asked = names or [each.name for each in book.athletes()]
            for name in asked:
                try:
                    entries, found = _judged(book, name, start)
                except MissingDataError as error:
                    if not everyone:
                        raise
                    typer.echo(f"note: {error}", err=True)
                    continue
                steps = next_steps(found, entries)
                block = block_in_log(book, name, start)
                documents.append(told_with(found, steps, block))
                if not as_json:
                    _print(found, block)
                    for step in steps:
                        print(f"  next: {step}")
                for each in book.waiting(name):
                    typer.echo(f"note: {still_sealed(name, each)}", err=True)
                if folder is not None:
                    own = folder if len(asked) == 1 else folder / found.athlete
                    page = write_progress(found, entries, own, block)
                    if not as_json:
                        print(f"Report: {page.resolve()}")
        if as_json:
            print_json(documents[0] if names and len(names) == 1 else documents)


def _judged(book: Log, name: str, start: date | None) -> tuple[tuple[LogEntry, ...], Progress]:
    """An athlete's entries, and their progress.

    Raises
    ------
    MissingDataError
        If nothing is logged that could be judged.
    """
    from nextstride.log import judge_progress

    entries: tuple[LogEntry, ...] = book.entries(name)
    if not entries:
        raise MissingDataError(nothing_to_judge(name, book.waiting(name)))
    return entries, judge_progress(entries, start)


def nothing_to_judge(name: str, waiting: tuple[WaitingSession, ...]) -> str:
    """Why there is nothing to compare."""
    if waiting:
        return f"progress: {still_sealed(name, waiting[0])} Nothing else is logged."
    return f"progress: nothing is logged of {name} yet; begin with `nextstride log`."


def still_sealed(name: str, session: WaitingSession) -> str:
    """What to say of speeds that may not be seen yet."""
    return (
        f"the speeds of {session.day}, session {session.session}, are sealed and left out until "
        f"{name} has told how it felt (`nextstride log feel`, then `nextstride log reveal`)."
    )


def _print(found: Progress, block: Block | None) -> None:
    """Print the pattern, what it rests on, and what it says of the runner's gains."""
    print(f"{found.athlete}, since {found.since}: {found.pattern}")
    for sentence in (*found.evidence, *(() if block is None else block.text)):
        print(f"- {sentence}")
