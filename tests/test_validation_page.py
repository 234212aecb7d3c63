"""The validation page is made of the results that the benchmarks have kept, and of nothing else."""

from __future__ import annotations

import importlib.util
import json
import re
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


@pytest.mark.parametrize(
    "path", sorted((BENCHMARKS / "results").glob("*.json")), ids=lambda p: p.stem
)
def test_every_section_says_when_it_was_measured(path: Path) -> None:
    result = json.loads(path.read_text(encoding="utf-8"))
    measured = result["measured"]
    assert re.fullmatch(r"20\d\d-[01]\d-[0-3]\d [0-2]\d:[0-5]\d UTC", measured["time"])
    section = BENCHMARKS.parent.joinpath("docs", "validation.md").read_text(encoding="utf-8")
    section = section.partition(f"\n## {result['title']}\n")[2].partition("\n## ")[0]
    assert f"Measured {measured['time']}, version {measured['version']}." in section
