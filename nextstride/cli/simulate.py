"""`nextstride simulate`, `limits`, `experiment`: how fast a body could run, and what limits it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
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
from nextstride.errors import ParameterError, SolveError

if TYPE_CHECKING:
    from nextstride.athlete import Athlete
    from nextstride.body import Body
    from nextstride.report.sprint_page import SprintDocuments
    from nextstride.sprint import Optima, SprintSolution

Strength = Annotated[
    list[str] | None,
    typer.Option(
        "--strength",
        metavar="GROUP=FACTOR",
        help="Strength of a muscle group, as hip_flexors=0.7; may be repeated.",
    ),
]
Parameters = Annotated[
    str | None,
    typer.Option(
        "--parameters",
        help="Published muscles: delp1990 (default), lai2017, rajagopal2016 or haralabidis2021; "
        "lai2017 (default) or rajagopal2016 for the spatial body.",
    ),
]
BodyKind = Annotated[
    str,
    typer.Option(
        "--body",
        help="planar (legs and one trunk), or spatial: pelvis, trunk and arms in three dimensions, "
        "with prices of abductors, trunk and arms. Takes some five times longer.",
    ),
]
Quick = Annotated[
    bool, typer.Option("--quick", help="Solve from one start instead of four; checks less.")
]
PageFolder = Annotated[
    Path | None, typer.Option("--out", help="Folder for sprint.html and the JSON documents.")
]

SPRINTERS_INDEX = (19.0, 26.5)
"""Body mass index of trained sprinters, kg/m²: below the population's, with little spread
(Uth 2005, J Sports Sci Med 4:608-616); the bounds are ours."""


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
        sprinter = _sprinter(
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
        sprinter = _sprinter(
            {"mass": mass, "height": height, "sex": sex}, (body, parameters), strength
        )
        _check_folders(out)
        _, optima = _solve(sprinter, quick)
        documents = _documents(optima)
        if deficits:
            documents = documents.with_deficits(_deficits(optima.best))
        if as_json:
            print_json(documents.limited)
        else:
            from nextstride.cli.sprint_text import print_deficits, print_limits, print_sprint

            print_sprint(optima, documents, sprinter.changes)
            print_limits(documents.limited, sprinter.body.parameters)
            print_deficits(documents.limited)
        _write_page(optima, documents, sprinter, out, quiet=as_json)


@app.command()
def experiment(
    strength: Strength = None,
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
    """Make the push side, the swing side and both weaker and stronger; compare top speeds."""
    with told_plainly():
        from nextstride.sprint.experiment import FACTORS

        sprinter = _sprinter(
            {"mass": mass, "height": height, "sex": sex}, (body, parameters), strength
        )
        factors = _checked_factors(FACTORS if factor is None else factor)
        _check_folders(out)
        _, optima = _solve(sprinter, quick)
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


@dataclass(frozen=True)
class _Sprinter:
    """What the options ask for: a body, and factors on the strength of its muscle groups."""

    body: Body
    factors: dict[str, float]

    @property
    def changed(self) -> Body:
        """The body with its changed strengths."""
        return self.body.with_factors("strength", self.factors)

    @property
    def changes(self) -> str:
        """The changed strengths in words."""
        names = (f"{group.replace('_', ' ')} x {f:g}" for group, f in self.factors.items())
        return ", ".join(names)


def _sprinter(
    told: dict[str, Any], muscles: tuple[str, str | None], strength: Sequence[str] | None
) -> _Sprinter:
    """The sprinter that the options describe; what they do not say is the default sprinter's.

    `muscles` are the kind of body and its published set.
    """
    from nextstride.body.scaling import SPRINTER

    given = {key: value for key, value in told.items() if value is not None}
    runner = replace(SPRINTER, **given)
    _note_build(runner)
    body = _body(runner, *muscles)
    sprinter = _Sprinter(body, dict(_factor(text) for text in strength or ()))
    sprinter.changed  # noqa: B018  refuses unknown groups and factors before anything is solved
    return sprinter


def _body(runner: Athlete, kind: str, parameters: str | None) -> Body:
    """The body of this kind, with the muscles that were asked for or its default ones."""
    from nextstride.body import PARAMETER_SETS, build_body
    from nextstride.body.spatial import SPATIAL_SETS, build_spatial_body
    from nextstride.checks import Problems

    problems = Problems("body")
    problems.one_of("kind of body (--body)", kind, ("planar", "spatial"))
    problems.raise_if_any()
    if kind == "spatial":
        return build_spatial_body(runner, parameters or SPATIAL_SETS[0])
    return build_body(runner, parameters or PARAMETER_SETS[0])


def _note_build(runner: Athlete) -> None:
    """Say what a mass that is no sprinter's is taken for."""
    index = runner.mass / runner.height**2
    if SPRINTERS_INDEX[0] <= index <= SPRINTERS_INDEX[1]:
        return
    typer.echo(
        f"note: {runner.mass:g} kg at {runner.height:g} m is no sprinter's build (body mass index "
        f"{index:.0f}; theirs is {SPRINTERS_INDEX[0]:g} to {SPRINTERS_INDEX[1]:g}). All mass is "
        "taken as that of a trained sprinter, so muscle grows with it: a person with less muscle "
        "in that mass is slower than this body.",
        err=True,
    )


def _factor(text: str) -> tuple[str, float]:
    """Read ``GROUP=FACTOR``."""
    group, mark, number = text.partition("=")
    try:
        factor = float(number)
    except ValueError:
        mark = ""
    if not mark:
        raise ParameterError(
            f"--strength needs GROUP=FACTOR, as hip_flexors=0.7; got {text!r}."
        ) from None
    return group.strip(), factor


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


def _solve(sprinter: _Sprinter, quick: bool) -> tuple[Optima, Optima]:
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
    sprinter: _Sprinter,
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
