"""How far and how fast the hamstrings are stretched: what a gain in speed asks of them.

They reach their greatest strain and force in late swing, where they lengthen under load (Schache et
al. 2012, Med Sci Sports Exerc 44:647-658; Chumanov et al. 2011, ibid. 43:525-532; abstracts).
Lengths are those of muscle and tendon together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from nextstride.body.scaling import Body
from nextstride.sprint.outcomes import stride_of_leg, stride_percent
from nextstride.sprint.sensitivity import Sensitivity
from nextstride.sprint.solution import SprintSolution

FIRST_ORDER_ERROR = 0.005
"""Of `length_with_strength` at 10 %: in three dimensions it differed by up to 0.1 points from
solving again, and by 0.4 points between two bodies almost alike."""

WATCHED: tuple[str, ...] = ("biceps_femoris_long_head", "hamstrings")
"""The muscle that is strained most often, and the lumped one of bodies that lack it."""


def hamstring_stretch(solution: SprintSolution) -> dict[str, float]:
    """Return the greatest length and lengthening of the hamstrings over a stride.

    Returns
    -------
    dict of str to float
        ``peak_length``: share of the length in upright standing, 1; ``peak_length_percent``: of the
        stride from touchdown; ``peak_lengthening_velocity``: standing lengths a second, 1/s;
        ``peak_fibre_length``: share of the optimal, 1.

    Raises
    ------
    SolveError
        If the solution is none.
    """
    return stretch_of(
        solution.body,
        lambda name: stride_of_leg(solution.arrays[name]),
        stride_percent(solution),
    )


def stretch_of(
    body: Body, course: Callable[[str], np.ndarray], percent: np.ndarray
) -> dict[str, float]:
    """Return what `hamstring_stretch` does, of one leg whatever its stride is made of.

    Parameters
    ----------
    body : Body
    course : callable
        Name of what is observed of muscles -> its values over the leg's stride, (point, muscle).
    percent : (point,) array
        Of the stride from touchdown.
    """
    muscles = list(body.muscle_group)
    watched = next(muscles.index(name) for name in WATCHED if name in muscles)
    upright = float(body.get("neutral_length")[watched])
    length, velocity, fibre = (
        course(name)[:, watched] for name in ("path_length", "path_velocity", "fibre_length")
    )
    longest = int(np.argmax(length))
    return {
        "peak_length": float(length[longest]) / upright,
        "peak_length_percent": float(percent[longest]),
        "peak_lengthening_velocity": float(velocity.max()) / upright,
        "peak_fibre_length": float(fibre.max()),
    }


def length_with_strength(
    near: SprintSolution | Sensitivity,
    factor: float = 1.1,
    links: Mapping[str, tuple[str, ...]] | None = None,
) -> dict[str, float]:
    """Return how the hamstrings' greatest length changes as each link alone is made stronger.

    To first order, from the derivative of the optimality conditions (`Sensitivity`): one
    factorisation for all groups. It errs by up to `FIRST_ORDER_ERROR`. How fast they lengthen
    changes too unevenly for that, and needs solving again.

    Parameters
    ----------
    near : SprintSolution or Sensitivity
        An optimum, or its factorised conditions where they are at hand.
    factor : float
        On the link's strength.
    links : mapping of str to tuple of str, optional
        Groups of each link; every group alone where not given.

    Returns
    -------
    dict of str to float
        Relative change (1) of ``peak_length`` of `hamstring_stretch`, by link.

    Raises
    ------
    SolveError
        If the solution is none.
    """
    sensitivity = near if isinstance(near, Sensitivity) else Sensitivity(near)
    solution = sensitivity.solution
    now = hamstring_stretch(solution)["peak_length"]
    changes = {}
    for link, groups in (links or {group: (group,) for group in solution.body.groups}).items():
        stronger = solution.body.with_factors("strength", dict.fromkeys(groups, factor))
        then = hamstring_stretch(sensitivity.predict(stronger))["peak_length"]
        changes[link] = then / now - 1
    return changes
