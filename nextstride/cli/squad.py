"""`nextstride batch` and `population`: many recordings, or many made bodies, at once."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nextstride.cli.analyze import Bodies, FittedBody, bodies_to_fit
from nextstride.cli.app import app
from nextstride.cli.console import (
    Json,
    Scheduler,
    WorkerCount,
    bar,
    output_folder,
    print_json,
    stages,
    told_plainly,
)

if TYPE_CHECKING:
    from nextstride.squad.athletes import Athletes
    from nextstride.squad.batch import Batch, Progress
    from nextstride.squad.job import Job

SOME_FAILED = 3
"""Exit status of a batch that is done, but for recordings that could not be analysed."""
SHOWN_REASONS = 10


@app.command()
def batch(
    source: Annotated[
        Path, typer.Argument(help="A folder of recordings, or a list of them (CSV, XLSX).")
    ],
    out: Annotated[Path, typer.Option("--out", help="Folder for tables, reports and the page.")],
    athletes: Annotated[
        Path | None,
        typer.Option(
            "--athletes",
            help="Table of athletes: athlete, mass, height, sex; athletes.csv of the folder else.",
        ),
    ] = None,
    address: Annotated[
        str | None, typer.Option("--log", help="The log that knows the athletes.")
    ] = None,
    scheduler: Scheduler = None,
    workers: WorkerCount = None,
    bodies: Bodies = None,
    body: FittedBody = "planar",
    no_logged_tests: Annotated[
        bool,
        typer.Option("--no-logged-tests", help="Leave out the log's strength tests."),
    ] = False,
    no_limits: Annotated[
        bool, typer.Option("--no-limits", help="Measure only; simulate nothing.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Analyse all recordings of a folder or list; started again, it goes on where it stopped."""
    with told_plainly():
        from nextstride.squad.batch import run_batch
        from nextstride.squad.job import Settings
        from nextstride.squad.page import write_squad_page
        from nextstride.squad.scheduler import workers_at
        from nextstride.squad.tables import runs_table, write_tables

        settings = Settings(not no_limits, bodies_to_fit("batch", body, bodies), body)
        output_folder(out)
        jobs = _beside_the_log(_jobs(source, athletes, out), address, tests=not no_logged_tests)
        with workers_at(scheduler, workers) as found, _counted() as show:
            done = run_batch(jobs, settings, out, found, show)
        write_tables(done, out)
        page = write_squad_page(runs_table(done), out)
    _tell(done, page, as_json)
    if done.count("failed"):
        raise typer.Exit(SOME_FAILED)


@app.command()
def population(
    out: Annotated[Path, typer.Option("--out", help="Folder for the tables and the page.")],
    bodies: Annotated[int, typer.Option("--bodies", help="Made people.")] = 1000,
    seed: Annotated[int, typer.Option("--seed", help="Another one draws other people.")] = 0,
    scheduler: Scheduler = None,
    workers: WorkerCount = None,
    as_json: Json = False,
) -> None:
    """Draw bodies and solve each: how limits spread among sprinters, and what advice is worth."""
    with told_plainly():
        from nextstride.squad.population import KEPT, check_population, solve_population
        from nextstride.squad.population_page import write_population
        from nextstride.squad.scheduler import workers_at
        from nextstride.squad.spread import population_document

        check_population(bodies, seed)
        output_folder(out)
        with workers_at(scheduler, workers) as found, bar("solving bodies", bodies) as done:
            members = solve_population(bodies, seed, out / KEPT, found, done)
        page = write_population(members, seed, out)
        if as_json:
            print_json(population_document(members, seed))
            return
    print(f"{members.sizes['member']} bodies solved, {members.attrs['lost']} were not")
    print(f"Page: {page.resolve()}")


def _jobs(source: Path, table: Path | None, out: Path) -> list[Job]:
    """The recordings of a folder or a list."""
    from nextstride.errors import ReadError
    from nextstride.squad.athletes import read_list
    from nextstride.squad.finding import find_recordings

    if not source.exists():
        raise ReadError(f"{source}: there is no such folder or list.")
    known = _athletes(source, table)
    return find_recordings(source, known, out) if source.is_dir() else read_list(source, known)


def _beside_the_log(jobs: list[Job], address: str | None, *, tests: bool) -> list[Job]:
    """Add what the log knows of the athletes, and say where it disagrees with the tables."""
    from nextstride.cli.logbook import log_exists, opened, tell_otherwise
    from nextstride.squad.logged import with_the_log

    if address is None and not log_exists(address):
        return jobs
    with opened(address) as book:
        found, otherwise = with_the_log(jobs, book, tests=tests)
    for name, differences in otherwise.items():
        tell_otherwise(name, differences)
    return found


def _athletes(source: Path, table: Path | None) -> Athletes:
    """Who is known by a table: the one named, or the one that lies there."""
    from nextstride.squad.athletes import read_athletes
    from nextstride.squad.finding import ATHLETES_TABLE

    beside = (source if source.is_dir() else source.parent) / ATHLETES_TABLE
    if table is None and not beside.is_file():
        return {}
    return read_athletes(beside if table is None else table)


@contextmanager
def _counted() -> Iterator[Progress]:
    """A bar with the time that remains and how many failed so far."""
    with stages() as show:

        def tell(what: str, done: int, failed: int, total: int) -> None:
            show(f"{what}, {failed} failed" if failed else what, done, total)

        yield tell


def _tell(done: Batch, page: Path, as_json: bool) -> None:
    """Say what became of the recordings, and where everything is."""
    counts = {each: done.count(each) for each in ("analysed", "failed", "duplicate")}
    failed = [row for row in done.runs if row["status"] == "failed"]
    reasons = {row["recording"]: row["reason"] for row in failed}
    if as_json:
        print_json({**counts, "reasons": reasons, "page": str(page.resolve())})
        return
    for recording, reason in islice(reasons.items(), SHOWN_REASONS):
        print(f"failed: {recording}: {reason}", file=sys.stderr)
    if len(reasons) > SHOWN_REASONS:
        print(f"and {len(reasons) - SHOWN_REASONS} more; see runs.csv", file=sys.stderr)
    from nextstride.squad.tables import can_write_parquet

    if not can_write_parquet():
        print("note: runs.parquet needs nextstride[squad]; runs.csv is written.", file=sys.stderr)
    print(
        f"{counts['analysed']} analysed, {counts['failed']} could not be, "
        f"{counts['duplicate']} copies of others"
    )
    print(f"Squad page: {page.resolve()}")
