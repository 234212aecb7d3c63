"""Reports of real recordings as a person sees them: a jog, a sprint, and a run of two contacts."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nextstride.analysis import analyze, fit_runner
from nextstride.conventions import UNITS
from nextstride.measures import MEASURES
from nextstride.report.first_screen import FLYING_SPRINT, MOST_WORDS

RUNS = {
    "jog": "labs_opensim_jog/jogging.c3d",
    "sprint": "dorn2012_ja1_c3d/JA1Gait35.c3d",
    "two contacts": "labs_uwa_run/Running 1.c3d",
}
ASKED = ("jog",)
"""What limits is asked of the jog, which cannot tell; fitting the sprint takes most of a minute."""
NEXT = {"jog": FLYING_SPRINT, "sprint": "without --no-limits", "two contacts": "--no-limits"}
CURVES = {
    "Thigh angle": "thigh_range",
    "Hip moment in swing": "peak_swing_hip_flexor_moment",
    "Hip power in swing": "peak_swing_hip_flexor_power",
}
"""The figure of each curve, and a measure that is read off it."""
WITH_INTERVAL = re.compile(
    r"(−?\d+(?:\.\d+)?)[^\d()−]{0,8} ?\((−?\d+(?:\.\d+)?) to (−?\d+(?:\.\d+)?)\)"
)
NUMBERS_BY_MEASURE = """() => {
  const numbers = (from) => [...from.querySelectorAll("b")].map((b) => b.textContent.trim());
  const headlines = [...document.querySelectorAll(".headlines > div")].map((each) =>
    [each.querySelector("dt").textContent.split(",")[0].trim(), numbers(each.querySelector("dd"))]);
  const rows = [...document.querySelectorAll("th[scope=row] > a[href^='#']")].map((link) =>
    [link.getAttribute("href").slice(1), [...link.closest("tr").querySelectorAll("td .number > b")]
      .map((b) => b.textContent.trim())]);
  return [...headlines, ...rows];
}"""
WIDTHS = {"phone": 400, "laptop": 1400}

on_every_screen = pytest.mark.parametrize("screen", WIDTHS)


def in_words(row: dict[str, Any], key: str) -> str:
    """A number of the document as the page writes it."""
    return UNITS[row["unit"]].show(row[key]).replace("-", "−")


def titled(row: dict[str, Any]) -> str:
    """Title of a row's measure."""
    return MEASURES[row["name"]].title


@pytest.fixture(scope="module", params=RUNS)
def shown(
    request: pytest.FixtureRequest, shared_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Path]:
    """Which run it is, and the folder of its report."""
    name = str(request.param)
    analysis = analyze(shared_data / RUNS[name], mass=75.0, height=1.80)
    if name in ASKED:
        analysis = fit_runner(analysis)
    folder = tmp_path_factory.mktemp("report")
    analysis.report(folder)
    return name, folder


@on_every_screen
def test_the_first_screen_is_short_and_says_the_next_step(
    shown: tuple[str, Path], look: Callable, screen: str
) -> None:
    name, folder = shown
    words = look(folder / "report.html", screen).words_in_sight()
    assert len(words) <= MOST_WORDS
    assert NEXT[name] in " ".join(words)


@on_every_screen
def test_nothing_runs_out_of_the_page(shown: tuple[str, Path], look: Callable, screen: str) -> None:
    assert look(shown[1] / "report.html", screen).width() <= WIDTHS[screen]


def test_a_number_shown_twice_is_one_number(shown: tuple[str, Path], look: Callable) -> None:
    """In headlines, tables and sentences, what stands for a measure is what the document holds."""
    folder = shown[1]
    rows = json.loads((folder / "analysis.json").read_text("utf-8"))["measures"]
    known = [row for row in rows if row["value"] is not None]
    page = look(folder / "report.html", "laptop").page
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    compared = 0
    for place, numbers in page.evaluate(NUMBERS_BY_MEASURE):
        written = {in_words(row, "value") for row in known if place in (row["name"], titled(row))}
        assert {number for number in numbers if number != "–"} <= written, place
        compared += len(numbers)
    assert compared > len(known)  # The headlines repeat some of the tables.
    told = defaultdict(set)
    for row in known:
        told[in_words(row, "lower"), in_words(row, "upper")].add(in_words(row, "value"))
    for value, lower, upper in WITH_INTERVAL.findall(page.inner_text("body")):
        if (lower, upper) in told:
            assert value in told[lower, upper]


def test_no_curve_is_drawn_of_what_was_not_measured(shown: tuple[str, Path]) -> None:
    folder = shown[1]
    page = (folder / "report.html").read_text("utf-8")
    rows = json.loads((folder / "analysis.json").read_text("utf-8"))["measures"]
    for title, measure in CURVES.items():
        found = re.search(rf"<h3[^>]*>\s*{title}\s*</h3>(.*?)(?:<h3|</section)", page, re.S)
        assert found, title
        drawn = "<svg" in found[1]
        assert drawn != ("Not measured" in found[1])
        measured = any(row["value"] is not None for row in rows if row["name"] == measure)
        assert measured or not drawn, title
