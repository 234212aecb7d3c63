"""The athlete's sheet: one page, few words, and the same words as the report's first screen."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from nextstride.analysis import Analysis
from nextstride.errors import MissingDataError, Notice
from nextstride.report.athlete_sheet import athlete_sheet, require_typst, write_athlete_sheet
from nextstride.report.first_screen import FLYING_SPRINT

TOO_SLOW = Notice("no_limits", "What limits this runner is not told: too slow.")


def pages_of(content: bytes) -> list[str]:
    """The text of every page."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


@pytest.mark.parametrize("which", ["sprint", "legs"])
def test_it_is_one_page_of_few_words(which: str, request: pytest.FixtureRequest) -> None:
    analysis: Analysis = request.getfixturevalue(which)
    (text,) = pages_of(athlete_sheet(replace(analysis, notices=(TOO_SLOW,))))
    assert 150 <= len(text.split()) <= 350
    assert FLYING_SPRINT.split(":")[0] in text


def test_a_name_is_text_and_no_markup(sprint: Analysis) -> None:
    (text,) = pages_of(athlete_sheet(sprint))
    assert "<b>Ada</b> & co" in text


def test_it_is_written_whole(sprint: Analysis, tmp_path) -> None:
    assert write_athlete_sheet(sprint, tmp_path / "new").read_bytes().startswith(b"%PDF")
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["athlete.pdf"]


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nextstride.report.athlete_sheet.find_spec", lambda name: None)
    with pytest.raises(MissingDataError, match=r"nextstride\[pdf\]"):
        require_typst()
