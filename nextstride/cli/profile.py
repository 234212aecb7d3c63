"""`nextstride profile`: split times, radar or laser in, speed curve and force-velocity out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nextstride.cli.app import app
from nextstride.cli.console import (
    Height,
    Json,
    Mass,
    Sex,
    output_folder,
    print_json,
    progress,
    told_plainly,
)
from nextstride.errors import ParameterError

if TYPE_CHECKING:
    from nextstride.profile import Profile


@app.command()
def profile(
    file: Annotated[Path, typer.Argument(help="Split times, or time and speed, as CSV.")],
    mass: Mass = None,
    height: Height = None,
    sex: Sex = None,
    athlete: Annotated[
        str | None, typer.Option("--athlete", help="Which row of a file of many.")
    ] = None,
    trial: Annotated[
        int | None, typer.Option("--trial", help="Which sprint of several, from 1.")
    ] = None,
    behind: Annotated[
        float | None,
        typer.Option("--behind", help="Metres behind the line where the clock starts."),
    ] = None,
    start: Annotated[
        str,
        typer.Option("--start", help="How clock and runner start: auto, offset, rest or flying."),
    ] = "auto",
    as_json: Json = False,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for profile.html and profile.json.")
    ] = None,
) -> None:
    """Fit a sprint's speed curve; give force, velocity and power with 95 % intervals."""
    with told_plainly(), progress() as say:
        from nextstride.profile import Behind, Which, profile_file

        if behind is not None and start != "auto":
            raise ParameterError("--behind says how the start was; leave --start out.")
        if out is not None:
            output_folder(out)
        say("fitting")
        found = profile_file(
            file,
            mass=mass,
            height=height,
            sex=sex,  # type: ignore[arg-type]  # the profile refuses anything else
            athlete=Which(athlete, trial),
            start=start if behind is None else Behind(behind),  # type: ignore[arg-type]
        )
        if out is not None:
            from nextstride.report.sprint_profile import write_profile

            write_profile(found, out)
        if as_json:
            print_json(found.to_json())
        else:
            _print(found)
        if out is not None and not as_json:
            print(f"Report: {(out / 'profile.html').resolve()}")


def _print(found: Profile) -> None:
    """Print the profile as a table."""
    from nextstride.report.sprint_profile import NUMBERS

    document = found.to_json()
    for key, title, unit, decimals in NUMBERS:
        if document[key] is None:
            continue
        low, high = document["intervals"][key]
        value, low, high = (f"{number:.{decimals}f}" for number in (document[key], low, high))
        print(f"{title:30} {value:>8} {unit:5} ({low} to {high})")
    residual = f"{document['residual_sd']:.3g} {document['residual_unit']}"
    print(f"residual SD {residual}; model: {document['model_definition']}")
    for warning in document["warnings"]:
        typer.echo(f"note: {warning['message']}", err=True)
