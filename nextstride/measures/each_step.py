"""What every single step shows: all that can be said of a run whose speed is not steady."""

from __future__ import annotations

import numpy as np
import xarray as xr

from nextstride.arrays import Floats
from nextstride.conventions import SIDES
from nextstride.errors import MissingDataError
from nextstride.measures.pace import PLACE_ERROR, SPEED_ERROR
from nextstride.measures.run import Run
from nextstride.measures.track import Track

UNSTEADY = "the speed is not steady: a mean over steps would be of no moment; see the steps"
"""Note of every measure of a run that is none at one speed."""
PLACE_SPAN = 0.1
"""A foot whose landing or leaving was not seen stood this long before or after the other, s."""


def each_step(run: Run) -> xr.Dataset:
    """Contact, flight, length and speed of every step, each with its error.

    Parameters
    ----------
    run : Run

    Returns
    -------
    xarray.Dataset
        On ``step``, NaN where not seen: ``contact_time``; ``flight_time`` (toe-off to the other
        foot's touchdown), s; ``step_length`` (from this forefoot on the ground to the other's
        next), m; ``step_speed`` (mean of the pelvis from this touchdown to the other foot's) and
        ``toe_off_speed`` (of the pelvis as the foot leaves), m/s relative to the ground. Each has
        an error (SD) of the same unit, ``contact_time_sd`` and so on: of the events that it hangs
        on, and of the method (`PLACE_ERROR`, `SPEED_ERROR`).
    """
    steps = run.steps
    touchdown, toe_off, landing, touchdown_sd, toe_off_sd = (
        steps[name].values.astype(float)
        for name in (
            "touchdown", "toe_off", "opposite_touchdown", "touchdown_sd", "toe_off_sd",
        )
    )  # fmt: skip
    step_speed, toe_off_speed, rate = _speeds(run, (touchdown, toe_off, landing))
    belt = run.pace.belt_spread
    carried = np.hypot(run.pace.belt_speed * touchdown_sd, belt / run.pace.step_rate)
    found = {
        "contact_time": (toe_off - touchdown, np.hypot(touchdown_sd, toe_off_sd)),
        "flight_time": (landing - toe_off, np.hypot(toe_off_sd, np.append(touchdown_sd[1:], 0))),
        "step_length": (_lengths(run), np.hypot(PLACE_ERROR, carried)),
        "step_speed": (step_speed, np.hypot(SPEED_ERROR * step_speed, belt)),
        "toe_off_speed": (
            toe_off_speed,
            np.hypot(np.hypot(SPEED_ERROR * toe_off_speed, belt), rate * toe_off_sd),
        ),
    }
    columns = {name: value for name, (value, _) in found.items()} | {
        f"{name}_sd": np.where(np.isfinite(value), sd, np.nan)
        for name, (value, sd) in found.items()
    }
    return xr.Dataset({name: ("step", each) for name, each in columns.items()}, coords=steps.coords)


def _speeds(run: Run, events: tuple[Floats, Floats, Floats]) -> tuple[Floats, Floats, Floats]:
    """Speed over each step, speed at its toe-off (m/s), and how fast that changes there, m/s²."""
    touchdown, toe_off, landing = events
    try:
        forward = run.place("pelvis", "x")
    except MissingDataError:
        unknown = np.full(touchdown.size, np.nan)
        return unknown, unknown, unknown
    ground = run.pace.belt_speed
    mean = (forward.at(landing) - forward.at(touchdown)) / (landing - touchdown) + ground
    speed = Track(forward.time, np.gradient(forward.values, forward.time))
    rate = Track(speed.time, np.gradient(speed.values, speed.time))
    return mean, speed.at(toe_off) + ground, rate.at(toe_off)


def _lengths(run: Run) -> Floats:
    """Distance on the ground from the forefoot of each contact to that of the next, m."""
    steps, count = run.steps, run.steps.sizes["step"]
    places, moments = np.full(count, np.nan), np.full(count, np.nan)
    for side in SIDES:
        try:
            forward = run.place(f"{side}_toe", "x")
        except MissingDataError:
            continue
        mine = np.flatnonzero(steps.side.values == side)
        start, stop = steps.touchdown.values[mine], steps.toe_off.values[mine]
        middle = np.where(np.isfinite(start), start + PLACE_SPAN, stop - PLACE_SPAN)
        middle = np.where(np.isfinite(start + stop), (start + stop) / 2, middle)
        places[mine], moments[mine] = forward.at(middle), middle
    lengths = np.full(count, np.nan)
    follows = np.flatnonzero(np.isfinite(steps.opposite_touchdown.values[:-1]))
    apart = np.diff(places) + run.pace.belt_speed * np.diff(moments)
    lengths[follows] = apart[follows]
    return lengths


def without_means(measures: xr.Dataset) -> xr.Dataset:
    """Measures of a run that is not steady: none has a value, and each says why.

    Parameters
    ----------
    measures : xarray.Dataset
        From `measure_run`.
    """
    emptied = {
        name: measures[name].copy(data=np.full(measures[name].shape, np.nan))
        for name in ("value", "lower", "upper", "spread")
    }
    count = measures["n"].copy(data=np.zeros(measures["n"].shape, dtype=int))
    note = measures["note"].copy(data=np.full(measures["note"].shape, UNSTEADY, dtype=object))
    return measures.assign(emptied | {"n": count, "note": note})
