"""Pictures shown again: slow motion and conversions that hold a picture until the next is there.

They show no motion where there was some, so an event would seem as sure as they are dense.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nextstride.arrays import Floats

STILL = 0.1
"""A picture that changes by less than this share of what others around it do repeats the one
before: copies that are coded anew change by 0.01 to 0.02, a runner's pictures by 0.4 and more."""
BUSY = 75
"""Percentile of the changes around that stands for them: of three pictures one may be new, ..."""
AROUND = 15
"""... of so many pictures before and after, ..."""
LEAST = 0.02
"""... which must change by this at least, of 255 a pixel: nothing moves in others."""


def find_repeats(changes: Floats) -> NDArray[np.bool_]:
    """Find the pictures that only repeat the one before.

    Parameters
    ----------
    changes : numpy.ndarray
        (n,) mean difference of every picture to the one before, of 255 a pixel.

    Returns
    -------
    numpy.ndarray
        (n,) bool.
    """
    repeats = np.zeros(len(changes), dtype=bool)
    for picture in range(1, len(changes)):
        around = changes[max(1, picture - AROUND) : picture + AROUND + 1]
        usual = float(np.percentile(around, BUSY))
        repeats[picture] = usual > LEAST and changes[picture] < STILL * usual
    return repeats
