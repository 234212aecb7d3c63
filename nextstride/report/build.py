"""The report: one analysis as one page that opens anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from nextstride import __version__
from nextstride.analysis import Analysis
from nextstride.conventions import SIDES, UNITS, in_words, signed
from nextstride.figures import PHASE, SHOWN_STEPS, SIDE, Picture
from nextstride.figures.steps import steps_figure
from nextstride.figures.stride_limit import recorded_phases, stride_limit, stride_strip
from nextstride.measures import MEASURES
from nextstride.report.certainty import circumstances, points_by_method, remarks_of, warnings_of
from nextstride.report.differences import differences
from nextstride.report.each_step import STEP_COLUMNS
from nextstride.report.finding import Finding, find, suffix, with_unit
from nextstride.report.first_screen import FirstScreen, first_screen
from nextstride.report.identities import check_identities
from nextstride.report.norms import SPEED_REACH, compare_with_norms, symmetry_angle
from nextstride.report.pictures import Pictures, draw
from nextstride.report.summary import summarize
from nextstride.report.symbols import typeset
from nextstride.report.tables import write_tables
from nextstride.write.files import write_whole

TOPICS = {
    "pace": "Pace",
    "swing": "Swing side",
    "push": "Push side",
    "kinetics": "What drives the swing leg",
    "rhythm": "Rhythm",
    "balance": "Balance",
}


def write_report(
    analysis: Analysis, folder: Path, photographs: Mapping[float, str] | None = None
) -> Path:
    """Write ``report.html``: one file that opens offline and prints well.

    Parameters
    ----------
    analysis : Analysis
    folder : pathlib.Path
        Made where it is not there.
    photographs : mapping of float to str, optional
        Pictures from a video by their moment (s), as data URIs: the key positions as filmed.

    Returns
    -------
    pathlib.Path
        The report.

    Raises
    ------
    OSError
        If the folder cannot be written to.
    """
    return write_whole(folder, {"report.html": render_report(analysis, photographs)})[0]


def write_analysis(
    analysis: Analysis, folder: Path, photographs: Mapping[float, str] | None = None
) -> Path:
    """Write the report, the tables, and the plan where there is one.

    Parameters
    ----------
    analysis : Analysis
    folder : pathlib.Path
        Made where it is not there.
    photographs : mapping of float to str, optional
        As for `write_report`.

    Returns
    -------
    pathlib.Path
        The report.
    """
    write_tables(analysis, folder)
    if analysis.plan is not None:
        from nextstride.report.plan_files import write_plan

        write_plan(analysis.plan, folder)
    return write_report(analysis, folder, photographs)


def render_report(analysis: Analysis, photographs: Mapping[float, str] | None = None) -> str:
    """Return the report as HTML text.

    Parameters
    ----------
    analysis : Analysis
    photographs : mapping of float to str, optional
        As for `write_report`.
    """
    page = templates().get_template("report.html")
    document = analysis.to_json()
    pictures = draw(analysis, photographs or {})
    first = first_screen(document)
    return page.render(
        analysis=analysis,
        document=document,
        first=first,
        speed=find(analysis.measures, "speed", "both"),
        first_picture=first_picture(analysis, document, first),
        **_limiter(analysis, document, pictures),
        summary=summarize(analysis),
        warnings=warnings_of(analysis),
        pictures=pictures,
        tables={topic: _table(analysis, topic) for topic in TOPICS},
        differences=differences(analysis),
        step_columns=STEP_COLUMNS,
        comparisons=compare_with_norms(analysis),
        identities=check_identities(analysis.measures),
        circumstances=circumstances(analysis),
        remarks=remarks_of(analysis),
        points=points_by_method(analysis),
    )


def first_picture(
    analysis: Analysis, document: dict[str, Any], first: FirstScreen
) -> Picture | None:
    """Draw the runner's own stride, and in it where the link of the answer limits.

    Where the speed is not steady, the steps are drawn instead.

    Parameters
    ----------
    analysis : Analysis
    document : dict
        Of the analysis.
    first : FirstScreen
        Of the document.

    Returns
    -------
    Picture or None
        None where no stride was seen whole.
    """
    if not document["recording"]["steady"]:
        return steps_figure(document["steps"])
    phases = recorded_phases(analysis.measures, analysis.curves)
    if not first.group:
        return stride_strip(analysis.run, phases)
    return stride_limit(analysis.run, document["limits"], first.group, phases)


def _limiter(analysis: Analysis, document: dict[str, Any], pictures: Pictures) -> dict[str, Any]:
    """What limits the runner, where bodies were fitted, with the words for it."""
    if document["limits"] is None:
        return {"limiter": None}
    # Imported here, so that a report of measures alone does not load the solver.
    from nextstride.report.limiter import limiter_card

    side, strip = pictures.strips[0] if pictures.strips else ("left", ())
    card = limiter_card(analysis, document, strip)
    return {
        "limiter": card,
        "limits": document["limits"],
        "strip_side": side,
        "in_words": in_words,
        "signed": signed,
    }


@cache
def templates() -> Environment:
    """Return the templates of all pages, with everything in them escaped."""
    environment = Environment(
        loader=PackageLoader("nextstride.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        MEASURES=MEASURES, UNITS=UNITS, TOPICS=TOPICS, SIDE=SIDE, PHASE=PHASE,
        SHOWN_STEPS=SHOWN_STEPS, SPEED_REACH=SPEED_REACH, version=__version__,
        suffix=suffix, with_unit=with_unit, symmetry_angle=symmetry_angle, typeset=typeset,
    )  # fmt: skip
    return environment


def _table(analysis: Analysis, topic: str) -> list[tuple[str, list[Finding]]]:
    """Findings of one topic, a row a measure."""
    return [
        (name, [find(analysis.measures, name, s) for s in (SIDES if measure.sided else ("both",))])
        for name, measure in MEASURES.items()
        if measure.topic == topic
    ]
