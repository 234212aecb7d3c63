"""Forces and markers against each other: one clock, one set of axes, the same steps.

Plates and cameras are two instruments. Filters and triggers delay one against the other, and plates
are mounted and wired turned; nothing in a file tells. A runner does: contacts that the markers show
are when the plates are loaded, the body's centre of mass goes up as the force says, and a foot that
lands is first braked and then driven forward. What contradicts this is corrected where it is sure
what happened, else the forces are left out; either is told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import xarray as xr

from nextstride.arrays import Floats
from nextstride.athlete import Athlete
from nextstride.errors import MissingDataError, Notice
from nextstride.kinematics import center_of_mass, point
from nextstride.recording import Recording
from nextstride.signals import derivative, low_pass
from nextstride.strides.contact import Contact
from nextstride.strides.contacts import force_contacts
from nextstride.strides.drift import find_drift
from nextstride.strides.feet import marker_contacts
from nextstride.strides.loads import loaded_force
from nextstride.strides.pace import Pace

DELAY = 0.008
"""Forces that come this much after (or before) the markers are on another clock, s. By the mean of
events and acceleration the recordings at hand differ by at most 5 ms (whole bodies) ..."""
DELAY_OF_PELVIS = 0.015
"""... and by 10 ms where only the pelvis stands for the body, which moves against it, s."""
SAME_DELAY = 0.012
"""Events and acceleration that differ by more than this do not show one delay, s."""
TOGETHER, MOST, FEWEST = 0.03, 0.6, 4
"""Loads lie on contacts where this many or more are, for this share, within this time of their
median distance, s; by chance a quarter would."""
SEARCHED = 0.025
"""How far around the events' delay the acceleration's is looked for, s."""
AROUND = 0.05
"""Acceleration is compared from this long before a load to as long after it, s."""
SMOOTH = 4.0
"""Cut-off at which force and acceleration are compared, multiples of the step rate."""
ALIKE = 0.8
"""Least correlation of force and acceleration that tells a delay."""
SIDEWAYS = 1.5
"""Forces this much greater sideways than forward are turned; in the runs at hand (six people) it is
at most 0.6."""
BRAKED = 0.3
"""A half of contact is braked or driven where its mean force is this share of the whole's size."""


@dataclass(frozen=True)
class Delay:
    """How much later forces tell what markers tell, s.

    Attributes
    ----------
    events : float
        Median over contacts of the middle between touchdown and toe-off.
    acceleration : float or None
        Of the force against the acceleration of the centre of mass.
    contacts : int
        Compared.
    """

    events: float
    acceleration: float | None
    contacts: int

    @property
    def value(self) -> float:
        """Mean of what is known."""
        both = [self.events] if self.acceleration is None else [self.events, self.acceleration]
        return float(np.mean(both))


def agreeing_forces(
    recording: Recording, points: xr.DataArray, pace: Pace, athlete: Athlete
) -> Recording:
    """Return the recording with forces that agree with its markers, or without forces.

    Parameters
    ----------
    recording : Recording
    points : xarray.DataArray
        Its body points (time, space, keypoint), m.
    pace : Pace
        Of the same recording.
    athlete : Athlete

    Returns
    -------
    Recording
        With notices of what was done.
    """
    if recording.force is None or points.sizes["space"] < 3:
        return recording
    loads, _ = force_contacts(recording.force, points, athlete.mass)
    loads = [load for load in loads if load.touchdown is not None and load.toe_off is not None]
    if not loads:
        return recording
    force, notices = _turned(recording.force, loads)
    seen = _marker_contacts(points, pace)
    pairs = _pairs(loads, seen, 0.5 / pace.step_rate)
    apart = np.array([_middle(load) - _middle(one) for load, one in pairs])
    together = np.abs(apart - np.median(apart)) < TOGETHER if apart.size else np.array([])
    if apart.size >= FEWEST and together.mean() < MOST:
        told = (
            f"The loads on the force plates lie {1000 * apart.min():.0f} to "
            f"{1000 * apart.max():.0f} ms from the contacts that the markers show: they are not on "
            "one clock, or not of one trial. The forces were left out."
        )
        return _with_forces(recording, None, [Notice("forces_left_out", told)])
    drift = find_drift(np.array([_middle(load) for load, _ in pairs]), apart)
    if drift is not None:
        time = force.time - drift.rate * (force.time - force.time[0])
        force = force.assign_coords(time=time)
        notices.append(Notice("forces_drift", drift.message))
        loads, _ = force_contacts(force, points, athlete.mass)
        whole = [one for one in loads if one.touchdown is not None and one.toe_off is not None]
        pairs = _pairs(whole, seen, 0.5 / pace.step_rate)
    delay = _delay(force, points, pace, athlete, pairs)
    if delay is not None and _is_sure(delay, center_of_mass(points, athlete) is not None):
        force = force.assign_coords(time=force.time - delay.value)
        notices.append(_told(delay))
    return _with_forces(recording, force, notices) if notices else recording


def _with_forces(
    recording: Recording, force: xr.Dataset | None, notices: list[Notice]
) -> Recording:
    """The recording with other forces, and why."""
    return replace(recording, force=force, notices=(*recording.notices, *notices))


def _marker_contacts(points: xr.DataArray, pace: Pace) -> list[Contact]:
    """Whole contacts that the markers show; none where feet are not marked."""
    try:
        found = marker_contacts(points, pace)
    except MissingDataError:
        return []
    return [one for one in found if one.touchdown is not None and one.toe_off is not None]


def _middle(contact: Contact) -> float:
    """Moment between touchdown and toe-off, s."""
    return (float(contact.touchdown or np.nan) + float(contact.toe_off or np.nan)) / 2


def _pairs(
    loads: list[Contact], seen: list[Contact], reach: float
) -> list[tuple[Contact, Contact]]:
    """Each load with the nearest contact that the markers show, whatever its side."""
    pairs = []
    for load in loads:
        nearest = min(seen, key=lambda one: abs(_middle(one) - _middle(load)), default=None)
        if nearest is not None and abs(_middle(nearest) - _middle(load)) < reach:
            pairs.append((load, nearest))
    return pairs


def _turned(force: xr.Dataset, loads: list[Contact]) -> tuple[xr.Dataset, list[Notice]]:
    """Turn horizontal forces that are sideways or backwards, where their course shows it."""
    sizes, first, second = np.median([_course(force, load) for load in loads], axis=0)
    axis = 1 if sizes[1] > SIDEWAYS * sizes[0] else 0
    least = BRAKED * sizes[axis]
    braked_first = first[axis] < -least and second[axis] > least
    driven_first = first[axis] > least and second[axis] < -least
    if axis == 0 and not driven_first:
        return force, []
    if axis == 1 and not (braked_first or driven_first):
        told = (
            "Horizontal forces are greater sideways than forward, which no run's are, and do not "
            "show how they are turned: check the axes of the force plates before using impulses."
        )
        return force, [Notice("forces_sideways", told)]
    sign = 1.0 if braked_first else -1.0
    values = force["force"].values.copy()
    forward, sideways = values[:, 0].copy(), values[:, 2].copy()
    values[:, 0] = sign * (sideways if axis == 1 else forward)
    values[:, 2] = sign * (-forward if axis == 1 else sideways)
    how = "sideways" if axis == 1 else "backwards"
    told = (
        f"The horizontal forces lie {how}: contacts are braked and driven along the wrong axis. "
        f"They were turned by {90 if axis == 1 else 180} degrees about the vertical."
    )
    return force.assign(force=(force["force"].dims, values)), [Notice("forces_turned", told)]


def _course(force: xr.Dataset, load: Contact) -> Floats:
    """Size, mean of the first and of the second half of a load's forces, (3, [x, z]) in N."""
    during = force["force"].sel(time=slice(load.touchdown, load.toe_off)).sum("plate")
    values = during.sel(space=["x", "z"]).transpose("time", "space").values
    half = len(values) // 2
    size = np.sqrt((values**2).mean(axis=0))
    return np.stack([size, values[:half].mean(axis=0), values[half:].mean(axis=0)])


def find_delay(
    force: xr.Dataset, points: xr.DataArray, pace: Pace, athlete: Athlete
) -> Delay | None:
    """How much later forces tell what markers tell.

    Parameters
    ----------
    force : xarray.Dataset
        As in `Recording`.
    points : xarray.DataArray
        Body points (time, space, keypoint), m.
    pace : Pace
        Of the same recording.
    athlete : Athlete

    Returns
    -------
    Delay or None
        None where fewer than two contacts show it.
    """
    loads, _ = force_contacts(force, points, athlete.mass)
    whole = [one for one in loads if one.touchdown is not None and one.toe_off is not None]
    pairs = _pairs(whole, _marker_contacts(points, pace), 0.5 / pace.step_rate)
    return _delay(force, points, pace, athlete, pairs)


def _delay(
    force: xr.Dataset,
    points: xr.DataArray,
    pace: Pace,
    athlete: Athlete,
    pairs: list[tuple[Contact, Contact]],
) -> Delay | None:
    """How much later forces tell what markers tell; None where too few contacts show it."""
    if len(pairs) < 2:
        return None
    events = float(np.median([_middle(load) - _middle(seen) for load, seen in pairs]))
    body = center_of_mass(points, athlete)
    try:
        body = point(points, "pelvis") if body is None else body
    except MissingDataError:
        return Delay(events, None, len(pairs))
    cutoff = SMOOTH * pace.step_rate
    upward = derivative(low_pass(body.sel(space="y", drop=True), cutoff), 2)
    vertical = low_pass(loaded_force(force).sel(space="y", drop=True), cutoff)
    seen = [contact for _, contact in pairs]
    return Delay(events, _lag(upward, vertical, seen, events), len(pairs))


def _lag(
    upward: xr.DataArray, vertical: xr.DataArray, seen: list[Contact], near: float
) -> float | None:
    """Delay of the force at which it is most like the acceleration, s; None where it never is."""
    time = upward.time.values.astype(float)
    inside = np.isfinite(upward.values) & np.any(
        [
            (time > float(one.touchdown or 0) - AROUND) & (time < float(one.toe_off or 0) + AROUND)
            for one in seen
        ],
        axis=0,
    )
    clock = vertical.time.values.astype(float)
    lags = near + np.arange(-SEARCHED, SEARCHED + 1e-9, 0.001)
    likeness = np.full(len(lags), -1.0)
    for place, lag in enumerate(lags):
        delayed = np.interp(time + lag, clock, vertical.values, left=np.nan, right=np.nan)
        both = inside & np.isfinite(delayed)
        if both.sum() > 10 and np.ptp(delayed[both]) > 0 and np.ptp(upward.values[both]) > 0:
            likeness[place] = np.corrcoef(upward.values[both], delayed[both])[0, 1]
    best = int(np.argmax(likeness))
    return float(lags[best]) if likeness[best] > ALIKE and 0 < best < len(lags) - 1 else None


def _is_sure(delay: Delay, whole_body: bool) -> bool:
    """Whether a delay is beyond what events and acceleration err, and both show it."""
    if delay.acceleration is None or abs(delay.acceleration - delay.events) > SAME_DELAY:
        return False
    return abs(delay.value) > (DELAY if whole_body else DELAY_OF_PELVIS)


def _told(delay: Delay) -> Notice:
    """Say how the clocks differ, and what was done."""
    parts = f"{1000 * abs(delay.events):.0f} ms by touchdown and toe-off"
    if delay.acceleration is not None:
        parts += f", {1000 * abs(delay.acceleration):.0f} ms by the body's acceleration"
    order = "after" if delay.value > 0 else "before"
    told = (
        f"The forces come {1000 * abs(delay.value):.0f} ms {order} the markers throughout "
        f"({parts}; {delay.contacts} contacts). They were moved by that, which is sure to about "
        "4 ms (SD). Check filter and trigger of the plates."
    )
    return Notice("forces_delayed", told)
