"""How much a value wanders between sessions with nothing changed: published, then the runner's own.

A mixed model of one runner: a level before, another since, and about each of them the same scatter
between sessions. What is published about the scatter is where the runner's own begins, by the
conjugate update of a normal variance (scaled inverse chi-square; Gelman et al., Bayesian Data
Analysis, 3rd ed., section 2.6): with published SD ``p`` worth ``w`` degrees of freedom, and ``n``
sessions before and ``m`` since with SD ``s`` and ``u`` about their own means,

    typical error² = (w p² + (n - 1) s² + (m - 1) u²) / (w + n - 1 + m - 1)

so the published value fades as sessions gather, on either side: few baselines are made up for by
what came after. What this assumes: the scatter is the same before and since, and sessions do not
hang together. A gain that builds up, or form that drifts, within a phase counts as scatter and
makes the bound wider: both err on the side of saying nothing.
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

ENOUGH_FREEDOM = 5
"""Degrees of freedom that the runner's own spread must have where nothing is published: that of six
sessions about one mean."""


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
        Sessions of the runner that went into it.
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


def typical_error(
    published: PublishedError | None, baseline: Sequence[float], later: Sequence[float] = ()
) -> TypicalError:
    """Join the published typical error with the runner's own.

    Parameters
    ----------
    published : PublishedError or None
        None where no study exists.
    baseline, later : sequence of float
        One value a session, nothing changed within either.

    Raises
    ------
    MissingDataError
        If nothing is published and there are too few sessions, or they show no spread at all.
    """
    own = [side for side in (baseline, later) if len(side) > 1]
    own_freedom = sum(len(side) - 1 for side in own)
    if published is None and own_freedom < ENOUGH_FREEDOM:
        raise MissingDataError(
            "no study says how much this wanders, so the runner's own sessions must: it takes "
            f"{ENOUGH_FREEDOM + 2} of them before and since, there are "
            f"{len(baseline) + len(later)}"
        )
    squares, freedom, told = 0.0, 0.0, []
    if published is not None:
        level = published.relative * abs(fmean(baseline))
        squares, freedom = published.weight * level**2, published.weight
        told.append(f"published {published.relative:.1%} ({published.source})")
    if own_freedom:
        squares += sum((len(side) - 1) * variance(side) for side in own)
        freedom += own_freedom
        told.append(f"the runner's own {sum(map(len, own))} sessions")
    if squares == 0:
        raise MissingDataError("the sessions are all the same, so their spread is unknown")
    return TypicalError(
        value=(squares / freedom) ** 0.5,
        freedom=freedom,
        own_sessions=sum(map(len, own)),
        source=" with ".join(told),
    )
