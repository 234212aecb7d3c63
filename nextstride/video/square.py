"""How far a camera looks off square across the run, from how the runner's size changes along it.

Seen square, a runner is as large at one end of the picture as at the other. Seen at an angle, they
come nearer or go away: in one still picture size falls with place ``a`` (in focal lengths from the
picture's middle) as ``1 - a tan(angle)``. Turning the camera by that angle, in thought, makes the
lane square to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from nextstride.arrays import Floats
from nextstride.conventions import SIDES
from nextstride.tracking import LEAST_CONFIDENCE, independent_errors
from nextstride.video.turning import camera_matrix, through

SEGMENTS = (("shoulder", "hip"), ("hip", "knee"), ("knee", "ankle"))
ROUNDS = 4
WIDEST = np.deg2rad(5)
"""An angle whose SD is larger is not known: over a metre of the lane it is 8 to 30°, over twelve 1
to 3° (the recordings at hand)."""


@dataclass(frozen=True)
class Yaw:
    """Angle from square across the run, rad, with its SD; positive where the right is farther."""

    angle: float
    sd: float

    @property
    def is_seen(self) -> bool:
        """Whether it is surely not zero."""
        return self.sd < WIDEST and abs(self.angle) > 2 * self.sd


def find_yaw(points: Floats, names: Sequence[str], time: Floats, focal: float,
             middle: Floats) -> Yaw:  # fmt: skip
    """Find the angle at which a camera looks across the run.

    Parameters
    ----------
    points : numpy.ndarray
        (n, keypoint, [x, y, confidence]) in pixels of one still picture.
    names : sequence of str
        Canonical names of the keypoints.
    time : numpy.ndarray
        (n,) s.
    focal : float
        Focal length, pixels.
    middle : numpy.ndarray
        (2,) of the picture.
    """
    sure = points[:, :, 2:] >= LEAST_CONFIDENCE
    place = np.where(sure, points[:, :, :2], np.nan)
    column = {name: number for number, name in enumerate(names)}
    angle, sd = 0.0, 0.0
    for _ in range(ROUNDS):
        turned = through(turned_by(angle, focal, middle)[None], place)
        slope, error = _trend(turned, column, time, focal, float(middle[0]))
        sd = max(sd, error)
        angle = float(np.clip(angle - np.arctan(slope), -1.2, 1.2))
    return Yaw(angle, sd)


def turned_by(angle: float, focal: float, middle: Floats) -> Floats:
    """Map (3, 3) of pixels when the camera turns by an angle about the vertical."""
    matrix = camera_matrix(np.array([focal]), middle)[0]
    turn = np.array(
        [
            [np.cos(angle), 0.0, np.sin(angle)],
            [0.0, 1.0, 0.0],
            [-np.sin(angle), 0.0, np.cos(angle)],
        ]
    )
    return np.asarray(matrix @ turn @ np.linalg.inv(matrix))


def _trend(
    place: Floats, column: Mapping[str, int], time: Floats, focal: float, middle: float
) -> tuple[float, float]:
    """Relative growth of the runner per focal length to the right, and its SD."""
    sizes, across = [], []
    for side in SIDES:
        for ends in SEGMENTS:
            names = [f"{side}_{end}" for end in ends]
            if set(names) <= set(column):
                upper, lower = (place[:, column[name]] for name in names)
                length = np.hypot(*(upper - lower).T)
                sizes.append(length / np.nanmedian(length) if np.isfinite(length).any() else length)
                across.append((upper + lower)[:, 0] / 2)
    if not sizes:
        return 0.0, np.inf
    size, where = np.ravel(sizes), (np.ravel(across) - middle) / focal
    known = np.isfinite(size) & np.isfinite(where)
    if known.sum() < 20:
        return 0.0, np.inf
    size, where = size[known], where[known]
    design = np.stack([np.ones_like(where), where], axis=1)
    root = np.ones_like(where)
    for _ in range(6):
        fit = np.linalg.lstsq(design * root[:, None], size * root, rcond=None)[0]
        off = np.abs(size - design @ fit)
        root = 1 / np.sqrt(np.maximum(off, max(float(np.median(off)), 1e-9)))
    # Sizes of one moment, and of moments near each other, err together.
    deviation = float((size - design @ fit).std() / max(where.std(), 1e-9))
    return float(fit[1] / fit[0]), deviation / float(np.sqrt(independent_errors(time)))
