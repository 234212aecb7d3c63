"""The page: everything is on it, escaped, self-contained, and the same as in the JSON."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from nextstride.analysis import Analysis
from nextstride.conventions import UNITS
from nextstride.errors import Notice
from nextstride.measures import MEASURES
from nextstride.report import render_report, write_report

SECTIONS = ("summary", "positions", "phases", "curves", "measures", "norms", "certainty")

VOID = {"meta", "line", "rect", "circle", "path", "polygon", "br", "link", "img"}


class Page(HTMLParser):
    """What the tests ask of a page: ids, attributes, text, and whether its tags close."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("style", "script"):
            self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))


@pytest.fixture(params=["sprint", "legs"])
def analysis(request: pytest.FixtureRequest) -> Analysis:
    found: Analysis = request.getfixturevalue(request.param)
    return found


def test_every_section_is_there_once_and_every_tag_closes(analysis: Analysis) -> None:
    page = Page(render_report(analysis))
    assert page.open == []
    assert [page.ids.count(section) for section in SECTIONS] == [1] * len(SECTIONS)
    assert len(page.ids) == len(set(page.ids))


def test_links_within_the_page_lead_somewhere(analysis: Analysis) -> None:
    page = Page(render_report(analysis))
    targets = {value[1:] for _, name, value in page.attributes if name == "href"}
    assert targets
    assert targets <= set(page.ids)


def test_nothing_is_loaded_from_elsewhere(analysis: Analysis) -> None:
    text = render_report(analysis)
    page = Page(text)
    loading = [v for _, n, v in page.attributes if n in ("src", "href", "data", "action", "srcset")]
    assert all(value.startswith("#") for value in loading)
    assert not re.search(r"url\(|@import|<script |<link", text)


def test_the_glossary_explains_every_measure(analysis: Analysis) -> None:
    page = Page(render_report(analysis))
    assert set(MEASURES) <= set(page.ids)
    for measure in MEASURES.values():
        assert measure.title in page.text
        assert re.sub(r"\s+", " ", measure.definition) in page.text
        assert measure.source in page.text


def test_every_number_of_the_json_stands_in_the_page(analysis: Analysis) -> None:
    text = Page(render_report(analysis)).text
    rows = analysis.to_json()["measures"]
    assert len(rows) > len(MEASURES)
    for row in rows:
        if row["value"] is None:
            assert row["note"] in text
            continue
        unit = UNITS[row["unit"]]
        numbers = [unit.show(row[key]).replace("-", "−") for key in ("value", "lower", "upper")]
        value, lower, upper = (
            number.removeprefix("−") if not number.strip("−0.") else number for number in numbers
        )
        assert re.search(rf"{re.escape(value)} *\s*{re.escape(unit.shown)}", text), row
        assert f"{lower} to {upper}, n {row['n']}" in text, row


def test_text_from_outside_is_escaped(sprint: Analysis) -> None:
    notice = Notice("odd_file", "<script>alert('marker')</script>")
    text = render_report(replace(sprint, notices=(notice,)))
    assert text.count("<script") == 1  # our own, that opens what is folded for the printer
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(&#39;marker&#39;)" in text
    assert "&lt;b&gt;Ada&lt;/b&gt; &amp; co" in text
    assert "<b>Ada" not in text


def test_warnings_come_before_the_numbers(legs: Analysis) -> None:
    text = Page(render_report(legs)).text
    assert text.index("Assumed for want of") < text.index("Speed, m/s")


def test_what_is_missing_says_why(legs: Analysis) -> None:
    text = Page(render_report(legs)).text
    assert "the recording has no force plates" in text
    assert "the upper body or the third dimension was not recorded" in text
    assert "no markers give the trunk" in text


def test_no_limit_is_claimed_where_none_was_computed(sprint: Analysis) -> None:
    assert sprint.to_json()["limits"] is None
    text = Page(render_report(sprint)).text
    assert "What limits top speed was not asked of this recording" in text
    assert "m/s (+" not in text


def test_everything_that_is_folded_is_opened_for_the_printer(sprint: Analysis) -> None:
    text = render_report(sprint)
    assert text.count("<details>") == text.count("<section") - 1  # all but the first screen
    assert "details::details-content { content-visibility: visible" in text
    assert "beforeprint" in text


def test_a_page_with_no_measure_at_all_still_stands(legs: Analysis) -> None:
    measures = legs.measures.copy(deep=True)
    for name in ("value", "lower", "upper", "spread"):
        measures[name][:] = np.nan
    measures["n"][:] = 0
    measures["note"][:] = "nothing was seen"
    empty = replace(
        legs, measures=measures, symmetry=legs.symmetry.isel(measure=slice(0)),
        curves=legs.curves.isel(step=slice(0)),
    )  # fmt: skip
    page = Page(render_report(empty))
    assert page.open == []
    assert "nan" not in page.text.lower().split()
    assert "nothing was seen" in page.text


def test_no_nan_is_ever_shown(analysis: Analysis) -> None:
    assert not re.search(r"\bnan\b", render_report(analysis), re.IGNORECASE)


def test_the_file_is_the_rendered_page(sprint: Analysis, tmp_path: Path) -> None:
    path = write_report(sprint, tmp_path / "new" / "folder")
    assert path == tmp_path / "new" / "folder" / "report.html"
    assert path.read_text("utf-8") == render_report(sprint)
    assert [each.name for each in path.parent.iterdir()] == ["report.html"]


def test_the_same_analysis_gives_the_same_page(sprint: Analysis) -> None:
    assert render_report(sprint) == render_report(sprint)
