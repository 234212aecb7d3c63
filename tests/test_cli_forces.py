"""`nextstride forces`: a treadmill's forces in, contacts and forces out."""

from __future__ import annotations

import json

import numpy as np
from typer.testing import CliRunner

from nextstride.cli import app


def run(*arguments):
    return CliRunner().invoke(app, ["forces", *map(str, arguments)])


def test_measures_of_a_treadmill(tmp_path):
    time = np.arange(0, 4, 0.002)
    force = 2200 * np.clip(np.sin(2 * np.pi * 1.4 * time), 0, None)
    path = tmp_path / "grf.csv"
    table = np.stack([time, force], axis=1)
    np.savetxt(path, table, delimiter=",", header="Time,Fz", comments="")
    result = run(path, "--belt-speed", 3, "--json")
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    assert {row["name"] for row in document["measures"]} >= {"contact_time", "step_length"}
    assert document["mass_kg"] > 60
    assert "contact time" in run(path).stdout
    wrong = run(path, "--mass", 200)
    assert wrong.exit_code == 2
    assert "mean force is the body weight" in wrong.stderr


def test_impossible_options_are_refused(tmp_path):
    path = tmp_path / "grf.csv"
    path.write_text("Time,Fz\n0,1\n")
    result = run(path, "--mass", 5)
    assert result.exit_code == 2
    assert "mass" in result.stderr
