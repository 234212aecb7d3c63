"""`nextstride plan`: from a runner's limiter map to weeks of dosed sessions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nextstride.cli.app import app
from nextstride.cli.band_text import CHART_FORM, SCALE_FORM, chart_band_from, scale_band_from
from nextstride.cli.console import Json, output_folder, print_json, progress, told_plainly
from nextstride.cli.logbook import LogAddress, Name, day_from, opened
from nextstride.errors import ParameterError

if TYPE_CHECKING:
    from nextstride.athlete import Athlete

PLAN_FOLDER = Path("nextstride-plan")


Age = Annotated[
    float, typer.Option("--age", help="Years; a child's plan is another than an adult's.")
]
Analysed = Annotated[
    Path | None,
    typer.Option(
        "--analysis", help="An analysis.json or its folder; else the newest logged recording."
    ),
]
Start = Annotated[
    str | None, typer.Option("--start", help="First day, as 2025-03-31; tomorrow if none.")
]
Weeks = Annotated[int, typer.Option("--weeks", help="4 to 16.")]
Clock = Annotated[str, typer.Option("--clock", help="When a session begins, as 17:00.")]
SpeedDays = Annotated[
    list[str] | None,
    typer.Option("--speed-day", help="Weekday of hard sprinting, as tue; again for each."),
]
StrengthDays = Annotated[
    list[str] | None,
    typer.Option("--strength-day", help="Weekday of other heavy strength work."),
]
ClosedDays = Annotated[
    list[str] | None, typer.Option("--closed-day", help="Weekday without any session.")
]
DaysOff = Annotated[
    list[str] | None,
    typer.Option("--off", help="A date without a session, or FIRST..LAST; again for each."),
]
Pains = Annotated[
    list[str] | None,
    typer.Option(
        "--pain",
        help="Where it hurts: groin, hip, hamstring, knee, calf, achilles, shin, foot, lower_back.",
    ),
]
Conditions = Annotated[
    list[str] | None,
    typer.Option(
        "--condition",
        help="high_blood_pressure, pregnancy, hernia, latex_allergy, heart_disease, "
        "recent_surgery, return_from_injury.",
    ),
]
Cleared = Annotated[
    bool,
    typer.Option("--cleared", help="A doctor or physiotherapist has agreed to all-out efforts."),
]
ChartBands = Annotated[
    list[str] | None,
    typer.Option("--band", help=f"A TheraBand by its chart: {CHART_FORM} (m)."),
]
ScaleBands = Annotated[
    list[str] | None,
    typer.Option("--scale-band", help=f"A band read with a luggage scale: {SCALE_FORM} (m)."),
]
PlanFolder = Annotated[
    Path, typer.Option("--out", help="Folder for plan.html, plan.ics and plan.json.")
]


@app.command("plan")
def make_plan(
    name: Name,
    age: Age,
    analysis: Analysed = None,
    start: Start = None,
    weeks: Weeks = 8,
    clock: Clock = "17:00",
    speed_days: SpeedDays = None,
    strength_days: StrengthDays = None,
    closed_days: ClosedDays = None,
    days_off: DaysOff = None,
    pains: Pains = None,
    conditions: Conditions = None,
    cleared: Cleared = False,
    bands: ChartBands = None,
    scale_bands: ScaleBands = None,
    out: PlanFolder = PLAN_FOLDER,
    address: LogAddress = None,
    as_json: Json = False,
) -> None:
    """Plan weeks of sessions from what limits this runner, each choice with its reason."""
    with told_plainly(), progress() as say:
        from nextstride.cli.plan_text import plan_text
        from nextstride.report.plan_files import write_plan
        from nextstride.training import Health, Schedule, plan_training, read_limiter_map

        health = Health(age, tuple(pains or ()), tuple(conditions or ()), cleared)
        schedule = Schedule(
            start=date.today() + timedelta(days=1) if start is None else day_from(start, "--start"),
            weeks=weeks,
            speed_days=tuple(speed_days or ()),
            strength_days=tuple(strength_days or ()),
            closed_days=tuple(closed_days or ()),
            days_off=tuple(day for text in days_off or () for day in days_from(text)),
            clock=clock_from(clock),
        )
        rubber = (
            *(scale_band_from(text) for text in scale_bands or ()),
            *(chart_band_from(text) for text in bands or ()),
        )
        if not as_json:
            output_folder(out)
        say("reading the limiter map")
        athlete, file = runner_from_log(name, address, analysis)
        found = read_limiter_map(file)
        say("planning")
        plan = plan_training(found.limits, found.joint_angles, athlete, health, schedule, rubber)
        if as_json:
            print_json(plan.to_json())
            return
        say("writing the plan")
        write_plan(plan, out)
    print(plan_text(plan))
    for notice in plan.notices:
        typer.echo(f"note: {notice.message}", err=True)
    print(f"Plan: {(out / 'plan.html').resolve()}, with plan.ics for the calendar.")


def runner_from_log(name: str, address: str | None, analysis: Path | None) -> tuple[Athlete, Path]:
    """The athlete with what was tested, and the analysis to plan from."""
    from nextstride.log import StrengthTest
    from nextstride.log.maxima import tested_maxima

    with opened(address) as book:
        athlete = book.athlete(name)
        tested = tested_maxima(book.entries(name, StrengthTest))
        file = book.newest_analysis(name) if analysis is None else analysis
    return replace(athlete, strength_tests=athlete.strength_tests | tested), file


def days_from(text: str) -> list[date]:
    """Days of ``--off``: one date, or all from the first to the last of two.

    Raises
    ------
    ParameterError
        If they are no dates, or in the wrong order, or more than a year.
    """
    first, dots, last = text.partition("..")
    begin = day_from(first, "--off")
    end = day_from(last, "--off") if dots else begin
    if not timedelta(0) <= end - begin <= timedelta(days=366):
        raise ParameterError(f"--off must be a date or FIRST..LAST within a year; got {text!r}.")
    return [begin + timedelta(days=number) for number in range((end - begin).days + 1)]


def clock_from(text: str) -> time:
    """Local time that an option names.

    Raises
    ------
    ParameterError
        If it is none.
    """
    try:
        clock = time.fromisoformat(text)
    except ValueError:
        raise ParameterError(f"--clock must be a time as 17:00; got {text!r}.") from None
    return clock.replace(tzinfo=None)
