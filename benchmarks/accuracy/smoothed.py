"""What a laboratory's smoothing costs: raw recordings, low-passed here, against themselves."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import xarray as xr
from _recordings import CASES, STRANGERS, Case
from _results import Row, real_recordings, report

from nextstride import attach_forces, read_recording
from nextstride.sample import SyntheticSprinter
from nextstride.signals import low_pass
from nextstride.strides import loaded_force
from nextstride.strides.loads import (
    NOISE_CUTOFF,
    NOISY_THRESHOLD,
    SMOOTHED_EARLY,
    SMOOTHED_EARLY_SD,
    SMOOTHED_LATE_SD,
    THRESHOLD,
    crossings,
    plates_silent_at,
)

NOTES = """
Raw plates of five people, low-passed here as laboratories do (second-order Butterworth, both ways)
and, in half of the cases, set to zero below 20 N after it. Error = the load's end after - before,
at the same threshold, mean over contacts. *Corrected* is what `nextstride.strides.loads` makes of
it, with the constants of each person set on the **other** people; z is the mean error of a person
over its claimed SD, over people and cut-offs; most of the claim is the 2 ms that a plate is always
given.

The threshold: contact is force, so a lower one is nearer to the truth. Quiet plates show 20 N.
Where a belt hums louder, 50 N is read, and what lies between is in the claimed error.
"""
CUTOFFS = (10, 12, 15, 20, 25, 30)
FORCES = {
    "treadmill 2.5 m/s": "rbds_s001_treadmill/RBDS001runT25forces.txt",
    "treadmill 2.5 m/s (RBDS 41)": "rbds_s041_treadmill/RBDS0041runT252forces.txt",
}
RAW = [case for case in (*CASES, *STRANGERS) if not case.smoothed]


@dataclass(frozen=True)
class Blurred:
    """How a low-pass moved the ends of a person's loads; all in s and Hz."""

    case: str
    person: str
    cutoff: float
    silent: float | None
    early: float
    late: float
    length: float

    @property
    def unit(self) -> float:
        """What constants are multiplied with, s."""
        return 0.0 if self.silent is None else 1 / (self.silent**2 * self.length)


def forces_of(case: Case) -> xr.Dataset:
    """Raw forces of a case."""
    folder = real_recordings()
    path = folder / (case.plates or case.path)
    recording = read_recording(path, up=case.up)
    if case.name in FORCES:
        recording = attach_forces(recording, folder / FORCES[case.name])
    return recording.force


def ends(vertical: xr.DataArray, threshold: float) -> np.ndarray:
    """Start and stop of whole loads, (n, 2) in s."""
    time = vertical.time.values.astype(float)
    found = [
        (start, stop)
        for start, stop in crossings(time, vertical.values, threshold)
        if start > time[0] + 0.05 and stop < time[-1] - 0.05 and stop - start > 0.08
    ]
    return np.array(found).reshape(-1, 2)


def blurred(case: Case) -> Iterator[Blurred]:
    """What each low-pass does to the loads of a case."""
    force = forces_of(case)
    vertical = loaded_force(force).sel(space="y", drop=True).fillna(0.0)
    threshold = THRESHOLD if case.quiet else NOISY_THRESHOLD
    raw = vertical if case.quiet else low_pass(vertical, NOISE_CUTOFF)
    before = ends(raw, threshold)
    for cutoff, zeroed in itertools.product(CUTOFFS, (False, True)):
        after = low_pass(force["force"], cutoff)
        if zeroed:
            after = after.where(after.sel(space="y", drop=True) > THRESHOLD, 0.0)
        changed = force.assign(force=after)
        silent = plates_silent_at(changed)
        smooth = ends(loaded_force(changed).sel(space="y", drop=True), threshold)
        moved = [
            near[0] - one
            for one in before
            if len(near := smooth[(smooth[:, 0] < one.mean()) & (smooth[:, 1] > one.mean())])
        ]
        if moved:
            start, stop = np.mean(moved, axis=0)
            length = float(np.diff(before).mean())
            yield Blurred(case.name, case.person, cutoff, silent, -start, stop, length)


def learn(known: list[Blurred]) -> tuple[float, float, float]:
    """Constants of `nextstride.strides.loads`, each person counting alike."""
    seen = [one for one in known if one.silent is not None]
    people = {one.person for one in seen}
    by_person = [
        np.array([(one.early / one.unit, one.late / one.unit) for one in seen if one.person == who])
        for who in people
    ]
    early = float(np.mean([each[:, 0].mean() for each in by_person]))
    early_sd = np.sqrt(np.mean([((each[:, 0] - early) ** 2).mean() for each in by_person]))
    late_sd = np.sqrt(np.mean([(each[:, 1] ** 2).mean() for each in by_person]))
    return early, float(early_sd), float(late_sd)


def plate_rows() -> Iterator[Row]:
    """How far low-passes move touchdown and toe-off, and what is left after the correction."""
    known = [one for case in RAW for one in blurred(case)]
    found = [one for one in known if one.silent is not None]
    missed = [one for one in known if one.silent is None]
    z: list[tuple[float, float]] = []
    for person, cutoff in itertools.product(dict.fromkeys(c.person for c in RAW), CUTOFFS):
        mine = [one for one in found if (one.person, one.cutoff) == (person, cutoff)]
        if not mine:
            continue
        early, early_sd, late_sd = learn([one for one in found if one.person != person])
        start = np.mean([one.early for one in mine])
        left = np.mean([one.early - early * one.unit for one in mine])
        stop = np.mean([one.late for one in mine])
        unit = np.mean([one.unit for one in mine])
        z.append((left / np.hypot(0.002, early_sd * unit), stop / np.hypot(0.002, late_sd * unit)))
        yield Row(
            f"{person}, plates low-passed at {cutoff} Hz: touchdown, toe-off, ms",
            f"{-1000 * start:+.1f}, corrected {-1000 * left:+.1f} "
            f"(claimed {1000 * np.hypot(0.002, early_sd * unit):.1f}); "
            f"{1000 * stop:+.1f} (claimed {1000 * np.hypot(0.002, late_sd * unit):.1f})",
            f"silent above {np.mean([one.silent for one in mine]):.0f} Hz", "", None,
        )  # fmt: skip
    squares = np.sqrt(np.mean(np.square(z), axis=0))
    yield Row(
        "smoothed plates: RMS z of touchdown, toe-off", f"{squares[0]:.2f}, {squares[1]:.2f}",
        "people who were left out", "at most 1.3", bool((squares < 1.3).all()),
    )  # fmt: skip
    strong = [one for one in missed if one.cutoff <= 20]
    yield Row(
        "plates low-passed at 10 to 20 Hz that were not noticed", f"{len(strong)}",
        f"of {len([one for one in known if one.cutoff <= 20])}", "none", not strong,
    )  # fmt: skip
    raw = [case.name for case in RAW if plates_silent_at(forces_of(case)) is not None]
    yield Row("raw plates taken for smoothed", f"{len(raw)}", f"of {len(RAW)}", "none", not raw)
    learned = learn(found)
    told = ", ".join(f"{each:.2f}" for each in learned)
    own = (SMOOTHED_EARLY, SMOOTHED_EARLY_SD, SMOOTHED_LATE_SD)
    yield Row(
        "what smoothing does to a load, set on all", told, "early, its SD, late SD",
        "as in the code", bool(np.allclose(learned, own, rtol=0.1)),
    )  # fmt: skip


def threshold_rows() -> Iterator[Row]:
    """What 20 and 50 N cut off: of contacts that are known, and of people on quiet plates."""
    runners = {"sprint": SyntheticSprinter(strides=2), "jog": SyntheticSprinter.jogging()}
    for name, runner in runners.items():
        made = runner.recording(250, 0.0).force
        vertical = loaded_force(made).sel(space="y", drop=True)
        truth = np.mean([stop - start for _, start, stop in runner.contacts()])
        cut = [np.diff(ends(vertical, newtons)).mean() - truth for newtons in (20, 50)]
        yield Row(
            f"made {name}: contact at 20 N, at 50 N less the truth, ms",
            f"{1000 * cut[0]:+.1f}, {1000 * cut[1]:+.1f}", f"{1000 * truth:.0f}", "20 N nearer",
            bool(abs(cut[0]) < abs(cut[1])),
        )  # fmt: skip
    for case in RAW:
        if not case.quiet:
            continue
        vertical = loaded_force(forces_of(case)).sel(space="y", drop=True).fillna(0.0)
        low, high = ends(vertical, 20), ends(vertical, 50)
        between = np.abs(low - high).mean(axis=0)
        share = between / np.diff(low).mean()
        yield Row(
            f"{case.name}: 20 to 50 N at touchdown, 50 to 20 N at toe-off",
            f"{1000 * between[0]:.1f} ms, {1000 * between[1]:.1f} ms",
            f"{share[0]:.3f}, {share[1]:.3f} of contact", "", None,
        )  # fmt: skip


def main() -> None:
    """Low-pass what is raw, and compare."""
    rows = [*plate_rows(), *threshold_rows()]
    report("smoothed", "What a laboratory's smoothing costs", rows, NOTES)


if __name__ == "__main__":
    main()
