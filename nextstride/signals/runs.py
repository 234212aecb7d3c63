"""Apply a function to every unbroken run of valid samples, so that one gap spoils only itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import xarray as xr

from nextstride.arrays import Floats


def valid_runs(column: Floats) -> Iterator[slice]:
    """Yield the unbroken runs of finite samples in a one-dimensional array."""
    edges = np.flatnonzero(np.diff(np.r_[False, np.isfinite(column), False]))
    for start, stop in zip(edges[::2], edges[1::2], strict=True):
        yield slice(int(start), int(stop))


def map_runs(
    data: xr.DataArray, function: Callable[[Floats, Floats], Floats], shortest: int
) -> xr.DataArray:
    """Apply ``function(times, values)`` along ``time`` to every run of valid samples.

    Parameters
    ----------
    data : xarray.DataArray
        Any array with a ``time`` dimension.
    function : callable
        Takes times (n,) and values (n, columns), returns values (n, columns).
    shortest : int
        Runs with fewer samples become NaN.
    """
    time = data.time.values.astype(float)
    moved = data.transpose("time", ...)
    table = np.asarray(moved.values, dtype=float).reshape(time.size, -1)
    result = np.full_like(table, np.nan)
    for columns in _seen_alike(table):
        for run in valid_runs(table[:, columns[0]]):
            if run.stop - run.start >= shortest:
                result[run, columns] = function(time[run], table[run, columns])
    return moved.copy(data=result.reshape(moved.shape)).transpose(*data.dims)


def _seen_alike(table: Floats) -> list[list[int]]:
    """Columns grouped by where they are valid, so that each group is worked on at once."""
    groups: dict[bytes, list[int]] = {}
    for column, seen in enumerate(np.isfinite(table).T):
        groups.setdefault(seen.tobytes(), []).append(column)
    return list(groups.values())
