"""Muscle paths as polynomials of the joint angles, and torque muscles of trunk and arms."""

from __future__ import annotations

from nextstride.body.expression import Expression
from nextstride.body.layout import Parameters
from nextstride.body.muscles import LegMuscles, Path, force_velocity
from nextstride.body.spatial.groups import (
    GROUP_OF_MUSCLE,
    GROUPS,
    HIP_TERMS,
    MUSCLES,
    SPANS,
    TERMS,
    TORQUES,
    torque_factors,
)
from nextstride.body.spatial.layout import PATHS

HIP: tuple[str, ...] = ("hip_flexion", "hip_adduction", "hip_rotation")
ANGLES: dict[str, tuple[str, ...]] = {"hip": HIP, "knee": ("knee",), "ankle": ("ankle",)}
"""Coordinates of each joint, without the leg's name."""


def powers(joint: str) -> list[tuple[int, ...]]:
    """Return the powers of the joint's angles in each term of a path."""
    if joint == "hip":
        return list(HIP_TERMS)
    return [(power,) for power in range(1, TERMS[joint] + 1)]


def path(
    muscle: str, angle: dict[str, Expression], rate: dict[str, Expression], p: Parameters
) -> Path:
    """Return path length, rate and moment arms of `muscle`.

    Parameters
    ----------
    angle, rate : dict
        Of the leg's coordinates, rad and rad/s.
    """
    length = p.neutral_length[MUSCLES.index(muscle)]
    velocity: Expression = 0
    arms: dict[str, Expression] = {}
    for joint in SPANS[muscle]:
        names = ANGLES[joint]
        where = PATHS[muscle, joint]
        slope = dict.fromkeys(names, 0)
        for index, exponents in zip(range(where.start, where.stop), powers(joint), strict=True):
            term = p.path[index]
            length = length + term * _product(angle, names, exponents)
            for place, name in enumerate(names):
                power = exponents[place]
                if power:
                    less = (*exponents[:place], power - 1, *exponents[place + 1 :])
                    slope[name] = slope[name] + power * term * _product(angle, names, less)
        for name in names:
            arms[name] = -slope[name]
            velocity = velocity + slope[name] * rate[name]
    return Path(length, velocity, arms)


SPATIAL_LEG: LegMuscles = LegMuscles(MUSCLES, GROUP_OF_MUSCLE, len(GROUPS), path)


def _product(
    angle: dict[str, Expression], names: tuple[str, ...], powers: tuple[int, ...]
) -> Expression:
    """Product of the angles' powers."""
    product: Expression = 1
    for name, power in zip(names, powers, strict=True):
        for _ in range(power):
            product = product * angle[name]
    return product


def torque(
    index: int,
    angle: Expression,
    rate: Expression,
    activation: tuple[Expression, Expression],
    p: Parameters,
) -> Expression:
    """Return the torque along one of `TORQUES`, N m.

    Two muscles of one torque each, with the force-velocity curve of the legs', and a passive spring
    and damper.

    Parameters
    ----------
    activation : tuple
        Of the positive and of the negative muscle.
    """
    axis = TORQUES[index][1]
    total = -p.torque_damping[axis] * rate
    total = total - p.torque_stiffness[axis] * (angle - p.torque_rest[axis])
    for way, places in enumerate(torque_factors(index)):
        sign = 1 - 2 * way
        strength, quickness = (
            sum(factors[place] for place in places) / len(places)
            for factors in (p.strength, p.shortening_velocity)
        )
        shortening = -sign * rate / (p.torque_fastest[axis] * quickness)
        at_velocity = 1 + p.force_velocity * (force_velocity(shortening) - 1)
        most = p.torque_most[2 * axis + way] * strength
        total = total + sign * most * activation[way] * at_velocity
    return total
