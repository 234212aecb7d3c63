"""IPOPT behind one function: quiet, bounded in time, honest about failure."""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

import casadi as ca
import numpy as np

from nextstride.sprint.goals import Goals
from nextstride.sprint.problem import SprintProblem


class SolverEnd(StrEnum):
    """How a solve ended: IPOPT's ``ApplicationReturnStatus``, or a branch that was lost."""

    SUCCEEDED = "Solve_Succeeded"
    ACCEPTABLE = "Solved_To_Acceptable_Level"
    INFEASIBLE = "Infeasible_Problem_Detected"
    TINY_STEPS = "Search_Direction_Becomes_Too_Small"
    DIVERGING = "Diverging_Iterates"
    STOPPED = "User_Requested_Stop"
    FEASIBLE = "Feasible_Point_Found"
    ITERATIONS_USED = "Maximum_Iterations_Exceeded"
    RESTORATION_FAILED = "Restoration_Failed"
    STEP_FAILED = "Error_In_Step_Computation"
    TIME_USED = "Maximum_CpuTime_Exceeded"
    WALL_TIME_USED = "Maximum_WallTime_Exceeded"
    TOO_FEW_UNKNOWNS = "Not_Enough_Degrees_Of_Freedom"
    BAD_PROBLEM = "Invalid_Problem_Definition"
    BAD_OPTION = "Invalid_Option"
    BAD_NUMBER = "Invalid_Number_Detected"
    EXCEPTION = "Unrecoverable_Exception"
    OTHER_EXCEPTION = "NonIpopt_Exception_Thrown"
    MEMORY_USED = "Insufficient_Memory"
    INTERNAL = "Internal_Error"
    BRANCH_LOST = "Branch_Lost"


SOLVED = (SolverEnd.SUCCEEDED, SolverEnd.ACCEPTABLE)

# Compared on 8 planar bodies and 9 more starts: all 34 solves with sigma_max = 10 converged, 29 of
# 34 with the solver's own 100. With 1, where the barrier never rises, 14 planar bodies took 830
# iterations (10: 840); in three dimensions the default body 64 (74), one with other strengths from
# the measured sprint 68 (90), from the default body's optimum 67 (85), to prices within 0.002.
OPTIONS: dict[str, Any] = {
    "print_time": False,
    "show_eval_warnings": False,
    "calc_lam_p": False,
    "calc_lam_x": False,
    "calc_f": False,
    "calc_g": False,
    "no_nlp_grad": True,
    "ipopt.print_level": 0,
    "ipopt.sb": "yes",
    "ipopt.linear_solver": "mumps",
    "ipopt.mumps_pivot_order": 5,
    "ipopt.mumps_scaling": 0,
    "ipopt.mumps_permuting_scaling": 0,
    "ipopt.nlp_scaling_method": "none",
    "ipopt.mu_strategy": "adaptive",
    "ipopt.sigma_min": 1e-2,
    "ipopt.sigma_max": 1.0,
    "ipopt.min_refinement_steps": 0,
    "ipopt.tol": 1e-5,
    "ipopt.constr_viol_tol": 1e-5,
    "ipopt.acceptable_tol": 3e-5,
    "ipopt.acceptable_iter": 15,
    "ipopt.max_iter": 400,
}
PUSHED = (
    "warm_start_bound_push",
    "warm_start_bound_frac",
    "warm_start_slack_bound_push",
    "warm_start_slack_bound_frac",
    "warm_start_mult_bound_push",
    "mu_init",
)
NEAR = 1e-4
"""How far a warm start is pushed from its bounds where the answer is some percent away."""

NEW_MESH = 1e-3
"""The same where the points have moved: 62 instead of 83 iterations from 6 + 6 to 10 + 10."""

BESIDE = 1e-6
"""The same where one group's strength differs by a few percent, with a barrier that only falls. In
three dimensions 5 % more takes 23 iterations instead of 31, 5 % less 33 instead of 76, the same
body 22 instead of 102; but all groups 10 % stronger 49 instead of 35."""

FALLING: dict[str, Any] = {"ipopt.mu_strategy": "monotone", "ipopt.compl_inf_tol": 1e-7}
"""A barrier that only falls, and ends as low as one that is free to move."""


@dataclass(frozen=True, eq=False)
class RawSolution:
    """What the solver returned, in its own (scaled) numbers.

    Attributes
    ----------
    unknowns, bound_multipliers, multipliers : numpy.ndarray
    end : SolverEnd
    iterations : int
    seconds : float
    """

    unknowns: np.ndarray
    bound_multipliers: np.ndarray
    multipliers: np.ndarray
    end: SolverEnd
    iterations: int
    seconds: float

    @property
    def solved(self) -> bool:
        """Whether an optimum was reached."""
        return self.end in SOLVED


@cache
def _solver(problem: SprintProblem, push: float | None, time_limit: float) -> ca.Function:
    """Return the solver of a problem, made once; a warm one for a `push`."""
    options = OPTIONS | problem.derivatives
    options["ipopt.max_cpu_time"] = time_limit
    if push is not None:
        options["ipopt.warm_start_init_point"] = "yes"
        options |= {f"ipopt.{name}": push for name in PUSHED}
    if push == BESIDE:
        options |= FALLING
    return ca.nlpsol("sprint", "ipopt", problem.program, options)


def optimise(
    problem: SprintProblem,
    vector: np.ndarray,
    goals: Goals,
    begin: np.ndarray | RawSolution,
    time_limit: float = 30.0,
    push: float = NEAR,
) -> RawSolution:
    """Solve once.

    Parameters
    ----------
    vector : numpy.ndarray
        The body's numbers.
    begin : numpy.ndarray or RawSolution
        Unknowns in physical units for a cold start, or an earlier solution for a warm one.
    time_limit : float
        Seconds of processor time after which the solver gives up.
    push : float
        How far a warm start is pushed from its bounds: `BESIDE`, `NEAR` or `NEW_MESH`.
    """
    mesh = problem.mesh
    lower, upper = (bound.copy() for bound in problem.bounds)
    if goals.pace is not None:
        lower[mesh.speed] = upper[mesh.speed] = goals.pace
    low, high = problem.limits_of_constraints()
    arguments = {
        "p": np.concatenate([vector, goals.vector(mesh)]),
        "lbx": lower / mesh.scale,
        "ubx": upper / mesh.scale,
        "lbg": low,
        "ubg": high,
    }
    warm = isinstance(begin, RawSolution)
    if isinstance(begin, RawSolution):
        arguments |= {
            "x0": begin.unknowns,
            "lam_x0": begin.bound_multipliers,
            "lam_g0": begin.multipliers,
        }
    else:
        arguments["x0"] = np.clip(begin / mesh.scale, arguments["lbx"], arguments["ubx"])
    solver = _solver(problem, push if warm else None, time_limit)
    began = time.perf_counter()
    result = solver(**arguments)
    seconds = time.perf_counter() - began
    stats = solver.stats()
    return RawSolution(
        unknowns=np.array(result["x"]).ravel(),
        bound_multipliers=np.array(result["lam_x"]).ravel(),
        multipliers=np.array(result["lam_g"]).ravel(),
        end=SolverEnd(stats["return_status"]),
        iterations=int(stats["iter_count"]),
        seconds=seconds,
    )


def optimise_beside(
    problem: SprintProblem,
    vector: np.ndarray,
    goals: Goals,
    begin: RawSolution,
    time_limit: float = 30.0,
) -> RawSolution:
    """Solve for a body that differs by a few percent from one whose optimum is known.

    Where a barrier that only falls does not get there, one that is free to move is tried.
    Parameters as in `optimise`.
    """
    raw = optimise(problem, vector, goals, begin, time_limit, BESIDE)
    return raw if raw.solved else optimise(problem, vector, goals, begin, time_limit)
