"""Size of the picture's unit from the athlete's height, and the error of metres so had."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import xarray as xr

from nextstride.athlete import Athlete
from nextstride.conventions import SIDES
from nextstride.errors import MissingDataError, Notice
from nextstride.read.contents import METRES_FROM
from nextstride.recording import Recording

SCALE_SD = "scale_sd"
"""Attribute of a filmed recording's motion: relative SD of its metres."""

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
                lengths = np.hypot(*(span[1] - span[0]).T)
                if not np.isfinite(lengths).any():
                    continue
                length = float(np.median(lengths[np.isfinite(lengths)]))
                expected = np.mean([body.segment_length(segment) for body in bodies])
                found.append(expected / length)
    if not found:
        raise MissingDataError(
            "the size of a pixel needs hip, knee and ankle of one leg, which are not seen; film "
            "the whole runner"
        )
    value = float(np.median(found))
    scatter = float(np.std(found) / np.sqrt(len(found))) / value
    error = np.sqrt(PROPORTION_SD**2 + LANDMARK_SD**2 + scatter**2)
    return Scale(value, value * float(error))


def with_scale_error(recording: Recording, athlete: Athlete) -> Recording:
    """State the error of metres that another program had from a body height.

    Parameters
    ----------
    recording : Recording
        Returned as it is where its metres do not come from a height.
    athlete : Athlete
        Whose height, unless it is assumed, is held against the limbs.

    Raises
    ------
    MissingDataError
        If no thigh and no shank is seen.
    """
    source = recording.motion.attrs.get(METRES_FROM)
    if source is None:
        return recording
    scale = body_scale(recording.motion["position"], athlete.height)
    error = scale.sd / scale.value
    told = (
        f"The metres come from {source}: ± {100 * error:.1f} % (SD), and every length, speed and "
        f"moment has this error. Thighs and shanks are as long as those of somebody "
        f"{athlete.height / scale.value:.2f} m tall."
    )
    # Both heights stand on the same keypoints, so only the proportions of the body can differ.
    if "height" not in athlete.assumed and abs(scale.value - 1) > 2 * PROPORTION_SD:
        told += (
            f" That contradicts the stated {athlete.height:.2f} m: one of the two is wrong. Run "
            "the other program again with the right height, or give its pixels with --height."
        )
    motion = recording.motion.assign_attrs({SCALE_SD: error})
    return replace(recording, motion=motion, notices=(*recording.notices, Notice("scale", told)))
