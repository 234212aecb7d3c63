"""`nextstride plan`: from a runner's limiter map to weeks of dosed sessions."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nextstride.cli.app import app
from nextstride.cli.band_text import CHART_FORM, SCALE_FORM, chart_band_from, scale_band_from
from nextstride.cli.console import Json, output_folder, print_json, progress, told_plainly
from nextstride.cli.logbook import Confirmed, LogAddress, day_from, named, opened
from nextstride.errors import ParameterError

if TYPE_CHECKING:
    from nextstride.training import Plan

PLAN_FOLDER = Path("nextstride-plan")


SquadAges = Annotated[
    list[str], typer.Argument(help="The athletes; in a squad NAME=AGE each, at one schedule.")
]
Age = Annotated[
    float | None, typer.Option("--age", help="Years; a child's plan is another than an adult's.")
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
    names: SquadAges,
    age: Age = None,
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
    confirmed: Confirmed = False,
    bands: ChartBands = None,
    scale_bands: ScaleBands = None,
    out: PlanFolder = PLAN_FOLDER,
    address: LogAddress = None,
    as_json: Json = False,
) -> None:
    """Plan weeks of sessions from what limits this runner, each choice with its reason."""
    with told_plainly(), progress() as say:
        from nextstride.log.planning import plan_from_log
        from nextstride.report.plan_files import write_plan
        from nextstride.training import Health, Schedule
        from nextstride.training.schedule import local_time

        schedule = Schedule(
            start=date.today() + timedelta(days=1) if start is None else day_from(start, "--start"),
            weeks=weeks,
            speed_days=tuple(speed_days or ()),
            strength_days=tuple(strength_days or ()),
            closed_days=tuple(closed_days or ()),
            days_off=tuple(day for text in days_off or () for day in days_from(text)),
            clock=local_time(clock, "--clock must be"),
        )
        rubber = (
            *(scale_band_from(text) for text in scale_bands or ()),
            *(chart_band_from(text) for text in bands or ()),
        )
        folder = out if as_json else output_folder(out)
        ages = ages_from(names, age)
        if analysis is not None and len(ages) > 1:
            raise ParameterError("plan: --analysis is of one athlete; a squad's are in the log.")
        documents = []
        for name, years in ages.items():
            say(f"planning for {name}")
            health = Health(years, tuple(pains or ()), tuple(conditions or ()), cleared)
            with opened(address) as book:
                known = book.athlete(name).name
                plan = plan_from_log(
                    book, name, health, schedule, rubber, analysis=analysis, confirmed=confirmed
                )
            documents.append(plan.to_json())
            if not as_json:
                own = folder if len(ages) == 1 else folder / known
                write_plan(plan, own)
                _keep(plan, name, address)
                _tell(plan, own)
    if as_json:
        print_json(documents[0] if len(documents) == 1 else documents)


def ages_from(names: list[str], age: float | None) -> dict[str, float]:
    """Age of each athlete.

    Raises
    ------
    ParameterError
        If one is not told.
    """
    from nextstride.readings import number_from

    found = {}
    for name, value in named(names):
        years = age if value is None else number_from(value, f"age of {name}")
        if years is None:
            raise ParameterError(f"plan: the age of {name} is needed: --age, or {name}=24.")
        found[name] = years
    return found


def _keep(plan: Plan, name: str, address: str | None) -> None:
    """Keep the plan in the log, so that its sessions are logged in one line."""
    with opened(address) as book:
        book.save_plan(name, plan.to_json())


def _tell(plan: Plan, folder: Path) -> None:
    """Print the plan, its notices, and where it is."""
    from nextstride.cli.plan_text import plan_text

    print(plan_text(plan))
    for notice in plan.notices:
        typer.echo(f"note: {notice.message}", err=True)
    print(f"Plan: {(folder / 'plan.html').resolve()}, with plan.ics for the calendar.")


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
