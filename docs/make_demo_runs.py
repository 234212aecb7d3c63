"""Make the analyses that `nextstride serve --demo` shows: simulated runners, each fitted for real.

Takes some minutes; what it writes is kept in the package, so that the demo starts at once.
"""

from __future__ import annotations

import gzip
import json
import sys
from dataclasses import replace
from pathlib import Path

from nextstride.analysis import Analysis, analyze, fit_runner
from nextstride.athlete import Athlete
from nextstride.personal import FitOptions
from nextstride.personal.made_runner import FITTED, make_runner

BODIES = 8
HERE = Path(__file__).parents[1] / "nextstride" / "web" / "demo_runs"
RUNNERS = (
    ("hip_flexors", 0.75, Athlete(mass=72.0, height=1.78, sex="male")),
    ("plantarflexors", 0.75, Athlete(mass=60.0, height=1.70, sex="female")),
    ("hip_extensors", 0.75, Athlete(mass=68.0, height=1.82, sex="male")),
)
"""Which link is weak, how strong it is of the usual, and whose body."""


def analysed(weak: str, strength: float, athlete: Athlete) -> Analysis:
    """Simulate a runner, record them as markers, and fit bodies to the recording."""
    made = make_runner(weak, strength, athlete)
    recording = replace(made.recording, source="made_runner.trc")
    return fit_runner(analyze(recording, made.athlete), FitOptions(members=BODIES, variants=FITTED))


def main(asked: list[str]) -> None:
    """Write the analysis of every runner, or of those whose weak link is named."""
    HERE.mkdir(exist_ok=True)
    for weak, strength, athlete in RUNNERS:
        if asked and weak not in asked:
            continue
        document = analysed(weak, strength, athlete).to_json()
        text = json.dumps(document, ensure_ascii=False)
        content = gzip.compress(text.encode(), mtime=0)
        (HERE / f"{weak}.json.gz").write_bytes(content)
        print(f"{weak}: {len(text) / 1e3:.0f} kB, {len(content) / 1e3:.0f} kB packed")


if __name__ == "__main__":
    main(sys.argv[1:])
