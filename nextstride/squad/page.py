"""The page of a squad: one file that opens offline, quickly with ten thousand recordings too.

The tables travel as JSON and a small script draws the part in sight, so that the browser never
lays out more than a page of rows.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from markupsafe import Markup

from nextstride.conventions import UNITS, in_words
from nextstride.figures.histogram import histogram
from nextstride.measures import MEASURES
from nextstride.report.build import templates
from nextstride.squad.overview import SHOWN, Overview, compared, overview
from nextstride.squad.rows import Row
from nextstride.write.files import write_whole

IN_A_DISTRIBUTION = SHOWN[:6]
NAMED = 12
"""Names that are written out beside a link; the others are counted."""
DIGITS = 6


def write_squad_page(runs: pd.DataFrame, out: Path) -> Path:
    """Write ``squad.html``.

    Parameters
    ----------
    runs : pandas.DataFrame
        From `nextstride.squad.tables.runs_table`.
    out : pathlib.Path

    Returns
    -------
    pathlib.Path

    Raises
    ------
    WriteError
        If it cannot be written.
    """
    return write_whole(out, {"squad.html": render_squad_page(runs)})[0]


def render_squad_page(runs: pd.DataFrame) -> str:
    """Return the page as HTML text."""
    squad, measures = overview(runs), compared(runs)
    counts = runs["status"].value_counts()
    distributions = {
        MEASURES[name].title: histogram(
            measures[name].to_numpy(dtype=float), MEASURES[name].title, MEASURES[name].unit
        )
        for name in IN_A_DISTRIBUTION
    }
    return (
        templates()
        .get_template("squad.html")
        .render(
            count=len(runs),
            analysed=int(counts.get("analysed", 0)),
            failed=int(counts.get("failed", 0)),
            duplicates=int(counts.get("duplicate", 0)),
            athletes=len(squad.athletes),
            limited=squad.limited,
            named=NAMED,
            in_words=in_words,
            distributions={title: picture for title, picture in distributions.items() if picture},
            data=as_script(_data(runs, squad, measures)),
        )
    )


def as_script(data: Any) -> Markup:
    """Return plain data as JSON that may stand within a ``<script>``."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c"))


def _data(runs: pd.DataFrame, squad: Overview, measures: pd.DataFrame) -> Row:
    """What the page's script draws from, in the units that people read."""
    shown = measures.assign(
        **{name: measures[name] * UNITS[MEASURES[name].unit].factor for name in SHOWN}
    )
    days = runs["day"].dt.strftime("%Y-%m-%d")
    texts = ("recording", "athlete", "status", "reason", "report", "limiter")
    return {
        "measures": [
            {
                "name": name,
                "title": MEASURES[name].title,
                "unit": UNITS[MEASURES[name].unit].shown,
                "decimals": UNITS[MEASURES[name].unit].digits,
            }
            for name in SHOWN
        ],
        "runs": {
            **{name: runs[name].fillna("").tolist() for name in texts},
            "day": days.fillna("").tolist(),
            "lower": _plain(runs["speed_lower"]),
            "upper": _plain(runs["speed_upper"]),
            **{name: _plain(shown[name]) for name in SHOWN},
        },
        "athletes": [
            row | {"limiter": in_words(row["limiter"] or ""), "retest": "; ".join(row["retest"])}
            for row in squad.athletes
        ],
    }


def _plain(values: pd.Series[float]) -> list[float | None]:
    """Numbers that JSON can hold, to six digits."""
    numbers = values.to_numpy(dtype=float)
    return [float(f"{each:.{DIGITS}g}") if np.isfinite(each) else None for each in numbers]
