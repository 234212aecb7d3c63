"""How much a value wanders between sessions with nothing changed: published, then the runner's own.

With fewer than `ENOUGH_SESSIONS` baseline sessions the published value stands alone. From then on
the runner's own spread joins it by the conjugate update of a normal variance (scaled inverse
chi-square; Gelman et al., Bayesian Data Analysis, 3rd ed., section 2.6): with published SD ``p``
worth ``w`` degrees of freedom and own SD ``s`` of ``n`` sessions,

    typical error² = (w p² + (n - 1) s²) / (w + n - 1),    degrees of freedom = w + n - 1

so the published value fades as baselines gather.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from statistics import fmean, variance
from typing import Any

from nextstride.errors import MissingDataError

ENOUGH_SESSIONS = 6
"""Baseline sessions from which the runner's own spread is used; as many as the fair test needs."""


@dataclass(frozen=True)
class PublishedError:
    """One row of ``reliability.toml``.

    Attributes
    ----------
    family : str
        ``speed``, ``strength`` or ``thigh_motion``.
    relative : float
        Typical error as a share of the value.
    weight : float
        Degrees of freedom that it is worth.
    better : int
        1 where more is better, -1 where less is.
    source : str
    """

    family: str
    relative: float
    weight: float
    better: int
    source: str


@dataclass(frozen=True)
class TypicalError:
    """Typical error of one session's value, in the unit of the measure.

    Attributes
    ----------
    value : float
    freedom : float
        Degrees of freedom: how well it is known.
    own_sessions : int
        Baseline sessions of the runner that went into it.
    source : str
        In words, for people.
    """

    value: float
    freedom: float
    own_sessions: int
    source: str

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return asdict(self)


@cache
def published_errors() -> dict[str, PublishedError]:
    """Return the rows of ``reliability.toml`` by name."""
    text = files("nextstride.log").joinpath("reliability.toml").read_text("utf-8")
    return {name: PublishedError(**row) for name, row in tomllib.loads(text).items()}


def typical_error(published: PublishedError | None, baseline: Sequence[float]) -> TypicalError:
    """Join the published typical error with the runner's own.

    Parameters
    ----------
    published : PublishedError or None
        None where no study exists.
    baseline : sequence of float
        One value a session, nothing changed between them.

    Raises
    ------
    MissingDataError
        If nothing is published and the baseline is too short, or shows no spread at all.
    """
    sessions = len(baseline)
    enough = sessions >= ENOUGH_SESSIONS
    if published is None and not enough:
        raise MissingDataError(
            f"no study says how much this wanders; it takes {ENOUGH_SESSIONS} baseline sessions "
            f"of the runner's own, there are {sessions}"
        )
    squares, freedom, told = 0.0, 0.0, []
    if published is not None:
        level = published.relative * abs(fmean(baseline))
        squares, freedom = published.weight * level**2, published.weight
        told.append(f"published {published.relative:.1%} ({published.source})")
    if enough:
        squares += (sessions - 1) * variance(baseline)
        freedom += sessions - 1
        told.append(f"the runner's own {sessions} baseline sessions")
    if squares == 0:
        raise MissingDataError("the baseline sessions are all the same, so their spread is unknown")
    return TypicalError(
        value=(squares / freedom) ** 0.5,
        freedom=freedom,
        own_sessions=sessions if enough else 0,
        source=" with ".join(told),
    )
