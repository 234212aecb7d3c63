"""How often the simulated sprint reaches an optimum, and whether it is the same one.

    python benchmarks/speed/sprint_convergence.py [--bodies N] [--spread M]

Solves N random bodies (mass 50-100 kg, height 1.55-2.00 m, every strength x0.7-1.3) in parallel
from the measured sprint, from the other starts where that fails, and the first M from all starts.
Keeps the result in ``benchmarks/results/sprint_convergence.json``.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

import _results

from nextstride.athlete import Athlete
from nextstride.body import GROUPS, Body, build_body
from nextstride.parallel import in_processes
from nextstride.sprint.problem import sprint_problem
from nextstride.sprint.simulate import INTERVALS, solve_sprint
from nextstride.sprint.starts import STARTS

TIME_LIMIT = 120.0
NOTES = """\
Bodies of 50-100 kg and 1.55-2.00 m with every strength x0.7-1.3, drawn once (seed 2026), each
solved from the measured sprint and, where that failed, from the other starts in turn. The last rows
compare the optima that all starts found for some of them: how far the slowest is behind."""


@dataclass(frozen=True)
class Try:
    """A body solved from one start: its speed is None where it failed."""

    start: str
    speed: float | None
    iterations: int
    processor: float


def random_bodies(count: int) -> list[Body]:
    """Return bodies of any size and strength, the same each time."""
    random = np.random.default_rng(2026)
    bodies = []
    for _ in range(count):
        athlete = Athlete(mass=random.uniform(50, 100), height=random.uniform(1.55, 2.0))
        strength = {group: random.uniform(0.7, 1.3) for group in GROUPS}
        bodies.append(build_body(athlete).with_factors("strength", strength))
    return bodies


def tries(task: tuple[int, Body, bool]) -> list[Try]:
    """Solve a body from the first start, from the others where that fails or all are asked for."""
    number, body, every = task
    done: list[Try] = []
    for start in STARTS:
        if done and done[-1].speed is not None and not every:
            break
        began = time.process_time()
        found = solve_sprint(body, start=start, time_limit=TIME_LIMIT)
        spent = time.process_time() - began
        speed = found.speed if found.raw.solved else None
        done.append(Try(start.name, speed, found.iterations, spent))
        print(f"{number:3d} {start.name:20s} {found.status:28s} {speed} {spent:.1f} s", flush=True)
    return done


def convergence_rows(found: list[list[Try]]) -> list[_results.Row]:
    """How many bodies reached an optimum, from which start, at what cost."""
    first = [next((t.start for t in body if t.speed is not None), None) for body in found]
    from_start = Counter(name for name in first if name)
    reached, share = sum(from_start.values()), 0.95 * len(found)
    cost = [body[0].processor for body in found]
    steps = [body[0].iterations for body in found]
    rows = [_row("bodies that reached an optimum", f"{reached} of {len(found)}", "95 of 100",
                 reached >= share)]  # fmt: skip
    rows += [_row(f"of them first from: {start.name}", str(from_start[start.name]))
             for start in STARTS]  # fmt: skip
    longest = f"{np.median(cost):.1f} s, longest {max(cost):.1f} s"
    rows.append(_row("processor time from the first start, median", longest))
    rows.append(_row("iterations from the first start, median", f"{np.median(steps):.0f}"))
    return rows


def spread_rows(found: list[list[Try]]) -> list[_results.Row]:
    """How far the optima of all starts are from the best one."""
    if not found:
        return []
    behind = [100 * (1 - np.array(speeds(body)) / max(speeds(body))) for body in found]
    agree = sum((gap < 0.5).sum() >= 3 for gap in behind)
    solved = sum(gap.size for gap in behind)
    widest = [gap.max() for gap in behind]
    first = sum(body[0].speed is not None and gap[0] < 0.5
                for body, gap in zip(found, behind, strict=True))  # fmt: skip
    spread = f"{np.median(widest):.2f} %, largest {max(widest):.2f} %"
    return [
        _row("solves from all starts that converged", f"{solved} of {len(STARTS) * len(found)}"),
        _row("bodies with 3 of 4 starts within 0.5 % of the best", f"{agree} of {len(found)}"),
        _row("bodies whose first start is within 0.5 % of the best", f"{first} of {len(found)}"),
        _row("slowest optimum behind the fastest, median", spread),
    ]


def speeds(body: list[Try]) -> list[float]:
    """Speeds of the optima of a body."""
    return [each.speed for each in body if each.speed is not None]


def _row(what: str, ours: str, accepted: str = "", within: bool | None = None) -> _results.Row:
    """A row without a reference."""
    return _results.Row(what, ours, "", accepted, within)


def main() -> None:
    """Solve all bodies and keep what was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bodies", type=int, default=100)
    parser.add_argument("--spread", type=int, default=10)
    chosen = parser.parse_args()
    bodies = random_bodies(chosen.bodies)
    sprint_problem(*INTERVALS, bodies[0].compliant)  # built once, inherited by the processes
    tasks = [(number, body, number < chosen.spread) for number, body in enumerate(bodies)]
    found = in_processes(tries, tasks)
    compared = [body for body in found[: chosen.spread] if speeds(body)]
    rows = convergence_rows(found) + spread_rows(compared)
    title = "The simulated sprinter: random bodies"
    _results.report("sprint_convergence", title, rows, NOTES)


if __name__ == "__main__":
    main()
