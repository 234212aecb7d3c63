"""What a reader of a profile must know."""

from __future__ import annotations

import numpy as np

from nextstride.athlete import Athlete
from nextstride.errors import Notice
from nextstride.profile.fit import CurveFit
from nextstride.profile.sprints import Splits, Sprint

REACHED = 0.95
"""Below this share of the curve's top speed within the data, the top speed is extrapolated."""
FEW = 2
WIDE = 10.0
"""An interval with a larger ratio of its ends says nothing: people differ less, about threefold."""
LARGE_RESIDUAL = {"s": 0.1, "m/s": 0.6}
"""A residual SD above these says that the curve is not this sprint's."""


def profile_notices(sprint: Sprint, runner: Athlete, fit: CurveFit) -> tuple[Notice, ...]:
    """What a reader of the profile must know."""
    notices = []

    def note(when: bool, code: str, message: str) -> None:
        if when:
            notices.append(Notice(code, message))

    splits = isinstance(sprint, Splits)
    unit = "s" if splits else "m/s"
    lasted = float(sprint.time[fit.used][-1]) - fit.start
    reached = float(fit.curve.speed(lasted)) / fit.curve.top_speed
    body = [name for name in ("mass", "height") if name in runner.assumed]
    note(
        bool(body),
        "body_assumed",
        f"{' and '.join(body).capitalize()} not given, so taken as {runner.mass:g} kg, "
        f"{runner.height:g} m; only the drag depends on them, which moves V0 and Pmax by about "
        "1 %.",
    )
    note(
        reached < REACHED,
        "top_speed_extrapolated",
        f"The data end at {100 * reached:.0f} % of the top speed, which is extrapolated: a longer "
        "sprint would measure it.",
    )
    note(
        splits and fit.degrees_of_freedom <= FEW,
        "few_degrees_of_freedom",
        f"{int(fit.used.sum())} gates for {len(fit.covariance)} parameters leave "
        f"{fit.degrees_of_freedom:g} degree{'s' * (fit.degrees_of_freedom != 1)} of freedom: the "
        "intervals are wide.",
    )
    note(
        fit.residual_sd > LARGE_RESIDUAL[unit],
        "poor_fit",
        f"Residuals have an SD of {fit.residual_sd:.2f} {unit}: an exponential curve does not "
        "describe this sprint. Check the data for wrong values.",
    )
    known = fit.estimate(lambda curve: curve.initial_acceleration)
    low, high = known.lower or 0.0, known.upper or np.inf
    note(
        splits and high > WIDE * low,
        "acceleration_unknown",
        f"These gates do not tell the acceleration at the start, which may be {low:.2g} to "
        f"{high:.3g} m/s²: give more gates, or times to 0.01 s.",
    )
    reaction = sprint.reaction_time if isinstance(sprint, Splits) else None
    note(
        reaction is not None and fit.model == "offset",
        "reaction_time",
        f"The curve starts at {fit.start:.2f} s and the reaction time was {reaction or 0:.3f} s: "
        "the curve's start is no reaction time, as the first strides are not exponential.",
    )
    return tuple(notices)
