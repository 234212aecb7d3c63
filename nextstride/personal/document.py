"""The ``limits`` and ``experiment`` of an analysis: plain numbers, SI units."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
import xarray as xr

from nextstride.body import Body
from nextstride.personal.decision import Decision
from nextstride.personal.features import ANGLES, SCALARS, STRIDE_SHARES, curve_of, modelled_features
from nextstride.personal.nearest import distance
from nextstride.personal.ranking import alike, interval
from nextstride.personal.runner import RunnerLimits
from nextstride.personal.sides import secant_of_swing
from nextstride.personal.strength_ratios import ratios
from nextstride.personal.strength_tests import StrengthTest, shown_by
from nextstride.sprint.active import active_bounds
from nextstride.sprint.documents import plain_number
from nextstride.sprint.reference import fourier_series

COLUMNS = {
    "": "elasticity",
    "gain_10pct_m_s": "gain_10pct",
    "gain_training_m_s": "gain_training",
    "strength": "strength",
}
"""Name in the document, and in the ranking; the elasticity's own ends are `lower` and `upper`."""
MOSTLY_GIVES = 0.5
"""A link has a share in the air where its sum is at least this share of its sizes in the map: else
it gives in one part of the stride and costs in another, and a share of the rest says nothing."""


def limits_document(runner: RunnerLimits) -> dict[str, Any]:
    """Return the ``limits`` of ``analysis.json``."""
    ranking, members = runner.ranking, runner.members
    speed, slowest, fastest = (float(each) for each in interval(members.speed, members.weight))
    return {
        "status": "fitted",
        "body": runner.best.kind,
        "top_speed_m_s": speed,
        "top_speed_lower_m_s": slowest,
        "top_speed_upper_m_s": fastest,
        "recorded_speed_m_s": runner.recorded.value("speed"),
        "members": int(members.sizes["member"]),
        "solved": int(members.attrs["solved"]),
        "lost": sum(members.attrs["lost"].values()),
        "lost_why": dict(members.attrs["lost"]),
        "groups": [_group(runner, link) for link in runner.unknowns.links],
        "decision": _decision(runner.decision),
        "sides": [_side(runner, side) for side in runner.unknowns.sides],
        "not_told_apart": _not_told_apart(runner),
        "map": {
            "percent": ranking.percent.values.tolist(),
            "groups": [str(link) for link in ranking.link.values],
            "density": ranking.density.values.tolist(),
        },
        "motion": _motion(runner),
        "fit": _fit(runner),
        "tests": [_test(runner, each) for each in runner.tests],
        "ratios": _ratios(runner),
        "next_measurements": [
            {"title": each.title, "test": each.test or None, "bits": each.bits,
             "expected_probability_first": each.sure, "expected_weakest_named": each.weakest}
            for each in runner.next_measurements
        ],
    }  # fmt: skip


def _decision(decision: Decision) -> dict[str, Any]:
    """How to split a block of training, and what a wrong split would cost."""
    named = {name: value for name, value in asdict(decision).items() if "gain" not in name}
    return named | {
        "gain_m_s": decision.gain,
        "gain_m_s_lower": named.pop("lower"),
        "gain_m_s_upper": named.pop("upper"),
        "generic_gain_m_s": decision.generic_gain,
        "worth_it": decision.worth_it,
    }


def _group(runner: RunnerLimits, link: str) -> dict[str, Any]:
    """One row of a muscle group."""
    row = runner.ranking.sel(link=link)
    document: dict[str, Any] = {
        "group": link,
        "muscle_groups": list(runner.unknowns.links[link]),
        "probability_first": float(row.probability_first),
        "share_in_air": _share_in_air(runner, link),
        "hamstring_length_change_10pct": float(
            runner.fits[runner.best]["stretch"][list(runner.unknowns.links).index(link)]
        ),
        "dearest_in_models": sum(
            max(mine, key=mine.__getitem__) == link
            for mine in (_by_variant(runner, variant.name) for variant in runner.fits)
            if mine
        ),
    }
    if runner.unknowns.sides["swing"] == (link,):
        names = {variant.name: weight for variant, weight in runner.weights.items()}
        document["secant_20pct"] = secant_of_swing(runner.sides, names)
    for name, column in COLUMNS.items():
        keys = (
            (name, f"{name}_lower", f"{name}_upper") if name else ("elasticity", "lower", "upper")
        )
        columns = (column, f"{column}_lower", f"{column}_upper")
        document |= {key: float(row[each]) for key, each in zip(keys, columns, strict=True)}
    return document


def _share_in_air(runner: RunnerLimits, link: str) -> float | None:
    """Share of a link's gain that acts while its leg is in the air.

    None where it gives nothing, or gives in one part of the stride what it costs in another.
    """
    density = runner.ranking.density.sel(link=link)
    contact, flight = (runner.recorded.value(name) for name in ("contact_time", "flight_time"))
    in_air = density.where(density.percent > 50 * contact / (contact + flight), 0.0)
    total = float(density.sum())
    if total < MOSTLY_GIVES * float(np.abs(density).sum()) or total <= 0:
        return None
    return float(np.clip(float(in_air.sum()) / total, 0.0, 1.0))


def _side(runner: RunnerLimits, side: str) -> dict[str, Any]:
    """One row of a side."""
    row = runner.ranking.sel(side=side)
    return {
        "side": side,
        "groups": list(runner.unknowns.sides[side]),
        "elasticity": float(row.side_elasticity),
        "lower": float(row.side_elasticity_lower),
        "upper": float(row.side_elasticity_upper),
        "probability_first": float(row.side_probability_first),
    }


def _not_told_apart(runner: RunnerLimits) -> list[list[str]]:
    """Pairs of links, each first in some body, whose order the bodies do not agree on."""
    likely = [
        str(link)
        for link in runner.ranking.link.values
        if float(runner.ranking.probability_first.sel(link=link)) > 0
    ]
    return [
        [one, other]
        for place, one in enumerate(likely)
        for other in likely[place + 1 :]
        if alike(runner.members, one, other)
    ]


def _motion(runner: RunnerLimits) -> dict[str, Any]:
    """The recorded stride that the map belongs to, at the map's percents."""
    shares = runner.ranking.percent.values / 100
    motion = runner.recorded.motion
    curves = {"thigh": motion.thigh, "knee": motion.knee, "ankle": motion.ankle}
    return (
        {"percent": runner.ranking.percent.values.tolist()}
        | {f"{name}_rad": fourier_series(terms, shares).tolist() for name, terms in curves.items()}
        | {"trunk_rad": [motion.lean] * shares.size}
    )


def _fit(runner: RunnerLimits) -> dict[str, Any]:
    """How well the bodies do what was recorded."""
    recorded = runner.recorded
    center = runner.fits[runner.best]["modelled"]
    unknowns = runner.unknowns.names
    _, lower, upper = interval(runner.members.modelled, runner.members.weight)
    nearest = modelled_features(runner.nearest)
    return {
        "technique_bound_rad": runner.bound,
        "best_variant": runner.best.name,
        "outside_prior": runner.outside,
        "compared": [
            {
                "name": name,
                "recorded": plain_number(recorded.observed[place]),
                "recorded_sd": plain_number(np.sqrt(recorded.covariance[place, place])),
                "modelled": float(center[place]),
                "lower": float(lower[place]),
                "upper": float(upper[place]),
                "nearest": float(nearest[place]),
            }
            for place, name in enumerate(SCALARS)
        ],
        "curves": [
            {
                "name": angle,
                "percent": (100 * STRIDE_SHARES).tolist(),
                "recorded_rad": recorded.observed[curve_of(angle)].tolist(),
                "modelled_rad": center[curve_of(angle)].tolist(),
                "rmse_rad": _rmse(center[curve_of(angle)], recorded.observed[curve_of(angle)]),
            }
            for angle in ANGLES
        ],
        "ground_force": _ground_force(runner),
        "nearest_distance_rad": distance(runner.nearest),
        "measured_lengths_m": dict(recorded.lengths),
        "variants": [
            {
                "name": variant.name,
                "muscles": variant.parameters,
                "top_speed_m_s": float(fit["modelled"][SCALARS.index("speed")]),
                "misfit": float(fit["misfit"][0]),
                "ended": str(fit["ended"]),
                "weight": runner.weights[variant],
                "unknowns": dict(zip(unknowns, np.exp(fit["mean"]).tolist(), strict=True)),
                "elasticity": _by_variant(runner, variant.name),
            }
            for variant, fit in runner.fits.items()
        ],
        "failed": {variant.name: why for variant, why in runner.failed.items()},
        "active_bounds": active_bounds(runner.solution(runner.best)),
    }


def _ground_force(runner: RunnerLimits) -> dict[str, Any] | None:
    """Force over the contact beside the best-fitting body's, body weights; None without plates."""
    recorded = runner.recorded.ground_force
    if recorded is None:
        return None
    solution = runner.solution(runner.best)
    stance = solution.time <= solution.contact_time * (1 + 1e-9)
    loads = solution.observed.ground_force.values.sum(axis=1)[stance] / solution.body_weight
    share = np.linspace(0, 1, recorded.shape[1])
    at = np.concatenate([[0.0], solution.time[stance] / solution.contact_time])
    found: dict[str, Any] = {"percent": (100 * share).tolist()}
    for row, axis in enumerate(("forward", "vertical")):
        modelled = np.interp(share, at, np.concatenate([[0.0], loads[:, row]]))
        found[axis] = {
            "recorded_bw": recorded[row].tolist(),
            "modelled_bw": modelled.tolist(),
            "rmse_bw": _rmse(modelled, recorded[row]),
        }
    return found


def _by_variant(runner: RunnerLimits, name: str) -> dict[str, float]:
    """Median elasticities of one variant's members."""
    mine = runner.members.elasticity[(runner.members.variant == name).values]
    if not mine.sizes["member"]:
        return {}
    return {str(link): float(mine.sel(link=link).median()) for link in mine.link.values}


def _tested_body(runner: RunnerLimits) -> Body:
    """The body whose norms strength tests are held against."""
    return runner.best.body(runner.recorded.athlete, runner.recorded.lengths)


def _test(runner: RunnerLimits, reading: StrengthTest) -> dict[str, Any]:
    """One strength test and what a trained runner of average strength reads."""
    _, norm = shown_by(reading, _tested_body(runner))
    ratio = reading.against is not None
    return {
        "test": reading.test.name,
        "value": reading.value,
        "unit": "" if ratio else reading.test.unit,
        "angle_deg": reading.angle,
        "norm": norm,
        "side": reading.side,
        "device": reading.device,
        "against": reading.against.name if reading.against else None,
    }


def _ratios(runner: RunnerLimits) -> list[dict[str, Any]]:
    """Joints of one device beside each other and legs beside each other, against the norm."""
    found = []
    for each in ratios(runner.tests, _tested_body(runner)):
        lower, upper = each.interval
        found.append(
            asdict(each)
            | {"of_norm": each.of_norm, "lower": lower, "upper": upper, "apart": each.apart}
        )
    return found


def _rmse(one: np.ndarray, other: np.ndarray) -> float:
    """Root-mean-square difference."""
    return float(np.sqrt(np.mean((one - other) ** 2)))


def experiment_document(runner: RunnerLimits) -> dict[str, Any]:
    """Return the ``experiment`` of ``analysis.json``: speed (m/s) by strength factor.

    Each scenario is a list of [factor, speed], at the runner's recorded speed: the median of the
    bodies by their weights, with their range beside it as ``push_lower``, ``push_upper`` and so on.
    """
    speed = runner.recorded.value("speed")
    counts = {variant.name: weight for variant, weight in runner.weights.items()}
    gain = runner.sides.gain.rename(variant="member")
    weight = xr.DataArray([counts[str(name)] for name in gain.member.values], dims="member")
    middle, _, _ = interval(gain, weight)
    ends = {"": middle, "_lower": gain.min("member"), "_upper": gain.max("member")}
    factors = gain.factor.values.astype(float).tolist()
    return {
        f"{scenario}{end}": [
            [factor, plain_number(each)]
            for factor, each in zip(
                factors, speed * np.exp(gains.sel(scenario=scenario).values), strict=True
            )
        ]
        for scenario in gain.scenario.values
        for end, gains in ends.items()
    }
