"""`nextstride progress`: what has changed, held against what it takes to be seen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nextstride.cli.app import app
from nextstride.cli.console import Json, output_folder, print_json, told_plainly
from nextstride.cli.logbook import LogAddress, Name, day_from, opened
from nextstride.errors import MissingDataError

if TYPE_CHECKING:
    from nextstride.log import LogEntry, Progress, WaitingSession


@app.command("progress")
def show_progress(
    name: Name,
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
        from nextstride.log import judge_progress

        start = None if since is None else day_from(since, "--since")
        folder = None if out is None else output_folder(out)
        with opened(address) as book:
            entries: tuple[LogEntry, ...] = book.entries(name)
            waiting = book.waiting(name)
        if not entries:
            raise MissingDataError(nothing_to_judge(name, waiting))
        found = judge_progress(entries, start)
        if as_json:
            print_json(found.to_json())
        else:
            _print(found)
        for each in waiting:
            typer.echo(f"note: {still_sealed(name, each)}", err=True)
        if folder is not None:
            from nextstride.report.progress_page import write_progress

            page = write_progress(found, entries, folder)
            if not as_json:
                print(f"Report: {page.resolve()}")


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


def _print(found: Progress) -> None:
    """Print the pattern and what it rests on."""
    print(f"{found.athlete}, since {found.since}: {found.pattern}")
    for sentence in found.evidence:
        print(f"- {sentence}")
