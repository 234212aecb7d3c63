"""Segments in a C3D file (the ROTATION group), as Theia3D writes them: joint centres from poses.

Each segment has in every frame a 4 x 4 matrix, column by column, from the segment's axes to the
laboratory's, and how reliable it is. A segment's origin is its proximal joint. Layout: HAS-Motion
(formerly C-Motion), Visual3D Documentation, "ROTATION data type"; segments of Theia3D: its
documentation, "C3D files". Theia3D also writes where the heel lies in the foot's axes
(THEIA3D:LHEEL_POS and RHEEL_POS).
"""

from __future__ import annotations

import numpy as np

from nextstride.arrays import Floats
from nextstride.conventions import SIDES
from nextstride.read.c3d_parameters import Parameters, reals

BLOCK = 512
VALUES = 17
"""Sixteen of the matrix, one of its reliability."""

JOINTS = {
    "thigh": "hip",
    "shank": "knee",
    "foot": "ankle",
    "toes": "toe",
    "uarm": "shoulder",
    "larm": "elbow",
    "hand": "wrist",
}
"""The landmark at the origin of each segment; the toes begin between the metatarsal heads."""

MOST_SEGMENTS = 1000


def joint_centres(
    raw: bytes, parameters: Parameters, frames: int
) -> tuple[tuple[str, ...], Floats]:
    """Return the landmarks that the segments give, and their positions (frames, 3, m).

    In the file's unit, NaN where a segment was not found; empty where the file has no segments, or
    not where it says.

    Parameters
    ----------
    raw : bytes
        The whole file.
    parameters : Parameters
    frames : int
        Frames of the points.
    """
    poses = _poses(raw, parameters, frames)
    names: list[str] = []
    courses: list[Floats] = []
    for side in SIDES:
        for segment, joint in JOINTS.items():
            pose = poses.get(f"{side[0]}_{segment}")
            if pose is not None:
                names.append(f"{side}_{joint}")
                courses.append(pose[:, :3, 3])
        heel = parameters.numbers("THEIA3D", f"{side[0].upper()}HEEL_POS").ravel()
        foot = poses.get(f"{side[0]}_foot")
        if foot is not None and heel.size >= 3 and np.isfinite(heel[:3]).all():
            names.append(f"{side}_heel")
            courses.append(np.einsum("tij,j->ti", foot[:, :3, :3], heel[:3]) + foot[:, :3, 3])
    if not names:
        return (), np.empty((frames, 3, 0))
    return tuple(names), np.stack(courses, axis=2)


def _poses(raw: bytes, parameters: Parameters, frames: int) -> dict[str, Floats]:
    """Pose of every segment by its name without ``_4X4``, (frames, 4, 4)."""
    used = parameters.count("ROTATION", "USED") or 0
    block = parameters.count("ROTATION", "DATA_START") or 0
    ratio = parameters.count("ROTATION", "RATIO") or 1
    labels = parameters.texts("ROTATION", "LABELS")[:used]
    start = (block - 1) * BLOCK
    size = 4 * VALUES * used * frames * ratio
    sound = 0 < used <= MOST_SEGMENTS and 0 < ratio <= 100 and start >= BLOCK
    if not sound or start + size > len(raw):
        return {}
    values = reals(raw[start : start + size], parameters.processor)
    values = values.reshape(frames * ratio, used, VALUES)[::ratio]
    poses = values[:, :, :16].reshape(frames, used, 4, 4).swapaxes(2, 3)
    # The last row of a pose is 0, 0, 0, 1; and below zero it was not found.
    is_pose = np.isclose(poses[:, :, 3], [0, 0, 0, 1], atol=1e-3).all(axis=2)
    found = is_pose & (values[:, :, 16] >= 0) & np.isfinite(poses).all(axis=(2, 3))
    poses = np.where(found[:, :, None, None], poses, np.nan)
    named = {label.casefold().removesuffix("_4x4"): i for i, label in enumerate(labels)}
    return {name: poses[:, i] for name, i in named.items()}
