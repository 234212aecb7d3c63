"""`nextstride simulate`, `limits`, `experiment`: how fast a body could run, and what limits it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nextstride.cli.app import app
from nextstride.cli.console import (
    Height,
    Json,
    Mass,
    Sex,
    bar,
    output_folder,
    print_json,
    told_plainly,
)
from nextstride.cli.logbook import LogAddress
from nextstride.cli.sprinter import (
    BodyKind,
    Left,
    Parameters,
    Right,
    Sprinter,
    Strength,
    sprinter_of,
)
from nextstride.errors import SolveError

if TYPE_CHECKING:
    from nextstride.body import Body
    from nextstride.report.sprint_page import SprintDocuments
    from nextstride.sprint import Optima, SprintSolution

Quick = Annotated[
    bool, typer.Option("--quick", help="Solve from one start instead of four; checks less.")
]
PageFolder = Annotated[
    Path | None, typer.Option("--out", help="Folder for sprint.html and the JSON documents.")
]


@app.command()
def simulate(
    strength: Strength = None,
    mass: Mass = None,
    height: Height = None,
    sex: Sex = None,
    parameters: Parameters = None,
    body: BodyKind = "planar",
    quick: Quick = False,
    as_json: Json = False,
    out: PageFolder = None,
    export: Annotated[
        Path | None,
        typer.Option("--export", help="Folder for run.trc, forces.mot and angles.mot (OpenSim)."),
    ] = None,
) -> None:
    """Simulate the fastest sprint of a body, and say what limits it."""
    with told_plainly():
        sprinter = sprinter_of(
            {"mass": mass, "height": height, "sex": sex}, (body, parameters), strength
        )
        _check_folders(out, export)
        before, after = _solve(sprinter, quick)
        documents = _documents(after)
        if as_json:
            print_json(documents.simulated)
        else:
            from nextstride.cli.sprint_text import print_change, print_limits, print_sprint

            print_sprint(after, documents, sprinter.changes)
            if sprinter.factors:
                print_change(before, after, sprinter.changes)
            print_limits(documents.limited, sprinter.body.parameters)
        _write_page(after, documents, sprinter, out, quiet=as_json)
        if export is not None:
            from nextstride.report.sprint_files import export_sprint

            for path in export_sprint(after.best, export):
                if not as_json:
                    print(f"Export: {path.resolve()}")


@app.command()
def limits(
    strength: Strength = None,
    left: Left = None,
    right: Right = None,
    mass: Mass = None,
    height: Height = None,
    sex: Sex = None,
    parameters: Parameters = None,
    body: BodyKind = "planar",
    quick: Quick = False,
    athlete: Annotated[
        str,
        typer.Option(
            "--athlete",
            help="Of the log: what the newest analysis says, and what a block has shown.",
        ),
    ] = "",
    address: LogAddress = None,
    deficits: Annotated[
        bool,
        typer.Option(
            "--deficits",
            help="Also make each group weaker and stronger, 0.7 to 1.3 by 0.1: from which strength "
            "on it limits first. Takes about a minute.",
        ),
    ] = False,
    as_json: Json = False,
    out: PageFolder = None,
) -> None:
    """Say which muscle groups limit the top speed of a body, and where in the stride."""
    with told_plainly():
        if athlete:
            from nextstride.cli.own_limits import print_own_limits

            print_own_limits(athlete, address, as_json=as_json)
            return
        sprinter = sprinter_of(
            {"mass": mass, "height": height, "sex": sex},
            (body, parameters),
            strength,
            {"left": left, "right": right},
        )
        _check_folders(out)
        _, optima = _solve(sprinter, quick)
        documents = _documents(optima)
        if deficits:
            documents = documents.with_deficits(_deficits(optima.best))
        if sprinter.of_legs:
            documents = documents.with_each_leg(_each_leg(optima.best, sprinter))
        if as_json:
            print_json(documents.limited)
        else:
            from nextstride.cli.sprint_text import print_deficits, print_limits, print_sprint

            print_sprint(optima, documents, sprinter.changes)
            print_limits(documents.limited, sprinter.body.parameters)
            print_deficits(documents.limited)
            _print_each_leg(documents)
        _write_page(optima, documents, sprinter, out, quiet=as_json)


@app.command()
def experiment(
    strength: Strength = None,
    left: Left = None,
    right: Right = None,
    mass: Mass = None,
    height: Height = None,
    sex: Sex = None,
    parameters: Parameters = None,
    body: BodyKind = "planar",
    factor: Annotated[
        list[float] | None,
        typer.Option(
            "--factor", help="Strength to try; may be repeated. Without it 0.7 to 1.3 by 0.1."
        ),
    ] = None,
    quick: Quick = False,
    as_json: Json = False,
    out: PageFolder = None,
) -> None:
    """Make the push side, the swing side and both weaker and stronger; compare top speeds.

    With --left or --right instead: what a leg that differs from the other costs.
    """
    with told_plainly():
        from nextstride.sprint.experiment import FACTORS

        sprinter = sprinter_of(
            {"mass": mass, "height": height, "sex": sex},
            (body, parameters),
            strength,
            {"left": left, "right": right},
        )
        factors = _checked_factors(FACTORS if factor is None else factor)
        _check_folders(out)
        _, optima = _solve(sprinter, quick)
        if sprinter.of_legs:
            _experiment_on_legs(optima, sprinter, out, as_json=as_json)
            return
        from nextstride.sprint import experiment as run_experiment
        from nextstride.sprint import experiment_document

        with bar("following push side, swing side and both", 3 * _steps(factors)) as done:
            found = experiment_document(run_experiment(optima.best, factors, done))
        documents = _documents(optima, found)
        if as_json:
            print_json(found)
        else:
            from nextstride.cli.sprint_text import print_experiment, print_sprint

            print_sprint(optima, documents, sprinter.changes)
            print_experiment(found, sprinter.body.parameters, sprinter.body.kind)
        _write_page(optima, documents, sprinter, out, quiet=as_json)


def _checked_factors(factors: Sequence[float]) -> list[float]:
    """Refuse factors that the experiment would refuse, before anything is solved."""
    from nextstride.checks import Problems

    problems = Problems("experiment")
    for factor in factors:
        problems.in_range("--factor", factor, 0.3, 2.0, "")
    problems.raise_if_any()
    return list(factors)


def _check_folders(*folders: Path | None) -> None:
    """Refuse a folder that is a file, before anything is solved."""
    for folder in folders:
        if folder is not None:
            output_folder(folder)


def _steps(factors: Iterable[float]) -> int:
    """How many optima an experiment follows: the unchanged body is solved already."""
    return len(set(factors) - {1.0})


def _deficits(solution: SprintSolution) -> list[dict[str, Any]]:
    """Each group made weaker and stronger, as the JSON document."""
    from nextstride.sprint import deficits_document, share_of_limits
    from nextstride.sprint.experiment import FACTORS

    groups = solution.body.groups
    with bar("following each muscle group", len(groups) * _steps(FACTORS)) as done:
        return deficits_document(
            share_of_limits(solution, group, FACTORS, done) for group in groups
        )


def _experiment_on_legs(
    optima: Optima, sprinter: Sprinter, out: Path | None, *, as_json: bool
) -> None:
    """Tell what legs of different strength cost."""
    documents = _documents(optima).with_each_leg(_each_leg(optima.best, sprinter))
    if as_json:
        print_json(documents.limited["each_leg"])
    else:
        from nextstride.cli.sprint_text import print_sprint

        print_sprint(optima, documents, sprinter.changes)
        _print_each_leg(documents)
    _write_page(optima, documents, sprinter, out, quiet=as_json)


def _each_leg(best: SprintSolution, sprinter: Sprinter) -> dict[str, Any]:
    """Both steps of a stride on legs of different strength, as the JSON document."""
    from nextstride.sprint.leg_documents import weak_side_document
    from nextstride.sprint.legs import weak_side

    with bar("solving a stride with both legs free", 1) as done:
        found = weak_side_document(weak_side(best, sprinter.of_legs))
        done()
    return found


def _print_each_leg(documents: SprintDocuments) -> None:
    """Print what each leg does and is worth, where that was asked."""
    from nextstride.cli.legs_text import print_legs

    if "each_leg" in documents.limited:
        print_legs(documents.limited["each_leg"])


def _solve(sprinter: Sprinter, quick: bool) -> tuple[Optima, Optima]:
    """Optima of the unchanged body, and on the same branches those of the changed one."""
    from nextstride.sprint import Optima

    before = _from_starts(sprinter.body, quick)
    before.best  # noqa: B018  raises where no start converged
    if not sprinter.factors:
        return before, before
    after = []
    with bar("following the changed strength", len(before.solutions)) as done:
        for solution in before.solutions:
            after.append(_followed(solution, sprinter.changed))
            done()
    if not any(solution.solved for solution in after):
        raise SolveError(_not_followed(sprinter.changes, quick))
    return before, Optima(tuple(after))


def _from_starts(body: Body, quick: bool) -> Optima:
    """Optima of a body from its starts, or from the first alone."""
    from nextstride.body.spatial import SpatialBody
    from nextstride.sprint import solve_from_starts
    from nextstride.sprint.spatial import solve_spatial_from_starts
    from nextstride.sprint.spatial.reference import STARTS as SPATIAL_STARTS
    from nextstride.sprint.starts import STARTS

    count = 1 if quick else len(STARTS)
    with bar("solving from starts", count) as done:
        if isinstance(body, SpatialBody):
            return solve_spatial_from_starts(body, SPATIAL_STARTS[:count], done=done)
        return solve_from_starts(body, STARTS[:count], done=done)


def _not_followed(changes: str, quick: bool) -> str:
    """What to do where no sprint was found with the changed strengths."""
    starts = " or leave out --quick, so that four starts are tried;" if quick else ""
    return (
        f"With {changes} no sprint was found: on the way from the unchanged body the solver lost "
        f"the way to run. Ask for a smaller change (a factor nearer to 1);{starts} "
        "`nextstride limits --deficits` shows how far each group can be weakened."
    )


def _followed(solution: SprintSolution, changed: Body) -> SprintSolution:
    """The optimum of the changed body on this branch; a failure where the branch ends."""
    from nextstride.sprint import follow
    from nextstride.sprint.solve import SolverEnd

    if not solution.solved:
        return solution
    try:
        return follow(solution, changed)
    except SolveError:
        return replace(solution, body=changed, raw=replace(solution.raw, end=SolverEnd.BRANCH_LOST))


def _documents(optima: Optima, experimented: dict[str, object] | None = None) -> SprintDocuments:
    """The JSON documents of what was found."""
    from nextstride.report.sprint_page import SprintDocuments

    return SprintDocuments.of(optima, experimented)


def _write_page(
    optima: Optima,
    documents: SprintDocuments,
    sprinter: Sprinter,
    out: Path | None,
    *,
    quiet: bool,
) -> None:
    """Write the page where a folder for it is given."""
    if out is None:
        return
    from nextstride.report.sprint_page import write_sprint

    page = write_sprint(optima.best, documents, out, sprinter.changes)
    if not quiet:
        print(f"Report: {page.resolve()}")
