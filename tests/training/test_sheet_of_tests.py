"""The sheet of the test day: every test on it, and nobody on it who must not be tested."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from typer.testing import CliRunner

from nextstride.cli import app
from nextstride.errors import ParameterError
from nextstride.personal import TESTS, strength_test
from nextstride.training import CONDITIONS, PAINS, Health
from nextstride.training.sheet_of_tests import SETTINGS, plan_test_sheet, sheet_page, sheet_text

SOUND = Health(24)
runner = CliRunner()

healths = some.builds(
    Health,
    age=some.floats(8, 100),
    pains=some.lists(some.sampled_from(list(PAINS)), max_size=2, unique=True).map(tuple),
    conditions=some.lists(some.sampled_from(list(CONDITIONS)), max_size=2, unique=True).map(tuple),
    cleared=some.booleans(),
)


def run(*arguments: object) -> Any:
    return runner.invoke(app, ["tests", *(str(argument) for argument in arguments)])


def test_every_test_of_the_product_has_its_place():
    assert set(SETTINGS) == set(TESTS)
    sheet = plan_test_sheet(SOUND)
    for words in (sheet_text(sheet), sheet_page(sheet)):
        for test in TESTS.values():
            assert test.title in words


def test_the_angles_are_those_that_the_body_is_asked_for():
    for each in plan_test_sheet(SOUND).tests:
        if TESTS[each.name].joint:
            assert each.angle == TESTS[each.name].angle == strength_test(f"{each.name}=2").angle
            assert each.others == TESTS[each.name].posture
            assert f"{each.angle:g}°" in each.posture


@given(health=healths)
def test_nobody_is_sent_to_the_maximum_who_must_not(health):
    try:
        sheet = plan_test_sheet(health, "Mia")
    except ParameterError:
        return
    if not sheet.tests:
        assert "No maximal test" in sheet_text(sheet)
        assert "as hard as you can" not in sheet_text(sheet) + sheet_page(sheet)
        return
    assert health.age >= 16
    assert not health.pains
    assert "pregnancy" not in health.conditions
    assert health.cleared or (health.age < 60 and set(health.conditions) <= {"latex_allergy"})


def test_the_example_is_right():
    moment = 38 * 9.80665 * 0.36 / 70
    assert f"{moment:.2f} N m/kg" in plan_test_sheet(SOUND, mass=70).example


def test_the_command_prints_and_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    result = run("--age", 24)
    assert result.exit_code == 0, result.output
    assert "Isometric hip flexion: hip 30°, knee 60°" in result.output
    assert Path("nextstride-tests/tests.html").exists()
    document = json.loads(run("--age", 24, "--json").stdout)
    assert [each["test"] for each in document["tests"]] == list(SETTINGS)
    assert run().exit_code == 2
    for barred in (("--age", 14), ("--age", 24, "--condition", "pregnancy", "--cleared")):
        assert json.loads(run(*barred, "--json").stdout)["tests"] == []


def test_what_it_says_to_log_can_be_logged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("NEXTSTRIDE_LOG", str(tmp_path / "log.sqlite"))
    added = runner.invoke(app, ["athlete", "add", "Mia", "--mass", "58"])
    assert added.exit_code == 0, added.output
    document = json.loads(run("Mia", "--age", 24, "--json").stdout)
    assert document["athlete"] == "Mia"
    for each in document["tests"]:
        words = each["command"].replace("NAME", "Mia").split()[1:]
        if words[0] == "log":
            logged = runner.invoke(app, words)
            assert logged.exit_code == 0, (words, logged.output)


@pytest.mark.parametrize("screen", ["phone", "laptop"])
def test_the_sheet_can_be_read_and_printed(tmp_path: Path, look: Any, screen: str):
    page = tmp_path / "tests.html"
    page.write_text(sheet_page(plan_test_sheet(SOUND, "Mia", 58)), "utf-8")
    seen = look(page, screen)
    assert seen.serious() == []
    assert seen.small_text(12) == []
    assert seen.width() <= {"phone": 400, "laptop": 1400}[screen]
    paper = seen.on_paper()
    assert len(paper) <= 2
    assert "Stop at" in paper[0]
