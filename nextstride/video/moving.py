"""`moving_windows`: where something moves before what stands still, to look there closely."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nextstride.arrays import Floats
from nextstride.video.film import Picture
from nextstride.video.region import Region

WIDTH = 480
"""Pictures are compared this wide, pixels."""
BLUR = 5
"""Side of the mean that is taken first, pixels: what is smaller is noise and fluttering leaves."""
NOISE = 6.0
"""What differs by more than this many robust SD of the picture moves..."""
LEAST = 8.0
"""...and by more than this, of 255: the noise of a compressed picture that stands still is less."""
JOINED = 21
"""Parts of a body that move up to this many pixels apart belong together."""
SMALLEST = 14
"""Nobody less tall than this is looked for: 3 % of the width, a person across 60 m of lane."""
CROWDED = 0.35
"""Where more than this share of the picture moves, it tells nobody's place."""
AROUND = 2.0
"""The window is larger than what moves by this factor: the detector wants some surroundings."""


def moving_windows(before: Picture, picture: Picture, most: int = 2) -> list[Region]:
    """Squares about what moves between two pictures, the largest first.

    The camera's own shift between them is taken out first (phase correlation: Kuglin & Hines
    1975, Proc. IEEE Conf. Cybernetics and Society 163).

    Parameters
    ----------
    before, picture : numpy.ndarray
        (height, width, 3) of one film.
    most : int
        How many squares at most.
    """
    import cv2

    scale = WIDTH / picture.shape[1]
    old, new = _small(before), _small(picture)
    (across, down), _ = cv2.phaseCorrelate(old, new, cv2.createHanningWindow(new.shape[::-1], 5))
    shift = np.array([[1.0, 0.0, across], [0.0, 1.0, down]])
    moved = cv2.warpAffine(old, shift, new.shape[::-1], borderMode=cv2.BORDER_REPLICATE)
    change = np.abs(new - moved)
    moving = change > max(LEAST, NOISE * 1.4826 * float(np.median(change)))
    if moving.mean() > CROWDED:
        return []
    near = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (JOINED, JOINED))
    joined = cv2.morphologyEx(moving.astype(np.uint8), cv2.MORPH_CLOSE, near)
    _, _, parts, _ = cv2.connectedComponentsWithStats(joined)
    tall = parts[1:][parts[1:, cv2.CC_STAT_HEIGHT] >= SMALLEST]
    largest = tall[np.argsort(-tall[:, cv2.CC_STAT_AREA])][:most]
    return [_window(part[:4] / scale) for part in largest]


def _small(picture: Picture) -> NDArray[np.float32]:
    """A small grey picture without its finest grain."""
    import cv2

    size = WIDTH, max(1, round(picture.shape[0] * WIDTH / picture.shape[1]))
    small = cv2.resize(
        cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), size, interpolation=cv2.INTER_AREA
    )
    return np.asarray(cv2.blur(small.astype(np.float32), (BLUR, BLUR)))


def _window(box: Floats) -> Region:
    """The square about a box [left, top, width, height], pixels."""
    return Region(box[:2] + box[2:] / 2, AROUND * float(box[2:].max()))
