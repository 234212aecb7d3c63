"""How far the answer may be trusted on simulated runners whose truth is known.

    python benchmarks/accuracy/planted_links.py [--runners N] [--keep FOLDER]

Finished runners are kept in FOLDER, where another start takes them up.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
import xarray as xr
from _planting import WEAK, bodies_of, plant, recorded_from, truth_of
from _results import Row, report

from nextstride.errors import NextstrideError
from nextstride.parallel import cores
from nextstride.personal.decision import (
    best_split,
    decide,
    full_block_gains,
    gain_of,
    generic_split,
)
from nextstride.personal.ensemble import member
from nextstride.personal.ranking import interval
from nextstride.personal.strength_tests import TESTS, what_it_shows
from nextstride.personal.unknowns import LINKS, UNKNOWNS
from nextstride.sprint import SprintSolution, follow

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
recorded motion alone. Three bodies are fitted to each and 24 drawn.

Gain: m/s for 10 % more strength. *Regret*: what the recommended split of a block falls short of the
best one for this runner; beside it the generic split and the constant answer "hip flexors". Further
measurements are worked into the same drawn bodies by an ensemble Kalman update (Evensen 2003,
Ocean Dyn 53:343), with errors drawn as stated; the product fits anew. A test reads one joint, with
all its error (12 or 8 %) as its own; with 24 bodies such updates are noisy. Probe: hip flexors and
plantarflexors each tired by 20 %, the true body solved so; speed known to 0.5 %, the strength lost
to 4 %. Before and after a block: the link whose price is largest in the mean strengthened by 12 %,
solved so; errors as of the probe.
"""
RUNNERS = 12
NAMED = WEAK[:-1]
JOINTS = ("hip_flexion", "hip_extension", "knee_extension", "knee_flexion", "plantarflexion")
PROBED = ("hip_flexors", "plantarflexors")
TIRED, TRAINED = 0.8, 1.12
SPEED_SD, STRENGTH_SD = 0.005, 0.04
"""Of a change of speed over several runs, and of a change of strength (log)."""
SECANT = (1.15, 0.10)
"""What a price measured over 20 % is of the local one, and its spread (docs/probe.md)."""
NEAR = 0.02


@dataclass(frozen=True)
class Found:
    """What one design of measurements says of one runner."""

    held: int
    near_dearest: bool
    weakest: bool | None
    regret: float


@dataclass(frozen=True)
class Outcome:
    """One runner."""

    index: int
    planted: str | None
    known_structure: bool
    dearest: str
    named: str
    speed_error: float
    generic_regret: float
    constant_regret: float
    constant_near: bool
    designs: dict[str, Found]


def measured_price(truth: SprintSolution, link: str, factor: float, random) -> tuple[float, float]:
    """A price as speed and strength tell it after `link` was changed, and its error (SD)."""
    strengths = dict.fromkeys(LINKS[link], factor)
    changed = follow(truth, truth.body.with_factors("strength", strengths))
    speed = math.log(changed.speed / truth.speed) + random.normal(0, SPEED_SD)
    strength = math.log(factor) + random.normal(0, STRENGTH_SD)
    price = speed / strength
    error = math.hypot(SPEED_SD, price * STRENGTH_SD) / abs(math.log(factor))
    return price, error


def updated(members: xr.Dataset, readings: list[tuple[np.ndarray, float, float]], random):
    """Work readings into the bodies: each is what the members would read, the reading, its SD."""
    if not readings:
        return members
    would = np.column_stack([each[0] for each in readings])
    read = np.array([each[1] for each in readings])
    errors = np.array([each[2] for each in readings])
    strengths = members.unknowns.values[:, : len(LINKS)]
    state = np.hstack([members.elasticity.values, strengths])
    weight = members.weight.values[:, None]
    apart, about = (each - (weight * each).sum(axis=0) for each in (state, would))
    cross, spread = apart.T @ (weight * about), about.T @ (weight * about)
    gain = cross @ np.linalg.inv(spread + np.diag(errors**2))
    off = read + random.normal(0, 1, would.shape) * errors - would
    state = state + off @ gain.T
    unknowns = members.unknowns.values.copy()
    unknowns[:, : len(LINKS)] = state[:, len(LINKS) :]
    return members.assign(
        elasticity=(("member", "link"), state[:, : len(LINKS)]),
        unknowns=(("member", "unknown"), unknowns),
    )


def designs_of(members: xr.Dataset, truth: SprintSolution, unknowns: np.ndarray, seed: int):
    """Name of each design and its readings."""
    random = np.random.default_rng(seed)
    body = truth.body
    rows = {name: what_it_shows(TESTS[name], TESTS[name].angle, body)[0] for name in JOINTS}

    def tests(names: tuple[str, ...], error: float):
        return [
            (members.unknowns.values @ rows[name],
             float(rows[name] @ unknowns) + random.normal(0, error), error)
            for name in names
        ]  # fmt: skip

    def price(link: str, factor: float, secant: tuple[float, float]):
        read, error = measured_price(truth, link, factor, random)
        local = members.elasticity.sel(link=link).values
        return secant[0] * local, read, math.hypot(error, secant[1] * abs(read))

    trained = str(members.link.values[int(np.argmax(members.elasticity.weighted(members.weight)
                                                    .mean("member").values))])  # fmt: skip
    return {
        "the recording alone": [],
        "one test (hip flexion, 12 %)": tests(JOINTS[:1], 0.12),
        "all five tests, 12 %": tests(JOINTS, 0.12),
        "all five tests, 8 %": tests(JOINTS, 0.08),
        "probe of two links": [price(link, TIRED, SECANT) for link in PROBED],
        "before and after a block": [price(trained, TRAINED, (1.0, 0.05))],
    }


def study(index: int) -> Outcome | str:
    """Simulate, record, analyse and fit one runner, and try every design."""
    body, unknowns, weak, known = plant(index)
    random = np.random.default_rng(7000 + index)
    try:
        truth = truth_of(body, random.uniform(0.95, 1.05), known)
        members = bodies_of(recorded_from(truth, index))
        designs = designs_of(members, truth, unknowns, index)
    except NextstrideError as error:
        return f"runner {index} ({weak}): {error}"
    prices = member(truth)["elasticity"]
    true = xr.Dataset(
        {"speed": ("member", [truth.speed]), "elasticity": (("member", "link"), prices[None])},
        coords={"link": list(LINKS)},
    )
    links, generic = list(LINKS), generic_split()
    block = full_block_gains(true)[0]
    best = float(gain_of(block, best_split(block)))

    def regret(shares: dict[str, float]) -> float:
        return 1 - float(gain_of(block, np.array([shares.get(link, 0.0) for link in links]))) / best

    def found(members: xr.Dataset) -> Found:
        _, low, high = interval(members.speed * (1.1**members.elasticity - 1), members.weight)
        gains = truth.speed * (1.1**prices - 1)
        mean = members.elasticity.weighted(members.weight).mean("member").values
        strength = members.unknowns.weighted(members.weight).mean("member").values
        lowest = min(NAMED, key=lambda link: strength[UNKNOWNS.index(link)])
        return Found(
            held=int(((low.values <= gains) & (gains <= high.values)).sum()),
            near_dearest=bool(prices.max() - prices[mean.argmax()] <= NEAR),
            weakest=None if weak is None else lowest == weak,
            regret=regret(decide(members, generic).shares),
        )

    noise = np.random.default_rng(9000 + index)
    mean = members.elasticity.weighted(members.weight).mean("member").values
    return Outcome(
        index=index,
        planted=weak,
        known_structure=known,
        dearest=links[int(prices.argmax())],
        named=links[int(mean.argmax())],
        speed_error=float(members.speed.weighted(members.weight).mean() / truth.speed - 1),
        generic_regret=regret(generic),
        constant_regret=regret({"hip_flexors": 1.0}),
        constant_near=bool(prices.max() - prices[links.index("hip_flexors")] <= NEAR),
        designs={name: found(updated(members, each, noise)) for name, each in designs.items()},
    )


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
    return rows


def half_rows(half: str, mine: list[Outcome]) -> list[Row]:
    """What holds for the runners of one half, by the recording alone."""
    alone = [each.designs["the recording alone"] for each in mine]
    held = sum(each.held for each in alone) / (len(LINKS) * len(mine))
    asked = half == "unknown structure"
    errors = [each.speed_error for each in mine]
    regret = [each.regret for each in alone]
    median, high = np.quantile(regret, [0.5, 0.9])
    return [
        Row(f"{half}: 90 % intervals that hold the true gain",
            f"{100 * held:.0f} % of {len(LINKS) * len(mine)}", "90 %",
            "85 to 95 %" if asked else "", 0.85 <= held <= 0.95 if asked else None),
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
    held = sum(each.held for each in found) / (len(LINKS) * len(found))
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


def kept(folder: Path | None, index: int) -> Outcome | None:
    """A runner that was finished before."""
    file = folder / f"{index}.json" if folder else None
    if file is None or not file.exists():
        return None
    told = json.loads(file.read_text(encoding="utf-8"))
    designs = {name: Found(**each) for name, each in told.pop("designs").items()}
    return Outcome(**told, designs=designs)


def keep(folder: Path | None, found: Outcome) -> None:
    """Keep a finished runner."""
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(asdict(found), indent=1)
        (folder / f"{found.index}.json").write_text(text, encoding="utf-8")


def main() -> None:
    """Study the runners side by side; the table is written after each."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runners", type=int, default=RUNNERS)
    parser.add_argument("--keep", type=Path)
    chosen = parser.parse_args()
    done = {index: kept(chosen.keep, index) for index in range(chosen.runners)}
    outcomes = [each for each in done.values() if each]
    failures: list[str] = []
    with ProcessPoolExecutor(cores()) as pool:
        asked = [pool.submit(study, index) for index, each in done.items() if each is None]
        for found in (each.result() for each in as_completed(asked)):
            if isinstance(found, str):
                failures.append(found)
                print(found, flush=True)
                continue
            outcomes.append(found)
            keep(chosen.keep, found)
            report("planted_links", "Planted weak links", rows_of(outcomes, len(failures)), NOTES)


if __name__ == "__main__":
    main()
