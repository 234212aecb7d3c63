"""How often intervals of the answer hold what is true, where no body has to be solved.

python benchmarks/accuracy/answer_coverage.py
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
import xarray as xr
from _results import Row, report, two_sided

from nextstride.body import build_body
from nextstride.errors import MissingDataError
from nextstride.log.blocks import FORM_SD, UNMEASURED_SD, judge_block
from nextstride.log.compare import Change
from nextstride.log.progress import Progress
from nextstride.log.typical_error import TypicalError
from nextstride.personal import strength_test
from nextstride.personal.discrepancy import strength_errors, widened, with_model_error
from nextstride.personal.ranking import interval
from nextstride.personal.strength_tests import Shown, shown_to, updated
from nextstride.personal.unknowns import LINKS, PRIOR, UNKNOWNS
from nextstride.probe import FRESH, Reading, Round, probe_price
from nextstride.probe.price import GENERAL_SD, SECANT, SECANT_SD, SPEED_ERROR
from nextstride.probe.recovery import STRENGTH_ERROR, TIME_CONSTANT, TIME_CONSTANT_SD

NOTES = """
Truths and errors are drawn as each part of the program says they are; what is told of them must
hold the truth as often as it claims, no more and no less. Strength tests: strengths of all links
drawn from what is believed before, readings with the errors of device, joint, leg and reading; the
belief after (Bayes' rule) at 95 %; and 64 bodies drawn for a runner whose true strength errs from
any body's by what all of them may have wrong, as the program draws them, at 90 %. Probe: prices
drawn from 0.05 to 0.30, losses of 12 to 22 %,
recovery, secant, general fatigue and all readings with their errors; three fresh and three tired
runs. Block: prices drawn from their intervals, strength of one link measured, the other's drawn;
the price after at 90 %. What the intervals of gains hold, which needs bodies to be solved, is in
the table of planted weak links.
"""
BELIEFS, DRAWN, PROBES, BLOCKS = 4000, 600, 1200, 4000
"""Draws: of the strengths of seven links, of runners with bodies of their own, probes, blocks."""
MEMBERS = 64
Z = {90: 1.6449, 95: 1.96}
NO_DAY = date(2025, 1, 1)
SPREADS = (("hip_flexors", 0.12, 0.05), ("plantarflexors", 0.45, 0.12))


def row(what: str, held: np.ndarray, level: int) -> Row:
    """One line: the share that was held, within 2 % of what was claimed."""
    share = float(np.mean(held))
    counted = f"{100 * share:.1f} % of {np.size(held)}"
    return Row(what, counted, f"{level} %", *two_sided(share, level))


def strength_rows(random: np.random.Generator) -> list[Row]:
    """The belief about the links' strengths, after several sets of tests."""
    sets = {
        "one test": ("hip_flexion=2",),
        "five joints on one device": tuple(
            f"{name}=2" for name in
            ("hip_flexion", "hip_extension", "knee_extension", "knee_flexion", "plantarflexion")
        ),
        "both legs at two angles and a ratio": (
            *(f"hip_flexion_{side}=2@{at}" for side in ("left", "right") for at in (20, 40)),
            "plantarflexion/knee_extension=0.6:scale",
        ),
    }  # fmt: skip
    body = build_body()
    rows = []
    for name, texts in sets.items():
        shown = shown_to([strength_test(text) for text in texts], body)
        rows.append(row(f"strengths after {name}", strengths_held(shown, random), 95))
        held = drawn_strengths_held(shown, random)
        rows.append(row(f"strengths of drawn bodies after {name}", held, 90))
    return rows


def strengths_held(shown: Shown, random: np.random.Generator) -> np.ndarray:
    """Whether the belief after tests holds each true strength, (truths, links)."""
    zeros = replace(shown, found=np.zeros(len(shown.found)))
    after = updated(PRIOR, zeros)
    truths = random.multivariate_normal(PRIOR.mean, PRIOR.covariance, BELIEFS)
    read = truths @ shown.rows.T + errors_drawn(shown, random, BELIEFS)
    away = read @ shown.gain(PRIOR.covariance).T - truths
    return np.abs(away / np.sqrt(np.diag(after.covariance)))[:, : len(LINKS)] <= Z[95]


def drawn_strengths_held(shown: Shown, random: np.random.Generator) -> np.ndarray:
    """Whether the drawn bodies' intervals hold each true strength, (truths, links)."""
    held = []
    for truth in random.multivariate_normal(PRIOR.mean, widened(PRIOR).covariance, DRAWN):
        read = shown.rows @ truth + errors_drawn(shown, random, 1)[0]
        tests = replace(shown, found=read)
        fitted = updated(PRIOR, tests.through(strength_errors()))
        bodies = xr.Dataset(
            {
                "unknowns": (("member", "unknown"), fitted.draws(MEMBERS, random.integers(2**31))),
                "elasticity": (("member", "link"), np.zeros((MEMBERS, len(LINKS)))),
                "variant": ("member", ["fit"] * MEMBERS),
            },
            coords={"unknown": list(UNKNOWNS)},
        )
        drawn = with_model_error(bodies, {"fit": tests}).unknowns[:, : len(LINKS)]
        _, low, high = interval(drawn, xr.full_like(drawn[:, 0], 1 / MEMBERS, dtype=float))
        held.append((low <= truth[: len(LINKS)]) & (truth[: len(LINKS)] <= high))
    return np.array(held)


def errors_drawn(shown: Shown, random: np.random.Generator, count: int) -> np.ndarray:
    """Errors of the tests, (count, tests)."""
    return random.multivariate_normal(np.zeros(len(shown.found)), shown.errors, count)


def probe_of(random: np.random.Generator, price: float) -> list[Round]:
    """What a probe reads of a runner of a known price."""

    def noisy(value: float, sd: float) -> float:
        return value * math.exp(random.normal(0, sd))

    constant = noisy(TIME_CONSTANT, TIME_CONSTANT_SD)
    general, secant = random.normal(0, GENERAL_SD), noisy(SECANT, SECANT_SD)
    rounds = [
        Round("hip_flexors", FRESH, tuple(Reading(noisy(27, STRENGTH_ERROR)) for _ in range(2)),
              tuple(Reading(noisy(9, SPEED_ERROR)) for _ in range(3)))
    ]  # fmt: skip
    for number in (1, 2, 3):
        at_run = -math.log1p(-random.uniform(0.12, 0.22))
        left = {at: at_run * math.exp((45 - at) / constant) for at in (15, 45, 75)}
        strengths = tuple(
            Reading(noisy(27 * math.exp(-left[at]), STRENGTH_ERROR), float(at)) for at in (15, 75)
        )
        speed = noisy(9 * math.exp(-price * secant * left[45] - general), SPEED_ERROR)
        rounds.append(Round("hip_flexors", number, strengths, (Reading(speed, 45.0),)))
    return rounds


def probe_row(random: np.random.Generator) -> Row:
    """The price that a probe reads."""
    held = []
    for _ in range(PROBES):
        price = random.uniform(0.05, 0.30)
        try:
            found = probe_price(probe_of(random, price), "hip_flexors")
        except MissingDataError:
            continue
        held.append(found.lower <= price <= found.upper)
    return row("price that a probe reads", np.array(held), 90)


def block_row(random: np.random.Generator) -> Row:
    """The price of the trained link after a block."""
    prices = {link: (mean, mean - Z[90] * sd, mean + Z[90] * sd) for link, mean, sd in SPREADS}
    held = []
    for _ in range(BLOCKS):
        true = {link: random.normal(mean, sd) for link, mean, sd in SPREADS}
        stronger, unseen = random.uniform(0.05, 0.25), random.normal(0, UNMEASURED_SD)
        faster = true["hip_flexors"] * stronger + true["plantarflexors"] * unseen
        faster += random.normal(0, FORM_SD)
        changes = (
            change(random, "hip_flexors_strength_left_rig", "strength", stronger, 0.05),
            change(random, "fly_10", "speed", faster, 0.01),
        )
        block = judge_block(Progress("made", NO_DAY, "", (), changes), prices)
        _, lower, upper = block.after["hip_flexors"]
        held.append(lower <= true["hip_flexors"] <= upper)
    return row("price of the trained link after a block", np.array(held), 90)


def change(random: np.random.Generator, key: str, family: str, by: float, error: float) -> Change:
    """A measure whose log changes by so much, four sessions before and four since."""
    seen = math.exp(by + random.normal(0, error * math.sqrt(0.5)))
    return Change(key, key, "", family, "better", "", 4, 4, 1.0, seen, seen - 1,
                  typical_error=TypicalError(error, 7.0, 0, "made"))  # fmt: skip


def main() -> None:
    """Draw, count and report."""
    parts: tuple[Callable[[np.random.Generator], list[Row] | Row], ...] = (
        strength_rows, probe_row, block_row,
    )  # fmt: skip
    rows: list[Row] = []
    for number, part in enumerate(parts):
        found = part(np.random.default_rng(100 + number))
        rows += found if isinstance(found, list) else [found]
    report("answer_coverage", "Intervals of the answer, without solving bodies", rows, NOTES)


if __name__ == "__main__":
    main()
