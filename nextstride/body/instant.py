"""What the equations of motion need at one instant."""

from __future__ import annotations

from dataclasses import dataclass

from nextstride.body.expression import Expression
from nextstride.body.segments import Rotation


@dataclass(frozen=True)
class Instant:
    """What the equations of motion need at one instant; arrays symbolic or numeric.

    Attributes
    ----------
    position, velocity, acceleration : (coordinates,)
        Of the body's ``COORDINATES``.
    activation : (excitations,)
        Of the body's ``MUSCLES``, stance leg first; behind them those of torque muscles.
    tendon_force, tendon_rate : (2 n,)
        Relative force of the compliant tendons and its rate (1/s), stance leg first.
    toe : Rotation or None
        Toe extension of the stance foot; None in the air.
    """

    position: Expression
    velocity: Expression
    acceleration: Expression
    activation: Expression
    tendon_force: Expression
    tendon_rate: Expression
    toe: Rotation | None

    def tendon(
        self, leg: int, muscle: str, compliant: tuple[str, ...]
    ) -> tuple[Expression, Expression] | None:
        """Relative force of a muscle's tendon and its rate (1/s); None where it is rigid.

        Parameters
        ----------
        leg : {0, 1}
            Stance or swing.
        muscle : str
        compliant : tuple of str
            Muscles whose tendon stretches, in the order of `tendon_force`.
        """
        if muscle not in compliant:
            return None
        at = leg * len(compliant) + compliant.index(muscle)
        return self.tendon_force[at], self.tendon_rate[at]
