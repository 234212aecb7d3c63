"""Make the analyses that `nextstride serve --demo` shows: simulated runners, each fitted for real.

Takes some minutes; what it writes is kept in the package, so that the demo starts at once.
"""

from __future__ import annotations

import gzip
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from nextstride.analysis import Analysis, analyze, fit_runner
from nextstride.athlete import Athlete
from nextstride.personal import FitOptions
from nextstride.personal.made_runner import FITTED, make_runner
from nextstride.report.clock import clock_document

BODIES = 8
HERE = Path(__file__).parents[1] / "nextstride" / "web" / "demo_runs"
RUNNERS = (
    ("hip_flexors", 0.75, Athlete(mass=72.0, height=1.78, sex="male")),
    ("plantarflexors", 0.75, Athlete(mass=60.0, height=1.70, sex="female")),
    ("hip_extensors", 0.75, Athlete(mass=68.0, height=1.82, sex="male")),
)
"""Which link is weak, how strong it is of the usual, and whose body."""


def measured(weak: str, strength: float, athlete: Athlete) -> Analysis:
    """Simulate a runner, and measure them as recorded by markers."""
    made = make_runner(weak, strength, athlete)
    return analyze(replace(made.recording, source="made_runner.trc"), made.athlete)


def keep(name: str, document: dict[str, Any]) -> None:
    """Pack a document into the package."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    content = gzip.compress(text.encode(), mtime=0)
    (HERE / name).write_bytes(content)
    print(f"{name}: {len(text) / 1e3:.0f} kB, {len(content) / 1e3:.0f} kB packed")


def main(asked: list[str]) -> None:
    """Write analysis and clock of every runner, or of those whose weak link is named."""
    HERE.mkdir(exist_ok=True)
    for weak, strength, athlete in RUNNERS:
        if asked and weak not in asked:
            continue
        run = measured(weak, strength, athlete)
        keep(f"{weak}.clock.json.gz", clock_document(run))
        fit = FitOptions(members=BODIES, variants=FITTED)
        keep(f"{weak}.json.gz", fit_runner(run, fit).to_json())


if __name__ == "__main__":
    main(sys.argv[1:])
