"""The price of a link as this runner's own body tells it: speed lost for strength lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nextstride.errors import MissingDataError
from nextstride.probe.recovery import losses_at_runs
from nextstride.probe.rounds import FRESH, Round, comparable
from nextstride.probe.safety import SHAM

SPEED_ERROR = 0.007
"""SD of one flying run within a session, log: half to all of the 1 % between days of gates."""
GENERAL, GENERAL_SD = 0.0, 0.006
"""What repeated runs cost in speed without any link tired, log, and its SD; a sham day replaces
this guess by a measurement."""
SECANT, SECANT_SD = 1.15, 0.08
"""Weakening by 10-20 % costs about 15 % more than the local price says (simulated in several
bodies); the share by which a measured price is divided, and its SD (log)."""
SMALLEST_LOSS = 1.64
"""The mean strength loss must stand this many of its SDs above nothing; else no price is told."""
NEEDS = (
    "a price of the {link} needs a day with a fresh strength and fresh runs, and a tired round "
    "with a strength and a run"
)
DRAWS = 20_000
QUANTILES = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class Price:
    """d ln(speed) / d ln(strength) of one link.

    Attributes
    ----------
    link : str
    value, lower, upper : float
        Median and 90 % interval.
    loss : float
        Mean share of strength lost at the runs.
    slowing : float
        Mean share of speed lost.
    runs : int
        Tired runs.
    """

    link: str
    value: float
    lower: float
    upper: float
    loss: float
    slowing: float
    runs: int


def probe_price(rounds: Sequence[Round], link: str, secant: float = SECANT) -> Price:
    """Read the price of one link.

    The mean loss of speed over the tired runs, less what runs cost by themselves (the sham day, or
    `GENERAL`), over the mean loss of strength, both in logs; divided by the secant. Errors are
    drawn: speed, strength, recovery, general fatigue, secant. What is read on several days is
    pooled, each tired run against the fresh ones of its day.

    Parameters
    ----------
    rounds : sequence of Round
        All that was read, of all days.
    link : str
    secant : float
        What weakening by 20 % costs, relative to the local price; of this runner's bodies where
        they were solved so.

    Raises
    ------
    MissingDataError
        If a part is missing, or so little strength was lost that no price can be read.
    """
    mine = comparable(rounds, link)
    if not mine:
        raise MissingDataError(NEEDS.format(link=link.replace("_", " ")))
    losses = losses_at_runs(mine)
    share = np.full(losses.at_runs.size, 1 / losses.at_runs.size)
    loss, loss_sd = float(share @ losses.at_runs), float(np.sqrt(share @ losses.covariance @ share))
    if loss < SMALLEST_LOSS * loss_sd:
        percent, error = 100 * (1 - np.exp(-loss)), 100 * loss_sd
        raise MissingDataError(
            f"{link.replace('_', ' ')}: {percent:.0f} % of strength was lost at the runs, within "
            f"the error of reading it ({error:.0f} %). Hold closer to failure, read the strength "
            "right before and after the run, and run sooner"
        )
    slowing, slowing_sd = _slowing(mine)
    general, general_sd = _general(rounds, _days(mine))
    random = np.random.default_rng(0)
    lost = random.normal(loss, loss_sd, DRAWS)
    slower = random.normal(slowing - general, np.hypot(slowing_sd, general_sd), DRAWS)
    ratio = secant * np.exp(random.normal(0, SECANT_SD, DRAWS))
    lower, value, upper = np.quantile((slower / lost / ratio)[lost > 0], QUANTILES)
    return Price(
        link, float(value), float(lower), float(upper),
        float(1 - np.exp(-loss)), float(1 - np.exp(-slowing)), losses.at_runs.size,
    )  # fmt: skip


def _days(rounds: Sequence[Round]) -> list[list[Round]]:
    """The rounds of each day."""
    return [
        [one for one in rounds if one.day == day]
        for day in dict.fromkeys(each.day for each in rounds)
    ]


def _slowing(rounds: Sequence[Round]) -> tuple[float, float]:
    """Log of fresh over tired speed, and its SD; each day weighs as it has tired runs."""
    means, variances, weights = [], [], []
    for day in _days(rounds):
        fresh = [each.value for one in day if one.number == FRESH for each in one.runs]
        tired = [each.value for one in day if one.number != FRESH for each in one.runs]
        means.append(np.log(fresh).mean() - np.log(tired).mean())
        variances.append(SPEED_ERROR**2 * (1 / len(fresh) + 1 / len(tired)))
        weights.append(len(tired))
    share = np.array(weights) / sum(weights)
    return float(share @ means), float(np.sqrt(share**2 @ variances))


def _general(rounds: Sequence[Round], days: list[list[Round]]) -> tuple[float, float]:
    """What the runs cost by themselves: measured on a sham day, joined with the guess.

    The guess errs anew on each of the days that the price is read from.
    """
    counts = np.array([sum(len(one.runs) for one in day if one.number != FRESH) for day in days])
    own_sd = GENERAL_SD * float(np.linalg.norm(counts / counts.sum()))
    sham = comparable(rounds, SHAM)
    if not sham:
        return GENERAL, own_sd
    measured, sd = _slowing(sham)
    weights = 1 / np.array([own_sd, sd]) ** 2
    return float(weights @ [GENERAL, measured] / weights.sum()), float(weights.sum() ** -0.5)


@dataclass(frozen=True)
class Joined:
    """A price from simulation and probe together.

    Attributes
    ----------
    value, lower, upper : float
        Median and 90 % interval.
    agree : bool
        Whether the two lie within 90 % of their joint error; where not, one of them is wrong.
    """

    value: float
    lower: float
    upper: float
    agree: bool


def join_prices(simulated: tuple[float, float, float], probed: Price) -> Joined:
    """Join a simulated price (median, lower, upper of 90 %) with a probed one by their errors.

    Both are taken as normal; a 90 % interval is 3.29 SD wide.

    Parameters
    ----------
    simulated : tuple of float
    probed : Price
    """
    width = 2 * 1.6449
    values = np.array([simulated[0], probed.value])
    spreads = np.array([simulated[2] - simulated[1], probed.upper - probed.lower]) / width
    weights = 1 / np.maximum(spreads, 1e-6) ** 2
    value, sd = float(weights @ values / weights.sum()), float(weights.sum() ** -0.5)
    apart = float(abs(values[0] - values[1]) / np.hypot(*spreads))
    return Joined(value, value - 1.6449 * sd, value + 1.6449 * sd, apart <= 1.6449)
