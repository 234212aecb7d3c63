"""Touchdown and toe-off from markers alone, against force plates, for people who were left out."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import cache

import numpy as np
import xarray as xr
from _recordings import CASES, STRANGERS, Case, Truth, contacts, prepared
from _results import Row, real_recordings, report

from nextstride import read_recording
from nextstride.conventions import SIDES
from nextstride.errors import NextstrideError
from nextstride.signals.smoothing import markers_fall_silent_at
from nextstride.strides import Pace
from nextstride.strides.contact import Contact
from nextstride.strides.feet import SMOOTHED_SD, marker_contacts
from nextstride.strides.leaving import LEAVING, Likeness, leaving_signals
from nextstride.strides.steps import SMOOTHED_TOE_OFF

NOTES = """
Markers only, against the force plates of the same run, seven people. Error = ours - plates, of each
foot: mean over its contacts. What tells toe-off (`nextstride.strides.leaving.LEAVING`) was set for
each person on the *other* people only; nothing that tells touchdown was set on these recordings
but its error.

One threshold for all: 50 N, the least that a running belt shows above its noise (RBDS 41 hums by
32 N, a laboratory's low-pass smears Hamner's and BMC's). 20 N stands beside it where plates are
quiet. From 50 to 20 N a foot takes 2.6 ms more to leave in a sprint and 6 to 9 ms in a jog, and
0.5 to 2.5 ms less to land; half of that is in the claimed SD of toe-off.

BMC's forces were low-passed and zeroed by its laboratory at an unknown frequency: its thresholds
are no better than 10 ms, so it sets nothing and accepts nothing. Hamner's were smoothed too (50 N
comes 7 ms before 20 N ends at 3 and 4 m/s); the slow run of 1.9 m/s errs by more than is accepted
of raw forces.

Markers that a laboratory smoothed err more, and the claimed SD says so, as it does in an analysis:
the jog's hold nothing above 8 Hz, so a touchdown of its is claimed to 21 ms. Its right one, 10 ms
late, is what is left of an impact after such a filter, not of the rule: it is accepted of no raw
recording, so it stays marked.

*Before* is the rule until November 2026, that the foot's centre of rotation sinks by 7.5 cm, chosen
on JA1, RBDS 1 and Hamner 4. The z of a person is the mean error over the mean claimed SD.
"""
BEFORE = {
    ("sprint 9.5 m/s", "left"): 4.7, ("sprint 9.5 m/s", "right"): 4.3,
    ("run 3.5 m/s", "left"): -2.2, ("run 3.5 m/s", "right"): -1.3,
    ("treadmill 2.5 m/s", "left"): -2.5, ("treadmill 2.5 m/s", "right"): -0.5,
    ("treadmill 3.5 m/s", "left"): -1.7, ("treadmill 3.5 m/s", "right"): 1.4,
    ("treadmill 2 m/s (heel striker)", "left"): -10.6,
    ("treadmill 2 m/s (heel striker)", "right"): 26.3,
    ("treadmill 3 m/s (heel striker)", "left"): 2.9,
    ("treadmill 3 m/s (heel striker)", "right"): 19.3,
    ("treadmill 4 m/s (heel striker)", "left"): 3.4,
    ("treadmill 4 m/s (heel striker)", "right"): 20.0,
    ("treadmill 2.5 m/s (RBDS 41)", "left"): 56.5, ("treadmill 2.5 m/s (RBDS 41)", "right"): -1.1,
    ("jog 2.8 m/s", "left"): 11.4, ("jog 2.8 m/s", "right"): -1.7,
    ("run of two steps, 2.8 m/s", "left"): 67.2, ("run of two steps, 2.8 m/s", "right"): 26.7,
    ("run across a laboratory", "right"): 14.1,
}  # fmt: skip
"""Toe-off error of the earlier rule against 50 N, ms."""
ACCEPTED = {"touchdown": 5, "toe_off": 8}
"""Largest bias of a foot where forces are raw, ms."""
NO_TRUTH = "BMC"
"""Its plates' thresholds are no truth for what is sought here."""
NEAR = 0.1
"""An event farther than this from the plates' is another, s."""


@cache
def known(case: Case) -> tuple[xr.DataArray, Pace] | None:
    """Body points and pace of a case; None where the recording is refused."""
    try:
        return prepared(case)
    except NextstrideError as error:
        print(f"{case.name}: {error}")
        return None


def at_toe_off(case: Case) -> Iterator[np.ndarray]:
    """What the signals are when the plates see each foot leave, (2,) for each foot."""
    points, pace = known(case) or (None, None)
    if points is None:
        return
    time = points.time.values.astype(float)
    for side in SIDES:
        signals = leaving_signals(points, side, pace)
        signals[:, 1] = np.log(signals[:, 1])
        moments = [t.toe_off for t in contacts(case) if t.side == side and t.toe_off < time[-1]]
        if moments:
            yield np.array([np.median(np.interp(moments, time, each)) for each in signals.T])


def learn(cases: list[Case]) -> Likeness:
    """What tells toe-off, from all people of some cases."""
    people: dict[str, list[np.ndarray]] = {}
    for case in cases:
        people.setdefault(case.person, []).extend(at_toe_off(case))
    feet = [np.array(each) for each in people.values() if each]
    usual = np.mean([each.mean(axis=0) for each in feet], axis=0)
    squares = np.sum([((each - usual) ** 2).mean(axis=0) for each in feet], axis=0)
    spread = np.sqrt(squares / (len(feet) - 1))
    return Likeness(tuple(usual.tolist()), tuple(spread.tolist()), len(feet))


def errors(
    found: list[Contact], truths: list[Truth], side: str, event: str
) -> tuple[np.ndarray, float]:
    """Error of each event of a foot and the mean claimed SD, ms; NaN where it was missed."""
    mine = [contact for contact in found if contact.side == side]
    error, claimed = [], []
    for truth in truths:
        when = getattr(truth, event)
        near = [c for c in mine if truth.touchdown - NEAR < c.middle < truth.toe_off + NEAR]
        if truth.side != side:
            continue
        known_ends = [c for c in near if getattr(c, event) is not None]
        error.append(1000 * (getattr(known_ends[0], event) - when) if known_ends else np.nan)
        claimed += [1000 * getattr(c, f"{event}_sd") for c in known_ends[:1]]
    return np.array(error), float(np.mean(claimed)) if claimed else np.nan


@cache
def doubt(case: Case) -> dict[str, float]:
    """What an analysis adds to the SD of each event for markers that were smoothed, ms."""
    silent = markers_fall_silent_at(read_recording(real_recordings() / case.path, up=case.up))
    _, pace = known(case)
    more = 0.0 if silent is None else 1000 * SMOOTHED_SD * (pace.step_rate / silent) ** 2
    return {"touchdown": more, "toe_off": more * SMOOTHED_TOE_OFF}


def covered(case: Case, points: xr.DataArray, newtons: int = 50) -> list[Truth]:
    """Contacts of the plates that the markers cover."""
    time = points.time.values
    return [
        truth
        for truth in contacts(case, newtons)
        if time[0] + 0.05 < truth.touchdown and truth.toe_off < time[-1] - 0.05
    ]


def foot_rows(case: Case, found: list[Contact], points: xr.DataArray) -> Iterator[tuple[Row, ...]]:
    """One row a foot and event, and what the person's z is made of."""
    for side, (event, most) in itertools.product(SIDES, ACCEPTED.items()):
        error, claimed = errors(found, covered(case, points), side, event)
        if not error.size:
            continue
        claimed = float(np.hypot(claimed, doubt(case)[event]))
        missed = int(np.isnan(error).sum())
        bias = float(np.nanmean(error))
        at_20 = ""
        if case.quiet:
            finer, _ = errors(found, covered(case, points, 20), side, event)
            at_20 = f", at 20 N {np.nanmean(finer):+.1f}"
        before = f"; before: {BEFORE[case.name, side]:+.1f}" if event == "toe_off" else ""
        row = Row(
            f"{case.name}: {side} {event.replace('_', '-')}, ms",
            f"{bias:+.1f} (SD {np.nanstd(error):.1f}, claimed {claimed:.1f}{at_20})",
            f"{error.size} events, {missed} missed{before}",
            "" if case.smoothed else f"|bias| <= {most}, none missed",
            None if case.smoothed else bool(abs(bias) <= most and not missed),
        )
        yield row, event, bias, claimed


def count_row(case: Case, found: list[Contact], points: xr.DataArray) -> Row:
    """Whether contacts were missed or invented between the first and the last of the plates."""
    truths = covered(case, points)
    first, last = truths[0].touchdown - 0.05, truths[-1].toe_off + 0.05
    mine = [contact.side for contact in found if first < contact.middle < last]
    theirs = [truth.side for truth in truths]
    return Row(
        f"{case.name}: contacts", f"{len(mine)}", f"{len(theirs)}", "none missed or invented",
        mine == theirs,
    )  # fmt: skip


def main() -> None:
    """Compare every person, each left out when what tells toe-off was set."""
    rows: list[Row] = []
    people: dict[str, dict[str, list[tuple[float, float]]]] = {}
    cases = [case for case in (*CASES, *STRANGERS) if known(case) is not None]
    teachers = [case for case in cases if case.person != NO_TRUTH]
    for case in cases:
        points, pace = known(case)
        likeness = learn([other for other in teachers if other.person != case.person])
        found = marker_contacts(points, pace, likeness)
        rows.append(count_row(case, found, points))
        for row, event, bias, claimed in foot_rows(case, found, points):
            rows.append(row)
            person = people.setdefault(case.person, {"touchdown": [], "toe_off": []})
            person[event].append((bias, claimed))
    for event in ACCEPTED:
        means = np.array([np.mean(person[event], axis=0) for person in people.values()])
        ratio = float(np.sqrt(np.mean((means[:, 0] / means[:, 1]) ** 2)))
        root = float(np.sqrt(np.mean(means[:, 0] ** 2)))
        rows.append(
            Row(f"{event.replace('_', '-')}: error of a person (RMS, ms) and its z",
                f"{root:.1f} ms, z {ratio:.2f}", f"{len(people)} people", "z 0.7 to 1.3",
                0.7 <= ratio <= 1.3)
        )  # fmt: skip
    learned = learn(teachers)
    same = np.allclose(learned.usual + learned.spread, LEAVING.usual + LEAVING.spread, atol=0.002)
    told = ", ".join(f"{each:.3f}" for each in learned.usual + learned.spread)
    rows.append(
        Row("what tells toe-off, set on all (usual, spread)", told, f"{learned.people} people",
            "as in the code", bool(same and learned.people == LEAVING.people))
    )  # fmt: skip
    report("events", "Touchdown and toe-off from markers alone", rows, NOTES)


if __name__ == "__main__":
    main()
