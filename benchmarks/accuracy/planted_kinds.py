"""Runners made by one kind of body and fitted with the other: what the answer still holds.

    python benchmarks/accuracy/planted_kinds.py [--runners N] [--kept FOLDER] [--only KIND]

Each runner's bodies are kept in FOLDER as they end, so that a stopped study goes on.
"""

from __future__ import annotations

import math
import os
import sys
from argparse import ArgumentParser
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
import xarray as xr
from _planting import (
    BODIES,
    FITTED,
    LINK_NAMES,
    MEMBERS,
    OWN_SPREAD,
    WEAK,
    bodies_of,
    plant,
    recorded_from,
    truth_of,
)
from _price_errors import Answered, learned, learned_alone, learned_together
from _results import RESULTS, Row, report
from planted_links import quantiles, regrets, within

from nextstride import Athlete
from nextstride.body.spatial import build_spatial_body
from nextstride.errors import NextstrideError
from nextstride.parallel import Here
from nextstride.personal.decision import decide, generic_split
from nextstride.personal.discrepancy import PRICE_ERRORS, PriceError, with_model_error
from nextstride.personal.drawn import member
from nextstride.personal.keeping import FAILED, Arrays, Keeper, do_all, failure
from nextstride.personal.made_runner import own_sprint
from nextstride.personal.unknowns import LINKS, SPATIAL, UNKNOWNS_OF, body_with
from nextstride.personal.variants import SPATIAL_VARIANTS
from nextstride.sprint import SprintSolution
from nextstride.sprint.spatial import solve_spatial

NOTES = """
Runners as in the table of planted weak links, each solved by one kind of body within a bound around
its own motion, recorded as markers at 250 Hz with 3 mm of noise, and fitted with the other kind,
which cannot be right: the planar one has no pelvis, trunk or arms that move, the spatial one has
muscle paths and a trunk of its own. Spatial runners have strengths, muscle, tendon, foot and ground
drawn from what a fit believes, planar ones likewise. Three planar bodies are fitted to each spatial
runner, the spatial ones to each planar runner; 24 are drawn. Compared are the links that both have;
iliopsoas, tensor and sartorius, and rectus femoris of the spatial body are hip flexors together.
Few runners, because a spatial fit takes minutes: read n. What prices have wrong beyond what a fit
leaves is a factor on each (log) and something added to each, of largest likelihood. The spatial
body's was learned on the planar runners of this table, so that its intervals hold their gains
proves little: the row by what the *other* runners say is the fair one. The planar body's was not
learned here.
"""
RUNNERS = 5
SHOWN = 4
"""Links whose prices are told."""
FLEXORS = ("hip_flexors", "tensor_sartorius", "rectus_femoris")
COMMON: dict[str, tuple[str, ...]] = {link: (link,) for link in LINKS} | {"hip_flexors": FLEXORS}
"""Links of the planar body as those of the spatial one."""
OTHER = {"spatial": "planar", "planar": "spatial"}
FITTED_KIND = {"planar": FITTED, "spatial": SPATIAL_VARIANTS}
KEPT = (*MEMBERS, "index", "made_by", "true_speed", "true_prices", "true_strengths")


def plant_spatial(index: int) -> tuple[SprintSolution, np.ndarray]:
    """A spatial runner's own sprint, and its strengths of the common links (log)."""
    random = np.random.default_rng(5000 + index)
    athlete = Athlete(mass=random.uniform(60, 90), height=random.uniform(1.70, 1.90))
    unknowns = random.multivariate_normal(SPATIAL.prior.mean, SPATIAL.prior.covariance)
    common = random.normal(0, 0.05)
    unknowns[: len(SPATIAL.links)] = common + random.normal(0, OWN_SPREAD, len(SPATIAL.links))
    weak = WEAK[index % len(WEAK)]
    if weak is not None:
        for link in COMMON[weak]:
            unknowns[SPATIAL.names.index(link)] = common + math.log(0.72)
    body = body_with(build_spatial_body(athlete), unknowns)
    truth = own_sprint(solve_spatial(body).raise_for_status())
    return truth, unknowns[[SPATIAL.names.index(link) for link in LINKS]]


def plant_planar(index: int) -> tuple[SprintSolution, np.ndarray]:
    """A planar runner's own sprint, and its strengths (log)."""
    body, unknowns, _, known = plant(2 * index)  # Of known structure.
    return truth_of(body, 1.0, known), unknowns[: len(LINKS)]


def study(task: tuple[str, int]) -> Arrays:
    """Make, record and fit one runner; a `failure` where it fails."""
    made_by, index = task
    try:
        truth, strengths = {"spatial": plant_spatial, "planar": plant_planar}[made_by](index)
        recorded = recorded_from(truth, index)
        members, _ = bodies_of(recorded, FITTED_KIND[OTHER[made_by]], BODIES)
    except NextstrideError as error:
        print(f"{made_by} runner {index}: {error}", flush=True)
        return failure(error)
    return {name: members[name].values for name in MEMBERS} | {
        "index": np.array(index),
        "made_by": np.array(made_by),
        "true_speed": np.array(truth.speed),
        "true_prices": member(truth)["elasticity"] @ to_common(made_by),
        "true_strengths": strengths,
    }


def to_common(kind: str) -> np.ndarray:
    """What sums the links of a kind to the common ones, (links, common)."""
    links = list(UNKNOWNS_OF[kind].links)
    if kind == "planar":
        return np.eye(len(links))
    return np.array([[link in tied for tied in COMMON.values()] for link in links], float)


def rows_of(runners: list[Arrays], failed: int) -> list[Row]:
    """The table, by who made the runner."""
    count = f"{len(runners)} of {len(runners) + failed}"
    rows = [Row("runners that could be fitted", count, "", "", None)]
    for made_by, fitted in OTHER.items():
        mine = [each for each in runners if str(each["made_by"]) == made_by]
        if mine:
            rows += group_rows(f"{made_by} runners, {fitted} fit", mine)
    return rows


def group_rows(name: str, runners: list[Arrays]) -> list[Row]:
    """Intervals, regret and speed of one group."""
    error = PRICE_ERRORS[OTHER[str(runners[0]["made_by"])]]
    found = [outcome_of(each, error) for each in runners]
    held = np.array([each["held"] for each in found])
    strengths = np.array([each["strengths"] for each in found])
    errors = np.array([each["speed"] for each in found])
    regret = [each["regret"] for each in found]
    missed = [
        f"{LINK_NAMES[link]} {(~held)[:, link].sum()}" for link in np.flatnonzero((~held).any(0))
    ]
    return [
        Row(f"{name}: 90 % intervals that hold the true gain",
            f"{100 * held.mean():.0f} % of {held.size}", f"90 %, n = {len(runners)} runners",
            "85 to 95 %", bool(0.85 <= held.mean() <= 0.95)),
        *spread_rows(name, runners, error),
        Row(f"{name}: intervals that miss, by link", ", ".join(missed) or "none", "", "", None),
        Row(f"{name}: prices answered", prices_of([each["answered"] for each in found]),
            prices_of([each["true"] for each in found]) + " (true; means)", "", None),
        Row(f"{name}: 90 % intervals that hold the true strength",
            f"{100 * strengths.mean():.0f} % of {strengths.size}", "90 %", "", None),
        Row(f"{name}: regret of the recommended split",
            quantiles(regret), "", "<= 10 %, <= 25 %",
            bool(np.quantile(regret, 0.5) <= 0.10 and np.quantile(regret, 0.9) <= 0.25)),
        Row(f"{name}: regret of the generic split",
            quantiles([each["generic"] for each in found]), "", "", None),
        Row(f"{name}: top speed of the drawn bodies", f"{100 * errors.mean():+.1f} %, RMS "
            f"{100 * np.sqrt(np.mean(errors**2)):.1f} %", "", "", None),
    ]  # fmt: skip


def spread_rows(name: str, runners: list[Arrays], error: PriceError) -> list[Row]:
    """What these runners say of the spread of prices, and how it does on those left out of it."""
    answers = [answered(each) for each in runners]
    best, likelihood = learned(answers)
    alone, with_alone = learned_alone(answers)
    common, with_common = learned_together(answers, best)
    rows = [
        Row(f"{name}: what prices have wrong beyond what a fit leaves", in_words(best),
            f"{in_words(error)} in the answer", "", None),
        Row(f"{name}: the same as a wide share alone", in_words(alone),
            f"likelihood x e^{with_alone - likelihood:.1f}", "", None),
        Row(f"{name}: beside it a factor on all prices together", f"{common:.1f} (log)",
            f"likelihood x e^{with_common - likelihood:.1f}", "", None),
    ]  # fmt: skip
    if len(runners) > 1:
        others = [learned(answers[:left] + answers[left + 1 :])[0] for left in range(len(answers))]
        held = [outcome_of(each, sd)["held"] for each, sd in zip(runners, others, strict=True)]
        rows.append(
            Row(f"{name}: intervals that hold the true gain, by what the other runners say",
                f"{100 * np.mean(held):.0f} % of {np.size(held)}",
                f"90 %; {'; '.join(dict.fromkeys(map(in_words, others)))}", "", None)
        )  # fmt: skip
    return rows


def in_words(error: PriceError) -> str:
    """For people."""
    return f"{100 * error.share:.0f} % and {error.least:g}"


def answered(runner: Arrays) -> Answered:
    """Prices of the common links as the fitted bodies have them, beside the true ones."""
    prices = runner["elasticity"] @ to_common(OTHER[str(runner["made_by"])])
    return Answered(prices, runner["weight"], runner["true_prices"])


def prices_of(rows: list[np.ndarray]) -> str:
    """Mean prices of the dearer links, as text."""
    mean = np.mean(rows, axis=0)
    order = np.argsort(-mean)[:SHOWN]
    return ", ".join(f"{LINK_NAMES[link].replace('_', ' ')} {mean[link]:.2f}" for link in order)


def outcome_of(runner: Arrays, error: PriceError) -> dict[str, np.ndarray | float]:
    """What one runner's bodies say with prices that err so, beside the truth."""
    made_by = str(runner["made_by"])
    fitted = OTHER[made_by]
    unknowns = UNKNOWNS_OF[fitted]
    speed, prices = float(runner["true_speed"]), runner["true_prices"]
    members = with_model_error(
        xr.Dataset(
            {
                "speed": ("member", runner["speed"]),
                "elasticity": (("member", "link"), runner["elasticity"]),
                "unknowns": (("member", "unknown"), runner["unknowns"]),
                "weight": ("member", runner["weight"]),
            },
            coords={"link": list(unknowns.links), "unknown": list(unknowns.names)},
        ),
        error=error,
    )
    prices_of_members = members.elasticity.values @ to_common(fitted)
    gains = members.speed.values[:, None] * (1.1**prices_of_members - 1)
    regret = regrets(speed, prices)
    shares = decide(members, generic_split(fitted), unknowns.unseen).shares
    strengths = members.unknowns.sel(unknown=LINK_NAMES)
    return {
        "held": within(xr.DataArray(gains, dims=("member", "link")), members.weight,
                       speed * (1.1**prices - 1)),
        "strengths": within(strengths, members.weight, runner["true_strengths"]),
        "regret": regret(in_common(shares, fitted)),
        "generic": regret(in_common(generic_split(fitted), fitted)),
        "answered": members.weight.values @ prices_of_members,
        "true": prices,
        "speed": float(members.speed.weighted(members.weight).mean() / speed - 1),
    }  # fmt: skip


def in_common(shares: dict[str, float], kind: str) -> dict[str, float]:
    """A split of a block over the common links; what goes to others gives these runners nothing."""
    row = np.array([shares.get(link, 0.0) for link in UNKNOWNS_OF[kind].links])
    return dict(zip(LINK_NAMES, (row @ to_common(kind)).tolist(), strict=True))


def main() -> None:
    """Study the runners one after the other; the table is written after each."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    parser = ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runners", type=int, default=RUNNERS, help="made by each kind")
    parser.add_argument("--kept", type=Path, default=RESULTS / ".planted_kinds")
    parser.add_argument("--only", choices=tuple(OTHER), help="runners made by this kind alone")
    parser.add_argument("--no-more", action="store_true", help="only those that are kept")
    chosen = parser.parse_args()
    keeper = Keeper(chosen.kept)
    makers = [chosen.only] if chosen.only else list(OTHER)
    named = [
        (f"{made_by}-{index}", (made_by, index))
        for index in range(chosen.runners)
        for made_by in makers
    ]

    def tell() -> None:
        names = [f"{made_by}-{index}" for index in range(chosen.runners) for made_by in OTHER]
        found = [each for each in map(keeper.get, names) if each is not None]
        solved = [each for each in found if FAILED not in each]
        if solved:
            rows = rows_of(solved, len(found) - len(solved))
            report("planted_kinds", "Runners of the other kind of body", rows, NOTES)

    if chosen.no_more:
        tell()
        return
    do_all(study, named, keeper, Here(), tell)


if __name__ == "__main__":
    main()
