"""The stride table: contacts of both feet in one order, checked, with their phases."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
import xarray as xr

from nextstride.conventions import SIDES
from nextstride.errors import MissingDataError, Notice, RecordingError
from nextstride.recording import Recording
from nextstride.signals.smoothing import markers_fall_silent_at
from nextstride.strides.contact import Contact
from nextstride.strides.contacts import force_contacts
from nextstride.strides.course import check_running
from nextstride.strides.feet import SMOOTHED_SD, marker_contacts
from nextstride.strides.pace import Pace

EventSource = Literal["auto", "markers", "force"]

MOST_MISSING = 0.1
"""Markers that lose more than one step and more than this share of them are refused."""
SMOOTHED_TOE_OFF = 0.25
"""Share of `SMOOTHED_SD` that smoothing adds to toe-off."""
NOT_WORTH_TELLING = 0.001
"""Smoothing that costs a touchdown less than this (SD, s) took nothing from a run."""
SAME_STEP = 0.1
"""Middles of two contacts of one foot this near, s, are one step's: a runner's next contact of that
foot comes at least 0.36 s later (5.6 steps a second), and this is well below the half of it."""
ANGLES_SD = 0.018
"""Timing SD of events from joint angles, s: their root mean square difference from the events of
the markers that the angles were fitted to, on runs at 3.5, 5.2 and 9.5 m/s (7, 17 and 16 ms)."""


def detect_steps(
    recording: Recording,
    points: xr.DataArray,
    pace: Pace,
    mass: float,
    source: EventSource = "auto",
) -> tuple[xr.Dataset, tuple[Notice, ...]]:
    """Find every step of both feet.

    Parameters
    ----------
    recording : Recording
    points : xarray.DataArray
        Its body points (time, space, keypoint), m.
    pace : Pace
        Of the same recording.
    mass : float
        Body mass, kg.
    source : {"auto", "markers", "force"}
        ``auto`` takes force plates where a foot was wholly on one, markers elsewhere.

    Returns
    -------
    steps : xarray.Dataset
        One row a contact on ``step``: ``side``; ``touchdown``, ``toe_off``,
        ``opposite_touchdown`` (the other foot's next), ``next_touchdown`` (this foot's next) in s,
        NaN where not seen; ``touchdown_sd``, ``toe_off_sd`` in s; ``method``.
    notices : tuple of Notice

    Raises
    ------
    MissingDataError
        If a foot is not marked and no force plate saw a step either.
    RecordingError
        If this is walking, or fewer than two steps follow each other, or forces are asked for and
        there are none.
    """
    loads: list[Contact] = []
    notices: tuple[Notice, ...] = ()
    if source != "markers" and recording.force is not None:
        loads, notices = force_contacts(recording.force, points, mass)
    seen: list[Contact] = []
    if source != "force":
        try:
            seen = marker_contacts(points, pace)
        except MissingDataError as missing:
            if not loads:
                raise
            told = f"Steps are those on the force plates only: {missing}."
            notices += (Notice("events_from_plates_only", told),)
    if source == "force" and not loads:
        raise RecordingError(
            f"{recording.source}: --events force needs a foot wholly on a force plate; "
            "none was found (use --events auto or markers)"
        )
    contacts = merge_contacts(seen, loads)
    steps = steps_table(contacts, pace)
    check_running(points, steps, pace.speed, recording.source)
    if "position" not in recording.motion:
        steps, doubt = _doubt_angles(steps)
    else:
        steps, doubt = _doubt_smoothed(steps, recording, pace)
    notices += doubt
    return steps, notices + check_steps(steps, recording.source)


def _doubt_smoothed(
    steps: xr.Dataset, recording: Recording, pace: Pace
) -> tuple[xr.Dataset, tuple[Notice, ...]]:
    """Raise the timing SD of events from markers that a laboratory has smoothed."""
    silent = markers_fall_silent_at(recording)
    if silent is None:
        return steps, ()
    more = SMOOTHED_SD * (pace.step_rate / silent) ** 2
    if more < NOT_WORTH_TELLING:  # as of markers that were resampled at a higher rate
        return steps, ()
    by_markers = steps.method.values == "markers"
    added = {"touchdown_sd": more, "toe_off_sd": more * SMOOTHED_TOE_OFF}
    doubted = {
        name: ("step", np.hypot(steps[name].values, np.where(by_markers, sd, 0.0)))
        for name, sd in added.items()
    }
    message = (
        f"The markers were smoothed before they were read: above {silent:.0f} Hz they hold "
        f"nothing. A touchdown seen by them is {1000 * more:.0f} ms less sure (SD), a toe-off "
        f"{1000 * more * SMOOTHED_TOE_OFF:.0f} ms. Peaks of velocities, moments and powers read "
        "low, and their intervals are wider by what that cost other runners. Export them "
        "unfiltered if you can."
    )
    return steps.assign(doubted), (Notice("markers_smoothed", message),)


def _doubt_angles(steps: xr.Dataset) -> tuple[xr.Dataset, tuple[Notice, ...]]:
    """Raise the timing SD of events seen in joint angles, whose feet know nothing of the floor."""
    more = np.where(steps.method == "markers", ANGLES_SD, 0.0)
    doubted = {
        name: ("step", np.hypot(steps[name].values, more))
        for name in ("touchdown_sd", "toe_off_sd")
    }
    message = (
        "Touchdown and toe-off come from joint angles and segment lengths guessed from height, so "
        f"each is sure to {1000 * ANGLES_SD:.0f} ms only (SD): contact reads short and flight "
        "long. Analyse the markers that the angles were fitted to where you can."
    )
    return steps.assign(doubted), (Notice("events_from_angles", message),)


def merge_contacts(seen: list[Contact], loads: list[Contact]) -> list[Contact]:
    """Contacts from markers, each replaced by the load of the same foot at the same time.

    A load may lack one end (the plates' record began or stopped within it); that end stays the
    markers', the other becomes the plate's.
    """
    merged = []
    for contact in seen:
        load = next((load for load in loads if _same(contact, load)), None)
        merged.append(contact if load is None else _joined(contact, load))
    unseen = [load for load in loads if not any(_same(contact, load) for contact in seen)]
    return sorted([*merged, *unseen], key=lambda contact: contact.middle)


def _joined(seen: Contact, load: Contact) -> Contact:
    """The load's ends, and the markers' where the load has none."""
    if load.touchdown is not None and load.toe_off is not None:
        return load
    if load.touchdown is not None:
        return replace(seen, touchdown=load.touchdown, touchdown_sd=load.touchdown_sd)
    if load.toe_off is None:
        return seen
    return replace(seen, toe_off=load.toe_off, toe_off_sd=load.toe_off_sd)


def _same(first: Contact, second: Contact) -> bool:
    """Whether two contacts are the same step."""
    if first.side != second.side:
        return False
    if second.touchdown is not None and second.toe_off is not None:
        return second.touchdown <= first.middle <= second.toe_off
    return abs(first.middle - second.middle) < SAME_STEP


def steps_table(contacts: list[Contact], pace: Pace) -> xr.Dataset:
    """Contacts as rows, linked to the steps that follow where none is missing between.

    Times only run forwards: along the rows of `touchdown`, of a foot from touchdown to toe-off to
    its next touchdown, and from a touchdown to the other foot's next. What contradicts that is
    left out, for nothing tells which of two times is wrong.
    """
    longest = 1.5 / pace.step_rate
    known = in_order([_within(contact, longest) for contact in contacts])
    opposites: list[Contact | None] = []
    for contact, after in itertools.zip_longest(known, known[1:]):
        follows = (
            after is not None
            and after.side != contact.side
            and after.middle - contact.middle < longest
        )
        opposites.append(after if follows else None)
    # The other foot's next step is followed by this foot's.
    again = [
        opposites[row + 1] if opposite is not None else None
        for row, opposite in enumerate(opposites)
    ]

    def times(values: Sequence[float | None]) -> tuple[str, np.ndarray]:
        return "step", np.array([np.nan if v is None else v for v in values], dtype=float)

    return xr.Dataset(
        {
            "touchdown": times([c.touchdown for c in known]),
            "toe_off": times([c.toe_off for c in known]),
            "opposite_touchdown": times([o.touchdown if o else None for o in opposites]),
            "next_touchdown": times([a.touchdown if a else None for a in again]),
            "touchdown_sd": times([c.touchdown_sd for c in known]),
            "toe_off_sd": times([c.toe_off_sd for c in known]),
            "method": ("step", [c.method for c in known]),
        },
        coords={"side": ("step", [c.side for c in known]), "step": np.arange(len(known))},
    )


def in_order(contacts: list[Contact]) -> list[Contact]:
    """Contacts by their middles, without the times that contradict that order."""
    ordered = [_around_middle(c) for c in sorted(contacts, key=lambda c: (c.middle, c.side))]
    wrong = _backwards([contact.touchdown for contact in ordered])
    ordered = [replace(c, touchdown=None) if row in wrong else c for row, c in enumerate(ordered)]
    wrong = _backwards([contact.toe_off for contact in ordered])
    ordered = [replace(c, toe_off=None) if row in wrong else c for row, c in enumerate(ordered)]
    return _feet_in_order(ordered)


def _within(contact: Contact, longest: float) -> Contact:
    """A contact without an end that is farther than so long from its middle, s.

    Nobody stands so long: beyond a time in which nothing was seen, another contact begins or ends.
    """
    early = contact.touchdown is not None and contact.touchdown < contact.middle - longest
    late = contact.toe_off is not None and contact.toe_off > contact.middle + longest
    return replace(
        contact,
        touchdown=None if early else contact.touchdown,
        toe_off=None if late else contact.toe_off,
    )


def _around_middle(contact: Contact) -> Contact:
    """A contact without a touchdown after its middle or a toe-off before it."""
    late = contact.touchdown is not None and not contact.touchdown <= contact.middle
    early = contact.toe_off is not None and not contact.toe_off >= contact.middle
    return replace(
        contact,
        touchdown=None if late else contact.touchdown,
        toe_off=None if early else contact.toe_off,
    )


def _backwards(times: Sequence[float | None]) -> set[int]:
    """Rows of the known times that are not after all earlier ones, or not before all later."""
    known = [(row, time) for row, time in enumerate(times) if time is not None]
    return {
        row
        for (first, before), (second, after) in itertools.combinations(known, 2)
        if before >= after
        for row in (first, second)
    }


def _feet_in_order(contacts: list[Contact]) -> list[Contact]:
    """Leave out the toe-off and touchdown between which a foot would fly backwards."""
    changed = list(contacts)
    for side in SIDES:
        rows = [row for row, contact in enumerate(contacts) if contact.side == side]
        for row, following in itertools.pairwise(rows):
            left, lands = changed[row].toe_off, changed[following].touchdown
            if left is not None and lands is not None and left >= lands:
                changed[row] = replace(changed[row], toe_off=None)
                changed[following] = replace(changed[following], touchdown=None)
    return changed


def check_steps(steps: xr.Dataset, source: str) -> tuple[Notice, ...]:
    """Refuse what is not running; report steps that are missing.

    Raises
    ------
    RecordingError
        If fewer than two steps follow each other, or if there is no flight.
    """
    complete = np.isfinite(steps.opposite_touchdown - steps.touchdown)
    whole = np.isfinite(steps.toe_off - steps.touchdown) & (steps.method == "force")
    follow = int(complete.sum()) >= 1 and int(np.isfinite(steps.touchdown).sum()) >= 2
    if not follow and not whole.any():
        raise RecordingError(
            f"{source}: at least two steps that follow each other are needed; found "
            f"{int(np.isfinite(steps.touchdown).sum())} touchdown(s). Record a longer run"
        )
    flight = (steps.opposite_touchdown - steps.toe_off).dropna("step")
    if flight.size and float(flight.median()) <= 0:
        raise RecordingError(
            f"{source}: this is walking, not running: the other foot lands "
            f"{-1000 * float(flight.median()):.0f} ms before a foot leaves the ground. "
            "nextstride analyses runs with a flight phase"
        )
    # `steps_table` links a contact to the next one only where that is the next step.
    touchdown = steps.touchdown.values
    following = np.isfinite(touchdown[:-1]) & np.isfinite(touchdown[1:])
    broken = np.isnan(steps.opposite_touchdown.values[:-1]) & following
    gaps = [f"{time:.2f} s" for time in touchdown[:-1][broken]]
    if not gaps:
        return ()
    tracked = "markers" in steps.method.values
    if tracked and len(gaps) > max(1, MOST_MISSING * touchdown.size):
        raise RecordingError(
            f"{source}: the steps cannot be told apart: of {touchdown.size} contacts {len(gaps)} "
            "are not followed by the other foot's. The feet are tracked too coarsely or with too "
            "much noise; record at 120 frames per second or more, or use markers"
        )
    message = (
        f"A step is missing after {', '.join(gaps)}: nothing was seen there to "
        "put it back, so measures across the gap are left out."
    )
    return (Notice("missed_step", message),)
