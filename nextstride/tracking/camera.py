"""A virtual side camera: known motion as a pose model would have seen it, faults and all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy.interpolate import make_interp_spline

from nextstride.arrays import Floats
from nextstride.conventions import SIDES, opposite
from nextstride.kinematics import has_points
from nextstride.recording import Axes, Recording

FILMED = ("shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "toe",
          "fifth_metatarsal")  # fmt: skip
"""Paired body points that the camera sees, with the midline's pelvis and neck."""
LEG = ("hip", "knee", "ankle", "heel", "toe", "fifth_metatarsal")


@dataclass(frozen=True)
class Faults:
    """What goes wrong between the runner and the keypoints.

    Attributes
    ----------
    noise : float
        SD of every coordinate, m. Three quarters of its variance are correlated over
        `correlation_time` (a first-order autoregressive process), one quarter is white.
    correlation_time : float
        s.
    swaps : float
        Runs of frames per second in which left and right leg are exchanged.
    swap_length : float
        Their length, s, at least two frames.
    occlusion : float
        Share of the time in which knee and foot of the far leg are hidden behind the near one,
        where the two are closest.
    dropped : float
        Share of the frames that are missing.
    """

    noise: float = 0.015
    correlation_time: float = 0.04
    swaps: float = 2.0
    swap_length: float = 0.04
    occlusion: float = 0.1
    dropped: float = 0.03


def film(
    points: xr.DataArray, frame_rate: float, faults: Faults | None = None, seed: int = 0
) -> tuple[Recording, NDArray[np.bool_]]:
    """Film known motion from the runner's right with a camera of another frame rate.

    Parameters
    ----------
    points : xarray.DataArray
        Body points (time, space, keypoint), m.
    frame_rate : float
        Of the camera, Hz; its clock starts at a random moment within the first frame.
    faults : Faults, optional
        Those of a pose model; `Faults()` where not given.
    seed : int
        Of everything random.

    Returns
    -------
    Recording
        Planar, format "keypoints", with confidence.
    numpy.ndarray
        (time,) whether the legs were exchanged in a frame.
    """
    wrong = faults or Faults()
    random = np.random.default_rng(seed)
    clear = _resampled(points, frame_rate, random)
    position = clear.values + _noise(clear.shape, frame_rate, wrong, random)
    confidence = np.full((clear.sizes["time"], clear.sizes["keypoint"]), 0.9)
    names = [str(name) for name in clear.keypoint.values]
    hidden = _hidden(clear, wrong.occlusion)
    for joint in [part for part in LEG[1:] if f"left_{part}" in names]:
        confidence[hidden, names.index(f"left_{joint}")] = 0.0
    swapped = _swapped(clear.sizes["time"], frame_rate, wrong, random)
    exchange = [names.index(_mirrored(name)) for name in names]
    position[swapped] = position[swapped][:, :, exchange]
    confidence[swapped] = confidence[swapped][:, exchange]
    confidence[random.random(len(confidence)) < wrong.dropped] = 0.0
    position = np.where(confidence[:, None, :] == 0, np.nan, position)
    motion = xr.Dataset(
        {
            "position": (("time", "space", "keypoint"), position),
            "confidence": (("time", "keypoint"), confidence),
        },
        coords={"time": clear.time.values, "space": ["x", "y"], "keypoint": names},
    )
    axes = Axes("+y", "+x", "virtual camera, by construction")
    return Recording(motion, None, "virtual camera", "keypoints", frame_rate, axes), swapped


def _resampled(
    points: xr.DataArray, frame_rate: float, random: np.random.Generator
) -> xr.DataArray:
    """The filmed points in the sagittal plane at the camera's frames."""
    names = [f"{side}_{name}" for name in FILMED for side in SIDES] + ["pelvis", "neck"]
    names = [name for name in names if has_points(points, [name])]
    seen = points.drop_vars("method", errors="ignore").drop_duplicates("keypoint")
    seen = seen.sel(keypoint=names, space=["x", "y"]).dropna("time")
    time = seen.time.values.astype(float)
    start = time[0] + random.random() / frame_rate
    frames = start + np.arange(int((time[-1] - start) * frame_rate) + 1) / frame_rate
    # Linear between the dense frames of the source where it steps, as at touchdown.
    values = make_interp_spline(time, seen.values, k=1)(frames)
    return xr.DataArray(
        values,
        dims=("time", "space", "keypoint"),
        coords={"time": frames, "space": ["x", "y"], "keypoint": names},
    )


def _noise(
    shape: tuple[int, ...], frame_rate: float, faults: Faults, random: np.random.Generator
) -> Floats:
    """Correlated and white error of every coordinate, m."""
    keep = np.exp(-1 / (faults.correlation_time * frame_rate))
    fresh = random.normal(size=shape)
    correlated = np.empty(shape)
    correlated[0] = fresh[0]
    for frame in range(1, shape[0]):
        correlated[frame] = keep * correlated[frame - 1] + np.sqrt(1 - keep**2) * fresh[frame]
    white = random.normal(size=shape)
    return np.asarray(faults.noise * (np.sqrt(0.75) * correlated + np.sqrt(0.25) * white))


def _hidden(clear: xr.DataArray, share: float) -> NDArray[np.bool_]:
    """Frames in which the near leg hides the far one."""
    apart = clear.sel(keypoint="left_knee") - clear.sel(keypoint="right_knee")
    distance = np.hypot(*apart.transpose("space", "time").values)
    return np.asarray(distance < np.quantile(distance, share))


def _swapped(
    frames: int, frame_rate: float, faults: Faults, random: np.random.Generator
) -> NDArray[np.bool_]:
    """Frames in which left and right are exchanged, in runs."""
    length = max(2, round(faults.swap_length * frame_rate))
    swapped = np.zeros(frames, dtype=bool)
    for _ in range(random.poisson(faults.swaps * frames / frame_rate)):
        start = int(random.integers(frames))
        swapped[start : start + length] = True
    return swapped


def _mirrored(name: str) -> str:
    """The same leg point of the other side; any other name as it is."""
    for side in SIDES:
        if name.startswith(side) and name.split("_", 1)[1] in LEG:
            return f"{opposite(side)}_{name.split('_', 1)[1]}"
    return name
