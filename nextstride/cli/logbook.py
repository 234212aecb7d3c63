"""`nextstride log`: what its commands share: which log, whose, which session."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nextstride.checks import Problems
from nextstride.cli.app import app
from nextstride.cli.console import print_json
from nextstride.errors import ParameterError, ReadError

if TYPE_CHECKING:
    from nextstride.athlete import Athlete
    from nextstride.log import Log, LogEntry

log = typer.Typer(help="What a runner did and measured.", no_args_is_help=True)
app.add_typer(log, name="log")

LOWEST_ANGLE, HIGHEST_ANGLE = -57.0, 171.0
"""Degrees; within what the log takes, -1 to 3 rad."""

Name = Annotated[str, typer.Argument(help="The athlete, as in `nextstride athlete list`.")]
Names = Annotated[list[str], typer.Argument(help="The athletes; in a squad NAME=VALUE, see below.")]
Confirmed = Annotated[
    bool,
    typer.Option(
        "--confirmed", help="It is this athlete's run, though mass, height or sex differ."
    ),
]
LogAddress = Annotated[
    str | None,
    typer.Option("--log", help="The log: a file, or postgresql://USER@HOST/DATABASE."),
]
Day = Annotated[str | None, typer.Option("--day", help="As 2025-03-31; today if not given.")]
Session = Annotated[int, typer.Option("--session", help="Which session of that day, from 1.")]
Note = Annotated[str, typer.Option("--note", help="Anything worth keeping.")]
Group = Annotated[str, typer.Option("--group", help="Muscle group, as hip_flexors.")]
BodySide = Annotated[str, typer.Option("--side", help="left, right or both.")]
JointAngle = Annotated[float | None, typer.Option("--angle", help="Flexion of the joint, degrees.")]


@contextmanager
def opened(address: str | None, *, new: bool = False) -> Iterator[Log]:
    """Open the log for the length of a block.

    Parameters
    ----------
    address : str or None
        As `nextstride.log.open_log` takes it.
    new : bool
        Make the log where it does not exist; else a mistyped name would open an empty one.

    Raises
    ------
    ReadError
        If there is no log.
    """
    from nextstride.log import open_log
    from nextstride.log.database import log_url

    url = log_url(address)
    if not new and url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        raise ReadError(
            f"log: there is no log at {url.database} yet; `nextstride athlete add` begins one, "
            "and --log names another."
        )
    with open_log(address) as log:
        yield log


def day_from(text: str | None, option: str = "--day") -> date:
    """Day that an option names, today where it names none.

    Raises
    ------
    ParameterError
        If it is no date.
    """
    if text is None:
        return date.today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ParameterError(f"{option} must be a date as 2025-03-31; got {text!r}.") from None


def radians_from(degrees: float | None) -> float | None:
    """Joint angle in radians, from the degrees of ``--angle``.

    Raises
    ------
    ParameterError
        If no joint bends so far.
    """
    if degrees is None:
        return None
    problems = Problems("log")
    problems.in_range("--angle", degrees, LOWEST_ANGLE, HIGHEST_ANGLE, "degrees")
    problems.raise_if_any()
    return math.radians(degrees)


def log_exists(address: str | None) -> bool:
    """Whether there is a log at an address, which asking must not make."""
    from nextstride.log.database import log_url

    url = log_url(address)
    return url.get_backend_name() != "sqlite" or Path(url.database or "").exists()


def runner_named(told: Athlete, address: str | None) -> Athlete:
    """A runner as told; what was not told as the log has it, where it knows the name."""
    from nextstride.log import open_log
    from nextstride.log.person import fill_in

    if not log_exists(address):
        return told
    with open_log(address) as book:
        if not book.knows(told.name):
            return told
        runner, otherwise = fill_in(told, book.athlete(told.name))
    if otherwise:
        tell_otherwise(runner.name, otherwise)
    return runner


def tell_otherwise(name: str, otherwise: tuple[str, ...]) -> None:
    """Say where the log says something else of a runner than what was told."""
    typer.echo(f"note: the log has {name} otherwise: {', '.join(otherwise)}.", err=True)


def named(texts: list[str]) -> list[tuple[str, str | None]]:
    """Names of a squad, each with what is told of it behind "="; None where nothing is."""
    pairs: list[tuple[str, str | None]] = []
    for text in texts:
        name, equals, value = text.rpartition("=")
        pairs.append((name.strip(), value.strip()) if equals else (text, None))
    return pairs


def keep(address: str | None, entry: LogEntry, as_json: bool) -> None:
    """Add one entry and say so; see `keep_all`."""
    keep_all(address, [entry], as_json)


def keep_all(address: str | None, entries: list[LogEntry], as_json: bool) -> None:
    """Add entries, all or none, and say so; a speed is not repeated before it may be seen.

    What does not count for a running fair test is said at once.
    """
    with opened(address) as book:
        book.add(*entries)
        names = dict.fromkeys(entry.athlete for entry in entries)
        with book.one_look():
            waiting = {name: {(w.day, w.session) for w in book.waiting(name)} for name in names}
            trials = {name: book.trials(name) for name in names}
    told = [
        {each: getattr(entry, each) for each in ("kind", "athlete", "session", "id")}
        | {"day": entry.day.isoformat(), "sealed": is_sealed(entry, waiting[entry.athlete])}
        for entry in entries
    ]
    if as_json:
        print_json(told[0] if len(told) == 1 else {"logged": told})
    else:
        for entry in entries:
            kind = entry.kind.replace("_", " ")
            print(f"Logged: {kind} of {entry.athlete}, {entry.day}, session {entry.session}.")
        if any(each["sealed"] for each in told):
            print(
                "Sealed until its feel is told: `nextstride log feel`, then `nextstride log "
                "reveal`."
            )
    if any(trials.values()):
        from nextstride.log.conduct import off_day_notes  # Few have a test, and it takes its time.

        for note in off_day_notes(entries, trials):
            typer.echo(f"note: {note}", err=True)


def is_sealed(entry: LogEntry, waiting: set[tuple[date, int]]) -> bool:
    """Whether an entry is a speed that may not be seen yet."""
    from nextstride.log.sessions import SPEED_KINDS

    return entry.kind in SPEED_KINDS and (entry.day, entry.session) in waiting
