"""What the tests of the command line share: running a command as a user types it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from nextstride.cli import app

MAPS = Path(__file__).parent / "training" / "limiter_maps.json"


def run(*arguments: object) -> Result:
    """Run a command; its output, error output and exit code."""
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def done(*arguments: object) -> Any:
    """Run a command with --json; return its document."""
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def analysis(folder: Path, limits: Any = None) -> Path:
    """Write an analysis as small as can be; return its folder."""
    folder.mkdir(exist_ok=True)
    document = {
        "recording": {"source": "run.c3d"},
        "measures": [
            {"name": "speed", "value": 8.8},
            {"name": "peak_thigh_flexion_velocity", "value": 14.2},
        ],
        "limits": limits,
    }
    (folder / "analysis.json").write_text(json.dumps(document), "utf-8")
    return folder


def sprinter() -> Any:
    """Limits of the simulated sprinter, with a made-up range."""
    return json.loads(MAPS.read_text("utf-8"))["sprinter"]
