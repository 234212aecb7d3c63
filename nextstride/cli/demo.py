"""`nextstride demo`: the whole job on a made runner, with the truth beside what is found."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from nextstride.cli.app import app
from nextstride.cli.console import (
    REPORT_FOLDER,
    Json,
    Out,
    output_folder,
    print_json,
    progress,
    stages,
    told_plainly,
)

if TYPE_CHECKING:
    from nextstride.analysis import Analysis
    from nextstride.personal.made_runner import MadeRunner

BODIES = 8
AGE = 24
NEXT = (
    "nextstride guide                                             how to film with a phone",
    "nextstride analyze run.mp4 --mass 75 --height 1.80 --age 24  your own limits and plan",
    "nextstride athlete add Mia --mass 58 --height 1.68           a log: does it work?",
)


@app.command()
def demo(out: Out = REPORT_FOLDER, as_json: Json = False) -> None:
    """Find what limits a made runner whose truth is known, and plan the training; offline."""
    with told_plainly(), ExitStack() as shown:
        if not as_json:
            output_folder(out)
        say = shown.enter_context(progress())
        say("simulating a runner with a weak link")
        from nextstride.personal.made_runner import make_runner

        made = make_runner()
        shown.close()
        analysis = _answered(made)
        if as_json:
            print_json(analysis.to_json() | {"truth": made.gains})
            return
        _deliver(analysis, made, out)


def _answered(made: MadeRunner) -> Analysis:
    """Measure the recording, fit bodies to it, plan from tomorrow on."""
    from nextstride.analysis import analyze, fit_runner, plan_runner
    from nextstride.conventions import in_words, signed
    from nextstride.errors import Notice
    from nextstride.personal import FitOptions
    from nextstride.personal.made_runner import FITTED
    from nextstride.training import Health, Schedule

    with stages() as show:
        options = FitOptions(members=BODIES, variants=FITTED, progress=show)
        analysis = fit_runner(analyze(made.recording, made.athlete), options)
    told = "; ".join(f"{in_words(link)} {signed(gain)}" for link, gain in made.gains.items())
    truth = (
        f"This runner was simulated, with {in_words(made.weak)} at {100 * made.strength:.0f} % of "
        "their usual strength and muscles that the fitted bodies do not have. What 10 % more "
        f"strength would truly give, m/s: {told}."
    )
    analysis = replace(analysis, notices=(*analysis.notices, Notice("made_runner", truth)))
    schedule = Schedule(date.today() + timedelta(days=1), speed_days=("tuesday",), clock=time(17))
    return plan_runner(analysis, Health(AGE), schedule)


def _deliver(analysis: Analysis, made: MadeRunner, out: Path) -> None:
    """Write everything, and say what was found, what is true, and what to do next."""
    from nextstride.conventions import in_words, signed
    from nextstride.report import write_analysis
    from nextstride.report.runner_words import gain, headline, ranked

    report = write_analysis(analysis, output_folder(out))
    limits = analysis.to_json()["limits"]
    for notice in analysis.notices:
        if notice.code != "made_runner":
            print(f"note: {notice.message}", file=sys.stderr)
    if limits is not None:
        print(headline(limits))
        print(f"\n{'10 % more strength gives':26}{'found (90 %)':32}truth")
        for row in ranked(limits):
            truth = f"{signed(made.gains[row['group']])} m/s"
            print(f"{in_words(row['group']):26}{gain(row):32}{truth}")
    print(f"\nReport: {report.resolve()}")
    if analysis.plan is not None:
        print(f"Plan:   {(report.parent / 'plan.html').resolve()}")
    print("\nNext:")
    for line in NEXT:
        print(f"  {line}")
