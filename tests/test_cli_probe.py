"""The fatigue probe as a coach walks through it: sheet, rounds, price, plan."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from commands import analysis, done, run, sprinter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from nextstride.conventions import MUSCLE_GROUPS
from nextstride.log import open_log
from nextstride.training import CONDITIONS, PAINS

DAY = date.today() - timedelta(days=20)
ROUNDS = (
    ("--fresh", *("--strength", "27", "--strength", "26.6"), *("--run", "1.05", "--run", "1,06")),
    ("--round", 1, "--strength", "21.9@15s", "--run", "1.085@45s", "--strength", "22.6@75"),
    ("--round", 2, "--strength", "22.1@15s", "--run", "1.08@45s", "--strength", "23@75s"),
)


@pytest.fixture
def analysed(log: Path, tmp_path: Path) -> Path:
    """The same with a logged recording whose limits are the simulated sprinter's."""
    analysis(tmp_path / "run", sprinter())
    done("log", "run", "Mia", tmp_path / "run", "--day", DAY)
    return log


def probed(link: str = "hip_flexors", day: date = DAY) -> None:
    for each in ROUNDS:
        done("probe", "log", "Mia", "--link", link, "--day", day, *each)


def test_the_sheet_says_when_to_do_what_and_what_it_can_show(analysed: Path) -> None:
    result = run("probe", "plan", "Mia", "--age", 24)
    assert result.exit_code == 0, result.output
    for words in ("45 s", "Stop the day", "no study of top speed", "of bodies", "drawn", "0 min"):
        assert words in result.output + Path("nextstride-probe/probe.html").read_text("utf-8")
    kept = json.loads(Path("nextstride-probe/probe.json").read_text("utf-8"))
    with open_log() as book:
        assert [each.to_json()["days"] for each in book.probes("Mia")] == [kept["days"]]
    assert [each["loss"] for each in kept["power"]] == [0.1, 0.15, 0.2]
    again = done("probe", "plan", "Mia", "--age", 24, "--link", "hip_flexors", "--link", "sham")
    assert any("until the order suits" in each for each in again["notices"])


def test_without_a_recording_it_says_that_nothing_is_known_beforehand(log: Path) -> None:
    assert "cannot be told" in run("probe", "plan", "Mia", "--age", 24).output
    assert done("probe", "plan", "Mia", "--age", 24)["power"] == []


@pytest.mark.parametrize(
    "options",
    [
        ("--age", 17),
        ("--age", 60),
        ("--age", 24, "--pain", "calf"),
        ("--age", 24, "--condition", "pregnancy"),
        ("--age", 24, "--condition", "heart_disease"),
        ("--age", 24, "--link", "hamstrings", "--link", "sham"),
        ("--age", 24, "--start", DAY),
        ("--age", 24, "--start", "9999-12-30"),
    ],
)
def test_a_refused_probe_leaves_nothing_behind(log: Path, options: tuple[object, ...]) -> None:
    assert run("probe", "plan", "Mia", *options).exit_code == 2
    assert not Path("nextstride-probe").exists() or not list(Path("nextstride-probe").iterdir())
    with open_log() as book:
        assert not book.probes("Mia")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    age=some.integers(8, 80),
    pains=some.lists(some.sampled_from(list(PAINS)), max_size=1),
    conditions=some.lists(some.sampled_from(list(CONDITIONS)), max_size=1),
    links=some.lists(some.sampled_from([*MUSCLE_GROUPS, "sham"]), max_size=3),
)
def test_no_command_line_gets_an_unsafe_sheet(
    log: Path, age: int, pains: list[str], conditions: list[str], links: list[str]
) -> None:
    many = {"--pain": pains, "--condition": conditions, "--link": links}
    told = [part for option, values in many.items() for each in values for part in (option, each)]
    result = run("probe", "plan", "Mia", "--age", age, *told, "--json")
    if result.exit_code != 0:
        assert result.exit_code == 2
        return
    assert 18 <= age <= 59
    assert not pains
    assert set(conditions) <= {"latex_allergy"}
    document = json.loads(result.stdout)
    assert all(
        each["link"] in ("hip_flexors", "plantarflexors", "sham") for each in document["days"]
    )
    assert all(each["fresh_runs"] + each["tired_runs"] <= 6 for each in document["days"])
    steps = " ".join(step for each in document["days"] for step in each["steps"])
    assert "hamstring" not in steps
    assert "adductor" not in steps


def test_the_price_is_read_from_what_was_logged(analysed: Path) -> None:
    probed()
    found = done("probe", "result", "Mia")
    (price,) = found["findings"]
    assert price["lower"] < price["value"] < price["upper"]
    assert price["simulated"][0] == pytest.approx(0.1311)
    assert price["joined"]["lower"] < price["joined"]["value"] < price["joined"]["upper"]
    assert price["slowing"] == pytest.approx(1 - 1.055 / 1.0825, abs=0.002)
    words = run("probe", "result", "Mia").output
    for each in ("Fatigue is not weakness", "no study of top speed", "Edouard 2018", "Sara 2021"):
        assert each in words


def test_an_analysis_of_somebody_else_is_refused(analysed: Path, tmp_path: Path) -> None:
    file = tmp_path / "run" / "analysis.json"
    athlete = {"mass_kg": 90, "height_m": 1.95, "sex": "male", "assumed": []}
    other = tmp_path / "other.json"
    other.write_text(
        json.dumps(json.loads(file.read_text("utf-8")) | {"athlete": athlete}), "utf-8"
    )
    refused = run("probe", "plan", "Mia", "--age", 24, "--analysis", other)
    assert refused.exit_code == 2
    assert "somebody else" in refused.stderr
    assert done("probe", "plan", "Mia", "--age", 24, "--analysis", other, "--confirmed")["power"]


def test_without_simulation_the_price_stands_alone(log: Path) -> None:
    probed("plantarflexors")
    found = done("probe", "result", "Mia")
    assert found["findings"][0]["joined"] is None
    assert "No simulated price" in found["notices"][0]


def test_a_probe_that_contradicts_the_simulation_is_said_to(analysed: Path) -> None:
    probed()
    slow = ("--round", 3, "--strength", "24@15", "--run", "1.4@45", "--strength", "24.5@75")
    done("probe", "log", "Mia", "--link", "hip_flexors", "--day", DAY, *slow)
    assert "disagree" in run("probe", "result", "Mia").output


def test_the_plan_follows_the_probe(analysed: Path) -> None:
    before = done("plan", "Mia", "--age", 24)
    probed()
    after = done("plan", "Mia", "--age", 24)
    (told,) = [each["message"] for each in after["warnings"] if each["code"] == "probed"]
    assert "hip flexors were probed" in told
    assert not [each for each in before["warnings"] if each["code"] == "probed"]
    assert after != before


def test_a_day_ends_after_its_runs(log: Path) -> None:
    probed()
    more = ("--round", 3, "--strength", "22@15", *("--run", "1.09@45") * 3)
    refused = run("probe", "log", "Mia", "--link", "hip_flexors", "--day", DAY, *more)
    assert refused.exit_code == 2
    assert "6 runs at most" in refused.stderr
    other = ("--link", "plantarflexors", "--day", DAY, "--fresh", "--strength", 90)
    assert "one day tires one link" in run("probe", "log", "Mia", *other).stderr


def test_too_large_a_loss_is_warned_of(log: Path) -> None:
    common = ("probe", "log", "Mia", "--link", "hip_flexors", "--day", DAY)
    alone = done(*common, "--round", 1, "--strength", "20@15s")
    assert any("No fresh strength" in each for each in alone["notices"])
    done(*common, "--fresh", "--strength", 27)
    assert any(
        "26 %" in each for each in done(*common, "--round", 2, "--strength", "20@15")["notices"]
    )
    pounds = run(*common, "--round", 3, "--strength", "59.5@15")
    assert pounds.exit_code == 2
    assert "another unit" in pounds.stderr


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--strength", 27), "either --fresh or --round"),
        (("--fresh", "--round", 1, "--strength", 27), "either --fresh or --round"),
        (("--fresh",), "a strength or a run is needed"),
        (("--fresh", "--run", 0.5), "time for 10 m must be"),
        (("--round", 1, "--run", 1.05), "time of a run"),
        (("--fresh", "--strength", "strong"), "VALUE@SECONDS"),
    ],
)
def test_what_was_written_wrongly_is_said(log: Path, options: Any, message: str) -> None:
    refused = run("probe", "log", "Mia", "--link", "hip_flexors", *options)
    assert refused.exit_code == 2
    assert message in refused.stderr


def test_nothing_logged_gives_no_price(log: Path) -> None:
    refused = run("probe", "result", "Mia")
    assert refused.exit_code == 2
    assert "nextstride probe plan" in refused.stderr


@pytest.mark.parametrize("screen", ["phone", "laptop"])
def test_the_sheet_can_be_read_and_printed(analysed: Path, look: Any, screen: str) -> None:
    assert run("probe", "plan", "Mia", "--age", 24).exit_code == 0
    page = look(Path("nextstride-probe/probe.html").resolve(), screen)
    assert page.serious() == []
    assert page.small_text(12) == []
    assert page.width() <= {"phone": 400, "laptop": 1400}[screen]
    paper = page.on_paper()
    assert len(paper) <= 4
    assert "Stop the day" in paper[0]
    assert "Day 2" in paper[1]
