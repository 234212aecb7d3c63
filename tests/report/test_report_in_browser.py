"""The report as a person sees it: on a phone, on a laptop, on paper."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nextstride.analysis import analyze
from nextstride.errors import Notice
from nextstride.report.first_screen import FLYING_SPRINT, MOST_WORDS
from nextstride.sample import SyntheticSprinter

SMALLEST = 9.0
"""px, of any letter on a phone."""
TOO_SLOW = Notice("no_limits", "What limits this runner is not told: the run was a jog.")
WIDTHS = {"phone": 400, "laptop": 1400}

on_every_screen = pytest.mark.parametrize("screen", WIDTHS)


@pytest.fixture(scope="module")
def jog(tmp_path_factory):
    """The report of a run that cannot show what limits."""
    sprinter = SyntheticSprinter()
    athlete = replace(sprinter.athlete, name="Mia")
    analysis = analyze(sprinter.recording(noise=0.001), athlete)
    folder = tmp_path_factory.mktemp("jog")
    return replace(analysis, notices=(TOO_SLOW,)).report(folder)


@on_every_screen
def test_the_first_screen_is_short_and_says_the_next_step(jog, look, screen):
    words = look(jog, screen).words_in_sight()
    assert len(words) <= MOST_WORDS
    assert FLYING_SPRINT in " ".join(words)
    assert "cannot show what limits" in " ".join(words)


@on_every_screen
def test_nothing_runs_out_of_the_page(jog, look, screen):
    assert look(jog, screen).width() <= WIDTHS[screen]


def test_no_letter_is_too_small_on_a_phone(jog, look):
    assert look(jog, "phone").small_text(SMALLEST) == []


@on_every_screen
def test_axe_finds_nothing_serious(jog, look, screen):
    assert look(jog, screen).serious() == []


def test_what_is_folded_is_on_paper_and_the_answer_on_page_one(jog, look):
    first, *others = look(jog, "laptop").on_paper()
    assert "cannot show what limits" in first
    for heading in ("Key positions", "Measures", "Norms at this speed", "Glossary"):
        assert any(heading in text for text in others)
    assert any("Low-pass at" in text for text in others)  # deep within what is folded
