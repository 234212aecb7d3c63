"""The stride table of a video."""

from __future__ import annotations

import numpy as np
import xarray as xr

from nextstride.errors import Notice
from nextstride.strides import Pace
from nextstride.strides.steps import check_steps, steps_table
from nextstride.tracking.feet import MOST_APART, keypoint_contacts

TIED = "tied"
"""Attribute of the steps of a video: events that both feet share, because one was seen badly."""
BLUR = 1 / (2 * np.pi * 6.0)
"""SD that another program's smoothing adds to every event, s: the time constant of a low-pass at
6 Hz, Sports2D's own. The contact times of two sprints so smoothed erred by 12 to 29 ms
(docs/video.md)."""


def detect_keypoint_steps(
    points: xr.DataArray, pace: Pace, source: str, smoothed: bool = False
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
    smoothed : bool
        Whether another program has smoothed the keypoints.

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
    contacts, tied = keypoint_contacts(points, pace)
    steps = steps_table(contacts, pace).assign_attrs({TIED: tied})
    if smoothed:
        errors = ("touchdown_sd", "toe_off_sd")
        steps = steps.assign({name: np.hypot(steps[name], BLUR) for name in errors})
    frame = float(np.median(np.diff(points.time.values)))
    message = (
        "Touchdown and toe-off come from all strides of a foot together; single contacts of one "
        "foot have one length, and feet are shown as different only as far as the strides seen "
        f"make it likely. A frame lasts {1000 * frame:.1f} ms, so an interval between two "
        f"events is sure to no better than {1000 * frame / np.sqrt(6):.1f} ms (SD), its mean over "
        f"the strides to less. Both legs together step {pace.step_rate:.2f} times a second "
        f"({60 * pace.step_rate:.0f} a minute), which no error of a touchdown touches."
    )
    notices = [Notice("events_from_keypoints", message)]
    if tied:
        names = " and ".join(event.replace("_", "-") for event in tied)
        told = (
            f"The two feet's {names} differ by more than {1000 * MOST_APART:.0f} ms against the "
            "passing of the feet, as no runner's do: one foot, mostly the far one, is seen badly. "
            "Both got one value whose interval holds the difference, and the legs are not compared."
        )
        notices.append(Notice("feet_not_told_apart", told))
    return steps, (*notices, *check_steps(steps, source))
