"""The stride table of a video."""

from __future__ import annotations

import numpy as np
import xarray as xr

from nextstride.errors import Notice
from nextstride.strides import Pace
from nextstride.strides.steps import check_steps, steps_table
from nextstride.tracking.contacts import keypoint_contacts


def detect_keypoint_steps(
    points: xr.DataArray, pace: Pace, source: str
) -> tuple[xr.Dataset, tuple[Notice, ...]]:
    """Find every step of both feet in repaired keypoints.

    Parameters
    ----------
    points : xarray.DataArray
        Body points (time, space, keypoint), m.
    pace : Pace
        Of the same recording.
    source : str
        File name, for messages.

    Returns
    -------
    steps : xarray.Dataset
        As from `nextstride.strides.detect_steps`.
    notices : tuple of Notice

    Raises
    ------
    MissingDataError
        If a foot has no heel or no forefoot.
    RecordingError
        If this is walking, or fewer than two steps follow each other.
    """
    steps = steps_table(keypoint_contacts(points, pace), pace)
    frame = float(np.median(np.diff(points.time.values)))
    message = (
        "Touchdown and toe-off come from all strides of a foot together; single contacts of one "
        f"foot have one length. A frame lasts {1000 * frame:.1f} ms, so an interval between two "
        f"events is sure to no better than {1000 * frame / np.sqrt(6):.1f} ms (SD), its mean over "
        "the strides to less."
    )
    return steps, (Notice("events_from_keypoints", message), *check_steps(steps, source))
