"""`document_of`: an analysis as the plain numbers that ``analysis.json`` holds, SI units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from nextstride.errors import Notice
from nextstride.measures import MEASURES, Run, each_step

if TYPE_CHECKING:
    from nextstride.personal import RunnerLimits

SCHEMA = 1


def document_of(
    run: Run,
    measures: xr.Dataset,
    symmetry: xr.Dataset,
    runner: RunnerLimits | None,
    notices: tuple[Notice, ...],
) -> dict[str, Any]:
    """Return the document that ``analysis.json`` and ``--json`` hold.

    Parameters
    ----------
    run, measures, symmetry, runner, notices
        As in `Analysis`.
    """
    recording, athlete = run.recording, run.athlete
    return {
        "schema": SCHEMA,
        "recording": {
            "source": recording.source,
            "format": recording.format,
            "frame_rate_hz": recording.frame_rate,
            "duration_s": recording.duration,
            "treadmill": run.pace.treadmill,
            "steady": run.pace.steady,
            "belt_speed_m_s": run.pace.belt_speed if run.pace.treadmill else None,
            "up": recording.axes.up,
            "forward": recording.axes.forward,
            "axes_method": recording.axes.method,
            "cutoff_hz": run.cutoff,
        },
        "athlete": {
            "mass_kg": athlete.mass,
            "height_m": athlete.height,
            "sex": athlete.sex,
            "assumed": list(athlete.assumed),
        },
        "speed": speed_of(run, measures),
        "steps": steps_of(run),
        "measures": measures_of(measures),
        "symmetry": [
            {"name": name, **{key: _plain(row[key].item()) for key in row.data_vars}}
            for name, row in (
                (str(name), symmetry.sel(measure=name)) for name in symmetry.measure.values
            )
        ],
        **_limits(runner),
        "warnings": [{"code": n.code, "message": n.message} for n in notices],
    }


def _limits(runner: RunnerLimits | None) -> dict[str, Any]:
    """What limits the runner, and the experiment; None where nothing was fitted."""
    if runner is None:
        return {"limits": None, "experiment": None}
    from nextstride.personal import experiment_document, limits_document

    return {
        "limits": limits_document(runner),
        "experiment": experiment_document(runner),
    }


def speed_of(run: Run, measures: xr.Dataset) -> dict[str, Any]:
    """Speed with its interval and how it was had."""
    found = measures.sel(measure="speed", side="both")
    numbers = {key: _plain(found[key].item()) for key in ("value", "lower", "upper")}
    method = "pelvis and belt" if run.pace.treadmill else "pelvis"
    return {**numbers, "unit": "m/s", "method": method}


def measures_of(measures: xr.Dataset) -> list[dict[str, Any]]:
    """One row a measure and side."""
    rows = []
    for name, measure in MEASURES.items():
        for side in ("left", "right") if measure.sided else ("both",):
            found = measures.sel(measure=name, side=side)
            numbers = {key: _plain(found[key].item()) for key in ("value", "lower", "upper")}
            rows.append(
                {
                    "name": name,
                    "side": side,
                    **numbers,
                    "unit": measure.unit,
                    "n": int(found["n"]),
                    "spread": _plain(found["spread"].item()),
                    "note": str(found["note"].item()) or None,
                }
            )
    return rows


def steps_of(run: Run) -> list[dict[str, Any]]:
    """One row a step: its events, and what it shows by itself."""
    single = each_step(run)
    units = {"contact_time": "s", "flight_time": "s", "step_length": "m"}
    names = {
        name: f"{name}_{units.get(name.removesuffix('_sd'), 'm_s')}"
        for name in map(str, single.data_vars)
    }
    return [
        _step(run.steps.isel(step=row))
        | {names[name]: _plain(single[name].values[row]) for name in names}
        for row in range(run.steps.sizes["step"])
    ]


def _step(step: xr.Dataset) -> dict[str, Any]:
    """One row of the stride table for JSON."""
    times = {
        f"{name}_s": _plain(float(step[name]))
        for name in ("touchdown", "midstance", "toe_off", "next_touchdown")
    }
    return {
        "side": str(step.side.item()),
        **times,
        "timing_sd_s": float(max(step.touchdown_sd, step.toe_off_sd)),
        "touchdown_sd_s": float(step.touchdown_sd),
        "toe_off_sd_s": float(step.toe_off_sd),
        "method": str(step.method.item()),
    }


def _plain(value: Any) -> Any:
    """A number or flag that JSON can hold; NaN becomes null."""
    if isinstance(value, bool | np.bool_):
        return bool(value)
    return float(value) if np.isfinite(value) else None
