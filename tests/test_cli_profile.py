from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from nextstride.cli import app

runner = CliRunner()
REFERENCE = {
    "MSS_m_s": 9.185,
    "MAC_m_s2": 7.004,
    "F0_N_kg": 7.00,
    "V0_m_s": 9.62,
    "Pmax_W_kg": 16.8,
}


@pytest.fixture
def splits(shared_data: Path) -> Path:
    return shared_data / "sprint_splits_velocity"


def test_the_radar_example(splits: Path) -> None:
    result = runner.invoke(
        app,
        [
            "profile",
            str(splits / "jb_morin_radar.csv"),
            "--mass",
            "75",
            "--height",
            "1.72",
            "--json",
        ],
    )
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    for name, value in REFERENCE.items():
        assert found[name] == pytest.approx(value, rel=0.01), name


def test_a_page_and_a_document(splits: Path, tmp_path: Path) -> None:
    file = splits / "jb_morin_radar.csv"
    arguments = ["profile", str(file), "--mass", "75", "--height", "1.72", "--out", str(tmp_path)]
    result = runner.invoke(app, arguments)
    assert result.exit_code == 0, result.output
    document = json.loads((tmp_path / "profile.json").read_text("utf-8"))
    page = (tmp_path / "profile.html").read_text("utf-8")
    assert f"{document['MSS_m_s']:.2f}" in page
    assert "<svg" in page
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    assert f"{document['Pmax_W_kg']:.1f}" in result.stdout


def test_a_file_of_many_asks_for_one(splits: Path) -> None:
    file = splits / "vescovi_split_times_26women.csv"
    result = runner.invoke(app, ["profile", str(file)])
    assert result.exit_code == 2
    assert "--athlete" in result.stderr


def test_an_impossible_sprint_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "world_record.csv"
    file.write_text("distance_m,time_s\n20,1.0\n60,2.0\n100,3.0\n")
    result = runner.invoke(app, ["profile", str(file), "--mass", "75", "--height", "1.8"])
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "world_record.csv" in result.stderr
