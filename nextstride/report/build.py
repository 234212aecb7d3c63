"""The report: one analysis as one page that opens anywhere."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from jinja2 import Environment, PackageLoader, StrictUndefined

from nextstride import __version__
from nextstride.analysis import Analysis
from nextstride.conventions import SIDES, UNITS
from nextstride.figures import (
    CURVES,
    ON_PHASE,
    PHASE,
    SHOWN_STEPS,
    SIDE,
    key_positions,
    phase_ribbon,
    stick_figure,
    stride_figure,
)
from nextstride.measures import MEASURES
from nextstride.measures.track import Track
from nextstride.report.certainty import circumstances, points_by_method, remarks_of, warnings_of
from nextstride.report.differences import differences
from nextstride.report.files import write_whole
from nextstride.report.finding import Finding, find, suffix, with_unit
from nextstride.report.identities import check_identities
from nextstride.report.norms import SPEED_REACH, compare_with_norms, symmetry_angle
from nextstride.report.summary import summarize

TOPICS = {
    "pace": "Pace",
    "swing": "Swing side",
    "push": "Push side",
    "kinetics": "What drives the swing leg",
    "rhythm": "Rhythm",
    "balance": "Balance",
}


def write_report(analysis: Analysis, folder: Path) -> Path:
    """Write ``report.html``: one file that opens offline and prints well.

    Parameters
    ----------
    analysis : Analysis
    folder : pathlib.Path
        Made where it is not there.

    Returns
    -------
    pathlib.Path
        The report.

    Raises
    ------
    OSError
        If the folder cannot be written to.
    """
    return write_whole(folder, {"report.html": render_report(analysis)})[0]


def render_report(analysis: Analysis) -> str:
    """Return the report as HTML text.

    Parameters
    ----------
    analysis : Analysis
    """
    return (
        _templates()
        .get_template("report.html")
        .render(
            analysis=analysis,
            document=analysis.to_json(),
            summary=summarize(analysis),
            warnings=warnings_of(analysis),
            figures=_figures(analysis),
            tables={topic: _table(analysis, topic) for topic in TOPICS},
            differences=differences(analysis),
            comparisons=compare_with_norms(analysis),
            identities=check_identities(analysis.measures),
            circumstances=circumstances(analysis),
            remarks=remarks_of(analysis),
            points=points_by_method(analysis),
        )
    )


@cache
def _templates() -> Environment:
    """Templates, with everything in them escaped."""
    environment = Environment(
        loader=PackageLoader("nextstride.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        MEASURES=MEASURES, UNITS=UNITS, TOPICS=TOPICS, SIDE=SIDE, PHASE=PHASE, ON_PHASE=ON_PHASE,
        SHOWN_STEPS=SHOWN_STEPS, SPEED_REACH=SPEED_REACH, version=__version__,
        symmetry_angle=symmetry_angle, suffix=suffix,
        with_unit=with_unit,
    )  # fmt: skip
    return environment


def _figures(analysis: Analysis) -> dict[str, Any]:
    """Every picture of the report."""
    run = analysis.run
    strips = []
    for side in SIDES:
        positions = key_positions(run, side)
        if positions:
            cards = [
                (each, stick_figure(run, each), _angles(analysis, each.time)) for each in positions
            ]
            strips.append((side, cards))
    curves = [(kind, stride_figure(analysis.curves, kind)) for kind in CURVES]
    return {"strips": strips, "ribbon": phase_ribbon(run.steps), "curves": curves}


def _angles(analysis: Analysis, time: float) -> list[tuple[str, str, str]]:
    """Thigh and knee of both legs at one moment, as text: name, left, right."""
    rows = []
    for name in ("thigh", "knee"):
        tracks = (Track.of(analysis.run.angles[name].sel(side=side, drop=True)) for side in SIDES)
        left, right = (float(track.at(np.array([time]))[0]) for track in tracks)
        rows.append((name, _degrees(left), _degrees(right)))
    return rows


def _degrees(angle: float) -> str:
    """Format an angle in rad, or a dash where it was not seen."""
    return with_unit(UNITS["rad"], angle) if np.isfinite(angle) else "–"


def _table(analysis: Analysis, topic: str) -> list[tuple[str, list[Finding]]]:
    """Findings of one topic, a row a measure."""
    return [
        (name, [find(analysis.measures, name, s) for s in (SIDES if measure.sided else ("both",))])
        for name, measure in MEASURES.items()
        if measure.topic == topic
    ]
