"""Write limiter_maps.json: the sprinter as it is, and with one muscle group weakened.

Every map is priced by `nextstride.sprint` on a coarse mesh. A made-up range of +-`RANGE` stands in
for the range that the fit of a body to a runner gives. Run it again after the sprint has changed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from nextstride.body import build_body
from nextstride.sprint import follow, limits_document, solve_sprint
from nextstride.sprint.outcomes import stride_percent
from nextstride.sprint.solution import SprintSolution

FILE = Path(__file__).with_name("limiter_maps.json")
WEAKENED = {"hip_flexors": 0.5, "plantarflexors": 0.8, "dorsiflexors": 0.4, "adductors": 0.5}
"""Groups that are weakened, one at a time, and what is left of their strength."""
RANGE = 0.005
COARSE = (8, 8)
COLUMNS = {"thigh_rad": 0, "knee_rad": 1, "ankle_rad": 2}


def limits_of(solution: SprintSolution) -> dict[str, Any]:
    """The ``limits`` of an analysis of this sprinter."""
    document = limits_document(solution)
    for row in document["groups"]:
        row["lower"], row["upper"] = row["elasticity"] - RANGE, row["elasticity"] + RANGE
    position = solution.values("position")
    motion = {
        name: [*position[:, 3 + column].tolist(), *position[:, 6 + column].tolist()]
        for name, column in COLUMNS.items()
    }
    motion["trunk_rad"] = 2 * position[:, 2].tolist()
    motion["percent"] = stride_percent(solution).tolist()
    return document | {"motion": motion}


def rounded(value: Any) -> Any:
    """Numbers to four decimals, so that the file stays small."""
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, list):
        return [rounded(each) for each in value]
    if isinstance(value, dict):
        return {key: rounded(each) for key, each in value.items()}
    return value


def main() -> None:
    """Price the sprinter, then follow the optimum to each weakened body."""
    body = build_body(parameters="lai2017")
    whole = solve_sprint(body, intervals=COARSE).raise_for_status()
    maps = {"sprinter": limits_of(whole)}
    for group, factor in WEAKENED.items():
        weakened = body.with_factors("strength", {group: factor})
        maps[f"weak_{group}"] = limits_of(follow(whole, weakened))
    FILE.write_text(json.dumps(rounded(maps)) + "\n", "utf-8")


if __name__ == "__main__":
    main()
