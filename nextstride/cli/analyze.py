"""`nextstride analyze`: a recording in, a report out."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nextstride.cli.app import app
from nextstride.cli.console import (
    REPORT_FOLDER,
    Height,
    Json,
    Mass,
    Out,
    Say,
    Scheduler,
    Sex,
    WorkerCount,
    athlete_from,
    output_folder,
    print_json,
    progress,
    stages,
    told_plainly,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from nextstride.analysis import Analysis
    from nextstride.athlete import Athlete
    from nextstride.errors import Notice
    from nextstride.parallel import Workers
    from nextstride.personal import FitOptions


FEWEST_BODIES, MOST_BODIES = 12, 1000

Standing = Annotated[
    Path | None, typer.Option("--static", help="Standing trial of the same markers.")
]
Forces = Annotated[
    Path | None, typer.Option("--forces", help="Ground forces in a file of their own.")
]
BeltSpeed = Annotated[
    float | None, typer.Option("--belt-speed", help="Treadmill speed, m/s; 0: overground.")
]
FrameRate = Annotated[
    float | None,
    typer.Option("--frame-rate", help="Frames per second as recorded, if the file is wrong."),
]
Events = Annotated[
    str, typer.Option("--events", help="Touchdown and toe-off from: auto, markers, force.")
]
Markers = Annotated[Path | None, typer.Option("--markers", help="TOML that names your markers.")]
Up = Annotated[str | None, typer.Option("--up", help="Axis of the file, as Z or -y.")]
Forward = Annotated[str | None, typer.Option("--forward", help="Axis of the file, as Y or -x.")]
PixelSize = Annotated[
    float | None, typer.Option("--pixel-size", help="Metres a pixel, for video and keypoints.")
]
Scale = Annotated[
    str | None,
    typer.Option("--scale", help="A length in the lane, metres=pixels, as 10=1850."),
]
Pose = Annotated[
    str,
    typer.Option(
        "--pose",
        help="Pose model for a video: mediapipe (heavy if it is there, else full), heavy, full, "
        "rtmpose.",
    ),
]
Runner = Annotated[
    str | None,
    typer.Option("--runner", help="Whom of several in a video: left, right, or X,Y in pixels."),
]
StrengthTests = Annotated[
    list[str] | None,
    typer.Option(
        "--strength-test",
        metavar="TEST=VALUE",
        help="A test, as hip_flexion=2.4Nm/kg@30deg, hip_flexion_left=32kg@38cm (scale and lever), "
        "hip_flexion/knee_extension=0.6 (a ratio) or jump_height=45cm; may be repeated.",
    ),
]
Bodies = Annotated[
    int | None,
    typer.Option(
        "--bodies", help="Simulated bodies that could be the runner's; 64, or 48 spatial ones."
    ),
]
FittedBody = Annotated[
    str,
    typer.Option(
        "--body",
        help="Bodies to fit: planar, or spatial, whose abductors, trunk and arms have gains too.",
    ),
]
WhichPass = Annotated[
    int | None,
    typer.Option("--pass", help="Which of several passes in one file; the fastest if not given."),
]
Overlay = Annotated[
    Path | None, typer.Option("--overlay", help="Write the video with skeleton and phases (MP4).")
]

Export = Annotated[
    list[str] | None,
    typer.Option("--export", help="Also write: trc, mot, xlsx; several with commas, or repeated."),
]

Pdf = Annotated[
    bool, typer.Option("--pdf", help="Also write athlete.pdf: one page for the athlete.")
]
PlanAge = Annotated[
    float | None,
    typer.Option("--age", help="Years; with it the training plan is written beside the report."),
]
SpeedDays = Annotated[
    list[str] | None,
    typer.Option("--speed-day", help="Weekday of hard sprinting, for the plan; again for each."),
]


@app.command()
def analyze(
    file: Annotated[Path, typer.Argument(help="Video, C3D, TRC, .mot, table, or keypoints.")],
    out: Out = REPORT_FOLDER,
    as_json: Json = False,
    mass: Mass = None,
    height: Height = None,
    sex: Sex = None,
    athlete: Annotated[
        str,
        typer.Option(
            "--athlete", help="Name, for the report; the log's mass, height and sex are taken."
        ),
    ] = "",
    address: Annotated[
        str | None, typer.Option("--log", help="The log that knows the athlete.")
    ] = None,
    standing: Standing = None,
    forces: Forces = None,
    belt_speed: BeltSpeed = None,
    frame_rate: FrameRate = None,
    events: Events = "auto",
    markers: Markers = None,
    up: Up = None,
    forward: Forward = None,
    pixel_size: PixelSize = None,
    scale: Scale = None,
    pose: Pose = "mediapipe",
    runner: Runner = None,
    which_pass: WhichPass = None,
    overlay: Overlay = None,
    export: Export = None,
    pdf: Pdf = False,
    age: PlanAge = None,
    speed_day: SpeedDays = None,
    strength_test: StrengthTests = None,
    bodies: Bodies = None,
    body: FittedBody = "planar",
    scheduler: Scheduler = None,
    workers: WorkerCount = None,
    no_logged_tests: Annotated[
        bool,
        typer.Option("--no-logged-tests", help="Leave out the log's strength tests of --athlete."),
    ] = False,
    no_limits: Annotated[
        bool, typer.Option("--no-limits", help="Measure only; simulate nothing.")
    ] = False,
) -> None:
    """Analyse a recording and write report.html, analysis.json, steps.csv, measures.csv."""
    with told_plainly(), ExitStack() as shown:
        say = shown.enter_context(progress())
        kinds = _export_kinds(export, pdf)
        planned = None if age is None else _planning(age, speed_day)
        from nextstride.analysis import AnalysisRequest, measure_request
        from nextstride.squad.scheduler import workers_at
        from nextstride.video import FilmOptions

        where = workers_at(scheduler, workers)
        person = athlete_from(mass, height, sex, athlete)
        if athlete:
            from nextstride.cli.logbook import runner_named

            person = runner_named(person, address)
        fit = None if no_limits else _fit_options((body, bodies), strength_test, person)
        told_of_tests: tuple[Notice, ...] = ()
        if fit is not None and athlete and not no_logged_tests:
            from nextstride.cli.own_limits import with_logged_tests

            fit, told_of_tests = with_logged_tests(fit, athlete, address)
        _check_places(file, overlay, out if kinds or not as_json else None)
        told: dict[str, Any] = {"frame_rate": frame_rate, "scale": scale, "pixel_size": pixel_size}
        told |= {"belt_speed": belt_speed, "forward": forward, "pose": pose, "runner": runner}
        asked: dict[str, Any] = {"up": up, "standing": standing, "forces": forces, "events": events}
        asked["which_pass"] = which_pass
        request = AnalysisRequest(file, person, FilmOptions(markers=markers, **told), **asked)
        analysis = measure_request(request, say.parts)
        if overlay is not None:
            _draw_over(analysis, file, overlay, say)
        shown.close()
        if fit is not None:
            analysis = _fitted(analysis, fit, where, told_of_tests)
        if athlete and analysis.runner is not None:
            from nextstride.cli.own_limits import beside_the_log

            analysis = beside_the_log(analysis, athlete, address)
        analysis = analysis if planned is None else planned(analysis)
        say = shown.enter_context(progress())
        _export(analysis, out, kinds, pdf)
        _deliver(analysis, out, as_json, say, film=file)


def _fit_options(
    asked: tuple[str, int | None], tests: list[str] | None, person: Athlete
) -> FitOptions:
    """Check what a fit is asked, before anything is read; `asked` is the kind and how many."""
    from nextstride.log.unfinished import work_folder
    from nextstride.personal import VARIANTS_OF, FitOptions, strength_test

    bodies = bodies_to_fit("analyze", *asked)
    mass = None if "mass" in person.assumed else person.mass
    read = tuple(strength_test(text, mass) for text in tests or ())
    return FitOptions(read, bodies, VARIANTS_OF[asked[0]], cache=work_folder(person.name))


def bodies_to_fit(command: str, kind: str, wanted: int | None) -> int:
    """Return how many bodies are drawn for an answer, as `wanted` or as usual for their kind.

    Raises
    ------
    ParameterError
        If the kind is unknown, or no fit takes so many.
    """
    from nextstride.checks import Problems
    from nextstride.personal import BODIES_OF

    problems = Problems(command)
    problems.one_of("kind of body (--body)", kind, tuple(BODIES_OF))
    problems.raise_if_any()
    bodies = BODIES_OF[kind] if wanted is None else wanted
    problems.in_range("--bodies", bodies, FEWEST_BODIES, MOST_BODIES, "")
    problems.raise_if_any()
    return bodies


def _planning(age: float, speed_days: list[str] | None) -> Callable[[Analysis], Analysis]:
    """What plans the training from tomorrow on, with all that is asked checked before the work."""
    from datetime import date, time, timedelta

    from nextstride.analysis import plan_runner
    from nextstride.training import Health, Schedule

    health = Health(age)
    health.refuse_if_unsafe()
    tomorrow = date.today() + timedelta(days=1)
    schedule = Schedule(start=tomorrow, weeks=8, speed_days=tuple(speed_days or ()), clock=time(17))
    return lambda analysis: plan_runner(analysis, health, schedule)


def _export_kinds(options: list[str] | None, pdf: bool) -> list[str]:
    """Kinds of files that were asked for, checked before anything is read."""
    kinds = [kind for each in options or () for kind in each.split(",")]
    if pdf:
        from nextstride.report.athlete_sheet import require_typst

        require_typst()
    if kinds:
        from nextstride.report.exports import check_exports

        check_exports(kinds)
    return kinds


def _export(analysis: Analysis, out: Path, kinds: list[str], pdf: bool) -> None:
    """Write the analysis as files of other programs, and the athlete's page."""
    if pdf:
        from nextstride.report.athlete_sheet import write_athlete_sheet

        write_athlete_sheet(analysis, output_folder(out))
    if kinds:
        from nextstride.report.exports import write_exports

        write_exports(analysis, out, kinds)


def _fitted(
    analysis: Analysis, options: FitOptions, where: Workers, notices: tuple[Notice, ...]
) -> Analysis:
    """Say what limits the runner, with a bar while the bodies are solved.

    `notices` are of the tests that were used, and said where there is an answer.
    """
    from nextstride.analysis import fit_runner

    with where as workers, stages() as show:
        return fit_runner(analysis, replace(options, progress=show, workers=workers), notices)


def _check_places(file: Path, overlay: Path | None, out: Path | None) -> None:
    """Refuse places that could not be written to, before anything is read."""
    from nextstride.video import check_overlay

    if overlay is not None:
        check_overlay(file, overlay)
    if out is not None:
        output_folder(out)


def _draw_over(analysis: Analysis, file: Path, overlay: Path, say: Say) -> None:
    """Write the video with what was found in it."""
    from nextstride.video import draw_over

    say("drawing on the video")
    run = analysis.run
    draw_over(file, run.recording, run.points, run.steps, overlay)


def _deliver(
    analysis: Analysis, out: Path, as_json: bool, say: Say, film: Path | None = None
) -> None:
    """Write the report and tables, and say where; or print the document."""
    if as_json:
        print_json(analysis.to_json())
        return
    from nextstride.report import write_analysis
    from nextstride.report.pictures import key_photographs

    say("writing the report")
    photographs = None if film is None else key_photographs(analysis.run, film)
    report = write_analysis(analysis, out, photographs)
    for notice in analysis.notices:
        print(f"note: {notice.message}", file=sys.stderr)
    if not analysis.run.pace.steady:
        _print_steps(analysis)
    if analysis.runner is not None:
        _print_limits(analysis)
    print(f"Report: {report.resolve()}")


def _print_steps(analysis: Analysis) -> None:
    """Print every step of a run whose speed is not steady, each number with its 95 % error."""
    from nextstride.report.each_step import STEP_COLUMNS

    columns = STEP_COLUMNS[1:]  # A terminal is 80 wide; times of touchdown are in the report.
    print(f"{'step':>4} {'foot':<6}{''.join(f'{each.title:>13}' for each in columns)}")
    print(f"{'':11}{''.join(f'{each.unit:>13}' for each in columns)}")
    for number, step in enumerate(analysis.to_json()["steps"], start=1):
        cells = "".join(f"{each.words(step):>13}" for each in columns)
        print(f"{number:>4} {step['side']:<6}{cells}")


def _print_limits(analysis: Analysis) -> None:
    """Print what limits the runner, in the words of the report."""
    from nextstride.report.runner_words import headline, opening

    limits = analysis.to_json()["limits"]
    print(headline(limits))
    for sentence in opening(limits):
        print(f"  {sentence}")
