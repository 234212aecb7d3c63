"""A run from the vertical ground force alone: contacts, flights, peak forces, the two legs.

Which leg is which a force does not tell: steps are counted, and the two legs are called the first
and the other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from nextstride.conventions import GRAVITY
from nextstride.errors import MissingDataError, Notice, RecordingError
from nextstride.read.force_trace import ForceTrace
from nextstride.signals.smoothing import force_falls_silent_at
from nextstride.strides import Load, find_loads, load_notices

FEWEST_STEPS = 3
"""Fewer contacts are no run."""
CONTACTS = (0.05, 0.6)
"""A foot of a runner is on the ground for this long, s."""
LONGEST_FLIGHT = 0.4
"""A longer pause between two loads is no flight of a run, s."""
LARGEST_SHARE = 10.0
"""A force that never reaches this is in body weights or kN: no runner weighs less than 10 N."""
OF_BODY_WEIGHT = (0.9, 1.1)
"""Mean of a vertical force in body weights: over whole steps it is one."""
CLEAR_OFFSET = 5.0
"""A plate that reads more than this in flight has an offset, N."""
MASS_DOUBT = 0.05
"""Mean force and stated mass may differ by this share."""
FEWEST_OF_A_LEG = 2
"""Fewer steps of a leg have no scatter to hold a difference against."""
LOWEST_RATE = 50.0
"""Fewer samples a second show no contact of a runner, Hz."""
SIDES = ("first", "other")


@dataclass(frozen=True)
class Reading:
    """One measure of a run from forces alone.

    Attributes
    ----------
    name : str
    side : {"both", "first", "other"}
    value, lower, upper : float
        Mean and its 95 % interval.
    unit : str
    n : int
        Steps behind it.
    """

    name: str
    side: str
    value: float
    lower: float
    upper: float
    unit: str
    n: int


@dataclass(frozen=True)
class ForceRun:
    """A run from forces alone.

    Attributes
    ----------
    mass : float
        kg, as given, else from the mean force over whole steps.
    contacts : (n, 2) array
        Touchdown and toe-off, s.
    readings : tuple of Reading
    notices : tuple of Notice
    """

    mass: float
    contacts: np.ndarray[tuple[int, int], np.dtype[np.float64]]
    readings: tuple[Reading, ...]
    notices: tuple[Notice, ...]


def measure_forces(
    trace: ForceTrace, mass: float | None = None, belt_speed: float | None = None
) -> ForceRun:
    """Measure a run from its vertical ground force.

    Parameters
    ----------
    trace : ForceTrace
    mass : float, optional
        kg; from the mean force where not given, which over whole steps is the body weight.
    belt_speed : float, optional
        m/s; gives step lengths.

    Raises
    ------
    RecordingError
        If the force shows no run, or not the weight of a person.
    """
    vertical, notices = _in_newton(trace, mass)
    contacts = _ends(_steps(trace, vertical))
    baseline = float(np.median(vertical[_in_flight(trace.time, contacts)]))
    if abs(baseline) > CLEAR_OFFSET:
        vertical = vertical - baseline
        told = f"The force read {baseline:.0f} N in flight; this offset was subtracted."
        notices.append(Notice("force_offset", told))
    loads = _steps(trace, vertical)
    contacts = _ends(loads)
    weight = _mean_over_steps(trace.time, vertical, contacts)
    found = weight / GRAVITY
    if mass is not None and abs(found / mass - 1) > MASS_DOUBT:
        raise RecordingError(
            f"{trace.source}: over whole steps the mean force is the body weight; it is "
            f"{found:.1f} kg, but --mass says {mass:g} kg. Correct the mass, or the calibration, "
            "unit or offset of the forces."
        )
    if mass is None:
        notices.append(Notice("mass_from_force", f"Body mass by the mean force: {found:.1f} kg."))
    body = found if mass is None else mass
    readings = _readings(trace, vertical, loads, body, belt_speed)
    notices += load_notices(loads, _silent(trace, vertical))
    return ForceRun(body, contacts, readings, (*trace.notices, *notices))


def _in_newton(trace: ForceTrace, mass: float | None) -> tuple[np.ndarray, list[Notice]]:
    """Force in N, and what its unit was taken for."""
    greatest = float(np.nanmax(trace.vertical))
    if greatest <= 0:
        raise RecordingError(f"{trace.source}: no vertical force is above zero.")
    if greatest >= LARGEST_SHARE:
        return trace.vertical, []
    contacts = _ends(_steps(trace, trace.vertical * 1000))
    mean = _mean_over_steps(trace.time, trace.vertical, contacts)
    if OF_BODY_WEIGHT[0] <= mean <= OF_BODY_WEIGHT[1]:
        if mass is None:
            raise RecordingError(
                f"{trace.source}: the forces are in body weights (mean {mean:.2f}); state --mass."
            )
        told = f"The forces of {trace.source} have a mean of {mean:.2f}: taken as body weights."
        return trace.vertical * mass * GRAVITY, [Notice("force_in_body_weights", told)]
    told = f"The forces of {trace.source} reach {greatest:.3g}: taken as kN."
    return trace.vertical * 1000, [Notice("force_in_kilonewton", told)]


def _silent(trace: ForceTrace, vertical: np.ndarray) -> float | None:
    """Frequency above which a low-passed force holds nothing, Hz."""
    force = xr.DataArray(vertical, dims="time", coords={"time": trace.time})
    return force_falls_silent_at(force)


def _ends(loads: list[Load]) -> np.ndarray:
    """Touchdown and toe-off, (n, 2) in s."""
    return np.array([(load.start, load.stop) for load in loads])


def _steps(trace: ForceTrace, vertical: np.ndarray) -> list[Load]:
    """Every whole contact.

    Raises
    ------
    RecordingError
        If there are not `FEWEST_STEPS`, or the loads are not a runner's.
    """
    if trace.rate < LOWEST_RATE:
        raise RecordingError(
            f"{trace.source}: forces need {LOWEST_RATE:g} samples a second; got {trace.rate:g}."
        )
    force = xr.DataArray(vertical, dims="time", coords={"time": trace.time})
    loads = find_loads(force, _silent(trace, vertical))
    whole = [load for load in loads if load.start > trace.time[0] and load.stop < trace.time[-1]]
    if len(whole) < FEWEST_STEPS:
        raise RecordingError(
            f"{trace.source}: a run needs {FEWEST_STEPS} whole contacts with flight between them; "
            f"got {len(whole)}. Walking and standing have no flight; record a longer run."
        )
    typical = float(np.median([load.stop - load.start for load in whole]))
    if not CONTACTS[0] <= typical <= CONTACTS[1]:
        raise RecordingError(
            f"{trace.source}: a runner's foot is on the ground for {CONTACTS[0]:g} to "
            f"{CONTACTS[1]:g} s; the loads last {typical:.2f} s. This is no run."
        )
    return whole


def _in_flight(time: np.ndarray, contacts: np.ndarray) -> np.ndarray:
    """Samples in the middle half of flights, between which the force is zero."""
    inside = np.zeros(len(time), dtype=bool)
    for stop, start in zip(contacts[:-1, 1], contacts[1:, 0], strict=True):
        quarter = (start - stop) / 4
        inside |= (time >= stop + quarter) & (time <= start - quarter)
    return inside if inside.any() else np.ones(len(time), dtype=bool)


def _mean_over_steps(time: np.ndarray, vertical: np.ndarray, contacts: np.ndarray) -> float:
    """Mean force from the first touchdown to the last, over whole steps."""
    inside = (time >= contacts[0, 0]) & (time < contacts[-1, 0])
    return float(np.nanmean(vertical[inside]))


def _readings(
    trace: ForceTrace,
    vertical: np.ndarray,
    loads: list[Load],
    mass: float,
    belt_speed: float | None,
) -> tuple[Reading, ...]:
    """Every measure, of both legs and of each."""
    contacts = _ends(loads)
    start, stop = contacts.T
    flight = start[1:] - stop[:-1]
    step = np.diff(start)
    together = (step <= CONTACTS[1] + LONGEST_FLIGHT) & (flight <= LONGEST_FLIGHT)
    peaks = np.array(
        [vertical[(trace.time >= a) & (trace.time <= b)].max() for a, b in contacts]
    ) / (mass * GRAVITY)
    leg = np.arange(len(contacts)) % 2
    timing = float(np.hypot(*np.mean([(load.start_sd, load.stop_sd) for load in loads], axis=0)))
    rows = [
        ("contact_time", stop - start, leg, "s", timing),
        ("flight_time", flight[together], leg[:-1][together], "s", timing),
        ("step_rate", 1 / step[together], leg[:-1][together], "1/s", 0.0),
        (
            "duty_factor",
            ((stop - start)[:-1] / step)[together] / 2,
            leg[:-1][together],
            "1",
            timing / float(np.mean(step)) / 2,
        ),
        ("peak_vertical_force", peaks, leg, "body weights", 0.0),
    ]
    if belt_speed:
        rows.append(("step_length", belt_speed * step[together], leg[:-1][together], "m", 0.0))
    readings = []
    for name, values, legs, unit, error in rows:
        for side in ("both", *SIDES):
            chosen = values if side == "both" else values[legs == SIDES.index(side)]
            if len(chosen):
                readings.append(_reading(name, side, chosen, unit, error))
    for name, values, legs, _, _ in rows:
        enough = min(np.sum(legs == 0), np.sum(legs == 1)) >= FEWEST_OF_A_LEG
        if name in {"contact_time", "peak_vertical_force", "flight_time"} and enough:
            readings.append(_difference(name, values, legs))
    return tuple(readings)


def _reading(name: str, side: str, values: np.ndarray, unit: str, error: float) -> Reading:
    """Mean over steps with its 95 % interval; a single step has only the error of its timing."""
    scatter = float(values.std(ddof=1)) / np.sqrt(len(values)) if len(values) > 1 else np.nan
    half = 1.96 * float(np.hypot(np.nan_to_num(scatter), error))
    mean = float(values.mean())
    return Reading(name, side, mean, mean - half, mean + half, unit, len(values))


def _difference(name: str, values: np.ndarray, legs: np.ndarray) -> Reading:
    """First leg less the other, in % of their mean."""
    groups = [values[legs == leg] for leg in (0, 1)]
    means = [float(group.mean()) for group in groups]
    spread = [float(group.var(ddof=1)) / len(group) for group in groups]
    scale = 100 / float(np.mean(means))
    value, half = (means[0] - means[1]) * scale, 1.96 * float(np.sqrt(sum(spread))) * scale
    return Reading(
        f"{name}_difference", "both", value, value - half, value + half, "%", len(values)
    )


def reading_of(run: ForceRun, name: str, side: str = "both") -> Reading:
    """Return one reading by name and side.

    Raises
    ------
    MissingDataError
        If there is none.
    """
    for reading in run.readings:
        if (reading.name, reading.side) == (name, side):
            return reading
    raise MissingDataError(f"the forces give no {name} of {side}")
