"""What smoothed markers lose: raw recordings, low-passed here, against themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from _recordings import CASES, STRANGERS, Case
from _results import Row, real_recordings, report

from nextstride import analyze, read_recording
from nextstride.errors import NextstrideError
from nextstride.kinematics import body_points
from nextstride.measures import MEASURES, Run, measure_run
from nextstride.measures.smoothed import HARMONICS, OF_MARKERS
from nextstride.signals import low_pass
from nextstride.signals.smoothing import markers_fall_silent_at

NOTES = """
Raw markers of seven people at 2 to 9.5 m/s, low-passed here at 6, 10 and 15 Hz (second-order
Butterworth, both ways), with the events of the raw ones, so that only what the smoothing took from
the motion is compared. *Loss* is the change, as root mean square over people, at four harmonics of
the step (10 Hz in a jog, 17 Hz in a sprint); z is the change over what the product claims for it,
each person's by the loss of the **other** people.
"""
CUTOFFS = (6, 10, 15)
MOST_FRAMES = 900
HARMONICS_COMPARED = (2.2, 8.0)
"""Below, hardly a run is left; above, nothing is lost."""


@dataclass(frozen=True)
class Change:
    """What smoothing changed in one value."""

    measure: str
    person: str
    before: float
    change: float
    factor: float
    """What a loss is multiplied with at this cut-off."""


def changes(case: Case) -> Iterator[Change]:
    """What each low-pass changes in the measures of a case."""
    folder = real_recordings()
    recording = read_recording(folder / case.path, up=case.up)
    short = recording.motion.isel(time=slice(0, MOST_FRAMES))
    standing = None if case.standing is None else read_recording(folder / case.standing)
    raw = replace(recording, motion=short, force=None)
    try:
        run = analyze(raw, case.athlete, standing=standing, events="markers").run
    except NextstrideError as error:
        print(f"{case.name}: {error}")
        return
    before = measure_run(run).value
    for cutoff in CUTOFFS:
        motion = run.recording.motion
        smooth = motion.assign(position=low_pass(motion["position"], cutoff))
        changed = replace(run.recording, motion=smooth)
        silent = markers_fall_silent_at(changed)
        points = body_points(changed, case.athlete, standing)
        after = measure_run(Run(changed, case.athlete, points, run.pace, run.steps)).value
        harmonics = 0.0 if silent is None else silent / run.pace.step_rate
        if not HARMONICS_COMPARED[0] < harmonics < HARMONICS_COMPARED[1]:
            continue
        for name in OF_MARKERS:
            for side in ("left", "right", "both"):
                one, two = (float(v.sel(measure=name, side=side)) for v in (before, after))
                if np.isfinite(one - two):
                    factor = (HARMONICS / harmonics) ** 2
                    yield Change(name, case.person, one, two - one, factor)


def loss(known: list[Change], by_share: bool) -> float:
    """Root mean square loss over people."""
    people = {change.person for change in known}
    squares = [
        np.mean([
            (change.change / (change.before if by_share else 1.0) / change.factor) ** 2
            for change in known if change.person == person
        ])
        for person in people
    ]  # fmt: skip
    return float(np.sqrt(np.mean(squares)))


def row_of(name: str, found: list[Change]) -> Row:
    """One measure: its loss and how well others' tells it."""
    by_share = OF_MARKERS[name].share > 0
    squares = []
    for person in dict.fromkeys(change.person for change in found):
        others = loss([change for change in found if change.person != person], by_share)
        measure = MEASURES[name]
        each = [
            change.change
            / np.hypot(
                others * change.factor * (change.before if by_share else 1.0),
                np.hypot(measure.error, measure.relative_error * change.before),
            )
            for change in found
            if change.person == person
        ]
        squares.append(np.mean(np.square(each)))
    z = float(np.sqrt(np.mean(squares)))
    size = loss(found, by_share)
    own = OF_MARKERS[name].share if by_share else OF_MARKERS[name].amount
    told = f"{100 * size:.1f} %" if by_share else f"{size:.3f} {MEASURES[name].unit}"
    claimed = f"{100 * own:.1f} %" if by_share else f"{own:.3f}"
    return Row(
        f"{MEASURES[name].title}: loss by smoothing", f"{told}, z {z:.2f}",
        f"claimed {claimed}; {len(found)} values", "z at most 1.3", bool(z <= 1.3),
    )  # fmt: skip


def main() -> None:
    """Low-pass the markers of every person, and compare."""
    found = [change for case in (*CASES, *STRANGERS) for change in changes(case)]
    rows = [
        row_of(name, [change for change in found if change.measure == name]) for name in OF_MARKERS
    ]
    report("smoothed_markers", "What smoothed markers lose", rows, NOTES)


if __name__ == "__main__":
    main()
