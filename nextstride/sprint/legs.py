"""What a stride asks of each leg, what each leg's strength is worth, and what a weak leg costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import xarray as xr

from nextstride.body.scaling import Body
from nextstride.body.sprinter import LEGS
from nextstride.conventions import Side, opposite
from nextstride.sprint.hamstrings import stretch_of
from nextstride.sprint.limits import elasticities, prices
from nextstride.sprint.outcomes import outcomes
from nextstride.sprint.simulate import follow
from nextstride.sprint.solution import SprintSolution
from nextstride.sprint.stride import LEGS_OF_STRIDE, StrideSolution, solve_stride

Factors = Mapping[Side, Mapping[str, float]]
"""Factors on the strength of muscle groups, by leg."""

OF_ITS_STEP = (
    *("contact_time", "flight_time", "peak_vertical_force"),
    *("peak_braking_force", "peak_propulsive_force"),
)
"""What is read from the step that a leg stands in."""


def legs(stride: StrideSolution) -> xr.Dataset:
    """Return what the stride asks of each leg.

    Returns
    -------
    xarray.Dataset
        On ``leg``: ``contact_time``, ``flight_time`` (after it), ``swing_time`` in s;
        ``step_length`` in m, to the other foot's touchdown; ``peak_vertical_force``,
        ``peak_braking_force``, ``peak_propulsive_force`` in body weights; ``peak_thigh_flexion``,
        ``peak_thigh_extension`` in rad and their velocities in rad/s; ``peak_hamstring_length`` in
        standing lengths and ``peak_hamstring_lengthening_velocity`` in those a second.

    Raises
    ------
    SolveError
        If the solution is none.
    """
    rows = [_leg(stride, leg) for leg in LEGS_OF_STRIDE]
    return xr.Dataset(
        {name: ("leg", [row[name] for row in rows]) for name in rows[0]},
        coords={"leg": list(LEGS_OF_STRIDE)},
    )


def _leg(stride: StrideSolution, leg: Side) -> dict[str, float]:
    """What the stride asks of one leg."""
    own = stride.steps[leg]
    seen = outcomes(own)
    angle, rate = (_thigh(stride, name, leg) for name in ("position", "velocity"))
    stretch = stretch_of(
        stride.body, lambda name: stride.seen(name, leg).values, stride.percent(leg)
    )
    return {
        **{name: seen[name] for name in OF_ITS_STEP},
        "swing_time": stride.duration - own.contact_time,
        "step_length": float(own.values("position")[-1, 0]),
        "peak_thigh_flexion": float(angle.max()),
        "peak_thigh_extension": float(angle.min()),
        "peak_thigh_flexion_velocity": float(rate.max()),
        "peak_thigh_extension_velocity": float(rate.min()),
        "peak_hamstring_length": stretch["peak_length"],
        "peak_hamstring_lengthening_velocity": stretch["peak_lengthening_velocity"],
    }


def _thigh(stride: StrideSolution, name: str, leg: Side) -> np.ndarray:
    """A leg's thigh angle or its rate over the stride."""
    steps = stride.steps[leg], stride.steps[opposite(leg)]
    return np.concatenate(
        [
            step.observed[name].sel(coordinate=f"{role}_thigh").values
            for step, role in zip(steps, LEGS, strict=True)
        ]
    )


def leg_limits(stride: StrideSolution) -> xr.Dataset:
    """Return what the strength of each leg's muscle groups is worth.

    A leg's arm, and the muscles that bend and turn the trunk to its side, count with it; those that
    extend and flex the trunk count half with each.

    Returns
    -------
    xarray.Dataset
        ``elasticity (leg, muscle_group)`` of top speed to strength; ``density (leg, muscle_group,
        point)``, its map over the leg's stride, whose rows add up to it; ``percent (leg, point)``
        of the stride from the leg's touchdown; ``top_speed`` in m/s.

    Raises
    ------
    SolveError
        If the solution is none.
    """
    body, found = stride.body, prices(stride)
    where = body.slices["strength"]
    relative = found.at_points[:, where] * body.vector[where] / stride.speed
    density = relative.reshape(len(relative), 2, -1)
    first = len(stride.steps[LEGS_OF_STRIDE[0]].time)
    own = [np.roll(density[:, leg], -first * leg, axis=0).T for leg in range(2)]
    elasticity = elasticities(stride)["strength"].reshape(2, -1)
    return xr.Dataset(
        {
            "elasticity": (("leg", "muscle_group"), elasticity),
            "density": (("leg", "muscle_group", "point"), np.stack(own)),
            "percent": (("leg", "point"), [stride.percent(leg) for leg in LEGS_OF_STRIDE]),
            "top_speed": stride.speed,
        },
        coords={"leg": list(LEGS_OF_STRIDE), "muscle_group": list(body.groups)},
    )


@dataclass(frozen=True, eq=False)
class WeakSide:
    """What legs of different strength cost.

    Attributes
    ----------
    factors : mapping
        On the strength of each leg's groups.
    equal : StrideSolution
        With equal legs.
    different : StrideSolution
        With those factors.
    both : SprintSolution
        With every factor on both legs.
    """

    factors: Factors
    equal: StrideSolution
    different: StrideSolution
    both: SprintSolution

    @property
    def first_order(self) -> float:
        """Top speed that the prices of equal legs foretell, m/s."""
        price = leg_limits(self.equal).elasticity
        change = sum(
            float(price.sel(leg=leg, muscle_group=group)) * np.log(factor)
            for leg, groups in self.factors.items()
            for group, factor in groups.items()
        )
        return float(self.equal.speed * np.exp(change))

    @property
    def share(self) -> float:
        """Cost on one side over that on both, in logarithms; NaN where both cost nothing."""
        alone, together = (
            float(np.log(solution.speed / self.equal.speed))
            for solution in (self.different, self.both)
        )
        return alone / together if together else float("nan")


def changed_legs(body: Body, factors: Factors) -> Body:
    """Return `body` with the strength of each leg's groups multiplied.

    Raises
    ------
    ParameterError
        If a group does not exist or a factor is impossible.
    """
    for leg, groups in factors.items():
        body = body.with_factors("strength", groups, leg)
    return body


def weak_side(step: SprintSolution, factors: Factors, time_limit: float = 120.0) -> WeakSide:
    """Solve what legs of different strength cost, beginning from the step of equal legs.

    Parameters
    ----------
    step : SprintSolution
        Of any body.
    factors : mapping
        On the strength of muscle groups, by leg.
    time_limit : float
        Seconds of processor time for each of the solves.

    Raises
    ------
    SolveError
        If one of them does not converge.
    """
    both = step.body
    for groups in factors.values():
        both = both.with_factors("strength", groups)
    equal = solve_stride(step, time_limit).raise_for_status()
    return WeakSide(
        factors=factors,
        equal=equal,
        different=follow(equal, changed_legs(step.body, factors), time_limit),
        both=follow(step, both, time_limit),
    )
