"""How often the simulated sprint reaches an optimum, and whether it is the same one.

    python benchmarks/speed/sprint_convergence.py [--body spatial] [--bodies N] [--spread M]
                                                  [--kept FOLDER]

Solves N random bodies (mass 50-100 kg, height 1.55-2.00 m, every strength x0.7-1.3) in parallel
from the measured sprint, from the other starts where that fails, and the first M from all starts.
Keeps the result in ``benchmarks/results/sprint_convergence.json``; with ``--body spatial``, one
body after the other, in ``spatial_convergence.json``. Each body's tries are kept in FOLDER as they
end, and the table is written after each, so that a run that is cut short counts and goes on.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

import _results

from nextstride.athlete import Athlete
from nextstride.body import Body, build_body
from nextstride.body.spatial import build_spatial_body
from nextstride.parallel import Here, local_workers
from nextstride.personal.keeping import Arrays, Keeper, do_all
from nextstride.sprint.problem import sprint_problem
from nextstride.sprint.simulate import INTERVALS, solve_sprint
from nextstride.sprint.spatial import solve_spatial
from nextstride.sprint.spatial.reference import STARTS as SPATIAL_STARTS
from nextstride.sprint.starts import STARTS

TIME_LIMIT = 120.0
WANTED = 98
"""Of a hundred bodies so many shall reach an optimum."""
NOTES = """\
Bodies of 50-100 kg and 1.55-2.00 m with every strength x0.7-1.3, drawn once (seed 2026), each
solved from the measured sprint and, where that failed, from the other starts in turn. The last rows
compare the optima that all starts found for some of them: how far the slowest is behind."""


@dataclass(frozen=True)
class Kind:
    """A kind of body: how it is built, solved and started, where its rows are kept."""

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


def tries(task: tuple[int, Body, bool]) -> Arrays:
    """Solve a body from the first start, from the others where that fails or all are asked for.

    Returns
    -------
    dict
        By start, in order: ``speed`` (m/s, not a number where it failed), ``iterations`` and
        ``processor`` (s).
    """
    number, body, every = task
    kind = KINDS[body.kind]
    done: dict[str, list[float]] = {"speed": [], "iterations": [], "processor": []}
    for start in kind.starts:
        if not every and np.isfinite(done["speed"]).any():
            break
        began = time.process_time()
        found = kind.solve(body, start=start, time_limit=TIME_LIMIT)
        spent = time.process_time() - began
        speed = found.speed if found.raw.solved else np.nan
        for name, value in zip(done, (speed, found.iterations, spent), strict=True):
            done[name].append(value)
        print(f"{number:3d} {start.name:20s} {found.status:28s} {speed} {spent:.1f} s", flush=True)
    return {name: np.array(values, float) for name, values in done.items()}


def convergence_rows(found: list[Arrays], starts: tuple[object, ...]) -> list[_results.Row]:
    """How many bodies reached an optimum, from which start, at what cost."""
    solved = [np.isfinite(body["speed"]) for body in found]
    from_start = Counter(int(each.argmax()) for each in solved if each.any())
    reached, share = from_start.total(), WANTED / 100 * len(found)
    cost = [body["processor"][0] for body in found]
    steps = [body["iterations"][0] for body in found]
    rows = [_row("bodies that reached an optimum", f"{reached} of {len(found)}",
                 f"{WANTED} of 100",
                 reached >= share)]  # fmt: skip
    rows += [_row(f"of them first from: {start.name}", str(from_start[place]))
             for place, start in enumerate(starts)]  # fmt: skip
    longest = f"{np.median(cost):.1f} s, longest {max(cost):.1f} s"
    rows.append(_row("processor time from the first start, median", longest))
    rows.append(_row("iterations from the first start, median", f"{np.median(steps):.0f}"))
    return rows


def spread_rows(found: list[Arrays]) -> list[_results.Row]:
    """How far the optima of all starts are from the best one."""
    if not found:
        return []
    behind = [100 * (1 - body["speed"] / np.nanmax(body["speed"])) for body in found]
    agree = sum((gap < 0.5).sum() >= 3 for gap in behind)
    solved = sum(np.isfinite(gap).sum() for gap in behind)
    widest = [np.nanmax(gap) for gap in behind]
    first = sum(gap[0] < 0.5 for gap in behind)
    spread = f"{np.median(widest):.2f} %, largest {max(widest):.2f} %"
    return [
        _row(
            "solves from all starts that converged",
            f"{solved} of {sum(gap.size for gap in behind)}",
        ),
        _row("bodies with 3 of 4 starts within 0.5 % of the best", f"{agree} of {len(found)}"),
        _row("bodies whose first start is within 0.5 % of the best", f"{first} of {len(found)}"),
        _row("slowest optimum behind the fastest, median", spread),
    ]


def _row(what: str, ours: str, accepted: str = "", within: bool | None = None) -> _results.Row:
    """A row without a reference."""
    return _results.Row(what, ours, "", accepted, within)


def main() -> None:
    """Solve all bodies and keep what was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--body", choices=KINDS, default="planar")
    parser.add_argument("--bodies", type=int, default=100)
    parser.add_argument("--spread", type=int, default=10)
    parser.add_argument("--kept", type=Path, help="folder of the bodies that are done")
    chosen = parser.parse_args()
    kind = KINDS[chosen.body]
    bodies = random_bodies(kind, chosen.bodies)
    named = [
        (f"{chosen.body}-{number}", (number, body, number < chosen.spread))
        for number, body in enumerate(bodies)
    ]
    with TemporaryDirectory() as passing:
        keeper = Keeper(chosen.kept or Path(passing))

        def tell() -> None:
            keep(kind, [keeper.get(name) for name, _ in named], chosen.spread)

        if chosen.body == "planar":
            sprint_problem(*INTERVALS, bodies[0].compliant)  # built once, inherited by processes
        with local_workers() if chosen.body == "planar" else Here() as workers:
            do_all(tries, named, keeper, workers, tell)


def keep(kind: Kind, bodies: list[Arrays | None], spread: int) -> None:
    """Keep what was found so far; None stands for what is not."""
    found = [body for body in bodies if body is not None]
    compared = [body for body in bodies[:spread] if body and np.isfinite(body["speed"]).any()]
    rows = convergence_rows(found, kind.starts) + spread_rows(compared)
    _results.report(kind.result, kind.title, rows, NOTES)


if __name__ == "__main__":
    main()
