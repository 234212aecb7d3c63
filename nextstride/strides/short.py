"""One step on force plates: what most laboratories see of a sprinter.

Feet that pass each other once say nothing of the step rate. Plates do: they show contacts, flights
and which foot lands next.
"""

from __future__ import annotations

import itertools

import numpy as np
import xarray as xr

from nextstride.conventions import SIDES, Side, opposite
from nextstride.kinematics import point
from nextstride.strides.contact import Contact
from nextstride.strides.contacts import force_contacts
from nextstride.strides.pace import Pace

STEPS_OF_CONTACT = 2.0
"""Steps are taken to last this many contacts where one whole contact is all that is seen: at top
speed 1.9 to 2.3 (Weyand et al. 2000, J Appl Physiol 89:1991); only filters hang on it."""


SLOWEST = 2.0
"""A pelvis slower than this need not be running, m/s."""
STRAIGHT = np.deg2rad(15)
"""A pelvis whose two halves of the way differ by less than this runs straight, rad."""


def pace_of_one_step(points: xr.DataArray, force: xr.Dataset, mass: float) -> Pace | None:
    """Step rate from the contacts on plates, speed from the pelvis; over ground.

    Parameters
    ----------
    points : xarray.DataArray
        Body points (time, space, keypoint), m.
    force : xarray.Dataset
        As in `Recording`.
    mass : float
        Body mass, kg.

    Returns
    -------
    Pace or None
        None where no contact is wholly on a plate, no marker gives the pelvis, or the run turns.
    """
    contacts, _ = force_contacts(force, points, mass)
    step = _step_time(contacts)
    speed = _straight_speed(points)
    if step is None or speed is None:
        return None
    swings: dict[Side, np.ndarray] = {
        side: np.array([c.middle for c in contacts if c.side == opposite(side)]) for side in SIDES
    }
    return Pace(swings, 1 / step, False, 0.0, 0.0, speed)


def _straight_speed(points: xr.DataArray) -> float | None:
    """Forward speed of the pelvis, m/s; None where it is not seen, slow, or changes its way."""
    if "pelvis" not in points.keypoint.values:
        return None
    course = point(points, "pelvis").sel(space=["x", "z"]).dropna("time")
    if course.sizes["time"] < 4:
        return None
    time = course.time.values.astype(float)
    places = course.transpose("time", "space").values[[0, len(time) // 2, -1]]
    headings = np.arctan2(*np.diff(places, axis=0).T[::-1])
    speed = float((places[2, 0] - places[0, 0]) / (time[-1] - time[0]))
    turned = abs(np.angle(np.exp(1j * np.diff(headings)[0])))
    return speed if speed > SLOWEST and turned < STRAIGHT else None


def _step_time(contacts: list[Contact]) -> float | None:
    """Time of a step, from the same event of two contacts, else from the length of one, s."""
    steps = [
        later - earlier
        for one, two in itertools.pairwise(contacts)
        for earlier, later in ((one.touchdown, two.touchdown), (one.toe_off, two.toe_off))
        if one.side != two.side and earlier is not None and later is not None
    ]
    if steps:
        return float(np.mean(steps))
    whole = [c.toe_off - c.touchdown for c in contacts if c.touchdown and c.toe_off]
    return STEPS_OF_CONTACT * float(np.mean(whole)) if whole else None


def with_first_swing(steps: xr.Dataset) -> xr.Dataset:
    """Add a row for the leg that is in the air when the recording begins.

    Its contact was before; what is known of its step is when the other foot lands and when it does.

    Parameters
    ----------
    steps : xarray.Dataset
        From `detect_steps`.
    """
    if not steps.sizes["step"]:
        return steps
    first = steps.isel(step=[0]).copy(deep=True)
    side = opposite("left" if first.side.item() == "left" else "right")
    lands = steps.opposite_touchdown.values[0]
    for name in ("touchdown", "toe_off"):
        first[name][:] = np.nan
    first["opposite_touchdown"][:] = steps.touchdown.values[0]
    first["next_touchdown"][:] = lands
    first = first.assign_coords(side=("step", [side]))
    first["method"] = ("step", ["markers"])
    joined = xr.concat([first, steps], dim="step")
    return joined.assign_coords(step=np.arange(joined.sizes["step"]))
