"""Which bounds hold a sprint back that are not muscle, and what each costs.

Excitations and activations end where muscle does; the bounds here are ours: of posture, rates and
durations, of the foot's depth, and of technique. Bounds at zero (feet above the ground, on their
own side of the midline) have no size that could be one per cent greater, and are not here.
"""

from __future__ import annotations

import numpy as np

from nextstride.sprint.limits import elasticities
from nextstride.sprint.linking import SPEED_UNIT
from nextstride.sprint.points import DEEPEST_BALL, HEIGHT_UNIT, STANDING_BALL
from nextstride.sprint.solution import SprintSolution

LEAST = 1e-3
"""Elasticities below this are the solver's barrier, not a bound."""
TECHNIQUE, HEEL = "distance to the measured technique", "depth of the heel"
"""Names of the bounds that are told of wherever they are dear."""
RATES = ("velocity", "acceleration", "tendon_force", "tendon_rate", "toe", "toe_rate")


def active_bounds(solution: SprintSolution) -> dict[str, float]:
    """Return the price of every bound that holds a sprint of any body back, the dearest first.

    Returns
    -------
    dict of str to float
        Elasticity of speed: by how many per cent it rises if the bound is one per cent wider.

    Raises
    ------
    SolveError
        If the solution is none.
    """
    found = _postures(solution) | _contacts(solution)
    found[TECHNIQUE] = _technique(solution)
    kept = {name: price for name, price in found.items() if price > LEAST}
    return dict(sorted(kept.items(), key=lambda pair: -pair[1]))


def _postures(solution: SprintSolution) -> dict[str, float]:
    """Bounds of coordinates, rates and durations."""
    mesh, multipliers = solution.mesh, solution.raw.bound_multipliers
    lower, upper = solution.problem.bounds
    places: dict[str, list[np.ndarray]] = {}
    for phase in mesh.phases:
        position = mesh.part(phase, "position")
        for column, name in enumerate(mesh.form.coordinates):
            places.setdefault(name, []).append(position[:, :, column].ravel())
        for name in RATES:
            if name in phase.parts:
                places.setdefault(name, []).append(mesh.part(phase, name).ravel())
        places[f"duration of the {phase.name}"] = [mesh.durations(phase)]
    found: dict[str, float] = {}
    for name, indices in places.items():
        index = np.concatenate(indices)
        index = index[lower[index] < upper[index]]  # Others are given, not bounded.
        for side, bound, sign in (("greatest", upper, 1), ("least", lower, -1)):
            price = np.maximum(sign * multipliers[index], 0) * np.abs(bound[index])
            total = float((price / mesh.scale[index]).sum())
            found[f"{side} {name.replace('_', ' ')}"] = _relative(solution, total)
    return found


def _contacts(solution: SprintSolution) -> dict[str, float]:
    """How deep heel and ball may go; the heel's depth is a number of the body, with a price."""
    stance = solution.mesh.stance
    equations = solution.problem.equations[stance.name]
    rows = solution.problem.point_rows(stance)[:, equations.n_equal + STANDING_BALL]
    ball = float(np.abs(solution.raw.multipliers[rows]).sum()) * DEEPEST_BALL / HEIGHT_UNIT
    return {
        HEEL: float(elasticities(solution)["heel_depth"][0]),
        "depth of the ball": _relative(solution, ball),
    }


def _technique(solution: SprintSolution) -> float:
    """The distance to the measured motion, in the units of its constraint."""
    multiplier = abs(float(solution.raw.multipliers[-1]))
    return _relative(solution, multiplier * 10 * 2 * solution.goals.distance**2)


def _relative(solution: SprintSolution, price: float) -> float:
    """A price in the solver's objective as an elasticity of speed."""
    return price * SPEED_UNIT / solution.goals.speed / solution.speed
