"""Motion of the camera, from what stands still behind the runner."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nextstride.video.film import Picture

Floats = NDArray[np.float64]

WIDTH = 320
"""Pictures are looked at this wide, pixels: fast, and fine enough for a median over many points."""
POINTS = 60
FEWEST = 8
"""Fewer points than this say nothing."""
MARGIN = 0.25
"""What is around the runner by this share of their height is not background."""


@dataclass
class Background:
    """Follows points of the background from one picture to the next.

    Their median shift is the camera's, whatever a few of them (a treadmill's belt, passers-by) do;
    pyramids of Lucas & Kanade (1981, IJCAI 674), by OpenCV.
    """

    _before: NDArray[np.uint8] | None = field(default=None, init=False)
    _points: Any = field(default=None, init=False)

    def shift(self, picture: Picture, people: Floats) -> tuple[float, float, float]:
        """Shift of the background since the picture before.

        Parameters
        ----------
        picture : numpy.ndarray
            (height, width, 3).
        people : numpy.ndarray
            (people, keypoint, [x, y, confidence]) in pixels: what is not background.

        Returns
        -------
        across, down : float
            Pixels; NaN where too little is seen.
        scatter : float
            Robust SD of single points around it, pixels.
        """
        import cv2

        scale = WIDTH / picture.shape[1]
        size = WIDTH, max(1, round(picture.shape[0] * scale))
        resized = cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR)
        small = np.asarray(cv2.cvtColor(resized, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
        moved = self._moved(cv2, small)
        if self._points is None or len(self._points) < POINTS / 2:
            mask = _outside(small.shape, people, scale)
            self._points = cv2.goodFeaturesToTrack(small, POINTS, 0.01, 8, mask=mask)
        self._before = small
        if len(moved) < FEWEST:
            return np.nan, np.nan, np.nan
        middle = np.median(moved, axis=0)
        scatter = 1.4826 * float(np.median(np.abs(moved - middle)))
        return float(middle[0] / scale), float(middle[1] / scale), scatter / scale

    def _moved(self, cv2: Any, small: NDArray[np.uint8]) -> Floats:
        """Shifts (n, 2) of the points that were found again; those become the points."""
        if self._before is None or self._points is None or not len(self._points):
            return np.empty((0, 2))
        after, found, _ = cv2.calcOpticalFlowPyrLK(
            self._before, small, self._points, None, winSize=(15, 15), maxLevel=2
        )
        kept = found.ravel() == 1
        moved = (after - self._points).reshape(-1, 2)[kept]
        self._points = after[kept]
        return np.asarray(moved, dtype=float)


def camera_course(shifts: Floats) -> Floats:
    """Where the picture's origin is in the scene, (time, [across, down]) pixels.

    Parameters
    ----------
    shifts : numpy.ndarray
        (time, [across, down, scatter]) of the background; NaN where not seen.
    """
    return -np.cumsum(np.nan_to_num(shifts[:, :2]), axis=0)


def _outside(shape: tuple[int, ...], people: Floats, scale: float) -> NDArray[np.uint8]:
    """255 where no person is."""
    mask = np.full(shape, 255, dtype=np.uint8)
    for person in people:
        sure = person[person[:, 2] > 0.1, :2] * scale
        if len(sure):
            low, high = sure.min(axis=0), sure.max(axis=0)
            margin = MARGIN * (high[1] - low[1])
            left, top = np.maximum(low - margin, 0).astype(int)
            right, bottom = (high + margin).astype(int)
            mask[top:bottom, left:right] = 0
    return mask
