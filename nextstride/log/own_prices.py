"""Prices of one runner's links: simulated, then joined with a probe, then with the last block.

The simulation alone knows the runner by one recording. What was measured on the runner since, by a
fatigue probe or by what a block of training changed, is joined with it in this order, so that every
command and page says the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import xarray as xr

from nextstride.errors import MissingDataError, Notice, ParameterError, ReadError
from nextstride.log.blocks import Block, judge_block
from nextstride.log.entry import LogEntry
from nextstride.log.probe_round import ProbeRound
from nextstride.log.probing import probe_rounds
from nextstride.log.progress import Progress, judge_progress
from nextstride.log.store import Log
from nextstride.probe.power import Range
from nextstride.probe.rounds import Round
from nextstride.probe.verdict import (
    ProbeVerdict,
    follow_probe,
    judge_probe,
    simulated_prices,
    simulated_secants,
)
from nextstride.training import read_limiter_map


@dataclass(frozen=True)
class OwnPrices:
    """What is known of the prices of one runner's links.

    Attributes
    ----------
    simulated, now : dict
        Price of each link, median and 90 % interval: by simulation alone, and with all that was
        measured on the runner.
    probe : ProbeVerdict or None
    block : Block or None
        Its prices before are those of simulation and probe together.
    missing : tuple of str
        Why there is no probe or no block.
    """

    simulated: Mapping[str, Range]
    now: Mapping[str, Range]
    probe: ProbeVerdict | None
    block: Block | None
    missing: tuple[str, ...]

    @property
    def measured(self) -> bool:
        """Whether anything was measured on the runner."""
        return self.probe is not None or self.block is not None

    @property
    def text(self) -> tuple[str, ...]:
        """What was measured, in sentences."""
        return tuple(
            sentence
            for found in (self.probe, self.block)
            if found is not None
            for sentence in found.text
        )

    def follow(self, limits: xr.Dataset) -> tuple[xr.Dataset, tuple[Notice, ...]]:
        """Put the prices of now into the limiter map that they were joined with.

        Returns
        -------
        limits : xarray.Dataset
            The same where nothing was measured; else without ``probability_first``, which was
            counted among simulated bodies alone.
        notices : tuple of Notice
            That they were put in.
        """
        if not self.measured:
            return limits, ()
        followed = limits.copy(deep=True)
        for link, price in self.now.items():
            for name, value in zip(("elasticity", "lower", "upper"), price, strict=True):
                followed[name].loc[{"muscle_group": link}] = value
        words = f"The plan goes by what was measured on this runner: {' '.join(self.text)}"
        notice = Notice("own_prices", words)
        return followed.drop_vars("probability_first", errors="ignore"), (notice,)

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON."""
        return {
            "simulated": {link: list(price) for link, price in self.simulated.items()},
            "now": {link: list(price) for link, price in self.now.items()},
            "probe": None if self.probe is None else self.probe.to_json(),
            "block": None if self.block is None else self.block.to_json(),
        }


def own_prices(limits: xr.Dataset, rounds: Sequence[Round], progress: Progress | None) -> OwnPrices:
    """Join the prices of a limiter map with what was measured on the runner.

    Parameters
    ----------
    limits : xarray.Dataset
        ``elasticity``, ``lower``, ``upper`` on ``muscle_group``, and more.
    rounds : sequence of Round
        Of probes; may be empty.
    progress : Progress or None
        What has changed since the last block began; None where none is logged.
    """
    simulated, missing = simulated_prices(limits), []
    probe, block = None, None
    try:
        probe = judge_probe(rounds, simulated, simulated_secants(limits))
    except MissingDataError as error:
        missing.append(str(error))
    now = simulated_prices(follow_probe(limits, rounds)[0])
    if progress is None:
        missing.append("no block is logged: nextstride log hold begins one")
    else:
        try:
            block = judge_block(progress, now)
        except MissingDataError as error:
            missing.append(str(error))
    if block is not None and not block.contradicts:
        now = dict(block.after)
    return OwnPrices(simulated, now, probe, block, tuple(missing))


def prices_in_log(
    book: Log, name: str, limits: xr.Dataset | None = None, since: date | None = None
) -> OwnPrices:
    """Return the prices of an athlete of the log.

    Parameters
    ----------
    book : Log
    name : str
    limits : xarray.Dataset, optional
        A limiter map; of the newest logged analysis if none.
    since : datetime.date, optional
        First day that counts as after the block; the first hold's if none.

    Raises
    ------
    MissingDataError, ReadError
        If no analysis of the athlete tells limits.
    """
    if limits is None:
        limits = read_limiter_map(book.newest_analysis(name)).limits
    entries: tuple[LogEntry, ...] = book.entries(name)
    try:
        progress = judge_progress(entries, since) if entries else None
    except ParameterError:
        progress = None
    rounds = probe_rounds(each for each in entries if isinstance(each, ProbeRound))
    return own_prices(limits, rounds, progress)


def block_in_log(book: Log, name: str, since: date | None = None) -> Block | None:
    """Return what the last block changed of an athlete's prices; None where that is not told.

    Parameters
    ----------
    book : Log
    name : str
    since : datetime.date, optional
        First day that counts as after the block; the first hold's if none.
    """
    try:
        return prices_in_log(book, name, since=since).block
    except (MissingDataError, ReadError):
        return None
