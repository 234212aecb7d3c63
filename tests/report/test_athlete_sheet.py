"""The athlete's sheet: one page, few words, and the same words as the report's first screen."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from nextstride.analysis import Analysis
from nextstride.errors import MissingDataError, Notice
from nextstride.report.athlete_sheet import (
    CAUTION,
    HOW,
    athlete_sheet,
    holds_of,
    require_typst,
    sheet_words,
    typeset,
    write_athlete_sheet,
)
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


def exercise(title: str, joint: str, angle: float, sets: int = 1, hold: int = 10) -> dict:
    """One planned exercise."""
    told = {"title": title, "joint": joint, "joint_angle_deg": angle, "sets": sets}
    return told | {"hold_s": hold, "percent_max": 70}


LONG = (
    "One-leg heel-raise hold on a step, band over the shoulders",
    "Standing adductor hold against a band from the side",
    "Standing straight-leg hold against a band from the front",
)
PLAN = {
    "weeks": [
        {
            "sessions": [
                {"begins": "2026-12-01T17:00:00", "exercises": []},
                {
                    "begins": "2026-12-02T17:00:00",
                    "exercises": [
                        exercise("Low step-down into a stop", "knee", 30, sets=2, hold=2),
                        *(
                            exercise(each, "hip", a, 1 + (a > 9))
                            for each in LONG
                            for a in (-30, 5, 20)
                        ),
                        exercise("Heel raise, left against right", "ankle", 0),
                        exercise("One-leg bridge position with a band across the hips", "hip", 10),
                    ],
                },
                {"begins": "2026-12-04T17:00:00", "exercises": [exercise(LONG[0], "hip", 5)]},
            ]
        }
    ]
}
"""As long as the plan of a real sprint, and longer: six exercises, eleven holds."""


def test_with_a_plan_it_is_one_page_of_few_words_too(sprint: Analysis) -> None:
    told = {
        "limits": "10 % stronger plantarflexors: +0.51 m/s (+0.28 to +0.92), most of it on the "
        "ground.",
        "sure": "The hip flexors and adductors could give more, or nothing; surer with: isometric "
        "hip flexion.",
        "next": "on Wednesday, one-leg heel-raise hold on a step at −30°, 5°, 20°, 1 to 2 × 10 s.",
        "holds": holds_of(PLAN),
        "how": HOW,
        "caution": CAUTION,
    }
    (text,) = pages_of(typeset(sheet_words(sprint) | told))
    assert 150 <= len(text.split()) <= 350


def test_an_exercise_is_one_row_with_all_of_its_angles() -> None:
    rows = holds_of(PLAN)
    assert len(rows) == 6
    assert rows[0] == ["Wednesday 02 December", "Low step-down into a stop", "knee 30°", "2 × 2 s"]
    held = ["", "One-leg heel-raise hold on a step", "hip −30°, 5°, 20°", "1 to 2 × 10 s"]
    assert rows[1] == held
    assert holds_of(None) == []


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
