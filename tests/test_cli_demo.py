"""The demo: limiter, plan and truth beside each other; run once, with one body's fit."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from nextstride.cli import app
from nextstride.personal.fit import EndOfFit
from nextstride.personal.variants import Variant
from nextstride.report.first_screen import MOST_WORDS

FILES = {
    *("report.html", "analysis.json", "steps.csv", "measures.csv"),
    *("plan.html", "plan.ics", "plan.json"),
}


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder that a small demo wrote, and what it printed."""
    folder = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("nextstride.cli.demo.BODIES", 4)
        patch.setattr("nextstride.personal.made_runner.FITTED", (Variant("delp1990"),))
        result = CliRunner().invoke(app, ["demo", "--out", str(folder)])
    assert result.exit_code == 0, result.output
    return folder, result.stdout


def test_everything_is_written(shown: tuple[Path, str]) -> None:
    assert {path.name for path in shown[0].iterdir()} == FILES


def test_found_and_true_gains_stand_beside_each_other(shown: tuple[Path, str]) -> None:
    folder, said = shown
    rows = re.findall(r"^([a-z ]+?) {2,}([+−]?[\d.]+) m/s \(.*\) +([+−]?[\d.]+) m/s$", said, re.M)
    groups = json.loads((folder / "analysis.json").read_text("utf-8"))["limits"]["groups"]
    assert {name.replace(" ", "_") for name, _, _ in rows} == {row["group"] for row in groups}
    found, true = ([float(row[place].replace("−", "-")) for row in rows] for place in (1, 2))
    # The dearest link of the truth is found first, and no gain is further off than 0.15 m/s.
    assert max(range(len(rows)), key=true.__getitem__) == 0
    assert max(abs(one - other) for one, other in zip(found, true, strict=True)) < 0.15


def test_a_fit_says_why_it_ended(shown: tuple[Path, str]) -> None:
    limits = json.loads((shown[0] / "analysis.json").read_text("utf-8"))["limits"]
    ended = {row["ended"] for row in limits["fit"]["variants"]}
    assert ended
    assert {each.split(":")[0] for each in ended} <= set(EndOfFit)
    page = (shown[0] / "report.html").read_text("utf-8")
    assert "Every fit ended" in page or "Fits that settled" in page


def test_what_is_printed_names_report_plan_and_the_next_commands(shown: tuple[Path, str]) -> None:
    folder, said = shown
    assert str(folder / "report.html") in said
    assert str(folder / "plan.html") in said
    for command in ("nextstride guide", "nextstride analyze", "nextstride athlete add"):
        assert command in said


@pytest.mark.parametrize("screen", ["phone", "laptop"])
def test_the_first_screen_holds_answer_and_next_step(shown, look, screen) -> None:
    words = look(shown[0] / "report.html", screen).words_in_sight()
    assert len(words) <= MOST_WORDS
    told = " ".join(words)
    assert re.search(r"10 % stronger [a-z ]+: [+−][\d.]+ m/s", told)
    assert "Next: on " in told
    assert "The plan" in told


def test_a_report_with_an_answer_suits_a_phone(shown, look) -> None:
    page = look(shown[0] / "report.html", "phone")
    assert page.width() <= 400
    assert page.small_text(9.0) == []
    assert page.serious() == []


def test_one_number_is_shown_once_or_equal(shown, look) -> None:
    """The gain of the first screen, of the table below it and of the document are one number."""
    folder = shown[0]
    limits = json.loads((folder / "analysis.json").read_text("utf-8"))["limits"]
    text = " ".join(look(folder / "report.html", "laptop").on_paper())
    for row in limits["groups"]:
        shown_gain = f"{row['gain_10pct_m_s']:+.2f}".replace("-", "−")
        name = row["group"].replace("_", " ")
        for found in re.findall(rf"{name}: 10 % more strength gives ([+−][\d.]+)", text, re.I):
            assert found == shown_gain
        for found in re.findall(rf"10 % stronger {name}: ([+−][\d.]+)", text):
            assert found == shown_gain
