"""Touchdown and toe-off from force plates."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import xarray as xr

from nextstride.arrays import Floats
from nextstride.conventions import GRAVITY, SIDES, Side
from nextstride.errors import MissingDataError, Notice
from nextstride.kinematics import has_points, point
from nextstride.signals import low_pass
from nextstride.signals.filters import sampling_rate
from nextstride.strides.contact import Contact
from nextstride.strides.pace import forefoot

THRESHOLD = 20.0
"""Vertical force that counts as contact on a quiet plate, N."""
NOISY_THRESHOLD = 50.0
NOISE_CUTOFF = 60.0
"""The same on a plate with more noise than that (a running belt), N, after a low-pass in Hz."""
UNLOADED = 60.0
"""Samples below this are mostly flight and show the noise, N."""
BESIDE = 0.03
"""A plate counts from this long before its load to as long after it, s."""
SHORTEST = 0.05
"""Shorter loads are knocks, s; no sprinter is on the ground for less than 0.075 s."""
SHORTEST_CUT = 0.012
"""The same where the record begins or ends within the load, s."""
LONGEST = 1.0
"""A plate that is loaded longer than this, s, reads an offset, or somebody stands on it."""
LEAST_PEAK = 1.0
"""A step's peak vertical force is at least this many body weights; less is a foot half off."""


def force_contacts(
    force: xr.Dataset, points: xr.DataArray, mass: float
) -> tuple[list[Contact], tuple[Notice, ...]]:
    """Find the contacts during which a foot was wholly on force plates.

    Running has flight, so the vertical force summed over all plates shows one load a step,
    whichever plates a foot touches. The side is that of the lower forefoot.

    Parameters
    ----------
    force : xarray.Dataset
        As in `Recording`.
    points : xarray.DataArray
        Body points (time, space, keypoint), m.
    mass : float
        Body mass, kg.

    Returns
    -------
    contacts : list of Contact
        In time order.
    notices : tuple of Notice
        Loads that were left out, and why.
    """
    vertical, threshold = _quiet(loaded_force(force).sel(space="y", drop=True))
    time = vertical.time.values.astype(float)
    feet = _feet(points)
    deviation = float(np.hypot(np.diff(time).mean() / np.sqrt(6), 0.002))
    contacts, left_out = [], []
    for start, stop in _loads(time, vertical.values, threshold):
        middle = (start + stop) / 2
        peak = float(vertical.sel(time=slice(start, stop)).max())
        side = _lower_foot(feet, middle)
        if peak < LEAST_PEAK * mass * GRAVITY:
            left_out.append(f"{middle:.2f} s (peak {peak:.0f} N)")
        elif not points.time.values[0] <= middle <= points.time.values[-1]:
            left_out.append(f"{middle:.2f} s (outside the time of the motion)")
        elif side is None or not _wholly_on_plates(force, feet[side], middle):
            left_out.append(f"{middle:.2f} s (foot not wholly on the plates)")
        else:
            contacts.append(
                Contact(
                    side=side,
                    touchdown=start if start > time[0] else None,
                    toe_off=stop if stop < time[-1] else None,
                    method="force",
                    touchdown_sd=deviation,
                    toe_off_sd=deviation,
                    middle=middle,
                )
            )
    if not left_out:
        return contacts, ()
    message = "Loads on the force plates not used for events: " + ", ".join(left_out) + "."
    return contacts, (Notice("loads_left_out", message),)


def plate_loads(vertical: xr.DataArray) -> list[tuple[float, float]]:
    """Start and stop of every load in a vertical force, s, whoever's foot it was.

    Parameters
    ----------
    vertical : xarray.DataArray
        (time), N, up.
    """
    quiet, threshold = _quiet(vertical)
    return list(_loads(quiet.time.values.astype(float), quiet.values, threshold))


def loaded_force(force: xr.Dataset) -> xr.DataArray:
    """Force over all plates (time, space), N, each plate counted only where a foot is on it.

    Plates are judged one by one, so that the hum and drift of those that nobody is on do not add to
    the others.

    Parameters
    ----------
    force : xarray.Dataset
        As in `Recording`.
    """
    values = force["force"].transpose("time", "space", "plate").values
    time = force.time.values.astype(float)
    around = max(1, round(BESIDE / float(np.diff(time).mean())))
    counted = np.zeros((len(values), values.shape[2]), dtype=bool)
    vertical = force["force"].sel(space="y", drop=True)
    for plate in range(values.shape[2]):
        quiet, _ = _quiet(vertical.isel(plate=plate, drop=True))
        for start, stop in _loads(time, quiet.values, NOISY_THRESHOLD):
            if stop - start > LONGEST:
                continue
            first, last = np.searchsorted(time, [start, stop])
            counted[max(0, first - around) : last + around, plate] = True
    total = np.where(counted[:, None, :], values, 0.0).sum(axis=2)
    return xr.DataArray(
        total, dims=("time", "space"), coords={"time": force.time, "space": force.space}
    )


def _quiet(vertical: xr.DataArray) -> tuple[xr.DataArray, float]:
    """Vertical force with its noise kept below the threshold, and the threshold, N."""
    size = np.abs(vertical.values)
    unloaded = size[size < UNLOADED]
    noise = 1.4826 * float(np.median(unloaded)) if unloaded.size else 0.0
    if 5 * noise <= THRESHOLD:
        return vertical, THRESHOLD
    smooth = low_pass(vertical, min(NOISE_CUTOFF, 0.4 * sampling_rate(vertical)))
    return smooth, NOISY_THRESHOLD


def _loads(time: Floats, vertical: Floats, threshold: float) -> Iterator[tuple[float, float]]:
    """Start and stop of every load above the threshold that lasts, crossings interpolated."""
    loaded = np.r_[False, np.nan_to_num(vertical) > threshold, False]
    edges = np.flatnonzero(np.diff(loaded))
    for first, after in zip(edges[::2], edges[1::2], strict=True):
        start = _crossing(time, vertical, first, threshold)
        stop = _crossing(time, vertical, after, threshold)
        cut = first == 0 or after == time.size
        if stop - start >= (SHORTEST_CUT if cut else SHORTEST):
            yield start, stop


def _crossing(time: Floats, values: Floats, index: int, level: float) -> float:
    """Time at which `values` pass `level` between `index` - 1 and `index`."""
    if index == 0 or index == time.size:
        return float(time[min(index, time.size - 1)])
    before, after = values[index - 1], values[index]
    share = (level - before) / (after - before) if after != before else 1.0
    return float(time[index - 1] + share * (time[index] - time[index - 1]))


def _feet(points: xr.DataArray) -> dict[Side, xr.DataArray]:
    """Heel, if it is marked, and forefoot of each foot, (time, space, part) in m, forefoot last."""
    feet: dict[Side, xr.DataArray] = {}
    for side in SIDES:
        try:
            parts = [forefoot(points, side)]
        except MissingDataError:
            continue
        if has_points(points, [f"{side}_heel"]):
            parts.insert(0, point(points, f"{side}_heel"))
        feet[side] = xr.concat(parts, dim="part")
    return feet


def _lower_foot(feet: dict[Side, xr.DataArray], time: float) -> Side | None:
    """Side whose forefoot is lower at `time`; None where both are not seen."""
    heights = {
        side: float(foot.isel(part=-1).sel(space="y").sel(time=time, method="nearest"))
        for side, foot in feet.items()
    }
    if len(heights) < 2 or not np.isfinite(list(heights.values())).all():
        return None
    return min(heights, key=lambda side: heights[side])


def _wholly_on_plates(force: xr.Dataset, foot: xr.DataArray, time: float) -> bool:
    """Whether heel and forefoot are both above some plate; true where plates have no corners."""
    if "corner" not in force or foot.sizes["space"] < 3:
        return True
    grounds = force["corner"].sel(space=["x", "z"]).transpose("plate", "corner", "space").values
    places = foot.sel(space=["x", "z"]).sel(time=time, method="nearest")
    return all(
        any(_inside(place, ground) for ground in grounds)
        for place in places.transpose("part", "space").values
    )


def _inside(place: Floats, outline: Floats) -> bool:
    """Whether a point lies within a convex quadrilateral, corners in order."""
    edges = np.roll(outline, -1, axis=0) - outline
    to_place = place - outline
    turn = edges[:, 0] * to_place[:, 1] - edges[:, 1] * to_place[:, 0]
    return bool((turn >= 0).all() or (turn <= 0).all())
