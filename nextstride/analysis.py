"""`analyze`: the whole story, from a recording to everything that is said about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from nextstride.athlete import Athlete
from nextstride.checks import Problems
from nextstride.conventions import UNITS
from nextstride.errors import MissingDataError, Notice, SolveError, about
from nextstride.kinematics import body_points
from nextstride.measures import MEASURES, Run, measure_run, stride_curves, symmetry
from nextstride.read.contents import SMOOTHED_BY
from nextstride.recording import Recording
from nextstride.strides import EventSource, add_midstance, detect_steps, find_pace
from nextstride.tracking import TIED, detect_keypoint_steps, is_filmed, prepare_film

if TYPE_CHECKING:
    from nextstride.personal import FitOptions, RunnerLimits

SCHEMA = 1
OUTSIDE = (
    "The body that fits this run lies outside what is believed of runners of this mass and height: "
    "either the run was not at full effort, mass or height are wrong, or nobody like this was "
    "known to the model. What is said to limit this runner may be wrong."
)


@dataclass(frozen=True)
class Analysis:
    """Everything found in one recording.

    Attributes
    ----------
    run : Run
        Recording, athlete, body points, angles, pace and steps.
    measures : xarray.Dataset
        From `measure_run`: value, interval, spread and n on (measure, side).
    symmetry : xarray.Dataset
        From `symmetry`: left against right on (measure).
    curves : xarray.Dataset
        From `stride_curves`: angles, moments and powers on (step, percent).
    notices : tuple of Notice
        What a reader must know.
    runner : RunnerLimits or None
        What limits the runner, where bodies were fitted to the recording.
    """

    run: Run
    measures: xr.Dataset
    symmetry: xr.Dataset
    curves: xr.Dataset
    notices: tuple[Notice, ...]
    runner: RunnerLimits | None = None

    def to_json(self) -> dict[str, Any]:
        """The document that ``analysis.json`` and ``--json`` hold: plain numbers, SI units."""
        run, recording, athlete = self.run, self.run.recording, self.run.athlete
        return {
            "schema": SCHEMA,
            "recording": {
                "source": recording.source,
                "format": recording.format,
                "frame_rate_hz": recording.frame_rate,
                "duration_s": recording.duration,
                "treadmill": run.pace.treadmill,
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
            "speed": self._speed(),
            "steps": [_step(run.steps.isel(step=row)) for row in range(run.steps.sizes["step"])],
            "measures": self._measures(),
            "symmetry": [
                {"name": name, **{key: _plain(row[key].item()) for key in row.data_vars}}
                for name, row in (
                    (str(name), self.symmetry.sel(measure=name))
                    for name in self.symmetry.measure.values
                )
            ],
            **self._limits(),
            "plan": None,
            "warnings": [{"code": n.code, "message": n.message} for n in self.notices],
        }

    def _limits(self) -> dict[str, Any]:
        """What limits the runner, and the experiment; None where nothing was fitted."""
        if self.runner is None:
            return {"limits": None, "experiment": None}
        from nextstride.personal import experiment_document, limits_document

        return {
            "limits": limits_document(self.runner),
            "experiment": experiment_document(self.runner),
        }

    def _speed(self) -> dict[str, Any]:
        """Speed with its interval and how it was had."""
        found = self.measures.sel(measure="speed", side="both")
        numbers = {key: _plain(found[key].item()) for key in ("value", "lower", "upper")}
        method = "pelvis and belt" if self.run.pace.treadmill else "pelvis"
        return {**numbers, "unit": "m/s", "method": method}

    def _measures(self) -> list[dict[str, Any]]:
        """One row a measure and side."""
        rows = []
        for name, measure in MEASURES.items():
            for side in ("left", "right") if measure.sided else ("both",):
                found = self.measures.sel(measure=name, side=side)
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


def analyze(
    recording: Recording,
    athlete: Athlete | None = None,
    *,
    standing: Recording | None = None,
    belt_speed: float | None = None,
    events: EventSource = "auto",
) -> Analysis:
    """Analyse one run: body points, steps, phases, measures.

    Parameters
    ----------
    recording : Recording
    athlete : Athlete, optional
        Without one, a standard body is assumed and every result that depends on it says so.
    standing : Recording, optional
        A standing trial of the same person with the same markers.
    belt_speed : float, optional
        Speed of the treadmill's belt, m/s; estimated from the standing foot where not given.
    events : {"auto", "markers", "force"}
        What touchdown and toe-off are found from.

    Raises
    ------
    RecordingError
        If the recording holds no run, or too short a one.
    ParameterError
        If an argument is impossible.
    """
    problems = Problems("analyze")
    problems.one_of("events (--events)", events, ("auto", "markers", "force"))
    if belt_speed is not None:
        problems.in_range("belt speed (--belt-speed)", belt_speed, 0, 15, "m/s")
    problems.raise_if_any()
    person = athlete or Athlete(assumed=("mass", "height", "sex"))
    with about(recording.source):
        filmed = is_filmed(recording)
        if filmed:
            recording = prepare_film(recording, person)
        points = body_points(recording, person, standing)
        pace = find_pace(points, belt_speed)
        if filmed:
            smoothed = SMOOTHED_BY in recording.motion.attrs
            steps, step_notices = detect_keypoint_steps(points, pace, recording.source, smoothed)
        else:
            steps, step_notices = detect_steps(recording, points, pace, person.mass, events)
    bare = Run(recording, person, points, pace, steps)
    run = Run(recording, person, points, pace, add_midstance(steps, bare.angles["thigh"]))
    measures = measure_run(run)
    return Analysis(
        run=run,
        measures=measures,
        # Feet that could not be told apart say nothing of how the legs differ.
        symmetry=symmetry(measures.isel(measure=[]) if steps.attrs.get(TIED) else measures),
        curves=stride_curves(run),
        notices=(
            *recording.notices,
            *step_notices,
            *_assumptions(person),
            *_implausible(measures),
        ),
    )


def fit_runner(analysis: Analysis, options: FitOptions | None = None) -> Analysis:
    """Fit bodies to an analysed run, and say what limits the runner.

    Parameters
    ----------
    analysis : Analysis
    options : FitOptions, optional
        From `nextstride.personal`.

    Returns
    -------
    Analysis
        With `runner`; or, where nothing can be said, with a notice that tells why.
    """
    # Imported here, so that measuring alone does not load the solver.
    from nextstride.personal import runner_limits

    try:
        runner = runner_limits(analysis.run, analysis.measures, options)
    except (MissingDataError, SolveError) as error:
        reason = str(error).rstrip(".")
        notice = Notice("no_limits", f"What limits this runner is not told: {reason}.")
        return replace(analysis, notices=(*analysis.notices, notice))
    notices = analysis.notices
    if runner.outside:
        notices = (*notices, Notice("outside_prior", OUTSIDE))
    return replace(analysis, runner=runner, notices=notices)


def _assumptions(athlete: Athlete) -> tuple[Notice, ...]:
    """What was assumed about the athlete."""
    if not athlete.assumed:
        return ()
    values = {"mass": f"{athlete.mass:g} kg", "height": f"{athlete.height:g} m", "sex": athlete.sex}
    told = ", ".join(f"{name} {values[name]}" for name in athlete.assumed)
    flags = ", ".join(f"--{name}" for name in athlete.assumed)
    return (Notice("athlete_assumed", f"Assumed for want of {flags}: {told}."),)


def _implausible(measures: xr.Dataset) -> tuple[Notice, ...]:
    """A notice for every interval that lies wholly outside its measure's plausible range."""
    notices = []
    for name, measure in MEASURES.items():
        low, high = measure.plausible
        unit = UNITS[measure.unit]
        for side in measures.side.values:
            found = measures.sel(measure=name, side=side)
            value = float(found["value"])
            if float(found["lower"]) > high or float(found["upper"]) < low:
                whose = "" if side == "both" else f" ({side})"
                message = (
                    f"{measure.title}{whose} is {unit.show(value)} {unit.shown}, outside the "
                    f"plausible {unit.show(low)} to {unit.show(high)}: check markers, axes and "
                    "units before using it."
                )
                notices.append(Notice("implausible_value", message))
    return tuple(notices)


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
