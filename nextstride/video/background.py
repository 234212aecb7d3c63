"""What stands still behind the runner, followed from one picture to the next."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nextstride.arrays import Floats
from nextstride.video.film import Picture

WIDTH = 480
"""Pictures are looked at this wide, pixels: fast, and fine enough for many points together."""
POINTS = 60
BANDS = 4
"""Points are sought in so many bands of the picture by themselves."""
APART = 36
"""Points are at least so many pixels apart: text over the film and people, who have the sharpest
corners, then leave room for others."""
MARGIN = 0.25
"""What is around the runner by this share of their height is not background."""


@dataclass
class Background:
    """Follows points of the background; pyramids of Lucas & Kanade (1981, IJCAI 674), by OpenCV.

    Attributes
    ----------
    change : float
        Mean difference of the last two pictures, of 255 a pixel.
    """

    change: float = field(default=0.0, init=False)
    _before: NDArray[np.uint8] | None = field(default=None, init=False)
    _points: Any = field(default=None, init=False)

    def follow(self, picture: Picture, people: Floats) -> NDArray[np.float32]:
        """Where points of the background were in the picture before and are now.

        Parameters
        ----------
        picture : numpy.ndarray
            (height, width, 3).
        people : numpy.ndarray
            (people, keypoint, [x, y, confidence]) in pixels: what is not background.

        Returns
        -------
        numpy.ndarray
            (points, [x before, y before, x, y]) in pixels of the picture; none in the first one.
        """
        import cv2

        scale = WIDTH / picture.shape[1]
        size = WIDTH, max(1, round(picture.shape[0] * scale))
        grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
        small = np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_LINEAR), dtype=np.uint8)
        if self._before is not None:
            self.change = float(cv2.absdiff(small, self._before).mean())
        outside = _outside(small.shape, people, scale)
        followed = self._followed(cv2, small, outside)
        if self._points is None or len(self._points) < 0.75 * POINTS:
            self._points = _corners(cv2, small, outside)
        self._before = small
        return np.asarray(followed / scale, dtype=np.float32)

    def _followed(self, cv2: Any, small: NDArray[np.uint8], outside: NDArray[np.uint8]) -> Floats:
        """Places (n, 4) of the points that were found again; those become the points.

        A person who comes over a point takes it along, so it is given up.
        """
        if self._before is None or self._points is None or not len(self._points):
            return np.empty((0, 4))
        after, found, _ = cv2.calcOpticalFlowPyrLK(
            self._before, small, self._points, None, winSize=(15, 15), maxLevel=2
        )
        inside = (after.reshape(-1, 2) >= 0).all(axis=1)
        inside &= (after.reshape(-1, 2) < np.array(small.shape[::-1])).all(axis=1)
        kept = (found.ravel() == 1) & inside
        column, row = after.reshape(-1, 2)[kept].astype(int).T
        kept[kept] = outside[row, column] > 0
        both = np.concatenate([self._points.reshape(-1, 2), after.reshape(-1, 2)], axis=1)[kept]
        self._points = after[kept]
        return np.asarray(both, dtype=float)


def _corners(cv2: Any, small: NDArray[np.uint8], mask: NDArray[np.uint8]) -> Any:
    """Points (n, 1, 2) to follow, of every height of the picture: far and near show parallax."""
    found = []
    for rows in np.array_split(np.arange(len(small)), BANDS):
        corners = cv2.goodFeaturesToTrack(
            small[rows], POINTS // BANDS, 0.003, APART, mask=mask[rows]
        )
        found += [] if corners is None else [corners + np.array([0, rows[0]], np.float32)]
    return np.concatenate(found) if found else None


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
