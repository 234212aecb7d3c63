"""`nextstride log import`: an exported log, a device's table, or one's own, into the log."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nextstride.cli.console import Json, print_json, told_plainly
from nextstride.cli.log_contents import read_export, rehearse
from nextstride.cli.logbook import (
    Day,
    JointAngle,
    LogAddress,
    day_from,
    log,
    opened,
    radians_from,
)
from nextstride.errors import ReadError

if TYPE_CHECKING:
    from nextstride.imports import Import
    from nextstride.log import Log, LogEntry


@log.command("import")
def import_log(
    file: Annotated[
        Path, typer.Argument(help="An exported log (JSON); CSV, XLSX or FIT of a device.")
    ],
    write: Annotated[
        bool, typer.Option("--yes", help="Write what the preview of a device's file showed.")
    ] = False,
    athlete: Annotated[str, typer.Option("--athlete", help="Whose, where no row says it.")] = "",
    day: Day = None,
    group: Annotated[str, typer.Option("--group", help="Muscle group, where no row says it.")] = "",
    side: Annotated[str, typer.Option("--side", help="left, right or both, likewise.")] = "",
    lever: Annotated[
        float | None, typer.Option("--lever", help="cm from the joint to where a force pulled.")
    ] = None,
    angle: JointAngle = None,
    device: Annotated[str, typer.Option("--device", help="As for log strength.")] = "",
    source: Annotated[
        str, typer.Option("--source", help="Which device, if its columns do not show it.")
    ] = "",
    known: Annotated[
        bool, typer.Option("--known", help="The runner has seen the speeds; asks for no feel.")
    ] = False,
    address: LogAddress = None,
    as_json: Json = False,
) -> None:
    """Show what a device's file would add, and add it with --yes; nothing is added twice.

    An exported log is added at once, all or nothing.
    """
    with told_plainly():
        if _is_export(file):
            _restore(file, address, as_json)
            return
        from nextstride.imports import Told, read_import

        told = Told(
            athlete=athlete,
            day=None if day is None else day_from(day),
            group=group,
            side=side,
            device=device,
            lever=None if lever is None else lever / 100,
            joint_angle=radians_from(angle),
        )
        with opened(address) as book:
            people = {person.name: person for person in book.athletes()}
            found = read_import(file, people, told, source)
            new = [_seen(each.entry) if known else each.entry for each in found.new(_ids(book))]
            if write and new:
                book.add(*new)
        _show(found, new, write, as_json)


def _is_export(file: Path) -> bool:
    """Whether a file is JSON, as an exported log is."""
    try:
        with file.open("rb") as opened_file:
            return opened_file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"
    except OSError as error:
        raise ReadError(f"{file}: cannot be read ({error.strerror}).") from error


def _restore(file: Path, address: str | None, as_json: bool) -> None:
    """Add an exported log to this one, all or nothing; what is there already is left."""
    document = read_export(file)
    rehearse(document)
    with opened(address, new=True) as book:
        book.restore(document)
    names = [each["name"] for each in document["athletes"]]
    if as_json:
        print_json({"imported": names})
    else:
        print(f"Imported: {', '.join(names) or 'no one'}")


def _ids(book: Log) -> set[str]:
    """Ids of every entry of the log, sealed speeds included."""
    return {
        str(entry["id"])
        for person in book.export()["athletes"]
        for session in person["sessions"]
        for entry in session["entries"]
    }


def _seen(entry: LogEntry) -> LogEntry:
    """An entry whose speed the runner has seen."""
    from nextstride.log import SpeedTest

    return replace(entry, known_to_runner=True) if isinstance(entry, SpeedTest) else entry


def _show(found: Import, new: list[LogEntry], written: bool, as_json: bool) -> None:
    """Print what a file holds: what is new, what the log has already, what cannot be used."""
    if as_json:
        left: list[dict[str, Any]] = [
            {"row": each.line, "reason": each.reason} for each in found.left_out
        ]
        document = {"source": found.source, "new": [_told(entry) for entry in new]}
        known = len(found.found) - len(new)
        print_json(document | {"already": known, "left_out": left, "written": written})
        return
    print(f"This is {found.source}.")
    for entry in new:
        print(f"  {'added' if written else 'new'}: {entry.day} {entry.athlete}, {_words(entry)}")
    for each in found.left_out:
        print(f"  left out: {f'row {each.line}: ' if each.line else ''}{each.reason}")
    already = len(found.found) - len(new)
    if already:
        print(f"  {already} in the log already")
    if new and not written:
        print("Nothing is written yet; say --yes to add what is new.")


def _words(entry: LogEntry) -> str:
    """An entry in words; a speed that the runner may not have seen is not told."""
    from nextstride.log import SpeedTest
    from nextstride.log.entry_text import entry_text

    if isinstance(entry, SpeedTest) and not entry.known_to_runner:
        what = "top speed" if entry.distance is None else f"{entry.distance:g} m"
        return f"speed test: {what}, sealed until its feel is told"
    return entry_text(entry)


def _told(entry: LogEntry) -> dict[str, Any]:
    """An entry as JSON; a sealed speed is left out."""
    document = entry.to_json()
    if document.get("known_to_runner") is False:
        document |= {"time": None, "top_speed": None}
    return document
