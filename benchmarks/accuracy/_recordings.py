"""The real recordings with force plates, and what the plates saw."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
import xarray as xr
from _results import real_recordings

from nextstride import Analysis, Athlete, analyze, attach_forces, read_recording
from nextstride.kinematics import body_points
from nextstride.signals import low_pass
from nextstride.signals.filters import sampling_rate
from nextstride.strides import Pace, find_pace

BELT_NOISE_CUTOFF = 60.0
"""Low-pass for the force of a running belt before a threshold is sought, Hz."""
SPRINTER = Athlete(mass=75.9, height=1.80, name="JA1")
FOREFOOT_RUNNER = Athlete(mass=62.0, height=1.81, name="RBDS001")
TREADMILL_RUNNER = Athlete(mass=80.47, height=1.772, name="Hamner subject 4")
HEEL_RUNNER = Athlete(mass=78.3, height=1.78, name="RBDS041")
STRANGER = Athlete()


@dataclass(frozen=True, eq=False)
class Case:
    """A recording of markers with independently known contacts."""

    name: str
    path: str
    athlete: Athlete
    truth: str
    person: str = ""
    quiet: bool = False
    """Whether the plates show 20 N: neither a belt's noise nor a laboratory's low-pass is in it."""
    smoothed: bool = False
    """Whether the laboratory low-passed the forces, which moves their thresholds by some ms."""
    key: str | None = None
    start: float = 0.0
    """Time of the truth's clock at which this file's clock is zero, s."""
    standing: str | None = None
    speed: float = 0.0
    """Known running speed, m/s."""
    forces: str | None = None
    plates: str | None = None
    """File whose plates the truth came from, on the truth's own clock."""
    up: str | None = None


DORN, RBDS, HAMNER = "dorn2012_ja1", "rbds_s001_treadmill", "hamner2013_subject04"
DORN_TRUTH = f"{DORN}_c3d/ground_truth_events.json"
S041, LABS = "rbds_s041_treadmill", "labs"
CASES = (
    Case("sprint 9.5 m/s", f"{DORN}_trc_ik/run0900cms.trc", SPRINTER, DORN_TRUTH, "JA1", True,
         key="JA1Gait35.c3d", start=3.328, speed=9.47, plates=f"{DORN}_c3d/JA1Gait35.c3d"),
    Case("run 3.5 m/s", f"{DORN}_trc_ik/run0350cms.trc", SPRINTER, DORN_TRUTH, "JA1", True,
         key="JA1Gait21.c3d", start=1.196, speed=3.53, plates=f"{DORN}_c3d/JA1Gait21.c3d"),
    Case("treadmill 2.5 m/s", f"{RBDS}/RBDS001runT25markers.txt", FOREFOOT_RUNNER,
         f"{RBDS}/ground_truth_events_RBDS001runT25.json", "RBDS 1",
         standing=f"{RBDS}/RBDS001static.txt", speed=2.5,
         forces=f"{RBDS}/RBDS001runT25forces.txt"),
    Case("treadmill 3.5 m/s", f"{RBDS}/RBDS001runT35.c3d", FOREFOOT_RUNNER,
         f"{RBDS}/ground_truth_events_RBDS001runT35.json", "RBDS 1",
         standing=f"{RBDS}/RBDS001static.txt", speed=3.5),
    *(
        Case(f"treadmill {speed / 100:.0f} m/s (heel striker)",
             f"{HAMNER}/run{speed}/markers.trc", TREADMILL_RUNNER,
             f"{HAMNER}/run{speed}/ground_truth_events.json", "Hamner 4", smoothed=True,
             speed=speed / 100, forces=f"{HAMNER}/run{speed}/grf.mot")
        for speed in (200, 300, 400)
    ),
)  # fmt: skip
STRANGERS = (
    Case("treadmill 2.5 m/s (RBDS 41)", f"{S041}/RBDS0041runT252.txt", HEEL_RUNNER,
         f"{S041}/ground_truth_events_RBDS0041runT252.json", "RBDS 41", speed=2.5),
    Case("jog 2.8 m/s", f"{LABS}_opensim_jog/jogging.c3d", STRANGER,
         f"{LABS}_opensim_jog/ground_truth_events.json", "OpenSim jog", True),
    Case("run of two steps, 2.8 m/s", f"{LABS}_bmc_run/motion_capture_run.trc", STRANGER,
         f"{LABS}_bmc_run/ground_truth_events.json", "BMC", smoothed=True),
    Case("run across a laboratory", f"{LABS}_uwa_run/Running 1.c3d", STRANGER,
         f"{LABS}_uwa_run/ground_truth_events_running_1.json", "UWA", True, up="Z"),
)  # fmt: skip
"""People whom no rule had seen before the winter of 2026; `CASES` were there from the start."""


@dataclass(frozen=True)
class Truth:
    """One contact that force plates saw."""

    side: str
    touchdown: float
    toe_off: float


def contacts(case: Case, newtons: int = 50) -> list[Truth]:
    """Contacts seen by the plates, on the clock of the markers.

    Parameters
    ----------
    case : Case
    newtons : {50, 20}
        Vertical force that counts as contact. Only quiet plates show 20 N.
    """
    document = json.loads((real_recordings() / case.truth).read_text(encoding="utf-8"))
    if case.key is not None:
        document = document[case.key]
    rows = document.get("contacts") or document["force_plate_contacts_thr20N"]
    side = {"L": "left", "R": "right"}
    ends = ("td50_s", "to50_s") if newtons == 50 and "td50_s" in rows[0] else ("td_s", "to_s")
    found = [Truth(side[row["side"]], row[ends[0]], row[ends[1]]) for row in rows]
    if newtons == 50 and case.quiet and "td50_s" not in rows[0]:
        found = [_at_threshold(case, truth, newtons) for truth in found]
    return [Truth(t.side, t.touchdown - case.start, t.toe_off - case.start) for t in found]


def _at_threshold(case: Case, truth: Truth, newtons: float) -> Truth:
    """A contact at another threshold of its quiet plates."""
    time, vertical = _vertical(real_recordings() / str(case.plates))
    above = vertical > newtons
    edges = np.flatnonzero(above[1:] != above[:-1])
    share = (newtons - vertical[edges]) / (vertical[edges + 1] - vertical[edges])
    crossings = time[edges] + share * (time[edges + 1] - time[edges])
    ends = [
        float(crossings[np.argmin(np.abs(crossings - end))])
        for end in (truth.touchdown, truth.toe_off)
    ]
    return Truth(truth.side, *ends)


@cache
def _vertical(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Vertical force of all plates of a file, after the same low-pass as the other truths'."""
    force = read_recording(path).force
    total = force["force"].sel(space="y", drop=True).sum("plate")
    smooth = low_pass(total, min(BELT_NOISE_CUTOFF, 0.4 * sampling_rate(total)))
    return smooth.time.values.astype(float), smooth.values


def prepared(case: Case) -> tuple[xr.DataArray, Pace]:
    """Body points and pace of a case."""
    folder = real_recordings()
    recording = read_recording(folder / case.path, up=case.up)
    standing = None if case.standing is None else read_recording(folder / case.standing)
    points = body_points(recording, case.athlete, standing)
    return points, find_pace(points)


@cache
def analysis(case: Case, events: str = "markers") -> Analysis:
    """Analyse a case, with its standing trial and its forces where they are needed."""
    folder = real_recordings()
    recording = read_recording(folder / case.path, up=case.up)
    if events != "markers" and case.forces is not None:
        recording = attach_forces(recording, folder / case.forces)
    standing = None if case.standing is None else read_recording(folder / case.standing)
    return analyze(recording, case.athlete, standing=standing, events=events)
