"""`nextstride log run|speed|strength|hold`: what was done and measured."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nextstride.cli.console import Json, told_plainly
from nextstride.cli.logbook import (
    BodySide,
    Confirmed,
    Day,
    Group,
    JointAngle,
    LogAddress,
    Name,
    Names,
    Note,
    Session,
    day_from,
    keep,
    keep_all,
    log,
    named,
    opened,
    radians_from,
)
from nextstride.errors import ParameterError

if TYPE_CHECKING:
    from nextstride.log import Log, LogEntry


@log.command("run")
def log_run(
    name: Name,
    analysis: Annotated[Path, typer.Argument(help="An analysis.json, or its folder.")],
    confirmed: Confirmed = False,
    day: Day = None,
    session: Session = 1,
    note: Note = "",
    address: LogAddress = None,
    as_json: Json = False,
) -> None:
    """Log a recording that `nextstride analyze` has measured; its speed is sealed."""
    with told_plainly():
        from nextstride.log import RecordedRun
        from nextstride.log.person import check_is_of

        file = (analysis / "analysis.json" if analysis.is_dir() else analysis).absolute()
        entry = RecordedRun.from_analysis(file, name, day_from(day), session)
        with opened(address) as book:
            check_is_of(file, book.athlete(name), confirmed=confirmed)
        keep(address, replace(entry, note=note), as_json)


@log.command("speed")
def log_speed(
    names: Names,
    method: Annotated[
        str, typer.Option("--method", help="gates (from standing), fly_10 or radar.")
    ] = "gates",
    distance: Annotated[float | None, typer.Option("--distance", help="m, for gates.")] = None,
    time: Annotated[float | None, typer.Option("--time", help="s, for gates and fly_10.")] = None,
    top_speed: Annotated[float | None, typer.Option("--top-speed", help="m/s, for radar.")] = None,
    known: Annotated[
        bool, typer.Option("--known", help="The runner has seen it; asks for no feel.")
    ] = False,
    day: Day = None,
    session: Session = 1,
    note: Note = "",
    address: LogAddress = None,
    as_json: Json = False,
) -> None:
    """Log sprints against the clock or radar, sealed until the feel is told; NAME=1.07/1.09."""
    with told_plainly():
        from nextstride.log import SpeedTest
        from nextstride.readings import number_from

        measured = "top_speed" if method == "radar" else "time"
        shared: dict[str, Any] = {"day": day_from(day), "session": session, "note": note}
        shared |= {"method": method, "distance": distance, "known_to_runner": known}
        entries: list[LogEntry] = []
        for name, value in named(names):
            runs: list[dict[str, Any]] = [{"time": time, "top_speed": top_speed}]
            if value is not None:
                runs = [{measured: number_from(each, f"of {name}")} for each in value.split("/")]
            entries += [SpeedTest(athlete=name, **shared, **each) for each in runs]
        keep_all(address, entries, as_json)


@log.command("strength")
def log_strength(
    names: Names,
    group: Group,
    moment: Annotated[
        float | None,
        typer.Option("--moment", help="Greatest joint moment, N m per kg of body mass."),
    ] = None,
    force: Annotated[
        str | None, typer.Option("--force", help="What the scale showed, as 38kg, 372N or 84lb.")
    ] = None,
    lever: Annotated[
        str | None, typer.Option("--lever", help="From the joint to the scale's cuff: 36cm, 14in.")
    ] = None,
    side: BodySide = "both",
    angle: JointAngle = None,
    device: Annotated[
        str | None,
        typer.Option(
            "--device",
            help="dynamometer, rig, hand_held or band_scale (a luggage scale; where --force).",
        ),
    ] = None,
    day: Day = None,
    session: Session = 1,
    note: Note = "",
    address: LogAddress = None,
    as_json: Json = False,
) -> None:
    """Log maximal tests of a muscle group; in a squad NAME=38kg, NAME=38kg@36cm or NAME=2.1."""
    with told_plainly():
        read = moment is None
        shared: dict[str, Any] = {"day": day_from(day), "session": session, "note": note}
        shared |= {"group": group, "side": side, "joint_angle": radians_from(angle)}
        shared |= {"device": device or ("band_scale" if read else "hand_held")}
        if moment is not None and (force or lever):
            raise ParameterError("log: give either --moment, or --force with --lever; got both.")
        entries: list[LogEntry] = []
        with opened(address) as book:
            for name, value in named(names):
                scale, _, arm = (value or force or "").partition("@")
                plain = value is not None and scale.replace(",", "").replace(".", "").isdigit()
                own = float(scale.replace(",", ".")) if plain and not (arm or lever) else moment
                entries.append(_tested(book, name, (own, scale, arm or lever), shared))
        keep_all(address, entries, as_json)


def _tested(
    book: Log, name: str, told: tuple[float | None, str, str | None], shared: dict[str, Any]
) -> LogEntry:
    """One strength test, of a moment or of what a scale showed and the lever."""
    from nextstride.log import StrengthTest
    from nextstride.readings import force_from, length_from

    moment, scale, lever = told
    if moment is not None:
        return StrengthTest(athlete=name, moment=moment, **shared)
    if not scale or not lever:
        raise ParameterError(
            f"log: for {name} give --moment, or --force with --lever (in a squad {name}=38kg@36cm)."
        )
    reading = force_from(scale)
    mass = book.athlete(name)
    if "mass" in mass.assumed:
        raise ParameterError(
            f"log: a moment per kg needs the body mass of {name}, which is only assumed; tell it "
            "with `nextstride athlete add --update --mass`."
        )
    return StrengthTest.from_reading(
        reading.value, reading.unit, length_from(lever), mass.mass, athlete=name, **shared
    )


@log.command("hold")
def log_hold(
    name: Name,
    exercise: Annotated[
        str, typer.Option("--exercise", help="Name or title as in the plan, or a part of it.")
    ],
    hold_time: Annotated[float, typer.Option("--time", help="Length of one hold, s.")],
    sets: Annotated[int, typer.Option("--sets", help="Number of holds a side.")],
    group: Annotated[
        str | None, typer.Option("--group", help="Muscle group; known for planned exercises.")
    ] = None,
    side: BodySide = "both",
    angle: JointAngle = None,
    effort: Annotated[
        float | None, typer.Option("--effort", help="Percent of maximum, 1-100.")
    ] = None,
    pain: Annotated[float | None, typer.Option("--pain", help="0 none to 10.")] = None,
    day: Day = None,
    session: Session = 1,
    note: Note = "",
    address: LogAddress = None,
    as_json: Json = False,
) -> None:
    """Log holds as they were done; `nextstride log session` logs a whole planned session."""
    with told_plainly():
        from nextstride.log import Hold
        from nextstride.training.exercise import exercise_named

        meant = None if group else exercise_named(exercise)
        entry = Hold(
            athlete=name,
            day=day_from(day),
            session=session,
            note=note,
            exercise=exercise if meant is None else meant.name,
            group=group or (meant.groups[0] if meant else ""),
            side=side,
            joint_angle=radians_from(angle),
            hold_time=hold_time,
            sets=sets,
            percent_max=effort,
            pain=pain,
        )
        keep(address, entry, as_json)
