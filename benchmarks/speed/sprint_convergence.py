"""How often the simulated sprint reaches an optimum, and whether it is the same one.

    python benchmarks/speed/sprint_convergence.py [--body spatial] [--bodies N] [--spread M]

Solves N random bodies (mass 50-100 kg, height 1.55-2.00 m, every strength x0.7-1.3) in parallel
from the measured sprint, from the other starts where that fails, and the first M from all starts.
Keeps the result in ``benchmarks/results/sprint_convergence.json``; with ``--body spatial`` in
``spatial_convergence.json``, body after body, so that a run that is cut short counts.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

import _results

from nextstride.athlete import Athlete
from nextstride.body import Body, build_body
from nextstride.body.spatial import build_spatial_body
from nextstride.parallel import in_processes
from nextstride.sprint.problem import sprint_problem
from nextstride.sprint.simulate import INTERVALS, solve_sprint
from nextstride.sprint.spatial import solve_spatial
from nextstride.sprint.spatial.reference import STARTS as SPATIAL_STARTS
from nextstride.sprint.starts import STARTS

TIME_LIMIT = 120.0
NOTES = """\
Bodies of 50-100 kg and 1.55-2.00 m with every strength x0.7-1.3, drawn once (seed 2026), each
solved from the measured sprint and, where that failed, from the other starts in turn. The last rows
compare the optima that all starts found for some of them: how far the slowest is behind."""


@dataclass(frozen=True)
class Kind:
    """A kind of body: how it is built, solved and started, and where its rows are kept."""

    build: Callable[..., Body]
    solve: Callable[..., object]
    starts: tuple[object, ...]
    result: str
    title: str


KINDS = {
    "planar": Kind(build_body, solve_sprint, STARTS, "sprint_convergence",
                   "The simulated sprinter: random bodies"),
    "spatial": Kind(build_spatial_body, solve_spatial, SPATIAL_STARTS, "spatial_convergence",
                    "The sprinter in three dimensions: random bodies"),
}  # fmt: skip


@dataclass(frozen=True)
class Try:
    """A body solved from one start: its speed is None where it failed."""

    start: str
    speed: float | None
    iterations: int
    processor: float


def random_bodies(kind: Kind, count: int) -> list[Body]:
    """Return bodies of any size and strength, the same each time."""
    random = np.random.default_rng(2026)
    bodies = []
    for _ in range(count):
        athlete = Athlete(mass=random.uniform(50, 100), height=random.uniform(1.55, 2.0))
        body = kind.build(athlete)
        strength = {group: random.uniform(0.7, 1.3) for group in body.groups}
        bodies.append(body.with_factors("strength", strength))
    return bodies


def tries(task: tuple[int, Body, bool]) -> list[Try]:
    """Solve a body from the first start, from the others where that fails or all are asked for."""
    number, body, every = task
    kind = KINDS[body.kind]
    done: list[Try] = []
    for start in kind.starts:
        if done and done[-1].speed is not None and not every:
            break
        began = time.process_time()
        found = kind.solve(body, start=start, time_limit=TIME_LIMIT)
        spent = time.process_time() - began
        speed = found.speed if found.raw.solved else None
        done.append(Try(start.name, speed, found.iterations, spent))
        print(f"{number:3d} {start.name:20s} {found.status:28s} {speed} {spent:.1f} s", flush=True)
    return done


def convergence_rows(
    found: list[list[Try]], starts: tuple[object, ...], wanted: int
) -> list[_results.Row]:
    """How many bodies reached an optimum, from which start, at what cost."""
    first = [next((t.start for t in body if t.speed is not None), None) for body in found]
    from_start = Counter(name for name in first if name)
    reached, share = sum(from_start.values()), wanted / 100 * len(found)
    cost = [body[0].processor for body in found]
    steps = [body[0].iterations for body in found]
    rows = [_row("bodies that reached an optimum", f"{reached} of {len(found)}",
                 f"{wanted} of 100",
                 reached >= share)]  # fmt: skip
    rows += [_row(f"of them first from: {start.name}", str(from_start[start.name]))
             for start in starts]  # fmt: skip
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
        _row(
            "solves from all starts that converged",
            f"{solved} of {sum(len(body) for body in found)}",
        ),
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
    parser.add_argument("--body", choices=KINDS, default="planar")
    parser.add_argument("--bodies", type=int, default=100)
    parser.add_argument("--spread", type=int, default=10)
    chosen = parser.parse_args()
    kind = KINDS[chosen.body]
    bodies = random_bodies(kind, chosen.bodies)
    tasks = [(number, body, number < chosen.spread) for number, body in enumerate(bodies)]
    if chosen.body == "spatial":
        found: list[list[Try]] = []
        for task in tasks:
            found.append(tries(task))
            keep(kind, found, chosen.spread, 98)
        return
    sprint_problem(*INTERVALS, bodies[0].compliant)  # built once, inherited by the processes
    keep(kind, in_processes(tries, tasks), chosen.spread, 95)


def keep(kind: Kind, found: list[list[Try]], spread: int, wanted: int) -> None:
    """Keep what was found so far."""
    compared = [body for body in found[:spread] if speeds(body)]
    rows = convergence_rows(found, kind.starts, wanted) + spread_rows(compared)
    _results.report(kind.result, kind.title, rows, NOTES)


if __name__ == "__main__":
    main()
