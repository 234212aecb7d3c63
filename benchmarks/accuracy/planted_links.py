"""How far the answer may be trusted on simulated runners whose truth is known.

    python benchmarks/accuracy/planted_links.py [--runners N] [--kept FOLDER]

Each runner's bodies and measurements are kept in FOLDER as they end, so that a stopped study goes
on, and the table can be made again under other assumptions without solving.
"""

from __future__ import annotations

import math
import os
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
import xarray as xr
from _planting import JOINTS, LINK_NAMES, PROBED, WEAK, study
from _results import RESULTS, Row, report

from nextstride.parallel import local_workers
from nextstride.personal.decision import (
    best_split,
    decide,
    full_block_gains,
    gain_of,
    generic_split,
)
from nextstride.personal.discrepancy import with_model_error
from nextstride.personal.keeping import Arrays, Keeper, do_all
from nextstride.personal.ranking import interval
from nextstride.personal.unknowns import LINKS, UNKNOWNS

NOTES = """
Simulated runners of 60 to 90 kg and 1.70 to 1.90 m with a style of their own, recorded as markers
at 250 Hz with 3 mm of noise, analysed as any recording and fitted without knowing the answer
(plates tell only when a foot is down). Five of six have one link weaker by 25 to 30 %; the other
links are drawn with 10 % (SD), general strength with 5 %. *Known structure*: the fit has the
muscles, and all else that it leaves open is drawn from what it believes. *Unknown structure*:
muscles of delp1990, which is taken out of the fit, published calf tendons, a foot 6 % shorter,
activation that falls in 60 ms, a level pelvis, and what no fit has: the foot's outer edge 1 cm
lower, hips that resist extension by half, friction 0.8, and a technique bounded around somebody
else's motion instead of the own. Truths are the faster of two starts; the fit begins from the
recorded motion alone. Three bodies are fitted to each and 24 drawn. A run of all takes long; the
table holds those that are done.

Gain: m/s for 10 % more strength. *Regret*: what the recommended split of a block falls short of the
best one for this runner; beside it the generic split and the constant answer "hip flexors". Further
measurements are worked into what the fits believe by Bayes' rule for normal distributions, and into
the drawn bodies by an ensemble Kalman update (Evensen 2003, Ocean Dyn 53:343), with errors drawn as
stated; the product fits anew. A test reads one joint, with all its error (12 or 8 %) as its own;
with 24 bodies updates of prices are noisy. Probe: hip flexors and plantarflexors each tired by
20 %, the true body solved so; speed known to 0.5 %, the strength lost to 4 %. Before and after a
block: the link whose price is largest in the mean strengthened by 12 %, solved so; errors as of the
probe.
"""
RUNNERS = 24
NAMED = WEAK[:-1]
SPEED_SD, STRENGTH_SD = 0.005, 0.04
"""Of a change of speed over several runs, and of a change of strength (log)."""
SECANT = (1.15, 0.10)
"""What a price measured over 20 % is of the local one, and its spread (docs/probe.md)."""
NEAR = 0.02
PRICED = 0.05
"""Price from which a link is worth naming."""
STRENGTHS = slice(0, len(LINKS))


@dataclass(frozen=True)
class Reading:
    """One further measurement.

    Attributes
    ----------
    row : (unknowns,) array or None
        How the reading follows the unknowns; None where it reads a price.
    link : int
        Whose price it reads, -1 for none.
    factor : float
        What a measured price is of the local one.
    value, error : float
        The reading and its SD.
    """

    row: np.ndarray | None
    link: int
    factor: float
    value: float
    error: float

    def of(self, members: xr.Dataset) -> np.ndarray:
        """What the bodies would read, (member,)."""
        if self.row is not None:
            return members.unknowns.values @ self.row
        return self.factor * members.elasticity.values[:, self.link]


def designs_of(runner: Arrays) -> dict[str, list[Reading]]:
    """Name of each design and its readings."""
    random = np.random.default_rng(8000 + int(runner["index"]))

    def tests(count: int, error: float) -> list[Reading]:
        return [
            Reading(row, -1, 1.0, float(row @ runner["true_unknowns"]) + random.normal(0, error),
                    error)
            for row in runner["test_rows"][:count]
        ]  # fmt: skip

    def price(place: int, factor: float, spread: float) -> Reading:
        strength = math.log(runner["changed_factor"][place])
        speed = float(runner["changed_speed"][place]) + random.normal(0, SPEED_SD)
        read = speed / (strength + random.normal(0, STRENGTH_SD))
        error = math.hypot(SPEED_SD, read * STRENGTH_SD) / abs(strength)
        return Reading(None, int(runner["changed_link"][place]), factor, read,
                       math.hypot(error, spread * abs(read)))  # fmt: skip

    return {
        "the recording alone": [],
        "one test (hip flexion, 12 %)": tests(1, 0.12),
        "all five tests, 12 %": tests(len(JOINTS), 0.12),
        "all five tests, 8 %": tests(len(JOINTS), 0.08),
        "probe of two links": [price(place, *SECANT) for place in range(len(PROBED))],
        "before and after a block": [price(len(PROBED), 1.0, 0.05)],
    }


def updated(members: xr.Dataset, readings: list[Reading], random) -> xr.Dataset:
    """Work readings into the bodies' prices."""
    if not readings:
        return members
    would = np.column_stack([each.of(members) for each in readings])
    read = np.array([each.value for each in readings])
    errors = np.array([each.error for each in readings])
    prices = members.elasticity.values
    weight = members.weight.values[:, None]
    apart, about = (each - (weight * each).sum(axis=0) for each in (prices, would))
    cross, spread = apart.T @ (weight * about), about.T @ (weight * about)
    gain = cross @ np.linalg.inv(spread + np.diag(errors**2))
    off = read + random.normal(0, 1, would.shape) * errors - would
    return members.assign(elasticity=(("member", "link"), prices + off @ gain.T))


def believed_strengths(runner: Arrays, readings: list[Reading]) -> np.ndarray:
    """Mean strength of each link (log) over the fits, once the tests among `readings` are known."""
    rows = np.array([each.row for each in readings if each.row is not None])
    total = np.zeros(len(LINKS))
    fits = zip(runner["fit_weight"], runner["fit_mean"], runner["fit_covariance"], strict=True)
    for weight, mean, covariance in fits:
        if rows.size:
            spread = rows @ covariance @ rows.T + np.diag([each.error**2 for each in readings])
            gain = np.linalg.solve(spread, rows @ covariance).T
            mean = mean + gain @ (np.array([each.value for each in readings]) - rows @ mean)
        total += weight * mean[STRENGTHS]
    return total


@dataclass(frozen=True)
class Found:
    """What one design of measurements says of one runner."""

    held: np.ndarray
    near_dearest: bool
    weakest: bool | None
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
    constant_near: bool
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
    answering = with_model_error(members)
    regret = _regrets(speed, prices)
    noise = np.random.default_rng(9000 + int(runner["index"]))
    weak = int(runner["weak"])
    named = [LINK_NAMES.index(link) for link in NAMED]

    def held_by(gains: xr.DataArray) -> np.ndarray:
        return _within(gains, members.weight, speed * (1.1**prices - 1))

    def found(readings: list[Reading]) -> Found:
        after = updated(answering, readings, noise)
        mean = after.elasticity.weighted(after.weight).mean("member").values
        strengths = believed_strengths(runner, readings)
        lowest = min(named, key=lambda link: strengths[link])
        return Found(
            held=held_by(after.speed * (1.1**after.elasticity - 1)),
            near_dearest=bool(prices.max() - prices[mean.argmax()] <= NEAR),
            weakest=None if weak < 0 else lowest == weak,
            regret=regret(decide(after, generic_split()).shares),
        )

    hip = LINK_NAMES.index("hip_flexors")
    return Outcome(
        known_structure=bool(runner["known"]),
        priced=prices >= PRICED,
        held_plainly=held_by(members.speed * (1.1**members.elasticity - 1)),
        held_strengths=_within(
            answering.unknowns[:, STRENGTHS], members.weight, runner["true_unknowns"][STRENGTHS]
        ),
        speed_error=float(members.speed.weighted(members.weight).mean() / speed - 1),
        generic_regret=regret(generic_split()),
        constant_regret=regret({"hip_flexors": 1.0}),
        constant_near=bool(prices.max() - prices[hip] <= NEAR),
        designs={name: found(readings) for name, readings in designs_of(runner).items()},
    )


def _within(values: xr.DataArray, weight: xr.DataArray, truth: np.ndarray) -> np.ndarray:
    """Whether the bodies' 90 % intervals hold the truth, (links,)."""
    _, low, high = interval(values, weight)
    return (low.values <= truth) & (truth <= high.values)


def _regrets(speed: float, prices: np.ndarray):
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


def share(marks: list[bool]) -> str:
    """Count and percent."""
    return f"{sum(marks)} of {len(marks)} ({100 * sum(marks) / max(len(marks), 1):.0f} %)"


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
        for name in outcomes[0].designs:
            rows += design_rows(name, outcomes)
        constant = share([each.constant_near for each in outcomes])
        what = "the constant answer hip flexors within 0.02 of the dearest"
        rows.append(Row(what, constant, "", "", None))
        for what, held in (
            ("intervals of gains without the 20 % that all bodies may have wrong alike",
             [each.held_plainly for each in outcomes]),
            ("intervals of strengths that hold the true strength",
             [each.held_strengths for each in outcomes]),
        ):  # fmt: skip
            rows.append(Row(what, share([bool(one) for one in np.ravel(held)]), "90 %", "", None))
    return rows


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
            f"{100 * held:.0f} % of {len(LINKS) * len(mine)}", "90 %",
            "85 to 95 %" if asked else "", 0.85 <= held <= 0.95 if asked else None),
        Row(f"{half}: the same of links with a price of {PRICED:g} or more",
            f"{100 * dear.mean():.0f} % of {dear.size}", "90 %", "", None),
        Row(f"{half}: regret of the recommended split", quantiles(regret), f"{len(mine)} runners",
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
    held = float(np.mean([each.held for each in found]))
    wanted = {"all five tests, 12 %": ("weakest", 0.77), "all five tests, 8 %": ("weakest", 0.91),
              "probe of two links": ("near", 0.85)}  # fmt: skip
    kind, least = wanted.get(name, ("", 0.0))

    def within(which: str, marks: list[bool]) -> tuple[str, bool | None]:
        if which != kind:
            return "", None
        return f">= {100 * least:.0f} %", sum(marks) >= least * len(marks)

    return [
        Row(f"{name}: weakest link found", share(weakest), "20 % by chance",
            *within("weakest", weakest)),
        Row(f"{name}: named link within 0.02 of the dearest", share(near), "",
            *within("near", near)),
        Row(f"{name}: intervals that hold the true gain", f"{100 * held:.0f} %", "90 %", "", None),
        Row(f"{name}: regret", quantiles([each.regret for each in found]), "", "", None),
    ]  # fmt: skip


def main() -> None:
    """Study the runners side by side; the table is written after each."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    parser = ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runners", type=int, default=RUNNERS)
    parser.add_argument("--kept", type=Path, default=RESULTS / ".planted")
    parser.add_argument("--no-more", action="store_true", help="only those that are kept")
    chosen = parser.parse_args()
    keeper = Keeper(chosen.kept)
    named = [(f"runner-{index}", index) for index in range(chosen.runners)]

    def tell() -> None:
        found = [each for each in (keeper.get(name) for name, _ in named) if each is not None]
        if any(found):
            outcomes = [outcome_of(each) for each in found if each]
            rows = rows_of(outcomes, len(found) - len(outcomes))
            report("planted_links", "Planted weak links", rows, NOTES)

    if chosen.no_more:
        tell()
        return
    with local_workers() as workers:
        do_all(study, named, keeper, workers, tell)


if __name__ == "__main__":
    main()
