"""`analyze`: the whole story, from a recording to everything that is said about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import xarray as xr

from nextstride.analysis.result import Analysis
from nextstride.athlete import Athlete, Sex
from nextstride.checks import Problems
from nextstride.conventions import UNITS
from nextstride.errors import (
    MissingDataError,
    Notice,
    ParameterError,
    RecordingError,
    SolveError,
    about,
)
from nextstride.kinematics import (
    along_path,
    body_points,
    check_upright,
    find_slope,
    levelled,
    without_impossible,
)
from nextstride.measures import (
    MEASURES,
    Run,
    each_step,
    measure_run,
    stride_curves,
    symmetry,
    without_means,
)
from nextstride.read import read_recording
from nextstride.read.contents import SMOOTHED_BY
from nextstride.recording import Recording
from nextstride.strides import (
    EventSource,
    Pace,
    add_midstance,
    agreeing_forces,
    detect_steps,
    find_pace,
    pace_of_one_step,
    with_first_swing,
)
from nextstride.tracking import STRIDE_TIME, TIED, detect_keypoint_steps, is_filmed, prepare_film

if TYPE_CHECKING:
    from nextstride.personal import FitOptions
    from nextstride.training import Band, Health, Schedule

OUTSIDE = (
    "The body that fits this run lies outside what is believed of runners of this mass and height: "
    "either the run was not at full effort, mass or height are wrong, or nobody like this was "
    "known to the model. What is said to limit this runner may be wrong."
)
FEWEST_STEPS = 3
"""With fewer steps than this, each foot swings at most once: all that is seen of it counts."""
ONE_STEP = (
    "The recording shows one or two steps: each value is of the contacts and parts of swings that "
    "it shows, and how steps differ is not known. Speed is the pelvis's mean over it."
)


class Person(TypedDict, total=False):
    """The athlete as keywords of `analyze`."""

    mass: float
    height: float
    sex: Sex
    name: str


def analyze(
    recording: Recording | str | Path,
    athlete: Athlete | None = None,
    *,
    standing: Recording | str | Path | None = None,
    belt_speed: float | None = None,
    events: EventSource = "auto",
    **person: Unpack[Person],
) -> Analysis:
    """Analyse one run: body points, steps, phases, measures.

    Parameters
    ----------
    recording : Recording, str or Path
        A path is read as `read_recording` or, for a film, `nextstride.video.read_film` does
        without options.
    athlete : Athlete, optional
        Without one, a standard body is assumed and every result that depends on it says so.
    standing : Recording, str or Path, optional
        A standing trial of the same person with the same markers.
    belt_speed : float, optional
        Speed of the treadmill's belt, m/s; estimated from the standing foot where not given.
    events : {"auto", "markers", "force"}
        What touchdown and toe-off are found from.
    **person
        ``mass`` (kg), ``height`` (m), ``sex`` and ``name`` in place of `athlete`; what is not
        given is assumed.

    Examples
    --------
    >>> analyze("sprint.c3d", mass=75.9, height=1.80)  # doctest: +SKIP

    Raises
    ------
    ReadError
        If a path cannot be read.
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
    who = _athlete(athlete, person)
    recording = _read(recording, who, belt_speed)
    standing = None if standing is None else _read(standing, who, None)
    with about(recording.source):
        filmed = is_filmed(recording)
        recording = prepare_film(recording, who) if filmed else _on_path(recording)
        points = body_points(recording, who, standing)
        slope, ground = (0.0, ()) if filmed else find_slope(points)
        level = levelled(points, slope)
        pace, one_step = _pace(recording, level, belt_speed, who.mass)
        if filmed:
            smoothed = SMOOTHED_BY in recording.motion.attrs
            steps, step_notices = detect_keypoint_steps(points, pace, recording.source, smoothed)
        else:
            if pace.steady:
                check_upright(level)
            recording = agreeing_forces(recording, level, pace, who)
            steps, step_notices = detect_steps(recording, level, pace, who.mass, events)
            if one_step or steps.sizes["step"] < FEWEST_STEPS:
                steps = with_first_swing(steps)
                step_notices += (Notice("one_step", ONE_STEP),)
    bare = Run(recording, who, points, pace, steps)
    run = Run(recording, who, points, pace, add_midstance(steps, bare.angles["thigh"]))
    measures = measure_run(run) if pace.steady else without_means(measure_run(run))
    told_apart = not steps.attrs.get(TIED)
    return Analysis(
        run=run,
        measures=measures,
        # Feet that could not be told apart say nothing of how the legs differ, nor do steps of
        # different speeds.
        symmetry=symmetry(measures if told_apart and pace.steady else measures.isel(measure=[])),
        curves=stride_curves(run),
        notices=(
            *recording.notices,
            *ground,
            *step_notices,
            *_unsteady(run),
            *_assumptions(who),
            *_implausible(measures),
        ),
    )


def _athlete(athlete: Athlete | None, person: Person) -> Athlete:
    """The athlete as given, or from keywords with the rest assumed."""
    if athlete is not None and person:
        told = ", ".join(person)
        raise ParameterError(f"analyze takes an athlete or {told}; got both. Give one of them.")
    assumed = tuple(name for name in ("mass", "height", "sex") if name not in person)
    return athlete or Athlete(**person, assumed=assumed)


def _pace(
    recording: Recording, level: xr.DataArray, belt_speed: float | None, mass: float
) -> tuple[Pace, bool]:
    """Pace of a run; and whether it is one step, of which only the plates tell."""
    try:
        return find_pace(level, belt_speed, recording.motion.attrs.get(STRIDE_TIME)), False
    except RecordingError:
        if recording.force is None or belt_speed or level.sizes["space"] < 3:
            raise
        one_step = pace_of_one_step(level, recording.force, mass)
        if one_step is None:
            raise
        return one_step, True


def _on_path(recording: Recording) -> Recording:
    """Markers without what cannot be a body, along the path of the run."""
    return along_path(without_impossible(recording))


def _read(recording: Recording | str | Path, who: Athlete, belt_speed: float | None) -> Recording:
    """Read a path; a recording is returned as it is."""
    if isinstance(recording, Recording):
        return recording
    from nextstride.video import FilmOptions, is_image, read_film

    path = Path(recording)
    if not is_image(path):
        return read_recording(path)
    height = None if "height" in who.assumed else who.height
    return read_film(path, FilmOptions(height, belt_speed=belt_speed))


def fit_runner(
    analysis: Analysis, options: FitOptions | None = None, told: Sequence[Notice] = ()
) -> Analysis:
    """Fit bodies to an analysed run, and say what limits the runner.

    Parameters
    ----------
    analysis : Analysis
    options : FitOptions, optional
        From `nextstride.personal`.
    told : sequence of Notice
        What there is to say of the options, where there is an answer.

    Returns
    -------
    Analysis
        With `runner`; or, where nothing can be said, with a notice that tells why.
    """
    if not analysis.run.pace.steady:
        reason = "its speed is not steady, and the simulated body runs at one speed"
        notice = Notice("no_limits", f"What limits this runner is not told: {reason}.")
        return replace(analysis, notices=(*analysis.notices, notice))
    # Imported here, so that measuring alone does not load the solver.
    from nextstride.personal import runner_limits

    try:
        runner = runner_limits(analysis.run, analysis.measures, options)
    except (MissingDataError, SolveError) as error:
        reason = str(error).rstrip(".")
        notice = Notice("no_limits", f"What limits this runner is not told: {reason}.")
        return replace(analysis, notices=(*analysis.notices, notice))
    notices = (*analysis.notices, *told)
    if runner.outside:
        notices = (*notices, Notice("outside_prior", OUTSIDE))
    return replace(analysis, runner=runner, notices=notices)


def plan_runner(
    analysis: Analysis, health: Health, schedule: Schedule, bands: tuple[Band, ...] = ()
) -> Analysis:
    """Plan the training of an analysed runner to whom bodies were fitted.

    Parameters
    ----------
    analysis : Analysis
        From `fit_runner`; one without limits is returned as it is. Prices that were measured on
        the runner (`own`) are followed.
    health, schedule, bands
        As in `nextstride.training.plan_training`.

    Raises
    ------
    ParameterError
        If a condition forbids training before a doctor has agreed.
    """
    if analysis.runner is None:
        return analysis
    from nextstride.personal import limits_document
    from nextstride.training import plan_training
    from nextstride.training.limiter_map import limiter_map_from_json

    run = analysis.run
    found = limiter_map_from_json(limits_document(analysis.runner), run.recording.source)
    limits, told = (found.limits, ()) if analysis.own is None else analysis.own.follow(found.limits)
    made = plan_training(limits, found.joint_angles, run.athlete, health, schedule, bands)
    return replace(analysis, plan=replace(made, notices=(*made.notices, *told)))


def _unsteady(run: Run) -> tuple[Notice, ...]:
    """What a reader must know of a run that is none at one speed."""
    if run.pace.steady:
        return ()
    speeds = each_step(run).toe_off_speed.dropna("step").values
    seen = f", {speeds[0]:.1f} to {speeds[-1]:.1f} m/s at toe-off" if speeds.size > 1 else ""
    what = "an acceleration" if run.pace.change > 0 else "a slowing down"
    message = (
        f"This is {what}{seen}: every step is reported for itself, and nothing that would need a "
        "steady run (means, symmetry, what limits top speed)."
    )
    return (Notice("not_steady", message),)


def _assumptions(athlete: Athlete) -> tuple[Notice, ...]:
    """What was assumed about the athlete."""
    if not athlete.assumed:
        return ()
    values = {"mass": f"{athlete.mass:g} kg", "height": f"{athlete.height:g} m", "sex": athlete.sex}
    told = ", ".join(f"{name} {values[name]}" for name in athlete.assumed)
    flags = ", ".join(f"--{name}" for name in athlete.assumed)
    return (Notice("athlete_assumed", f"Assumed for want of {flags}: {told}."),)


def _implausible(measures: xr.Dataset) -> tuple[Notice, ...]:
    """A notice for every value outside its measure's plausible range, whatever its interval.

    A wide interval reaches back into the range; the value is still no runner's.
    """
    notices = []
    for name, measure in MEASURES.items():
        low, high = measure.plausible
        unit = UNITS[measure.unit]
        for side in measures.side.values:
            found = measures.sel(measure=name, side=side)
            value = float(found["value"])
            if value < low or value > high:
                whose = "" if side == "both" else f" ({side})"
                message = (
                    f"{measure.title}{whose} is {unit.show(value)} {unit.shown}, outside the "
                    f"plausible {unit.show(low)} to {unit.show(high)}: check markers, axes and "
                    "units before using it."
                )
                notices.append(Notice("implausible_value", message))
    return tuple(notices)
