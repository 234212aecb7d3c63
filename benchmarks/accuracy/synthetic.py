"""Every measure on the synthetic runners, against its exact answer."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
from _results import Row, report

from nextstride import MEASURES, analyze
from nextstride.conventions import UNITS
from nextstride.sample import SyntheticSprinter

NOTES = """
Synthetic runners whose every measure is known in closed form: a sprint at 9.5 m/s overground and a
jog at 3 m/s on a treadmill, 250 Hz with force plates, 2 mm of white noise on every marker, ten
seeds. *Ours* is the mean error over seeds and sides beside the exact value; *within* says whether
the 95 % interval held the exact answer in at least nine tenths of the cases.
"""
SEEDS = 10


def main() -> None:
    """Compare every row of MEASURES on both runners."""
    rows = []
    for title, runner in (
        ("sprint", SyntheticSprinter()),
        ("jog", SyntheticSprinter.jogging()),
    ):
        truth = runner.truth()
        found = [
            analyze(runner.recording(noise=0.002, seed=seed), runner.athlete).measures
            for seed in range(SEEDS)
        ]
        for name, measure in MEASURES.items():
            rows.append(compare(title, name, truth[name], found, measure.unit))
    report("synthetic", "Every measure on synthetic runners", rows, NOTES)


def compare(title: str, name: str, truth: dict, found: list, si: str) -> Row:
    """One measure on one runner."""
    unit = UNITS[si]
    errors, held = [], []
    for measures in found:
        for side, exact in truth.items():
            one = measures.sel(measure=name, side=side)
            errors.append(float(one["value"]) - exact)
            held.append(float(one["lower"]) <= exact <= float(one["upper"]))
    exact = float(np.mean(list(truth.values())))
    return Row(
        f"{title}: {name}, {unit.shown or '1'}",
        f"{np.mean(errors) * unit.factor:+.3g} (interval holds {np.mean(held):.0%})",
        f"{exact * unit.factor:.4g}",
        "interval holds >= 90 %",
        bool(np.mean(held) >= 0.9),
    )


if __name__ == "__main__":
    main()
