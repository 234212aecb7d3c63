"""Running speed and belt speed, against what is known of the recordings."""

from __future__ import annotations

from _recordings import CASES, analysis
from _results import Row, report

NOTES = """
Overground: the speed of the sacral marker over the whole trial, as published with the files.
Treadmill: the belt's set speed, re-derived here from the standing forefoot.
"""


def main() -> None:
    """Compare every case."""
    rows = []
    for case in CASES:
        found = analysis(case)
        pace = found.run.pace
        ours = (
            pace.belt_speed
            if pace.treadmill
            else float(found.measures["value"].sel(measure="speed", side="both"))
        )
        limit = 0.02 if pace.treadmill else 0.01
        error = ours / case.speed - 1
        what = "belt speed" if pace.treadmill else "speed"
        rows.append(
            Row(f"{case.name}: {what}, m/s", f"{ours:.3f} ({100 * error:+.1f} %)",
                f"{case.speed:.2f}", f"within {limit:.0%}", abs(error) <= limit)
        )  # fmt: skip
    report("speed", "Speed", rows, NOTES)


if __name__ == "__main__":
    main()
