"""How hard a band and the limb's weight pull at a joint.

Static moments in the side view about the held joint: the band's pull at the cuff and the weight of
the segments beyond the joint, from the athlete's segment table. A band from the side acts in the
front view, where the weight of the hanging leg has no lever.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from nextstride.arrays import Floats
from nextstride.athlete import Athlete
from nextstride.conventions import GRAVITY
from nextstride.errors import MissingDataError
from nextstride.evidence import Interval
from nextstride.training.bands import Band
from nextstride.training.exercise import SIDEWAYS, Exercise
from nextstride.training.pose import ground_height, leg_points

CUFF_POINT: dict[str, tuple[str, str, float]] = {
    "ankle": ("knee", "ankle", 0.95),
    "thigh": ("hip", "knee", 0.9),
    "ball": ("ball", "ball", 0.0),
}
"""Between which points a cuff sits, and how far along."""

SEGMENTS_BEYOND: dict[str, tuple[str, ...]] = {
    "hip": ("thigh", "shank", "foot"),
    "knee": ("shank", "foot"),
    "ankle": ("foot",),
}
ENDS = {"thigh": ("hip", "knee"), "shank": ("knee", "ankle"), "foot": ("heel", "toe")}

FLEXION_IS_UPWARD = {"hip": 1.0, "knee": -1.0, "ankle": 1.0}
"""Sign of a counter-clockwise moment (runner facing right) that flexes the joint."""


@dataclass(frozen=True)
class Lever:
    """The geometry of one hold.

    Attributes
    ----------
    joint, cuff : tuple of float
        Forward and upward from the hip, m.
    anchor_height : float
        Of the anchor over the hip, m; negative below it.
    anchor_side : str
        ``behind``, ``front`` or ``side``.
    sense : float
        Sign that turns a counter-clockwise outside moment into what is asked of the muscles.
    weight_torque : float
        Asked of the muscles by the weight of the limb, N m; negative where the weight helps.
    """

    joint: tuple[float, float]
    cuff: tuple[float, float]
    anchor_height: float
    anchor_side: str
    sense: float
    weight_torque: float

    @property
    def arm(self) -> float:
        """Distance from joint to cuff, m: the lever of a band at a right angle to the limb."""
        return math.dist(self.cuff, self.joint)

    def length(self, distance: float) -> float:
        """Distance from cuff to anchor, m, with the anchor `distance` m away along the floor."""
        return math.hypot(*self._pull(distance))

    def band_arm(self, distance: float) -> float:
        """Lever of the band's pull about the joint, m; negative where it pulls the other way."""
        along, up = self._pull(distance)
        reach = math.hypot(along, up)
        if self.anchor_side == "side":
            return (self.joint[1] - self.cuff[1]) * along / reach
        forward, upward = self.cuff[0] - self.joint[0], self.cuff[1] - self.joint[1]
        return self.sense * (forward * up - upward * along) / reach

    def _pull(self, distance: float) -> tuple[float, float]:
        """Vector from cuff to anchor, m: along the floor and upward."""
        up = self.anchor_height - self.cuff[1]
        if self.anchor_side == "side":
            return distance, up
        place = -distance if self.anchor_side == "behind" else distance
        return place - self.cuff[0], up


def lever(exercise: Exercise, angle: float, athlete: Athlete) -> Lever:
    """Return the geometry of a hold.

    Parameters
    ----------
    exercise : Exercise
    angle : float
        Of the held joint, rad.
    athlete : Athlete

    Raises
    ------
    MissingDataError
        If the band of this exercise does not act on one joint: there is none, or it passes over
        the shoulders or hips.
    """
    if exercise.cuff not in CUFF_POINT:
        raise MissingDataError(
            f"exercise {exercise.name!r} has no band on a limb, so a torque cannot be computed; "
            "judge the load by a luggage scale or by feel."
        )
    pose = exercise.pose_at(angle)
    points = leg_points(pose.working, pose.trunk, athlete)
    start, stop, share = CUFF_POINT[exercise.cuff]
    joint, cuff = points[exercise.joint], points[start] + share * (points[stop] - points[start])
    sense = FLEXION_IS_UPWARD[exercise.joint] * (-1 if exercise.action == "flexion" else 1)
    sideways = exercise.action in SIDEWAYS
    return Lever(
        joint=(float(joint[0]), float(joint[1])),
        cuff=(float(cuff[0]), float(cuff[1])),
        anchor_height=ground_height(pose, athlete) + exercise.anchor.height,
        anchor_side=exercise.anchor.side,
        sense=sense,
        weight_torque=0.0 if sideways else sense * _weight_moment(exercise.joint, points, athlete),
    )


def _weight_moment(joint: str, points: dict[str, Floats], athlete: Athlete) -> float:
    """Counter-clockwise moment of the weight of the segments beyond `joint`, N m."""
    moment = 0.0
    for segment in SEGMENTS_BEYOND[joint]:
        near, far = (points[name] for name in ENDS[segment])
        center = near + athlete.shape(segment).center * (far - near)
        moment -= athlete.segment_mass(segment) * GRAVITY * float(center[0] - points[joint][0])
    return moment


def torque_at(geometry: Lever, band: Band, distance: float) -> Interval:
    """Torque asked of the muscles by band and limb weight, N m.

    Parameters
    ----------
    geometry : Lever
        From `lever`.
    band : Band
    distance : float
        From the anchor along the floor to below the hip, m.
    """
    arm = geometry.band_arm(distance)
    force = band.force(geometry.length(distance))
    ends = sorted((force.lower * arm, force.upper * arm))
    weight = geometry.weight_torque
    return Interval(force.value * arm + weight, ends[0] + weight, ends[1] + weight)
