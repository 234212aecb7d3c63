"""The JSON documents of `simulate`, `limits` and `experiment`: plain numbers, SI units.

What could not be computed is None, never a guess.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
import xarray as xr

from nextstride.sprint.hamstrings import hamstring_stretch, length_with_strength
from nextstride.sprint.limits import limits
from nextstride.sprint.outcomes import outcomes
from nextstride.sprint.simulate import Optima
from nextstride.sprint.solution import SprintSolution


def simulate_document(optima: Optima) -> dict[str, Any]:
    """Return the document of ``nextstride simulate --json``.

    Raises
    ------
    SolveError
        If no start converged.
    """
    best = optima.best
    seen = outcomes(best)
    stretch = hamstring_stretch(best)
    return {
        "status": best.status,
        "body": best.body.kind,
        "top_speed_m_s": best.speed,
        "step_rate_hz": seen["step_rate"],
        "contact_time_s": seen["contact_time"],
        "flight_time_s": seen["flight_time"],
        "swing_time_s": seen["swing_time"],
        "peak_vertical_force_bw": seen["peak_vertical_force"],
        "peak_thigh_flexion_velocity_rad_s": seen["peak_thigh_flexion_velocity"],
        "peak_swing_hip_flexor_moment_nm_kg": seen["peak_swing_hip_flexor_moment"],
        "hamstrings": {
            "peak_length_standing_lengths": stretch["peak_length"],
            "peak_length_percent_of_stride": stretch["peak_length_percent"],
            "peak_lengthening_velocity_1_s": stretch["peak_lengthening_velocity"],
            "peak_fibre_length_optimal_lengths": stretch["peak_fibre_length"],
        },
        "iterations": best.iterations,
        "solve_s": sum(solution.seconds for solution in optima.solutions),
        "starts_agreeing": optima.agreeing,
        "optima": [
            {
                "start": solution.start,
                "status": solution.status,
                "top_speed_m_s": solution.speed if solution.solved else None,
                "iterations": solution.iterations,
                "solve_s": solution.seconds,
            }
            for solution in optima.solutions
        ],
    }


def limits_document(solution: SprintSolution) -> dict[str, Any]:
    """Return the document of ``nextstride limits --json``.

    Raises
    ------
    SolveError
        If the solution is none.
    """
    found = limits(solution)
    lengths = length_with_strength(solution)
    columns = {
        "elasticity": "elasticity",
        "elasticity_vmax": "elasticity_shortening_velocity",
        "elasticity_fibre_length": "elasticity_fibre_length",
        "elasticity_activation_time": "elasticity_activation_time",
        "gain_10pct_m_s": "gain_10pct",
        "gain_training_m_s": "gain_training",
        "elasticity_per_litre": "elasticity_per_litre",
    }
    return {
        "status": solution.status,
        "body": solution.body.kind,
        "top_speed_m_s": solution.speed,
        "groups": [
            {"group": str(group)}
            | {key: plain_number(float(found[name][index])) for key, name in columns.items()}
            | {"hamstring_length_change_10pct": lengths[str(group)]}
            for index, group in enumerate(found.muscle_group.values)
        ],
        "sides": [
            {"side": side, "groups": list(groups), "elasticity": float(elasticity)}
            for (side, groups), elasticity in zip(
                solution.body.sides.items(), found.side_elasticity.values, strict=True
            )
        ],
        "map": {
            "percent": found.percent.values.tolist(),
            "groups": [str(group) for group in found.muscle_group.values],
            "density": found.density.values.tolist(),
        },
        "technique_price_m_s_per_degree": float(found.technique_price),
        "heel_price_m_s_per_cm": float(found.heel_price),
        "solve_s": solution.seconds,
    }


def experiment_document(found: xr.Dataset) -> dict[str, Any]:
    """Return the document of ``nextstride experiment --json`` of `experiment`'s dataset."""
    factors = found.factor.values.astype(float)
    curves: dict[str, Any] = {
        str(name): [
            [factor, plain_number(speed)]
            for factor, speed in zip(
                factors.tolist(), found.speed.sel(scenario=name).values, strict=True
            )
        ]
        for name in found.scenario.values
    }
    additivity = [plain_number(value) for value in np.asarray(found.additivity.values)]
    return curves | {"additivity": additivity}


def deficits_document(found: Iterable[xr.Dataset]) -> list[dict[str, Any]]:
    """Return the list ``deficits`` of ``nextstride limits --deficits --json``.

    Parameters
    ----------
    found : iterable of xarray.Dataset
        From `share_of_limits`, one for each group.
    """
    return [_deficit_document(each) for each in found]


def _deficit_document(found: xr.Dataset) -> dict[str, Any]:
    """One group made weaker and stronger."""
    groups = [str(group) for group in found.muscle_group.values]
    columns = (found.factor.values, found.speed.values, found.elasticity.values)
    return {
        "group": str(found.group.values),
        "first_limiter_from": plain_number(float(found.first_limiter_from)),
        "steps": [
            {
                "factor": float(factor),
                "top_speed_m_s": plain_number(float(speed)),
                "first": groups[int(np.argmax(prices))] if np.isfinite(prices).all() else None,
                "elasticities": dict(zip(groups, map(plain_number, prices), strict=True)),
            }
            for factor, speed, prices in zip(*columns, strict=True)
        ],
    }


def plain_number(value: float) -> float | None:
    """Return a number that JSON can hold."""
    return float(value) if math.isfinite(value) else None
