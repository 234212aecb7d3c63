"""The markers of a synthetic runner: joint centres widened into a full-body marker set.

The runner moves in the sagittal plane: every marker keeps its distance z from the midline, and
the pelvis and shoulders do not rotate. The hip joint centres are where Harrington et al. (2007,
J Biomech 40:595-602) put them from these pelvic markers; knee, ankle, elbow and wrist centres are
the midpoints of their lateral and medial markers; the acromion is the upper arm's end.
"""

from __future__ import annotations

from math import radians

import numpy as np

from nextstride.conventions import SIDES
from nextstride.sample.anatomy import Anatomy, Array, Points, Pose, heading

PELVIS_WIDTH = 0.130
"""Distance between the anterior iliac spines, share of body height."""
PELVIS_DEPTH = 0.080
"""Middle of the anterior to middle of the posterior iliac spines, share of body height."""
PELVIC_TILT = radians(10)
"""Constant forward tilt of the plane of the iliac spines, rad."""
SHOULDER_WIDTH = 0.20
"""Distance between the shoulders, share of body height."""

HALF_WIDTHS = {"knee": 0.050, "ankle": 0.035, "elbow": 0.040, "wrist": 0.030}
"""Joint centre to its lateral or medial marker, m."""


def leg_distance(anatomy: Anatomy) -> float:
    """Distance of each leg's plane from the midline, m (Harrington 2007)."""
    return 0.33 * PELVIS_WIDTH * anatomy.athlete.height + 0.0073


def markers(anatomy: Anatomy, pose: Pose) -> dict[str, Array]:
    """Positions of all markers.

    Parameters
    ----------
    anatomy : Anatomy
    pose : mapping of str to numpy.ndarray
        Coordinates (n,) by name.

    Returns
    -------
    dict of str to numpy.ndarray
        (3, n) in m by canonical keypoint name.
    """
    at = anatomy.joints(pose)
    placed = {name: _at_depth(at[name], 0.0) for name in ("c7", "head")}
    placed["clavicle"] = _at_depth(at["left_shoulder"] + np.array([[0.08], [0.0]]), 0.0)
    for side in SIDES:
        outward = -1.0 if side == "left" else 1.0
        placed |= {
            f"{side}_{name}": _at_depth(point, outward * depth)
            for name, (point, depth) in (
                _pelvis(anatomy, at) | _leg(anatomy, at, pose, side) | _arm(anatomy, at, side)
            ).items()
        }
    return placed


def _pelvis(anatomy: Anatomy, at: Points) -> dict[str, tuple[Array, float]]:
    """Iliac spines: sagittal position and distance from the midline."""
    width = PELVIS_WIDTH * anatomy.athlete.height
    depth = PELVIS_DEPTH * anatomy.athlete.height
    forward = heading(np.array([-PELVIC_TILT]))
    upward = heading(np.array([np.pi / 2 - PELVIC_TILT]))
    asis = at["pelvis"] + (0.24 * depth + 0.0099) * forward + (0.30 * width + 0.0109) * upward
    return {"asis": (asis, width / 2), "psis": (asis - depth * forward, 0.045)}


def _leg(anatomy: Anatomy, at: Points, pose: Pose, side: str) -> dict[str, tuple[Array, float]]:
    """Markers of one leg: sagittal position and distance from the midline."""
    plane = leg_distance(anatomy)
    toe = at[f"{side}_toe"]
    back = heading(pose[f"{side}_foot"]) * 0.02
    placed = {
        "heel": (at[f"{side}_heel"], plane),
        "toe": (toe, plane),
        "first_metatarsal": (toe, plane - 0.035),
        "fifth_metatarsal": (toe - back, plane + 0.045),
    }
    return placed | _both_sides(at, side, ("knee", "ankle"), plane)


def _arm(anatomy: Anatomy, at: Points, side: str) -> dict[str, tuple[Array, float]]:
    """Markers of one arm: sagittal position and distance from the midline."""
    plane = arm_distance(anatomy)
    placed = {"acromion": (at[f"{side}_shoulder"], plane), "hand": (at[f"{side}_hand"], plane)}
    return placed | _both_sides(at, side, ("elbow", "wrist"), plane)


def arm_distance(anatomy: Anatomy) -> float:
    """Distance of each arm's plane from the midline, m."""
    return SHOULDER_WIDTH / 2 * anatomy.athlete.height


def _both_sides(
    at: Points, side: str, joints: tuple[str, ...], plane: float
) -> dict[str, tuple[Array, float]]:
    """Lateral and medial markers of joints."""
    return {
        f"{end}_{joint}": (at[f"{side}_{joint}"], plane + sign * HALF_WIDTHS[joint])
        for joint in joints
        for end, sign in (("lateral", 1.0), ("medial", -1.0))
    }


def _at_depth(point: Array, depth: float) -> Array:
    """Sagittal positions (2, n) as positions in space (3, n)."""
    return np.stack([*point, np.full(point.shape[1], depth)])
