from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from commands import run

import nextstride.cli
from nextstride import MEASURES, __version__
from nextstride.cli import EVERYTHING, FAMILIES, OF_THE_LOG, modules_asked
from nextstride.errors import SolveError


@pytest.fixture
def sprint(shared_data: Path) -> Path:
    return shared_data / "dorn2012_ja1_c3d" / "JA1Gait35.c3d"


def test_version() -> None:
    assert run("--version").output.strip() == __version__


def test_help_is_light() -> None:
    script = "import sys, nextstride.cli; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"numpy", "xarray", "scipy", "casadi", "matplotlib"} & set(loaded)


@pytest.mark.parametrize("word", OF_THE_LOG)
def test_a_command_of_the_log_loads_only_its_own_module(word: str) -> None:
    (module,) = modules_asked(["/usr/bin/nextstride", "log", word, "Mia"])
    text = Path(f"{nextstride.cli.__path__[0]}/{module}.py").read_text("utf-8")
    assert f'@log.command("{word}")' in text


def test_what_is_not_known_loads_everything() -> None:
    assert modules_asked(["nextstride"]) == modules_asked(["pytest", "log", "run"]) == EVERYTHING
    assert modules_asked(["nextstride", "log", "sesion"]) == FAMILIES["log"]


def test_json_is_one_document_and_writes_nothing(
    sprint: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("analyze", sprint, "--mass", "75.9", "--height", "1.8", "--json", "--no-limits")
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    assert document["schema"] == 1
    assert {row["name"] for row in document["measures"]} == set(MEASURES)
    assert document["limits"] is None
    assert "no_limits" not in {warning["code"] for warning in document["warnings"]}
    assert not list(tmp_path.iterdir())


def test_forces_in_a_file_of_their_own(shared_data: Path) -> None:
    folder = shared_data / "hamner2013_subject04" / "run400"
    forces = folder / "grf.mot"
    result = run("analyze", folder / "markers.trc", "--forces", forces, "--mass", "80.47", "--json")
    assert result.exit_code == 0
    steps = json.loads(result.stdout)["steps"]
    assert sum(step["method"] == "force" for step in steps) >= 5


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--mass", "0"), "--mass"),
        (("--height", "3"), "--height"),
        (("--sex", "unknown"), "--sex"),
        (("--belt-speed", "99"), "--belt-speed"),
        (("--events", "guess"), "--events"),
        (("--frame-rate", "0"), "--frame-rate"),
        (("--up", "w"), "--up"),
        (("--markers", "absent.toml"), "absent.toml"),
        (("--strength-test", "neck=2"), "neck"),
        (("--strength-test", "hip_flexion=400Nm/kg"), "hip_flexion"),
        (("--bodies", "3"), "--bodies"),
    ],
)
def test_an_impossible_option_is_refused_in_one_message(
    arguments: tuple[str, str], said: str, sprint: Path, tmp_path: Path
) -> None:
    result = run("analyze", sprint, "--out", tmp_path / "out", *arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_standing_trial_is_refused_and_nothing_is_written(
    shared_data: Path, tmp_path: Path
) -> None:
    still = shared_data / "dorn2012_ja1_c3d" / "JA1Static05.c3d"
    result = run("analyze", still, "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "JA1Static05.c3d" in result.stderr
    assert "--static" in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("content", [b"", b"no c3d at all", b"\x02\x50" + bytes(510)])
def test_a_damaged_file_is_refused(content: bytes, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.c3d"
    damaged.write_bytes(content)
    result = run("analyze", damaged, "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "damaged.c3d" in result.stderr
    assert not (tmp_path / "out").exists()


def test_out_must_not_be_a_file(sprint: Path, tmp_path: Path) -> None:
    file = tmp_path / "taken"
    file.write_text("keep me")
    result = run("analyze", sprint, "--out", file)
    assert result.exit_code == 2
    assert file.read_text() == "keep me"


def test_a_failed_solve_is_a_message_with_status_1(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise SolveError("no optimum was found; try another start")

    monkeypatch.setattr("nextstride.personal.made_runner.make_runner", fail)
    result = run("demo")
    assert result.exit_code == 1
    assert "try another start" in result.stderr


def test_measures_lists_every_row() -> None:
    rows = json.loads(run("measures", "--json").stdout)
    assert [row["name"] for row in rows] == list(MEASURES)
    assert all(name in run("measures").stdout for name in MEASURES)


def test_data_list_and_unknown_name() -> None:
    listed = json.loads(run("data", "list", "--json").stdout)
    assert listed
    assert listed[0]["name"] in run("data", "list").stdout
    refused = run("data", "fetch", "nothing-of-that-name")
    assert refused.exit_code == 2
    assert listed[0]["name"] in refused.stderr


def test_every_number_of_the_document_is_finite(sprint: Path) -> None:
    document = json.loads(run("analyze", sprint, "--json").stdout)
    values = [row["value"] for row in document["measures"] if row["value"] is not None]
    assert np.isfinite(values).all()
    for row in document["measures"]:
        assert row["value"] is not None or row["note"], row["name"]


def test_a_run_without_mass_and_height_says_why_nothing_limits(sprint: Path) -> None:
    result = run("analyze", sprint, "--json")
    told = {
        warning["code"]: warning["message"] for warning in json.loads(result.stdout)["warnings"]
    }
    assert "--mass and --height" in told["no_limits"]
