"""`nextstride probe plan|log|result`: the fatigue probe, from its sheet to the price of a link."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nextstride.cli.app import app
from nextstride.cli.console import Json, output_folder, print_json, told_plainly
from nextstride.cli.logbook import Confirmed, Day, LogAddress, Name, Note, Session, day_from, opened
from nextstride.cli.plan import Conditions, Pains
from nextstride.errors import MissingDataError, ParameterError, ReadError

if TYPE_CHECKING:
    import xarray as xr

    from nextstride.errors import Notice
    from nextstride.log import Log
    from nextstride.probe.power import Power, Range
    from nextstride.probe.protocol import Protocol
    from nextstride.probe.rounds import Reading

probe = typer.Typer(help="An experiment: what one tired link costs in speed.", no_args_is_help=True)
app.add_typer(probe, name="probe")

PROBE_FOLDER = Path("nextstride-probe")
Analysed = Annotated[
    Path | None,
    typer.Option("--analysis", help="Its simulated prices; else the newest logged recording's."),
]


@probe.command("plan")
def plan_a_probe(
    name: Name,
    age: Annotated[float, typer.Option("--age", help="Years; for adults from 18 to 59.")],
    links: Annotated[
        list[str] | None,
        typer.Option(
            "--link", help="hip_flexors, plantarflexors or sham; two of them. Both links if none."
        ),
    ] = None,
    start: Annotated[
        str | None, typer.Option("--start", help="First day, as 2025-03-31; tomorrow if none.")
    ] = None,
    pains: Pains = None,
    conditions: Conditions = None,
    analysis: Analysed = None,
    confirmed: Confirmed = False,
    out: Annotated[
        Path, typer.Option("--out", help="Folder for probe.html and probe.json.")
    ] = PROBE_FOLDER,
    address: LogAddress = None,
    as_json: Json = False,
) -> None:
    """Draw the order of two days by lot, and print what to do, when to stop, what it can show."""
    with told_plainly():
        from nextstride.log.probing import plan_in_log
        from nextstride.probe import PROBED, plan_probe, power_table
        from nextstride.probe.page import probe_page
        from nextstride.training import Health
        from nextstride.write.files import write_whole

        first = date.today() + timedelta(days=1) if start is None else day_from(start, "--start")
        health = Health(age, tuple(pains or ()), tuple(conditions or ()))
        with opened(address) as book:
            athlete = book.athlete(name).name
            protocol = plan_probe(athlete, health, tuple(links or PROBED), first)
            limits, told = _simulated(book, name, analysis, confirmed=confirmed)
            prices, _ = _prices_and_secants(limits)
            output_folder(out)
            notices = (*told, *plan_in_log(book, protocol))
        power = power_table(tuple(day.link for day in protocol.days), prices)
        document = protocol.to_json() | {"power": [vars(each) for each in power]}
        text = json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)
        page = probe_page(protocol, power)
        write_whole(out, {"probe.html": page, "probe.json": text + "\n"})
        if as_json:
            print_json(document | {"notices": [each.message for each in notices]})
            return
        _print_protocol(protocol, power)
        _say(notices)
        print(f"Sheet to print: {(out / 'probe.html').resolve()}")


@probe.command("log")
def log_probe(
    name: Name,
    link: Annotated[str, typer.Option("--link", help="hip_flexors, plantarflexors or sham.")],
    fresh: Annotated[bool, typer.Option("--fresh", help="Before anything was tired.")] = False,
    round_number: Annotated[
        int | None, typer.Option("--round", help="Which tired round of the day, from 1.")
    ] = None,
    strengths: Annotated[
        list[str] | None,
        typer.Option("--strength", help="In any one unit: 27, or 22@15s after the last hold."),
    ] = None,
    runs: Annotated[
        list[str] | None,
        typer.Option("--run", help="Flying time, s: 1.05, or 1.09@45s after the last hold."),
    ] = None,
    distance: Annotated[float, typer.Option("--distance", help="Of the flying runs, m.")] = 10.0,
    day: Day = None,
    session: Session = 1,
    note: Note = "",
    address: LogAddress = None,
    as_json: Json = False,
) -> None:
    """Log one round: strengths and runs, each with its seconds after the last hold."""
    with told_plainly():
        from nextstride.log import ProbeRound
        from nextstride.log.probing import add_probe_round
        from nextstride.probe import FRESH, Round
        from nextstride.probe.rounds import reading_from, speed_from

        if fresh == (round_number is not None):
            raise ParameterError("probe: give either --fresh or --round 1, 2, 3.")
        day_done = day_from(day)
        read = Round(
            link,
            FRESH if round_number is None else round_number,
            tuple(reading_from(each) for each in strengths or ()),
            tuple(speed_from(each, distance) for each in runs or ()),
            day_done,
        )
        entry = ProbeRound.from_round(read, athlete=name, day=day_done, session=session, note=note)
        with opened(address) as book:
            notices = add_probe_round(book, entry)
        if as_json:
            told = [each.message for each in notices]
            print_json(entry.to_json() | {"notices": told})
            return
        what = "fresh" if fresh else f"round {round_number}"
        print(f"Logged: {link.replace('_', ' ')}, {what} of {entry.athlete}, {day_done}.")
        print(f"  strengths: {_readings(read.strengths, 1)}; runs, m/s: {_readings(read.runs, 2)}")
        _say(notices)


@probe.command("result")
def probe_result(
    name: Name,
    analysis: Analysed = None,
    confirmed: Confirmed = False,
    address: LogAddress = None,
    as_json: Json = False,
) -> None:
    """Say what each tired link cost in speed, beside the simulation, and what speaks against it."""
    with told_plainly():
        from nextstride.evidence import evidence
        from nextstride.log import ProbeRound
        from nextstride.log.probing import probe_rounds
        from nextstride.probe import judge_probe
        from nextstride.probe.verdict import EVIDENCE

        with opened(address) as book:
            rounds = probe_rounds(book.entries(name, ProbeRound))
            limits, told = _simulated(book, name, analysis, confirmed=confirmed)
        verdict = judge_probe(rounds, *_prices_and_secants(limits))
        if as_json:
            print_json(verdict.to_json() | {"notices": [each.message for each in told]})
            return
        for sentence in verdict.text:
            print(f"- {sentence}")
        print(f"Evidence: {'; '.join(evidence()[key].study for key in EVIDENCE)}")
        _say(told)


def _simulated(
    book: Log, name: str, analysis: Path | None, *, confirmed: bool
) -> tuple[xr.Dataset | None, tuple[Notice, ...]]:
    """Limiter map of a runner; where no analysis has one, why. One named must."""
    from nextstride.errors import Notice
    from nextstride.log.person import check_is_of
    from nextstride.training import read_limiter_map

    try:
        file = book.newest_analysis(name) if analysis is None else analysis
        check_is_of(file, book.athlete(name), confirmed=confirmed or analysis is None)
        return read_limiter_map(file).limits, ()
    except (MissingDataError, ReadError) as error:
        if analysis is not None:
            raise
        return None, (Notice("not_simulated", f"No simulated price to set beside it: {error}"),)


def _prices_and_secants(
    limits: xr.Dataset | None,
) -> tuple[dict[str, Range], dict[str, float]]:
    """What a limiter map says of prices; nothing where there is none."""
    from nextstride.probe.verdict import simulated_prices, simulated_secants

    return ({}, {}) if limits is None else (simulated_prices(limits), simulated_secants(limits))


def _print_protocol(protocol: Protocol, power: Sequence[Power]) -> None:
    """Print the days, the stop rules and what it can show."""
    from nextstride.probe.page import power_words
    from nextstride.probe.verdict import AGAINST, EXPERIMENTAL

    print(f"Fatigue probe of {protocol.athlete}. {EXPERIMENTAL}")
    for number, day in enumerate(protocol.days, 1):
        print(
            f"Day {number}, {day.day:%A} {day.day}: {day.link.replace('_', ' ')}, {day.runs} runs"
        )
        for step in day.steps:
            print(f"  - {step}")
    print("Stop the day, or wait, at:")
    for rule in protocol.stop:
        print(f"  - {rule}")
    print(power_words(protocol, power))
    for sentence in AGAINST:
        print(f"- {sentence}")


def _readings(readings: Sequence[Reading], digits: int) -> str:
    """Readings in one line."""
    return ", ".join(f"{each.value:.{digits}f}" for each in readings) or "none"


def _say(notices: Sequence[Notice]) -> None:
    """Print notices on stderr."""
    for notice in notices:
        typer.echo(f"note: {notice.message}", err=True)
