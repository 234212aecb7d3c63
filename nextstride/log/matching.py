"""Sessions of equal measured speed: what depends on speed is compared between these alone."""

from __future__ import annotations

from nextstride.log.series import Point

MATCHED_WITHIN = 0.02
"""Two sessions are at matched speed where their measured speeds differ by at most this share."""


def match_by_speed(
    before: tuple[Point, ...], after: tuple[Point, ...]
) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
    """Pair sessions of equal measured speed, the closest first, each used once.

    Parameters
    ----------
    before, after : tuple of Point
        Those without a speed are left out.

    Returns
    -------
    tuple of tuple of Point
        The paired sessions of either side, in the same order.
    """
    distances = sorted(
        (abs(late.speed / early.speed - 1), i, j)
        for i, early in enumerate(before)
        for j, late in enumerate(after)
        if early.speed is not None and late.speed is not None
    )
    pairs: dict[int, int] = {}
    for distance, i, j in distances:
        if distance <= MATCHED_WITHIN and i not in pairs and j not in pairs.values():
            pairs[i] = j
    return tuple(before[i] for i in pairs), tuple(after[j] for j in pairs.values())
