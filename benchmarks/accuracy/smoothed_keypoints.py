"""Keypoints that Sports2D has smoothed, against the same ones unsmoothed."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
from _results import Row, report, two_sided
from keypoints import Known, peak_velocities, root_mean_square, runs
from scipy.signal import butter, filtfilt

from nextstride import NextstrideError, Recording, analyze
from nextstride.conventions import SIDES
from nextstride.read.contents import SMOOTHED_BY
from nextstride.tracking import film

NOTES = """
The films of the benchmark of keypoints (faults of a pose model, virtual side camera), read as
Sports2D would hand them on: without confidence, gaps filled with straight lines, and smoothed by
its filter (Butterworth, 4th order there and back, 6 Hz) or not. 12 films a case; those that
`analyze` refuses are counted. Truth as there. Peak thigh velocity is what would be found: of
smoothed keypoints nextstride does not show it. The intervals are those of the measure.
"""
FILMS = 12
CUTOFF = 6.0
"""Sports2D's own, Hz."""


@dataclass
class Errors:
    """What the films of one case gave."""

    contact: list[float] = field(default_factory=list)
    velocity: list[float] = field(default_factory=list)
    rate: list[float] = field(default_factory=list)
    covered: list[bool] = field(default_factory=list)
    refused: int = 0
    unknown: int = 0


def as_sports2d(recording: Recording, smooth: bool) -> Recording:
    """A film without confidence, its gaps filled with lines, smoothed or not."""
    position = recording.motion["position"].transpose("time", "space", "keypoint")
    values = position.values.copy()
    frames = np.arange(len(values))
    for column in np.ndindex(values.shape[1:]):
        course = values[(slice(None), *column)]
        seen = np.isfinite(course)
        course[~seen] = np.interp(frames[~seen], frames[seen], course[seen])
    if smooth:
        values = filtfilt(*butter(2, CUTOFF / (recording.frame_rate / 2)), values, axis=0)
    motion = recording.motion.drop_vars("confidence").assign(position=position.copy(data=values))
    return replace(
        recording, motion=motion.assign_attrs({SMOOTHED_BY: "Sports2D"} if smooth else {})
    )


def compare(known: Known, frame_rate: float, smooth: bool) -> Errors:
    """Film a run again and again, and compare with the truth."""
    errors = Errors()
    truth = peak_velocities(known.points, None, known)
    starts = [touchdown for _, touchdown, _ in known.contacts]
    rate = (len(starts) - 1) / (starts[-1] - starts[0])
    for seed in range(300, 300 + FILMS):
        filmed = as_sports2d(film(known.points, frame_rate, seed=seed)[0], smooth)
        try:
            analysis = analyze(filmed, known.athlete)
            velocities = peak_velocities(analysis.run.points, analysis.run.steps, known)
        except NextstrideError:
            errors.refused += 1
            continue
        errors.velocity += list(velocities / truth - 1)
        errors.rate.append(analysis.run.pace.step_rate - rate)
        for side in SIDES:
            found = analysis.measures.sel(measure="contact_time", side=side)
            mean = np.mean([off - on for s, on, off in known.contacts if s == side])
            if not np.isfinite(float(found["value"])):
                errors.unknown += 1
                continue
            errors.contact.append(float(found["value"]) - float(mean))
            errors.covered.append(bool(found["lower"] <= mean <= found["upper"]))
    return errors


def rows_of(known: Known, frame_rate: float, smooth: bool) -> list[Row]:
    """Everything compared for one case."""
    errors = compare(known, frame_rate, smooth)
    name = f"{known.name}, {frame_rate:.0f} /s, {'6 Hz' if smooth else 'unsmoothed'}"
    refused = Row(f"{name}: films refused", str(errors.refused), f"of {FILMS}", "", None)
    if not errors.rate:
        return [refused]
    covered = float(np.mean(errors.covered))
    return [
        refused,
        Row(f"{name}: contact time error, ms",
            f"RMS {1000 * root_mean_square(errors.contact):.1f}, "
            f"bias {1000 * np.nanmean(errors.contact):+.1f}",
            f"{len(errors.contact)} values, {errors.unknown} null", "", None),
        Row(f"{name}: 95 % intervals that hold the contact time", f"{100 * covered:.0f} %", "",
            *two_sided(covered)),
        Row(f"{name}: peak thigh velocity, %",
            f"RMS {100 * root_mean_square(errors.velocity):.1f}, "
            f"bias {100 * np.nanmean(errors.velocity):+.1f}", "unspoilt motion", "", None),
        Row(f"{name}: step rate, 1/s", f"RMS {root_mean_square(errors.rate):.3f}", "", "", None),
    ]  # fmt: skip


def main() -> None:
    """Compare both sprints at every frame rate, smoothed and not."""
    rows = [
        row
        for known in runs()[:2]
        for frame_rate in (60.0, 120.0, 240.0)
        for smooth in (False, True)
        for row in rows_of(known, frame_rate, smooth)
    ]
    report("smoothed_keypoints", "Keypoints that Sports2D has smoothed", rows, NOTES)


if __name__ == "__main__":
    main()
