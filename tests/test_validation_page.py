"""The validation page is made of the results that the benchmarks have kept, and of nothing else."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


def test_the_page_is_what_the_kept_results_make(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(BENCHMARKS), *sys.path])
    spec = importlib.util.spec_from_file_location("w", BENCHMARKS / "write_validation.py")
    assert spec is not None
    assert spec.loader is not None
    validation = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(validation)
    written = validation.PAGE.read_text(encoding="utf-8")
    assert written == validation.page(), "docs/validation.md is old: run `make validation`"
