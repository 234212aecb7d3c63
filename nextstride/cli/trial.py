"""`nextstride trial`: fix a fair test, see what was drawn and how it goes, and get its verdict."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nextstride.cli.app import app
from nextstride.cli.console import Json, output_folder, print_json, told_plainly
from nextstride.cli.logbook import LogAddress, day_from, opened
from nextstride.errors import MissingDataError

if TYPE_CHECKING:
    from nextstride.log import LogEntry, Trial, Verdict
    from nextstride.log.blocks import Block
    from nextstride.log.conduct import Conduct
    from nextstride.log.trial_planning import Timing

trial = typer.Typer(help="A fair test of whether training did it.", no_args_is_help=True)
app.add_typer(trial, name="trial")

SquadNames = Annotated[list[str], typer.Argument(help="The athletes, one or several.")]


@trial.command("register")
def register_trial(
    names: SquadNames,
    weekdays: Annotated[
        list[str], typer.Option("--test-day", help="Weekday of testing, as tue; again for each.")
    ],
    strength: Annotated[
        str | None,
        typer.Option(
            "--strength",
            help="Strength measure of the chain, as hip_flexors_strength_left_30deg_rig; else "
            "the one logged most often.",
        ),
    ] = None,
    outcome: Annotated[
        str | None,
        typer.Option(
            "--outcome",
            help="What decides: fly_10, radar, gates_30m, recorded_speed; else the one logged "
            "most often.",
        ),
    ] = None,
    thigh_motion: Annotated[
        str | None, typer.Option("--thigh-motion", help="Measure of the recordings, in the chain.")
    ] = None,
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
    start_within: Annotated[
        int, typer.Option("--start-within", help="Weeks within which the start is drawn.")
    ] = 14,
    sure: Annotated[
        bool, typer.Option("--yes", help="Fix what was chosen and shown; asks if not given.")
    ] = False,
    address: LogAddress = None,
    as_json: Json = False,
) -> None:
    """Fix what decides, draw start and order by lot; neither can be changed afterwards.

    Measures that are not named are chosen from what was logged, and shown before they are fixed.
    """
    with told_plainly():
        from nextstride.log.trial_planning import USUAL, Timing, choose_measures, doubts, plan_trial

        begin = date.today() + timedelta(days=1) if first is None else day_from(first, "--first")
        timing = Timing(tuple(weekdays), begin, baseline, block, start_every, start_within)
        given = {"outcome": outcome, "strength": strength, "thigh_motion": thigh_motion}
        planned: list[Trial] = []
        with opened(address) as book:
            for name in names:
                known = book.athlete(name).name
                entries: tuple[LogEntry, ...] = book.entries(known)
                chosen = choose_measures(entries, given)
                for doubt in doubts(entries, chosen, date.today()):
                    typer.echo(f"note: {known}: {doubt}", err=True)
                unnamed = {key for name, key in chosen.items() if given[name] is None}
                if unnamed - set(USUAL.values()):
                    sure = sure or _agreed(known, chosen, timing)
                planned.append(plan_trial(known, chosen, timing))
            for each in planned:
                book.register_trial(each)
        if as_json:
            documents = [each.to_json() for each in planned]
            print_json(documents[0] if len(documents) == 1 else documents)
            return
        for each in planned:
            _print_trial(each)


def _agreed(name: str, chosen: dict[str, str], timing: Timing) -> bool:
    """Show what would be fixed, and ask.

    Raises
    ------
    typer.Exit
        If it is not agreed to, or nobody is there to ask; nothing is fixed then.
    """
    days = timing.test_days()
    print(f"Would be fixed for {name}:", file=sys.stderr)
    print(f"  decides:    {chosen['outcome']}; nothing else", file=sys.stderr)
    print(f"  chain:      {chosen['strength']} -> {chosen['thigh_motion']}", file=sys.stderr)
    print(f"  test days:  {len(days)}, {days[0]} to {days[-1]}", file=sys.stderr)
    if sys.stdin.isatty() and typer.confirm("Fix it for good?", err=True):
        return True
    print("Nothing is fixed; say --yes to fix it, or name the measures.", file=sys.stderr)
    raise typer.Exit


@trial.command("show")
def show_trials(names: SquadNames, address: LogAddress = None, as_json: Json = False) -> None:
    """Show what was fixed and drawn, checked against its commitment, and how it goes."""
    with told_plainly():
        from nextstride.log.conduct import follow_trial

        documents = []
        with opened(address) as book:
            for name in names:
                entries: tuple[LogEntry, ...] = book.entries(name)
                sealed = [each.day for each in book.waiting(name)]
                found = [
                    (each, follow_trial(each, entries, None, sealed)) for each in book.trials(name)
                ]
                documents += [each.to_json() | {"conduct": how.to_json()} for each, how in found]
                if as_json:
                    continue
                for each, how in found:
                    _print_trial(each)
                    _print_conduct(each, how)
                if not found:
                    print(f"No fair test of {name} is registered.")
        if as_json:
            print_json(documents)


def _print_conduct(planned: Trial, conduct: Conduct) -> None:
    """Print how a test is going."""
    done = f"{len(conduct.done)} of {len(planned.test_days)} test days are logged"
    ahead = f"; the next is {conduct.next_day}" if conduct.next_day else ""
    print(f"  so far:       {done}{ahead}")
    for note in conduct.notes:
        print(f"  note: {note}")


@trial.command("verdict")
def judge(
    names: SquadNames,
    address: LogAddress = None,
    as_json: Json = False,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for verdict.html and verdict.json.")
    ] = None,
) -> None:
    """Say what the newest fair test has shown; nothing before its last day is over."""
    with told_plainly():
        from nextstride.log import judge_trial
        from nextstride.log.own_prices import block_in_log
        from nextstride.report.verdict_page import write_verdict

        folder = None if out is None else output_folder(out)
        documents = []
        with opened(address) as book:
            for name in names:
                trials = book.trials(name)
                entries: tuple[LogEntry, ...] = book.entries(name)
                sealed = [each.day for each in book.waiting(name)]
                if not trials:
                    raise MissingDataError(
                        f"trial: no fair test of {name} is registered; `nextstride trial "
                        "register` does."
                    )
                verdict = judge_trial(trials[-1], entries, sealed=sealed)
                after = trials[-1].start + timedelta(days=1)
                running = verdict.certainty == "running"
                block = None if running else block_in_log(book, name, after)
                gains = None if block is None else block.to_json()
                documents.append(verdict.to_json() | {"gains": gains})
                if not as_json:
                    _print_verdict(trials[-1], verdict, block)
                _tell_sealed(len(sealed))
                if folder is not None:
                    own = folder if len(names) == 1 else folder / trials[-1].athlete
                    page = write_verdict(trials[-1], verdict, entries, own, block)
                    if not as_json:
                        print(f"Report: {page.resolve()}")
        if as_json:
            print_json(documents[0] if len(documents) == 1 else documents)


def _tell_sealed(number: int) -> None:
    """Say that sealed sessions do not count yet."""
    if number:
        ending = "s do" if number > 1 else " does"
        typer.echo(f"note: {number} sealed session{ending} not count yet.", err=True)


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


def _print_verdict(planned: Trial, verdict: Verdict, block: Block | None) -> None:
    """Print the verdict, and what the same changes say of the runner's gains."""
    print(f"{planned.athlete}, {planned.outcome}: {verdict.certainty}")
    for sentence in (*verdict.text, *(() if block is None else block.text)):
        print(f"- {sentence}")
    print(f"Commitment: {verdict.commitment}")
