"""The plan as one self-contained HTML page."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from nextstride.conventions import in_degrees, in_words, signed
from nextstride.evidence import evidence
from nextstride.training.exercise import KINDS, Exercise, exercises
from nextstride.training.plan import Plan, limit_in_words

FigureKey = tuple[str, float]
"""An exercise's name and its joint angle, rad."""


def plan_page(plan: Plan, figures: Mapping[FigureKey, str] | None = None) -> str:
    """Write the plan as an HTML page that opens offline and prints.

    Parameters
    ----------
    plan : Plan
    figures : mapping of (str, float) to markupsafe.Markup, optional
        An SVG figure for each exercise and joint angle, as `plan_figures` of
        `nextstride.figures.exercises` draws them; without it the page has none.
    """
    return (
        templates()
        .get_template("plan.html")
        .render(
            plan=plan,
            figures=figures or {},
            cards=cards(plan),
            kinds=KINDS,
            likely=all(math.isfinite(each.probability_first) for each in plan.priorities),
            evidence=[evidence()[key] for key in plan.evidence],
        )
    )


def cards(plan: Plan) -> list[tuple[Exercise, list[float]]]:
    """Every exercise of the plan in order of time, with its joint angles from low to high, rad."""
    angles: dict[str, set[float]] = {}
    for name, angle in (each.figure for each in plan.planned):
        angles.setdefault(name, set()).add(angle)
    return [(exercises()[name], sorted(found)) for name, found in angles.items()]


@cache
def templates() -> Environment:
    """Return the templates of this folder."""
    environment = Environment(
        loader=PackageLoader("nextstride.training"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["words"] = in_words
    environment.filters["signed"] = signed
    environment.filters["number"] = _number
    environment.filters["limit"] = limit_in_words
    environment.filters["day"] = lambda begins: f"{begins:%A} {begins.day} {begins:%B %Y}"
    environment.filters["degrees"] = in_degrees
    return environment


def _number(value: float, decimals: int) -> str:
    """Format a number with a true minus, and none before nothing."""
    return f"{value:z.{decimals}f}".replace("-", "−")
