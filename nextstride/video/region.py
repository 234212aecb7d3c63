"""`Region`: a turned square of a picture, cut out for a network and mapped back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nextstride.arrays import Floats
from nextstride.video.film import Picture

AROUND = 1.25
"""A person's square is larger than the circle about them by this factor: ``scale_x`` of
``RectTransformationCalculator`` in MediaPipe's graphs of the pose."""
FINEST = 4
"""A cut-out that shrinks is sampled so many times finer at most, and averaged."""


@dataclass(frozen=True)
class Region:
    """A square of a picture.

    Attributes
    ----------
    middle : numpy.ndarray
        (2,) pixels.
    side : float
        Pixels.
    turn : float
        Clockwise in the picture, rad: 0 where the person stands upright.
    """

    middle: Floats
    side: float
    turn: float = 0.0

    @classmethod
    def about(cls, hips: Floats, rim: Floats) -> Region:
        """The square of a person, turned so that they stand upright in it.

        Both pose networks tell where it is: in the detector's first two points, and in the
        landmarks' last two (Bazarevsky et al. 2020, arXiv 2006.10204, section 2).

        Parameters
        ----------
        hips : numpy.ndarray
            (2,) middle of the hips, pixels.
        rim : numpy.ndarray
            (2,) point of the circle about the whole body that lies over the head, pixels.
        """
        across, down = rim - hips
        turn = np.arctan2(across, -down)
        return cls(hips, 2 * AROUND * float(np.hypot(across, down)), float(turn))

    @classmethod
    def whole(cls, picture: Picture) -> Region:
        """The smallest upright square with the whole picture in it."""
        height, width = picture.shape[:2]
        return cls(np.array([width, height]) / 2, float(max(width, height)))

    def cut(self, picture: Picture, size: int, beyond: str = "edge") -> Picture:
        """Cut the square out.

        Parameters
        ----------
        picture : numpy.ndarray
            (height, width, 3).
        size : int
            Pixels of the answer along each side.
        beyond : str
            What lies beyond the picture: "edge" goes on with its edge, "black" is black.

        Returns
        -------
        numpy.ndarray
            (size, size, 3).
        """
        import cv2

        finer = int(np.clip(round(self.side / size), 1, FINEST))
        shape = size * finer, size * finer
        matrix = self._axes() * (self.side / shape[0])
        origin = self.middle - matrix @ (np.array(shape) / 2)
        fine = cv2.warpAffine(
            picture,
            np.column_stack([matrix, origin]),
            shape,
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE if beyond == "edge" else cv2.BORDER_CONSTANT,
        )
        if finer > 1:
            fine = cv2.resize(fine, (size, size), interpolation=cv2.INTER_AREA)
        return np.asarray(fine, dtype=np.uint8)

    def out_of(self, points: Floats) -> Floats:
        """Places in the picture, pixels, of points (..., 2) of the square, from 0 to 1."""
        return np.asarray(self.middle + self.side * (points - 0.5) @ self._axes().T)

    def holds(self, point: Floats) -> bool:
        """Whether a point (2,) of the picture is in the square, which is upright."""
        return bool((np.abs(point - self.middle) <= self.side / 2).all())

    def _axes(self) -> Floats:
        """The square's axes, in columns."""
        cosine, sine = np.cos(self.turn), np.sin(self.turn)
        return np.array([[cosine, -sine], [sine, cosine]])
