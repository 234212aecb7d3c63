"""The JSON documents of a stride whose legs differ: plain numbers, SI units."""

from __future__ import annotations

import math
from typing import Any

from nextstride.sprint.legs import WeakSide, leg_limits, legs
from nextstride.sprint.stride import StrideSolution

UNITS_OF_LEG = {
    "contact_time": "contact_time_s",
    "flight_time": "flight_time_s",
    "swing_time": "swing_time_s",
    "step_length": "step_length_m",
    "peak_vertical_force": "peak_vertical_force_bw",
    "peak_braking_force": "peak_braking_force_bw",
    "peak_propulsive_force": "peak_propulsive_force_bw",
    "peak_thigh_flexion": "peak_thigh_flexion_rad",
    "peak_thigh_extension": "peak_thigh_extension_rad",
    "peak_thigh_flexion_velocity": "peak_thigh_flexion_velocity_rad_s",
    "peak_thigh_extension_velocity": "peak_thigh_extension_velocity_rad_s",
    "peak_hamstring_length": "peak_hamstring_length_standing_lengths",
    "peak_hamstring_lengthening_velocity": "peak_hamstring_lengthening_velocity_1_s",
}
"""Names of `legs` in JSON."""


def weak_side_document(found: WeakSide) -> dict[str, Any]:
    """Return what ``nextstride limits`` and ``experiment`` say of legs that differ.

    Raises
    ------
    SolveError
        If a solution is none.
    """
    return {
        "factors": {leg: dict(groups) for leg, groups in found.factors.items()},
        "body": found.equal.body.kind,
        "equal_legs_m_s": found.equal.speed,
        "different_legs_m_s": found.different.speed,
        "both_legs_m_s": found.both.speed,
        "first_order_m_s": found.first_order,
        "share_of_both": found.share if math.isfinite(found.share) else None,
        "legs": _legs_document(found.different),
        "solve_s": found.different.seconds + found.both.seconds - found.equal.symmetric.seconds,
    }


def _legs_document(stride: StrideSolution) -> list[dict[str, Any]]:
    """Each leg's step, its prices and their map."""
    seen, priced = legs(stride), leg_limits(stride)
    groups = [str(group) for group in priced.muscle_group.values]
    rows = []
    for leg in (str(name) for name in seen.leg.values):
        own, prices = seen.sel(leg=leg), priced.sel(leg=leg)
        rows.append(
            {"leg": leg}
            | {UNITS_OF_LEG[str(name)]: float(own[name]) for name in own.data_vars}
            | {
                "elasticities": dict(zip(groups, prices.elasticity.values.tolist(), strict=True)),
                "map": {
                    "percent": prices.percent.values.tolist(),
                    "groups": groups,
                    "density": prices.density.values.tolist(),
                },
            }
        )
    return rows
