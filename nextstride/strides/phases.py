"""Phases: pull, push and swing of both legs on one clock."""

from __future__ import annotations

import numpy as np
import xarray as xr

from nextstride.conventions import Side


def add_midstance(steps: xr.Dataset, thigh: xr.DataArray) -> xr.Dataset:
    """Add ``midstance``, the moment within each contact when the thigh is vertical, s.

    NaN where the thigh is not vertical once within the contact (a runner who lands with the thigh
    behind the hip, or whose thigh was not seen).

    Parameters
    ----------
    steps : xarray.Dataset
        From `detect_steps`.
    thigh : xarray.DataArray
        Thigh angle (time, side), rad, in front positive.
    """
    midstance = np.full(steps.sizes["step"], np.nan)
    for row in range(steps.sizes["step"]):
        step = steps.isel(step=row)
        if np.isfinite(step.touchdown) and np.isfinite(step.toe_off):
            angle = thigh.sel(side=str(step.side.item()))
            start, stop = float(step.touchdown), float(step.toe_off)
            midstance[row] = first_crossing(angle, start, stop, falling=True)
    return steps.assign(midstance=("step", midstance))


def first_crossing(signal: xr.DataArray, start: float, stop: float, falling: bool) -> float:
    """First time within [start, stop] at which a (time,) signal passes zero; NaN if never."""
    time = signal.time.values.astype(float)
    values = signal.values if falling else -signal.values
    inside = np.flatnonzero((time >= start) & (time <= stop))
    for before in inside[:-1]:
        one, two = values[before], values[before + 1]
        if one > 0 >= two:
            return float(time[before] + one / (one - two) * (time[before + 1] - time[before]))
    return float("nan")


def phase_at(steps: xr.Dataset, side: Side, time: float) -> str | None:
    """Phase of one leg at a moment: "pull", "push", "swing", or None where it is not known."""
    mine = steps.isel(step=np.flatnonzero(steps.side.values == side))
    for row in range(mine.sizes["step"]):
        step = mine.isel(step=row)
        for phase, start, stop in (
            ("pull", step.touchdown, step.midstance),
            ("push", step.midstance, step.toe_off),
            ("swing", step.toe_off, step.next_touchdown),
        ):
            if float(start) <= time < float(stop):
                return phase
    return None
