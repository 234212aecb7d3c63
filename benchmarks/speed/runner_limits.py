"""How long a fit with 64 bodies takes on the real sprint, and what is left after it was killed.

    python benchmarks/speed/runner_limits.py [--processor] [--body spatial]

With ``--processor`` only the processor time is measured, which a busy machine does not change, and
is kept as a table of its own; so are the times of bodies in three dimensions.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from _results import Row, real_recordings, report

from nextstride import Athlete, analyze
from nextstride.analysis import fit_runner
from nextstride.parallel import Here
from nextstride.personal import FitOptions
from nextstride.personal.variants import VARIANTS_OF
from nextstride.read import read_recording

NOTES = """
`nextstride analyze` of the 9.47 m/s sprint as a process: nearest motion, a fit of every published
body, 64 bodies, of which a third is solved and the others predicted; then the sides, which are the
experiment. Once undisturbed; once killed (SIGKILL) in the middle and started again, with a cache of
its own. Before that in one process, for the processor time: idle cores need that of the nearest
motion, and half of the rest. Wall time is not judged where the machine had more to do (its load is
a row).
"""
TRIED = """
A drawn body takes 35 to 45 iterations of 27 ms, four fifths of them in IPOPT and its linear solver.
Tried without gain, in iterations over drawn bodies (35 and 45 by set, from the fit as it stands):
started from the optimum predicted to first order 32 to 45, with a monotone barrier 37 to 40 and
less exact, farther from the bounds 44.
"""
CHILD = """
import sys, time
from pathlib import Path
from nextstride import Athlete, analyze
from nextstride.analysis import fit_runner
from nextstride.personal import FitOptions
from nextstride.personal.variants import VARIANTS_OF
from nextstride.read import read_recording

if __name__ == "__main__":
    last = [""]
    def tell(what, done, total):
        if what != last[0]:
            print(f"{time.time():.2f} {what}", flush=True)
            last[0] = what
    run = analyze(read_recording(sys.argv[1]), Athlete(mass=75.9, height=1.80, sex="male"))
    variants = VARIANTS_OF[sys.argv[3]]
    fit_runner(run, FitOptions(variants=variants, cache=Path(sys.argv[2]), progress=tell))
    print(f"{time.time():.2f} end", flush=True)
"""


@dataclass(frozen=True)
class Kind:
    """What is asked of a kind of body, and where it is told."""

    body: str
    most: float
    """Seconds for fit and ensemble on two cores."""
    killed_at: int
    """Pieces (fits and solved bodies) that are done when it is killed."""
    result: str
    title: str
    notes: str = NOTES


KINDS = (
    Kind("planar", 45.0, 5 + 12, "runner_limits", "Fitting a runner", NOTES + TRIED),
    Kind("spatial", 150.0, 2 + 6, "spatial_limits", "Fitting a runner in three dimensions"),
)
SIDES, FITS, BODIES = (
    "trying push side, swing side and both",
    "fitting bodies to the recording",
    "solving bodies that could be this runner's",
)
BUSY = 3.0
"""Load from which two cores were not ours alone."""


def start(script: Path, recording: Path, cache: Path, kind: Kind) -> subprocess.Popen[str]:
    """Begin one fit in a process group of its own."""
    command = [sys.executable, str(script), str(recording), str(cache), kind.body]
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )


def times(child: subprocess.Popen[str], began: float) -> dict[str, float]:
    """Seconds from the beginning to each stage."""
    told, _ = child.communicate()
    found = {}
    for line in told.splitlines():
        at, what = line.split(" ", 1)
        found[what] = float(at) - began
    return found


class EnoughError(Exception):
    """What was asked about is over."""


def processor_rows(recording: Path, kind: Kind) -> list[Row]:
    """Processor time of each stage but the sides, in this process."""
    began: dict[str, float] = {}

    def note(what: str, done: int, total: int) -> None:
        began.setdefault(what, time.process_time())
        if what == SIDES:
            raise EnoughError

    run = analyze(read_recording(recording), Athlete(mass=75.9, height=1.80, sex="male"))
    options = FitOptions(variants=VARIANTS_OF[kind.body], workers=Here(), progress=note)
    with suppress(EnoughError):
        fit_runner(run, options)
    first = min(began.values())
    alone, fits, bodies = (
        began[end] - start
        for start, end in ((first, FITS), (began[FITS], BODIES), (began[BODIES], SIDES))
    )
    shared = alone + (fits + bodies) / 2
    return [
        Row("processor time: nearest motion, fits, bodies",
            f"{alone:.1f} s, {fits:.1f} s, {bodies:.1f} s", "", "", None),
        Row("fit and 64 bodies, from it, on two idle cores", f"{shared:.0f} s", "",
            f"<= {kind.most:.0f} s", shared <= kind.most),
    ]  # fmt: skip


def main() -> None:
    """Measure and report."""
    parser = ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--processor", action="store_true", help="processor time alone")
    parser.add_argument("--body", choices=[each.body for each in KINDS], default="planar")
    chosen = parser.parse_args()
    kind = next(each for each in KINDS if each.body == chosen.body)
    recording = real_recordings() / "dorn2012_ja1_c3d" / "JA1Gait35.c3d"
    rows = processor_rows(recording, kind)
    if chosen.processor:
        report(f"{kind.result}_processor", f"{kind.title}: processor time", rows, kind.notes)
        return
    busy = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "child.py"
        script.write_text(CHILD, encoding="utf-8")
        began = time.time()
        whole = times(start(script, recording, Path(folder) / "whole", kind), began)
        cache = Path(folder) / "killed"
        child = start(script, recording, cache, kind)
        while len(list(cache.rglob("*.npz"))) < kind.killed_at:
            time.sleep(0.2)
            if child.poll() is not None:
                raise SystemExit("it ended before it could be killed")
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        kept = len(list(cache.rglob("*.npz")))
        began = time.time()
        resumed = times(start(script, recording, cache, kind), began)
        left = list(cache.rglob("*"))
    idle = busy < BUSY
    asked = f"<= {kind.most:.0f} s" if idle else ""
    rows += [
        Row("load of the machine meanwhile", f"{busy:.1f}", "", "", None),
        Row("fit and 64 bodies", f"{whole[SIDES]:.0f} s", "", asked,
            whole[SIDES] <= kind.most if idle else None),
        Row("of which to the end of the fits", f"{whole[BODIES]:.0f} s", "", "", None),
        Row("with the experiment on the sides", f"{whole['end']:.0f} s", "", "", None),
        Row("fits and bodies kept when killed", str(kept), "", "", None),
        Row("started again: to the end of the bodies", f"{resumed[SIDES]:.0f} s",
            f"{whole[SIDES]:.0f} s undisturbed", "less" if idle else "",
            resumed[SIDES] < 0.8 * whole[SIDES] if idle else None),
        Row("files left in the cache at the end", str(len(left)), "", "0", not left),
    ]  # fmt: skip
    report(f"{kind.result}_speed", kind.title, rows, kind.notes)


if __name__ == "__main__":
    main()
