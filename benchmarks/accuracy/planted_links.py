"""How far the answer may be trusted on simulated runners whose truth is known.

    python benchmarks/accuracy/planted_links.py [--runners N] [--only unknown] [--kept FOLDER]

Each runner's bodies and measurements are kept in FOLDER as they end, so that a stopped study goes
on, and the table can be made again under other assumptions without solving. With ``--only`` a table
of its own holds the runners whose structure the fit has (``known``) or lacks (``unknown``).
"""

from __future__ import annotations

import math
import os
import sys
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
import xarray as xr
from _designs import (
    STRENGTHS,
    Design,
    answering,
    believed_strengths,
    designs_of,
    swing_beside_push,
)
from _planting import LINK_NAMES, PROBED, WEAK, has_known_structure, study
from _results import RESULTS, Row, report
from scipy.stats import binomtest
from scipy.stats import t as student

from nextstride.parallel import local_workers
from nextstride.personal.decision import (
    best_split,
    decide,
    full_block_gains,
    gain_of,
    generic_split,
)
from nextstride.personal.keeping import FAILED, Arrays, Keeper, do_all
from nextstride.personal.ranking import interval
from nextstride.personal.unknowns import PRIOR, UNKNOWNS

NOTES = """
Simulated runners of 60 to 90 kg and 1.70 to 1.90 m with a style of their own, recorded as markers
at 250 Hz with 3 mm of noise, analysed as any recording and fitted without knowing the answer
(plates tell only when a foot is down). Five of six have one link weaker by 25 to 30 %; the other
links are drawn with 10 % (SD), general strength with 5 %. *Known structure*: the fit has the
muscles, and all else that it leaves open is drawn from what it believes. *Unknown structure*:
muscles of delp1990, which is taken out of the fit, published calf tendons, a foot 6 % shorter,
activation that falls in 60 ms, a level pelvis, and what no fit has: the foot's outer edge 1 cm
lower, hips that resist extension by half, friction 0.8, and a technique bounded around somebody
else's motion instead of the own. (So for the first seven, all alike; the others have each a
structure of their own, drawn between what is published.) Truths are the faster of two starts; the
fit begins from the recorded motion alone. Three bodies are fitted to each and 24 drawn. A run of
all takes long; the table holds those that are done.

Gain: m/s for 10 % more strength. *Regret*: what the recommended split of a block falls short of the
best one for this runner; beside it the generic split and the constant answer "hip flexors". Further
measurements are worked into what the fits believe of the runner's strengths by Bayes' rule for
normal distributions, and into the drawn bodies by an ensemble Kalman update (Evensen 2003, Ocean
Dyn 53:343), with errors drawn as stated; the product fits anew. A test reads one joint, with all
its error (12, 10 or 8 %) as its own; what tests name is a mean over 400 drawn days of them, and the
interval behind it is of other runners (Student, 95 %). With 24 bodies updates of prices are noisy.
Which of swing and push is weaker is asked where their strengths differ by 12 % or more. Behind a
share stands what it may be (Wilson, 95 %; links of one runner are not independent, so intervals
over links are too narrow). Probe: hip flexors and plantarflexors each tired by 20 %, the true body
solved so; speed known to 0.5 %, the strength lost to 4 %. Before and after a block: the link whose
price is largest in the mean strengthened by 12 %, solved so; errors as of the probe. What bodies
have wrong about strengths (0.145 of all together, 0.106 of each, log) was learned on seven of these
runners; learned on six, it is 0.12 to 0.16 and 0.10 to 0.12, and 92 % of the seventh's 90 %
intervals hold the truth.
"""
RUNNERS = 24
NAMED = WEAK[:-1]
ASKED = {
    ("all five tests, 12 %", "weakest"): 0.77,
    ("all five tests, 10 %", "weakest"): 0.80,
    ("all five tests, 8 %", "weakest"): 0.91,
    ("all five tests, 10 %", "side"): 0.90,
    ("probe of two links", "near"): 0.85,
    ("before and after a block", "near"): 0.80,
}
"""Least share of runners, by what was measured and what is found."""
NEAR = 0.02
PRICED = 0.05
"""Price from which a link is worth naming."""
APART = 0.12
"""Difference of the sides' strengths (log) from which it can be asked which is the weaker."""


@dataclass(frozen=True)
class Found:
    """What one design of measurements says of one runner.

    Attributes
    ----------
    held : (links,) array of bool
    near_dearest : bool
    weakest, side : float or None
        Share of the test days on which the weakest link and the weaker side are named; None where
        nothing is planted, or no test is of it.
    regret : float
    """

    held: np.ndarray
    near_dearest: bool
    weakest: float | None
    side: float | None
    regret: float


@dataclass(frozen=True)
class Outcome:
    """One runner."""

    known_structure: bool
    priced: np.ndarray
    held_plainly: np.ndarray
    held_strengths: np.ndarray
    speed_error: float
    generic_regret: float
    constant_regret: float
    constant_near: dict[str, bool]
    designs: Mapping[str, Found]


def outcome_of(runner: Arrays) -> Outcome:
    """Try every design on one runner."""
    speed, prices = float(runner["true_speed"]), runner["true_prices"]
    members = xr.Dataset(
        {
            "speed": ("member", runner["speed"]),
            "elasticity": (("member", "link"), runner["elasticity"]),
            "unknowns": (("member", "unknown"), runner["unknowns"]),
            "weight": ("member", runner["weight"]),
        },
        coords={"link": LINK_NAMES, "unknown": list(UNKNOWNS)},
    )
    regret = regrets(speed, prices)
    noise = np.random.default_rng(9000 + int(runner["index"]))
    weak = int(runner["weak"])
    named = [LINK_NAMES.index(link) for link in NAMED]

    def held_by(gains: xr.DataArray) -> np.ndarray:
        return within(gains, members.weight, speed * (1.1**prices - 1))

    true_strengths = runner["true_unknowns"][STRENGTHS]
    swing = swing_beside_push(true_strengths)

    def found(design: Design) -> Found:
        after = answering(members, design, noise)
        mean = after.elasticity.weighted(after.weight).mean("member").values
        days = [believed_strengths(runner, day) for day in design.test_days or (None,)]
        lowest = [min(named, key=lambda link: day[link]) for day in days]
        right = [swing_beside_push(day) * swing > 0 for day in days]
        asked = not design.prices
        return Found(
            held=held_by(after.speed * (1.1**after.elasticity - 1)),
            near_dearest=bool(prices.max() - prices[mean.argmax()] <= NEAR),
            weakest=float(np.mean(np.equal(lowest, weak))) if asked and weak >= 0 else None,
            side=float(np.mean(right)) if asked and abs(swing) > APART else None,
            regret=regret(decide(after, generic_split()).shares),
        )

    alone = answering(members, Design(), noise)
    return Outcome(
        known_structure=bool(runner["known"]),
        priced=prices >= PRICED,
        held_plainly=held_by(members.speed * (1.1**members.elasticity - 1)),
        held_strengths=within(alone.unknowns[:, STRENGTHS], members.weight, true_strengths),
        speed_error=float(members.speed.weighted(members.weight).mean() / speed - 1),
        generic_regret=regret(generic_split()),
        constant_regret=regret({"hip_flexors": 1.0}),
        constant_near={
            link: bool(prices.max() - prices[LINK_NAMES.index(link)] <= NEAR) for link in PROBED
        },
        designs={name: found(design) for name, design in designs_of(runner).items()},
    )


def within(values: xr.DataArray, weight: xr.DataArray, truth: np.ndarray) -> np.ndarray:
    """Whether the bodies' 90 % intervals hold the truth, (links,)."""
    _, low, high = interval(values, weight)
    return (low.values <= truth) & (truth <= high.values)


def regrets(speed: float, prices: np.ndarray):
    """What each split of a block truly falls short of the best one, as a function."""
    true = xr.Dataset(
        {"speed": ("member", [speed]), "elasticity": (("member", "link"), prices[None])},
        coords={"link": LINK_NAMES},
    )
    block = full_block_gains(true)[0]
    best = float(gain_of(block, best_split(block)))

    def regret(shares: dict[str, float]) -> float:
        had = np.array([shares.get(link, 0.0) for link in LINK_NAMES])
        return 1 - float(gain_of(block, had)) / best

    return regret


def share(marks: Sequence[bool]) -> str:
    """Count and percent, with what the share may be (95 %)."""
    if not len(marks):
        return "none asked"
    counted = binomtest(int(np.sum(marks)), len(marks))
    low, high = (100 * end for end in counted.proportion_ci(method="wilson"))
    return (
        f"{counted.k} of {counted.n} ({100 * counted.statistic:.0f} %; {low:.0f} to {high:.0f} %)"
    )


def share_of_days(shares: list[float]) -> str:
    """Mean over the runners, with what it may be over others (95 %)."""
    if set(shares) <= {0.0, 1.0}:
        return share([each == 1 for each in shares])
    mean, count = float(np.mean(shares)), len(shares)
    if count < 2:
        return f"{100 * mean:.0f} % of {count} runner"
    half = student.ppf(0.975, count - 1) * float(np.std(shares, ddof=1)) / math.sqrt(count)
    low, high = (100 * min(max(mean + sign * half, 0.0), 1.0) for sign in (-1, 1))
    return f"{100 * mean:.0f} % ({low:.0f} to {high:.0f} %), runners: {count}"


def quantiles(values: list[float]) -> str:
    """Median and 90th percentile of a regret, %."""
    median, high = 100 * np.quantile(values, [0.5, 0.9])
    return f"median {median:.0f} %, 90th percentile {high:.0f} %"


def rows_of(outcomes: list[Outcome], failed: int) -> list[Row]:
    """The table."""
    halves = {
        "known structure": [each for each in outcomes if each.known_structure],
        "unknown structure": [each for each in outcomes if not each.known_structure],
    }
    count = f"{len(outcomes)} of {len(outcomes) + failed}"
    rows = [Row("runners that could be fitted", count, "", "", None)]
    for half, mine in halves.items():
        if mine:
            rows += half_rows(half, mine)
    if outcomes:
        for name in dict.fromkeys(name for each in outcomes for name in each.designs):
            rows += design_rows(name, [each for each in outcomes if name in each.designs])
        for link in PROBED:
            constant = share([each.constant_near[link] for each in outcomes])
            what = f"the constant answer {link.replace('_', ' ')} within 0.02 of the dearest"
            rows.append(Row(what, constant, "", "", None))
        for what, held in (
            ("intervals of gains without the 20 % that all bodies may have wrong alike",
             [each.held_plainly for each in outcomes]),
            ("intervals of strengths that hold the true strength",
             [each.held_strengths for each in outcomes]),
        ):  # fmt: skip
            rows.append(Row(what, share([bool(one) for one in np.ravel(held)]), "90 %", "", None))
    return rows


def told_rows(runners: list[Arrays]) -> list[Row]:
    """What a recording tells of each link's strength: what no test is needed for, and what is."""
    prior = np.sqrt(np.diag(PRIOR.covariance))
    believed = np.array([believed_strengths(each) for each in runners])
    true = np.array([each["true_unknowns"][STRENGTHS] for each in runners])
    spread = np.array(
        [
            each["fit_weight"] @ np.sqrt(np.diagonal(each["fit_covariance"], axis1=1, axis2=2))
            for each in runners
        ]
    ).mean(axis=0)
    weak = np.array([int(each["weak"]) for each in runners])
    rows = []
    for place, link in enumerate(LINK_NAMES):
        planted = weak == place
        shows = [
            f"{below:+.2f} of {planted_by:+.2f}"
            for below, planted_by in zip(
                *(below_the_others(values, place)[planted] for values in (believed, true)),
                strict=True,
            )
        ]
        error = float(np.sqrt(np.mean((believed - true)[:, place] ** 2)))
        rows.append(
            Row(f"strength of the {link.replace('_', ' ')} (log): spread that the fit leaves",
                f"{spread[place]:.2f} of {prior[place]:.2f}; true error (RMS) {error:.2f}",
                f"a planted weakness shows as {', '.join(shows)}" if shows else "", "", None)
        )  # fmt: skip
    return rows


def below_the_others(strengths: np.ndarray, place: int) -> np.ndarray:
    """How far one link's strength is from the others' mean, (runners,)."""
    return strengths[:, place] - np.delete(strengths, place, axis=1).mean(axis=1)


def half_rows(half: str, mine: list[Outcome]) -> list[Row]:
    """What holds for the runners of one half, by the recording alone."""
    alone = [each.designs["the recording alone"] for each in mine]
    held = float(np.mean([each.held for each in alone]))
    dear = np.concatenate([one.held[each.priced] for one, each in zip(alone, mine, strict=True)])
    asked = half == "unknown structure"
    errors = [each.speed_error for each in mine]
    regret = [each.regret for each in alone]
    median, high = np.quantile(regret, [0.5, 0.9])
    return [
        Row(f"{half}: 90 % intervals that hold the true gain",
            share(np.ravel([each.held for each in alone])), "90 %",
            "85 to 95 %" if asked else "", 0.85 <= held <= 0.95 if asked else None),
        Row(f"{half}: the same of links with a price of {PRICED:g} or more",
            share(dear), "90 %", "", None),
        Row(f"{half}: regret of the recommended split", quantiles(regret),
            f"runners: {len(mine)}",
            "<= 10 %, <= 25 %", bool(median <= 0.10 and high <= 0.25)),
        Row(f"{half}: regret of the generic split",
            quantiles([each.generic_regret for each in mine]), "", "", None),
        Row(f"{half}: regret of the constant answer",
            quantiles([each.constant_regret for each in mine]), "", "", None),
        Row(f"{half}: top speed of the drawn bodies", f"{100 * np.mean(errors):+.1f} %, RMS "
            f"{100 * np.sqrt(np.mean(np.square(errors))):.1f} %", "", "", None),
    ]  # fmt: skip


def design_rows(name: str, outcomes: list[Outcome]) -> list[Row]:
    """What one design of measurements finds."""
    found = [each.designs[name] for each in outcomes]
    weakest = [each.weakest for each in found if each.weakest is not None]
    near = [each.near_dearest for each in found]
    side = [each.side for each in found if each.side is not None]
    held = np.ravel([each.held for each in found])

    def wanted_of(which: str, marks: Sequence[float]) -> tuple[str, bool | None]:
        least = ASKED.get((name, which))
        if least is None:
            return "", None
        return f">= {100 * least:.0f} %", float(np.mean(marks)) >= least

    rows = []
    if weakest:
        rows.append(Row(f"{name}: weakest link named", share_of_days(weakest), "20 % by chance",
                        *wanted_of("weakest", weakest)))  # fmt: skip
    if side:
        rows.append(Row(f"{name}: weaker of swing and push named", share_of_days(side), "",
                        *wanted_of("side", side)))  # fmt: skip
    return [
        *rows,
        Row(f"{name}: named link within 0.02 of the dearest", share(near), "",
            *wanted_of("near", near)),
        Row(f"{name}: intervals that hold the true gain", share(held), "90 %", "", None),
        Row(f"{name}: regret", quantiles([each.regret for each in found]), "", "", None),
    ]  # fmt: skip


def main() -> None:
    """Study the runners side by side; the table is written after each."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    parser = ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runners", type=int, default=RUNNERS)
    parser.add_argument("--kept", type=Path, default=RESULTS / ".planted")
    parser.add_argument("--no-more", action="store_true", help="only those that are kept")
    parser.add_argument("--only", choices=("known", "unknown"))
    chosen = parser.parse_args()
    keeper = Keeper(chosen.kept)
    wanted = [
        index
        for index in range(chosen.runners)
        if chosen.only is None or has_known_structure(index) == (chosen.only == "known")
    ]
    named = [(f"runner-{index}", index) for index in wanted]
    name, title = "planted_links", "Planted weak links"
    if chosen.only:
        name, title = f"planted_{chosen.only}", f"{title}, {chosen.only} structure"

    def tell() -> None:
        found = [each for each in (keeper.get(name) for name, _ in named) if each is not None]
        runners = [each for each in found if FAILED not in each]
        if runners:
            rows = rows_of([outcome_of(each) for each in runners], len(found) - len(runners))
            report(name, title, rows + told_rows(runners), NOTES)

    if chosen.no_more:
        tell()
        return
    with local_workers() as workers:
        do_all(study, named, keeper, workers, tell)


if __name__ == "__main__":
    main()
