"""Touchdown and toe-off from markers alone, against force plates."""

from __future__ import annotations

import itertools

import numpy as np
from _recordings import CASES, Case, analysis, contacts
from _results import Row, report

NOTES = """
Markers only (`--events markers`), against the force plates of the same run. Dorn 2012 (one male
sprinter, overground, 250 Hz, plates at 1500 Hz, 20 N), RBDS subject 1 (treadmill, 150 Hz markers,
forefoot striker, 50 N), Hamner 2013 subject 4 (treadmill, 100 Hz markers, heel striker, 50 N).
Error = ours - plates. The rolling depth of the toe-off rule (0.075 m) was chosen on these same
recordings, so they do not test it; the right foot of the heel striker, which leaves the ground
20 ms before its markers show it while the left does not, shows what one runner's shoe or marker
placement can do.
"""


def errors(case: Case, event: str) -> np.ndarray:
    """Error of every event that the plates saw and the markers cover, ms."""
    steps = analysis(case).run.steps
    time = analysis(case).run.points.time.values
    found = []
    for truth in contacts(case):
        when = getattr(truth, event)
        if not time[0] + 0.05 < when < time[-1] - 0.05:
            continue
        mine = steps[event].values[steps.side.values == truth.side] - when
        mine = mine[np.isfinite(mine)]
        found.append(1000 * mine[np.argmin(np.abs(mine))] if mine.size else np.nan)
    return np.array(found)


def limits(case: Case, error: np.ndarray) -> tuple[str, bool | None]:
    """What was asked for beforehand, and whether it holds."""
    if case.name.startswith("sprint"):
        holds = np.abs(error).max() <= 8 and np.median(np.abs(error)) <= 4
        return "each within 8, median |error| <= 4", bool(holds)
    if case.name.startswith("run"):
        return "each within 12", bool(np.abs(error).max() <= 12)
    if "heel" in case.name:
        return "", None
    holds = abs(error.mean()) <= 5 and error.std(ddof=1) <= 8
    return "|bias| <= 5, SD <= 8", bool(holds)


def main() -> None:
    """Compare every case."""
    rows = []
    for case in CASES:
        truths, steps = contacts(case), analysis(case).run.steps
        start = float(analysis(case).run.points.time[0])
        within = [truth for truth in truths if truth.touchdown >= start]
        first, last = within[0].touchdown - 0.05, within[-1].touchdown + 0.05
        counted = int(((steps.touchdown > first) & (steps.touchdown < last)).sum())
        sides = steps.side.values
        alternate = all(one != two for one, two in itertools.pairwise(sides))
        rows.append(
            Row(f"{case.name}: contacts", f"{counted}, strictly alternating: {alternate}",
                f"{len(within)}", "none missed or invented",
                counted == len(within) and alternate)
        )  # fmt: skip
        for event in ("touchdown", "toe_off"):
            error = errors(case, event)
            missed = int(np.isnan(error).sum())
            error = error[np.isfinite(error)]
            accepted, holds = limits(case, error)
            ours = (
                f"bias {error.mean():+.1f}, SD {error.std(ddof=1):.1f}, median "
                f"{np.median(np.abs(error)):.1f}, worst {np.abs(error).max():.1f}"
            )
            rows.append(
                Row(f"{case.name}: {event.replace('_', '-')} error, ms", ours,
                    f"{error.size} events, {missed} missed", accepted, holds)
            )  # fmt: skip
    report("events", "Touchdown and toe-off from markers alone", rows, NOTES)


if __name__ == "__main__":
    main()
