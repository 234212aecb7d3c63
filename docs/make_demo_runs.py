"""Make the runs that `nextstride serve --demo` shows: simulated runners, each fitted for real.

python docs/make_demo_runs.py [LINK ...]

Takes some minutes a runner; what it writes is kept in the package, so that the demo starts at once.
"""

from __future__ import annotations

import io
import lzma
import sys
import tarfile
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from nextstride.analysis import analyze, fit_runner
from nextstride.athlete import Athlete
from nextstride.personal import FitOptions
from nextstride.personal.made_runner import FITTED, make_runner
from nextstride.web.worker import write_results

BODIES = 8
SOURCE = "made_runner.trc"
HERE = Path(__file__).parents[1] / "nextstride" / "web" / "demo_runs"
RUNNERS = (
    ("hip_flexors", 0.75, Athlete(mass=72.0, height=1.78, sex="male")),
    ("plantarflexors", 0.75, Athlete(mass=60.0, height=1.70, sex="female")),
    ("knee_extensors", 0.6, Athlete(mass=54.0, height=1.63, sex="female")),
    ("hamstrings", 0.6, Athlete(mass=79.0, height=1.86, sex="male")),
)
"""Which link is weak, how strong it is of the usual, and whose body."""


def packed(folder: Path) -> bytes:
    """All files of a folder in one, the same bytes for the same files."""
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w") as tar:
        for file in sorted(folder.iterdir()):
            told = tarfile.TarInfo(file.name)
            told.size = file.stat().st_size
            tar.addfile(told, io.BytesIO(file.read_bytes()))
    return lzma.compress(whole.getvalue(), preset=9 | lzma.PRESET_EXTREME)


def main(asked: list[str]) -> None:
    """Write what a run of every runner leaves, or of those whose weak link is named."""
    HERE.mkdir(exist_ok=True)
    for weak, strength, athlete in RUNNERS:
        if asked and weak not in asked:
            continue
        made = make_runner(weak, strength, athlete)
        run = analyze(replace(made.recording, source=SOURCE), made.athlete)
        fitted = fit_runner(run, FitOptions(members=BODIES, variants=FITTED))
        with TemporaryDirectory() as name:
            write_results(fitted, Path(SOURCE), Path(name))
            content = packed(Path(name))
        (HERE / f"{weak}.tar.xz").write_bytes(content)
        print(f"{weak}: {len(content) / 1e3:.0f} kB", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
