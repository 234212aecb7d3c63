"""How pelvis and trunk turn in three dimensions, as OpenSim's gait models count it."""

from __future__ import annotations

import numpy as np
import xarray as xr
from scipy.spatial.transform import Rotation

from nextstride.arrays import Floats
from nextstride.athlete import Athlete
from nextstride.conventions import SIDES
from nextstride.errors import MissingDataError
from nextstride.kinematics.forward import ASIS, LUMBAR, MODEL_HEIGHT, SACRUM
from nextstride.kinematics.points import has_points, point

SPINES = tuple(f"{side}_asis" for side in SIDES)
UPRIGHT = float(np.arctan2(ASIS[1] - SACRUM[1], ASIS[0] - SACRUM[0]))
"""The line from sacrum to anterior iliac spines in the model's pelvis without tilt, front up, rad
(-13.7 degrees). JA1 stood at -13.9 degrees (Dorn et al. 2012, data)."""


def turns(points: xr.DataArray, athlete: Athlete) -> xr.Dataset:
    """Return how pelvis and trunk turn, rad, as far as markers tell.

    Parameters
    ----------
    points : xarray.DataArray
        Body points (time, space, keypoint) in m.
    athlete : Athlete
        Height says where in the pelvis the lumbar joint is.

    Returns
    -------
    xarray.Dataset
        On (time): ``tilt`` (backward positive), ``list`` (right side down), ``rotation`` (right
        side forward) of the pelvis, one after the other, by the iliac spines; with a neck also
        ``lumbar_bending`` and, with shoulders, ``lumbar_rotation`` of the trunk against the pelvis,
        with the same signs. The shoulders' line turns further than the spine below it.

    Raises
    ------
    MissingDataError
        Without the iliac spines, or in a view from one side.
    """
    if points.sizes["space"] < len(ASIS) or not has_points(points, SPINES):
        raise MissingDataError("how the pelvis turns needs markers on the iliac spines")
    back = [f"{side}_psis" for side in SIDES]
    left, right, *behind = (
        _place(points, name)
        for name in (*SPINES, *(back if has_points(points, back) else ["sacrum"]))
    )
    middle = (left + right) / 2
    marked = _frame(across=right - left, near_forward=middle - np.mean(behind, axis=0))
    pelvis = marked @ _about_the_side(-UPRIGHT)
    found = dict(zip(("tilt", "list", "rotation"), _angles(pelvis), strict=True))
    if has_points(points, ["neck"]):
        lumbar = middle + athlete.height / MODEL_HEIGHT * (pelvis @ np.array(LUMBAR))
        found |= _trunk(points, _place(points, "neck") - lumbar, pelvis)
    return xr.Dataset(
        {name: ("time", angle) for name, angle in found.items()}, coords={"time": points.time}
    )


def _trunk(points: xr.DataArray, spine: Floats, pelvis: Floats) -> dict[str, Floats]:
    """How the trunk bends and turns against the pelvis, rad."""
    shoulders = [f"{side}_shoulder" for side in SIDES]
    if not has_points(points, shoulders):
        along = np.einsum("tji,tj->ti", pelvis, spine)
        return {"lumbar_bending": np.arcsin(along[:, 2] / np.linalg.norm(along, axis=1))}
    left, right = (_place(points, name) for name in shoulders)
    forward = np.cross(spine, right - left)
    torso = _frame(across=np.cross(forward, spine), near_forward=forward)
    _, bending, rotation = _angles(np.swapaxes(pelvis, 1, 2) @ torso)
    return {"lumbar_bending": bending, "lumbar_rotation": rotation}


def _place(points: xr.DataArray, name: str) -> Floats:
    """One point, (time, 3) in m."""
    return np.asarray(point(points, name).transpose("time", "space").values)


def _frame(across: Floats, near_forward: Floats) -> Floats:
    """Axes forward, up and to the right as columns, (time, 3, 3); `across` is kept."""
    aside = across / np.linalg.norm(across, axis=1, keepdims=True)
    upward = np.cross(aside, near_forward)
    upward = upward / np.linalg.norm(upward, axis=1, keepdims=True)
    return np.stack([np.cross(upward, aside), upward, aside], axis=-1)


def _about_the_side(angle: float) -> Floats:
    """Rotation matrix (3, 3) about the axis to the right."""
    return np.asarray(Rotation.from_euler("Z", angle).as_matrix())


def _angles(frames: Floats) -> Floats:
    """Turns about z, then x, then y that make up `frames`, (3, time) in rad; NaN stays NaN."""
    seen = np.isfinite(frames).all(axis=(1, 2))
    angles = np.full((len(frames), 3), np.nan)
    if seen.any():
        angles[seen] = Rotation.from_matrix(frames[seen]).as_euler("ZXY")
    return angles.T
