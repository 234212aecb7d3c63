"""`nextstride log import` shows before it writes, and writes once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from nextstride.cli import app

runner = CliRunner()
SAMPLES = Path(__file__).parent / "imports" / "samples"


@pytest.fixture
def log(tmp_path: Path) -> str:
    address = str(tmp_path / "log.sqlite")
    added = runner.invoke(
        app, ["athlete", "add", "Mia Berg", "--mass", "60", "--height", "1.7", "--log", address]
    )
    assert added.exit_code == 0, added.output
    return address


def told(log: str, *arguments: str) -> str:
    result = runner.invoke(app, ["log", "import", *arguments, "--log", log])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_preview_then_an_import_then_nothing(log: str) -> None:
    file = str(SAMPLES / "nordbord.csv")
    shown = told(log, file)
    assert "This is VALD NordBord." in shown
    assert "new: 2026-05-28 Mia Berg, strength of hamstrings, left" in shown
    assert "left out: row 3: the log has no athlete 'Zo\u00eb Ek'" in shown
    assert "Nothing is written yet" in shown
    assert "added: 2026-05-28 Mia Berg" in told(log, file, "--yes")
    again = told(log, file, "--yes")
    assert "2 in the log already" in again
    assert "added" not in again


def test_speeds_stay_sealed(log: str) -> None:
    file = str(SAMPLES / "own_speed.csv")
    shown = told(log, file)
    assert "30 m, sealed until its feel is told" in shown
    assert "4.40" not in shown
    assert "4.40" in told(log, file, "--known")
    document = json.loads(told(log, file, "--json"))
    assert document["written"] is False
    assert {entry["time"] for entry in document["new"]} == {None}


def test_a_file_that_is_none_is_one_sentence(log: str, tmp_path: Path) -> None:
    (tmp_path / "notes.csv").write_text("a,b\n1,2\n")
    for name in ("notes.csv", "absent.csv"):
        result = runner.invoke(app, ["log", "import", str(tmp_path / name), "--log", log])
        assert result.exit_code == 2
        assert result.stderr.startswith("nextstride: ")
        assert name in result.stderr
