"""An athlete's limits as the log knows them: simulated, probed, and after the last block."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from nextstride.cli.console import print_json
from nextstride.cli.logbook import opened

if TYPE_CHECKING:
    from nextstride.analysis import Analysis
    from nextstride.errors import Notice
    from nextstride.personal import FitOptions


def beside_the_log(analysis: Analysis, name: str, address: str | None) -> Analysis:
    """Put beside the limits of an analysis what was measured on the runner, if the log has it."""
    from nextstride.cli.logbook import log_exists
    from nextstride.log.own_prices import prices_in_log
    from nextstride.training.limiter_map import limiter_map_from_json

    if not log_exists(address):
        return analysis
    limits = limiter_map_from_json(analysis.to_json()["limits"], "the analysis").limits
    with opened(address) as book:
        if not book.knows(name):
            return analysis
        found = prices_in_log(book, name, limits)
    return replace(analysis, own=found) if found.measured else analysis


def with_logged_tests(
    options: FitOptions, name: str, address: str | None
) -> tuple[FitOptions, tuple[Notice, ...]]:
    """Add the newest strength tests of the log to those that were told, and say so."""
    from nextstride.cli.logbook import log_exists
    from nextstride.log.logged_tests import LEFT_OUT, gather_tests

    if not log_exists(address):
        return options, ()
    with opened(address) as book:
        logged = gather_tests(book, name).besides(options.tests)
    notice = logged.notice(LEFT_OUT)
    tests = (*options.tests, *logged.readings)
    return replace(options, tests=tests), (notice,) if notice else ()


def print_own_limits(name: str, address: str | None, *, as_json: bool) -> None:
    """Print the gains of an athlete's newest analysis, and what was measured of them since.

    Raises
    ------
    MissingDataError
        If no analysis of the athlete tells limits.
    """
    from nextstride.log.own_prices import prices_in_log

    with opened(address) as book:
        athlete, file = book.athlete(name).name, book.newest_analysis(name)
        found = prices_in_log(book, name)
    if as_json:
        print_json({"athlete": athlete, "analysis": str(file), **found.to_json()})
        return
    print(f"{athlete}: % of speed for 1 % of strength (90 %), simulated from {file.name} and now")
    for link, price in sorted(found.now.items(), key=lambda pair: -pair[1][0]):
        print(f"  {link.replace('_', ' '):16} {_range(found.simulated[link])}   {_range(price)}")
    for sentence in found.text:
        print(f"- {sentence}")
    for reason in found.missing:
        typer.echo(f"note: {reason.rstrip('.')}.", err=True)


def _range(price: tuple[float, float, float]) -> str:
    """A price with its interval."""
    value, lower, upper = price
    return f"{value:5.2f} ({lower:5.2f} to {upper:5.2f})"
