"""The stretch of a film that shows the run: both legs whole in the picture, and running."""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray

from nextstride.arrays import Floats
from nextstride.errors import RecordingError
from nextstride.read.markers import name_markers
from nextstride.read.people import running
from nextstride.tracking.filmed import SMALLEST
from nextstride.video.sight import Sight

Flags = NDArray[np.bool_]

EDGE = 0.985
"""What is below this share of the picture's height is at its edge: feet that are cut off are put
there."""
MOST_BELOW = 0.5
"""Share of the pictures with a foot at the lower edge from which on that is why a film is refused;
fewer are trimmed."""
LEAST_SEEN = 0.5
"""A runner must be seen whole in this share of the pictures of a stretch."""
FEET = ("heel", "toe", "hallux", "ankle")
LEGS = ("hip", "knee", "ankle")
BRIDGED = 0.35
"""Pictures without both whole legs are gone over where they last no longer, s."""
LAG = 0.07
"""Time over which legs are asked whether they move, s: a jogger's go 0.2 m, a keypoint shakes by a
tenth of that."""
CALM = 0.25
"""Half width of the time within which they must, s: between two steps they hardly do."""
STILL = 0.1
"""The distance of both legs of a walker or runner varies by some 0.3 leg lengths and more (SD),
that of a person who stands, or of a tree that is taken for one, by less than this."""
LEAST_LIVELY = 0.4
"""Legs move less than this share of their usual (90th percentile) before and after a run."""
TURNED = np.deg2rad(60)
"""From the hips, a runner's ankles lie straight down on average; a crouch has them 45° off."""
LEG = 0.49
"""Hip to ankle over body height (Winter 2009, figure 4.1: 0.530 less 0.039)."""
SHORTEST = 0.5
"""A stretch that lasts less shows no two steps, s."""


def without_outside(points: Floats, sight: Sight) -> Floats:
    """Points (n, keypoint, 3) without what lies outside the picture, where a pose model guesses."""
    size = np.array(sight.size)
    outside = ((points[:, :, :2] < 0) | (points[:, :, :2] >= size)).any(axis=2)
    kept = points.copy()
    kept[outside] = [np.nan, np.nan, 0.0]
    return kept


def check_upright(source: str, sight: Sight, points: Floats) -> None:
    """Refuse a runner who lies on their side or stands on their head in the picture.

    Parameters
    ----------
    source : str
        File name, for messages.
    sight : Sight
    points : numpy.ndarray
        (n, keypoint, [x, y, confidence]) of the runner, pixels.

    Raises
    ------
    RecordingError
    """
    seen = np.where(points[:, :, 2:] > 0, points[:, :, :2], np.nan)
    hips, ankles = (_columns(source, sight.names, (joint,)) for joint in ("hip", "ankle"))
    legs = (seen[:, ankles] - seen[:, hips]).reshape(-1, 2)
    legs = legs[np.isfinite(legs).all(axis=1)]
    if not len(legs):
        return
    across, down = np.median(legs, axis=0)
    off = abs(float(np.arctan2(across, down)))
    tall = float(np.median(np.hypot(*legs.T))) / LEG
    if off > TURNED and tall < SMALLEST:
        found = int(np.isfinite(seen[:, ankles]).all(axis=(1, 2)).sum())
        raise RecordingError(
            f"{source}: no runner is seen whole: what looks most like one, in {found} of "
            f"{len(sight.time)} pictures, is no upright body and {tall:.0f} pixels tall; at least "
            f"{SMALLEST:g} are needed. A runner whose feet or lower legs are not in the picture is "
            "not found. Film one runner from the side, whole, sharp and large"
        )
    if off > TURNED:
        how = "lies on their side" if off < np.pi - TURNED else "is upside down"
        raise RecordingError(
            f"{source}: the runner {how} in the picture. Turn the video upright in the phone's "
            "editor and give that"
        )


def run_stretch(source: str, sight: Sight, points: Floats, pace: float = 1.0) -> slice:
    """Find the pictures that show the run.

    Parameters
    ----------
    source : str
        File name, for messages.
    sight : Sight
    points : numpy.ndarray
        (n, keypoint, [x, y, confidence]) of the runner, pixels.
    pace : float
        How many seconds of the film's clock one second of the run lasts.

    Raises
    ------
    RecordingError
        If the runner's legs are not seen whole for long enough; says why.
    """
    time = sight.time / pace
    whole, cut_off = _whole(source, sight, points)
    stretches = _stretches(time, whole, BRIDGED)
    if not stretches:
        raise _not_whole(source, sight, time, points, cut_off)
    longest = max(stretches, key=lambda s: running(without_outside(points[s], sight), sight.names))
    apart = _between_legs(source, sight, points[longest])
    if np.nanstd(apart, axis=0).max() < STILL:
        raise RecordingError(
            f"{source}: nobody runs: the legs of what looks like a person hardly move. Film one "
            "runner from the side, whole, sharp and large in the picture (nextstride guide)"
        )
    lively = _lively(time[longest], apart)
    run = max(_stretches(time[longest], lively, 2 * CALM), key=lambda s: s.stop - s.start)
    start, stop = longest.start + run.start, longest.start + run.stop
    if time[stop - 1] - time[start] < SHORTEST:
        raise _not_whole(source, sight, time, points, cut_off)
    return slice(start, stop)


def _whole(source: str, sight: Sight, points: Floats) -> tuple[Flags, Flags]:
    """In which pictures both legs are seen whole, and in which feet are at the lower edge (n,)."""
    kept = without_outside(points, sight)
    legs = _columns(source, sight.names, LEGS)
    feet = _columns(source, sight.names, FEET)
    with np.errstate(invalid="ignore"):
        cut_off = (points[:, feet, 1] >= EDGE * sight.size[1]).any(axis=1)
    whole = (kept[:, legs, 2] > 0).all(axis=1) & ~cut_off
    return np.asarray(whole), np.asarray(cut_off)


def _stretches(time: Floats, good: Flags, bridged: float) -> list[slice]:
    """Runs of good pictures, over gaps of some s, that are good mostly."""
    places = np.flatnonzero(good)
    if not places.size:
        return []
    breaks = np.flatnonzero(np.diff(time[places]) > bridged)
    starts, stops = places[np.r_[0, breaks + 1]], places[np.r_[breaks, places.size - 1]] + 1
    found = [slice(int(a), int(b)) for a, b in zip(starts, stops, strict=True) if b - a > 1]
    return [s for s in found if good[s].mean() >= LEAST_SEEN]


def _not_whole(
    source: str, sight: Sight, time: Floats, points: Floats, cut_off: Flags
) -> RecordingError:
    """The refusal of a film in which the legs are not seen whole for long enough."""
    seen = (points[:, :, 2] > 0).any(axis=1)
    lasting = float(np.ptp(time[seen])) if seen.any() else 0.0
    anybody = time[[len(people) > 0 for people in sight.people]]
    if seen.any() and lasting < SHORTEST and np.ptp(anybody) > 2 * SHORTEST:
        return RecordingError(
            f"{source}: people are seen for {np.ptp(anybody):.1f} s, but who runs for "
            f"only {lasting:.2f} s without a break: the pose model goes from one to another, or "
            "loses them, as where the legs are not in the picture. Film one runner, whole, from "
            "the side; or crop to one, or say who is meant with --runner"
        )
    if seen.any() and lasting < SHORTEST:
        return RecordingError(
            f"{source}: a runner is seen for {lasting:.2f} s only of the film's "
            f"{np.ptp(time):.1f} s, which shows no two steps. Give a film, or a longer piece of "
            "one, that shows a runner from head to feet for three steps and more"
        )
    below = float(cut_off[seen].mean()) if seen.any() else 0.0
    if below > MOST_BELOW:
        return RecordingError(
            f"{source}: the runner's feet are at or below the picture's lower edge in "
            f"{100 * below:.0f} % of the pictures. Film the whole runner, with some ground under "
            "the feet"
        )
    return RecordingError(
        f"{source}: both of the runner's legs are never seen whole for as long as two steps (a "
        f"person is followed in {100 * seen.mean():.0f} % of the pictures). Film one runner from "
        "the side, whole, sharp and large in the picture, from far enough away to see three steps"
    )


def _between_legs(source: str, sight: Sight, points: Floats) -> Floats:
    """Vectors (n, 4) from one knee and ankle to the other's, in leg lengths."""
    known = name_markers(source, sight.names).names
    column = {known.get(name, name): number for number, name in enumerate(sight.names)}
    left, right = (
        [points[:, column[f"{side}_{joint}"], :2] for joint in LEGS] for side in ("left", "right")
    )
    leg = np.nanmedian(
        [np.hypot(*(a - b).T) for side in (left, right) for a, b in itertools.pairwise(side)]
    )
    apart = [one - other for one, other in zip(left[1:], right[1:], strict=True)]
    return np.asarray(np.concatenate(apart, axis=1) / (2 * leg))


def _lively(time: Floats, apart: Floats) -> Flags:
    """Where the legs move past each other (n,), whichever of them bears which name."""
    frame = float(np.median(np.diff(time)))
    lag = max(1, round(LAG / frame))
    if len(time) <= 2 * lag:
        return np.ones(len(time), dtype=bool)
    change = np.minimum(
        np.linalg.norm(apart[lag:] - apart[:-lag], axis=1),
        np.linalg.norm(apart[lag:] + apart[:-lag], axis=1),
    )
    change = np.pad(change, (lag // 2, lag - lag // 2), mode="edge")
    reach = min(max(1, round(CALM / frame)), (len(time) - 1) // 2)
    kernel = np.ones(2 * reach + 1)
    known = np.isfinite(change)
    total = np.convolve(np.where(known, change, 0.0), kernel, "same")
    moving = total / np.maximum(np.convolve(known, kernel, "same"), 1.0)
    return np.asarray(moving > LEAST_LIVELY * np.percentile(moving, 90))


def _columns(source: str, names: tuple[str, ...], parts: tuple[str, ...]) -> list[int]:
    """Which of the keypoints are some parts of the body."""
    canonical = name_markers(source, names).names
    return [c for c, name in enumerate(names) if canonical.get(name, name).endswith(parts)]
