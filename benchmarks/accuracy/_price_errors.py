"""What fitted bodies have wrong about prices beyond what a fit leaves, learned on made runners."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import logsumexp
from scipy.stats import norm

from nextstride.personal.discrepancy import PriceError

NODES = np.linspace(-4, 4, 401)
"""Of the standard normal distribution, fine enough for the least of `LEASTS`."""
SHARES = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5)
"""Tried up to half: a wider factor of mean 1 has its middle far below 1, and nobody says that
bodies tell all prices too high."""
LEASTS = (0.005, 0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08, 0.1)
ALONE = (0.7, 0.8, 0.9, 1.0, 1.2)
"""Shares that are tried as all that prices have wrong, with the least of `LEASTS`."""
COMMON = (0.0, 0.1, 0.2, 0.3, 0.4, 0.6)
"""Spreads (log) of a factor on all prices together."""


@dataclass(frozen=True, eq=False)
class Answered:
    """What the bodies fitted to one runner answered, and the truth.

    Attributes
    ----------
    prices : (members, links) array
        Before any model error.
    weight : (members,) array
    true : (links,) array
    """

    prices: np.ndarray
    weight: np.ndarray
    true: np.ndarray

    @cached_property
    def tried(self) -> np.ndarray:
        """Log likelihood, (`SHARES`, `LEASTS`)."""
        return np.array(
            [
                [self.log_likelihood(PriceError(share, least)) for least in LEASTS]
                for share in SHARES
            ]
        )

    def log_likelihood(self, error: PriceError, common: float = 0.0) -> float:
        """Of the true prices, where a body's err so, and all together by a factor too.

        `common` is the spread of that factor (log).
        """
        together = NODES[::8] if common else np.zeros(1)
        by_body = [self._by_body(error, np.exp(common * z - common**2 / 2)) for z in together]
        of_body = logsumexp(np.array(by_body) + log_weights(together)[:, None], axis=0)
        return float(logsumexp(of_body, b=self.weight))

    def _by_body(self, error: PriceError, factor: float) -> np.ndarray:
        """Log of the density of the truth by body, (members,)."""
        factors = factor * np.exp(error.share * NODES - error.share**2 / 2)
        of_node = norm.logpdf(self.true[:, None], self.prices[..., None] * factors, error.least)
        found: np.ndarray = logsumexp(of_node + log_weights(NODES), axis=-1).sum(axis=-1)
        return found


def log_weights(nodes: np.ndarray) -> np.ndarray:
    """Weights of nodes of the standard normal distribution, logs of what adds to 1."""
    found: np.ndarray = norm.logpdf(nodes) - logsumexp(norm.logpdf(nodes))
    return found


def learned(runners: Sequence[Answered]) -> tuple[PriceError, float]:
    """Return the spread of largest likelihood, and the log of that."""
    found = np.sum([each.tried for each in runners], axis=0)
    share, least = np.unravel_index(found.argmax(), found.shape)
    return PriceError(SHARES[share], LEASTS[least]), float(found.max())


def learned_alone(runners: Sequence[Answered]) -> tuple[PriceError, float]:
    """Return the wide share of largest likelihood, next to nothing added, and its likelihood."""
    tried = [(error, sum(each.log_likelihood(error) for each in runners))
             for error in (PriceError(share, LEASTS[0]) for share in ALONE)]  # fmt: skip
    return max(tried, key=lambda each: each[1])


def learned_together(runners: Sequence[Answered], error: PriceError) -> tuple[float, float]:
    """Return the spread of a factor on all prices together beside `error`, and its likelihood."""
    tried = [(common, sum(each.log_likelihood(error, common) for each in runners))
             for common in COMMON]  # fmt: skip
    return max(tried, key=lambda each: each[1])
