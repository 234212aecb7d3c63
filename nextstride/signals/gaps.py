"""Filling short gaps; long ones stay gaps."""

from __future__ import annotations

import itertools

import numpy as np
import xarray as xr
from scipy.interpolate import PchipInterpolator

from nextstride.signals.runs import valid_runs

MAX_GAP = 0.08
"""Longest gap that is filled, s: a third of a sprinter's step, about a fifth of a jogger's."""
ROUNDING = 1e-9
"""Times closer than this are the same, s."""


def fill_gaps(data: xr.DataArray, longest: float = MAX_GAP) -> xr.DataArray:
    """Fill gaps along ``time`` by shape-preserving cubic interpolation, never beyond either end.

    Parameters
    ----------
    data : xarray.DataArray
        Any array with ``time`` in s and NaN where nothing was seen.
    longest : float
        Longest time between the samples on both sides of a gap that is filled, s.
    """
    time = data.time.values.astype(float)
    moved = data.transpose("time", ...)
    table = np.array(moved.values, dtype=float).reshape(time.size, -1)
    for column in np.flatnonzero(np.isnan(table).any(axis=0)):
        values = table[:, column]
        runs = list(valid_runs(values))
        if sum(run.stop - run.start for run in runs) < 4:
            continue
        seen = np.isfinite(values)
        through = PchipInterpolator(time[seen], values[seen])
        for before, after in itertools.pairwise(runs):
            if time[after.start] - time[before.stop - 1] <= longest + ROUNDING:
                gap = slice(before.stop, after.start)
                table[gap, column] = through(time[gap])
    return moved.copy(data=table.reshape(moved.shape)).transpose(*data.dims)
