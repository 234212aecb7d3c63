"""The public names, and that importing the package does no work."""

from __future__ import annotations

import subprocess
import sys

import pytest

import nextstride

HEAVY = {"numpy", "scipy", "xarray", "pandas", "matplotlib", "casadi", "ezc3d", "typer", "pooch"}


def test_public_names_are_these() -> None:
    assert nextstride.__all__ == [
        "MEASURES",
        "Analysis",
        "Athlete",
        "MissingDataError",
        "NextstrideError",
        "ParameterError",
        "ReadError",
        "Recording",
        "RecordingError",
        "SolveError",
        "analyze",
        "attach_forces",
        "fit_runner",
        "plan_runner",
        "read_recording",
    ]


@pytest.mark.parametrize("name", nextstride.__all__)
def test_every_public_name_resolves(name: str) -> None:
    assert getattr(nextstride, name) is not None
    assert name in dir(nextstride)


def test_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="'nextstride' has no attribute 'sprint_faster'"):
        _ = nextstride.sprint_faster  # type: ignore[attr-defined]


def test_import_loads_nothing_heavy() -> None:
    listing = "import sys, nextstride; print(*(name.split('.')[0] for name in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", listing], capture_output=True, text=True, check=True
    )
    assert "nextstride" in done.stdout.split()
    assert not HEAVY & set(done.stdout.split())
