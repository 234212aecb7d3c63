"""The runner's figure: where joints and segments are at given joint angles, in the side view."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from nextstride.arrays import Floats
from nextstride.athlete import Athlete

HEEL_BEHIND_ANKLE = 0.25
"""Share of the foot's length that lies behind the ankle."""
ANKLE_HEIGHT = 0.039
"""Height of the ankle over the sole, share of body height (Winter 2009, from Drillis & Contini)."""
BALL_OF_FOOT = 0.72
"""Where a band crosses the forefoot, share of the foot's length from the heel."""


@dataclass(frozen=True)
class Leg:
    """Joint angles of one leg.

    Attributes
    ----------
    hip, knee, ankle : float
        rad; flexion and dorsiflexion positive.
    """

    hip: float
    knee: float
    ankle: float


@dataclass(frozen=True)
class Pose:
    """A position of the body.

    Attributes
    ----------
    trunk : float
        Trunk angle from the vertical, rad; leaning forward positive, lying on the back -π/2.
    working : Leg
        The leg that does the exercise.
    other : Leg
    """

    trunk: float
    working: Leg
    other: Leg

    def leaning(self, trunk: float) -> Pose:
        """Return the pose with another lean of the trunk, rad; the legs stay where they are."""
        more = trunk - self.trunk
        working, other = (replace(leg, hip=leg.hip + more) for leg in (self.working, self.other))
        return Pose(trunk, working, other)


def leg_points(leg: Leg, trunk: float, athlete: Athlete) -> dict[str, Floats]:
    """Where the points of a leg are, with the hip at the origin.

    Returns
    -------
    dict of str to numpy.ndarray, shape (2,)
        ``hip``, ``knee``, ``ankle``, ``heel``, ``toe``, ``ball``: forward and upward, m.
    """
    thigh = leg.hip - trunk
    shank = thigh - leg.knee
    along = _direction(shank + leg.ankle)
    upright = np.array([-along[1], along[0]])
    hip = np.zeros(2)
    knee = hip + athlete.segment_length("thigh") * _downward(thigh)
    ankle = knee + athlete.segment_length("shank") * _downward(shank)
    foot = athlete.segment_length("foot")
    heel = ankle - HEEL_BEHIND_ANKLE * foot * along - ANKLE_HEIGHT * athlete.height * upright
    return {
        "hip": hip,
        "knee": knee,
        "ankle": ankle,
        "heel": heel,
        "toe": heel + foot * along,
        "ball": heel + BALL_OF_FOOT * foot * along,
    }


def trunk_points(trunk: float, athlete: Athlete) -> dict[str, Floats]:
    """Where neck and the middle of the head are, with the hip at the origin.

    Returns
    -------
    dict of str to numpy.ndarray, shape (2,)
        ``neck``, ``head``: forward and upward, m.
    """
    upward = np.array([np.sin(trunk), np.cos(trunk)])
    neck = athlete.segment_length("trunk") * upward
    return {"neck": neck, "head": neck + athlete.segment_length("head") / 2 * upward}


def ground_height(pose: Pose, athlete: Athlete) -> float:
    """Height of the ground under the body's lowest point, the hip being at zero, m."""
    legs = [leg_points(leg, pose.trunk, athlete) for leg in (pose.working, pose.other)]
    feet = [point[1] for leg in legs for point in leg.values()]
    back = trunk_points(pose.trunk, athlete)["neck"][1] - 0.12
    seat = -0.12
    return float(min(*feet, back, seat))


def _downward(angle: float) -> Floats:
    """Unit vector along a segment at `angle` from the vertical, its far end in front positive."""
    return np.array([np.sin(angle), -np.cos(angle)])


def _direction(angle: float) -> Floats:
    """Unit vector at `angle` above the forward axis."""
    return np.array([np.cos(angle), np.sin(angle)])
