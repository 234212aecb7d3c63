"""`nextstride log run|speed|strength|hold`: what a runner did and measured."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import typer

from nextstride.cli.console import Json, told_plainly
from nextstride.cli.logbook import (
    BodySide,
    Day,
    Group,
    JointAngle,
    LogAddress,
    Name,
    Note,
    Session,
    day_from,
    keep,
    log,
    radians_from,
)
from nextstride.errors import ParameterError


@log.command("run")
def log_run(
    name: Name,
    analysis: Annotated[Path, typer.Argument(help="An analysis.json, or its folder.")],
    day: Day = None,
    session: Session = 1,
    note: Note = "",
    address: LogAddress = None,
    as_json: Json = False,
) -> None:
    """Log a recording that `nextstride analyze` has measured; its speed is sealed."""
    with told_plainly():
        from nextstride.log import RecordedRun

        file = (analysis / "analysis.json" if analysis.is_dir() else analysis).absolute()
        entry = RecordedRun.from_analysis(file, name, day_from(day), session)
        keep(address, replace(entry, note=note), as_json)


@log.command("speed")
def log_speed(
    name: Name,
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
    """Log a sprint against the clock or radar; it is sealed until the session's feel is told."""
    with told_plainly():
        from nextstride.log import SpeedTest

        entry = SpeedTest(
            athlete=name,
            day=day_from(day),
            session=session,
            note=note,
            method=method,  # type: ignore[arg-type]  # the entry refuses anything else
            distance=distance,
            time=time,
            top_speed=top_speed,
            known_to_runner=known,
        )
        keep(address, entry, as_json)


@log.command("strength")
def log_strength(
    name: Name,
    group: Group,
    moment: Annotated[
        float, typer.Option("--moment", help="Greatest joint moment, N m per kg of body mass.")
    ],
    side: BodySide = "both",
    angle: JointAngle = None,
    device: Annotated[
        str, typer.Option("--device", help="dynamometer, rig, hand_held or band_scale.")
    ] = "hand_held",
    day: Day = None,
    session: Session = 1,
    note: Note = "",
    address: LogAddress = None,
    as_json: Json = False,
) -> None:
    """Log a maximal test of a muscle group."""
    with told_plainly():
        from nextstride.log import StrengthTest

        entry = StrengthTest(
            athlete=name,
            day=day_from(day),
            session=session,
            note=note,
            group=group,
            moment=moment,
            side=side,
            joint_angle=radians_from(angle),
            device=device,
        )
        keep(address, entry, as_json)


@log.command("hold")
def log_hold(
    name: Name,
    exercise: Annotated[str, typer.Option("--exercise", help="Name, as in the plan.")],
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
    """Log holds as they were done."""
    with told_plainly():
        from nextstride.log import Hold

        entry = Hold(
            athlete=name,
            day=day_from(day),
            session=session,
            note=note,
            exercise=exercise,
            group=group or group_of(exercise),
            side=side,
            joint_angle=radians_from(angle),
            hold_time=hold_time,
            sets=sets,
            percent_max=effort,
            pain=pain,
        )
        keep(address, entry, as_json)


def group_of(exercise: str) -> str:
    """Muscle group that an exercise of the library trains.

    Raises
    ------
    ParameterError
        If the library does not have it.
    """
    from nextstride.training.exercise import exercises

    known = exercises()
    if exercise not in known:
        near = get_close_matches(exercise, known, n=3, cutoff=0.5)
        meant = (
            f"meant is perhaps {' or '.join(near)}" if near else "the plan's page gives the names"
        )
        raise ParameterError(
            f"log: the library has no exercise {exercise!r}; {meant}. For one of your own give "
            "--group."
        )
    return known[exercise].groups[0]
