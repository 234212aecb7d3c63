"""What a probe can show, told before anybody runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nextstride.checks import Problems
from nextstride.probe.price import GENERAL_SD, SECANT_SD, SPEED_ERROR
from nextstride.probe.protocol import TIRED_RUNS
from nextstride.probe.recovery import STRENGTH_ERROR
from nextstride.probe.safety import SHAM

DRAWS = 20_000
LOSSES = (0.10, 0.15, 0.20)
"""Shares of strength lost at the run for which the power is told; more is not allowed."""
Range = tuple[float, float, float]
"""Median, lower and upper end of 90 %."""
WIDTH = 2 * 1.6449
"""SDs between the ends of a 90 % interval."""


@dataclass(frozen=True)
class Power:
    """What one probe of two links can show.

    Attributes
    ----------
    loss : float
        Share of strength lost at the runs.
    runs : int
        Tired runs a link.
    half_width : float
        Of the 90 % interval of one price.
    named : float
        Probability that the dearer of the two links is named.
    by_chance : float
        The same from the simulated prices alone.
    """

    loss: float
    runs: int
    half_width: float
    named: float
    by_chance: float


def probe_power(
    prices: tuple[float, float],
    spreads: tuple[float, float],
    loss: float,
    runs: int,
    *,
    sham: bool = False,
) -> Power:
    """Simulate what a probe of two links would show on a runner of these prices.

    True prices are drawn from what the simulation believes; each is measured by a probe and joined
    with that belief; "named" counts how often the larger joined price is the larger true one.

    Parameters
    ----------
    prices, spreads : tuple of float
        Simulated price of each link, and its SD.
    loss : float
        Share of strength lost at the runs, above 0 and at most 0.2.
    runs : int
        Tired runs a link; as many fresh.
    sham : bool
        Only the first link is probed, the other day is a sham: it measures what runs cost by
        themselves, and nothing of the second link.

    Raises
    ------
    ParameterError
        If loss or runs are impossible.
    """
    problems = Problems("probe power")
    problems.in_range("loss", loss, 0.02, 0.2, "")
    problems.in_range("runs", runs, 1, 10, "")
    problems.raise_if_any()
    random = np.random.default_rng(0)
    lost = -np.log1p(-loss)
    true = random.normal(prices, spreads, (DRAWS, 2))
    own_sd = SPEED_ERROR * np.sqrt(2 / runs)
    general_sd = (GENERAL_SD**-2 + own_sd**-2) ** -0.5 if sham else GENERAL_SD
    speed_sd = np.hypot(own_sd, general_sd)
    # One reading before and one after each run, and two fresh ones.
    read_sd = STRENGTH_ERROR * np.sqrt(0.5 + 0.5 / runs)
    read = lost + random.normal(0, read_sd, (DRAWS, 2))
    slower = true * lost * np.exp(random.normal(0, SECANT_SD, (DRAWS, 1)))
    slower = slower + random.normal(0, speed_sd, (DRAWS, 2))
    measured = slower / np.maximum(read, 0.25 * lost)
    sd = np.hypot(speed_sd / lost, np.array(prices) * np.hypot(read_sd / lost, SECANT_SD))
    weight = 1 / sd**2
    if sham:
        weight[1] = 0.0
    belief = 1 / np.maximum(spreads, 1e-6) ** 2
    joined = (weight * measured + belief * np.array(prices)) / (weight + belief)
    first = true.argmax(axis=1)
    return Power(
        loss,
        runs,
        float(1.6449 * (sd[0] if sham else sd.mean())),
        float((joined.argmax(axis=1) == first).mean()),
        float((first == int(np.argmax(prices))).mean()),
    )


def power_table(links: tuple[str, ...], prices: Mapping[str, Range]) -> tuple[Power, ...]:
    """What a probe of these links would show on this runner, for each of `LOSSES`.

    Parameters
    ----------
    links : tuple of str
        Two of `PROBED`; or one and `SHAM`, whose link is told from the dearest other one.
    prices : mapping of str to tuple of float
        Simulated price of every link: median, lower and upper end of 90 %.

    Returns
    -------
    tuple of Power
        Empty where the simulation says nothing of the links.
    """
    probed = [link for link in links if link != SHAM]
    others = sorted(set(prices) - set(probed), key=lambda link: prices[link][0])
    compared = [*probed, *others[-1:]][:2]
    if len(compared) < 2 or not set(compared) <= set(prices):
        return ()
    centers, spreads = zip(
        *((prices[each][0], (prices[each][2] - prices[each][1]) / WIDTH) for each in compared),
        strict=True,
    )
    sham = SHAM in links
    return tuple(probe_power(centers, spreads, loss, TIRED_RUNS, sham=sham) for loss in LOSSES)
