"""Fixtures shared by all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# Machines differ and are shared, so no example has a deadline.
settings.register_profile("shared", deadline=None)
settings.load_profile("shared")


@pytest.fixture
def shared_data() -> Path:
    """Folder of real recordings; skips the test, saying so, where it is absent."""
    stated = os.environ.get("NEXTSTRIDE_DATA")
    folder = Path(stated) if stated else Path(__file__).parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"no real recordings at {folder}; set NEXTSTRIDE_DATA to their folder")
    return folder
