"""What somebody at a Python prompt or in a notebook sees first."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from nextstride import Athlete, ParameterError, ReadError, analyze
from nextstride.figures import Picture
from nextstride.sample import SyntheticSprinter
from nextstride.write import write_trc

ROOT = Path(__file__).parents[1]


@cache
def sprint():
    sprinter = SyntheticSprinter()
    return analyze(sprinter.recording(noise=0.001), sprinter.athlete)


def test_a_path_and_the_runners_numbers_are_enough(tmp_path):
    sprinter = SyntheticSprinter()
    file = write_trc(sprinter.recording(noise=0.001), tmp_path / "sprint.trc")
    analysis = analyze(file, mass=sprinter.athlete.mass, height=sprinter.athlete.height)
    assert analysis.run.athlete.mass == sprinter.athlete.mass
    assert analysis.run.athlete.assumed == ("sex",)
    again = analyze(str(file), sprinter.athlete).measures.value.sel(measure="speed", side="both")
    speed = analysis.measures.value.sel(measure="speed", side="both")
    assert float(speed) == pytest.approx(float(again))


def test_a_path_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(ReadError, match=r"sprint\.c3d"):
        analyze(tmp_path / "sprint.c3d", mass=70)


def test_an_athlete_twice_is_refused():
    with pytest.raises(ParameterError, match="an athlete or mass; got both"):
        analyze("sprint.c3d", Athlete(mass=70), mass=70)


def test_results_fit_on_a_prompt():
    analysis = sprint()
    for result in (analysis, analysis.run, analysis.run.recording):
        assert 20 < len(repr(result)) < 400
    assert "9.4" in repr(analysis)
    assert "synthetic" in repr(analysis.run.recording)


def test_a_notebook_shows_every_measure_with_its_interval():
    shown = sprint()._repr_html_()
    known = int(sprint().measures.value.notnull().sum())
    assert shown.count("<tr>") == known + 1
    assert "Contact time" in shown


@pytest.mark.parametrize("what", ["phases", "thigh", "knee", "hip_moment", "hip_power"])
def test_plots_are_pictures(what):
    assert isinstance(sprint().plot(what), Picture)


def test_an_unknown_plot_names_those_there_are():
    with pytest.raises(ParameterError, match="hip_power"):
        sprint().plot("speed")


def test_the_result_writes_its_report(tmp_path):
    report = sprint().report(tmp_path / "made")
    assert {path.name for path in report.parent.iterdir()} >= {
        "report.html",
        "analysis.json",
        "steps.csv",
        "measures.csv",
    }


def test_type_checkers_see_types(tmp_path):
    script = tmp_path / "typed.py"
    script.write_text(
        "from nextstride import Analysis, analyze\n"
        "found: Analysis = analyze('sprint.c3d', mass=75.9)\n"
        "wrong: int = analyze('sprint.c3d')\n"
        "analyze('sprint.c3d', weight=75.9)\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", ROOT / "pyproject.toml", script],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert "typed.py:2" not in done.stdout
    assert "typed.py:3: error" in done.stdout, done.stdout + done.stderr
    assert "typed.py:4: error" in done.stdout
