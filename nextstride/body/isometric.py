"""What the joints of a body hold at rest, against what people hold on a dynamometer.

The dynamometer's curves are those of men of 18 to 25 years, Anderson, Madigan, Nussbaum (2007)
J Biomech 40:3105-3113, table 3, as other programs print it (RBDL's muscle addon, public code; the
paper itself was not opened): torque = mass x 9.81 x height x share x cos(width x (angle - best)).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import casadi as ca
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from nextstride.athlete import Athlete
from nextstride.body.groups import JOINTS
from nextstride.body.layout import Parameters
from nextstride.body.muscles import Fibre, Path, hill_fibre, muscle_path
from nextstride.body.scaling import Body
from nextstride.body.spatial.muscles import path as spatial_path

SLACKEST, TIGHTEST = -0.04, 3.0
"""Relative tendon forces between which a muscle at rest finds its balance."""
DYNAMOMETER_GRAVITY = 9.81


class Push(Protocol):
    """A joint that is pushed one way, with the other joints in some posture (degrees)."""

    @property
    def joint(self) -> str:
        """Which is pushed."""

    @property
    def sign(self) -> int:
        """1 for flexion, -1 for extension."""

    @property
    def posture(self) -> dict[str, float]:
        """Of the other joints, degrees."""


@dataclass(frozen=True)
class Action:
    """A way to push a joint on a dynamometer, and what people hold there.

    Attributes
    ----------
    joint : str
    sign : int
        1 for flexion, -1 for extension.
    posture : dict
        The other joints, degrees.
    angles : tuple of int
        Least and greatest joint angle that is compared, degrees of flexion.
    share, width, best : float
        Of the people's curve: peak as a share of weight times height, 1; width, 1; angle of the
        peak, rad.
    """

    joint: str
    sign: int
    posture: dict[str, float]
    angles: tuple[int, int]
    share: float
    width: float
    best: float

    def of_people(self, athlete: Athlete, angle: float) -> float:
        """Return what young men of this mass and height hold at `angle` (degrees), N m."""
        scale = athlete.mass * DYNAMOMETER_GRAVITY * athlete.height
        return scale * self.share * math.cos(self.width * (math.radians(angle) - self.best))


ACTIONS: dict[str, Action] = {
    "hip_flexion": Action("hip", 1, {"knee": 40}, (-20, 90), 0.113, 0.738, -0.214),
    "hip_extension": Action("hip", -1, {"knee": 40}, (0, 100), 0.161, 0.958, 0.932),
    "knee_extension": Action("knee", -1, {"hip": 70}, (10, 110), 0.163, 1.258, 1.133),
    "knee_flexion": Action("knee", 1, {"hip": 70}, (0, 100), 0.087, 0.869, 0.522),
    "plantarflexion": Action("ankle", -1, {"knee": 30}, (-30, 25), 0.095, 1.391, 0.408),
    "dorsiflexion": Action("ankle", 1, {"knee": 30}, (-40, 20), 0.033, 1.510, -0.187),
}
"""The postures of the other joints are ours: the source that was read does not state them."""

MULTIPLES: dict[str, float] = dict.fromkeys(ACTIONS, 2.3) | {"hip_flexion": 3.0}
"""How many times young men's torque a trained sprinter's body holds (docs/sprint.md).

One number for all joints, chosen so that bodies of the measured sprinter's mass and height run
about as fast as he did (9.47 m/s). More for hip flexion, whose moments in that sprint (4.4 N m/kg
at 40 degrees of extension, shortening) need it; on a dynamometer the pelvis, which is hard to hold
still, keeps the reading of the hip flexors low.
"""


def held(body: Body, push: Push, angle: float) -> dict[str, float]:
    """Return what each muscle holds about the joint of `push` at `angle` (degrees), N m.

    Fully active and at rest, tendons stretched as they are; muscles that act the other way are
    left out.
    """
    p = Parameters(ca.DM(body.vector), body.slices)
    pose = {joint: math.radians(push.posture.get(joint, 0.0)) for joint in JOINTS}
    pose[push.joint] = math.radians(angle)
    moments: dict[str, float] = {}
    for muscle in body.muscle_group:
        path = _path(body, muscle, pose, p)
        arm = push.sign * float(path.arms.get(_coordinate(body, push.joint), 0.0))
        if arm > 0:
            moments[muscle] = arm * _force_at_rest(body, muscle, path, p)
    return moments


def _coordinate(body: Body, joint: str) -> str:
    """What a joint's flexion is called in a body."""
    return "hip_flexion" if body.kind == "spatial" and joint == "hip" else joint


def _path(body: Body, muscle: str, pose: dict[str, float], p: Parameters) -> Path:
    """Path of a muscle that does not move; the hip of a spatial body is only flexed."""
    if body.kind == "planar":
        return muscle_path(muscle, pose, dict.fromkeys(JOINTS, 0.0), p)
    angle = {_coordinate(body, joint): value for joint, value in pose.items()}
    angle |= {"hip_adduction": 0.0, "hip_rotation": 0.0}
    return spatial_path(muscle, angle, dict.fromkeys(angle, 0.0), p)


def _force_at_rest(body: Body, muscle: str, path: Path, p: Parameters) -> float:
    """Force of a fully active muscle that does not move, N."""
    index = list(body.muscle_group).index(muscle)
    place = (index, body.groups.index(body.muscle_group[muscle]))

    def at(tendon: float | None) -> Fibre:
        return hill_fibre(place, path, 1.0, None if tendon is None else (tendon, 0.0), p)

    if muscle not in body.compliant:
        return float(at(None).force)
    if float(at(SLACKEST).imbalance) <= 0:
        return 0.0
    tendon = brentq(lambda force: float(at(force).imbalance), SLACKEST, TIGHTEST)
    return float(at(tendon).force)


def strength_curve(body: Body, action: Action, step: int = 10) -> NDArray[np.float64]:
    """Return angles (degrees), and what body and young men hold there, (3, angles) in N m."""
    angles = np.arange(action.angles[0], action.angles[1] + 1, step, dtype=float)
    ours = [sum(held(body, action, angle).values()) for angle in angles]
    people = [action.of_people(body.athlete, angle) for angle in angles]
    return np.array([angles, ours, people])
