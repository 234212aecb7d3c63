"""`Technique`: how a synthetic runner moves, as the few numbers from which all curves follow."""

from __future__ import annotations

from dataclasses import dataclass
from math import radians


@dataclass(frozen=True)
class Technique:
    """Poses and rates at the instants of a stride that define a synthetic runner's motion.

    Angles are those of `nextstride.conventions`, in rad; rates in rad/s. The foot angle is that
    of heel to toe against the horizontal, toe up positive.

    Attributes
    ----------
    thigh_touchdown, knee_touchdown, foot_touchdown : float
        Pose of the landing leg.
    foot_toe_off, foot_rate_toe_off : float
        Foot angle and its rate when the toe leaves the ground.
    foot_rate_touchdown : float
        Rate of the foot angle just after touchdown (positive: the heel drops).
    roll_off : tuple of float
        Angle by which the forefoot has rolled over the tip of the toes at toe-off, and when in
        the contact it begins, as a share.
    foot_speed : tuple of float
        Forward and upward velocity of the toe relative to the ground just before touchdown, m/s.
    peak_thigh : tuple of float
        Peak thigh flexion, and when it comes, as a share of the swing.
    peak_knee : tuple of float
        Peak knee flexion in swing, and when it comes.
    ankle_midswing : float
        Dorsiflexion halfway through the swing.
    upper_arm : tuple of float
        Mean angle of the upper arm from the downward vertical (forward positive), and amplitude.
    elbow : tuple of float
        Mean flexion of the elbow, and amplitude.
    braking : float
        Peak fore-aft force over body weight, 1.
    """

    thigh_touchdown: float
    knee_touchdown: float
    foot_touchdown: float
    foot_toe_off: float
    foot_rate_touchdown: float
    foot_rate_toe_off: float
    roll_off: tuple[float, float]
    foot_speed: tuple[float, float]
    peak_thigh: tuple[float, float]
    peak_knee: tuple[float, float]
    ankle_midswing: float
    upper_arm: tuple[float, float]
    elbow: tuple[float, float]
    braking: float


SPRINTING = Technique(
    thigh_touchdown=radians(35.4),
    knee_touchdown=radians(31.2),
    foot_touchdown=radians(-14.2),
    foot_toe_off=radians(-75.6),
    foot_rate_touchdown=19.8,
    foot_rate_toe_off=-19.9,
    roll_off=(radians(65.3), 0.5),
    foot_speed=(2.4, -1.7),
    peak_thigh=(radians(66), 0.662),
    peak_knee=(radians(142), 0.447),
    ankle_midswing=radians(-6.3),
    upper_arm=(radians(-10), radians(50)),
    elbow=(radians(95), radians(20)),
    braking=0.6,
)
"""Maximal sprinting, near the targets of a trained man at 9.5 m/s (Dorn et al. 2012)."""

JOGGING = Technique(
    thigh_touchdown=radians(17.56),
    knee_touchdown=radians(10.75),
    foot_touchdown=radians(-16.1),
    foot_toe_off=radians(-50.35),
    foot_rate_touchdown=10.49,
    foot_rate_toe_off=-0.79,
    roll_off=(radians(47.3), 0.62),
    foot_speed=(0.38, -0.9),
    peak_thigh=(radians(40.5), 0.622),
    peak_knee=(radians(85.4), 0.389),
    ankle_midswing=radians(-4.7),
    upper_arm=(radians(-15), radians(25)),
    elbow=(radians(95), radians(10)),
    braking=0.25,
)
"""Easy forefoot running at about 3 m/s."""
