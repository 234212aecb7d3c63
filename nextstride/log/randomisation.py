"""The exact p-value of a fair test, from the lot that drew its start."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from nextstride.arrays import Floats
from nextstride.errors import ParameterError

RISES = (1, 3, 6, 12)
"""Sessions over which an effect may build up evenly, from the first after the start."""


def start_p_value(values: Sequence[float], starts: Sequence[int], drawn: int) -> float:
    """Share of the possible starts after which the outcome rises at least as clearly.

    How clearly it rises after a start is the correlation of the sessions with a rise that begins
    there, the best of `RISES`. If training does nothing, every start was as likely to look best,
    whatever the runner's form did over time; so this is an exact p-value without any assumption on
    how the values scatter, drift or depend on each other.

    Parameters
    ----------
    values : sequence of float
        Outcome by session, in order, signed so that more is better.
    starts : sequence of int
        Of each possible start, how many sessions came up to it.
    drawn : int
        Index into `starts` of the one drawn.

    Raises
    ------
    ParameterError
        If a start has no session on one side.
    """
    outcome = np.asarray(values, dtype=float)
    if min(starts) < 1 or max(starts) >= outcome.size:
        raise ParameterError("trial: every possible start needs sessions before and after it.")
    clearness = (rise_shapes(outcome.size, tuple(starts)) @ (outcome - outcome.mean())).max(axis=0)
    tie = 1e-9 * float(np.std(outcome))
    return float(np.mean(clearness >= clearness[drawn] - tie))


@cache
def rise_shapes(sessions: int, starts: tuple[int, ...]) -> Floats:
    """Rises to correlate with, (shape, start, session), each of mean 0 and length 1."""
    since = np.arange(sessions) - np.array(starts)[:, None] + 1
    shapes = np.clip(since / np.array(RISES)[:, None, None], 0, 1)
    shapes -= shapes.mean(axis=-1, keepdims=True)
    return np.asarray(shapes / np.linalg.norm(shapes, axis=-1, keepdims=True))
