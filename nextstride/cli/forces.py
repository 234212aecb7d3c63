"""`nextstride forces`: a run from its ground forces alone."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nextstride.cli.app import app
from nextstride.cli.console import Json, Mass, print_json, told_plainly

if TYPE_CHECKING:
    from nextstride.measures.forces_alone import ForceRun


@app.command()
def forces(
    file: Annotated[
        Path, typer.Argument(help="Ground forces: C3D, .mot, .sto, or a table with Fz.")
    ],
    mass: Mass = None,
    belt_speed: Annotated[
        float | None, typer.Option("--belt-speed", help="Treadmill speed, m/s: gives step length.")
    ] = None,
    rate: Annotated[
        float | None,
        typer.Option("--rate", help="Samples (of a C3D: frames) per second, if not in the file."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Measure contacts, flights and forces of a run without motion, as a treadmill saw it."""
    with told_plainly():
        from nextstride.checks import Problems
        from nextstride.measures.forces_alone import measure_forces
        from nextstride.read.force_trace import read_force_trace

        problems = Problems("forces")
        if mass is not None:
            problems.in_range("mass (--mass)", mass, 20, 250, "kg")
        if belt_speed is not None:
            problems.in_range("belt speed (--belt-speed)", belt_speed, 0.5, 15, "m/s")
        problems.raise_if_any()
        run = measure_forces(read_force_trace(file, rate), mass, belt_speed)
    if as_json:
        print_json(_document(file, run, belt_speed))
    else:
        _print(run)


def _document(file: Path, run: ForceRun, belt_speed: float | None) -> dict[str, Any]:
    """Everything the command tells, as one JSON document."""
    return {
        "recording": {"source": file.name, "format": "forces"},
        "mass_kg": run.mass,
        "speed_m_s": belt_speed,
        "contacts": [{"touchdown_s": a, "toe_off_s": b} for a, b in run.contacts.tolist()],
        "measures": [asdict(reading) for reading in run.readings],
        "notices": [{"code": n.code, "message": n.message} for n in run.notices],
    }


def _print(run: ForceRun) -> None:
    """Print the measures for people."""
    print(f"{len(run.contacts)} contacts, {run.mass:.1f} kg. Forces do not tell left from right.")
    for reading in run.readings:
        name = reading.name.replace("_", " ")
        unit = {"1": "", "s": "ms"}.get(reading.unit, reading.unit)
        factor, places = (1000, 0) if reading.unit == "s" else (1, 2)
        value, lower, upper = (
            f"{factor * number:.{places}f}"
            for number in (reading.value, reading.lower, reading.upper)
        )
        who = "" if reading.side == "both" else f"{reading.side} leg"
        print(f"  {name:<32} {who:<10} {value:>8} {unit:<13} ({lower} to {upper}, n = {reading.n})")
    for notice in run.notices:
        print(f"Note: {notice.message}")
