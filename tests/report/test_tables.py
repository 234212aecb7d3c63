"""analysis.json, steps.csv and measures.csv hold the document of the analysis."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from nextstride.analysis import Analysis
from nextstride.report import write_tables
from nextstride.report.tables import as_csv


def test_the_document_is_that_of_the_analysis(sprint: Analysis, tmp_path: Path) -> None:
    paths = write_tables(sprint, tmp_path)
    assert [path.name for path in paths] == ["analysis.json", "steps.csv", "measures.csv"]
    assert json.loads(paths[0].read_text("utf-8")) == sprint.to_json()


def test_tables_hold_the_rows_of_the_document(sprint: Analysis, tmp_path: Path) -> None:
    _, steps, measures = write_tables(sprint, tmp_path)
    document = sprint.to_json()
    for path, rows in ((steps, document["steps"]), (measures, document["measures"])):
        with path.open(encoding="utf-8", newline="") as file:
            read = list(csv.DictReader(file))
        assert len(read) == len(rows)
        for mine, row in zip(read, rows, strict=True):
            assert mine == {key: "" if v is None else str(v) for key, v in row.items()}


def test_no_rows_give_an_empty_table() -> None:
    assert as_csv([]) == "\n"
