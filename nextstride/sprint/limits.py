"""What limits the simulated sprint: prices of strength, read from the multipliers of one solve.

With the solver minimising J = -speed / 10 + regularisation, the multipliers m of the constraints g
give dJ/dp = m . dg/dp for any number p of the body (envelope theorem), so one solve prices all of
them, at each collocation point and for each leg. The elasticity is d ln(speed) / d ln(p).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from nextstride.body.scaling import muscle_volume
from nextstride.evidence import trainability
from nextstride.sprint.linking import SPEED_UNIT
from nextstride.sprint.optimum import Optimum
from nextstride.sprint.outcomes import stride_percent
from nextstride.sprint.solution import SprintSolution


@dataclass(frozen=True, eq=False)
class Prices:
    """Change of speed by each number of the body, m/s per unit.

    Attributes
    ----------
    at_points : (points, LENGTH)
        Through the equations at each collocation point.
    between_points : (LENGTH,)
        Through what links the points: activation and contact.
    """

    at_points: np.ndarray
    between_points: np.ndarray

    @property
    def total(self) -> np.ndarray:
        """Sum over the step, (LENGTH,)."""
        summed: np.ndarray = self.at_points.sum(axis=0) + self.between_points
        return summed


def prices(solution: Optimum) -> Prices:
    """Return the prices of all of the body's numbers.

    Raises
    ------
    SolveError
        If the solution is none.
    """
    solution.raise_for_status()
    problem, raw, vector = solution.problem, solution.raw, solution.body.vector
    blocks = []
    for phase in problem.mesh.phases:
        points = problem.mesh.points(phase).reshape(-1, phase.n_point)[:, : phase.n_instant]
        multipliers = raw.multipliers[problem.point_rows(phase)]
        price = problem.equations[phase.name].price.map(len(points))
        # in a stride's second step the other leg stands
        own = problem.other_side if phase.step else np.arange(vector.size)
        found = price(raw.unknowns[points].T, vector[own], multipliers.T)
        blocks.append(np.array(found).T[:, own])
    goals = solution.goals.vector(solution.mesh)
    linking = problem.links.price(raw.unknowns, vector, goals, raw.multipliers[problem.link_rows()])
    scale = -SPEED_UNIT / solution.goals.speed
    return Prices(scale * np.concatenate(blocks), scale * np.array(linking).ravel())


def elasticities(solution: Optimum) -> dict[str, np.ndarray]:
    """Return d ln(speed) / d ln(number) for every named number of the body."""
    return _elasticities(solution, prices(solution))


def _elasticities(solution: Optimum, found: Prices) -> dict[str, np.ndarray]:
    """Prices as elasticities, by name."""
    relative = found.total * solution.body.vector / solution.speed
    return {name: relative[where] for name, where in solution.body.slices.items()}


def _by_group(values: np.ndarray) -> np.ndarray:
    """Sum of both legs, (groups,)."""
    summed: np.ndarray = values.reshape(2, -1).sum(axis=0)
    return summed


def limits(solution: SprintSolution) -> xr.Dataset:
    """Return what limits top speed.

    Returns
    -------
    xarray.Dataset
        On ``muscle_group``: ``elasticity`` (to strength), ``elasticity_shortening_velocity``,
        ``elasticity_fibre_length``, ``elasticity_activation_time``, ``gain_10pct`` (m/s for +10 %),
        ``gain_training`` (m/s for a typical training effect, from
        `nextstride.evidence.trainability`), ``volume`` (m³ per leg), ``elasticity_per_litre`` (NaN
        for torque muscles, which have no volume). On ``(muscle_group, percent)``: ``density``, the
        elasticity at each point of the stride; its rows sum to the elasticities. On ``side``:
        ``side_elasticity``. Scalars ``top_speed`` (m/s), ``technique_price``
        (m/s per degree of the technique bound; zero where it does not bind) and ``heel_price``
        (m/s per cm that the heel may go deeper; zero where it stays above).

    Notes
    -----
    Tendon forces are relative to strength, so strength scales tendon stiffness and passive force.
    """
    found = prices(solution)
    all_ = _elasticities(solution, found)
    strength = _by_group(all_["strength"])
    volume = np.array(list(muscle_volume(solution.body).values()))
    percent, density = _map(solution, found)
    groups, sides = solution.body.groups, solution.body.sides
    side_elasticity = [
        strength[[groups.index(group) for group in members]].sum() for members in sides.values()
    ]
    effect = np.array([trainability(group).gain.value for group in groups])
    speed = solution.speed
    group = "muscle_group"
    return xr.Dataset(
        {
            "elasticity": (group, strength),
            "elasticity_shortening_velocity": (group, _by_group(all_["shortening_velocity"])),
            "elasticity_fibre_length": (group, _by_group(all_["fibre_length"])),
            "elasticity_activation_time": (group, _by_group(all_["activation_slowness"])),
            "gain_10pct": (group, speed * (1.1**strength - 1)),
            "gain_training": (group, speed * ((1 + effect) ** strength - 1)),
            "volume": (group, volume),
            "elasticity_per_litre": (group, strength / np.where(volume > 0, 1e3 * volume, np.nan)),
            "density": ((group, "percent"), density),
            "side_elasticity": ("side", np.array(side_elasticity)),
            "top_speed": speed,
            "technique_price": _technique_price(solution),
            "heel_price": _heel_price(solution, found),
        },
        coords={group: list(groups), "percent": percent, "side": list(sides)},
    )


def _map(solution: SprintSolution, found: Prices) -> tuple[np.ndarray, np.ndarray]:
    """Percent of stride (2 points,) and elasticity there (groups, 2 points), in order."""
    where = solution.body.slices["strength"]
    relative = found.at_points[:, where] * solution.body.vector[where] / solution.speed
    by_leg = relative.reshape(len(relative), 2, -1)
    density = np.concatenate([by_leg[:, 0], by_leg[:, 1]]).T
    return stride_percent(solution), density


def _heel_price(solution: SprintSolution, found: Prices) -> float:
    """Speed gained if the heel, which carries nothing, might go one centimetre deeper, m/s."""
    return float(0.01 * found.total[solution.body.slices["heel_depth"]][0])


def _technique_price(solution: Optimum) -> float:
    """Speed gained if the technique bound were one degree wider, m/s."""
    multiplier = solution.raw.multipliers[-1]
    widening = 10 * 2 * solution.goals.distance * np.pi / 180
    return float(-SPEED_UNIT / solution.goals.speed * multiplier * widening)
