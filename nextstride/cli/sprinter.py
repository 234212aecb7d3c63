"""The sprinter that options describe: a body, and how its muscles' strengths differ from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nextstride.errors import ParameterError

if TYPE_CHECKING:
    from nextstride.athlete import Athlete
    from nextstride.body import Body
    from nextstride.conventions import Side
    from nextstride.sprint.legs import Factors

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
Left = Annotated[
    list[str] | None,
    typer.Option(
        "--left",
        metavar="GROUP=FACTOR",
        help="Strength of a muscle group of the left leg alone, as hip_flexors=0.8; may be "
        "repeated. Both steps of a stride are then solved, which may take a minute.",
    ),
]
Right = Annotated[
    list[str] | None,
    typer.Option("--right", metavar="GROUP=FACTOR", help="The same of the right leg."),
]

SPRINTERS_INDEX = (19.0, 26.5)
"""Body mass index of trained sprinters, kg/m²: below the population's, with little spread
(Uth 2005, J Sports Sci Med 4:608-616); the bounds are ours."""


@dataclass(frozen=True)
class Sprinter:
    """What the options ask for: a body, and factors on the strength of its muscle groups.

    Attributes
    ----------
    body : Body
    factors : dict
        On both legs.
    of_legs : mapping
        On one leg alone, by leg; empty where the legs are equal.
    """

    body: Body
    factors: dict[str, float]
    of_legs: Factors

    @property
    def changed(self) -> Body:
        """The body with its changed strengths, legs equal."""
        return self.body.with_factors("strength", self.factors)

    @property
    def changes(self) -> str:
        """The changed strengths in words."""
        names = (f"{group.replace('_', ' ')} x {f:g}" for group, f in self.factors.items())
        return ", ".join(names)


def sprinter_of(
    told: dict[str, Any],
    muscles: tuple[str, str | None],
    strength: Sequence[str] | None,
    legs: Mapping[Side, Sequence[str] | None] | None = None,
) -> Sprinter:
    """Return the sprinter that the options describe; what they do not say is the default one's.

    Parameters
    ----------
    told : dict
        ``mass``, ``height``, ``sex``; None where not told.
    muscles : tuple
        The kind of body and its published set.
    strength : sequence of str, optional
        ``GROUP=FACTOR`` of both legs.
    legs : mapping, optional
        The same of each leg alone.

    Raises
    ------
    ParameterError
        If a body, group or factor is impossible, before anything is solved.
    """
    from nextstride.body.scaling import SPRINTER
    from nextstride.sprint.legs import changed_legs

    given = {key: value for key, value in told.items() if value is not None}
    runner = replace(SPRINTER, **given)
    _note_build(runner)
    factors = _factors("--strength", strength)
    of_legs = {leg: _factors(f"--{leg}", texts) for leg, texts in (legs or {}).items() if texts}
    sprinter = Sprinter(_body(runner, *muscles), factors, of_legs)
    changed_legs(sprinter.changed, of_legs)
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


def _factors(option: str, texts: Sequence[str] | None) -> dict[str, float]:
    """Read every ``GROUP=FACTOR`` of an option."""
    found = {}
    for text in texts or ():
        group, mark, number = text.partition("=")
        try:
            factor = float(number)
        except ValueError:
            mark = ""
        if not mark:
            raise ParameterError(
                f"{option} needs GROUP=FACTOR, as hip_flexors=0.7; got {text!r}."
            ) from None
        found[group.strip()] = factor
    return found
