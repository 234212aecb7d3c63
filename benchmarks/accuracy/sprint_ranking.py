"""Which muscle group limits the simulated sprinter first, and for which body that changes.

    python benchmarks/accuracy/sprint_ranking.py

Solves bodies of every published parameter set and some variants, each on two meshes, and keeps the
order of elasticities in ``benchmarks/results/sprint_ranking.json``.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

import _results

from nextstride.body import GROUPS, PARAMETER_SETS, Body, build_body
from nextstride.parallel import in_processes
from nextstride.sprint.limits import limits
from nextstride.sprint.problem import sprint_problem
from nextstride.sprint.refine import FINER, refine
from nextstride.sprint.simulate import INTERVALS, solve_sprint
from nextstride.sprint.solution import SprintSolution

NOTES = """\
Each body is solved from the measured sprint and again on a finer mesh next to that optimum. Behind
each group its elasticity to strength, and in brackets the same per litre of its muscle in one leg.
Where the first two groups, by strength or by litre, are others than in the default body, or in
another order, the row says so."""
SHOWN = 4
FIRST = 2
"""Groups whose order is compared with the default body's."""


@dataclass(frozen=True)
class Ranking:
    """Elasticities of a solved body, or why there are none."""

    status: str
    speed: float
    price: np.ndarray
    per_litre: np.ndarray

    @property
    def order(self) -> list[str]:
        """Groups from the one that limits most."""
        return [GROUPS[k] for k in np.argsort(-self.price)]

    @property
    def order_per_litre(self) -> list[str]:
        """Groups from the one that limits most per volume of muscle."""
        return [GROUPS[k] for k in np.argsort(-self.per_litre)]


def bodies() -> dict[str, Body]:
    """Bodies to compare; the first is the default."""
    found = {name: build_body(parameters=name) for name in PARAMETER_SETS}
    default = next(iter(found.values()))
    found["stiff Achilles (5 %)"] = build_body(achilles_strain=0.05)
    found["pelvic list"] = build_body(pelvic_list=True)
    found["activation falls in 60 ms"] = default.with_values(deactivation_time=0.060)
    found["toe joint 100 N m/rad"] = default.with_values(toe_stiffness=100.0)
    found["foot's outer edge 1 cm lower"] = default.with_values(
        forefoot=default.get("forefoot") - [0.0, 0.01]
    )
    return found


def ranking(solution: SprintSolution) -> Ranking:
    """Read the order from the multipliers of a solve."""
    if not solution.raw.solved:
        nothing = np.full(len(GROUPS), np.nan)
        return Ranking(solution.status, float("nan"), nothing, nothing)
    found = limits(solution)
    per_litre = found.elasticity_per_litre.values
    return Ranking("solved", solution.speed, found.elasticity.values, per_litre)


def on_two_meshes(body: Body) -> list[Ranking]:
    """Solve a body, then on the finer mesh."""
    coarse = solve_sprint(body)
    found = [ranking(coarse)]
    if coarse.raw.solved:
        found.append(ranking(refine(coarse)))
    return found


def row(name: str, found: Ranking, default: Ranking) -> _results.Row:
    """Speed and the largest elasticities of a body on a mesh."""
    if found.status != "solved":
        return _results.Row(f"ranking: {name}", found.status, "", "", None)
    parts = []
    for group in found.order[:SHOWN]:
        k = GROUPS.index(group)
        parts.append(f"{group} {found.price[k]:.2f} ({found.per_litre[k]:.2f}/l)")
    ours = f"{found.speed:.2f} m/s; {', '.join(parts)}; "
    ours += f"first per litre {', '.join(found.order_per_litre[:FIRST])}"
    changes = [
        f"per {unit} {'as the default body' if order[:FIRST] == usual[:FIRST] else 'changed'}"
        for unit, order, usual in (
            ("strength", found.order, default.order),
            ("litre", found.order_per_litre, default.order_per_litre),
        )
    ]
    return _results.Row(f"ranking: {name}", ours, "; ".join(changes), "", None)


def summary(what: str, first: list[str]) -> _results.Row:
    """How often each group comes first."""
    parts = [f"{group} in {count}" for group, count in Counter(first).most_common()]
    return _results.Row(what, ", ".join(parts), f"of {len(first)} bodies and meshes", "", None)


def main() -> None:
    """Solve all bodies and keep the rankings."""
    compared = bodies()
    for intervals in (INTERVALS, FINER):
        sprint_problem(*intervals, build_body().compliant)  # built once, inherited by the processes
    found = dict(zip(compared, in_processes(on_two_meshes, list(compared.values())), strict=True))
    default = next(iter(found.values()))[0]
    rows = []
    for name, rankings in found.items():
        for intervals, each in zip((INTERVALS, FINER), rankings, strict=False):
            mesh = "{} + {}".format(*intervals)
            rows.append(row(f"{name}, {mesh} intervals", each, default))
    solved = [each for rankings in found.values() for each in rankings if each.status == "solved"]
    rows.append(summary("first per strength", [each.order[0] for each in solved]))
    rows.append(summary("first per litre of muscle", [each.order_per_litre[0] for each in solved]))
    title = "The simulated sprinter: which group limits first"
    _results.report("sprint_ranking", title, rows, NOTES)


if __name__ == "__main__":
    main()
