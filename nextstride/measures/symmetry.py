"""Left against right, beside how much each leg varies by itself."""

from __future__ import annotations

import numpy as np
import xarray as xr
from scipy.special import stdtrit


def symmetry(measures: xr.Dataset) -> xr.Dataset:
    """Differences between the legs, and whether they stand out.

    A difference is flagged if it is beyond two things. Beyond the steps: larger than the SD between
    steps of the same leg, and its 99 % interval from that SD leaves zero out (asymmetry within a
    leg's own variability means nothing: Exell et al. 2012, J Sports Sci 30:403; and of forty
    comparisons at 95 % two would stand out by chance). Beyond the error: larger than both legs' own
    intervals joined, because markers sit differently on each leg.

    Parameters
    ----------
    measures : xarray.Dataset
        From `measure_run`.

    Returns
    -------
    xarray.Dataset
        On (measure): ``left``, ``right``, ``difference`` (left - right) and ``spread`` (SD between
        steps within a leg) in SI, ``index`` (difference over mean size, 1), ``beyond_steps``,
        ``beyond_error``, ``flagged``; only measures that both legs have with at least two steps
        each.
    """
    counts = measures["n"].sel(side=["left", "right"])
    both = (counts >= 2).all("side") & (measures["spread"].sel(side="left") > 0)
    kept = measures.isel(measure=np.flatnonzero(both.values))
    left, right = (kept["value"].sel(side=side, drop=True) for side in ("left", "right"))
    n_left, n_right = (kept["n"].sel(side=side, drop=True) for side in ("left", "right"))
    spread = kept["spread"].sel(side="left", drop=True)
    difference = left - right
    error = spread * np.sqrt(1 / n_left + 1 / n_right)
    critical = _critical(n_left + n_right - 2)
    size = (np.abs(left) + np.abs(right)) / 2
    half = (kept["upper"] - kept["value"]).sel(side=["left", "right"])
    beyond_steps = (np.abs(difference) > spread) & (np.abs(difference) > critical * error)
    beyond_error = np.abs(difference) > np.sqrt((half**2).sum("side"))
    return xr.Dataset(
        {
            "left": left,
            "right": right,
            "difference": difference,
            "spread": spread,
            "index": difference / size,
            "beyond_steps": beyond_steps,
            "beyond_error": beyond_error,
            "flagged": beyond_steps & beyond_error,
        }
    )


def _critical(freedom: xr.DataArray) -> xr.DataArray:
    """Two-sided 99 % quantile of Student's t."""
    return freedom.copy(data=stdtrit(freedom.values, 0.995))
