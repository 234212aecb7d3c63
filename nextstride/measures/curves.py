"""Curves over the stride: every stride of both legs on one clock from 0 to 100 %."""

from __future__ import annotations

import numpy as np
import xarray as xr

from nextstride.conventions import SIDES
from nextstride.measures.run import PERCENT, Run
from nextstride.measures.track import Track

ANGLES = ("thigh", "knee", "ankle", "hip")
KINETIC = ("hip_moment", "hip_power", "knee_moment", "knee_power")


def stride_curves(run: Run) -> xr.Dataset:
    """Angles, moments and powers of every whole stride.

    Parameters
    ----------
    run : Run

    Returns
    -------
    xarray.Dataset
        On (step, percent), 0 % at touchdown, 100 % at the same foot's next: ``thigh``, ``knee``,
        ``ankle``, ``hip`` in rad; ``hip_moment``, ``knee_moment`` in N m/kg, ``hip_power``,
        ``knee_power`` in W/kg, NaN while the foot is on the ground. On (step): ``side``,
        ``midstance_percent``, ``toe_off_percent``.
    """
    steps = run.steps
    whole = np.flatnonzero(np.isfinite(steps.touchdown + steps.toe_off + steps.next_touchdown))
    steps = steps.isel(step=whole)
    start, stop = steps.touchdown.values, steps.next_touchdown.values
    times = start[:, None] + (stop - start)[:, None] * PERCENT / 100
    share = {
        name: ("step", 100 * (steps[name].values - start) / (stop - start))
        for name in ("midstance", "toe_off")
    }
    curves = {name: _sample(run.angles[name], steps, times) for name in ANGLES}
    in_air = times > steps.toe_off.values[:, None]
    for name in KINETIC:
        curves[name] = np.where(in_air, _sample(run.kinetics[name], steps, times), np.nan)
    return xr.Dataset(
        {name: (("step", "percent"), values) for name, values in curves.items()}
        | {f"{name}_percent": values for name, values in share.items()},
        coords={
            "step": steps.step.values,
            "side": ("step", steps.side.values),
            "percent": PERCENT,
        },
    )


def _sample(signal: xr.DataArray, steps: xr.Dataset, times: np.ndarray) -> np.ndarray:
    """Values of each step's own side at its times, (step, percent)."""
    tracks = {side: Track.of(signal.sel(side=side, drop=True)) for side in SIDES}
    rows = [tracks[side].at(clock) for side, clock in zip(steps.side.values, times, strict=True)]
    return np.array(rows).reshape(times.shape)
