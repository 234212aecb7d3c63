"""Simulated runners of known truth, recorded and fitted as any runner."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import xarray as xr

from nextstride import Athlete, analyze
from nextstride.body import Body
from nextstride.errors import NextstrideError, SolveError
from nextstride.parallel import Here
from nextstride.personal.drawn import DrawTask, member
from nextstride.personal.ensemble import FitTask, draw_all, fit_all
from nextstride.personal.features import SCALARS
from nextstride.personal.keeping import Arrays, Keeper, failure
from nextstride.personal.made_runner import own_sprint
from nextstride.personal.nearest import nearest_motion, technique_bound
from nextstride.personal.recorded import RecordedSprint, recorded_sprint
from nextstride.personal.strength_tests import TESTS, what_it_shows
from nextstride.personal.unknowns import LINKS, PRIOR, UNKNOWNS, body_with
from nextstride.personal.variants import Variant
from nextstride.personal.weights import evidence_weights, weigh
from nextstride.sprint import SprintSolution, follow, record, solve_sprint, sprint_goals
from nextstride.sprint.reference import MEASURED_SPRINT, exaggerated

BODIES = 24
LINK_NAMES = list(LINKS)
JOINTS = ("hip_flexion", "hip_extension", "knee_extension", "knee_flexion", "plantarflexion")
PROBED = ("hip_flexors", "plantarflexors")
TIRED, TRAINED = 0.8, 1.12
MEMBERS = ("speed", "elasticity", "unknowns", "weight")
"""What is kept of the drawn bodies."""
FITTED = (Variant("lai2017"), Variant("rajagopal2016"), Variant("haralabidis2021"))
WEAK = ("hip_flexors", "plantarflexors", "hamstrings", "knee_extensors", "hip_extensors", None)
UNKNOWN_STRUCTURE = Variant(
    "delp1990",
    pelvic_list=False,
    structure=(("calf_slack", 1.05), ("foot_length", 0.94), ("deactivation_time", 1.5)),
)
OTHERS_FROM = 14
"""Runners from this index on have a structure each of their own: one structure alone, however many
runners have it, cannot tell how wide intervals must be for others."""
OWN_SPREAD = 0.10
"""Spread of each link's strength beside the planted one (log)."""


def has_known_structure(index: int) -> bool:
    """Whether a fit has all that this runner is made of."""
    return index % 2 == 0


def plant(index: int) -> tuple[Body, np.ndarray, str | None, bool]:
    """A runner's body, its unknowns (log), its weak link, and whether the fit has the rest."""
    random = np.random.default_rng(3000 + index)
    known, weak = has_known_structure(index), WEAK[index // 2 % len(WEAK)]
    athlete = Athlete(mass=random.uniform(60, 90), height=random.uniform(1.70, 1.90))
    unknowns = np.zeros(len(UNKNOWNS))
    if known:
        unknowns = random.multivariate_normal(PRIOR.mean, PRIOR.covariance)
    common = random.normal(0, 0.05)
    unknowns[: len(LINKS)] = common + random.normal(0, OWN_SPREAD, len(LINKS))
    if weak is not None:
        unknowns[UNKNOWNS.index(weak)] = common + math.log(random.uniform(0.70, 0.75))
    if known:
        body = FITTED[index // 2 % len(FITTED)].body(athlete)
        return body_with(body, unknowns), unknowns, weak, True
    if index < OTHERS_FROM:
        other, lower, passive, friction = UNKNOWN_STRUCTURE, 0.01, 0.5, 0.8
    else:
        other = drawn_structure(random)
        lower, passive, friction = random.uniform([0.0, 0.5, 0.8], [0.01, 1.5, 1.2])
    body = body_with(other.body(athlete), unknowns)
    body = body.with_values(
        forefoot=body.get("forefoot") - [0.0, lower],
        passive_moment=passive * body.get("passive_moment"),
        friction=friction,
    )
    return body, unknowns, weak, False


def drawn_structure(random: np.random.Generator) -> Variant:
    """A body that no fit has, its structure anywhere between what is published."""
    ends = {
        "calf_slack": (0.96, 1.05),
        "foot_length": (0.94, 1.06),
        "deactivation_time": (1.0, 1.5),
        "achilles_strain": (0.5, 1.0),
        "toe_stiffness": (0.5, 2.0),
        "trunk_setback": (0.9, 1.8),
    }
    factors = tuple((name, float(random.uniform(*each))) for name, each in ends.items())
    return Variant("delp1990", pelvic_list=bool(random.integers(2)), structure=factors)


def truth_of(body: Body, style: float, known: bool) -> SprintSolution:
    """The faster sprint from two starts, in a style of its own.

    Where the structure is known, the technique is bounded as in a fit: around the runner's own
    motion. Else around the style, which is a bound that no fit has.
    """
    motion = exaggerated(MEASURED_SPRINT, style, "own style")
    starts = (motion, exaggerated(motion, 1.1, "longer strides"))
    goals = sprint_goals(motion=motion)
    solved = [each for each in (solve_sprint(body, start=s, goals=goals) for s in starts)
              if each.status == "solved"]  # fmt: skip
    if not solved:
        return solve_sprint(body, goals=goals).raise_for_status()
    fastest = max(solved, key=lambda each: each.speed)
    return own_sprint(fastest) if known else fastest


def recorded_from(truth: SprintSolution, seed: int) -> RecordedSprint:
    """The runner as markers with noise, through the whole analysis, without the plates' force."""
    recording = record(truth, steps=8, frame_rate=250.0)
    noise = np.random.default_rng(seed).normal(0, 0.003, recording.motion.position.shape)
    motion = recording.motion.assign(position=recording.motion.position + noise)
    analysis = analyze(replace(recording, motion=motion), truth.body.athlete)
    return without_force(recorded_sprint(analysis.run, analysis.measures))


def without_force(recorded: RecordedSprint) -> RecordedSprint:
    """Forget the peak force: plates tell only when the foot is down."""
    observed = recorded.observed.copy()
    observed[SCALARS.index("peak_vertical_force")] = np.nan
    return replace(recorded, observed=observed)


def bodies_of(
    recorded: RecordedSprint, fitted: Sequence[Variant] = FITTED, count: int = BODIES
) -> tuple[xr.Dataset, xr.Dataset]:
    """Bodies that could be the runner's, as the product draws them, and the fits behind them.

    What all of them may have wrong alike (`with_model_error`) is not in them yet.

    Returns
    -------
    members : xarray.Dataset
        From `draw_all`, with ``weight (member)``.
    fits : xarray.Dataset
        ``mean (fit, unknown)``, ``covariance (fit, unknown, other)`` and ``weight (fit)``.
    """
    body = fitted[0].body(recorded.athlete, recorded.lengths)
    bound = technique_bound(nearest_motion(recorded, body))
    keeper = Keeper(None)
    tasks = [FitTask(recorded, v, bound, ()) for v in fitted]
    fits, _ = fit_all(tasks, keeper, Here(), lambda: None)

    def make(variant: Variant, fit: dict[str, np.ndarray], drawn: np.ndarray) -> DrawTask:
        return DrawTask(recorded, variant, bound, fit, drawn)

    members = draw_all(fits, make, count, keeper, Here(), lambda: None)
    weights = evidence_weights(fits)
    behind = xr.Dataset(
        {
            "mean": (("fit", "unknown"), [fit["mean"] for fit in fits.values()]),
            "covariance": (("fit", "unknown", "other"), [f["covariance"] for f in fits.values()]),
            "weight": ("fit", [weights[variant] for variant in fits]),
        }
    )
    return weigh(members, weights), behind


def study(index: int) -> Arrays:
    """Simulate, record, analyse and fit one runner, and measure; a `failure` where it fails."""
    body, unknowns, weak, known = plant(index)
    style = np.random.default_rng(7000 + index).uniform(0.95, 1.05)
    try:
        truth = truth_of(body, style, known)
        members, fits = bodies_of(recorded_from(truth, index))
        mean = members.elasticity.weighted(members.weight).mean("member").values
        changes = [*((LINK_NAMES.index(link), TIRED) for link in PROBED),
                   (int(mean.argmax()), TRAINED)]  # fmt: skip
        slower = [log_speed(truth, LINK_NAMES[link], factor) for link, factor in changes]
    except NextstrideError as error:
        print(f"runner {index} ({weak}): {error}", flush=True)
        return failure(error)
    rows = [what_it_shows(TESTS[name], TESTS[name].angle, truth.body)[0] for name in JOINTS]
    return (
        {name: members[name].values for name in MEMBERS}
        | {f"fit_{name}": fits[name].values for name in fits}
        | {
            "index": np.array(index),
            "weak": np.array(-1 if weak is None else LINK_NAMES.index(weak)),
            "known": np.array(known),
            "true_speed": np.array(truth.speed),
            "true_prices": member(truth)["elasticity"],
            "true_unknowns": unknowns,
            "test_rows": np.array(rows),
            "changed_link": np.array([link for link, _ in changes]),
            "changed_factor": np.array([factor for _, factor in changes]),
            "changed_speed": np.array(slower),
        }
    )


def log_speed(truth: SprintSolution, link: str, factor: float) -> float:
    """Change of the log of speed where `link` is `factor` times as strong.

    NaN where that body finds no step: a calf that is weak already and is then tired.
    """
    strengths = dict.fromkeys(LINKS[link], factor)
    try:
        changed = follow(truth, truth.body.with_factors("strength", strengths))
    except SolveError as error:
        print(f"{link} x {factor}: {error}", flush=True)
        return math.nan
    return math.log(changed.speed / truth.speed)
