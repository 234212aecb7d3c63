"""The simulated sprinter as files that open beside a recording: markers, forces, joint angles."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import xarray as xr

from nextstride.body import Body
from nextstride.conventions import SIDES, SPACE
from nextstride.kinematics import segment_angles
from nextstride.kinematics.forward import HIP, LUMBAR, MODEL_HEIGHT, NECK
from nextstride.recording import Recording
from nextstride.sprint import SprintSolution, record
from nextstride.sprint.spatial import SpatialSolution, opensim_model, opensim_motion
from nextstride.write import write_angles, write_forces, write_trc
from nextstride.write.files import write_whole

MARKERS, FORCES, ANGLES, MODEL = "run.trc", "forces.mot", "angles.mot", "body.osim"


def export_sprint(solution: SprintSolution, folder: Path, steps: int = 8) -> list[Path]:
    """Write ``run.trc``, ``forces.mot`` and ``angles.mot`` of the simulated sprint.

    All three are on one clock and in one place, in OpenSim's axes. Of a body in three dimensions
    also ``body.osim``, its segments and joints, which ``angles.mot`` moves.

    Parameters
    ----------
    solution : SprintSolution
    folder : pathlib.Path
        Made where it is not there.
    steps : int
        Steps to write; the first stands on the right leg.

    Returns
    -------
    list of pathlib.Path

    Raises
    ------
    SolveError
        If the solution is none.
    """
    recording = record(solution, steps)
    written = [
        write_trc(recording, folder / MARKERS),
        write_forces(recording, folder / FORCES),
    ]
    if not isinstance(solution, SpatialSolution):
        angles = opensim_angles(recording, solution.body)
        return [*written, write_angles(angles, folder / ANGLES)]
    model = write_whole(folder, {MODEL: opensim_model(solution.body)})
    return [*written, write_angles(opensim_motion(solution, steps), folder / ANGLES), *model]


def opensim_angles(recording: Recording, body: Body) -> xr.DataArray:
    """Return a simulated sprint as coordinates of OpenSim's gait models.

    The pelvis leans less than the trunk by the body's fixed tilt. Knee flexion is positive, as in
    Rajagopal et al. (2016). The generic pelvis and torso, scaled by height, are placed so that
    hips and base of the neck lie where the sprinter's do.

    Parameters
    ----------
    recording : Recording
        From `record`.
    body : Body

    Returns
    -------
    xarray.DataArray
        (time, coordinate) in rad, and m for ``pelvis_tx``, ``pelvis_ty``, ``pelvis_tz``.
    """
    angles = segment_angles(recording.motion.position)
    against_trunk = float(body.get("pelvis_tilt")[0])
    tilt = against_trunk - angles.trunk.values
    courses = {"pelvis_tilt": tilt} | _pelvis_place(recording, tilt, body.athlete.height)
    for side in SIDES:
        leg = angles.sel(side=side)
        letter = side[0]
        courses[f"hip_flexion_{letter}"] = leg.thigh.values - tilt
        courses[f"knee_angle_{letter}"] = leg.knee.values
        courses[f"ankle_angle_{letter}"] = leg.ankle.values
    courses["lumbar_extension"] = np.full_like(tilt, _lumbar_extension(against_trunk))
    return xr.DataArray(
        np.stack(list(courses.values()), axis=1),
        dims=("time", "coordinate"),
        coords={"time": recording.motion.time, "coordinate": list(courses)},
    )


def _lumbar_extension(lean: float) -> float:
    """Lumbar angle that leans the generic line from hips to neck against the pelvis, rad.

    The line ends at the neck where its two parts, hips to lumbar joint and lumbar joint to neck,
    go equally far aside from the leaning direction.
    """
    forward, upward, _ = np.array(LUMBAR) - np.array(HIP)
    aside = forward * np.cos(lean) - upward * np.sin(lean)
    own = np.arctan2(NECK[0], NECK[1])
    return float(own - lean + np.arcsin(aside / np.hypot(NECK[0], NECK[1])))


def _pelvis_place(recording: Recording, tilt: np.ndarray, height: float) -> dict[str, np.ndarray]:
    """Origin of the generic pelvis whose hips are the recording's, m."""
    forward, upward, _ = np.array(HIP) * height / MODEL_HEIGHT
    turned = (
        np.cos(tilt) * forward - np.sin(tilt) * upward,
        np.sin(tilt) * forward + np.cos(tilt) * upward,
        np.zeros_like(tilt),
    )
    hips = recording.position("pelvis")
    return {
        f"pelvis_t{axis}": hips.sel(space=axis).values - offset
        for axis, offset in zip(SPACE, turned, strict=True)
    }
