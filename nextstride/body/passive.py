"""Passive joint moments: soft limits and damping.

Hip in extension: half of what people's whole hip resists, 2 exp(-4.3 angle) against 4.3
exp(-4.3 angle) N m (Riener & Edrich 1999, J Biomech 32:539, the formula that Miller et al. 2012
sprint with; read in public code, the paper was not opened). The other half are the muscles' own
passive forces. Other coefficients as in Falisse et al. (2019) J R Soc Interface 16:20190402 (code
PredSim), after Anderson (1999). The knee's flexion limit is set 0.35 rad later than there (2.4
rad): sprinters fold the knee to 150 degrees and more, and the published limit models walking.
"""

from __future__ import annotations

from dataclasses import dataclass

import casadi as ca

from nextstride.body.expression import Expression
from nextstride.body.layout import Parameters


@dataclass(frozen=True)
class Limit:
    """Moment (N m) and steepness (1/rad) of the two exponentials, and the angles (rad) of both."""

    low_moment: float
    low_steepness: float
    low_angle: float
    high_moment: float
    high_steepness: float
    high_angle: float


LIMITS: dict[str, Limit] = {
    "hip": Limit(2.17, 4.30, 0.0, 2.44, 5.05, 1.81),
    "knee": Limit(6.09, 33.94, -0.13, 11.03, 11.33, 2.75),
    "ankle": Limit(0.18, 12.12, -0.74, 2.03, 38.11, 0.52),
}
"""Flexion-positive limits of each joint."""


def passive_moment(joint: str, angle: Expression, rate: Expression, p: Parameters) -> Expression:
    """Moment of ligaments and tissue about `joint`, N m, flexion positive."""
    limit = LIMITS[joint]
    low = limit.low_moment * ca.exp(-limit.low_steepness * (angle - limit.low_angle))
    high = limit.high_moment * ca.exp(limit.high_steepness * (angle - limit.high_angle))
    return p.passive_moment * (low - high) - p.joint_damping * rate
