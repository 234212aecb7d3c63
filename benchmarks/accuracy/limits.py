"""Limits of what is corrected, each person judged by what the other people show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import xarray as xr
from _recordings import CASES, STRANGERS, Case
from _results import Row, real_recordings, report

from nextstride import attach_forces, read_recording
from nextstride.athlete import Athlete
from nextstride.kinematics import body_points, center_of_mass, find_slope, levelled
from nextstride.kinematics.ground import LEVEL, measured_slope
from nextstride.kinematics.impossible import without_impossible
from nextstride.recording import Recording
from nextstride.strides import agreeing_forces, find_pace
from nextstride.strides.agreement import DELAY, DELAY_OF_PELVIS, find_delay

NOTES = """
Level ground and clocks that run together, of the people at hand: what is read must stay below the
limit from which something is corrected. Each person is judged by the limit that the **other**
people's largest reading gives, with the same margin as the limit in the code has over all.
Then a slope of 3 % and a delay of 20 ms are planted in each, and found by the limits of the code.
"""
SLOPE, LATE = 0.03, 0.020
MOST_FRAMES = 1500
FORCES = {
    "treadmill 2.5 m/s": "rbds_s001_treadmill/RBDS001runT25forces.txt",
    "treadmill 2.5 m/s (RBDS 41)": "rbds_s041_treadmill/RBDS0041runT252forces.txt",
    "run of two steps, 2.8 m/s": "labs_bmc_run/grf_run.mot",
}


@dataclass(frozen=True)
class Reading:
    """What a sound recording reads, and whether what is planted in it is found."""

    kind: str
    person: str
    size: float
    found: bool


def readings(case: Case) -> Iterator[Reading]:
    """Slope and delay of a case."""
    folder = real_recordings()
    recording = read_recording(folder / (case.plates or case.path), up=case.up)
    forces = case.forces or FORCES.get(case.name)
    if forces is not None:
        recording = attach_forces(recording, folder / forces)
    short = recording.motion.isel(time=slice(0, MOST_FRAMES))
    recording = without_impossible(replace(recording, motion=short))
    points = body_points(recording, case.athlete)
    slopes = measured_slope(points)
    if slopes is not None:
        tilted, _ = find_slope(levelled(points, -SLOPE))
        yield Reading("slope", case.person, abs(slopes), abs(tilted) > LEVEL)
    if recording.force is not None:
        yield from delays(case.person, recording, points, case.athlete)


def delays(
    person: str, recording: Recording, points: xr.DataArray, athlete: Athlete
) -> Iterator[Reading]:
    """Delay of a case with forces."""
    pace = find_pace(points)
    delay = find_delay(recording.force, points, pace, athlete)
    if delay is None or delay.acceleration is None:
        return
    late = recording.force.assign_coords(time=recording.force.time + LATE)
    moved = agreeing_forces(replace(recording, force=late, notices=()), points, pace, athlete)
    told = "forces_delayed" in {notice.code for notice in moved.notices}
    kind = "delay" if center_of_mass(points, athlete) is not None else "delay of a pelvis"
    yield Reading(kind, person, abs(delay.value), told)


def main() -> None:
    """Judge every person by the others' limit."""
    found = [one for case in (*CASES, *STRANGERS) for one in readings(case)]
    limits = {"slope": LEVEL, "delay": DELAY, "delay of a pelvis": DELAY_OF_PELVIS}
    rows = []
    for kind, limit in limits.items():
        mine = [one for one in found if one.kind == kind]
        margin = limit / max(one.size for one in mine)
        people = {one.person for one in mine}
        false = [
            one for one in mine
            if one.size > margin * max(o.size for o in mine if o.person != one.person)
        ]  # fmt: skip
        unit, scale = ("%", 100) if kind == "slope" else ("ms", 1000)
        sizes = ", ".join(f"{scale * one.size:.1f}" for one in mine)
        rows.append(
            Row(f"{kind}: sound ones beyond the others' limit", f"{len(false)} of {len(mine)}",
                f"{sizes} {unit}; limit {scale * limit:g}; {len(people)} people", "none", not false)
        )  # fmt: skip
        seen = sum(one.found for one in mine)
        what = "slope of 3 %" if kind == "slope" else "delay of 20 ms"
        rows.append(
            Row(f"{kind}: a planted {what} found", f"{seen} of {len(mine)}", "", "all",
                seen == len(mine))
        )  # fmt: skip
    report("limits", "Limits, for people who were left out", rows, NOTES)


if __name__ == "__main__":
    main()
