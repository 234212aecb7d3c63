"""Limbs keep their lengths: the keypoints of a leg tell each other where they are.

What moves a knee off its place sideways cannot be seen in the knee alone; but ankle, heel and toe
hang on it by limbs of known length, most of all where the knee is bent. Lengths in a side view are
not quite constant: the leg spreads and the pelvis turns. So each is a mean of its leg and a wave of
one stride that both legs share, half a stride apart.
"""

from __future__ import annotations

import numpy as np

from nextstride.arrays import Floats
from nextstride.conventions import SIDES
from nextstride.tracking.windows import faded_fits

LIMBS = {
    ("hip", "knee"): 0.005,
    ("knee", "ankle"): 0.005,
    ("ankle", "heel"): 0.005,
    ("ankle", "toe"): 0.005,
    ("heel", "toe"): 0.005,
    ("ankle", "hallux"): 0.02,
    ("heel", "hallux"): 0.02,
}
"""SD of each limb's length about its wave, m. To the tip of the big toe, which bends, it is some 2
cm. Not those of the foot's outer edge: as it rolls inward they change by 10 to 17 mm (SD), those to
the toe by 5 to 7 mm (sprint of 9.5 m/s)."""
SHORTEST = 0.01
"""No limb looks shorter than this, m."""
ROUNDS = 4
"""Steps of Gauss and Newton; the third moves nothing by a millimetre."""


def keep_lengths(
    time: Floats, place: Floats, sd: Floats, names: list[str], stride: float
) -> tuple[Floats, Floats]:
    """Move the keypoints of both legs to the nearest places that keep the limbs' lengths.

    Parameters
    ----------
    time : numpy.ndarray
        (n,) s.
    place : numpy.ndarray
        (n, space, keypoint) in m.
    sd : numpy.ndarray
        (n, keypoint) m, of either coordinate.
    names : list of str
        Of the keypoints.
    stride : float
        Stride time, s.

    Returns
    -------
    place, sd : numpy.ndarray
        Like those given; as they were where a leg is not seen whole.
    """
    known = [name for column, name in enumerate(names) if np.isfinite(place[:, :, column]).any()]
    limbs = [limb for limb in LIMBS if {f"{s}_{end}" for s in SIDES for end in limb} <= set(known)]
    if not limbs:
        return place, sd
    ends = sorted({end for limb in limbs for end in limb})
    columns = {side: [names.index(f"{side}_{end}") for end in ends] for side in SIDES}
    pairs = [(ends.index(inner), ends.index(outer)) for inner, outer in limbs]
    legs = np.stack([place[:, :, columns[side]] for side in SIDES], axis=1)
    errors = np.stack([sd[:, columns[side]] for side in SIDES], axis=1)
    sds = np.array([LIMBS[limb] for limb in limbs])
    lengths = np.stack([_lengths(time, legs, errors, pair, stride) for pair in pairs], axis=-1)
    moved, sure = place.copy(), sd.copy()
    for number, side in enumerate(SIDES):
        leg, error, length = legs[:, number], errors[:, number], lengths[:, number]
        whole = np.isfinite(leg).all(axis=(1, 2)) & np.isfinite(length).all(axis=1)
        if whole.any():
            leg[whole], error[whole] = _nearest(leg[whole], error[whole], length[whole], pairs, sds)
        moved[:, :, columns[side]], sure[:, columns[side]] = leg, error
    return moved, sure


def _lengths(
    time: Floats, legs: Floats, errors: Floats, pair: tuple[int, int], stride: float
) -> Floats:
    """Length (n, side) of one limb of both legs (n, side, space, end), m; NaN where not known.

    Squares are fitted, from which the part of the error is taken: noise makes limbs look longer.
    """
    squares = ((legs[..., pair[1]] - legs[..., pair[0]]) ** 2).sum(axis=2)
    noise = 2 * sum(np.nanmedian(errors[..., end]) ** 2 for end in pair)
    square = faded_fits(time, stride, lambda near, since: _wave(since, squares[near]))
    return np.sqrt(np.maximum(square - noise, SHORTEST**2))


def _wave(turns: Floats, squares: Floats) -> Floats | None:
    """A mean for each leg and one wave for both, fitted robustly; None where too little is seen."""
    design = []
    for number in range(2):
        phase = 2 * np.pi * turns + np.pi * number
        own = [np.full(len(turns), float(number == other)) for other in range(2)]
        design.append(np.stack([*own, np.cos(phase), np.sin(phase)], axis=1))
    columns, values = np.concatenate(design), squares.T.ravel()
    seen = np.isfinite(values)
    if seen.sum() < 4 * columns.shape[1] or np.ptp(turns) < 0.9:
        return None
    root = np.ones(int(seen.sum()))
    for _ in range(6):
        fit = np.linalg.lstsq(columns[seen] * root[:, None], values[seen] * root, rcond=None)[0]
        off = np.abs(values[seen] - columns[seen] @ fit)
        # Least absolute distances beyond the median one.
        root = 1 / np.sqrt(np.maximum(off, max(float(np.median(off)), 1e-9)))
    return np.asarray((columns @ fit).reshape(2, -1).T)


def _nearest(
    leg: Floats, error: Floats, length: Floats, pairs: list[tuple[int, int]], sds: Floats
) -> tuple[Floats, Floats]:
    """Least squares of places (n, space, end) and lengths (n, limb): places and their SD (n, end).

    Every end has a measured place, so the normal equations are regular.
    """
    count, axes, ends = leg.shape
    measured = np.repeat(1 / error**2, axes, axis=1)
    start = leg.transpose(0, 2, 1).reshape(count, -1)
    place = start.copy()
    for _ in range(ROUNDS):
        points = place.reshape(count, ends, axes)
        slope = np.zeros((count, len(pairs), ends, axes))
        short = np.zeros((count, len(pairs)))
        for limb, (inner, outer) in enumerate(pairs):
            apart = points[:, outer] - points[:, inner]
            now = np.maximum(np.hypot(*apart.T), 1e-3)
            slope[:, limb, outer] = apart / now[:, None]
            slope[:, limb, inner] = -slope[:, limb, outer]
            short[:, limb] = length[:, limb] - now
        flat = slope.reshape(count, len(pairs), -1) / sds[:, None]
        normal = flat.transpose(0, 2, 1) @ flat + measured[:, :, None] * np.eye(ends * axes)
        pull = np.einsum("nlc,nl->nc", flat, short / sds) + measured * (start - place)
        place = place + np.linalg.solve(normal, pull[..., None])[..., 0]
    variance = np.diagonal(np.linalg.inv(normal), axis1=1, axis2=2).reshape(count, ends, axes)
    return place.reshape(count, ends, axes).transpose(0, 2, 1), np.sqrt(variance.max(axis=2))
