"""Hill muscles: De Groote et al. (2016) curves, rigid or compliant tendon, polynomial moment arms.

De Groote, Kinney, Rao, Fregly (2016) Ann Biomed Eng 44:2922-2936. Lengths are relative to the
optimal fibre length or to the tendon's slack length, forces to the maximum isometric force.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import casadi as ca

from nextstride.body.expression import Expression
from nextstride.body.groups import GROUP_OF_MUSCLE, GROUPS, JOINTS, MUSCLES, SPANS
from nextstride.body.instant import Instant
from nextstride.body.layout import ARM_TERMS, Parameters

TENDON_OFFSET = 0.25
TENDON_GAIN = 0.2
TENDON_KNEE = 0.995
PASSIVE_SHAPE = 4.0
GAUSSIANS = (
    (0.815, 1.055, 0.162, 0.063),
    (0.433, 0.717, -0.030, 0.200),
    (0.100, 1.000, 0.354, 0.000),
)
VELOCITY_SHAPE = (-0.318, -8.149, -0.374, 0.886)


def active_force_length(length: Expression) -> Expression:
    """Active force at relative fibre `length` (De Groote 2016, eq. S3)."""
    return sum(
        height * ca.exp(-0.5 * ((length - center) / (width + slope * length)) ** 2)
        for height, center, width, slope in GAUSSIANS
    )


def force_velocity(velocity: Expression) -> Expression:
    """Force factor at fibre `velocity` relative to the maximum; shortening is negative."""
    gain, steepness, shift, offset = VELOCITY_SHAPE
    return gain * ca.asinh(steepness * velocity + shift) + offset


def passive_force_length(length: Expression, strain: Expression) -> Expression:
    """Passive force at relative fibre `length`: the published curve without its last offset.

    It is 1 at the `strain`.
    So it is positive at every length, and a slack muscle stays solvable.
    """
    return ca.exp(PASSIVE_SHAPE * ((length - 1) / strain - 1))


def tendon_length(force: Expression, stiffness: Expression) -> Expression:
    """Relative tendon length that carries relative `force`."""
    return ca.log((force + TENDON_OFFSET) / TENDON_GAIN) / stiffness + TENDON_KNEE


def tendon_stiffness(strain: float) -> float:
    """Exponent of the tendon curve whose strain at maximum isometric force is `strain`."""
    return math.log((1 + TENDON_OFFSET) / TENDON_GAIN) / (1 + strain - TENDON_KNEE)


def tendon_strain(stiffness: float) -> float:
    """Strain at maximum isometric force of a tendon with this exponent."""
    return math.log((1 + TENDON_OFFSET) / TENDON_GAIN) / stiffness + TENDON_KNEE - 1


@dataclass(frozen=True)
class Path:
    """A muscle's length (m), its rate (m/s) and its moment arm (m) at each joint it spans."""

    length: Expression
    velocity: Expression
    arms: dict[str, Expression]


@dataclass(frozen=True)
class Fibre:
    """State of a muscle's fibres and what its tendon pulls.

    Attributes
    ----------
    length, velocity : relative to optimal length; velocity relative to the maximum
    force : tendon force, N
    imbalance : relative force that fibre and tendon differ by; zero in a valid state
    path : of muscle and tendon together
    """

    length: Expression
    velocity: Expression
    force: Expression
    imbalance: Expression
    path: Path


def muscle_path(
    muscle: str, angle: dict[str, Expression], rate: dict[str, Expression], p: Parameters
) -> Path:
    """Return path length, rate and moment arms of `muscle` at joint `angle` (rad)."""
    length = p.neutral_length[MUSCLES.index(muscle)]
    velocity: Expression = 0
    arms: dict[str, Expression] = {}
    for joint in JOINTS:
        if (muscle, joint) not in SPANS:
            continue
        first = ARM_TERMS * SPANS.index((muscle, joint))
        terms = [p.moment_arm[first + k] for k in range(ARM_TERMS)]
        arm, area = _polynomial(terms, angle[joint])
        arms[joint] = arm
        length = length - area
        velocity = velocity - arm * rate[joint]
    return Path(length, velocity, arms)


def _polynomial(terms: list[Expression], at: Expression) -> tuple[Expression, Expression]:
    """Value of a polynomial and its integral from zero, by Horner's rule."""
    value: Expression = 0
    area: Expression = 0
    for power in reversed(range(len(terms))):
        value = value * at + terms[power]
        area = area * at + terms[power] / (power + 1)
    return value, area * at


def muscle_fibre(
    muscle: str,
    leg: int,
    path: Path,
    activation: Expression,
    tendon: tuple[Expression, Expression] | None,
    p: Parameters,
) -> Fibre:
    """Return fibre state and force of `muscle`.

    Parameters
    ----------
    leg : {0, 1}
        Standing or swinging, for the factors of its group.
    tendon : tuple or None
        Relative tendon force and its rate (1/s); None for a rigid tendon, whose force follows.
    """
    index = MUSCLES.index(muscle)
    group = GROUP_OF_MUSCLE[index] + leg * len(GROUPS)
    return hill_fibre((index, group), path, activation, tendon, p)


def hill_fibre(
    place: tuple[int, int],
    path: Path,
    activation: Expression,
    tendon: tuple[Expression, Expression] | None,
    p: Parameters,
) -> Fibre:
    """Return fibre state and force of a muscle, as `muscle_fibre`.

    Parameters
    ----------
    place : tuple of int
        Where the muscle stands in the body's numbers, and where its group in the factors.
    """
    index, group = place
    base = p.optimal_fibre_length[index]
    optimal = base * p.fibre_length[group]
    # a longer fibre takes its length from the tendon, so that it works around the same pose
    slack = p.tendon_slack_length[index] - (optimal - base) * ca.cos(p.pennation[index])
    fastest = p.maximum_velocity[index] * p.shortening_velocity[group]
    strongest = p.maximum_force[index] * p.strength[group]
    if tendon is None:
        stretched, stretching = 1, 0
    else:
        stiffness = p.tendon_stiffness[index]
        stretched = tendon_length(tendon[0], stiffness)
        stretching = tendon[1] / ((tendon[0] + TENDON_OFFSET) * stiffness)
    along = (path.length - slack * stretched) / optimal
    thickness = ca.sin(p.pennation[index])
    length = ca.sqrt(along**2 + thickness**2)
    cosine = along / length
    velocity = (path.velocity - slack * stretching) * cosine / (optimal * fastest)
    at_length = 1 + p.force_length * (active_force_length(length) - 1)
    at_velocity = 1 + p.force_velocity * (force_velocity(velocity) - 1)
    passive = passive_force_length(length, p.passive_strain[index])
    pull = (activation * at_length * at_velocity + passive) * cosine
    if tendon is None:
        return Fibre(length, velocity, strongest * pull, None, path)
    return Fibre(length, velocity, strongest * tendon[0], pull - tendon[0], path)


Angles = dict[str, Expression]


@dataclass(frozen=True)
class LegMuscles:
    """The muscles of a leg of one kind of body.

    Attributes
    ----------
    names : tuple of str
    group : tuple of int
        Of each muscle, among the body's groups.
    n_groups : int
    path : callable
        (muscle, angles, rates, parameters) -> `Path`.
    """

    names: tuple[str, ...]
    group: tuple[int, ...]
    n_groups: int
    path: Callable[[str, Angles, Angles, Parameters], Path]

    def fibres(
        self,
        now: Instant,
        leg: int,
        compliant: tuple[str, ...],
        pose: tuple[Angles, Angles],
        p: Parameters,
    ) -> list[Fibre]:
        """Return the fibres of one leg's muscles.

        Parameters
        ----------
        leg : {0, 1}
            Stance or swing.
        pose : tuple of dict
            The leg's angles and their rates, rad and rad/s.
        """
        found = []
        for index, muscle in enumerate(self.names):
            place = (index, self.group[index] + leg * self.n_groups)
            activation = now.activation[leg * len(self.names) + index]
            own = self.path(muscle, *pose, p)
            tendon = now.tendon(leg, muscle, compliant)
            found.append(hill_fibre(place, own, activation, tendon, p))
        return found


PLANAR_LEG: LegMuscles = LegMuscles(MUSCLES, GROUP_OF_MUSCLE, len(GROUPS), muscle_path)


def with_pulls(moments: Angles, fibres: list[Fibre]) -> Angles:
    """Return joint `moments` with what the fibres' tendons add, N m."""
    total = dict(moments)
    for fibre in fibres:
        for joint, arm in fibre.path.arms.items():
            total[joint] = total[joint] + fibre.force * arm
    return total


def activation_rate(
    activation: Expression, excitation: Expression, rise: Expression, fall: Expression
) -> Expression:
    """Rate of activation, 1/s: anything from -a/fall (excitation 0) to (1-a)/rise (excitation 1).

    Linear in the excitation, and the same set of rates as the two inequalities of De Groote et al.
    (2009) Comput Methods Biomech Biomed Engin 12:563-574, with the time constants as clean
    parameters.
    """
    return excitation * (1 - activation) / rise - (1 - excitation) * activation / fall
