"""`nextstride log power`: jumps by their height, lifts by the speed of the bar."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from nextstride.cli.console import Json, told_plainly
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
)
from nextstride.errors import ParameterError


@log.command("power")
def log_power(
    names: Names,
    exercise: Annotated[
        str, typer.Option("--exercise", help="As countermovement jump, or back squat.")
    ],
    height: Annotated[
        str | None, typer.Option("--height", help="Of a jump, as 38cm or 15in.")
    ] = None,
    bar_speed: Annotated[
        float | None, typer.Option("--bar-speed", help="Of a lift, on the way up, m/s.")
    ] = None,
    load: Annotated[float, typer.Option("--load", help="What was lifted, kg.")] = 0.0,
    device: Annotated[
        str, typer.Option("--device", help="What it was measured with; another is another measure.")
    ] = "",
    day: Day = None,
    session: Session = 1,
    note: Note = "",
    address: LogAddress = None,
    as_json: Json = False,
) -> None:
    """Log jumps or lifts; in a squad NAME=38cm/39cm of jumps, NAME=0.82/0.84 of lifts."""
    with told_plainly():
        from nextstride.log import LogEntry, PowerTest

        if height is not None and bar_speed is not None:
            raise ParameterError("log: give --height of a jump or --bar-speed of a lift; got both.")
        shared: dict[str, Any] = {"day": day_from(day), "session": session, "note": note}
        shared |= {"exercise": exercise, "load": load, "device": device}
        entries: list[LogEntry] = []
        for name, told in named(names):
            measured: list[dict[str, Any]] = [{} if bar_speed is None else {"bar_speed": bar_speed}]
            if told or height:
                measured = [_measured(each, name) for each in (told or height or "").split("/")]
            entries += [PowerTest(athlete=name, **shared, **each) for each in measured]
        keep_all(address, entries, as_json)


def _measured(text: str, name: str) -> dict[str, Any]:
    """A height with its unit, or the speed of a bar without one."""
    from nextstride.readings import length_from, number_from

    if text.strip()[-1:].isalpha():
        return {"height": length_from(text, "a height")}
    return {"bar_speed": number_from(text, f"of {name}")}
