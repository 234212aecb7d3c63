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
from nextstride.personal.decision import best_split, decide, gain_of, generic_split, missing
from nextstride.personal.ensemble import member
from nextstride.personal.keeping import Arrays, Keeper, do_all
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
measures is the way from a noisy recording to a decision.
"""
BODIES, FITS = 8, 2
EFFECTS = np.array([trainability(link).gain.value for link in LINKS])
SPLITS = ("recommended", "generic")
SIGNS = np.array([-1.0, 1.0])


def study(number: int) -> Arrays:
    """Regret of each of `SPLITS` for one made runner, as a share; empty where it was not fitted."""
    drawn, random = draw_person(number, seed=1), np.random.default_rng(900 + number)
    style = exaggerated(MEASURED_SPRINT, random.uniform(0.92, 1.06), "own style")
    try:
        goals = sprint_goals(motion=style)
        truth = solve_sprint(drawn.body(), goals=goals, time_limit=10).raise_for_status()
        others = [each for each in FITTED if each.parameters != drawn.variant.parameters]
        members = bodies_of(recorded_from(truth, 900 + number), others[:FITS], BODIES)
    except NextstrideError as error:
        print(f"runner {number}: {error}", flush=True)
        return {}
    decision = decide(members, generic_split())
    true_prices = member(truth)["elasticity"]
    gains = truth.speed * ((1 + EFFECTS) ** true_prices - 1)
    best = gain_of(gains, best_split(gains))
    had = {
        "recommended": gain_of(gains, shares_of(decision.shares)),
        "generic": gain_of(gains, shares_of(decision.generic)),
    }
    found = {name: missing(np.atleast_1d(best), np.atleast_1d(gain)) for name, gain in had.items()}
    claimed = np.array([decision.regret, decision.regret_high])
    first = int(np.argmax(true_prices)) == int(np.argmax(members.elasticity.mean("member").values))
    return found | {"best": np.atleast_1d(best), "claimed": claimed, "first": np.array([first])}


def shares_of(named: dict[str, float]) -> np.ndarray:
    """Shares in the order of the links."""
    return np.array([named.get(link, 0.0) for link in LINKS])


def rows_of(found: list[Arrays], asked: int) -> list[Row]:
    """The table."""
    regret = {name: np.array([float(each[name][0]) for each in found]) for name in SPLITS}
    best = np.array([float(each["best"][0]) for each in found])
    claimed = np.array([each["claimed"] for each in found])
    better = float(np.mean(regret["recommended"] < regret["generic"] - 1e-9))
    worse = float(np.mean(regret["recommended"] > regret["generic"] + 1e-9))
    differs = regret["generic"] - regret["recommended"]
    half = 1.96 * differs.std(ddof=1) / np.sqrt(len(differs))
    mean, low, high = (100 * each for each in (differs.mean(), *(differs.mean() + half * SIGNS)))
    inside = np.mean(regret["recommended"] <= claimed[:, 1] + 1e-9)
    return [
        Row("made runners fitted", f"{len(found)} of {asked}", "", "", None),
        Row("gain of the best split", f"{np.median(best):.2f} m/s (median)", "", "", None),
        *(
            Row(f"regret of the {name} split", told(regret[name]), "best split: 0 %", "", None)
            for name in SPLITS
        ),
        Row(
            "regret saved by the recommended split",
            f"{mean:+.1f} points ({low:+.1f} to {high:+.1f})",
            *("worth a recording: > 0", "> 0", bool(mean > 0)),
        ),
        Row(
            *("better, worse than generic", f"{100 * better:.0f} %, {100 * worse:.0f} %"),
            *("", "", None),
        ),
        Row("true regret within the claimed 90 %", f"{100 * inside:.0f} %", "90 %", "", None),
    ]  # fmt: skip


def told(regret: np.ndarray) -> str:
    """Mean, median and 90th percentile."""
    middle, high = np.quantile(regret, (0.5, 0.9))
    return f"mean {100 * regret.mean():.1f} %, median {100 * middle:.1f}, 90 % {100 * high:.1f}"


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
    report(
        "advice", "Value of personal advice", rows_of([f for f in found if f], len(found)), NOTES
    )


if __name__ == "__main__":
    main()
