"""The stride table: contacts of both feet in one order, checked, with their phases."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
import xarray as xr

from nextstride.errors import MissingDataError, Notice, RecordingError
from nextstride.recording import Recording
from nextstride.strides.contact import Contact
from nextstride.strides.contacts import force_contacts
from nextstride.strides.feet import marker_contacts
from nextstride.strides.pace import Pace

EventSource = Literal["auto", "markers", "force"]

MOST_MISSING = 0.1
"""Markers that lose more than one step and more than this share of them are refused."""
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
    if "position" not in recording.motion:
        steps, doubt = _doubt_angles(steps)
        notices += doubt
    return steps, notices + check_steps(steps, recording.source)


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
    return abs(first.middle - second.middle) < 0.1


def steps_table(contacts: list[Contact], pace: Pace) -> xr.Dataset:
    """Contacts as rows, linked to the steps that follow where none is missing between."""
    longest = 1.5 / pace.step_rate
    rows = []
    for index, contact in enumerate(contacts):
        following = contacts[index + 1 : index + 3]
        opposite = following[0] if following else None
        follows = (
            opposite is not None
            and opposite.side != contact.side
            and opposite.middle - contact.middle < longest
        )
        again = following[1] if follows and len(following) > 1 else None
        if again is not None and (
            again.side != contact.side or again.middle - contact.middle > 2 * longest
        ):
            again = None
        rows.append((contact, opposite if follows else None, again))

    def times(values: list[float | None]) -> tuple[str, np.ndarray]:
        return "step", np.array([np.nan if v is None else v for v in values], dtype=float)

    return xr.Dataset(
        {
            "touchdown": times([c.touchdown for c, _, _ in rows]),
            "toe_off": times([c.toe_off for c, _, _ in rows]),
            "opposite_touchdown": times([o.touchdown if o else None for _, o, _ in rows]),
            "next_touchdown": times([a.touchdown if a else None for _, _, a in rows]),
            "touchdown_sd": times([c.touchdown_sd for c, _, _ in rows]),
            "toe_off_sd": times([c.toe_off_sd for c, _, _ in rows]),
            "method": ("step", [c.method for c, _, _ in rows]),
        },
        coords={"side": ("step", [c.side for c, _, _ in rows]), "step": np.arange(len(rows))},
    )


def check_steps(steps: xr.Dataset, source: str) -> tuple[Notice, ...]:
    """Refuse what is not running; report steps that are missing.

    Raises
    ------
    RecordingError
        If fewer than two steps follow each other, or if there is no flight.
    """
    complete = np.isfinite(steps.opposite_touchdown - steps.touchdown)
    if int(complete.sum()) < 1 or int(np.isfinite(steps.touchdown).sum()) < 2:
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
    broken = np.isnan(steps.opposite_touchdown.values[:-1]) & np.isfinite(touchdown[1:])
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
