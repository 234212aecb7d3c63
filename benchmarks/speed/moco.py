"""OpenSim Moco's predictive walk in two dimensions beside our sprint, on this machine.

    pip install opensim
    python benchmarks/speed/moco.py [PYTHON]

PYTHON is an interpreter that has ``opensim``, where this one has not: it is needed for this
benchmark only. Takes an hour of processor time.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import _results
import _walker
from _walk import SPEED

FASTER = 500.0
"""How many times less processor time ours is asked to take."""
NOTES = """\
Moco: the published example of walking in the plane (`example2DWalking` of opensim-core: 10
coordinates, 18 muscles with rigid tendons, two contact spheres a foot, one step with mirrored
legs, 50 intervals, tolerances 1e-4): coordinates and ground forces are tracked, and from there
the walk of 1.2 m/s with the least effort a distance is sought. Goals, weights, bounds, mesh and
tolerances are the example's. The tracked walk is slower than the motion it follows. Why is not
known: it is not effort, for with effort weighed 0.1 in place of 10 (25 intervals) it is 1.09
m/s, and on the built model the motion itself stands still on its stance foot. Whether the
example as published does the same was not seen. What differs from it: the model is built from
the file's numbers through OpenSim's interface (the sources are in
`benchmarks/speed/_walker.py`), its reference motion is rounded to 1e-5 rad and m and 0.1 N,
muscle paths are the file's points and not its fitted polynomials, and one thread is used. Ours:
the fastest sprint of a planar body (9 free coordinates, 24 muscles, 8 of them with stretching
tendons, three contacts a foot, one step in a stance and a flight of 6 intervals each), cold from
the measured sprint, with all prices; the slower of two solves, one before and one after Moco's.
So the problems differ in more than their programs: goal, mesh (101 against 36 points), contact
sequence (free there, given here), start (a tracked walk there), and derivatives: finite
differences through a general engine and no exact Hessian there, exact ones of written equations
here. Processor time, on a machine that other work kept busy; the reference is an earlier run of
an earlier form of this comparison, by the clock (1,903 s of processor time together). Measured
with OpenSim 4.6. Not compared: what Moco can do that we cannot."""


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """What `work` returns, and the processor time of this process and its threads, s."""
    began = time.process_time()
    return work(), time.process_time() - began


def moco_in_a_process(python: str) -> dict[str, Any]:
    """What ``_walk.py`` wrote: two CasADi, OpenSim's and ours, cannot be in one process."""
    environment = {**os.environ, "OPENSIM_MOCO_PARALLEL": "0", "OMP_NUM_THREADS": "1"}
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "moco.json"
        program = Path(__file__).with_name("_walk.py")
        subprocess.run([python, program, answer], env=environment, check=True)
        return dict(json.loads(answer.read_text(encoding="utf-8")))


def our_sprint() -> tuple[float, int]:
    """Processor time of our sprint with all prices, s, and its iterations."""
    from nextstride.body import build_body
    from nextstride.sprint.limits import limits
    from nextstride.sprint.problem import sprint_problem
    from nextstride.sprint.simulate import INTERVALS, solve_sprint

    body = build_body()
    sprint_problem(*INTERVALS, body.compliant)
    sprint, solving = timed(lambda: solve_sprint(body).raise_for_status())
    _, pricing = timed(lambda: limits(sprint))
    return solving + pricing, sprint.iterations


def rows_of(found: dict[str, Any], ours: float, iterations: int) -> Iterator[_results.Row]:
    """The built model beside its file, both walks, and both programs' processor time."""
    Row = _results.Row
    yield Row("model: mass", f"{found['mass']:.3f} kg", f"{_walker.MASS} kg",
              "0.001 kg", math.isclose(found["mass"], _walker.MASS, abs_tol=1e-3))  # fmt: skip
    for what, error in zip(("length", "arm"), found["neutral"], strict=True):
        yield Row(f"model: largest difference of a path's {what} at neutral",
                  f"{1e3 * error:.1f} mm", "the file's fitted polynomials", "", None)  # fmt: skip
    for name, once in (("tracking", "124, 70 s"), ("prediction", "395, 1,140 s")):
        yield from walk_rows(name, found[name], once)
    theirs = sum(found[name]["seconds"] for name in ("tracking", "prediction"))
    yield Row("our sprint with all prices: iterations, processor time",
              f"{iterations}, {ours:.2f} s", "", "", None)  # fmt: skip
    yield Row("processor time, theirs over ours", f"{theirs / ours:.0f}", "",
              f">= {FASTER:.0f}", theirs >= FASTER * ours)  # fmt: skip


def walk_rows(name: str, walk: dict[str, Any], once: str) -> Iterator[_results.Row]:
    """How a walk was found, and whether it is one."""
    Row = _results.Row
    speed = walk["length"] / walk["duration"]
    tracked = _walker.read_step()["pelvis_tx"][-1] / _walker.DURATION
    wanted, room = (SPEED, 0.01) if name == "prediction" else (tracked, 0.05)
    yield Row(f"Moco, {name}: converged", walk["status"].replace("_", " "), "", "yes",
              walk["converged"])  # fmt: skip
    yield Row(f"Moco, {name}: iterations, processor time",
              f"{walk['iterations']}, {walk['seconds']:.0f} s", f"{once} (idle machine)",
              "", None)  # fmt: skip
    yield Row(f"Moco, {name}: speed", f"{speed:.3f} m/s", f"{wanted:.3f} m/s", f"{room} m/s",
              abs(speed - wanted) <= room)  # fmt: skip
    yield Row(f"Moco, {name}: step", f"{walk['duration']:.3f} s, {walk['length']:.2f} m, "
              f"peak {walk['peak']:.2f} body weights", "", "", None)  # fmt: skip
    yield Row(f"Moco, {name}: mean force under both feet", f"{walk['mean']:.3f} body weights", "1",
              "0.01", abs(walk["mean"] - 1) <= 0.01)  # fmt: skip


def main() -> None:
    """Solve both and keep the rows."""
    python = sys.argv[1] if len(sys.argv) > 1 else sys.executable
    if subprocess.run([python, "-c", "import opensim"], capture_output=True).returncode:
        raise SystemExit(f"{Path(__file__).name}: {python} has no opensim; pip install opensim.")
    before = our_sprint()
    found = moco_in_a_process(python)
    ours, iterations = max(before, our_sprint())
    _results.report("moco", "Beside OpenSim Moco", list(rows_of(found, ours, iterations)), NOTES)


if __name__ == "__main__":
    main()
