"""`nextstride log show|remove|export|import`: what the log holds, out of it and in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nextstride.checks import Problems
from nextstride.cli.console import Json, print_json, told_plainly
from nextstride.cli.logbook import LogAddress, Name, log, opened
from nextstride.errors import ParameterError, ReadError

if TYPE_CHECKING:
    from nextstride.log import Log


@log.command("show")
def show_log(
    name: Name,
    kind: Annotated[
        str | None,
        typer.Option(
            "--kind",
            help="recording, speed_test, strength_test, power_test, hold, feel, probe_round.",
        ),
    ] = None,
    address: LogAddress = None,
    as_json: Json = False,
) -> None:
    """Show what is logged, without sealed speeds."""
    with told_plainly():
        from nextstride.log.entry import LogEntry
        from nextstride.log.entry_text import entry_text
        from nextstride.log.kinds import ENTRY_TYPES

        problems = Problems("log")
        if kind is not None:
            problems.one_of("--kind", kind, ENTRY_TYPES)
        problems.raise_if_any()
        with opened(address) as book:
            entries = book.entries(name, ENTRY_TYPES[kind] if kind else LogEntry)
            sealed_days = [each.day for each in book.waiting(name)]
            waiting = [(each.day.isoformat(), each.session) for each in book.waiting(name)]
            trials = book.trials(name)
            everything: tuple[LogEntry, ...] = book.entries(name)
        if as_json:
            sealed = [{"day": day, "session": session} for day, session in waiting]
            shown = [entry.to_json() for entry in entries]
            print_json({"athlete": name, "entries": shown, "waiting": sealed})
            return
        for entry in entries:
            print(f"{entry.day} {entry.session}  {entry.id[:8]}  {entry_text(entry)}")
        for day, session in waiting:
            print(f"{day} {session}  sealed    speeds wait for `nextstride log feel`")
        if trials:
            from nextstride.log.conduct import follow_trial

            for note in follow_trial(trials[-1], everything, None, sealed_days).notes:
                print(f"fair test: {note}")


@log.command("remove")
def remove_entry(
    name: Name,
    entry: Annotated[str, typer.Argument(help="Its id, or how it begins.")],
    address: LogAddress = None,
    as_json: Json = False,
) -> None:
    """Take one entry out, as when it was mistyped."""
    with told_plainly():
        with opened(address) as book:
            whole = full_id(book, name, entry)
            book.remove(whole)
        if as_json:
            print_json({"removed": whole})
        else:
            print(f"Removed {whole}.")


@log.command("export")
def export_log(
    name: Annotated[str | None, typer.Argument(help="One athlete; else all.")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="File to write; else it is printed.")
    ] = None,
    address: LogAddress = None,
    as_json: Json = False,
) -> None:
    """Write the log as one JSON document, sealed speeds included."""
    with told_plainly():
        with opened(address) as book:
            document = book.export(name)
        if out is None:
            print_json(document)
            return
        write_export(document, out)
        if as_json:
            print_json({"written": str(out)})
        else:
            print(f"Written: {out.absolute()}")


def full_id(book: Log, name: str, beginning: str) -> str:
    """The one id of an athlete's entries that begins so, sealed speeds included."""
    sessions = book.export(name)["athletes"][0]["sessions"]
    ids = [str(entry["id"]) for session in sessions for entry in session["entries"]]
    found = [each for each in ids if each.startswith(beginning)]
    if len(found) != 1:
        raise ParameterError(
            f"log: the id must be that of one entry of {name}, or how it begins; "
            f"{beginning!r} fits {len(found)}. `nextstride log show` gives the ids."
        )
    return found[0]


def write_export(document: dict[str, Any], file: Path) -> None:
    """Write an exported log, whole or not at all."""
    from nextstride.write.files import write_whole

    text = json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)
    write_whole(file.absolute().parent, {file.name: text + "\n"})


def read_export(file: Path) -> Any:
    """Read an exported log."""
    try:
        return json.loads(file.read_text("utf-8"))
    except OSError as error:
        raise ReadError(f"{file}: cannot be read ({error.strerror}).") from error
    except ValueError as error:
        raise ReadError(f"{file}: must be JSON, as log export writes it; it is not.") from error


def rehearse(document: Any) -> None:
    """Restore a document aside, so that a damaged one never leaves an empty log behind."""
    from tempfile import TemporaryDirectory

    from nextstride.log import open_log

    with TemporaryDirectory() as aside, open_log(Path(aside) / "log.sqlite") as book:
        book.restore(document)
