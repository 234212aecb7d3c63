"""What personal advice is worth: the split of a block that nextstride recommends from a recording.

    python benchmarks/accuracy/advice.py [--runners 24]

Finished runners are kept in benchmarks/results/.advice, so that a stopped study goes on.
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
from _planting import FITTED, bodies_of, recorded_from
from _results import RESULTS, Row, report

from nextstride.errors import NextstrideError
from nextstride.evidence import trainability
from nextstride.parallel import local_workers
from nextstride.personal.decision import DOSE, best_split, decide, gain_of, generic_split, missing
from nextstride.personal.discrepancy import with_model_error
from nextstride.personal.drawn import member
from nextstride.personal.keeping import FAILED, Arrays, Keeper, do_all, failure
from nextstride.personal.unknowns import LINKS
from nextstride.sprint import solve_sprint, sprint_goals
from nextstride.sprint.reference import MEASURED_SPRINT, exaggerated
from nextstride.squad.population import draw_person

NOTES = """
Made runners, drawn as `nextstride population` draws them (seed 1), with a style of their own; each
recorded as markers at 250 Hz with 3 mm of noise and fitted as any recording, by two published
bodies that are never the runner's own, 8 drawn bodies. The gain of a split is what a typical block
of training divided so would truly give this body, from its own elasticities; regret is what is
missing to the best split that a coach can plan (at most three links), as a share of its gain. It
counts neither how unsure trainability is nor that people are no bodies of this model: what it
measures is the way from a noisy recording to a decision. The best generic split is the one that
gives most in the mean over these runners. The generic split is the best one of most bodies
(docs/population.md): it takes tens of runners to measure what a recording saves, and each is a fit.
Runners with one link weaker by 25 to 30 % stand under Planted weak links.
"""
BODIES, FITS = 8, 2
EFFECTS = np.array([trainability(link).gain.value for link in LINKS])


def study(number: int) -> Arrays:
    """What each link truly gives a made runner, and what is recommended; else a `failure`."""
    drawn, random = draw_person(number, seed=1), np.random.default_rng(900 + number)
    style = exaggerated(MEASURED_SPRINT, random.uniform(0.92, 1.06), "own style")
    try:
        goals = sprint_goals(motion=style)
        truth = solve_sprint(drawn.body(), goals=goals, time_limit=10).raise_for_status()
        others = [each for each in FITTED if each.parameters != drawn.variant.parameters]
        drawn_bodies, _ = bodies_of(recorded_from(truth, 900 + number), others[:FITS], BODIES)
    except NextstrideError as error:
        print(f"runner {number}: {error}", flush=True)
        return failure(error)
    members = with_model_error(drawn_bodies)
    decision = decide(members, generic_split())
    prices = member(truth)["elasticity"]
    return {
        "gains": truth.speed * ((1 + EFFECTS) ** prices - 1),
        "prices": prices,
        "fitted": members.elasticity.mean("member").values,
        "recommended": shares_of(decision.shares),
        "claimed": np.array([decision.regret, decision.regret_high]),
    }


def shares_of(named: dict[str, float]) -> np.ndarray:
    """Shares in the order of the links."""
    return np.array([named.get(link, 0.0) for link in LINKS])


def rows_of(found: list[Arrays], asked: int) -> list[Row]:
    """The table."""
    gains = np.array([each["gains"] for each in found])
    best = np.array([gain_of(mine, best_split(mine)) for mine in gains])
    splits = {
        "recommended": np.array([each["recommended"] for each in found]),
        "generic": shares_of(generic_split()),
        "best generic": best_split(gains.mean(axis=0)),
    }
    had = {name: np.sum(gains * shares**DOSE, axis=1) for name, shares in splits.items()}
    regret = {name: missing(best, gain) for name, gain in had.items()}
    claimed = np.array([each["claimed"][1] for each in found])
    inside = float(np.mean(regret["recommended"] <= claimed + 1e-9))
    return [
        Row("made runners fitted", f"{len(found)} of {asked}", "", "", None),
        Row("gain of the best split", told(best, 1, "m/s"), "", "", None),
        *(Row(f"gain of the {name} split", told(gain, 1, "m/s"), "", "", None)
          for name, gain in had.items()),
        *(Row(f"regret of the {name} split", told(each, 100, "%"), "best split: 0 %", "", None)
          for name, each in regret.items()),
        *saved_rows(regret["generic"], regret["recommended"]),
        Row("true regret within the claimed 90 %", f"{100 * inside:.0f} %", "90 %", "", None),
    ]  # fmt: skip


def saved_rows(generic: np.ndarray, recommended: np.ndarray) -> list[Row]:
    """What the recommended split saves of the generic one's regret, with its 95 % interval."""
    saved = 100 * (generic - recommended)
    middle, half = saved.mean(), 1.96 * saved.std(ddof=1) / np.sqrt(saved.size)
    unsure = f"{middle - half:+.1f} to {middle + half:+.1f}"
    if not half:  # Equal numbers tell no spread; how often others may come, they do.
        unsure = f"all alike; up to {100 * (1 - 0.05 ** (1 / saved.size)):.0f} % may differ"
    better, worse = (100 * float(np.mean(sign * saved > 1e-9)) for sign in (1, -1))
    return [
        Row(
            "regret saved by the recommended split",
            f"{middle:+.1f} points ({unsure})",
            *("worth a recording: > 0", "> 0", bool(middle > 0)),
        ),
        Row("better, worse than generic", f"{better:.0f} %, {worse:.0f} %", "", "", None),
    ]


def told(values: np.ndarray, factor: float, unit: str) -> str:
    """Mean, median and 90th percentile."""
    middle, high = factor * np.quantile(values, (0.5, 0.9))
    digits = 1 if unit == "%" else 3
    return (
        f"mean {factor * values.mean():.{digits}f}, median {middle:.{digits}f}, "
        f"90 % {high:.{digits}f} {unit}"
    )


def main() -> None:
    """Study all runners, print and keep the table."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    parser = ArgumentParser()
    parser.add_argument("--runners", type=int, default=24)
    parser.add_argument("--kept", type=Path, default=RESULTS / ".advice")
    parser.add_argument("--workers", type=int, default=None)
    options = parser.parse_args()
    with local_workers(options.workers) as workers:
        named = [(f"runner-{number}", number) for number in range(options.runners)]
        keeper = Keeper(options.kept)
        found = do_all(study, named, keeper, workers, lambda: print(".", flush=True))
    solved = [each for each in found if FAILED not in each]
    report("advice", "Value of personal advice", rows_of(solved, len(found)), NOTES)


if __name__ == "__main__":
    main()
