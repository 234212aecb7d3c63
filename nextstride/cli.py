"""The command line: parse, call, print.

Heavy modules are imported inside the commands, so that ``nextstride --help`` is instant.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nextstride import __version__
from nextstride.errors import NextstrideError, Notice, ParameterError, SolveError

if TYPE_CHECKING:
    from nextstride.analysis import Analysis
    from nextstride.athlete import Athlete

REPORT_FOLDER = Path("nextstride-report")

app = typer.Typer(
    help="Reads a real sprint, splits it into push and swing, and says what limits the runner.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
data = typer.Typer(help="Public recordings to try nextstride on.", no_args_is_help=True)
app.add_typer(data, name="data")

Out = Annotated[Path, typer.Option("--out", help="Folder for the report and tables.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
Mass = Annotated[float | None, typer.Option("--mass", help="Body mass, kg.")]
Height = Annotated[float | None, typer.Option("--height", help="Body height, m.")]
Sex = Annotated[str | None, typer.Option("--sex", help="male or female; chooses segment masses.")]


@app.command()
def analyze(
    file: Annotated[Path, typer.Argument(help="C3D, TRC, .mot, table, or keypoints.")],
    out: Out = REPORT_FOLDER,
    as_json: Json = False,
    mass: Mass = None,
    height: Height = None,
    sex: Sex = None,
    athlete: Annotated[str, typer.Option("--athlete", help="Name, for the report.")] = "",
    standing: Annotated[
        Path | None, typer.Option("--static", help="Standing trial of the same markers.")
    ] = None,
    forces: Annotated[
        Path | None, typer.Option("--forces", help="Ground forces in a file of their own.")
    ] = None,
    belt_speed: Annotated[
        float | None, typer.Option("--belt-speed", help="Treadmill speed, m/s; 0: overground.")
    ] = None,
    frame_rate: Annotated[
        float | None, typer.Option("--frame-rate", help="Frames per second, if the file is wrong.")
    ] = None,
    events: Annotated[
        str, typer.Option("--events", help="Touchdown and toe-off from: auto, markers, force.")
    ] = "auto",
    markers: Annotated[
        Path | None, typer.Option("--markers", help="TOML that names your markers.")
    ] = None,
    up: Annotated[str | None, typer.Option("--up", help="Axis of the file, as Z or -y.")] = None,
    forward: Annotated[
        str | None, typer.Option("--forward", help="Axis of the file, as Y or -x.")
    ] = None,
    pixel_size: Annotated[
        float | None, typer.Option("--pixel-size", help="Metres a pixel, for keypoints.")
    ] = None,
    no_limits: Annotated[
        bool, typer.Option("--no-limits", help="Measure only; simulate nothing.")
    ] = False,
) -> None:
    """Analyse a recording and write report.html, analysis.json, steps.csv, measures.csv."""
    with told_plainly(), progress() as say:
        from nextstride.analysis import analyze as analyze_recording
        from nextstride.read import attach_forces, read_recording

        person = _athlete(mass, height, sex, athlete)
        say("reading")
        options: dict[str, Any] = {"markers": markers, "up": up, "forward": forward}
        recording = read_recording(file, frame_rate=frame_rate, pixel_size=pixel_size, **options)
        if forces is not None:
            recording = attach_forces(recording, forces)
        still = None if standing is None else read_recording(standing, **options)
        say("measuring")
        analysis = analyze_recording(
            recording,
            person,
            standing=still,
            belt_speed=belt_speed,
            events=events,  # type: ignore[arg-type]  # analyze refuses anything else
        )
        _deliver(analysis, out, as_json, say)


@app.command()
def demo(out: Out = REPORT_FOLDER, as_json: Json = False) -> None:
    """Analyse a synthetic sprinter, offline, with no input: a full report."""
    with told_plainly(), progress() as say:
        from nextstride.analysis import analyze as analyze_recording
        from nextstride.sample import SyntheticSprinter

        say("making a synthetic sprinter")
        sprinter = SyntheticSprinter()
        recording = sprinter.recording(noise=0.001)
        say("measuring")
        _deliver(analyze_recording(recording, sprinter.athlete), out, as_json, say)


@app.command()
def measures(as_json: Json = False) -> None:
    """List everything that is measured, with unit, definition and source."""
    from nextstride.measures import MEASURES

    rows = [
        {
            key: getattr(measure, key)
            for key in ("name", "title", "symbol", "unit", "definition", "source", "needs")
        }
        for measure in MEASURES.values()
    ]
    if as_json:
        print(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    for row in rows:
        print(f"{row['name']}  [{row['unit']}]\n    {row['definition']} Source: {row['source']}.")


@data.command("list")
def list_data(as_json: Json = False) -> None:
    """List public recordings that can be fetched."""
    from nextstride.datasets import list_datasets

    sets = list_datasets()
    if as_json:
        rows = [
            {"name": s.name, "title": s.title, "licence": s.licence, "size_bytes": s.size}
            for s in sets
        ]
        print(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    for one in sets:
        print(f"{one.name}  {one.size / 1e6:.1f} MB, {one.licence}\n    {one.title}")


@data.command("fetch")
def fetch_data(
    name: Annotated[str, typer.Argument(help="A name from `nextstride data list`.")],
) -> None:
    """Download a public recording once, check it, and print where its files are."""
    with told_plainly(), progress() as say:
        from nextstride.datasets import fetch_dataset

        def tell(ready: int, total: int) -> None:
            say(f"{ready / 1e6:.1f} of {total / 1e6:.1f} MB")

        paths = fetch_dataset(name, progress=tell)
        for path in paths:
            print(path)


@app.callback(invoke_without_command=True)
def main_options(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Options of the program itself."""
    if version:
        print(__version__)
        raise typer.Exit


def main() -> None:
    """Run the command line."""
    app()


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turn an error of ours into one message and an exit status; let bugs show themselves."""
    try:
        yield
    except NextstrideError as error:
        print(f"nextstride: {error}", file=sys.stderr)
        raise typer.Exit(1 if isinstance(error, SolveError) else 2) from None


class Say:
    """Shows what is being done on stderr, if somebody is there to see it."""

    def __init__(self, status: Any) -> None:
        self._status = status

    def __call__(self, what: str) -> None:
        """Show `what`."""
        if self._status is not None:
            self._status.update(what)


@contextmanager
def progress() -> Iterator[Say]:
    """Show a spinner on stderr while a command works; nothing where stderr is not a terminal."""
    if not sys.stderr.isatty():
        yield Say(None)
        return
    from rich.console import Console

    with Console(stderr=True).status("") as status:
        yield Say(status)


def _athlete(mass: float | None, height: float | None, sex: str | None, name: str) -> Athlete:
    """The athlete as far as the options tell; the rest is assumed, and said so."""
    from nextstride.athlete import Athlete

    told = {"mass": mass, "height": height, "sex": sex}
    given: dict[str, Any] = {key: value for key, value in told.items() if value is not None}
    assumed = tuple(key for key in told if key not in given)
    return Athlete(**given, name=name, assumed=assumed)


def _deliver(analysis: Analysis, out: Path, as_json: bool, say: Say) -> None:
    """Write the report and tables, and say where; or print the document."""
    if as_json:
        print(json.dumps(analysis.to_json(), indent=1, allow_nan=False))
        return
    from nextstride.report import write_report, write_tables

    if out.exists() and not out.is_dir():
        raise ParameterError(f"--out {out} must be a folder; there is a file of that name.")
    say("writing the report")
    out.mkdir(parents=True, exist_ok=True)
    write_tables(analysis, out)
    report = write_report(analysis, out)
    for notice in analysis.notices:
        _warn(notice)
    print(f"Report: {report.resolve()}")


def _warn(notice: Notice) -> None:
    """Print a notice on stderr."""
    print(f"note: {notice.message}", file=sys.stderr)
