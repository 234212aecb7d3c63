"""What loads do to the simulated sprint, against people who sprinted with them.

    python benchmarks/accuracy/sprint_loads.py

Every parameter set's default body is solved, then followed as it is loaded.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

import _results

from nextstride.body import PARAMETER_SETS, build_body
from nextstride.body.loads import Loads, loaded
from nextstride.errors import SolveError
from nextstride.parallel import in_processes
from nextstride.sprint import SprintSolution, follow, outcomes, solve_sprint
from nextstride.sprint.problem import sprint_problem
from nextstride.sprint.simulate import INTERVALS

NOTES = """\
The default bodies of all four parameter sets, free of any recording, on the branch of each one's
optimum: change of speed, step rate, contact and flight, least to greatest of the sets. People's
figures are group means from abstracts; papers were not opened: thigh load Macadam et al. 2020 (Eur
J Sport Sci 20:444) and J Sports Sci 2021 39:1519, shank load the latter, vest Cross et al. 2014 (J
Strength Cond Res 28:1867, a treadmill that the runner drives), tow Clark et al. 2021 (J Strength
Cond Res 35:1856). For sled and slope only the ranges beside them were given to us, without a
source. Accepted: the sign, and a size between half and twice the published one; none of this was
used to choose a number of the body."""
MEASURES = {"speed": "speed", "rate": "step_rate", "contact": "contact_time",
            "flight": "flight_time"}  # fmt: skip


@dataclass(frozen=True)
class Study:
    """A load, and what people did under it.

    Attributes
    ----------
    title : str
    loads : Loads
    people : dict
        Change by measure, %: least and greatest of what is published.
    unit : tuple of float and str
        What the changes are divided by, and how it is called.
    """

    title: str
    loads: Loads
    people: dict[str, tuple[float, float]]
    unit: tuple[float, str] = (1.0, "%")


STUDIES = (
    Study("2 % of body mass on the thighs", Loads(thighs=0.02),
          {"speed": (-1.9, 0.0), "rate": (-2.8, -2.8), "contact": (2.5, 3.2)}),
    Study("2 % of body mass on the shanks", Loads(shanks=0.02), {"speed": (-3.3, -1.6)}),
    Study("vest of 9 kg", Loads(vest=9 / 75.9),
          {"speed": (-3.6, -3.6), "contact": (5.9, 5.9), "flight": (-17.4, -17.4)}),
    Study("tow of 9.9 % of body weight", Loads(tow=0.099),
          {"speed": (9.4, 9.4), "rate": (0.7, 0.7), "contact": (-5.2, -5.2),
           "flight": (3.4, 3.4)}),
    Study("sled, 3 % of body weight", Loads(tow=-0.03), {"speed": (-1.9, -1.1)},
          (3.0, "% per % of weight")),
    Study("slope, 0.03 rad up", Loads(slope=0.03), {"speed": (-1.29, -1.29)},
          (3.0, "per rad")),
)  # fmt: skip


def responses(name: str) -> list[dict[str, float]]:
    """Return the change of every measure under every load, %, of one set's default body."""
    free = solve_sprint(build_body(parameters=name)).raise_for_status()
    return [_response(free, study.loads) for study in STUDIES]


def _response(free: SprintSolution, loads: Loads) -> dict[str, float]:
    """Change of `MEASURES`, %; NaN where the branch was lost."""
    try:
        carrying = outcomes(follow(free, loaded(free.body, loads)))
    except SolveError:
        return dict.fromkeys(MEASURES, float("nan"))
    without = outcomes(free)
    return {
        measure: 100 * (carrying[name] / without[name] - 1) for measure, name in MEASURES.items()
    }


def accepted(low: float, high: float) -> tuple[float, float]:
    """Half to twice what is published, with its sign."""
    ends = [factor * end for factor in (0.5, 2.0) for end in (low, high)]
    return min(ends), max(ends)


def rows_of(study: Study, found: list[dict[str, float]]) -> list[_results.Row]:
    """Every measure of one load."""
    per, unit = study.unit
    rows = []
    for measure in MEASURES:
        values = np.array([each[measure] for each in found]) / per
        ours = f"{np.nanmin(values):+.1f} to {np.nanmax(values):+.1f} {unit}"
        if not np.isfinite(values).all():
            ours += f", {np.isnan(values).sum()} branches lost"
        if measure not in study.people:
            rows.append(_results.Row(f"{study.title}: {measure}", ours, "", "", None))
            continue
        low, high = study.people[measure]
        least, most = accepted(low, high)
        told = f"{low:+g}" if low == high else f"{low:+g} to {high:+g}"
        within = bool((values >= least).all() and (values <= most).all())
        rows.append(
            _results.Row(f"{study.title}: {measure}", ours, told, f"{least:+.1f} to {most:+.1f}",
                         within)
        )  # fmt: skip
    return rows


def main() -> None:
    """Load all bodies and keep the rows."""
    sprint_problem(*INTERVALS, build_body().compliant)  # built once, inherited by the processes
    found = in_processes(responses, PARAMETER_SETS)
    rows = [
        row
        for place, study in enumerate(STUDIES)
        for row in rows_of(study, [of_set[place] for of_set in found])
    ]
    _results.report("sprint_loads", "The simulated sprint under loads", rows, NOTES)


if __name__ == "__main__":
    main()
