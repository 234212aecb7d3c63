"""The simulated sprinter as a recording: it can be written, opened elsewhere, and analysed."""

from __future__ import annotations

import numpy as np
import xarray as xr
from scipy.interpolate import CubicHermiteSpline, PchipInterpolator

from nextstride.body.sprinter import COORDINATES
from nextstride.conventions import SIDES, SPACE
from nextstride.recording import Axes, Recording
from nextstride.sprint.mesh import N_COORDINATES
from nextstride.sprint.solution import SprintSolution

SHOULDER_SHARE = 1.45
"""Height of the shoulder line, the base of the neck, above the hips, by the upper body's centre."""

LATERAL = 0.09
"""Half the distance between the legs, m: where a planar runner's legs are put."""


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
    duration = solution.contact_time + solution.flight_time
    time = np.arange(0.0, steps * duration, 1 / frame_rate)
    index = np.minimum((time / duration).astype(int), steps - 1)
    within = time - index * duration
    ahead = index * solution.speed * duration
    pose = _poses(solution)(within)
    force, center = _forces(solution, within)
    center[:, 0] += ahead
    pose[:, 0] += ahead
    stands_right = index % 2 == 0
    return Recording(
        motion=_motion(solution, time, pose, stands_right),
        force=_force_dataset(time, force, center, stands_right),
        source="simulated sprint",
        format="synthetic",
        frame_rate=frame_rate,
        axes=Axes("+y", "+x", "simulated"),
    )


def _poses(solution: SprintSolution) -> CubicHermiteSpline:
    """Coordinates over one step, from their values and rates at the points."""
    touchdown = solution.unknowns[solution.mesh.touchdown()]
    times = np.concatenate([[0.0], solution.time])
    values = np.vstack([touchdown[:N_COORDINATES], solution.values("position")])
    rates = np.vstack([touchdown[N_COORDINATES : 2 * N_COORDINATES], solution.values("velocity")])
    return CubicHermiteSpline(times, values, rates)


def _forces(solution: SprintSolution, within: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Ground force (times, 2) in N and where it acts (times, 2) in m, NaN in the air."""
    stance = slice(0, 3 * solution.mesh.stance.intervals)
    seen = solution.observed
    loads = seen.ground_force.values[stance]
    total = loads.sum(axis=1)
    share = loads[:, :, 1] / total[:, 1:2]
    center = (share * seen.contact_position.values[stance, :, 0]).sum(axis=1)
    times = np.concatenate([[0.0], solution.time[stance]])
    force = PchipInterpolator(times, np.vstack([[0.0, 0.0], total]), extrapolate=False)(within)
    place = PchipInterpolator(times, np.r_[center[0], center], extrapolate=False)(within)
    return np.nan_to_num(force), np.column_stack([place, np.zeros_like(place)])


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
    """Forces on one plate per side."""
    loads = np.zeros((time.size, 3, 2))
    centers = np.full((time.size, 3, 2), np.nan)
    for plate, side in enumerate(SIDES):
        standing = (stands_right if side == "right" else ~stands_right) & (force[:, 1] > 0)
        loads[standing, :2, plate] = force[standing]
        centers[standing, :2, plate] = center[standing]
        centers[standing, 2, plate] = LATERAL if side == "right" else -LATERAL
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
