"""What the runner can do at most, from the strength tests of the log."""

from __future__ import annotations

from collections.abc import Iterable
from math import fsum

from nextstride.log.entries import StrengthTest


def tested_maxima(tests: Iterable[StrengthTest]) -> dict[str, float]:
    """Maximum of each tested group, N m/kg: its newest test day, the best of a side, both averaged.

    Parameters
    ----------
    tests : iterable of StrengthTest
        Of one athlete.

    Returns
    -------
    dict of str to float
        By muscle group, as `nextstride.athlete.Athlete` takes them.
    """
    newest: dict[str, list[StrengthTest]] = {}
    for test in sorted(tests, key=lambda each: (each.day, each.session)):
        same_day = [each for each in newest.get(test.group, []) if each.day == test.day]
        newest[test.group] = [*same_day, test]
    return {group: _mean_of_best(rows) for group, rows in newest.items()}


def _mean_of_best(tests: list[StrengthTest]) -> float:
    """Mean over the sides of the best moment of each."""
    best: dict[str, float] = {}
    for test in tests:
        best[test.side] = max(test.moment, best.get(test.side, 0.0))
    return fsum(best.values()) / len(best)
