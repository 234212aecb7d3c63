"""`nextstride markers`: what was recognised, what is missing, and a map that can be completed."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from nextstride.cli import app

LABELS = ["LASI", "RASI", "LPSI", "RPSI", "LKNE", "RKNE", "LHEE", "RHEE", "LTOE", "odd", "*7"]


@pytest.fixture
def recording(tmp_path):
    heads = "\t".join(["Frame#", "Time", *(cell for label in LABELS for cell in (label, "", ""))])
    rows = ["\t".join([str(i + 1), f"{i / 100}", *["1.0"] * 33]) for i in range(5)]
    lines = ["PathFileType\t4", "DataRate\tUnits", "100\tmm", heads, "\t\tX1", "", *rows]
    path = tmp_path / "run.trc"
    path.write_text("\n".join(lines))
    return path


def run(*arguments):
    return CliRunner().invoke(app, ["markers", *map(str, arguments)])


def test_it_tells_what_is_recognised_and_what_is_missing(recording):
    result = run(recording)
    assert result.exit_code == 0
    assert "LHEE" in result.stdout
    assert "missing: right forefoot" in result.stdout
    document = json.loads(run(recording, "--json").stdout)
    assert document["not_recognised"] == ["odd"]
    assert document["unnamed"] == 1
    assert {"label": "LTOE", "landmark": "left_toe", "seen_share": 1.0} in document["recognised"]


def test_a_map_is_written_once_and_completes_the_naming(recording, tmp_path):
    target = tmp_path / "map.toml"
    assert run(recording, "--write", target).exit_code == 0
    again = run(recording, "--write", target)
    assert again.exit_code == 2
    assert "already" in again.stderr
    text = target.read_text()
    line = next(line for line in text.split("\n") if line.startswith("# right_toe"))
    target.write_text(text.replace(line, 'right_toe = "odd"'))
    completed = json.loads(run(recording, "--markers", target, "--json").stdout)
    assert {"label": "odd", "landmark": "right_toe", "seen_share": 1.0} in completed["recognised"]
    assert completed["measures"][0]["missing"] == []


def test_what_has_no_markers_is_refused(tmp_path):
    path = tmp_path / "run.mot"
    path.write_text("run\ninDegrees=yes\nendheader\ntime\thip_flexion_r\n0\t1\n0.01\t2\n")
    result = run(path)
    assert result.exit_code == 2
    assert "joint angles" in result.stderr
