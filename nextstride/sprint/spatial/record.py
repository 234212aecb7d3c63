"""The sprinter in three dimensions as a recording, and as OpenSim's joint angles."""

from __future__ import annotations

from functools import cache

import casadi as ca
import numpy as np
import xarray as xr

from nextstride.body.layout import Parameters
from nextstride.body.spatial.contact import vector_of
from nextstride.body.spatial.joints import SIDES, SPRINTER, mirrored
from nextstride.body.spatial.layout import LENGTH, PLACES, SLICES
from nextstride.body.spatial.sprinter import COORDINATES, TORSO, shape
from nextstride.body.tree import TreeMotion
from nextstride.conventions import SPACE
from nextstride.kinematics.forward import ASIS, HIP, MODEL_HEIGHT, SACRUM
from nextstride.recording import Recording
from nextstride.sprint.record import Frames, frames_of, poses, record, recorded
from nextstride.sprint.spatial.solution import WRIST, SpatialSolution

SIDE_OF: dict[str, str] = {"stance": "right", "swing": "left"}
"""In the first step, and in the mirror image of every second one."""

OPENSIM: dict[str, str] = {
    "tilt": "pelvis_tilt",
    "list": "pelvis_list",
    "rotation": "pelvis_rotation",
    "hip_flexion": "hip_flexion",
    "hip_adduction": "hip_adduction",
    "hip_rotation": "hip_rotation",
    "knee": "knee_angle",
    "ankle": "ankle_angle",
    "lumbar_extension": "lumbar_extension",
    "lumbar_bending": "lumbar_bending",
    "lumbar_rotation": "lumbar_rotation",
    "shoulder_flexion": "arm_flex",
    "shoulder_adduction": "arm_add",
    "elbow": "elbow_flex",
}
"""Coordinates of Rajagopal et al. (2016) that mean the same, without the side's letter."""


@record.register
def _(solution: SpatialSolution, steps: int = 8, frame_rate: float = 500.0) -> Recording:
    frames = frames_of(solution, steps, frame_rate)
    coordinates = _coordinates(solution, frames)
    points = _points(coordinates, solution)
    points |= {
        name: place for name, place in _pelvis(coordinates, solution).items() if name != "origin"
    }
    motion = xr.Dataset(
        {"position": (("time", "space", "keypoint"), np.stack(list(points.values()), axis=-1))},
        coords={"time": frames.time, "space": list(SPACE), "keypoint": list(points)},
    )
    return recorded(solution, frames, motion)


def opensim_motion(
    solution: SpatialSolution, steps: int = 8, frame_rate: float = 500.0
) -> xr.DataArray:
    """Return the sprint as coordinates of Rajagopal's model (2016), on the clock of `record`.

    The generic pelvis, scaled by height, is placed so that its hips are the sprinter's.

    Returns
    -------
    xarray.DataArray
        (time, coordinate) in rad, and m for ``pelvis_tx``, ``pelvis_ty``, ``pelvis_tz``.
    """
    frames = frames_of(solution, steps, frame_rate)
    coordinates = _coordinates(solution, frames)
    courses = {}
    for index, name in enumerate(COORDINATES[3:], 3):
        side, _, rest = name.partition("_")
        if side in SIDES:
            courses[f"{OPENSIM[rest]}_{SIDE_OF[side][0]}"] = coordinates[:, index]
        else:
            courses[OPENSIM[name]] = coordinates[:, index]
    place = _pelvis(coordinates, solution)["origin"]
    courses |= {f"pelvis_t{axis}": place[:, column] for column, axis in enumerate(SPACE)}
    return xr.DataArray(
        np.stack(list(courses.values()), axis=1),
        dims=("time", "coordinate"),
        coords={"time": frames.time, "coordinate": list(courses)},
    )


def _coordinates(solution: SpatialSolution, frames: Frames) -> np.ndarray:
    """Coordinates at each frame with the right leg's first, (frames, 25)."""
    pose = poses(solution)(frames.within)
    index, sign = mirrored(COORDINATES)
    other = np.array(sign) * pose[:, list(index)]
    right_first: np.ndarray = np.where(frames.stands_right[:, None], pose, other)
    right_first[:, 0] += frames.ahead
    return right_first


def _points(coordinates: np.ndarray, solution: SpatialSolution) -> dict[str, np.ndarray]:
    """Keypoints at each row of `coordinates`, each (frames, 3) in m."""
    found = np.array(_keypoints()(coordinates.T, solution.body.vector)[0])
    rows = found.reshape(len(_NAMES), len(SPACE), -1)
    return {name: row.T for name, row in zip(_NAMES, rows, strict=True)}


def _pelvis(coordinates: np.ndarray, solution: SpatialSolution) -> dict[str, np.ndarray]:
    """Points of the generic pelvis, scaled by height and with its hips at the sprinter's.

    Each (frames, 3) in m at the rows of `coordinates`: ``origin``, the anterior iliac spines and
    the sacrum.
    """
    found = np.array(_keypoints()(coordinates.T, solution.body.vector)[1])
    rows = found.reshape(len(GENERIC_PELVIS), len(SPACE), -1)
    taller = solution.body.athlete.height / MODEL_HEIGHT
    hips = coordinates[:, :3]
    return {name: hips + taller * row.T for name, row in zip(GENERIC_PELVIS, rows, strict=True)}


GENERIC_PELVIS: dict[str, tuple[float, float, float]] = {
    "origin": (0.0, 0.0, 0.0),
    "right_asis": ASIS,
    "left_asis": (*ASIS[:2], -ASIS[2]),
    "sacrum": SACRUM,
}
"""Points of the generic pelvis in it, m."""

_LEG = ("hip", "knee", "ankle", "heel", "toe")
_ARM = ("shoulder", "elbow", "wrist")
_NAMES: tuple[str, ...] = (
    *(f"{SIDE_OF[side]}_{point}" for side in SIDES for point in (*_LEG, *_ARM)),
    "pelvis",
    "neck",
)


@cache
def _keypoints() -> ca.Function:
    """(coordinates, parameters) -> keypoints, and `GENERIC_PELVIS` from mid-hip, m."""
    position, vector = ca.SX.sym("q", len(COORDINATES)), ca.SX.sym("p", LENGTH)
    p = Parameters(vector, SLICES)
    still = np.zeros(len(COORDINATES))
    tree = TreeMotion(SPRINTER, shape(p), position, still, still, 0)
    forearm = (0, WRIST * p.place[3 * PLACES.index("elbow") + 1], 0)
    shoulder = (0, p.place[3 * PLACES.index("shoulder") + 1], 0)
    points = []
    for side in SIDES:
        points += [tree.position(f"{side}_{joint}") for joint in ("hip_flexion", "knee", "ankle")]
        points += [tree.position(f"{side}_ankle", vector_of(point)) for point in (p.heel, p.ball)]
        points += [tree.position(f"{side}_{joint}") for joint in ("shoulder_flexion", "elbow")]
        points.append(tree.position(f"{side}_elbow", forearm))
    points += [tree.position("rotation"), tree.position(TORSO, shoulder)]
    forward, upward, _ = HIP
    generic = [
        tree.to_ground("rotation", (x - forward, y - upward, z))
        for x, y, z in GENERIC_PELVIS.values()
    ]
    outputs = [ca.vertcat(*[ca.vertcat(*each) for each in rows]) for rows in (points, generic)]
    return ca.Function("keypoints", [position, vector], outputs)
