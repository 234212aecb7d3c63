"""`nextstride trial`: fix a fair test, see what was drawn, and get its verdict."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nextstride.checks import Problems
from nextstride.cli.app import app
from nextstride.cli.console import Json, output_folder, print_json, told_plainly
from nextstride.cli.logbook import LogAddress, Name, day_from, opened
from nextstride.errors import MissingDataError

if TYPE_CHECKING:
    from nextstride.log import LogEntry, Trial, Verdict

trial = typer.Typer(help="A fair test of whether training did it.", no_args_is_help=True)
app.add_typer(trial, name="trial")


@trial.command("register")
def register_trial(
    name: Name,
    strength: Annotated[
        str,
        typer.Option(
            "--strength", help="Strength measure of the chain, as hip_flexors_strength_left_rig."
        ),
    ],
    weekdays: Annotated[
        list[str], typer.Option("--test-day", help="Weekday of testing; again for each.")
    ],
    outcome: Annotated[
        str,
        typer.Option("--outcome", help="What decides: fly_10, radar, gates_30m, recorded_speed."),
    ] = "fly_10",
    thigh_motion: Annotated[
        str, typer.Option("--thigh-motion", help="Measure of the recordings, in the chain.")
    ] = "peak_thigh_flexion_velocity",
    first: Annotated[
        str | None, typer.Option("--first", help="First day of testing; tomorrow if none.")
    ] = None,
    baseline: Annotated[
        int, typer.Option("--baseline", help="Test days before training at least.")
    ] = 6,
    block: Annotated[int, typer.Option("--block", help="Test days of each block.")] = 6,
    start_every: Annotated[
        int, typer.Option("--start-every", help="A start is possible every so many test days.")
    ] = 1,
    address: LogAddress = None,
    as_json: Json = False,
) -> None:
    """Fix what decides, draw start and order by lot; neither can be changed afterwards."""
    with told_plainly():
        from nextstride.log import Trial
        from nextstride.log.trial import FEWEST_CANDIDATES

        needed = baseline + (FEWEST_CANDIDATES - 1) * start_every + 2 * block
        begin = date.today() + timedelta(days=1) if first is None else day_from(first, "--first")
        planned = Trial(
            athlete=name,
            outcome=outcome,
            strength=strength,
            thigh_motion=thigh_motion,
            test_days=test_days_from(begin, weekdays, max(needed, 1)),
            block_sessions=block,
            baseline_sessions=baseline,
            start_every=start_every,
        )
        with opened(address) as book:
            book.register_trial(planned)
        if as_json:
            print_json(planned.to_json())
        else:
            _print_trial(planned)


@trial.command("show")
def show_trials(name: Name, address: LogAddress = None, as_json: Json = False) -> None:
    """Show what was fixed and drawn, checked against its commitment."""
    with told_plainly():
        with opened(address) as book:
            found = book.trials(name)
        if as_json:
            print_json([each.to_json() for each in found])
            return
        for each in found:
            _print_trial(each)
        if not found:
            print(f"No fair test of {name} is registered.")


@trial.command("verdict")
def judge(
    name: Name,
    address: LogAddress = None,
    as_json: Json = False,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for verdict.html and verdict.json.")
    ] = None,
) -> None:
    """Say what the newest fair test has shown; nothing before its last day is over."""
    with told_plainly():
        from nextstride.log import judge_trial

        folder = None if out is None else output_folder(out)
        with opened(address) as book:
            trials = book.trials(name)
            entries: tuple[LogEntry, ...] = book.entries(name)
            sealed = len(book.waiting(name))
        if not trials:
            raise MissingDataError(
                f"trial: no fair test of {name} is registered; `nextstride trial register` does."
            )
        verdict = judge_trial(trials[-1], entries)
        if as_json:
            print_json(verdict.to_json())
        else:
            _print_verdict(trials[-1], verdict)
        if sealed:
            typer.echo(
                f"note: {sealed} sealed session{'s do' if sealed > 1 else ' does'} not count yet.",
                err=True,
            )
        if folder is not None:
            from nextstride.report.verdict_page import write_verdict

            page = write_verdict(trials[-1], verdict, entries, folder)
            if not as_json:
                print(f"Report: {page.resolve()}")


def test_days_from(first: date, weekdays: list[str], number: int) -> tuple[date, ...]:
    """The next `number` dates on some weekdays, from the first day on.

    Raises
    ------
    ParameterError
        If a weekday is unknown.
    """
    from nextstride.training.schedule import WEEKDAYS, weekday

    tested = {weekday(day) for day in weekdays}
    problems = Problems("trial")
    problems.require(first.year < 9000, f"--first must be a date of a calendar; got {first}")
    problems.raise_if_any()
    every = (first + timedelta(days=days) for days in count())
    return tuple(islice((day for day in every if WEEKDAYS[day.weekday()] in tested), number))


def _print_trial(planned: Trial) -> None:
    """Print what was fixed and drawn."""
    days = planned.test_days
    print(f"Fair test of {planned.athlete}, registered {planned.registered}")
    print(f"  decides:      {planned.outcome}; nothing else")
    print(f"  chain:        {planned.strength} -> {planned.thigh_motion} -> {planned.outcome}")
    print(f"  test days:    {len(days)}, {days[0]} to {days[-1]}")
    print(f"  training:     starts after the test of {planned.start}, drawn from "
          f"{len(planned.candidates)} days; not a day earlier")  # fmt: skip
    print(f"  blocks:       {planned.order[0]} side first, then {planned.order[1]} side")
    print(f"  commitment:   {planned.commitment}")
    print("Give the commitment to somebody today: it shows later that nothing was changed.")


def _print_verdict(planned: Trial, verdict: Verdict) -> None:
    """Print the verdict."""
    print(f"{planned.athlete}, {planned.outcome}: {verdict.certainty}")
    for sentence in verdict.text:
        print(f"- {sentence}")
    print(f"Commitment: {verdict.commitment}")
