"""At which joint angles to hold: where the map says the limit acts, and never one angle alone."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from itertools import combinations_with_replacement

import numpy as np
import xarray as xr

from nextstride.arrays import Floats
from nextstride.checks import Problems
from nextstride.training.exercise import LONG_REACH, MOST_ANGLES, Exercise

LEAST_ANGLES = 3
LEAST_STEP, MOST_STEP = 25, 30
"""Degrees from one angle to the next: gains carry about 15 degrees to either side."""
WORTHWHILE = 1.1
"""A further angle must cover this many times more of the map."""
MOST_OF_LIMIT = 0.5
"""Share of a limit that acts within the stretch of the stride that is named."""
FULL_CIRCLE = 2 * math.pi


@dataclass(frozen=True)
class HoldAngles:
    """The joint angles of one exercise for this runner.

    Attributes
    ----------
    angles : tuple of float
        rad, from low to high.
    main : int
        Index of the one nearest to where the limit acts most.
    peak : float
        Joint angle where the limit acts most, rad; NaN where the map does not say.
    covered : float
        Share of the limit that acts within 15 degrees of one of the angles; NaN likewise.
    """

    angles: tuple[float, ...]
    main: int
    peak: float
    covered: float


def joint_course(joint_angles: xr.Dataset, joint: str, percent: Floats) -> Floats:
    """Angle of a joint over the stride at the map's percent, rad.

    The hip angle is the thigh angle plus the trunk's lean; where the trunk is not given it is taken
    as upright. What a map does not hold, the trunk's own course perhaps and the shoulder's always,
    is NaN.

    Parameters
    ----------
    joint_angles : xarray.Dataset
        ``thigh``, ``knee``, ``ankle`` and if known ``trunk`` on ``percent``, rad.
    joint : {"hip", "knee", "ankle", "trunk", "shoulder"}
    percent : numpy.ndarray, shape (n,)

    Raises
    ------
    ParameterError
        If an angle is missing, not finite or not in radians, or the percent do not cover the map.
    """
    problems = Problems("joint angles")
    names = ("thigh", "knee", "ankle")
    for name in names:
        present = name in joint_angles and joint_angles[name].dims == ("percent",)
        problems.require(present, f"{name} on (percent) is needed")
    problems.raise_if_any()
    values = np.array([joint_angles[name].values for name in names], dtype=float)
    problems.require(bool(np.isfinite(values).all()), "every angle must be finite")
    problems.require(
        bool((np.abs(values) < FULL_CIRCLE).all()),
        f"angles must be in radians; got up to {np.nanmax(np.abs(values)):g}",
    )
    place = joint_angles["percent"].values.astype(float)
    problems.require(
        place.min() <= percent.min() + 1 and place.max() >= percent.max() - 1,
        f"percent must cover the map's {percent.min():g} to {percent.max():g}; got "
        f"{place.min():g} to {place.max():g}",
    )
    problems.raise_if_any()
    name = {"hip": "thigh"}.get(joint, joint)
    if name not in joint_angles:
        return np.full(percent.size, np.nan)
    course = joint_angles[name]
    if joint == "hip" and "trunk" in joint_angles:
        course = course + joint_angles["trunk"]
    order = np.argsort(place)
    found: Floats = np.interp(percent, place[order], course.values.astype(float)[order])
    return found


def hold_angles(exercise: Exercise, course: Floats, share: Floats) -> HoldAngles:
    """Choose the angles of a hold.

    Three or four angles 25 to 30 degrees apart (fewer where the exercise's range has no room), one
    of them where the muscles are long; of all such rows the one that is nearest to where the limit
    acts. Limits at angles beyond the exercise's range count at its end.

    Parameters
    ----------
    exercise : Exercise
    course : numpy.ndarray, shape (n,)
        Joint angle where each value of the map lies, rad.
    share : numpy.ndarray, shape (n,)
        Of the limit at each value of the map, see `limit_share`.
    """
    weight = np.clip(share, 0, None) if np.isfinite(course).all() else np.zeros(share.size)
    reachable = np.clip(course, exercise.lowest, exercise.highest)
    rows = _rows(exercise)
    if weight.sum() <= 0:
        spread = max(rows, key=lambda row: (len(row), row[-1] - row[0]))
        return HoldAngles(spread, len(spread) // 2, math.nan, math.nan)
    weight = weight / weight.sum()
    peak = _peak(course, weight)
    nearness = {row: _nearness(row, reachable, weight) for row in rows}
    fewest, most = (end(len(row) for row in rows) for end in (min, max))
    chosen = max((row for row in rows if len(row) == fewest), key=nearness.__getitem__)
    longer = max((row for row in rows if len(row) == most), key=nearness.__getitem__)
    if nearness[longer] > WORTHWHILE * nearness[chosen]:
        chosen = longer
    target = min(max(peak, exercise.lowest), exercise.highest)
    main = min(range(len(chosen)), key=lambda index: abs(chosen[index] - target))
    far = np.min(np.abs(course[:, None] - np.array(chosen)), axis=1)
    covered = float(weight[far <= LONG_REACH + 1e-9].sum())
    return HoldAngles(chosen, main, peak, covered)


def limit_share(density: Floats) -> Floats:
    """Share of a group's limit that acts at each value of the map; all 0 where it has none.

    Parameters
    ----------
    density : numpy.ndarray, shape (n,)
        The map's row of the group, which sums to its elasticity; only positive values are a limit.
    """
    share: Floats = np.clip(density, 0, None)
    return share / share.sum() if share.sum() > 0 else share


def limiting_stretch(percent: Floats, share: Floats) -> tuple[float, float] | None:
    """Shortest stretch of the stride in which half of a group's limit acts, percent.

    It may run over the stride's end into the next; then its first number is the larger.

    Parameters
    ----------
    percent : numpy.ndarray, shape (n,)
        Of the stride, increasing.
    share : numpy.ndarray, shape (n,)
        See `limit_share`.

    Returns
    -------
    tuple of (float, float) or None
        None where the map does not say.
    """
    if share.sum() <= 0:
        return None
    before = np.concatenate([[0.0], np.cumsum(np.tile(share, 2))])
    place = np.concatenate([percent, percent + 100])
    reached = np.searchsorted(before, before[: share.size] + MOST_OF_LIMIT - 1e-9) - 1
    first = int(np.argmin(place[reached] - percent))
    return float(percent[first]), float(place[reached[first]] % 100)


@cache
def _rows(exercise: Exercise) -> list[tuple[float, ...]]:
    """Every row of angles that the rules allow, whole degrees, as radians."""
    low, high = round(math.degrees(exercise.lowest)), round(math.degrees(exercise.highest))
    fitting = (high - low) // LEAST_STEP + 1
    counts = range(min(LEAST_ANGLES, fitting), min(MOST_ANGLES, fitting) + 1)
    rows = []
    for count in counts:
        for steps in combinations_with_replacement(range(LEAST_STEP, MOST_STEP + 1), count - 1):
            offsets = np.cumsum([0, *steps])
            starts = range(low, high - int(offsets[-1]) + 1)
            rows += [tuple(np.radians(start + offsets).tolist()) for start in starts]
    if exercise.long_end:
        rows = [row for row in rows if any(exercise.is_long(angle) for angle in row)]
    return rows


def _nearness(row: tuple[float, ...], course: Floats, weight: Floats) -> float:
    """How much of the limit lies near one of the angles: 1 at an angle, 0 from 30 degrees on."""
    far = np.min(np.abs(course[:, None] - np.array(row)), axis=1)
    return float(np.sum(weight * np.clip(1 - far / (2 * LONG_REACH), 0, None)))


def _peak(course: Floats, weight: Floats) -> float:
    """Joint angle around which most of the limit acts, rad: the mode, smoothed over 15 degrees."""
    grid = np.radians(np.arange(-90, 181))
    kernel = np.clip(1 - np.abs(grid[:, None] - course) / LONG_REACH, 0, None)
    return float(grid[np.argmax(kernel @ weight)])
