"""Limits of an athlete of the log: what the analysis says, and what a block has shown since."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from commands import analysis, done, run, sprinter

from nextstride.cli.own_limits import with_logged_tests
from nextstride.personal import FitOptions, strength_test

FIRST = date.today() - timedelta(days=80)
HOLD = FIRST + timedelta(days=40)
FEEL = ("--recovery", 50, "--lightness", 50, "--turnover", 50, "--connectedness", 50,
        "--strain", 50)  # fmt: skip


def logged(tmp_path: Path, stronger: float, faster: float) -> None:
    """A recording, two sessions before the first hold and two since; feel is told first."""
    analysis(tmp_path / "run", sprinter())
    done("log", "run", "Mia", tmp_path / "run", "--day", FIRST)
    for number, after in enumerate((0, 0, 1, 1)):
        day = FIRST + timedelta(days=20 * number + 1)
        moment = 2.0 * (1 + 0.02 * (number % 2)) * (1 + stronger * after)
        seconds = 1.1 * (1 + 0.002 * (number % 2)) / (1 + faster * after)
        done("log", "feel", "Mia", *FEEL, "--day", day)
        done("log", "strength", "Mia", "--group", "hip_flexors", "--moment", moment, "--device",
             "rig", "--side", "left", "--day", day)  # fmt: skip
        done("log", "speed", "Mia", "--method", "fly_10", "--time", seconds, "--day", day)
        assert run("log", "reveal", "Mia", "--day", day).exit_code == 0

    done("log", "hold", "Mia", "--exercise", "hip_flexor_hold", "--time", 12, "--sets", 3,
         "--day", HOLD)  # fmt: skip


def test_a_block_moves_the_price_of_the_link_that_was_trained(log: Path, tmp_path: Path) -> None:
    logged(tmp_path, stronger=0.15, faster=0.0)
    told = done("limits", "--athlete", "Mia")
    assert told["block"]["since"] == HOLD.isoformat()
    assert told["now"]["hip_flexors"][0] < told["simulated"]["hip_flexors"][0]
    assert told["now"]["hamstrings"] == pytest.approx(told["simulated"]["hamstrings"])
    shown = run("limits", "--athlete", "Mia").output
    assert "Since" in shown
    assert "Hip flexors" in shown
    assert "last block" in run("plan", "Mia", "--age", 24).output


def test_progress_says_what_the_block_means_for_the_gains(log: Path, tmp_path: Path) -> None:
    logged(tmp_path, stronger=0.15, faster=0.0)
    gains = done("progress", "Mia")["gains"]
    assert gains == done("limits", "--athlete", "Mia")["block"]
    shown = run("progress", "Mia", "--out", tmp_path / "p")
    page = (tmp_path / "p" / "progress.html").read_text("utf-8")
    for sentence in gains["text"]:
        assert sentence in shown.output.replace("\n", " ")
    assert "this runner&#39;s gains" in page or "this runner's gains" in page


def test_a_probe_is_joined_before_the_block(log: Path, tmp_path: Path) -> None:
    logged(tmp_path, stronger=0.15, faster=0.0)
    alone = done("limits", "--athlete", "Mia")
    assert alone["probe"] is None
    day = date.today() - timedelta(days=2)
    shared = ("probe", "log", "Mia", "--link", "hip_flexors", "--day", day)
    done(*shared, "--fresh", "--strength", "27", "--run", "1.05", "--run", "1.06")
    done(*shared, "--round", 1, "--strength", "22@15s", "--run", "1.09@45s")
    found = done("limits", "--athlete", "Mia")
    (probed,) = found["probe"]["findings"]
    joined = [probed["joined"][key] for key in ("value", "lower", "upper")]
    assert found["block"]["before"]["hip_flexors"] == joined
    assert found["now"]["hip_flexors"] == found["block"]["after"]["hip_flexors"]
    assert "Experimental" in run("limits", "--athlete", "Mia").output


def test_without_a_block_the_simulated_limits_stand(log: Path, tmp_path: Path) -> None:
    analysis(tmp_path / "run", sprinter())
    done("log", "run", "Mia", tmp_path / "run", "--day", FIRST)
    told = done("limits", "--athlete", "Mia")
    assert told["block"] is None
    assert told["now"] == told["simulated"]


def test_nobody_is_told_in_one_sentence(log: Path) -> None:
    result = run("limits", "--athlete", "Nobody")
    assert result.exit_code == 2
    assert "Nobody" in result.output


def test_an_analysis_takes_the_strength_tests_of_the_log_and_says_so(log: Path) -> None:
    days_ago = {"hip_flexors": 10, "knee_extensors": 3, "adductors": 100}
    for group, days in days_ago.items():
        done("log", "strength", "Mia", "--group", group, "--moment", 2.0, "--device", "rig",
             "--day", date.today() - timedelta(days=days))  # fmt: skip
    told = (strength_test("knee_extension=3"),)
    options, (notice,) = with_logged_tests(FitOptions(tests=told), "Mia", None)
    assert options.tests == (*told, strength_test("hip_flexion=2:rig"))
    assert "hip flexion (10 days old). --no-logged-tests" in notice.message
    assert "hip adduction (100 days old)" in notice.message
    assert with_logged_tests(FitOptions(), "Nobody", None) == (FitOptions(), ())
