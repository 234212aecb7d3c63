"""The real recordings with force plates, and what the plates saw."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from _results import real_recordings

from nextstride import Analysis, Athlete, analyze, attach_forces, read_recording

SPRINTER = Athlete(mass=75.9, height=1.80, name="JA1")
FOREFOOT_RUNNER = Athlete(mass=62.0, height=1.81, name="RBDS001")
TREADMILL_RUNNER = Athlete(mass=80.47, height=1.772, name="Hamner subject 4")


@dataclass(frozen=True, eq=False)
class Case:
    """A recording of markers with independently known contacts."""

    name: str
    path: str
    athlete: Athlete
    truth: str
    key: str | None = None
    start: float = 0.0
    """Time of the truth's clock at which this file's clock is zero, s."""
    standing: str | None = None
    speed: float = 0.0
    """Known running speed, m/s."""
    forces: str | None = None


DORN, RBDS, HAMNER = "dorn2012_ja1", "rbds_s001_treadmill", "hamner2013_subject04"
DORN_TRUTH = f"{DORN}_c3d/ground_truth_events.json"
CASES = (
    Case("sprint 9.5 m/s", f"{DORN}_trc_ik/run0900cms.trc", SPRINTER, DORN_TRUTH,
         "JA1Gait35.c3d", 3.328, speed=9.47),
    Case("run 3.5 m/s", f"{DORN}_trc_ik/run0350cms.trc", SPRINTER, DORN_TRUTH,
         "JA1Gait21.c3d", 1.196, speed=3.53),
    Case("treadmill 2.5 m/s", f"{RBDS}/RBDS001runT25markers.txt", FOREFOOT_RUNNER,
         f"{RBDS}/ground_truth_events_RBDS001runT25.json",
         standing=f"{RBDS}/RBDS001static.txt", speed=2.5,
         forces=f"{RBDS}/RBDS001runT25forces.txt"),
    Case("treadmill 3.5 m/s", f"{RBDS}/RBDS001runT35.c3d", FOREFOOT_RUNNER,
         f"{RBDS}/ground_truth_events_RBDS001runT35.json",
         standing=f"{RBDS}/RBDS001static.txt", speed=3.5),
    *(
        Case(f"treadmill {speed / 100:.0f} m/s (heel striker)",
             f"{HAMNER}/run{speed}/markers.trc", TREADMILL_RUNNER,
             f"{HAMNER}/run{speed}/ground_truth_events.json", speed=speed / 100,
             forces=f"{HAMNER}/run{speed}/grf.mot")
        for speed in (200, 300, 400)
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Truth:
    """One contact that force plates saw."""

    side: str
    touchdown: float
    toe_off: float


def contacts(case: Case) -> list[Truth]:
    """Contacts seen by the plates, on the clock of the markers."""
    document = json.loads((real_recordings() / case.truth).read_text(encoding="utf-8"))
    if case.key is not None:
        document = document[case.key]
    rows = document.get("contacts") or document["force_plate_contacts_thr20N"]
    side = {"L": "left", "R": "right"}
    return [
        Truth(side[row["side"]], row["td_s"] - case.start, row["to_s"] - case.start) for row in rows
    ]


@cache
def analysis(case: Case, events: str = "markers") -> Analysis:
    """Analyse a case, with its standing trial and its forces where they are needed."""
    folder = real_recordings()
    recording = read_recording(folder / case.path)
    if events != "markers" and case.forces is not None:
        recording = attach_forces(recording, folder / case.forces)
    standing = None if case.standing is None else read_recording(folder / case.standing)
    return analyze(recording, case.athlete, standing=standing, events=events)
