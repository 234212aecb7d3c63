"""The simulated sprinter as a recording: it can be written, opened elsewhere, and analysed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch

import numpy as np
import xarray as xr
from scipy.interpolate import CubicHermiteSpline, PchipInterpolator

from nextstride.body.sprinter import COORDINATES
from nextstride.conventions import SIDES, SPACE
from nextstride.recording import Axes, Recording
from nextstride.sprint.solution import SprintSolution

SHOULDER_SHARE = 1.45
"""Height of the shoulder line, the base of the neck, above the hips, by the upper body's centre."""

LATERAL = 0.09
"""Half the distance between the legs, m: where a planar runner's legs are put."""


@singledispatch
def record(solution: SprintSolution, steps: int = 8, frame_rate: float = 500.0) -> Recording:
    """Return `steps` steps of the simulated sprint as a recording with ground forces.

    Parameters
    ----------
    solution : SprintSolution
    steps : int
        The first step stands on the right leg.
    frame_rate : float
        Frames of motion and samples of force per second.

    Returns
    -------
    Recording
        Joint centres, heel and toe (ball of the foot) of both legs, pelvis and neck; forces on one
        plate per side.
    """
    frames = frames_of(solution, steps, frame_rate)
    pose = poses(solution)(frames.within)
    pose[:, 0] += frames.ahead
    return recorded(solution, frames, _motion(solution, frames.time, pose, frames.stands_right))


@dataclass(frozen=True, eq=False)
class Frames:
    """When a recorded sprint was looked at, each array (frames,).

    Attributes
    ----------
    rate : float
        Frames a second.
    time : numpy.ndarray
        s.
    within : numpy.ndarray
        Time since the step's touchdown, s.
    ahead : numpy.ndarray
        Way that the steps before have covered, m.
    stands_right : numpy.ndarray
        Whether the step stands on the right leg.
    """

    rate: float
    time: np.ndarray
    within: np.ndarray
    ahead: np.ndarray
    stands_right: np.ndarray


def frames_of(solution: SprintSolution, steps: int, frame_rate: float) -> Frames:
    """Return the frames of so many steps."""
    duration = solution.contact_time + solution.flight_time
    time = np.arange(0.0, steps * duration, 1 / frame_rate)
    index = np.minimum((time / duration).astype(int), steps - 1)
    ahead = index * solution.speed * duration
    return Frames(frame_rate, time, time - index * duration, ahead, index % 2 == 0)


def recorded(solution: SprintSolution, frames: Frames, motion: xr.Dataset) -> Recording:
    """Return a recording of `motion` with the ground's forces."""
    force, center = _forces(solution, frames.within)
    center[:, 0] += frames.ahead
    return Recording(
        motion=motion,
        force=_force_dataset(frames.time, force, center, frames.stands_right),
        source="simulated sprint",
        format="synthetic",
        frame_rate=frames.rate,
        axes=Axes("+y", "+x", "simulated"),
    )


def poses(solution: SprintSolution) -> CubicHermiteSpline:
    """Coordinates over one step, from their values and rates at the points."""
    count = solution.mesh.form.n_coordinates
    touchdown = solution.unknowns[solution.mesh.touchdown()]
    times = np.concatenate([[0.0], solution.time])
    values = np.vstack([touchdown[:count], solution.values("position")])
    rates = np.vstack([touchdown[count : 2 * count], solution.values("velocity")])
    return CubicHermiteSpline(times, values, rates)


def _forces(solution: SprintSolution, within: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Ground force in N and where it acts in m, (times, 3), of a step on the right leg.

    A planar runner's leg is put `LATERAL` from the middle. In the air there is no place (NaN).
    """
    stance = slice(0, 3 * solution.mesh.stance.intervals)
    seen = solution.observed
    loads, places = (seen[name].values[stance] for name in ("ground_force", "contact_position"))
    total = loads.sum(axis=1)
    share = loads[:, :, 1:2] / total[:, None, 1:2]
    center = (share * places).sum(axis=1)
    center[:, 1] = 0.0
    if center.shape[1] < len(SPACE):
        total = np.column_stack([total, np.zeros(len(total))])
        center = np.column_stack([center, np.full(len(center), LATERAL)])
    times = np.concatenate([[0.0], solution.time[stance]])
    nothing = np.zeros((1, len(SPACE)))
    force = PchipInterpolator(times, np.vstack([nothing, total]), extrapolate=False)(within)
    place = PchipInterpolator(times, np.vstack([center[:1], center]), extrapolate=False)(within)
    return np.nan_to_num(force), place


def _motion(
    solution: SprintSolution, time: np.ndarray, pose: np.ndarray, stands_right: np.ndarray
) -> xr.Dataset:
    """Keypoints of both legs and of the trunk."""
    legs = {name: _leg(solution, pose, first) for name, first in (("stance", 3), ("swing", 6))}
    swings_right = ~stands_right
    points: dict[str, np.ndarray] = {}
    for side in SIDES:
        standing = (stands_right if side == "right" else swings_right)[:, None]
        depth = LATERAL if side == "right" else -LATERAL
        for landmark in legs["stance"]:
            planar = np.where(standing, legs["stance"][landmark], legs["swing"][landmark])
            points[f"{side}_{landmark}"] = np.column_stack([planar, np.full(time.size, depth)])
    lean = pose[:, COORDINATES.index("lean")]
    pelvis = np.column_stack([pose[:, :2], np.zeros(time.size)])
    rise = SHOULDER_SHARE * solution.body.get("trunk_center")[1]
    up = np.column_stack([np.sin(lean), np.cos(lean), np.zeros(time.size)])
    points["pelvis"] = pelvis
    points["neck"] = pelvis + rise * up
    stacked = np.stack(list(points.values()), axis=-1)
    return xr.Dataset(
        {"position": (("time", "space", "keypoint"), stacked)},
        coords={"time": time, "space": list(SPACE), "keypoint": list(points)},
    )


def _leg(solution: SprintSolution, pose: np.ndarray, first: int) -> dict[str, np.ndarray]:
    """Landmarks (times, 2) of the leg whose coordinates start at `first`."""
    body = solution.body
    thigh, knee, ankle = pose[:, first], pose[:, first + 1], pose[:, first + 2]
    drop = body.get("hip_half_width")[0] * pose[:, COORDINATES.index("list")]
    hip = pose[:, :2] + np.column_stack([np.zeros_like(drop), drop * (-1 if first == 3 else 1)])
    knee_point = hip + body.get("thigh_length")[0] * _down(thigh)
    shank = thigh - knee
    ankle_point = knee_point + body.get("shank_length")[0] * _down(shank)
    foot = shank + ankle
    ends = {name: ankle_point + _turned(foot, *body.get(name)) for name in ("heel", "ball")}
    return {
        "hip": hip,
        "knee": knee_point,
        "ankle": ankle_point,
        "heel": ends["heel"],
        "toe": ends["ball"],
    }


def _down(angle: np.ndarray) -> np.ndarray:
    """Unit vectors of a segment at `angle` from the downward vertical."""
    return np.column_stack([np.sin(angle), -np.cos(angle)])


def _turned(angle: np.ndarray, x: float, y: float) -> np.ndarray:
    """Return (x, y) turned by `angle`."""
    return np.column_stack(
        [np.cos(angle) * x - np.sin(angle) * y, np.sin(angle) * x + np.cos(angle) * y]
    )


def _force_dataset(
    time: np.ndarray, force: np.ndarray, center: np.ndarray, stands_right: np.ndarray
) -> xr.Dataset:
    """Forces on one plate per side; a step on the left leg is the mirror image."""
    loads = np.zeros((time.size, 3, 2))
    centers = np.full((time.size, 3, 2), np.nan)
    for plate, side in enumerate(SIDES):
        standing = (stands_right if side == "right" else ~stands_right) & (force[:, 1] > 0)
        mirror = (1, 1, 1 if side == "right" else -1)
        loads[standing, :, plate] = mirror * force[standing]
        centers[standing, :, plate] = mirror * center[standing]
    return xr.Dataset(
        {
            "force": (("time", "space", "plate"), loads),
            "center_of_pressure": (("time", "space", "plate"), centers),
            "free_moment": (("time", "plate"), np.zeros((time.size, 2))),
        },
        coords={
            "time": time,
            "space": list(SPACE),
            "plate": list(SIDES),
            "side": ("plate", list(SIDES)),
        },
    )
