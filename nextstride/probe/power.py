"""What a probe can show, told before anybody runs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nextstride.checks import Problems
from nextstride.probe.price import GENERAL_SD, SECANT_SD, SPEED_ERROR
from nextstride.probe.recovery import STRENGTH_ERROR

DRAWS = 20_000


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
    prices: tuple[float, float], spreads: tuple[float, float], loss: float, runs: int
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
    speed_sd = np.hypot(SPEED_ERROR * np.sqrt(2 / runs), GENERAL_SD)
    # One reading before and one after each run, and two fresh ones.
    read = lost + random.normal(0, STRENGTH_ERROR * np.sqrt(0.5 + 0.5 / runs), (DRAWS, 2))
    slower = true * lost * np.exp(random.normal(0, SECANT_SD, (DRAWS, 1)))
    slower = slower + random.normal(0, speed_sd, (DRAWS, 2))
    probed = slower / np.maximum(read, 0.25 * lost)
    sd = np.hypot(speed_sd / lost, np.array(prices) * STRENGTH_ERROR / lost)
    weight = 1 / sd**2
    belief = 1 / np.maximum(spreads, 1e-6) ** 2
    joined = (weight * probed + belief * np.array(prices)) / (weight + belief)
    first = true.argmax(axis=1)
    return Power(
        loss,
        runs,
        float(1.6449 * sd.mean()),
        float((joined.argmax(axis=1) == first).mean()),
        float((first == int(np.argmax(prices))).mean()),
    )
