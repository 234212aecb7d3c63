"""Files and sprints that the tests of the profile share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    """Write a text as sprint.csv and return its path."""

    def writer(text: str) -> Path:
        path = tmp_path / "sprint.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return writer


@pytest.fixture
def sprint_data(shared_data: Path) -> Path:
    """Folder of the real split times and speed traces."""
    return shared_data / "sprint_splits_velocity"
