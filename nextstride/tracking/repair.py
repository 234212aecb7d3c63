"""`repair_keypoints`: legs sorted, outliers out, hidden points carried, noise known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from nextstride.arrays import Floats
from nextstride.errors import Notice, RecordingError, about
from nextstride.recording import Recording
from nextstride.tracking.hips import steady_hips
from nextstride.tracking.limbs import keep_lengths
from nextstride.tracking.lone import lone_legs_exchanged
from nextstride.tracking.outliers import reject_outliers
from nextstride.tracking.periodic import expected_places
from nextstride.tracking.sides import exchange_legs, exchanged_legs, run_stride_time
from nextstride.tracking.smooth import jerk_of_cutoff, smooth_tracks
from nextstride.tracking.template import off_template

POSE_SD = 0.015
"""SD of a keypoint of confidence 1, m: the 1-2 cm of pose models in the sagittal plane of running
(see docs/video.md). It grows with one over the square root of confidence."""
SLOW = 0.75
"""Share of that variance which changes so slowly that no smoother takes it away."""
MEMORY = 0.04
"""Time over which that slow part changes, s."""
CUTOFF = 8.0
"""Frequency that the smoother passes by half, multiples of the step rate; kinematics are low-passed
at half of it later."""
HIP_SHARE = 0.6
"""What is left of the error of a hip by a fit of seven unknowns to three strides, in which a slow
error has some 16 independent values."""
MOST_REMOVED = 0.4
"""A recording that loses more of its keypoints than this is refused."""


def repair_keypoints(recording: Recording) -> Recording:
    """Repair the keypoints of one runner filmed from the side.

    In order: left and right leg of every frame (`exchanged_legs`); unsure keypoints and limbs of
    impossible length removed (`reject_outliers`), and feet on the wrong leg (`off_template`); then
    a Kalman smoother over every coordinate (`smooth_tracks`), in which a keypoint that was not seen
    is measured by where the strides around put it (`expected_places`), with the SD that this has
    where the keypoint was seen; the hips (`steady_hips`); and at last the limbs' lengths
    (`keep_lengths`).

    Parameters
    ----------
    recording : Recording
        In m, x forward, y up; with keypoints of both legs.

    Returns
    -------
    Recording
        With the same keypoints, and in `motion` ``position_sd (time, keypoint)`` in m, the SD of
        either coordinate; ``seen (time, keypoint)`` whether it was measured. Notices say what was
        changed.

    Raises
    ------
    RecordingError
        If legs cannot be told apart, or too few keypoints are left.
    """
    with about(recording.source):
        exchanged = exchanged_legs(recording.motion)
        stride = run_stride_time(recording.motion)
        sorted_motion = exchange_legs(recording.motion, exchanged)
        center = pelvis_course(sorted_motion["position"])
        lone = lone_legs_exchanged(sorted_motion, center, stride)
        sorted_motion, exchanged = exchange_legs(sorted_motion, lone), exchanged ^ lone
        position, removed = reject_outliers(sorted_motion)
        position, misplaced = _without_misplaced(position, sorted_motion, stride)
        removed += misplaced
        if removed > MOST_REMOVED:
            raise RecordingError(
                f"{100 * removed:.0f} % of the keypoints are unsure or make limbs of impossible "
                "length; film one runner from the side, whole and sharp"
            )
    smooth, deviation, seen = _smoothed(position, sorted_motion.get("confidence"), stride)
    smooth, deviation = _with_steady_hips(position, smooth, deviation, stride)
    smooth, deviation = keep_lengths(
        position.time.values.astype(float), smooth, deviation, list(recording.keypoints), stride
    )
    motion = sorted_motion.assign(
        position=(("time", "space", "keypoint"), smooth),
        position_sd=(("time", "keypoint"), deviation),
        seen=(("time", "keypoint"), seen),
    )
    notices = _notices(exchanged, removed, seen)
    return replace(recording, motion=motion, notices=(*recording.notices, *notices))


def independent_errors(time: Floats) -> float:
    """How many independent values the slow error of a keypoint has in a run, at least one.

    Parameters
    ----------
    time : numpy.ndarray
        (n,) s.
    """
    return max(1.0, float(np.ptp(time)) / (2 * MEMORY))


def _with_steady_hips(
    position: xr.DataArray, smooth: Floats, deviation: Floats, stride: float
) -> tuple[Floats, Floats]:
    """Smoothed positions with the hips, and midway between them the pelvis, as `steady_hips`."""
    names = [str(name) for name in position.keypoint.values]
    pair = [names.index(name) for name in ("left_hip", "right_hip") if name in names]
    if len(pair) < 2:
        return smooth, deviation
    steady, surer = smooth.copy(), deviation.copy()
    hips = steady_hips(position.time.values.astype(float), smooth[:, :, pair], stride)
    steady[:, :, pair] = np.where(np.isfinite(smooth[:, :, pair]), hips, np.nan)
    if "pelvis" in names:
        steady[:, :, names.index("pelvis")] = steady[:, :, pair].mean(axis=2)
    surer[:, pair] *= HIP_SHARE
    return steady, surer


def _without_misplaced(
    position: xr.DataArray, motion: xr.Dataset, stride: float
) -> tuple[xr.DataArray, float]:
    """Leg keypoints off the stride removed, and which share of all that was seen they are."""
    seen = np.isfinite(position.values).all(axis=1)
    sure = motion["confidence"].values if "confidence" in motion else np.ones(seen.shape)
    wrong = off_template(position, np.nan_to_num(sure), pelvis_course(position), stride) & seen
    kept = np.where(wrong[:, None, :], np.nan, position.values)
    return position.copy(data=kept), float(wrong.sum() / max(seen.sum(), 1))


def _smoothed(
    position: xr.DataArray, confidence: xr.DataArray | None, stride: float
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Positions (time, space, keypoint) and SD (time, keypoint) in m, and where they were seen."""
    time = position.time.values.astype(float)
    frames, axes, keypoints = position.shape
    seen = np.isfinite(position.values).all(axis=1)
    sure = np.ones(seen.shape) if confidence is None else confidence.values
    error = POSE_SD / np.sqrt(np.clip(np.nan_to_num(sure), 0.1, 1.0))
    place, repeat = expected_places(position, pelvis_course(position), stride)
    told = ~seen & np.isfinite(place).all(axis=1)
    measured = np.where(told[:, None], place, position.values)
    error = np.where(told, np.maximum(repeat, POSE_SD)[None], error)
    quick, slow = np.sqrt(1 - SLOW), np.sqrt(SLOW)
    jerk = jerk_of_cutoff(CUTOFF * 2 / stride, quick * POSE_SD, float(np.median(np.diff(time))))
    flat = measured.transpose(0, 2, 1).reshape(frames, -1)
    smooth, deviation = smooth_tracks(
        time, flat, np.repeat(quick * error, axes, axis=1), np.full(flat.shape[1], jerk)
    )
    known = _known(np.asarray(np.isfinite(measured).all(axis=1)))
    values = smooth.reshape(frames, keypoints, axes).transpose(0, 2, 1)
    values = np.where(known[:, None], values, np.nan)
    spread = np.hypot(deviation.reshape(frames, keypoints, axes).max(axis=2), slow * error)
    return values, np.where(known, spread, np.nan), seen


def pelvis_course(position: xr.DataArray) -> Floats:
    """Pelvis (time, space) in m without gaps: mid-hip, or what is seen of the trunk.

    Raises
    ------
    RecordingError
        If neither hips nor trunk are there.
    """
    time = position.time.values.astype(float)
    names = [
        name
        for name in ("left_hip", "right_hip", "pelvis", "left_shoulder", "right_shoulder", "neck")
        if name in position.keypoint.values
    ]
    if not names:
        raise RecordingError("neither hips nor shoulders are seen; both legs need their hips")
    place = position.sel(keypoint=names[:2]).mean("keypoint", skipna=False).values
    return np.stack(
        [np.interp(time, time[(s := np.isfinite(line))], line[s]) for line in place.T], axis=1
    )


def _known(measured: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Frames from the first to the last measurement of every keypoint, (time, keypoint)."""
    begun = np.maximum.accumulate(measured, axis=0)
    ends = np.maximum.accumulate(measured[::-1], axis=0)[::-1]
    return np.asarray(begun & ends)


def _notices(
    exchanged: NDArray[np.bool_], removed: float, seen: NDArray[np.bool_]
) -> tuple[Notice, ...]:
    """What a reader must know of the repair."""
    carried = 1 - float(seen.mean())
    share = float(min(exchanged.mean(), 1 - exchanged.mean()))
    notices = [
        Notice(
            "keypoints_repaired",
            f"Left and right leg exchanged in {exchanged.sum()} of {exchanged.size} frames; "
            f"{100 * removed:.1f} % of the keypoints rejected; {100 * carried:.1f} % carried over "
            f"from the strides around. A seen keypoint is taken to be sure to "
            f"{1000 * POSE_SD:.0f} mm (SD).",
        )
    ]
    if share > 0.35:
        told = "Left and right may be exchanged throughout: the file's labels disagree evenly."
        notices.append(Notice("sides_unsure", told))
    return tuple(notices)
