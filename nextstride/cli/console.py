"""What every command shares: its options, how it speaks, and how it fails."""

from __future__ import annotations

import errno
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nextstride.cli.words_out import takes_every_letter
from nextstride.errors import NextstrideError, ParameterError, SolveError

if TYPE_CHECKING:
    from nextstride.athlete import Athlete

SAID = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOENT}
"""What a computer refuses through no fault of the program."""
REPORT_FOLDER = Path("nextstride-report")

Out = Annotated[Path, typer.Option("--out", help="Folder for the report and tables.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
Mass = Annotated[float | None, typer.Option("--mass", help="Body mass, kg.")]
Height = Annotated[float | None, typer.Option("--height", help="Body height, m.")]
Sex = Annotated[str | None, typer.Option("--sex", help="male or female; chooses segment masses.")]
Scheduler = Annotated[
    str | None,
    typer.Option(
        "--scheduler", help="processes (of this machine), or tcp://HOST:PORT of a Dask cluster."
    ),
]
WorkerCount = Annotated[
    int | None,
    typer.Option(
        "--workers", help="On this machine: of a Dask cluster, or processes with --scheduler."
    ),
]


def print_json(document: Any) -> None:
    """Print one JSON document on stdout."""
    plain = not takes_every_letter(sys.stdout)
    print(json.dumps(document, indent=1, ensure_ascii=plain, allow_nan=False))


def output_folder(out: Path) -> Path:
    """Return the folder to write to; call it before the work that fills it.

    Raises
    ------
    ParameterError
        If there is a file of that name.
    WriteError
        If it could not be written to, or its disk is full.
    """
    if out.exists() and not out.is_dir():
        raise ParameterError(f"--out {out} must be a folder; there is a file of that name.")
    from nextstride.write.files import check_writable

    check_writable(out)
    return out


def athlete_from(mass: float | None, height: float | None, sex: str | None, name: str) -> Athlete:
    """The athlete as far as the options tell; the rest is assumed, and said so."""
    from nextstride.athlete import Athlete

    told = {"mass": mass, "height": height, "sex": sex}
    given: dict[str, Any] = {key: value for key, value in told.items() if value is not None}
    assumed = tuple(key for key in told if key not in given)
    return Athlete(**given, name=name, assumed=assumed)


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turn an error of ours into one message and an exit status; let bugs show themselves."""
    try:
        yield
    except NextstrideError as error:
        print(f"nextstride: {error}", file=sys.stderr)
        raise typer.Exit(1 if isinstance(error, SolveError) else 2) from None
    except OSError as error:
        if error.errno not in SAID or error.errno == errno.EPIPE:
            raise
        from nextstride.write.files import reason

        where = f"{error.filename}: " if error.filename else "the output cannot be written: "
        print(f"nextstride: {where}{reason(error)}.", file=sys.stderr)
        raise typer.Exit(2) from None


class Say:
    """Shows what is being done on stderr, if somebody is there to see it."""

    def __init__(self, status: Any) -> None:
        self._status = status

    def __call__(self, what: str) -> None:
        """Show `what`."""
        if self._status is not None:
            self._status.update(what)

    def parts(self, what: str, done: int, total: int) -> None:
        """Show `what`, and how much of it is done where that is counted."""
        counted = f"{done} of {total}" if total else str(done)
        self(f"{what}: {counted}" if done else what)


@contextmanager
def progress() -> Iterator[Say]:
    """Show a spinner on stderr while a command works; nothing where stderr is not a terminal."""
    if not sys.stderr.isatty():
        yield Say(None)
        return
    from rich.console import Console

    with Console(stderr=True).status("") as status:
        yield Say(status)


@contextmanager
def stages() -> Iterator[Callable[[str, int, int], None]]:
    """Show a bar on stderr for work in stages, with the time that remains.

    Gives the function to tell ``(what, done, total)``. Nothing is shown where stderr is not a
    terminal.
    """
    if not sys.stderr.isatty():
        yield lambda what, done, total: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    # Drawn after each part by ourselves: beside a thread that draws, no process could be forked.
    shown = Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False)
    with shown:
        task = shown.add_task("", total=None)

        def show(what: str, done: int, total: int) -> None:
            shown.update(task, description=what, completed=done, total=total)
            shown.refresh()

        yield show


@contextmanager
def bar(what: str, count: int) -> Iterator[Callable[[], None]]:
    """Show on stderr how many of `count` parts of the work are done, and the time that remains.

    Gives the function to call after each part. Nothing is shown where stderr is not a terminal.
    """
    with stages() as show:
        show(what, 0, count)
        parts = iter(range(1, count + 1))

        def done() -> None:
            show(what, next(parts, count), count)

        yield done
