"""An athlete's limits as the log knows them: simulated, probed, and after the last block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from nextstride.cli.console import print_json
from nextstride.cli.logbook import opened
from nextstride.errors import MissingDataError, ParameterError

if TYPE_CHECKING:
    from nextstride.log import Log, Progress


def print_own_limits(name: str, address: str | None, *, as_json: bool) -> None:
    """Print the gains of an athlete's newest analysis, and what a block has shown of them.

    Raises
    ------
    MissingDataError
        If no analysis of the athlete tells limits.
    """
    from nextstride.log.blocks import judge_block
    from nextstride.probe.verdict import simulated_prices
    from nextstride.training import read_limiter_map

    with opened(address) as book:
        athlete = book.athlete(name).name
        file = book.newest_analysis(name)
        progress = _progress(book, name)
    prices = simulated_prices(read_limiter_map(file).limits)
    block, missing = None, "no block is logged: `nextstride log hold` begins one"
    if progress is not None:
        try:
            block = judge_block(progress, prices)
        except MissingDataError as error:
            missing = str(error)
    after = prices if block is None or block.contradicts else block.after
    document: dict[str, Any] = {
        "athlete": athlete,
        "analysis": str(file),
        "simulated": {link: list(price) for link, price in prices.items()},
        "now": {link: list(price) for link, price in after.items()},
        "block": None if block is None else block.to_json(),
    }
    if as_json:
        print_json(document)
        return
    print(f"{athlete}: % of speed for 1 % of strength (90 %), simulated from {file.name} and now")
    for link, price in sorted(after.items(), key=lambda pair: -pair[1][0]):
        print(f"  {link.replace('_', ' '):16} {_range(prices[link])}   {_range(price)}")
    if block is None:
        typer.echo(f"note: {missing}.", err=True)
        return
    for sentence in block.text:
        print(f"- {sentence}")


def _progress(book: Log, name: str) -> Progress | None:
    """What has changed since the first hold; None where none is logged."""
    from nextstride.log import judge_progress

    try:
        return judge_progress(book.entries(name))
    except ParameterError:
        return None


def _range(price: tuple[float, float, float]) -> str:
    """A price with its interval."""
    value, lower, upper = price
    return f"{value:5.2f} ({lower:5.2f} to {upper:5.2f})"
