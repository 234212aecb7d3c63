"""The motion of a synthetic runner: twelve coordinates, each a smooth function of time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.polynomial import chebyshev

from nextstride.sample.anatomy import COORDINATES, Array
from nextstride.sample.path import CenterPath

INSTANT = 1e-12
"""Times nearer than this to an event are the event's, s."""


@dataclass(frozen=True)
class Motion:
    """Coordinates of a synthetic runner over an endless run, relative to the ground.

    Attributes
    ----------
    path : CenterPath
        Centre of mass and ground force.
    series : numpy.ndarray
        Chebyshev coefficients (piece, node, coordinate), ``pelvis_x`` without the mean motion.
    """

    path: CenterPath
    series: Array

    def at(self, time: Array, derivative: int = 0, *, before: bool = False) -> dict[str, Array]:
        """Coordinates, or their derivatives, at `time`.

        Parameters
        ----------
        time : numpy.ndarray
            (n,) in s from a left touchdown.
        derivative : int
            Order in time.
        before : bool
            At the very instant of an event, take the limit from before it instead of after.

        Returns
        -------
        dict of str to numpy.ndarray
            (n,) by name in `COORDINATES`: m and rad, over s to the order.
        """
        time = np.atleast_1d(np.asarray(time, dtype=float))
        bounds = self.path.rhythm.pieces
        stride = bounds[-1]
        shift = -INSTANT if before else INSTANT
        shifted = (time + shift) % stride
        within = shifted - shift
        piece = np.searchsorted(bounds[1:-1], shifted, side="right")
        width = np.diff(bounds)[piece]
        place = 2 * (within - bounds[piece]) / width - 1
        values = np.empty((time.size, len(COORDINATES)))
        for index in np.unique(piece):
            here = piece == index
            series = chebyshev.chebder(self.series[index], derivative)
            values[here] = chebyshev.chebval(place[here], series).T
        values *= ((2 / width) ** derivative)[:, None]
        coordinates = dict(zip(COORDINATES, values.T, strict=True))
        if derivative < 2:
            coordinates["pelvis_x"] = coordinates["pelvis_x"] + self.path.speed * (
                time if derivative == 0 else 1.0
            )
        return coordinates
