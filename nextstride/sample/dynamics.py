"""Exact joint moments of a synthetic runner's swinging leg, and its angular momentum.

The moments come from Lagrange's equations, not from Newton and Euler's.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from nextstride.conventions import GRAVITY, Side
from nextstride.sample.anatomy import LEG, Anatomy, Array, Points, Pose, velocity_of
from nextstride.sample.markers import arm_distance, leg_distance
from nextstride.sample.motion import Motion

JUST_INSIDE = 1e-9
"""Distance kept from an event at which curves step, s."""
SAMPLES = 4001
"""Instants per phase."""


def phase_times(*corners: float) -> Array:
    """Dense instants (n,) in s that keep inside every phase between the corners."""
    phases = [
        np.linspace(start + JUST_INSIDE, end - JUST_INSIDE, SAMPLES)
        for start, end in pairwise(corners)
    ]
    return np.concatenate(phases)


def chain_moments(anatomy: Anatomy, motion: Motion, side: Side, time: Array) -> Array:
    """Joint moments of a leg that hangs freely from the moving pelvis.

    Lagrange's equations of a three-segment chain with the segments' angles as coordinates (e.g.
    Winter 2009, Biomechanics and Motor Control of Human Movement, ch. 8).

    Parameters
    ----------
    anatomy : Anatomy
    motion : Motion
    side : {"left", "right"}
    time : numpy.ndarray
        (n,) in s, while the leg swings.

    Returns
    -------
    numpy.ndarray
        (3, n) in N m/kg: moments of hip, knee and ankle on the distal segment, forward swing
        positive.
    """
    pose, rate, bend = (motion.at(time, order) for order in range(3))
    levers, turns = _levers(anatomy)
    athlete = anatomy.athlete
    shares = np.array([athlete.shape(segment).mass for segment in LEG])
    inertias = np.array([athlete.segment_inertia(segment) for segment in LEG]) / athlete.mass
    angle = np.stack([pose[f"{side}_{segment}"] for segment in LEG]) + turns[:, None]
    first = np.stack([rate[f"{side}_{segment}"] for segment in LEG])
    second = np.stack([bend[f"{side}_{segment}"] for segment in LEG])
    coupling = np.einsum("i,ij,ik->jk", shares, levers, levers)
    forward, upward = bend["pelvis_x"], bend["pelvis_y"] + GRAVITY
    hanging = (shares @ levers)[:, None] * (forward * np.cos(angle) + upward * np.sin(angle))
    apart = angle[:, None] - angle[None]
    turning = np.cos(apart) * second[None] + np.sin(apart) * first[None] ** 2
    forces = inertias[:, None] * second + hanging + np.einsum("jk,jkn->jn", coupling, turning)
    return np.asarray(np.cumsum(forces[::-1], axis=0)[::-1])


def _levers(anatomy: Anatomy) -> tuple[Array, Array]:
    """Levers (segment, along) in m of each segment's centre along thigh, shank and foot.

    Also the angle (3,) in rad from each segment's own to its lever's, which is not zero for the
    foot, whose centre lies off the axis through the ankle.
    """
    athlete = anatomy.athlete
    thigh, shank = athlete.segment_length("thigh"), athlete.segment_length("shank")
    along, above = (anatomy.foot["center"] - anatomy.foot["ankle"])[:, 0]
    levers = [
        [athlete.shape("thigh").center * thigh, 0.0, 0.0],
        [thigh, athlete.shape("shank").center * shank, 0.0],
        [thigh, shank, np.hypot(along, above)],
    ]
    return np.array(levers), np.array([0.0, 0.0, np.arctan2(along, -above)])


def vertical_angular_momentum(
    anatomy: Anatomy, motion: Motion, push_side: Side, time: Array
) -> dict[str, Array]:
    """Angular momentum about the vertical through the centre of mass.

    All motion is in planes at a constant distance z from the midline, which holds the centre of
    mass; so a segment's share is its mass x z x forward velocity relative to the centre of mass.

    Returns
    -------
    dict of str to numpy.ndarray
        (n,) in m²/s per kg of body mass, of ``push_leg``, ``swing_leg``, ``arms``, ``trunk`` (with
        the head) and ``total``.
    """

    def places(pose: Pose) -> Points:
        return anatomy.segment_centers(pose) | {"body": anatomy.center_of_mass(pose)}

    velocity = velocity_of(places, motion.at(time), motion.at(time, 1))
    body = velocity.pop("body")
    spins: dict[str, Array] = {}
    for segment, moving in velocity.items():
        part, depth = _part(anatomy, segment, push_side)
        spin = anatomy.mass_share(segment) * depth * (moving - body)[0]
        spins[part] = spins.get(part, np.zeros_like(time)) + spin
    spins["total"] = np.sum(list(spins.values()), axis=0)
    return spins


def _part(anatomy: Anatomy, segment: str, push_side: Side) -> tuple[str, float]:
    """Which part a segment belongs to, and its distance to the right of the midline, m."""
    if segment in ("head", "trunk"):
        return "trunk", 0.0
    side, _, name = segment.partition("_")
    outward = -1.0 if side == "left" else 1.0
    if name not in LEG:
        return "arms", outward * arm_distance(anatomy)
    part = "push_leg" if side == push_side else "swing_leg"
    return part, outward * leg_distance(anatomy)
