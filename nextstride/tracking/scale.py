"""Size of the picture's unit from the athlete's height."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from nextstride.athlete import Athlete
from nextstride.conventions import SIDES
from nextstride.errors import MissingDataError

Floats = NDArray[np.float64]

LIMBS = {"thigh": ("hip", "knee"), "shank": ("knee", "ankle")}
PROPORTION_SD = 0.04
"""SD of one person's segment lengths over body height around de Leva's means, 1. An assumption: the
spread of leg segments over height in adults is a few percent."""
LANDMARK_SD = 0.02
"""SD of the same from where a pose model puts hip, knee and ankle, 1. An assumption."""


@dataclass(frozen=True)
class Scale:
    """Metres per unit of the positions, with its standard deviation."""

    value: float
    sd: float


def body_scale(position: xr.DataArray, height: float) -> Scale:
    """Metres per unit of length (pixel) from the lengths of thigh and shank.

    The median length of every limb over the run against its share of body height (de Leva 1996,
    in `nextstride.athlete`; mean of men and women), median over the limbs.

    Parameters
    ----------
    position : xarray.DataArray
        (time, space, keypoint) in any unit, in the plane of the picture.
    height : float
        Body height, m.

    Raises
    ------
    MissingDataError
        If no thigh and no shank is seen.
    ParameterError
        If the height is impossible.
    """
    bodies = Athlete(height=height, sex="male"), Athlete(height=height, sex="female")
    found = []
    for side in SIDES:
        for segment, (upper, lower) in LIMBS.items():
            names = [f"{side}_{upper}", f"{side}_{lower}"]
            if set(names) <= set(position.keypoint.values):
                ends = position.sel(keypoint=names, space=["x", "y"])
                span = ends.transpose("keypoint", "time", "space").values
                length = float(np.nanmedian(np.hypot(*(span[1] - span[0]).T)))
                expected = np.mean([body.segment_length(segment) for body in bodies])
                found.append(expected / length)
    if not found:
        raise MissingDataError(
            "the size of a pixel needs hip, knee and ankle of one leg; state --pixel-size instead"
        )
    value = float(np.median(found))
    scatter = float(np.std(found) / np.sqrt(len(found))) / value
    error = np.sqrt(PROPORTION_SD**2 + LANDMARK_SD**2 + scatter**2)
    return Scale(value, value * float(error))
